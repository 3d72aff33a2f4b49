"""Understanding a reply: pure Python, one process, rules and weights already read.

The physical limit of it is what no way of reading can leave out, in Python: each letter seen in one form, the words
found by one pass of an expression, and each looked up once in a dictionary.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

from bench.measure import seconds, table
from service.domain.meaning import Context
from service.understanding.likeness import likeness
from service.understanding.rulebook import book
from service.understanding.understand import understand, warm

ROWS, ROUNDS = 100, 7  # replies of each length
_LENGTHS = (30, 300, 1600)  # characters
_WORD = re.compile(r"\w+")
# As people write: most with no full stop, some with every kind of thing that a rule looks for.
_SAID = (
    "aye cheers pal see you the morra", "whit time does the chemist shut the day", "wrong number mate am no him",
    "did you see the game last night, shocking", "stop sending me these texts please", "ok thanks",
    "cannae make it on thursday, can i come next week instead?", "am at ma mums til monday then back up the road",
    "the bus never turned up so am running late", "any food banks near govan. nae money til friday",
    "gonnae phone me when you get a minute", "ma heid is burst wi this toothache, need a dentist",
    "tell wee davie i was asking for him", "he wasnae well last week but hes fine now", "no got a doctor yet!",
)  # fmt: skip


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    loading = seconds({"rules": book.__wrapped__, "weights": likeness.__wrapped__}, rounds)
    warm()
    yield f"Replies a round: {rows}; rounds: {rounds}; median [least-most].\n"
    yield from table(_rows(rows, rounds), ("characters", "ms a reply", "ms at the limit", "times the limit"))
    rules, weights = loading["rules"].times(1e3), loading["weights"].times(1e3)
    yield f"\nReading the rules: {rules} ms; the weights: {weights} ms."


def _rows(rows: int, rounds: int) -> Iterator[tuple[str, ...]]:
    known = book().folder.spelling.vocabulary
    for length in _LENGTHS:
        replies = _replies(length, rows)
        readers: dict[str, Callable[[str], object]] = {
            "understand": partial(understand, context=Context.NONE),
            "limit": partial(_looked_up, known=known),
        }
        taken = seconds({name: partial(_read, one, replies) for name, one in readers.items()}, rounds)
        each = {name: spent.times(1e3 / rows) for name, spent in taken.items()}
        over = taken["understand"].over(taken["limit"])
        yield str(length), str(each["understand"]), str(each["limit"]), str(over)


def _read(reader: Callable[[str], object], replies: list[str]) -> None:
    for reply in replies:
        reader(reply)


def _looked_up(reply: str, known: frozenset[str]) -> list[str]:
    return [word for word in _WORD.findall(unicodedata.normalize("NFKC", reply).lower()) if word in known]


def _replies(length: int, rows: int) -> list[str]:
    """Each begins at another thing said, and another sign stands between them."""
    return [_reply(length, _SAID[row % len(_SAID) :] + _SAID, (". ", " ", "\n", ", ")[row % 4]) for row in range(rows)]


def _reply(length: int, said: tuple[str, ...], between: str) -> str:
    reply = ""
    for words in cycle(said):
        reply += words + between
        if len(reply) >= length:
            return reply[:length]
    return reply
