"""`understand`: replies as JSON lines, with their labels."""

import json

from click.testing import CliRunner, Result

from service.cli import release_day


def told(words: str, *options: str) -> Result:
    return CliRunner().invoke(release_day, ["understand", *options], input=words)


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_comes_back_in_order_with_its_labels() -> None:
    said = ['{"text": "STOP"}', '{"text": "naw", "context": "appointment", "row": 7}', "", '{"text": ""}']
    first, second, third = lines(told("\n".join(said)))
    assert (first["text"], first["labels"]) == ("STOP", ["opt_out"])
    assert (second["row"], second["context"]) == (7, "appointment")
    assert set(second["labels"]) <= {"no", "cant_attend"}  # type: ignore[call-overload]
    assert third["labels"] == ["other"]


def test_a_line_without_a_context_has_the_one_of_the_option() -> None:
    [read] = lines(told('{"text": "1"}', "--context", "gp_prompt"))
    assert (read["context"], read["labels"]) == ("gp_prompt", ["yes"])


def test_the_rules_that_decided_are_told_when_asked_for() -> None:
    [read] = lines(told('{"text": "im going to kill myself"}', "--signs"))
    assert {"label": "crisis", "danger": "self", "grade": "red"}.items() <= read["signs"][0].items()  # type: ignore[index]


def test_a_line_that_cannot_be_read_is_named_and_none_of_its_words() -> None:
    for bad in (
        "secret words",
        '["secret"]',
        '{"text": 5}',
        '{"text": "secret", "context": "secret"}',
        '{"note": "secret"}',
    ):
        result = told('{"text": "STOP"}\n' + bad)
        assert result.exit_code == 2
        assert "line 2" in result.stderr
        assert "secret" not in result.stderr


def test_half_of_a_sign_is_no_reason_to_fall() -> None:
    [read] = lines(told('{"text": "stop \\ud83d"}'))
    assert read["labels"] == ["opt_out"]
