from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.templates.render import RenderError, names, render

plain = st.text().filter(lambda text: "{" not in text and "}" not in text)
placeholder_names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)


def faults_of(words: str, values: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(RenderError) as caught:
        render(words, values)
    assert str(caught.value) == "; ".join(caught.value.faults)
    return caught.value.faults


def test_values_go_where_their_names_stand() -> None:
    words = "Hello from {board}. Call {phone}. {board} is here."
    assert render(words, {"board": "NHS Fife", "phone": "0800 22 44 88"}) == (
        "Hello from NHS Fife. Call 0800 22 44 88. NHS Fife is here."
    )


def test_words_without_names_stay_as_they_are() -> None:
    assert render("Call 111 & ask. 100% free. $x %s <b>", {}) == "Call 111 & ask. 100% free. $x %s <b>"


def test_a_value_is_put_in_letter_for_letter() -> None:
    assert render("At {place}, {day}", {"place": r"\1 {day} {{ 7*7 }} \g<0>", "day": "Monday"}) == (
        r"At \1 {day} {{ 7*7 }} \g<0>, Monday"
    )


def test_an_empty_value_is_a_value() -> None:
    assert render("{name}!", {"name": ""}) == "!"


def test_every_fault_is_told_at_once() -> None:
    assert faults_of("}{place} {day} {Name} {place}", {"phone": "1", "board": "2"}) == (
        "no value for {day}",
        "no value for {place}",
        "the words have no {board}",
        "the words have no {phone}",
        "a brace at character 1 is not part of a {name}",
        "a brace at character 16 is not part of a {name}",
        "a brace at character 21 is not part of a {name}",
    )


@pytest.mark.parametrize(
    ("words", "positions"),
    [
        ("{", [1]),
        ("}", [1]),
        ("{}", [1, 2]),
        ("{{name}}", [1, 8]),
        ("{ name }", [1, 8]),
        ("{Name}", [1, 6]),
        ("{name1}", [1, 7]),
        ("{name!r}", [1, 8]),
        ("{name.real}", [1, 11]),
        ("{name[0]}", [1, 9]),
        ("{{ 7*7 }}", [1, 2, 8, 9]),
        ("{% if a %}", [1, 10]),
        ("{na\nme}", [1, 7]),
        ("{ɴame}", [1, 6]),
    ],
)
def test_a_brace_that_is_not_part_of_a_name_is_a_fault(words: str, positions: list[int]) -> None:
    faults = faults_of(words, dict.fromkeys(names(words), "x"))
    assert list(faults) == [f"a brace at character {position} is not part of a {{name}}" for position in positions]


def test_an_error_tells_neither_words_nor_values() -> None:
    faults = faults_of("Secret words { of {place}", {"phone": "secret value"})
    assert "ecret" not in "".join(faults)


def test_names_are_told_each_once() -> None:
    assert names("{place} {day} {place} {Nobody}") == {"place", "day"}


@given(st.text("{}ab_ A", max_size=40), plain)
def test_what_is_rendered_holds_no_brace(words: str, value: str) -> None:
    with suppress(RenderError):
        rendered = render(words, dict.fromkeys(names(words), value))
        assert "{" not in rendered
        assert "}" not in rendered


@given(st.lists(st.tuples(plain, placeholder_names)), plain, st.data())
def test_rendering_is_putting_the_pieces_side_by_side(
    pieces: list[tuple[str, str]], end: str, data: st.DataObject
) -> None:
    values = {name: data.draw(st.text()) for _, name in pieces}
    words = "".join(f"{before}{{{name}}}" for before, name in pieces) + end
    assert render(words, values) == "".join(before + values[name] for before, name in pieces) + end
