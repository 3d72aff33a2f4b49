"""What may stand in a configuration only once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault


@dataclass(frozen=True)
class Claim:
    """One use of a code, name or id."""

    document: Document
    loc: Loc
    key: str | None  # as it is compared; None or nothing: there is nothing to compare
    owner: Loc | None = None  # the row it belongs to, where a row may say the same twice


def repeated(claims: Iterable[Claim]) -> Iterator[ConfigFault]:
    """A fault for every claim but the first."""
    first: dict[str, Claim] = {}
    for claim in claims:
        if not claim.key:
            continue
        earlier = first.setdefault(claim.key, claim)
        same_row = claim.owner is not None and claim.owner == earlier.owner and claim.document is earlier.document
        if earlier is not claim and not same_row:
            line = earlier.document.mark(earlier.loc).line
            yield claim.document.fault(claim.loc, f"stands already in {earlier.document.path.name}, line {line}")
