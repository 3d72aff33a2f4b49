"""What a step asks of the steps, answers and groups round it: that they are there, and that none waits for itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.configuration import notation
from service.configuration.faults import ConfigFault
from service.configuration.outline import Conditions, Outline, StepOutline
from service.schedules.sequence import Anchor


@dataclass(frozen=True)
class Known:
    """The steps that one step may speak of: those of all sequences with the same anchor."""

    steps: Mapping[str, StepOutline]  # by sequence/id
    questions: Mapping[str, frozenset[str]]  # the meanings of each

    @classmethod
    def of(cls, sequences: Iterable[Outline]) -> "Known":
        named = {step.name: step for sequence in sequences for step in sequence.steps}
        questions: dict[str, frozenset[str]] = {}
        for step in named.values():
            if step.question is not None:
                questions[step.question] = questions.get(step.question, frozenset()) | step.meanings
        return cls(named, questions)


def condition_faults(sequences: Iterable[Outline]) -> Iterator[ConfigFault]:
    """Of all sequences with one anchor."""
    held = tuple(sequences)
    known = Known.of(held)
    for sequence in held:
        yield from _stops(sequence, known)
        for step in sequence.steps:
            for field, conditions in (("only_if", step.only_if), ("unless", step.unless)):
                yield from _references(step, field, conditions, known)
            yield from _replaced(step, known)
            yield from _about_appointments(sequence, step)
            yield from _agreed(sequence, step)
    if len(known.steps) == sum(len(sequence.steps) for sequence in held):  # else nobody knows which of two is meant
        yield from _circles(known)


def _references(step: StepOutline, field: str, conditions: Conditions, known: Known) -> Iterator[ConfigFault]:
    for loc, name in step.texts(field, "sent"):
        if f"{step.sequence}/{name}" not in known.steps:
            yield step.fault(f"this sequence has no step {name}", *loc[len(step.loc) :])
    for question, meanings in conditions.answers.items():
        if question not in known.questions:
            yield step.fault(f"no step asks the question {question}", field, "answers", question)
            continue
        for meaning in sorted(meanings - known.questions[question]):
            yield step.fault(f"no answer to {question} means {meaning}", field, "answers", question)


def _about_appointments(sequence: Outline, step: StepOutline) -> Iterator[ConfigFault]:
    """Reminders are placed one by one, each on its own day: they have no order in which one could lean on another."""
    if sequence.document.text("anchor") != Anchor.APPOINTMENT:
        return
    for field in ("only_if", "unless"):
        if step.holds(field, "sent"):
            yield step.fault("a text about an appointment waits for no other: use `notice`", field, "sent")
    if step.text("if_late") == "skip_group":
        yield step.fault("texts about an appointment have no groups: write `skip`", "if_late")


def _replaced(step: StepOutline, known: Known) -> Iterator[ConfigFault]:
    for loc, name in step.texts("replaces"):
        if "/" in name and name not in known.steps:
            yield step.fault(f"there is no step {name}", *loc[len(step.loc) :])


def _stops(sequence: Outline, known: Known) -> Iterator[ConfigFault]:
    for loc, stop in sequence.document.texts("stop_on"):
        question, dot, meaning = stop.partition(".")
        if dot and question not in known.questions:
            yield sequence.document.fault(loc, f"no step asks the question {question}")
        elif dot and meaning not in known.questions[question]:
            yield sequence.document.fault(loc, f"no answer to {question} means {meaning}")


def _agreed(sequence: Outline, step: StepOutline) -> Iterator[ConfigFault]:
    """A text that tells something goes to groups that agreed, and what goes to such a group tells something."""
    agreeing = frozenset(notation.OPT_IN_GROUPS)
    whose = [groups for groups in (step.only_if.groups, sequence.groups) if groups]
    if step.opt_in and not any(groups <= agreeing for groups in whose):
        rule = f"opt_in needs `only_if` groups, each of which agreed: {', '.join(notation.OPT_IN_GROUPS)}"
        yield step.fault(rule, "sensitivity")
    told = frozenset[str]().union(*whose) & agreeing
    if told and not step.opt_in:
        where = ("only_if", "groups") if step.only_if.groups & told else ()
        yield step.fault(f"goes to {', '.join(sorted(told))}: it needs `sensitivity: opt_in`", *where)


def _circles(known: Known) -> Iterator[ConfigFault]:
    """Each circle once, at the step of it that stands first."""
    settled = _settled(known)
    waiting = {name: step for name, step in known.steps.items() if name not in settled}
    told: set[str] = set()
    for name, step in waiting.items():
        circle = _way_back(name, waiting, known)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            way = " -> ".join(known.steps[one].id for one in (*circle, name))
            field = next(field for field in ("only_if", "unless", "replaces") if step.holds(field))
            yield step.fault(f"the conditions go in a circle, so that none of these can go: {way}", field)


def _settled(known: Known) -> frozenset[str]:
    """The steps that wait for nothing, or in the end for such ones alone."""
    settled: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name, step in known.steps.items() if _is_settled(step, known, settled))
        if more == settled:
            return settled
        settled = more


def _is_settled(step: StepOutline, known: Known, settled: frozenset[str]) -> bool:
    """What is nowhere is told already, and counts as settled here."""
    needed, forbidding = _own(step, step.only_if.sent, known), _own(step, step.unless.sent, known)
    return (
        (not needed or bool(needed & settled))
        and forbidding | step.replaces & known.steps.keys() <= settled
        and all(_can_be_answered(question, known, settled) for question in step.only_if.answers)
    )


def _can_be_answered(question: str, known: Known, settled: frozenset[str]) -> bool:
    askers = frozenset(name for name, other in known.steps.items() if other.question == question)
    return not askers or bool(askers & settled)


def _way_back(name: str, waiting: Mapping[str, StepOutline], known: Known) -> tuple[str, ...]:
    """The shortest way from a step over those it waits for back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    for way in ways:  # grows as it goes
        for following in sorted(_awaited(waiting[way[-1]], known) & waiting.keys()):
            if following == name:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def _awaited(step: StepOutline, known: Known) -> frozenset[str]:
    askers = frozenset(name for name, other in known.steps.items() if other.question in step.only_if.answers)
    return _own(step, step.only_if.sent | step.unless.sent, known) | step.replaces | askers


def _own(step: StepOutline, ids: Iterable[str], known: Known) -> frozenset[str]:
    """Steps of the same sequence, by their whole names."""
    return frozenset(f"{step.sequence}/{one}" for one in ids) & known.steps.keys()
