"""What each field of a sequence's file means, and how it must not be written."""

from datetime import date, time, timedelta
from types import MappingProxyType

import pytest
from pydantic import ValidationError

from service.configuration import notation
from service.configuration.sequence_file import SequenceFile, StepPart
from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.schedules.sequence import (
    Anchor,
    Ask,
    Condition,
    Days,
    Elapsed,
    News,
    SendWithin,
    Sequence,
    Skip,
    SkipGroup,
    Step,
    StepName,
    Welcome,
)
from service.schedules.sequence import (
    Tested as WhoRead,
)
from tests.configuration.copies import SHIPPED, Copy

HOUR = timedelta(hours=1)


def file(step: dict[str, object] | None = None, /, **fields: object) -> Sequence:
    """The sequence of a file with this one step and these fields."""
    small = {"id": "01_a", "offset": "0d", "words": {"en": "NHS: Hello."}, **(step or {})}
    whole = {"anchor": "liberation_date", "fallback": "en", "stop_on": notation.STOPS, "steps": (small,), **fields}
    return SequenceFile.model_validate(whole).sequence("small")


def step(**fields: object) -> Step:
    return file(fields).steps[0]


def test_the_smallest_file_is_a_sequence() -> None:
    assert file() == Sequence(
        id=SequenceId("small"),
        steps=(Step(StepId("01_a"), Days(0), MappingProxyType({"en": "NHS: Hello."})),),
        fallback="en",
    )


@pytest.mark.parametrize(
    ("written", "offset"),
    [("0d", Days(0)), ("14d", Days(14)), ("-3d", Days(-3)), ("2h", Elapsed(2 * HOUR)), ("-2h", Elapsed(-2 * HOUR))],
)
def test_days_are_days_of_the_calendar_and_hours_are_hours_that_pass(written: str, offset: Days | Elapsed) -> None:
    assert step(offset=written).offset == offset
    assert notation.as_offset(offset) == written


@pytest.mark.parametrize(
    ("field", "written", "name", "meaning"),
    [
        ("at", "14:00", "at", time(14)),
        ("not_before", "11:00", "not_before", time(11)),
        ("on", "open_days", "open_days", True),
        ("group", "gp", "group", "gp"),
        ("if_late", "skip", "if_late", Skip()),
        ("if_late", "skip_group", "if_late", SkipGroup()),
        ("if_late", {"send_within": "72h"}, "if_late", SendWithin(72 * HOUR)),
        ("optional", True, "optional", True),
        ("sensitivity", "opt_in", "opt_in", True),
        ("welcome", "new_number", "welcome", Welcome.NEW_NUMBER),
        ("when", "missed", "when", News.MISSED),
        ("notice", "48h", "notice", 48 * HOUR),
        ("replaces", ("first-weeks/02_gp",), "replaces", {StepName(SequenceId("first-weeks"), StepId("02_gp"))}),
        ("without_call", {"en": "NHS: Bye."}, "without_call", {"en": "NHS: Bye."}),
        (
            "ask",
            {"question": "gp", "answers": {"1": "joined", "2": "not_joined"}},
            "ask",
            Ask("gp", MappingProxyType({"1": "joined", "2": "not_joined"})),
        ),
        ("only_if", {"groups": ("woman",)}, "only_if", Condition(groups=frozenset({"woman"}))),
        ("only_if", {"delivered": True}, "only_if", Condition(delivered=True)),
        ("only_if", {"sent": ("02_gp",)}, "only_if", Condition(sent=frozenset({StepId("02_gp")}))),
        (
            "unless",
            {"answers": {"gp": ("joined",)}},
            "unless",
            Condition(answers=MappingProxyType({"gp": frozenset({"joined"})})),
        ),
    ],
)
def test_each_field_of_a_step_means_one_thing(field: str, written: object, name: str, meaning: object) -> None:
    assert getattr(step(**{field: written}), name) == meaning


@pytest.mark.parametrize(
    ("fields", "name", "meaning"),
    [
        ({"anchor": "appointment_at"}, "anchor", Anchor.APPOINTMENT),
        ({"sending": {"days": "mon-fri"}}, "days", {0, 1, 2, 3, 4}),
        ({"sending": {"days": "mon-sun"}}, "days", set(range(7))),
        ({"sending": {"days": ("wed", "mon")}}, "days", {0, 2}),
        ({"sending": {"opens": "10:00", "closes": "17:00"}}, "hours", SendingHours(time(10), time(17))),
        ({"only_if": {"groups": ("woman",)}}, "only_if", Condition(groups=frozenset({"woman"}))),
        ({"max_in_week": 4}, "most_in_week", 4),
        ({"max_total": 9}, "most_in_all", 9),
        ({"stop_on": (*notation.STOPS, "gp.joined", "gp.moved")}, "stop_on", {"gp": {"joined", "moved"}}),
        (
            {"tested_with": ({"on": "2026-10-01", "people": 6, "changed": "Two words"},)},
            "tested_with",
            (WhoRead(date(2026, 10, 1), 6, "Two words"),),
        ),
    ],
)
def test_each_field_of_a_sequence_means_one_thing(fields: dict[str, object], name: str, meaning: object) -> None:
    assert getattr(file(**fields), name) == meaning


def test_a_step_takes_over_what_the_sequence_says_of_lateness_unless_it_says_something_itself() -> None:
    assert file(if_late="skip").steps[0].if_late == Skip()
    assert file({"if_late": "skip_group"}, if_late="skip").steps[0].if_late == SkipGroup()
    assert file().steps[0].if_late == SendWithin(48 * HOUR)


def test_words_that_no_translator_signed_are_not_among_the_words() -> None:
    drafted = step(words={"en": "NHS: Hello.", "pl": {"needs_translator": "NHS: Witaj."}})
    assert drafted.words == {"en": "NHS: Hello."}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"offset": "1w"}, "an offset is written 3d, -1d or 2h"),
        ({"offset": "+1d"}, "an offset is written"),
        ({"offset": "1.5h"}, "an offset is written"),
        ({"at": "10:00+01:00"}, "a fixed UTC offset"),
        ({"at": "10:00Z"}, "a fixed UTC offset"),
        ({"at": "10:00 BST"}, "a fixed UTC offset"),
        ({"at": "10am"}, 'a time is written "09:30"'),
        ({"if_late": {"send_within": "48h", "or": "skip"}}, "must be {send_within: 48h}, skip or skip_group"),
        ({"if_late": 48}, "must be {send_within: 48h}"),
        ({"replaces": ("02_gp",)}, "written first-weeks/02_gp"),
        ({"group": "GP"}, "lower-case words"),
        ({"words": {"en": 12}}, "must be words in quotes"),
        ({"words": {"en": {"needs_translator": " "}}}, "has no words"),
        ({"words": {"en": {"draft": "NHS: Hello."}}}, "must be words in quotes"),
        ({"only_if": None}, "has no value"),
        ({"ask": {"question": "gp", "answers": {"10": "joined"}}}, "an answer is one digit, or one word in capitals"),
        ({"ask": {"question": "gp", "answers": {"1": "Joined it"}}}, "lower-case words"),
        *(
            ({"ask": {"question": "gp", "answers": {word: "joined"}}}, f"{word.upper()} is kept")
            for word in (*sorted(notation.RESERVED), "yes", "Stop")
        ),
    ],
)
def test_each_field_of_a_step_is_written_in_one_way(fields: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        step(**fields)
    assert [error for error in refused.value.errors() if told in error["msg"]]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"sending": {"opens": "10:00"}}, "has `opens` and `closes`, or neither"),
        ({"sending": {"opens": "17:00", "closes": "10:00"}}, "`opens` must come before `closes`"),
        ({"sending": {"days": "fri-mon"}}, "the first of the days must come before the last"),
        ({"sending": {"days": "weekdays"}}, "days are written mon-fri"),
        ({"sending": {"days": ()}}, "days are written mon-fri"),
        ({"sending": {"days": ("monday",)}}, "days are written mon-fri"),
        ({"stop_on": ("opted_out",)}, "must stand here: wrong_person, release_cancelled, returned_to_custody, died"),
        ({"stop_on": (*notation.STOPS, "joined")}, "or an answer: gp.joined"),
        ({"only_if": {"sent": ("02_gp",)}}, "Extra inputs"),
        ({"max_per_day": 2}, "should be 1"),
        ({"max_in_week": 8}, "less than or equal to 7"),
        ({"tested_with": ({"on": "1 October", "people": 6, "changed": "x"},)}, "a day is written"),
    ],
)
def test_each_field_of_a_sequence_is_written_in_one_way(fields: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        file(**fields)
    assert [error for error in refused.value.errors() if told in error["msg"]]


WEEKS, WOMEN, VISITS = "sequences/first-weeks.yaml", "sequences/women.yaml", "sequences/appointments.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            WEEKS,
            "fallback: en\n",
            'fallback: en\nsending: {opens: "10:00", closes: "17:30"}\n',
            "hours of this sequence",
        ),
        (WEEKS, "fallback: en\n", "fallback: en\nsending: {days: [sat, sun]}\n", "an open day is a weekday"),
        (WEEKS, "offset: 1d", "offset: 1d\n    notice: 48h", "`notice` is for appointments"),
        (WEEKS, "{sent: [02_gp]}", "{sent: [02_gp], delivered: true}", "`delivered` is for appointments"),
        (WEEKS, "offset: 1d", 'offset: 1d\n    not_before: "11:00"', "goes with an offset of hours"),
        (WEEKS, "welcome: first", "welcome: new_number", "none of these welcomes people"),
        (WEEKS, "welcome: new_number", "welcome: first", "more than one of these welcomes people"),
        (WOMEN, "groups: [woman]", "groups: [woman], sent: [06_mood]", "this sequence has no step 06_mood"),
        (VISITS, "when: booked", "welcome: first", "`welcome` is not for appointments"),
        (
            VISITS,
            "when: booked\n    offset: 0h",
            'when: booked\n    offset: 0h\n    at: "10:00"',
            "goes with an offset of",
        ),
        (VISITS, "when: booked\n    offset: 0h", "when: booked\n    offset: -1h", "before the news of which it tells"),
        (VISITS, 'offset: -3d\n    at: "10:00"', "offset: -3d", "`at` is missing: the time of day"),
        (VISITS, 'offset: -3d\n    at: "10:00"', "offset: 0h", "a reminder goes before the appointment"),
    ],
)
def test_steps_and_sequences_must_fit_each_other(config: Copy, name: str, old: str, new: str, told: str) -> None:
    config.edit(name, old, new)
    assert [fault for fault in config.errors() if told in fault.message]


def test_call_where_nobody_phones_needs_other_words(config: Copy) -> None:
    config.edit("boards/fife.yaml", "call_back: office_hours", "call_back: none")
    config.edit(WEEKS, "without_call:\n      en:", "without_call:\n      gd:")
    told = [fault.message for fault in config.errors()]
    assert "step 10_gp_again: NHS Fife phones nobody who replies CALL: it needs `without_call`" in told


def test_a_board_without_a_line_cannot_send_texts_that_name_it(config: Copy) -> None:
    config.edit("boards/fife.yaml", 'line: "07700 900 001"\n', "")
    told = [fault.message for fault in config.errors()]
    assert told == [
        f"step {step}: has {{phone}}, and NHS Fife has no `line`" for step in ("a_called_off", "a_today", "a_missed")
    ]


def test_a_question_that_two_steps_ask_is_no_circle(config: Copy) -> None:
    """The second may depend on the answer to the first."""
    asks = '    ask: {question: gp, answers: {"1": joined}}\n    only_if: {answers: {gp: [not_joined]}}\n'
    config.edit("sequences/women.yaml", "    only_if: {groups: [woman]}\n", asks)
    assert not [fault for fault in config.errors() if "circle" in fault.message]


def test_a_question_that_only_its_own_answer_allows_is_a_circle(config: Copy) -> None:
    config.edit(WEEKS, "only_if: {sent: [02_gp]}", "only_if: {answers: {gp: [not_joined]}}")
    [fault] = [fault for fault in config.errors() if "circle" in fault.message]
    assert fault.message.endswith("07_gp_check -> 07_gp_check")


def test_drafts_are_one_warning_for_a_language_and_file(config: Copy) -> None:
    [fault] = [fault for fault in config.faults() if "need a translator" in fault.message]
    assert fault.message == "texts in `pl` that need a translator, and are not sent: 4"


def test_the_example_of_the_docs_is_sound(config: Copy) -> None:
    words = (SHIPPED.parent / "docs" / "sequences.md").read_text(encoding="utf-8")
    example = words.split("```yaml\n")[1].split("```")[0]
    (config.folder / "sequences" / "spring.yaml").write_text(example, encoding="utf-8")
    assert [fault.message for fault in config.faults() if fault.file.endswith("spring.yaml")] == [
        "no Board sends this sequence",
        "texts in `pl` that need a translator, and are not sent: 1",
    ]


def test_the_docs_tell_every_field() -> None:
    words = (SHIPPED.parent / "docs" / "sequences.md").read_text(encoding="utf-8")
    fields = [*StepPart.model_fields, *SequenceFile.model_fields]
    assert [field for field in fields if f"`{field}" not in words] == []
