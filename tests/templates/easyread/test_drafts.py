"""The words that we ship keep the rules; what they are warned of is known, and argued where they stand."""

import pytest

from service.configuration.replies import SPOKEN_PLACEHOLDERS, kind_of
from service.templates.easyread.examine import PLACEHOLDERS, Kind, stop_gaps
from tests.templates.easyread.drafts import DRAFTS
from tests.templates.easyread.texts import found

GROUPS = {
    "appointments": Kind.APPOINTMENT,
    "local_help": Kind.MENU,
    "voice": Kind.VOICE,
}
ALL = [(group, key) for group, texts in DRAFTS.items() for key in texts]
# Length, sentence length, sentences, and three times "is kept": the only warnings of all the drafts.
WARNED = {2, 3, 4, 21}


def how(group: str, key: str) -> dict[str, object]:
    written = kind_of(key) if group in ("auto_replies", "crisis") else Kind.NUDGE
    return {
        "kind": Kind.WELCOME if key.startswith("01_welcome") else GROUPS.get(group, written),
        "opt_in": "OPTIN" in group or "OPTIN" in key,
        "call_back": "NO_CALL" not in key,
        "way_back": key == "STOP",
        "placeholders": SPOKEN_PLACEHOLDERS if group == "voice" else PLACEHOLDERS,
    }


@pytest.mark.parametrize(("group", "key"), ALL)
def test_no_draft_breaks_a_rule_and_few_come_near(group: str, key: str) -> None:
    told = found(DRAFTS[group][key], **how(group, key))
    assert [finding.message for finding in told if finding.level == "error"] == []
    assert {finding.rule for finding in told} <= WARNED


def test_the_national_sequence_says_often_enough_how_to_end_it() -> None:
    texts = list(DRAFTS["sequence"].values())
    assert stop_gaps(texts) == ()
    assert stop_gaps([*texts[:6], texts[7]]) == (6,)
