"""Switches as they are written: a JSON object, or the fields of the form on the page."""

import re
from collections.abc import Iterator, Mapping

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.switches import SWITCHES, Switches

MOST = 1_000_000  # creates
LONGEST_WAIT = 3600  # seconds, of Retry-After
LONGEST_HANG = 600  # seconds
FIELDS = (*SWITCHES, "retry_after_s", "hang_s", "endings")
EXAMPLE = "03=30003, 05=30005, 06=30006, 07=30007, 08=30008"

ENDING = re.compile(r"[0-9]{1,15}")
WHOLE = re.compile(r"[0-9]{1,9}")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")


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
    off = Switches()
    return Switches(
        left={switch: said[switch] for switch in SWITCHES if said.get(switch)},
        retry_after_s=said.get("retry_after_s", off.retry_after_s),
        hang_s=said.get("hang_s", off.hang_s),
        endings=dict(said.get("endings", {})),
    )


def from_form(form: Mapping[str, str]) -> dict[str, object]:
    """The JSON object that a form means; an empty field means nothing was asked for."""
    filled = {name: said.strip() for name, said in form.items() if said.strip()}
    return {name: _endings(said) if name == "endings" else _count(said) for name, said in filled.items()}


def shown(switches: Switches) -> dict[str, object]:
    """As `read` takes it."""
    return {
        **{switch.value: switches.left.get(switch, 0) for switch in SWITCHES},
        "retry_after_s": switches.retry_after_s,
        "hang_s": switches.hang_s,
        "endings": dict(switches.endings),
    }


def in_form(switches: Switches) -> dict[str, str]:
    """As `from_form` takes it; what is off is left empty."""
    filled = {name: str(value) for name, value in shown(switches).items() if value and name != "endings"}
    return filled | {"endings": ", ".join(f"{ending}={code}" for ending, code in switches.endings.items())}


def _faults(said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in said:
        if name not in FIELDS:
            yield str(name), "there is no such field"
    for switch in SWITCHES:
        if not _is_whole(said.get(switch, 0), MOST):
            yield switch.value, f"a whole number from 0 to {MOST} is wanted"
    if not _is_whole(said.get("retry_after_s", 0), LONGEST_WAIT):
        yield "retry_after_s", f"a whole number from 0 to {LONGEST_WAIT} is wanted"
    if not _is_number(said.get("hang_s", 0), LONGEST_HANG):
        yield "hang_s", f"a number from 0 to {LONGEST_HANG} is wanted"
    if not _are_endings(said.get("endings", {})):
        known = ", ".join(map(str, DELIVERY_ERRORS))
        yield "endings", f"last digits of a number and a code are wanted, each ending once; codes are {known}"


def _is_whole(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most  # True is an int too


def _is_number(value: object, most: int) -> bool:
    return type(value) in (int, float) and isinstance(value, int | float) and 0 <= value <= most


def _are_endings(value: object) -> bool:
    return isinstance(value, dict) and all(
        ENDING.fullmatch(ending) and type(code) is int and code in DELIVERY_ERRORS for ending, code in value.items()
    )


def _count(said: str) -> object:
    if WHOLE.fullmatch(said):
        return int(said)
    return float(said) if NUMBER.fullmatch(said) else said


def _endings(said: str) -> object:
    """`03=30003, 05 = 30005`; as it was said when it is not that."""
    pairs = re.findall(r"([0-9]+)\s*=\s*([0-9]{1,9})", said)
    rest = re.sub(r"[0-9]+\s*=\s*[0-9]{1,9}", "", said)
    endings = {ending: int(code) for ending, code in pairs}
    return endings if not rest.strip(" ,;\r\n\t") and len(endings) == len(pairs) else said
