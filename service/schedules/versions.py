"""Two versions of one sequence: what may reach a release under way, and what an id may not come to mean."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from service.domain.ids import StepId
from service.schedules.sequence import Sequence, Step

# What a text says, or who read it first: neither moves a text, nor gives it to somebody else.
_WORDS = ("words", "without_call")
_SAME_STEP = tuple(one.name for one in fields(Step) if one.name not in ("id", *_WORDS))
_SAME_SEQUENCE = tuple(one.name for one in fields(Sequence) if one.name not in ("id", "steps", "tested_with"))
_IN_FILES = {  # what an author finds under another name
    "open_days": "on",
    "opt_in": "sensitivity",
    "days": "sending.days",
    "hours": "sending hours",
    "most_in_week": "max_in_week",
    "most_in_all": "max_total",
}


def clashes(old: Sequence, new: Sequence) -> tuple[str, ...]:
    """The steps that kept their id and mean something else: what went to whom is remembered by the id."""
    return tuple(
        f"{step.id}: its {_listed(changed)} changed, so it is another step and needs another id"
        for step in new.steps
        if (before := old.step(step.id)) is not None
        and (changed := _differing(_meaning(old, before), _meaning(new, step)))
    )


def beyond_words(old: Sequence, new: Sequence) -> tuple[str, ...]:
    """What is not the same but for words, step by step: a release under way may have `new` only if there is nothing.

    Steps may be taken away: that is how a text is withdrawn.
    """
    return (*_other_rules(old, new), *_other_steps(old, new), *_other_places(old, new))


def withdrawn(old: Sequence, new: Sequence) -> tuple[StepId, ...]:
    return tuple(step.id for step in old.steps if new.step(step.id) is None)


def as_it_runs(began_with: Sequence, corrections: Iterable[tuple[Sequence, Sequence]]) -> Sequence:
    """The sequence of a release under way, after each words-only change since it began: how it stood, how it stands.

    A text that was withdrawn goes nowhere any more. New words reach a step that is otherwise the same; where it was
    moved in between they may not fit, so it keeps its own.
    """
    running = began_with
    for before, after in corrections:
        gone = set(withdrawn(before, after))
        kept = (step for step in running.steps if step.id not in gone)
        running = replace(
            running, steps=tuple(_corrected(step, before.step(step.id), after.step(step.id)) for step in kept)
        )
    return running


def _corrected(step: Step, before: Step | None, after: Step | None) -> Step:
    if before is None or after is None or _values(before, _WORDS) == _values(after, _WORDS):
        return step
    fits = _values(step, _SAME_STEP) == _values(after, _SAME_STEP)
    return replace(step, words=after.words, without_call=after.without_call) if fits else step


def _meaning(sequence: Sequence, step: Step) -> dict[str, object]:
    return {
        "anchor": sequence.anchor,
        "welcome": step.welcome,
        "when": step.when,
        "question": step.ask.question if step.ask else None,
        "replaces": step.replaces,
        "group": step.group,
        "opt_in": step.opt_in,
    }


def _other_rules(old: Sequence, new: Sequence) -> Iterator[str]:
    for name in _differing(_values(old, _SAME_SEQUENCE), _values(new, _SAME_SEQUENCE)):
        yield f"{_listed([name])}: changed, and it holds for every step"


def _other_steps(old: Sequence, new: Sequence) -> Iterator[str]:
    for step in new.steps:
        before = old.step(step.id)
        if before is None:
            yield f"{step.id}: is not in the version that runs"
        elif changed := _differing(_values(before, _SAME_STEP), _values(step, _SAME_STEP)):
            yield f"{step.id}: its {_listed(changed)} changed"


def _other_places(old: Sequence, new: Sequence) -> Iterator[str]:
    before = [step.id for step in old.steps if new.step(step.id) is not None]
    now = [step.id for step in new.steps if old.step(step.id) is not None]
    for was, step_id in zip(before, now, strict=True):
        if was != step_id:
            yield f"{step_id}: stands in another place"


def _values(one: Sequence | Step, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(one, name) for name in names}


def _differing(old: dict[str, object], new: dict[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in new.items() if value != old[name])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_IN_FILES.get(name, name) for name in names)
