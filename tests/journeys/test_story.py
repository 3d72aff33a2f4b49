import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from service.demo.story import LISTED_ON
from service.domain.ids import SequenceId
from service.domain.london import LONDON, london_day, london_time
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, WelcomeNeeded
from service.schedules.plan import plan
from service.schedules.sequence import Anchor, Welcome
from tests.builders import shipped_config
from tests.journeys.conftest import Furnisher
from tests.journeys.ledger import all_bytes, readable_values
from tests.journeys.story import (
    AGNIESZKA,
    CATRIONA,
    CRAIG,
    END,
    EVERYONE,
    FIONNLAGH,
    GRATEFUL,
    GREGOR,
    ISHBEL,
    JAMIE,
    LANARKSHIRE,
    MHAIRI,
    ORKNEY,
    SAM,
    TAM,
    Played,
    Someone,
    played,
)

OPENS, CLOSES = time(9, 30), time(19, 0)
STEPS = shipped_config().sequences[SequenceId("first-weeks")].steps
BOARDS = {str(board.code): board for board in shipped_config().boards.values()}
# Those whose weeks take their course, with the day they leave. Sam's was moved from the 23rd, and his release itself is
# told, so that his welcome does not wait for 14:00.
WHOLE = {SAM: 22, AGNIESZKA: 23, CRAIG: 24, MHAIRI: 23, FIONNLAGH: 22}
GROUPS = {AGNIESZKA: frozenset({"woman"}), MHAIRI: frozenset({"woman", "no_fixed_address"})}
SHORTEST = 5  # bytes of a word looked for among ciphertext: a shorter one stands there by chance
_PROCESS_ID = re.compile(r"\[\d+\]|pid: \d+|-\d+-[0-9a-f]{6}")  # which may be somebody's prison number by chance


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Played once on each kind of database; every test below judges one promise."""
    folder = tmp_path_factory.mktemp("story")
    with Furnisher(request).fresh(request.param, folder) as database, played(database, folder) as done:
        yield done


@pytest.fixture(autouse=True)
def _logs_where_a_test_fails(story: Played) -> None:
    sys.stdout.write(story.house.logs())


def test_every_event_of_the_story_gets_the_answer_it_was_promised(story: Played) -> None:
    for person in (SAM, AGNIESZKA, JAMIE, CRAIG, TAM, ISHBEL, GREGOR, FIONNLAGH):
        assert _short(story.answers[f"list-{person.prison_number}"]) == ("planned", None, 12)
    assert _short(story.answers[f"list-{MHAIRI.prison_number}"]) == ("held", "no_number", 0)
    assert _short(story.answers["b1-000140"]) == ("replanned", None, 12)  # Sam's date
    assert _short(story.answers["b1-000191"]) == ("replanned", None, 12)  # his release
    assert _short(story.answers["b1-000192"]) == ("planned", None, 12)  # Mhairi's number
    assert _short(story.answers["b1-000193"]) == ("stopped", None, 0)  # Jamie's return
    assert _short(story.answers["b1-000194"]) == ("stopped", None, 0)  # Tam's death


def test_everyone_gets_the_texts_of_their_days_in_the_name_of_their_board(story: Played) -> None:
    for person, left_on in WHOLE.items():
        wanted = _wanted(person, date(2026, 12, left_on))
        got = story.to(person)
        assert [text.words for text in got] == [words for _, words in wanted]
        for text, (moment, _) in zip(got, wanted, strict=True):
            assert text.at >= moment
            assert london_day(text.at) == london_day(moment)


def test_a_release_that_was_told_brings_the_welcome_two_hours_later(story: Played) -> None:
    due = datetime.fromisoformat(story.answers["b1-000191"]["texts"][0]["due_at"])
    assert _at(22, 11, 40) <= due <= story.told_at["b1-000191"] + timedelta(hours=2)
    welcome = story.welcome(SAM)
    assert welcome is not None
    assert welcome.words.startswith("Hello from NHS Greater Glasgow and Clyde.")
    assert due <= welcome.at < _at(22, 19)


def test_no_text_comes_outside_the_sending_hours(story: Played) -> None:
    assert story.arrived
    assert [text for text in story.arrived if not OPENS <= london_time(text.at) < CLOSES] == []


def test_one_number_gets_one_text_a_day_and_the_same_words_never_again(story: Played) -> None:
    assert _repeated((text.to, london_day(text.at)) for text in story.arrived) == []
    assert _repeated((text.to, text.words) for text in story.arrived) == []
    # Two people with one phone left on one day: the second one's texts wait for days that are free.
    assert {text.sid for text in story.to(CATRIONA)} == {text.sid for text in story.to(FIONNLAGH)}
    planned = [text for text in story.log(CATRIONA).values() if text["state"] == "planned"]
    taken = {_due_day(text) for text in story.log(FIONNLAGH).values()}
    assert planned
    assert not taken & {_due_day(text) for text in planned}


def test_nothing_comes_after_a_return_to_custody_or_a_death(story: Played) -> None:
    for person, event, reason in ((JAMIE, "b1-000193", "returned_to_custody"), (TAM, "b1-000194", "died")):
        assert [london_day(text.at).day for text in story.to(person)] == [23, 24]
        assert max(text.at for text in story.to(person)) < story.told_at[event]
        assert _ends(story, person) == {("delivered", None): 2, ("cancelled", reason): 10}


def test_stop_ends_every_later_text_and_yes_brings_none_back(story: Played) -> None:
    assert len(story.to(ISHBEL)) == 1
    assert story.to(ISHBEL)[0].at < story.said_at[ISHBEL.number, "Stop"] < story.said_at[ISHBEL.number, "YES"]
    assert _ends(story, ISHBEL) == {("delivered", None): 1, ("cancelled", "opted_out"): 11}


def test_case_51_stop_is_confirmed_once_by_the_carrier_and_never_by_us_as_well(story: Played) -> None:
    """A second farewell would meet the carrier's own block (21610)."""
    assert [text.at < story.said_at[ISHBEL.number, "Stop"] for text in story.to(ISHBEL)] == [True]
    assert [text for text in story.to(GREGOR) if "not text you again" in text.words] == []


def test_start_brings_back_the_steps_to_come_and_none_that_was_missed(story: Played) -> None:
    assert story.said_at[GREGOR.number, " STOP "] < _at(23, 14)
    assert _at(24, 12) <= story.said_at[GREGOR.number, "start"] < _at(25, 11)
    steps = story.log(GREGOR)
    missed, went = {"04_urgent", "02_gp"}, {"01_welcome", "03_nhs_inform", "05_medicine"}
    assert {(steps[step]["state"], steps[step]["reason"]) for step in missed} == {("cancelled", "opted_out")}
    assert {steps[step]["state"] for step in went} == {"delivered"}
    follow_up = steps["07_gp_check"]  # asks about what 02_gp said, and that never came
    assert (follow_up["state"], follow_up["reason"]) == ("cancelled", "opted_out")
    to_come = steps.keys() - missed - went - {"07_gp_check"}
    assert {steps[step]["state"] for step in to_come} == {"planned"}
    assert [london_day(text.at).day for text in story.to(GREGOR)] == [22, 25, 26]


def test_the_delivery_log_tells_what_the_phones_got_and_nothing_is_left_half_way(story: Played) -> None:
    arrived = {text.sid: text for text in story.arrived}
    for person in EVERYONE:
        for text in story.log(person).values():
            if text["state"] == "planned":
                assert datetime.fromisoformat(text["due_at"]) > END
            elif text["state"] in ("cancelled", "skipped"):
                assert text["reason"] is not None
                assert _tried(story, person, text) == []
            else:
                assert text["state"] == "delivered"
                told = arrived.pop(_sid(story, person, text))
                assert told.to == person.number
                assert london_day(told.at) == _due_day(text)
    assert not arrived


def test_a_board_sees_its_own_texts_alone_and_of_each_number_three_digits(story: Played) -> None:
    http, keys = story.house, story.house.keys
    for code in keys.boards:
        texts = story.house.client(code).texts()
        assert {text["release_id"] for text in texts} == {
            story.release_of(one) for one in EVERYONE if one.board == code
        }
        assert {text["board"] for text in texts} <= {code}
    for person in EVERYONE:
        shown = {text["number"] for text in story.log(person).values()}
        assert shown == {"*" * 9 + person.number[-3:]}
    sams = f"/v1/releases/{story.release_of(SAM)}", f"/v1/texts/{story.log(SAM)['01_welcome']['id']}"
    for path in sams:
        assert http.get(keys.boards[SAM.board], path).status_code == 200
        assert {http.get(keys.boards[code], path).status_code for code in (LANARKSHIRE, ORKNEY)} == {404}
        assert http.get(keys.prison, path).status_code == 403
        assert http.get("nobody's", path).status_code == 401


def test_the_database_holds_no_name_no_number_and_no_words_in_clear(story: Played) -> None:
    everything = all_bytes(story.house.database_url).lower()
    assert b"barlinnie" in everything  # so it is the database, and can be read
    assert b"04_urgent" in everything
    long = [secret for secret in _secrets() if len(secret.encode()) >= SHORTEST]
    assert [secret for secret in long if secret.lower().encode() in everything] == []
    found = [
        (place, secret)
        for place, value in readable_values(story.house.database_url)
        for secret in (*_secrets(), *_prison_numbers())
        if _stands_in(secret, value)
    ]
    assert found == []


def test_the_logs_of_the_processes_hold_no_name_no_number_and_no_words(story: Played) -> None:
    logs = story.house.logs()
    assert "worker" in logs
    assert [secret for secret in (*_secrets(), *_prison_numbers()) if _stands_in(secret, logs)] == []


def _wanted(person: Someone, left_on: date) -> list[tuple[datetime, str]]:
    """When and with what words, by the sequences as they were shipped, until the story ends."""
    board = BOARDS[person.board]
    sequences = (shipped_config().sequences[name] for name in board.sequences)
    courses = [Course(one, Liberation(left_on)) for one in sequences if one.anchor is Anchor.LIBERATION]
    past, place = Past(welcome=WelcomeNeeded(Welcome.FIRST)), Place(board.hours, Calendar(board.closed))
    planned = plan(courses, Facts(groups=GROUPS.get(person, frozenset())), place, past, LISTED_ON).texts
    steps = {step.id: step for course in courses for step in course.sequence.steps}
    said = [(one.due_at, steps[one.key.step].words["en"].replace("{board}", board.name)) for one in planned]
    if person is SAM:
        said[0] = (_at(22, 11, 40), said[0][1])
    return [(moment, words) for moment, words in said if moment < END]


def _secrets() -> Iterator[str]:
    """Names, numbers in every spelling, every sentence that was texted, either way."""
    for person in EVERYONE:
        yield person.first_name
        national = person.number.removeprefix("+44")
        yield from (national, f"{national[:4]} {national[4:]}", f"{national[:4]}) {national[4:7]} {national[7:]}")
    yield from ("first_name", "number_confirmed_by_person")  # what a contact is told in
    for step in STEPS:
        for words in step.words.values():
            yield from (part.strip() for part in re.split(r"[.?!{}]", words) if len(part.strip()) > SHORTEST)
    yield from (GRATEFUL, "since Tuesday", "my sisters in Portree")


def _prison_numbers() -> list[str]:
    return [person.prison_number for person in EVERYONE]


def _stands_in(secret: str, text: str) -> bool:
    """As a word or a value by itself."""
    readable = _PROCESS_ID.sub(" ", text)
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", readable, re.IGNORECASE) is not None


def _sid(story: Played, person: Someone, text: dict[str, Any]) -> str:
    """The carrier's id of the one attempt there was, which ended in a receipt."""
    (attempt,) = _tried(story, person, text)
    assert [receipt["status"] for receipt in attempt["receipts"]] == ["sent", "delivered"]
    return str(attempt["sid"])


def _tried(story: Played, person: Someone, text: dict[str, Any]) -> list[dict[str, Any]]:
    """The attempts that came as far as the carrier."""
    history = story.house.get(story.house.keys.boards[person.board], f"/v1/texts/{text['id']}").json()
    return [attempt for attempt in history["attempts"] if attempt["outcome"] != "dropped"]


def _ends(story: Played, person: Someone) -> dict[tuple[str, str | None], int]:
    return dict(Counter((text["state"], text["reason"]) for text in story.log(person).values()))


def _short(answer: dict[str, Any]) -> tuple[str, str | None, int]:
    return answer["outcome"], answer["held_reason"], len(answer["texts"])


def _due_day(text: dict[str, Any]) -> date:
    return london_day(datetime.fromisoformat(text["due_at"]))


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def _repeated(things: Iterable[object]) -> list[object]:
    return [thing for thing, count in Counter(things).items() if count > 1]
