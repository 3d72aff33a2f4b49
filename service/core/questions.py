"""What our last texts to a number were about: the question that waits, the appointment that was spoken of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.core.ports import Core, Transaction
from service.core.publishing import sequences_of
from service.domain.appointment import Appointment, Status
from service.domain.ids import NumberId
from service.domain.london import london_day
from service.domain.meaning import Context
from service.domain.release import Person
from service.domain.text import Text
from service.replying.situation import Question
from service.schedules.sequence import Anchor, Sequence, Step

OPEN_FOR = timedelta(hours=72)  # practice: so long our last text is what a reply is about
_MOST = 10  # texts looked at: more than may go to one number in three days
_DOCTOR, _ASKS_FOR_GP = "gp", "reply gp"


@dataclass(frozen=True)
class Spoken:
    """One text that went there, and the step it was."""

    text: Text
    sequence: Sequence
    step: Step

    @property
    def is_about_visit(self) -> bool:
        return self.sequence.anchor is Anchor.APPOINTMENT


def spoken_to(core: Core, tx: Transaction, number_id: NumberId, moment: datetime) -> tuple[Spoken, ...]:
    """What had gone there by that moment (practice clock), the newest first: nobody answers what is asked later."""
    went = tx.replies.went_before(number_id, moment - OPEN_FOR, _MOST)
    texts = [text for text in (tx.texts.find(one.text_id) for one in went if one.at <= moment) if text is not None]
    return tuple(one for one in (_spoken(core, tx, text) for text in texts) if one is not None)


def _spoken(core: Core, tx: Transaction, text: Text) -> Spoken | None:
    release = tx.releases.get(text.of_release)
    person = tx.people.get(release.person_id)
    if person.board in core.config.boards:
        sequence = sequences_of(core, tx, person, release, [text], pin=False).get(text.sequence)
    else:
        sequence = core.config.sequences.get(text.sequence)
    step = sequence.step(text.step) if sequence is not None else None
    return Spoken(text, sequence, step) if sequence is not None and step is not None else None


def context_of(spoken: tuple[Spoken, ...]) -> Context:
    if not spoken:
        return Context.NONE
    last = spoken[0]
    if last.is_about_visit:
        return Context.APPOINTMENT
    asks = last.step.ask is not None and last.step.ask.question == _DOCTOR
    invites = any(_ASKS_FOR_GP in words.casefold() for words in last.step.words.values())
    return Context.GP_PROMPT if asks or invites else Context.INFO


def question_of(spoken: tuple[Spoken, ...], visits: tuple[Appointment, ...]) -> Question | None:
    """The last one asked; none where it was about an appointment that has moved, or is over."""
    last = next((one for one in spoken if one.step.ask is not None), None)
    if last is None or last.step.ask is None:
        return None
    if last.is_about_visit and last.text.occasion not in {one.occasion for one in visits}:
        return None
    return Question(last.step.ask.question, last.text.occasion, last.step.ask.answers)


def visits_to_come(core: Core, tx: Transaction, people: tuple[Person, ...]) -> tuple[Appointment, ...]:
    """Theirs of today and later: whoever is late still means the one that has begun."""
    today = london_day(core.clock.now())
    releases = [release for release in (tx.releases.latest(one.id) for one in people) if release is not None]
    known = [visit for release in releases for visit in tx.appointments.of_release(release.id)]
    return tuple(one for one in known if one.status is Status.BOOKED and london_day(one.start) >= today)


def visit_of(
    question: Question | None, spoken: tuple[Spoken, ...], visits: tuple[Appointment, ...]
) -> Appointment | None:
    """The one that was asked about, or spoken of last, or the only one to come."""
    named = [question.occasion] if question is not None else []
    named += [one.text.occasion for one in spoken if one.is_about_visit]
    by_occasion = {one.occasion: one for one in visits}
    told = next((by_occasion[one] for one in named if one in by_occasion), None)
    return told or (visits[0] if len(visits) == 1 else None)
