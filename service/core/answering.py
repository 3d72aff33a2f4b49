"""A digit that comes back is the answer to the question that was asked last, if only one person can have meant it."""

from dataclasses import dataclass

from service.core.ports import Core, Transaction
from service.core.publishing import sequences_of
from service.core.stopping import replan_line
from service.domain.ids import NumberId
from service.domain.london import london_day
from service.domain.release import Person, Release, SafeToText
from service.domain.text import UNSENT, Text
from service.schedules.draft import QUESTION_OPEN
from service.schedules.sequence import Ask

_CANNOT_COME = "cannot_come"  # somebody must tell the clinic


@dataclass(frozen=True)
class _Asked:
    text: Text
    ask: Ask


def take_answer(core: Core, tx: Transaction, number_id: NumberId, words: str) -> bool:
    """Keep the answer and plan what follows from it. False: these words answer nothing, or may answer two people."""
    people = tx.people.with_number(number_id)
    alone = len(people) == 1 and people[0].contact.safe_to_text is not SafeToText.SHARED
    release = tx.releases.latest(people[0].id) if alone else None
    asked = _asked(core, tx, people[0], release, words.strip().casefold()) if release is not None else None
    if release is None or asked is None:
        return False
    meaning = asked.ask.answers[words.strip().casefold()]
    about = {"text": asked.text.id, "release": release.id}
    tx.answers.give(release.id, asked.text.occasion, asked.ask.question, meaning)
    tx.journal.note("question.answered", about=about, why=f"{asked.ask.question}: {meaning}")
    if meaning == _CANNOT_COME:
        tx.journal.ask_staff(_CANNOT_COME, about=about, once=asked.text.occasion)
    replan_line(core, tx, number_id)
    return True


def _asked(core: Core, tx: Transaction, person: Person, release: Release, words: str) -> _Asked | None:
    """The newest text to this person's number that these words answer. None too where they may answer two questions."""
    rows = [text for text in tx.texts.of_release(release.id) if text.state not in UNSENT]
    sequences = sequences_of(core, tx, person, release, rows, pin=False)
    first_day = london_day(core.clock.now()) - QUESTION_OPEN
    found: dict[tuple[str, str], _Asked] = {}
    for text in sorted(rows, key=lambda text: text.due_at):
        sequence = sequences.get(text.sequence)
        step = sequence.step(text.step) if sequence else None
        is_open = text.number_id == person.number_id and text.went_on is not None and text.went_on >= first_day
        if is_open and step is not None and step.ask is not None and words in step.ask.answers:
            found[text.occasion, step.ask.question] = _Asked(text, step.ask)
    return next(iter(found.values())) if len(found) == 1 else None
