"""Fresh random identifiers: 80 bits, in letters and digits that stand in a URL and are read aloud without doubt."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def fresh(prefix: str) -> str:
    """A prefix such as "t", a hyphen and 17 characters. Not guessable, and says nothing of what it names."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(17))}"
