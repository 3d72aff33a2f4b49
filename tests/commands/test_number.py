import json

from tests.commands.house import Said, said

REAL = {"TWILIO_BASE_URL": "https://api.twilio.com"}


def rows(answer: Said) -> list[dict[str, str | bool | None]]:
    assert answer.exit_code == 0
    assert answer.err == ""
    return [json.loads(line) for line in answer.lines]


def test_each_text_gets_a_line_of_json_in_the_order_given() -> None:
    texts = ["07700 900101", "+44 (0)7700 900102", "0141 496 0000", "nonsense", "07700 900101"]
    told = rows(said("number", *texts))
    assert [row["text"] for row in told] == texts
    assert [row["e164"] for row in told] == ["+447700900101", "+447700900102", "+441414960000", None, "+447700900101"]
    assert [row["textable"] for row in told] == [True, True, False, False, True]
    assert all(set(row) == {"text", "e164", "textable", "reason"} for row in told)
    assert all((row["reason"] is None) is row["textable"] for row in told)


def test_a_number_for_fiction_can_be_texted_in_practice_only() -> None:
    [practice] = rows(said("number", "07700900101"))
    [real] = rows(said("number", "07700900101", environ=REAL))
    assert (practice["textable"], real["textable"]) == (True, False)
    assert real["e164"] == "+447700900101"


def test_a_text_that_looks_like_an_option_can_follow_two_hyphens() -> None:
    assert [row["textable"] for row in rows(said("number", "--", "-1", "07700900101"))] == [False, True]
