"""Codes on cards: ten letters that a person copies from paper into a text, or reads out to somebody who types.

The letters. None is a vowel or a Y, so no code spells a word. Of letters that look alike (B 8, D O 0, G 6 C, S 5,
V U Y, N M) or sound alike on a telephone (B D G P T V; M N; F S) no more than one is among them. Thirteen are left.

The check letter. It is the pure system of ISO 7064, MOD 11-2, carried to thirteen letters: with the values 0 to 12 in
the order of the alphabet, the first letter times 2^9, the second times 2^8, to the last times 2^0, add up to 1 modulo
13. Thirteen is prime and the powers of 2 differ for twelve places, so one wrong letter changes the sum, and so does
the swap of any two that differ, neighbours or not.

The length. Nine free letters are 13^9 = 10,604,499,373 codes. Say 1,000 cards are out at a time: one guess in 10.6
million finds one. Who tries 49 times an hour, so that joining is never paused, needs 24 years on average for the texts
of one person. With seven free letters it would be 53 days.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

ALPHABET = "CFHJKLMQRTWXZ"
LENGTH = 10  # letters, the last of them the check letter
_GROUP = 5
_RADIX, _SUM = 2, 1

# What somebody may type for one of our letters: a figure that looks like it, or the other letter of a pair of which we
# have one. A vowel stands for nothing, however much O is like Q: else "forth chill" would be a code.
_TAKEN_FOR = {"0": "Q", "1": "L", "2": "Z", "N": "M"}
_MOST_TAKEN = 2  # more of them is no slip
# Letters of other alphabets that look the same, as a keyboard of another language types them.
_SAME_SHAPE = str.maketrans("СНКМТХЈΗΚΜΤΧΖ", "CHKMTXJHKMTXZ")  # noqa: RUF001  that is the point
_CONSONANTS = frozenset("BCDFGHJKLMNPQRSTVWXYZ") | _TAKEN_FOR.keys()
_LIKE_OURS = frozenset(ALPHABET) | _TAKEN_FOR.keys()
_NAMED = ("CODE", "KODE", "COAD")  # a reply that says so means one, though it be wrong
_BETWEEN = frozenset(("IS", "THE", "MY", "NUMBER", "NO", "NR", "CARD", "ITS", "HERE"))
_PLAIN = _BETWEEN | {*_NAMED, "HI", "HELLO", "PLEASE", "PLS", "THANKS", "JOIN"}
_FEWEST_LETTERS = 4  # different ones: "hmmhmmhmmh" has two
_AS_LONG = range(6, 15)  # letters of what is said to be a code
_NEARLY = range(LENGTH - 1, LENGTH + 2)
_UNKIND = ("FCK", "FKK", "TWT", "WTF", "HTLR")  # as people read letters without vowels

Draw = Callable[[Sequence[str]], str]  # one of these, by chance that nobody can foresee


@dataclass(frozen=True)
class Code:
    letters: str = field(repr=False)

    @property
    def shown(self) -> str:
        """As it is printed: two groups of five."""
        return f"{self.letters[:_GROUP]}-{self.letters[_GROUP:]}"


def new_code(draw: Draw) -> Code:
    while True:
        first = "".join(draw(ALPHABET) for _ in range(LENGTH - 1))
        letters = first + check_letter(first)
        if _is_plausible(letters) and not any(word in letters for word in _UNKIND):
            return Code(letters)


def check_letter(first: str) -> str:
    """The letter that makes these nine a code."""
    return next(letter for letter in ALPHABET if _adds_up(first + letter))


def is_sound(letters: str) -> bool:
    """Whether these can be a code: as many as there must be, all of the alphabet, and they add up."""
    return len(letters) == LENGTH and frozenset(ALPHABET).issuperset(letters) and _adds_up(letters)


def read_code(words: str) -> str | None:
    """The letters of the code in a reply, sound or not; None: the reply holds none, nor what was meant to be one."""
    tokens = tuple(re.findall(r"[^\W_]+", _folded(words)))
    found = tuple(_candidates(tokens))
    return next((letters for letters in found if is_sound(letters)), None) or next(iter(found), None) or _meant(tokens)


def _adds_up(letters: str) -> bool:
    total = 0
    for letter in letters:
        total = total * _RADIX + ALPHABET.index(letter)
    return total % len(ALPHABET) == _SUM


def _folded(words: str) -> str:
    """Capitals without accents or unseen signs; all that keeps letters apart stays."""
    plain = unicodedata.normalize("NFKD", words).upper().translate(_SAME_SHAPE)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))


def _candidates(tokens: tuple[str, ...]) -> Iterator[str]:
    """Ten letters of ours in a row, grouped as people group them; otherwise only if nothing else is said."""
    others = [token for token in tokens if token not in _PLAIN]
    for run in _runs(tokens, _LIKE_OURS):
        for group in _windows(run):
            letters = "".join(_TAKEN_FOR.get(letter, letter) for letter in "".join(group))
            is_all = len(group) == len(others) and is_sound(letters)
            if (_is_grouped(group) or is_all) and _is_plausible(letters) and _few_taken("".join(group)):
                yield letters


def _is_grouped(group: tuple[str, ...]) -> bool:
    sizes = {len(token) for token in group}
    return sizes in ({LENGTH}, {_GROUP}, {1})


def _windows(run: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LENGTH) + 1):
            if sum(map(len, run[start:end])) == LENGTH:
                yield run[start:end]


def _runs(tokens: tuple[str, ...], letters: frozenset[str]) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for token in (*tokens, ""):
        if token and letters.issuperset(token):
            run.append(token)
        elif run:
            yield tuple(run)
            run = []


def _is_plausible(letters: str) -> bool:
    """Not "xxxxxxxxxx" or "hmmmmmmmmm": no letter three times running, and enough different ones."""
    return len(set(letters)) >= _FEWEST_LETTERS and not any(letter * 3 in letters for letter in letters)


def _few_taken(typed: str) -> bool:
    return sum(letter in _TAKEN_FOR for letter in typed) <= _MOST_TAKEN


def _meant(tokens: tuple[str, ...]) -> str | None:
    """Letters that were meant as a code: too few, too many, or some that no code has. They fit no card."""
    named = next((place for place, token in enumerate(tokens) if token in _NAMED), None)
    if named is not None:
        after = [token for token in tokens[named + 1 :] if token not in _BETWEEN]
        run = next(_runs(tuple(after), _CONSONANTS), ()) if after and _CONSONANTS.issuperset(after[0]) else ()
        return _unless_noise("".join(run), _AS_LONG)
    whole = tuple(token for token in tokens if token not in _PLAIN)
    sizes = [len(token) for token in whole]
    is_shaped = len(sizes) == 1 or (len(sizes) == 2 and max(sizes) - min(sizes) <= 1)
    if not is_shaped or not all(_CONSONANTS.issuperset(token) for token in whole):
        return None
    letters = "".join(whole)
    strange = sum(letter not in _LIKE_OURS for letter in letters)
    return _unless_noise(letters, _NEARLY) if strange <= _MOST_TAKEN and _few_taken(letters) else None


def _unless_noise(letters: str, lengths: range) -> str | None:
    is_lettered = sum(letter.isalpha() for letter in letters) * 2 > len(letters)
    return letters if len(letters) in lengths and is_lettered and _is_plausible(letters) else None
