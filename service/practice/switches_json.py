"""Switches as a JSON object."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.practice.refusals import Refusal, usual
from service.practice.switches import RATED, SWITCHES, Switches
from service.practice.switches_fields import FIELDS

NUMBERS = ("retry_after_s", "hang_s", "seed", "refuse_times", "lists_late_s", "queued_s")


class Unfit(Exception):  # noqa: N818  it is no error of ours
    """What was asked for cannot be switched."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(len(faults))
        self.faults = faults  # by field; what was said there is not repeated


def read(said: object) -> Switches:
    """The switches that a JSON object asks for; what it does not name is off, or as it is by default.

    Raises:
        Unfit: every field that is wrong or unknown.
    """
    if not isinstance(said, dict):
        raise Unfit({"body": "a JSON object is wanted"})
    faults = dict(_faults(said))
    if faults:
        raise Unfit(faults)
    rates = said.get("rates", {})
    return Switches(
        left={switch: said[switch] for switch in SWITCHES if said.get(switch)},
        endings=dict(said.get("endings", {})),
        rates={switch: rates[switch] for switch in RATED if rates.get(switch)},
        refusals={ending: _refusal(asked) for ending, asked in said.get("refusals", {}).items()},
        refuse_all=_refusal(said["refuse_all"]) if said.get("refuse_all") else None,
        **{name: said[name] for name in NUMBERS if name in said},
    )


def shown(switches: Switches) -> dict[str, object]:
    """As `read` takes it."""
    return {
        **{switch.value: switches.left.get(switch, 0) for switch in SWITCHES},
        **{name: getattr(switches, name) for name in NUMBERS},
        "endings": dict(switches.endings),
        "rates": {switch.value: share for switch, share in switches.rates.items()},
        "refusals": {ending: _shown(refusal) for ending, refusal in switches.refusals.items()},
        "refuse_all": _shown(switches.refuse_all) if switches.refuse_all else 0,
    }


def _faults(said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in said:
        if name not in FIELDS:
            yield str(name), "there is no such field"
    for name, kind in FIELDS.items():
        if name in said and not kind.fits(said[name]):
            yield str(name), kind.wanted


def _refusal(asked: Any) -> Refusal:
    return usual(asked) if isinstance(asked, int) else Refusal(asked["code"], asked["status"])


def _shown(refusal: Refusal) -> object:
    return refusal.code if refusal.is_usual else {"code": refusal.code, "status": refusal.status}
