"""docs/replies.md tells every rule. `WRITE_DOCS=1 ./go test tests/understanding/test_page.py` makes it anew."""

import os
from pathlib import Path

from service.understanding.page import BEGINS, ENDS, rules_page
from service.understanding.rulebook import book

PAGE = Path(__file__).parents[2] / "docs" / "replies.md"


def parts() -> tuple[str, str, str]:
    text = PAGE.read_text(encoding="utf-8")
    before, begins, rest = text.partition(BEGINS)
    rules, ends, after = rest.partition(ENDS)
    return before, begins + rules + ends, after


def test_the_page_tells_the_rules_as_they_are() -> None:
    before, told, after = parts()
    if os.environ.get("WRITE_DOCS"):  # noqa: TID251  the one way to make the page, told in it
        PAGE.write_text(before + rules_page() + after, encoding="utf-8")
        told = rules_page()
    assert told == rules_page()


def test_every_rule_stands_on_the_page() -> None:
    told = parts()[1]
    assert all(f"**{rule.name}**" in told for rule in book().rules)


def test_there_is_a_place_for_the_scores_and_for_a_name() -> None:
    before, _, after = parts()
    assert "## Scores" in before + after
    assert "Signed" in before + after
