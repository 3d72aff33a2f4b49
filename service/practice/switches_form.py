"""Switches as they are typed into the form on the page: a count `2`, a share `5%`, or both `2 + 5%`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from service.practice.refusals import Refusal
from service.practice.switches import RATED, Switches
from service.practice.switches_json import shown

EXAMPLE = "03=30003, 05=30005, 06=30006, 07=30007, 08=30008"
EXAMPLE_OF_REFUSALS = "901=21612, 902=29999/403"

WHOLE = re.compile(r"[0-9]{1,9}")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
SHARE = re.compile(r"(?:([0-9]{1,9})\s*\+\s*)?([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%")
CODE = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,3}))?")
PAIR = re.compile(r"([0-9]+)\s*=\s*([0-9]{1,9}(?:/[0-9]{1,3})?)")
BETWEEN = " ,;\r\n\t"


def from_form(form: Mapping[str, str]) -> dict[str, object]:
    """The JSON object that a form means; an empty field means nothing was asked for."""
    filled = {name: said.strip() for name, said in form.items() if said.strip()}
    meant: dict[str, object] = {}
    rates: dict[str, float] = {}
    for name, said in filled.items():
        share = SHARE.fullmatch(said) if name in RATED else None
        if share and float(share[2]) <= 100:
            rates[name] = float(Decimal(share[2]) / 100)
            meant |= {name: int(share[1])} if share[1] else {}
        else:
            meant[name] = READERS.get(name, _number)(said)
    return meant | ({"rates": rates} if rates else {})


def in_form(switches: Switches) -> dict[str, str]:
    """As `from_form` takes it; what is off is left empty."""
    said = shown(switches)
    plain = {name: str(value) for name, value in said.items() if value and name not in (*READERS, "rates")}
    rates = {name.value: _with_share(plain.get(name, ""), share) for name, share in switches.rates.items()}
    endings = ", ".join(f"{ending}={code}" for ending, code in switches.endings.items())
    refusals = ", ".join(f"{ending}={_code(refusal)}" for ending, refusal in switches.refusals.items())
    all_of_them = _code(switches.refuse_all) if switches.refuse_all else ""
    return plain | rates | {"endings": endings, "refusals": refusals, "refuse_all": all_of_them}


def percent(share: float) -> str:
    return f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"


def _with_share(count: str, share: float) -> str:
    return f"{count} + {percent(share)}" if count else percent(share)


def _number(said: str) -> object:
    if WHOLE.fullmatch(said):
        return int(said)
    return float(said) if NUMBER.fullmatch(said) else said


def _endings(said: str) -> object:
    """`03=30003, 05 = 30005`; as it was said when it is not that."""
    return _pairs(said, lambda code: int(code) if WHOLE.fullmatch(code) else code)


def _refusals(said: str) -> object:
    return _pairs(said, _refusal)


def _refusal(said: str) -> object:
    """`20003`, or `20003/401`; as it was said when it is neither."""
    found = CODE.fullmatch(said)
    if not found:
        return said
    return {"code": int(found[1]), "status": int(found[2])} if found[2] else int(found[1])


def _pairs(said: str, read: Callable[[str], object]) -> object:
    pairs = PAIR.findall(said)
    found = {ending: read(code) for ending, code in pairs}
    return found if not PAIR.sub("", said).strip(BETWEEN) and len(found) == len(pairs) else said


def _code(refusal: Refusal) -> str:
    return str(refusal.code) if refusal.is_usual else f"{refusal.code}/{refusal.status}"


READERS: Mapping[str, Callable[[str], object]] = {
    "endings": _endings,
    "refusals": _refusals,
    "refuse_all": _refusal,
}
