"""What may stand in each field of the switches' JSON object."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.switches import RATED, SWITCHES, CreateFault

MOST = 1_000_000  # calls
LONGEST_WAIT = 3600  # seconds, of Retry-After
LONGEST_HANG = 600  # seconds
LONGEST_LATE = 86_400  # seconds
LARGEST_SEED = 999_999_999
CODES, STATUSES = range(10_000, 100_000), range(400, 600)  # Twilio's, and of HTTP for what is refused
ENDING = re.compile(r"[0-9]{1,15}")
ROUNDING = 1e-9  # shares such as 0.1 are not exact


@dataclass(frozen=True)
class Kind:
    fits: Callable[[object], bool]
    wanted: str


def _whole(most: int) -> Kind:
    return Kind(lambda value: _is_whole(value, most), f"a whole number from 0 to {most} is wanted")


def _number(most: int) -> Kind:
    return Kind(lambda value: _is_number(value, most), f"a number from 0 to {most} is wanted")


def _is_whole(value: object, most: int) -> bool:
    return isinstance(value, int) and type(value) is int and 0 <= value <= most  # True is an int too


def _is_number(value: object, most: int) -> bool:
    return type(value) in (int, float) and isinstance(value, int | float) and 0 <= value <= most


def _are_endings(value: object) -> bool:
    return isinstance(value, dict) and all(
        ENDING.fullmatch(ending) and type(code) is int and code in DELIVERY_ERRORS for ending, code in value.items()
    )


def _are_rates(value: object) -> bool:
    """A create meets one of its faults at most, so that their shares lie side by side."""
    return (
        isinstance(value, dict)
        and all(name in RATED and _is_number(share, 1) for name, share in value.items())
        and sum(value.get(fault, 0) for fault in CreateFault) <= 1 + ROUNDING
    )


def _are_refusals(value: object) -> bool:
    return isinstance(value, dict) and all(
        ENDING.fullmatch(ending) and _is_refusal(asked) for ending, asked in value.items()
    )


def _is_refusal(value: object) -> bool:
    """A code alone, or with an HTTP status that is not the usual one."""
    if not isinstance(value, dict):
        return type(value) is int and value in CODES
    code, status = value.get("code"), value.get("status")
    return set(value) == {"code", "status"} and _is_refusal(code) and type(status) is int and status in STATUSES


FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(SWITCHES, _whole(MOST)),
        "retry_after_s": _whole(LONGEST_WAIT),
        "hang_s": _number(LONGEST_HANG),
        "endings": Kind(
            _are_endings,
            "last digits of a number and a code are wanted, each ending once; codes are "
            + ", ".join(map(str, DELIVERY_ERRORS)),
        ),
        "rates": Kind(_are_rates, "shares from 0 to 1 are wanted, those of faults in sending no more than 1 together"),
        "seed": _whole(LARGEST_SEED),
        "refusals": Kind(
            _are_refusals, "last digits of a number and a code of five digits are wanted, each ending once"
        ),
        "refuse_all": Kind(lambda value: value == 0 or _is_refusal(value), "a code of five digits is wanted"),
        "refuse_times": _whole(MOST),
        "lists_late_s": _number(LONGEST_LATE),
        "queued_s": _number(LONGEST_LATE),
    }
)
