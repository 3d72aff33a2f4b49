"""What a caller hears. The number that calls proves nothing: it is told no more than one text that went there already.

Nothing is read that only a person who agreed gets, nor of an appointment, nor an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from service.core.ageing import lives
from service.core.casework import duty_board
from service.core.planning import TOLD
from service.core.ports import Core, Transaction
from service.core.records import Line
from service.core.stopping import stop_number
from service.core.wording import filled
from service.domain.board import Board
from service.domain.ids import NumberId, StepId
from service.domain.number import Number
from service.domain.release import Pause, Person, SafeToText
from service.domain.text import Reason
from service.templates.speech import figures, speech

_READ_FOR = timedelta(days=7)  # practice time since it went
_MOST_REPEATS = 3  # a call costs credit, and a phone that lies on its keys must not keep the line for ever
_ENGLISH = "en"
_NHS_INFORM = "nhs-inform"
STOP_KEY = "9"
_TEXT = "{text}"


@dataclass(frozen=True)
class Spoken:
    words: str = field(repr=False)
    slowly: bool = False


@dataclass(frozen=True)
class Script:
    """One answer to a caller."""

    spoken: tuple[Spoken, ...]
    times: int | None = None  # how often they have heard it, if a key is waited for; None: the call ends


@dataclass(frozen=True)
class _Caller:
    """Somebody whom we know, and who surely has the phone to themselves."""

    person: Person
    number_id: NumberId
    words: str | None = field(repr=False)  # of the text that is read


def answer(core: Core, sender: str, to: str) -> Script:
    """What is said first. `sender` is as the carrier gives it: E.164, or a word for a number that is withheld."""
    with core.store.read() as tx:
        caller = _caller(core, tx, sender)
    if caller is not None:
        with core.store.write(actor="person") as tx:
            lives(core, tx, *tx.lines.hold(caller.number_id).values())
            about = {"person": caller.person.id, "number": caller.number_id}
            tx.journal.note("call.answered", about=about, why="text read" if caller.words else "no text to read")
    return _said(core, caller, to, times=1)


def press(core: Core, sender: str, to: str, key: str, times: int) -> Script:
    """What follows a key, or none, from somebody who has heard it so often."""
    if key == STOP_KEY:
        return _goodbye(core, "stopped" if _stop(core, sender) else "nothing_pressed")
    if not key or times > _MOST_REPEATS:
        return _goodbye(core, "nothing_pressed")
    with core.store.read() as tx:
        caller = _caller(core, tx, sender)
    return _said(core, caller, to, times=times + 1)


def fault(core: Core) -> Script:
    """What is said where nothing else can be. Needs no database."""
    return _goodbye(core, "fault")


def _stop(core: Core, sender: str) -> bool:
    """Obeyed for every number that is somebody's and that texts may go to; else there is nothing to end."""
    number = _number(sender)
    if number is None:
        return False
    with core.store.write(actor="person") as tx:
        line = tx.lines.find(number)
        if line is None or not tx.people.with_number(line.id):
            return False
        tx.journal.note("number.asked_to_stop", about={"number": line.id}, why="call")
        stop_number(core, tx, line.id, Reason.OPTED_OUT)
        stopped = tx.lines.get(line.id)
        if stopped.closed is Reason.OPTED_OUT:  # the last word is what a START must come after
            tx.lines.save(replace(stopped, closed_at=core.clock.wall()))
        return True


def _caller(core: Core, tx: Transaction, sender: str) -> _Caller | None:
    number = _number(sender)
    line = tx.lines.find(number) if number is not None else None
    person = _alone(tx, line) if line is not None and line.stopped is None else None
    if line is None or person is None:
        return None
    since = core.clock.now() - _READ_FOR
    return _Caller(person, line.id, tx.life.last_words(line.id, person.id, TOLD, since, _told_to_all(core, tx)))


def _alone(tx: Transaction, line: Line) -> Person | None:
    people = tx.people.with_number(line.id)
    if len(people) != 1 or people[0].died_at is not None or people[0].paused is Pause.PERHAPS_DEAD:
        return None
    return None if people[0].contact.safe_to_text in (SafeToText.SHARED, SafeToText.NO) else people[0]


def _told_to_all(core: Core, tx: Transaction) -> tuple[StepId, ...]:
    """Steps that need nobody's agreement, as far as is known today: whoever holds the phone may hear them."""
    published = tx.versions.current(TOLD)
    known = (published.sequence if published else None, core.config.sequences.get(TOLD))
    steps = [step for one in known if one is not None for step in one.steps]
    agreed_to = {step.id for step in steps if step.opt_in}
    return tuple({step.id for step in steps} - agreed_to)


def _said(core: Core, caller: _Caller | None, to: str, *, times: int) -> Script:
    board = core.config.boards.get(caller.person.board) if caller else None
    if caller is None or board is None:
        return Script(_filled(core, "unknown_caller", board or duty_board(core.config, to)), times)
    if caller.words is None:
        return Script(_filled(core, "no_text_to_read", board), times)
    # A call costs credit: the greeting is said once.
    greeting = _greeting(core, board) if times == 1 else ()
    read = Spoken(speech(caller.words), slowly=True)
    return Script((*greeting, read, *_filled(core, "known_caller_menu", board)), times)


def _greeting(core: Core, board: Board) -> tuple[Spoken, ...]:
    """What stands before the text, which is the last of it."""
    return (Spoken(_fill(core, _words(core, "known_caller").partition(_TEXT)[0], board)),)


def _goodbye(core: Core, key: str) -> Script:
    return Script((Spoken(_words(core, key)),))


def _filled(core: Core, key: str, board: Board) -> tuple[Spoken, ...]:
    return (Spoken(_fill(core, _words(core, key), board)),)


def _fill(core: Core, words: str, board: Board) -> str:
    return filled(words.strip(), _values(core, board))


def _values(core: Core, board: Board) -> Mapping[str, str]:
    return {"board": board.name, "nhs_inform": figures(core.config.contacts[_NHS_INFORM].number)}


def _words(core: Core, key: str) -> str:
    return core.config.voice[_ENGLISH][key]


def _number(sender: str) -> Number | None:
    try:
        return Number.trusted(sender)
    except ValueError:
        return None
