"""Passwords of staff: which are good enough, and how they are kept. Slow on purpose: never inside a transaction."""

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters

# The least that OWASP's Password Storage Cheat Sheet allows for argon2id, because whoever is not signed in may ask for
# it: 19 MiB and some 30 ms each, where the library's own choice takes 64 MiB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a password that nobody knows, at that very cost: an e-mail that is not ours takes as long as one that is.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$z3Ddf1f5sA/430npmPD64Q$lR9pbkmYvFV5p8n2P7qvAEArLnRIvwhJpjv/KefJiIE"

_FEWEST_DIFFERENT = 5  # characters
# What is left of most weak passwords of twelve characters and more when figures and signs are taken away. A short list
# of our own: published ones are made of shorter passwords, which the length keeps out already.
_COMMON = (
    *("password", "letmein", "welcome", "qwertyuiop", "qwerty", "administrator", "admin", "changeme", "iloveyou"),
    *("abcdefghijkl", "nhsscotland", "scotland", "releaseday"),
)


def hash_of(password: str) -> str:
    """argon2id, with its salt and its cost."""
    return _HASHER.hash(_plain(password))


def fits(hashed: str | None, password: str) -> bool:
    """Whether it is the password. Without a hash never, and it takes as long to say so."""
    try:
        return _HASHER.verify(hashed or NOBODYS, _plain(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def faults_of(password: str, email: str) -> tuple[str, ...]:
    """What is wrong with a new password, a sentence each."""
    plain = _plain(password)
    faults = []
    if len(plain) < SHORTEST:
        faults.append(f"Use {SHORTEST} characters or more.")
    if len(plain) > LONGEST:
        faults.append(f"Use {LONGEST} characters or fewer.")
    if email in plain.casefold():
        faults.append("Do not use your e-mail address.")
    if plain and _is_common(plain.casefold()):
        faults.append("This is easy to guess. Three words that have nothing to do with each other are better.")
    return tuple(faults)


def _is_common(folded: str) -> bool:
    letters = re.sub(r"[\W\d_]", "", folded)
    for word in _COMMON:
        letters = letters.replace(word, "")
    return not letters or len(set(folded)) < _FEWEST_DIFFERENT


def _plain(password: str) -> str:
    """The same password however a keyboard composes it (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
