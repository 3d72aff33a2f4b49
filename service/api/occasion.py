"""Who tells us something, and when: on this depends what may be told."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from pydantic import ValidationInfo

from service.domain.event import Source
from service.schedules.config import Config


@dataclass(frozen=True)
class Occasion:
    source: Source  # whose key it is
    config: Config
    today: date  # in London, practice clock
    practice: bool  # no text can leave this machine


def occasion_of(info: ValidationInfo) -> Occasion:
    """What the validators of a model are told beside the value."""
    return cast(Occasion, info.context)
