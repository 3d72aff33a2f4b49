"""`preview`: the calendar of one person, what is odd in a range of days, the page to sign, the drawings of the days."""

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.commands.preview import too_long
from service.commands.signing import hash_of, reasons
from service.domain.ids import SequenceId
from service.schedules.sweep import What
from service.templates.segments import segments
from tests.browser import watched
from tests.builders import shipped_config
from tests.commands.house import Said, said
from tests.configuration.copies import SHIPPED, Copy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOTHIAN = "S08000024"
DAY = "2026-12-23"
DOCS = SHIPPED.parent / "docs"


def asked(*words: str, config: Path = SHIPPED) -> Said:
    return said("preview", *words, environ={"CONFIG_DIR": str(config)})


def calendar(sequence: str, *words: str, board: str = LOTHIAN, day: str = DAY, config: Path = SHIPPED) -> Said:
    return asked(sequence, "--board", board, "--date", day, *words, config=config)


def steps(told: Said) -> list[str]:
    assert told.exit_code == 0, told.err
    return [row["step"] for row in told.document]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy.into(tmp_path / "config")


# The calendar


def test_json_is_one_persons_calendar_with_exactly_these_fields() -> None:
    told = calendar("first-weeks", "--json")
    assert told.exit_code == 0
    assert told.err == ""
    first = told.document[0]
    assert list(first) == ["step", "due_at", "local", "segments", "words"]
    assert first == {
        "step": "01_welcome",
        "due_at": "2026-12-23T14:00:00Z",
        "local": "Wed 23 Dec 2026 14:00",
        "segments": 1,
        "words": "Hello from NHS Lothian. We will text you about your health. Reply STOP to end our texts. "
        "Reply WRONG if we have the wrong number.",
    }
    assert len(told.document) == 12


def test_every_text_is_measured_filled_in_and_in_the_order_in_which_it_is_due() -> None:
    rows = calendar("appointments", "--json").document
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    assert all(row["segments"] == segments(row["words"]) for row in rows)
    assert not any("{" in row["words"] for row in rows)
    assert all("Main Street Health Centre" in row["words"] for row in rows)


def test_the_moment_is_utc_and_beside_it_the_clock_in_scotland() -> None:
    summer = calendar("first-weeks", "--json", day="2027-07-01").document[0]
    assert (summer["due_at"], summer["local"]) == ("2027-07-01T13:00:00Z", "Thu 1 Jul 2027 14:00")


def test_the_first_weeks_with_a_group_show_all_that_such_a_person_gets() -> None:
    found = steps(calendar("first-weeks", "--group", "young_18_25", "--json"))
    assert {"01_welcome", "y_mood", "y_gp", "12_last"} <= set(found)
    assert "06_mood" not in found


def test_another_sequence_shows_its_own_texts_on_the_days_they_have_beside_the_national_ones() -> None:
    own = calendar("harm-reduction", "--group", "harm_reduction", "--json")
    whole = calendar("first-weeks", "--group", "harm_reduction", "--json")
    assert steps(own) == ["h_tolerance", "h_naloxone"]
    assert all(row in whole.document for row in own.document)
    assert steps(calendar("harm-reduction", "--group", "harm_reduction", "--all", "--json")) == steps(whole)


def test_a_sequence_for_groups_is_shown_for_somebody_in_them_and_that_is_said() -> None:
    told = calendar("young-18-25", "--json")
    assert steps(told) == ["y_mood", "y_gp"]
    assert told.err == "no --group was named: shown for somebody in young_18_25\n"


def test_texts_that_a_board_has_not_taken_up_are_left_out_and_that_is_said() -> None:
    told = calendar("women", "--group", "domestic_abuse", "--json")
    assert steps(told) == []
    assert "NHS Lothian has not taken up the texts for domestic_abuse" in told.err


def test_a_board_that_has_taken_them_up_sends_them(copy: Copy) -> None:
    copy.edit("boards/lothian.yaml", "opt_in_groups: [", "opt_in_groups: [domestic_abuse, ")
    told = calendar("women", "--group", "domestic_abuse", "--json", config=copy.folder)
    assert steps(told) == ["w_safe_OPTIN"]
    assert told.err == ""


def test_a_sequence_that_the_board_does_not_send_is_shown_as_if_and_that_is_said(copy: Copy) -> None:
    copy.edit("boards/lothian.yaml", "women, ", "")
    told = calendar("women", "--group", "woman", "--json", config=copy.folder)
    assert steps(told) == ["w_health"]
    assert "NHS Lothian does not send women" in told.err


@pytest.mark.parametrize("name", [LOTHIAN, "lothian", "NHS Lothian"])
def test_a_board_may_be_named_by_its_code_its_slug_or_its_name(name: str) -> None:
    assert "NHS Lothian" in calendar("first-weeks", "--json", board=name).document[0]["words"]


def test_a_board_that_phones_nobody_promises_no_call(copy: Copy) -> None:
    copy.edit("boards/lothian.yaml", "call_back: office_hours", "call_back: none")
    words = [row["words"] for row in calendar("first-weeks", "--json", config=copy.folder).document]
    assert not any("CALL" in one for one in words)
    assert any("CALL" in row["words"] for row in calendar("first-weeks", "--json").document)


def test_a_release_heard_in_the_evening_begins_on_the_next_day() -> None:
    assert calendar("first-weeks", "--heard", "21:00", "--json").document[0]["local"] == "Thu 24 Dec 2026 11:00"


def test_words_that_no_translator_signed_go_in_the_language_to_fall_back_on_and_that_is_said() -> None:
    told = calendar("first-weeks", "--lang", "pl", "--json")
    assert told.document == calendar("first-weeks", "--json").document
    assert told.err.startswith("no words in pl that a translator has signed")


def test_words_in_the_persons_language_are_shown(copy: Copy) -> None:
    file = (copy.folder / "sequences" / "first-weeks.yaml").read_text(encoding="utf-8")
    draft = re.search(r'pl: (\{needs_translator: ("Dzień dobry[^"]*")\})', file)
    assert draft is not None
    copy.edit("sequences/first-weeks.yaml", draft[1], draft[2])
    assert (
        calendar("first-weeks", "--lang", "pl", "--json", config=copy.folder).document[0]["words"].startswith("Dzień")
    )


@pytest.mark.parametrize(
    ("news", "first"),
    [("booked", "a_booked"), ("changed", "a_changed"), ("cancelled", "a_called_off"), ("missed", "a_missed")],
)
def test_an_appointments_texts_depend_on_what_is_heard_of_it(news: str, first: str) -> None:
    assert steps(calendar("appointments", "--news", news, "--json"))[0] == first


def test_an_appointment_has_its_hour_and_the_day_on_which_it_was_booked() -> None:
    told = calendar("appointments", "--time", "15:00", "--booked", "2026-12-21", "--json", day="2026-12-23")
    assert told.document[0]["local"] == "Mon 21 Dec 2026 10:15"
    assert "Wednesday 23 December, 3pm" in told.document[0]["words"]
    assert calendar("appointments", "--json").document[0]["local"] == "Wed 9 Dec 2026 10:15"


def test_on_a_terminal_each_text_stands_under_its_weekday_and_clock_and_what_is_left_out_has_its_reason() -> None:
    told = calendar("first-weeks", "--group", "harm_reduction")
    assert told.lines[0] == "NHS Lothian, first-weeks: released 2026-12-23, by the date alone"
    assert "Wed 23 Dec 2026 14:00  first-weeks/01_welcome" in told.lines
    assert "  first-weeks/11_check_in: there would be too many" in told.lines


def test_a_preview_needs_no_secret_and_no_database(tmp_path: Path) -> None:
    environ = {"CONFIG_DIR": str(SHIPPED), "DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    told = said("preview", "first-weeks", "--board", LOTHIAN, "--date", DAY, environ=environ)
    assert told.exit_code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch", "--board", LOTHIAN, "--date", DAY),
        ("first-weeks", "--board", "S08000099", "--date", DAY),
        ("first-weeks", "--board", LOTHIAN),
        ("first-weeks", "--date", DAY),
        ("first-weeks", "--board", "all", "--date", DAY),
        ("--board", LOTHIAN, "--date", DAY),
        ("first-weeks", "--board", LOTHIAN, "--date", "23/12/2026"),
        ("first-weeks", "--board", LOTHIAN, "--date", "2027-02-29"),
        ("first-weeks", "--board", LOTHIAN, "--date", DAY, "--group", "nosuch"),
        ("first-weeks", "--board", LOTHIAN, "--date", DAY, "--lang", "fr"),
        ("appointments", "--board", LOTHIAN, "--date", DAY, "--time", "25:00"),
        ("appointments", "--board", LOTHIAN, "--date", DAY, "--booked", "2026-12-24"),
        ("first-weeks", "--sweep", "2027-01-02..2027-01-01"),
        ("first-weeks", "--sweep", "2027-01-02"),
        ("all", "--print"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_prints_nothing(words: tuple[str, ...]) -> None:
    told = asked(*words)
    assert (told.exit_code, told.out) == (2, "")


def test_a_configuration_with_an_error_is_refused_with_its_place(copy: Copy) -> None:
    copy.edit("sequences/first-weeks.yaml", "offset: 1d", "offset: soon")
    told = calendar("first-weeks", config=copy.folder)
    assert told.exit_code == 1
    assert "first-weeks.yaml:" in told.err


# The sweep


def test_a_sweep_over_easter_and_christmas_finds_nothing_odd_in_what_is_shipped() -> None:
    """`preview all --sweep 2027-01-01..2028-12-31` does it for every day of two years, in a minute."""
    for days in ("2027-03-20..2027-03-31", "2027-12-14..2027-12-31"):
        told = asked("all", "--sweep", days)
        assert told.exit_code == 0, told.out
        assert re.fullmatch(rf"nothing odd in \d+ plans, {days.replace('..', ' to ')}, Boards: 14\n", told.out)


def test_what_is_odd_is_told_with_the_boards_that_have_it_and_the_exit_is_1(copy: Copy) -> None:
    """With no patience at all, a welcome that goes on the next day takes the day of the text after it."""
    copy.edit("sequences/first-weeks.yaml", "if_late: {", "if_late: skip # {")
    days = ("first-weeks", "--sweep", "2027-02-01..2027-02-02")
    odd = "first-weeks/04_urgent: left out as late, though told in time, for people of no group"
    first = "plans: 2, the first: released 2027-02-01, heard at 21:00"
    told = asked(*days, "--board", "lothian", config=copy.folder)
    assert (told.exit_code, told.err) == (1, "")
    assert told.lines[0] == f"{odd}, at {LOTHIAN}; {first}"
    assert asked(*days, config=copy.folder).lines[0] == f"{odd}, at every Board; {first}"


def test_a_sweep_as_json_names_step_people_boards_and_the_first_day(copy: Copy) -> None:
    assert asked("women", "--sweep", "2027-02-01..2027-02-01", "--json").document == []
    copy.edit("boards/lothian.yaml", "women, ", "")
    told = asked("women", "--sweep", "2027-02-01..2027-02-01", "--board", "lothian", "--json", config=copy.folder)
    assert told.exit_code == 1
    assert told.document == [
        {
            "what": "never goes",
            "sequence": "women",
            "step": "*",
            "boards": [LOTHIAN],
            "whose": "anybody: no such Board sends it",
            "plans": 0,
            "first": None,
        }
    ]


def test_a_text_longer_than_one_is_odd() -> None:
    """`check` refuses it in a file; a sweep would find it in whatever got past."""
    shipped, name = shipped_config(), SequenceId("veterans")
    veterans = shipped.sequences[name]
    long = replace(veterans.steps[0], words={"en": "NHS: Hello.", "pl": "ł" * 71})
    config = replace(shipped, sequences={name: replace(veterans, steps=(long, *veterans.steps[1:]))})
    (one,) = too_long(config, [name], tuple(config.boards.values()))
    assert (one.what, one.step.step, len(one.boards)) == (What.TOO_LONG, "v_gp_OPTIN", 14)
    assert list(too_long(shipped, shipped.sequences, tuple(shipped.boards.values()))) == []


# The page to sign


class Page(HTMLParser):
    """The words of a page, and the elements in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._words: list[str] = []
        self.feed(text)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self._words.append(data)


def page(sequence: str = "first-weeks", config: Path = SHIPPED) -> str:
    told = asked(sequence, "--print", config=config)
    assert told.exit_code == 0, told.err
    return told.out


def test_the_page_holds_every_text_in_order_with_all_its_words() -> None:
    told, sequence = Page(page()).words, shipped_config().sequences[SequenceId("first-weeks")]
    places = [told.index(f"{number}. {step.id}") for number, step in enumerate(sequence.steps, 1)]
    assert places == sorted(places)
    for step in sequence.steps:
        for words in (*step.words.values(), *step.without_call.values()):
            assert " ".join(words.split()) in told


def test_each_text_has_its_reason_its_moment_its_people_its_measure_and_what_was_accepted() -> None:
    told = Page(page()).words
    assert "The first days are the most dangerous, so whom to call comes before anything that can wait." in told
    assert "1 day after the release, at 14:00; still goes up to" in told
    assert "only whoever got 02_gp, or what stands in its place" in told
    assert "question gp: 1 means joined, 2 means not joined" in told
    assert re.search(r"\d+ septets, 1 text, grade (\d|below 1)", told)
    assert "rule 4: Each answer has its own short sentence." in told
    assert "a draft that waits for a translator. It is not sent" in told


def test_the_version_on_the_page_is_the_hash_that_publishing_keeps() -> None:
    config = shipped_config()
    document = config.documents[SequenceId("women")]
    assert hash_of(config, SequenceId("women")) == hashlib.sha256(document.encode()).hexdigest()
    assert hash_of(config, SequenceId("women")) in page("women")


def test_a_changed_comma_gives_another_version_and_a_changed_reason_does_not(copy: Copy) -> None:
    def version(text: str) -> str:
        return Page(text).words.split("Version ")[1].split()[0]

    before = version(page("women"))
    copy.edit("sequences/women.yaml", "# Nothing in it tells", "# Not a word of it tells")
    assert version(page("women", copy.folder)) == before
    copy.edit("sequences/women.yaml", "It is OK to ask.", "It is fine to ask.")
    assert version(page("women", copy.folder)) != before


def test_there_are_lines_for_the_clinical_lead_for_information_governance_and_for_the_readers() -> None:
    told = Page(page()).words
    for line in ("Clinical lead", "Information governance", "How many people", "What was changed", "Signature"):
        assert line in told


def test_who_has_read_the_texts_stands_on_the_page(copy: Copy) -> None:
    copy.edit(
        "sequences/women.yaml", "tested_with: []", 'tested_with: [{on: 2026-11-30, people: 6, changed: "Shorter"}]'
    )
    assert "2026-11-30 6 Shorter" in Page(page("women", copy.folder)).words


def test_the_page_says_what_check_warns_of_and_which_boards_send_it() -> None:
    told = Page(page()).words
    assert "nobody who will get these texts has read them yet" in told
    assert "it is sent by NHS Ayrshire and Arran, NHS Borders" in told


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    made = Page(page())
    assert not {"script", "link", "img", "iframe", "object"} & set(made.tags)
    assert not {"src", "href", "onclick", "onload"} & {name for name, _ in made.attributes}


def test_what_a_file_says_is_escaped_on_the_page(copy: Copy) -> None:
    copy.edit("sequences/women.yaml", "# Nothing in it tells", "# <script>alert(1)</script> tells")
    text = page("women", copy.folder)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; tells" in text
    assert "script" not in Page(text).tags


def test_the_page_goes_into_a_file_if_one_is_named(tmp_path: Path) -> None:
    told = asked("women", "--print", "--out", str(tmp_path / "women.html"))
    assert (told.exit_code, told.out) == (0, "")
    assert (tmp_path / "women.html").read_text(encoding="utf-8") == page("women")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_has_no_barrier_and_does_not_run_sideways(browser: "Browser", tmp_path: Path, width: int) -> None:
    asked("first-weeks", "--print", "--out", str(tmp_path / "page.html"))
    with watched(browser, "file://", width=width) as seen:
        seen.page.goto(f"file://{tmp_path}/page.html")
        assert seen.barriers() == []
        assert seen.sideways() == 0


def test_reasons_are_the_comments_right_above_a_step_and_those_at_the_head() -> None:
    told = reasons(
        "# yaml-language-server: $schema=x\n#\n# For all.\n# Every field is told in docs.\nanchor: liberation_date\n"
        "steps:\n  # Early,\n  # because it matters.\n  - id: a\n    offset: 1d # not this\n\n  # Left alone.\n\n"
        "  - id: b\n  # Of its words.\n    at: x\n  - id: c\n"
    )
    assert told.about == "For all."
    assert told.steps == {"a": "Early, because it matters.", "b": "", "c": ""}


def test_every_shipped_text_but_the_plainest_has_a_reason() -> None:
    for name, sequence in shipped_config().sequences.items():
        told = reasons((SHIPPED / "sequences" / f"{name}.yaml").read_text(encoding="utf-8"))
        assert told.about
        assert set(told.steps) == {step.id for step in sequence.steps}


# The drawings


def test_the_drawings_and_tables_in_docs_are_those_of_the_sequences_as_they_are(tmp_path: Path) -> None:
    """After a change of a sequence: ./go preview --timelines docs/timelines."""
    assert asked("--timelines", str(tmp_path / "timelines")).exit_code == 0
    made = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "timelines").iterdir()}
    kept = {file.name: file.read_text(encoding="utf-8") for file in (DOCS / "timelines").iterdir()}
    assert kept == made
    assert set(made) == {f"{name}.svg" for name in shipped_config().sequences}
    assert (DOCS / "timelines.md").read_text(encoding="utf-8") == (tmp_path / "timelines.md").read_text(
        encoding="utf-8"
    )


def test_beneath_each_drawing_stands_a_table_that_says_the_same() -> None:
    told = (DOCS / "timelines.md").read_text(encoding="utf-8")
    for name, sequence in shipped_config().sequences.items():
        assert f"(timelines/{name}.svg)" in told
        for step in sequence.steps:
            assert f"| `{step.id}` |" in told
