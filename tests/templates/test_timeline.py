"""The drawing of a sequence's days: well-formed, told in words, nothing in it that runs or asks for anything."""

import re
from xml.etree import ElementTree

import pytest

from service.templates.timeline import LEFT, RIGHT, WIDTH, Goes, Mark, timeline

SVG = "{http://www.w3.org/2000/svg}"
MARKS = (
    Mark("01_hello", "day 0, 14:00", 0, Goes.ALL),
    Mark("02_gp", "day 2, 10:00", 2, Goes.SOME, "woman"),
    Mark("03_last", "day 42, 11:00", 42, Goes.OPTIONAL),
)


def drawn(*marks: Mark, name: str = "first-weeks") -> ElementTree.Element:
    return ElementTree.fromstring(timeline(name, "the day of the release", marks or MARKS))  # noqa: S314  our own


def words(svg: ElementTree.Element) -> list[str]:
    return [" ".join((one.text or "").split()) for one in svg.iter(f"{SVG}text")]


def luminance(colour: str) -> float:
    """Of sRGB, as WCAG 2.2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_whoever_cannot_see_it_hears_its_name_and_every_text_with_its_day() -> None:
    svg = drawn()
    title, described = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert title.text == "When the texts of first-weeks go"
    assert described.text == (
        "Days counted from the day of the release. 01_hello day 0, 14:00; 02_gp day 2, 10:00; 03_last day 42, 11:00."
    )


def test_each_text_has_a_row_with_its_name_its_moment_and_to_whom_it_goes() -> None:
    assert {"01_hello", "day 0, 14:00", "02_gp", "day 2, 10:00, woman"} <= set(words(drawn()))


def test_the_first_day_lies_left_and_the_last_right_and_the_others_in_between_by_their_distance() -> None:
    svg = drawn(*(Mark(str(day), "", day, Goes.ALL) for day in (0, 21, 42)))
    marks = [float(one.get("cx") or 0) for one in svg.iter(f"{SVG}circle")][:3]
    assert marks == [LEFT, (LEFT + RIGHT) / 2, RIGHT]


def test_what_goes_as_soon_as_we_hear_stands_before_all_days_in_a_place_of_its_own() -> None:
    svg = drawn(
        Mark("a", "booked", None, Goes.ALL), Mark("b", "day -3", -3, Goes.ALL), Mark("c", "day +1", 1, Goes.ALL)
    )
    heard, before, after = [float(one.get("cx") or 0) for one in svg.iter(f"{SVG}circle")][:3]
    assert heard < before < after
    assert {"as we hear", "-3", "0", "+1"} <= set(words(svg))


def test_long_sequences_have_a_line_a_week_and_short_ones_a_line_a_day() -> None:
    assert [one for one in words(drawn()) if one.isdigit()] == ["0", "7", "14", "21", "28", "35", "42"]
    short = words(drawn(Mark("a", "", 3, Goes.ALL)))
    assert [one for one in short if one.isdigit()] == ["0", "1", "2", "3"]


def test_the_kinds_differ_in_shape_and_not_in_colour_alone_and_only_those_there_are_explained() -> None:
    svg = drawn()
    assert {one.value for one in Goes} <= set(words(svg))
    rings = [one.get("stroke") is not None for one in svg.iter(f"{SVG}circle")]
    assert sorted(rings) == [False, False, True, True]  # each in its row, and where it is explained
    only = words(drawn(MARKS[0]))
    assert Goes.SOME.value not in only


def test_every_word_has_a_contrast_of_at_least_four_and_a_half_to_one() -> None:
    svg = drawn()
    ground = svg.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "#ffffff"
    colours = {one.get("fill") for one in svg.iter(f"{SVG}text")}
    assert colours
    for colour in colours:
        assert 1.05 / (luminance(str(colour)) + 0.05) >= 4.5, colour


def test_every_mark_has_a_contrast_of_at_least_three_to_one() -> None:
    marked = re.findall(
        r'<(?:circle|path)[^>]* (?:fill|stroke)="(#(?!ffffff)\w{6})"(?: stroke-width[^>]*)?/>', str_of()
    )
    assert {"#00437e", "#741e6d"} <= set(marked)
    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in ("#00437e", "#741e6d"))


def str_of() -> str:
    return timeline("first-weeks", "the day of the release", MARKS)


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '" onload="x', "a & b"])
def test_whatever_a_file_says_is_escaped(evil: str) -> None:
    svg = drawn(Mark(evil, evil, 1, Goes.SOME, evil), name=evil)
    assert evil in words(svg)
    assert {one.tag for one in svg.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "text", "path")
    }
    assert not any(name.startswith("on") for one in svg.iter() for name in one.keys())  # noqa: SIM118  of an element


def test_nothing_in_it_runs_or_is_fetched() -> None:
    told = str_of()
    assert "<script" not in told
    assert "href" not in told
    assert "url(" not in told
    assert re.findall(r"https?://[^\"]+", told) == ["http://www.w3.org/2000/svg"]


def test_nothing_lies_outside_the_drawing() -> None:
    svg = drawn()
    assert svg.get("viewBox") == f"0 0 {WIDTH} {svg.get('height')}"
    height = float(svg.get("height") or 0)
    for one in svg.iter(f"{SVG}text"):
        assert 0 < float(one.get("x") or 0) < WIDTH
        assert 0 < float(one.get("y") or 0) < height
