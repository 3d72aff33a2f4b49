"""What staff may do for one person: what it is called, what they are asked before it, and what then happens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service.core import staffing
from service.core.log import PersonView
from service.core.ports import Core
from service.core.records import Role, Seat, User
from service.core.staffing import Asked
from service.domain.release import Pause
from service.domain.text import Reason

WHY, SURE = "why", "sure"  # the fields of the question
REASONS = [(Pause.HOSPITAL.value, "They are in hospital"), (Pause.STAFF.value, "Another reason")]
HOW = [
    (Asked.PHONE.value, "They asked on the phone"),
    (Asked.IN_PERSON.value, "They asked face to face"),
    (Asked.WRITTEN.value, "They asked in writing"),
]

_ROLES = frozenset({Role.RESPONDER, Role.APPROVER, Role.ADMIN})
_AT_THEIR_TIME = "Texts that are still to come go at their time. What was missed stays missed."

_MAY_RETURN = (Reason.OPTED_OUT, Reason.UNREACHABLE, Reason.AGED_OUT)

Form = Mapping[str, str]


@dataclass(frozen=True)
class Deed:
    """One of them, asked about on a page of its own before it is done."""

    id: str  # in the address
    label: str
    question: str
    happens: tuple[str, ...]
    button: str
    done: str
    fits: Callable[[PersonView], bool]  # as things stand with this person
    do: Callable[[Core, User, PersonView, Form], None]
    whys: Sequence[tuple[str, str]] = ()  # what may be answered to "Why?"; none: it is not asked
    sure: str = ""  # what somebody must say that they know; "": nothing

    def faults(self, form: Form) -> list[tuple[str, str]]:
        """By field."""
        why = [(WHY, "Choose why.")] if self.whys and form.get(WHY) not in dict(self.whys) else []
        sure = [(SURE, "Tick the box if you know it, or go back.")] if self.sure and form.get(SURE) != "yes" else []
        return [*why, *sure]


def may_act(seat: Seat) -> bool:
    return seat.reads_log and seat.role in _ROLES


def _pause(core: Core, user: User, view: PersonView, form: Form) -> None:
    staffing.pause(core, user.id, user.seat.board, view.person.id, Pause(form[WHY]))


def _resume(core: Core, user: User, view: PersonView, _form: Form) -> None:
    staffing.resume(core, user.id, user.seat.board, view.person.id)


def _undo_death(core: Core, user: User, view: PersonView, _form: Form) -> None:
    staffing.undo_death(core, user.id, user.seat.board, view.person.id)


def _stop(core: Core, user: User, view: PersonView, form: Form) -> None:
    staffing.stop(core, user.id, user.seat.board, view.person.id, Asked(form[WHY]))


def _start(core: Core, user: User, view: PersonView, form: Form) -> None:
    staffing.start(core, user.id, user.seat.board, view.person.id, Asked(form[WHY]))


def _theirs_again(core: Core, user: User, view: PersonView, _form: Form) -> None:
    staffing.theirs_again(core, user.id, user.seat.board, view.person.id)


def _free_phone(core: Core, user: User, view: PersonView, _form: Form) -> None:
    staffing.let_go_on(core, user.id, user.seat.board, view.person.id)


_ALL = (
    Deed(
        "pause",
        "Pause the texts",
        "Pause the texts?",
        (
            "Nothing goes to this person until somebody lets the texts go on.",
            "A text that the carrier has already may still arrive.",
        ),
        "Pause the texts",
        "The texts are paused. Nothing goes until somebody lets them go on.",
        lambda view: not view.person.silent and view.person.died_at is None,
        _pause,
        whys=REASONS,
    ),
    Deed(
        "resume",
        "Let the texts go on",
        "Let the texts go on?",
        (_AT_THEIR_TIME, "If the number was stopped, it stays stopped."),
        "Let the texts go on",
        "The pause is over.",
        lambda view: view.person.paused is not None,
        _resume,
    ),
    Deed(
        "stop",
        "They want no more texts",
        "Stop the texts to this phone?",
        (
            "Nothing goes to this phone any more, for nobody who has it.",
            "They can start the texts again: with START, or by asking us.",
        ),
        "Stop the texts",
        "The texts are stopped.",
        lambda view: view.line is not None and view.line.stopped is None,
        _stop,
        whys=HOW,
    ),
    Deed(
        "start",
        "They want the texts again",
        "Start the texts again?",
        (
            _AT_THEIR_TIME,
            "If they had texted STOP, the carrier still blocks our texts: ask them to text START to our number too.",
        ),
        "Start the texts",
        "The number is open again.",
        lambda view: view.line is not None and view.line.stopped in _MAY_RETURN,
        _start,
        whys=HOW,
        sure="The person asked for it themselves",
    ),
    Deed(
        "theirs",
        "The number is theirs after all",
        "Is the number theirs after all?",
        (
            "Somebody texted that this number belongs to another person, so nothing goes to it.",
            "If you put it right, texts to it go on, for everybody who has it.",
            _AT_THEIR_TIME,
        ),
        "Put it right",
        "It is put right: the number is theirs.",
        lambda view: view.line is not None and view.line.stopped is Reason.WRONG_PERSON,
        _theirs_again,
        sure="The person told us themselves that this is their number",
    ),
    Deed(
        "alive",
        "This person is alive",
        "Is this person alive?",
        (
            "If a release ended with the death, it goes on.",
            _AT_THEIR_TIME,
            "If this death held back the texts of others with the same phone, those go on too.",
        ),
        "Put it right",
        "It is put right: this person is alive.",
        lambda view: view.person.died_at is not None,
        _undo_death,
        sure="I know that this person is alive",
    ),
    Deed(
        "phone",
        "The phone is somebody else's",
        "Is the phone somebody else's?",
        (
            "Somebody who had this number died, so nothing goes to it now.",
            "Whoever else has the number gets texts again. Nobody who died does.",
            _AT_THEIR_TIME,
        ),
        "Let the texts go on",
        "Texts to this phone go on.",
        lambda view: view.line is not None and view.line.stopped is Reason.DEATH_NEAR,
        _free_phone,
        sure="I know that somebody else has this phone, and who died",
    ),
)
DEEDS: Mapping[str, Deed] = {deed.id: deed for deed in _ALL}


def fitting(view: PersonView) -> list[Deed]:
    return [deed for deed in _ALL if deed.fits(view)]
