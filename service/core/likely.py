"""Whom a death may concern that a number nobody knows tells of.

Names are sealed, and a text from nobody proves nothing; so all that is done is to hold back the texts of the few whose
first name stands in it. A name that many have holds back nobody: one text must not silence a whole Board, and staff are
asked all the same, before anything goes again. For the same reason one number holds back no more in a week, however
many names it sends; and of a number that sends a lot no name is sought at all.
"""

import re
from datetime import timedelta

from service.core.ports import Core, Transaction
from service.domain.board import SenderNumber
from service.domain.ids import BoardCode, NumberId
from service.domain.london import london_day
from service.domain.meaning import Context, Label
from service.domain.release import Person
from service.understanding.understand import understand

MOST = 5  # people whose texts are held back for what one number says
WITHIN, TOO_MANY = timedelta(days=7), 10  # wall: a number with so many replies in a week is not believed
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def likely_dead(core: Core, tx: Transaction, line_id: NumberId | None, to: str, words: str) -> tuple[Person, ...]:
    """Alive, with texts to come from that number of ours. Nobody if no death is told, or the names fit too many."""
    if not understand(words, Context.NONE).has(Label.DECEASED):
        return ()
    before = tx.replies.lately(line_id, core.clock.wall() - WITHIN, TOO_MANY) if line_id else ()
    if len(before) >= TOO_MANY:
        return ()
    since = london_day(core.clock.now()) - core.config.longest - timedelta(days=1)
    told, told_before = _names(words), frozenset[str]().union(*(_names(one.words) for one in before))
    named = [one for one in tx.people.out_since(_boards(core, to), since) if _is_named(one, told | told_before)]
    return tuple(one for one in named if _is_named(one, told)) if len(named) <= MOST else ()


def _names(words: str) -> frozenset[str]:
    """All that may be one."""
    return frozenset(one.casefold() for one in _WORD.findall(words))


def _boards(core: Core, to: str) -> frozenset[BoardCode]:
    """Those that text from it. A pool's numbers we do not know: then any Board with a pool may have."""
    boards = core.config.boards.values()
    own = {one.code for one in boards if isinstance(one.sender, SenderNumber) and one.sender.number.e164 == to}
    return frozenset(own or {one.code for one in boards if not isinstance(one.sender, SenderNumber)})


def _is_named(person: Person, told: frozenset[str]) -> bool:
    name = person.contact.first_name
    return name is not None and name.casefold() in told
