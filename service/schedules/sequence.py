"""What a Board configures: the steps of a sequence, their days and their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from service.domain.ids import SequenceId, StepId


@dataclass(frozen=True)
class OnRelease:
    """How a step is timed once the release itself was heard of, rather than its date alone."""

    after: timedelta  # from the moment of release, or from its arrival here if that is later
    not_before: time  # Europe/London


@dataclass(frozen=True)
class Step:
    id: StepId
    day: int  # calendar days after the liberation date
    at: time  # Europe/London
    words: Mapping[str, str]  # language tag -> words with {placeholders}
    on_release: OnRelease | None = None


@dataclass(frozen=True)
class Sequence:
    id: SequenceId
    steps: tuple[Step, ...]  # in the order in which they go
    send_within: timedelta  # a step later than this is skipped, never stacked
    fallback: str  # the language of a person whose own has no words yet

    def step(self, step_id: StepId) -> Step | None:
        return next((one for one in self.steps if one.id == step_id), None)
