"""Regular expressions that match just some words: JSON Schema has no other way to say which days are taken."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta


def days(first: date, last: date) -> str:
    """Every day from the first to the last, as ISO 8601 writes it."""
    return words((first + timedelta(days=count)).isoformat() for count in range((last - first).days + 1))


def words(wanted: Iterable[str]) -> str:
    """These words, which are of one length, and no others: letters that go on alike share a bracket. Given in order."""
    after: dict[str, list[str]] = defaultdict(list)
    for word in wanted:
        if word:
            after[word[0]].append(word[1:])
    letters: dict[str, str] = defaultdict(str)
    for letter, rest in after.items():
        letters[words(rest)] += letter
    parts = [_one_of(several) + rest for rest, several in letters.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})" if parts else ""


def _one_of(letters: str) -> str:
    run = len(letters) > 2 and ord(letters[-1]) - ord(letters[0]) == len(letters) - 1
    return letters if len(letters) == 1 else f"[{letters[0]}-{letters[-1]}]" if run else f"[{letters}]"
