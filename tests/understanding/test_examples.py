"""Each rule has an example that it sees and a counter-example that it leaves alone."""

import pytest

from service.domain.meaning import Context, Sign
from service.understanding.rule import Rule
from service.understanding.rulebook import book

RULES = [pytest.param(rule, id=f"{rule.subject}:{rule.name}") for rule in book().rules]


def seen_by(rule: Rule, reply: str, context: Context) -> list[Sign]:
    """Signs of this rule that are as sure as the rule is."""
    rules = book()
    signs = rules.signs(rules.folder.fold(reply), context)
    return [sign for sign in signs if sign.rule == rule.name and sign.surety >= rule.surety]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_sees_its_examples(rule: Rule) -> None:
    assert rule.examples
    for reply, context in rule.examples:
        where = context if context in rule.contexts else min(rule.contexts)
        assert seen_by(rule, reply, where), reply


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_leaves_its_counter_examples_alone(rule: Rule) -> None:
    assert rule.counters
    for reply, context in rule.counters:
        assert not seen_by(rule, reply, context), reply


def test_no_two_rules_share_a_name() -> None:
    names = [rule.name for rule in book().rules]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_why_it_is_there_in_a_sentence(rule: Rule) -> None:
    assert rule.why[:1].isupper()
    assert rule.why.endswith(".")


@pytest.mark.parametrize("rule", RULES)
def test_every_danger_has_a_kind_and_a_grade_and_nothing_else_has(rule: Rule) -> None:
    danger = rule.label == "crisis"
    assert (rule.danger is not None, rule.grade is not None) == (danger, danger)
