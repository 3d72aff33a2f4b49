"""One text, judged, in as few words as a test needs."""

from service.templates.easyread.blanks import filled
from service.templates.easyread.examine import Finding, Known, Words, examine

LONGEST = {
    "board": "NHS Greater Glasgow and Clyde",
    "weekday": "Wednesday",
    "d": "30",
    "month": "September",
    "time": "10:30am",
    "when": "tomorrow, Wednesday 30 September",
    "place": "Bridge Street Centre, 100 Long Hill Road",
    "phone": "0800 027 1234",
    "text": "",
    "nhs_inform": "0 8 0 0, 2 2, 4 4, 8 8",
}
NUMBERS = frozenset(
    {"0800 22 44 88", "111", "999", "55", "116 123", "85258", "0800 83 85 87", "0800 068 4141", "0800 027 1234"}
)
KNOWN = Known(NUMBERS)


def text(template: str, **how: object) -> Words:
    return Words(template=template, rendered=filled(template, LONGEST), **how)  # type: ignore[arg-type]


def found(template: str, **how: object) -> tuple[Finding, ...]:
    return examine(text(template, **how), KNOWN)


def rules(template: str, **how: object) -> list[tuple[int, str]]:
    """Each breach: the rule, and E or W."""
    return [(finding.rule, finding.level[0].upper()) for finding in found(template, **how)]


def breaches(rule: int, template: str, **how: object) -> list[str]:
    """E or W for each breach of this rule."""
    return [level for number, level in rules(template, **how) if number == rule]
