"""What a Board says to a finding that it wants to keep: which, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.templates.easyread.findings import Finding, warning

LISTED = (6, 7)  # the only rules whose errors can be argued with, word by word: a street, a town, an innocent use


@dataclass(frozen=True)
class Accepted:
    """One line of `accepted` in a file."""

    rule: int
    words: str | None  # that break it; None: any, of a warning
    because: str


def apply(findings: Iterable[Finding], accepted: Iterable[Accepted]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What still stands, and what was argued. Accepting what is not there is itself a warning."""
    every, reasons = tuple(findings), tuple(accepted)
    argued = tuple(finding for finding in every if any(_meets(reason, finding) for reason in reasons))
    idle = [reason for reason in reasons if not any(_meets(reason, finding) for finding in every)]
    standing = tuple(finding for finding in every if finding not in argued)
    return (*standing, *map(_idle, idle)), argued


def _meets(reason: Accepted, finding: Finding) -> bool:
    if reason.rule != finding.rule or not reason.because.strip():
        return False
    same = reason.words is not None and reason.words.casefold() == finding.words.casefold()
    if finding.level == "error":
        return same and finding.rule in LISTED
    return same or reason.words is None


def _idle(reason: Accepted) -> Finding:
    what = f" of `{reason.words}`" if reason.words else ""
    told = f"`accepted` names rule {reason.rule}{what}, but there is no such warning"
    return warning(reason.rule, reason.words or "", told, "take it out, or mend the text")
