"""What a claim looks at, read once for all its texts instead of once for each.

A transaction whose questions about those texts are answered from memory, as of the moment when it was made; every other
question goes to the database. It knows nothing of what is written after it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TypeVar

from sqlalchemy import or_, select

from service.core.records import Line, Version
from service.domain.appointment import Appointment
from service.domain.ids import NumberId, PersonId, ReleaseId, SequenceId, TextId, VersionId
from service.domain.release import Person, Release
from service.domain.text import State, Text
from service.store.among import any_of
from service.store.appointments import AnswerRows, AppointmentRows
from service.store.people import LineRows, PeopleRows
from service.store.releases import ReleaseRows
from service.store.rows import Kept
from service.store.tables import texts
from service.store.texts import TextRows, to_text
from service.store.versions import VersionRows

K = TypeVar("K")
T = TypeVar("T")
Answers = Mapping[tuple[str, str], str]
Running = Mapping[SequenceId, tuple[Version, ...]]

_OF_RELEASES = Kept.locked(select(texts).where(any_of(texts.c.release_id, "ids")).order_by(texts.c.due_at, texts.c.id))
_COUNTS = or_(texts.c.welcome, texts.c.went_on.is_not(None))
_TO_NUMBERS = Kept.among(select(texts).where(_COUNTS).order_by(texts.c.id), texts.c.line_id)


@dataclass(frozen=True)
class SeenReleases(ReleaseRows):
    known: Mapping[ReleaseId, Release] = field(default_factory=dict, repr=False)

    def get(self, release_id: ReleaseId) -> Release:
        return self.known[release_id] if release_id in self.known else super().get(release_id)


@dataclass(frozen=True)
class SeenPeople(PeopleRows):
    known: Mapping[PersonId, Person] = field(default_factory=dict, repr=False)
    with_line: Mapping[NumberId, tuple[Person, ...]] = field(default_factory=dict, repr=False)

    def get(self, person_id: PersonId) -> Person:
        return self.known[person_id] if person_id in self.known else super().get(person_id)

    def with_number(self, number_id: NumberId) -> tuple[Person, ...]:
        return self.with_line[number_id] if number_id in self.with_line else super().with_number(number_id)


@dataclass(frozen=True)
class SeenLines(LineRows):
    known: Mapping[NumberId, Line] = field(default_factory=dict, repr=False)

    def get(self, number_id: NumberId) -> Line:
        return self.known[number_id] if number_id in self.known else super().get(number_id)


@dataclass(frozen=True)
class SeenVersions(VersionRows):
    known: Mapping[ReleaseId, Running] = field(default_factory=dict, repr=False)

    def running(self, release_id: ReleaseId) -> Running:
        return self.known[release_id] if release_id in self.known else super().running(release_id)


@dataclass(frozen=True)
class SeenAppointments(AppointmentRows):
    known: Mapping[ReleaseId, tuple[Appointment, ...]] = field(default_factory=dict, repr=False)

    def of_release(self, release_id: ReleaseId) -> tuple[Appointment, ...]:
        return self.known[release_id] if release_id in self.known else super().of_release(release_id)


@dataclass(frozen=True)
class SeenAnswers(AnswerRows):
    known: Mapping[ReleaseId, Answers] = field(default_factory=dict, repr=False)

    def of_release(self, release_id: ReleaseId) -> Answers:
        return self.known[release_id] if release_id in self.known else super().of_release(release_id)


@dataclass(frozen=True)
class SeenTexts(TextRows):
    known: Mapping[ReleaseId, tuple[Text, ...]] = field(default_factory=dict, repr=False)
    to_number: Mapping[NumberId, tuple[Text, ...]] = field(default_factory=dict, repr=False)  # welcomes, and what went

    def of_release(self, release_id: ReleaseId) -> tuple[Text, ...]:
        return self.known[release_id] if release_id in self.known else super().of_release(release_id)

    def welcomes(self, number_id: NumberId) -> tuple[Text, ...]:
        if number_id not in self.to_number:
            return super().welcomes(number_id)
        ended = (State.CANCELLED, State.SKIPPED)
        return tuple(one for one in self.to_number[number_id] if one.welcome and one.state not in ended)

    def went_on_day(self, number_id: NumberId, day: date, *, but: TextId) -> bool:
        if number_id not in self.to_number:
            return super().went_on_day(number_id, day, but=but)
        return any(one.went_on == day and one.id != but for one in self.to_number[number_id])


def texts_of(rows: TextRows, releases: Collection[ReleaseId]) -> dict[ReleaseId, tuple[Text, ...]]:
    """Kept to the transaction if it writes, as `TextRows.of_release` keeps them."""
    found = rows.run(_OF_RELEASES, ids=releases).all()
    return grouped(map(to_text, found), releases, lambda text: text.release_id)


def texts_to(rows: TextRows, numbers: Collection[NumberId]) -> dict[NumberId, tuple[Text, ...]]:
    """The welcomes to these numbers, and whatever went to them or is on its way, by id."""
    found = rows.run(_TO_NUMBERS, ids=numbers).all()
    return grouped(map(to_text, found), numbers, lambda text: text.number_id)


def grouped(found: Iterable[T], keys: Collection[K], key: Callable[[T], K | None]) -> dict[K, tuple[T, ...]]:
    """In the order found; nothing for a key that has none is something known too."""
    groups: dict[K, list[T]] = {one: [] for one in keys}
    for one in found:
        of = key(one)
        if of is not None and of in groups:
            groups[of].append(one)
    return {of: tuple(some) for of, some in groups.items()}


def running_of(
    pinned: Iterable[tuple[ReleaseId, SequenceId, VersionId]],
    published: Iterable[Version],
    releases: Collection[ReleaseId],
) -> Mapping[ReleaseId, Running]:
    """Of each sequence the version that the release began with, and all that came after it, in order."""
    history = {name: tuple(some) for name, some in groupby(published, lambda one: one.sequence.id)}
    found: dict[ReleaseId, dict[SequenceId, tuple[Version, ...]]] = {one: {} for one in releases}
    for release_id, name, version_id in pinned:
        began = next(one.number for one in history[name] if one.id == version_id)
        found[release_id][name] = tuple(one for one in history[name] if one.number >= began)
    return found
