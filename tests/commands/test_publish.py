"""`release-day publish`, from a folder of files to what a release runs."""

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from service.core.publishing import sequences_of
from service.core.records import Version
from service.domain.ids import SequenceId, StepId
from service.store.sealing import Sealer
from tests.builders import SAMS_NUMBER, close, make_core, sql_store
from tests.commands.house import Said, said
from tests.commands.processes import settings
from tests.store.rows import a_text, add_release

CONFIG = Path(__file__).parents[2] / "config"
SEQUENCES = sorted(path.stem for path in (CONFIG / "sequences").glob("*.yaml"))
NIGHT = StepId("08_night")  # no other step leans on it

Edit = Callable[[Any], None]


@dataclass(frozen=True)
class House:
    """A practice service with files of its own."""

    environ: dict[str, str]
    folder: Path

    @property
    def sealer(self) -> Sealer:
        return Sealer(*((base64.b64decode(self.environ[name]),) for name in ("DATA_KEYS", "INDEX_KEYS")))

    def publish(self, *words: str) -> Said:
        return said("publish", *words, environ=self.environ)

    def edit(self, change: Edit, sequence: str = "first-weeks") -> None:
        path = self.folder / "sequences" / f"{sequence}.yaml"
        yaml = YAML(typ="rt")
        yaml.width, yaml.preserve_quotes = 10_000, True
        document = yaml.load(path)
        change(document)
        with path.open("w") as file:
            yaml.dump(document, file)

    def versions(self) -> list[Version]:
        core = make_core(self.environ["DATABASE_URL"], sealer=self.sealer)
        try:
            with core.store.read() as tx:
                return list(tx.versions.all())
        finally:
            close(core)


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> House:
    close(make_core(sqlite_url))
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    return House(settings(sqlite_url, CONFIG_DIR=str(folder)), folder)


def step(document: Any, step_id: str = NIGHT) -> Any:
    return next(one for one in document["steps"] if one["id"] == step_id)


def reword(document: Any) -> None:
    words = step(document)["words"]
    words["en"] = words["en"].replace("They listen. ", "")


def drop(document: Any) -> None:
    document["steps"].remove(step(document))


def move(document: Any) -> None:
    step(document)["at"] = DoubleQuotedScalarString("16:00")


def repurpose(document: Any) -> None:
    step(document)["group"] = "other"


def spoil(document: Any) -> None:
    step(document)["offset"] = "soon"


def test_every_sequence_gets_a_line_with_its_number_and_hash(house: House) -> None:
    answer = house.publish("--author", "author", "--approver", "approver")
    assert (answer.exit_code, answer.err) == (0, "")
    versions = house.versions()
    assert [one.sequence.id for one in versions] == SEQUENCES
    assert answer.lines == [f"{one.sequence.id}  1  {one.hash[:12]}  published" for one in versions]
    assert {(one.author, one.approver) for one in versions} == {("author", "approver")}


def test_what_has_not_changed_is_not_published_again(house: House) -> None:
    house.publish()
    answer = house.publish()
    assert (answer.exit_code, answer.err) == (0, "")
    assert all(line.endswith("  unchanged") for line in answer.lines)
    assert len(house.versions()) == len(SEQUENCES)


def test_one_sequence_can_be_published_alone_and_comments_are_no_change(house: House) -> None:
    house.publish()
    house.edit(reword)
    house.edit(lambda document: document.yaml_set_start_comment("Only a remark."), "women")
    answer = house.publish("first-weeks", "--words-only")
    last = house.versions()[SEQUENCES.index("first-weeks") + 1]
    assert answer.lines == [f"first-weeks  2  {last.hash[:12]}  words only"]
    assert [line.split()[-1] for line in house.publish().lines] == ["unchanged"] * len(SEQUENCES)


def test_a_withdrawn_text_is_cancelled_where_it_is_planned(house: House) -> None:
    house.publish()
    core = make_core(house.environ["DATABASE_URL"], sealer=house.sealer)
    with sql_store(core).write("test") as tx:
        release, line = add_release(tx, number=SAMS_NUMBER)
        sequences_of(core, tx, tx.people.get(release.person_id), release, (), pin=True)
        tx.texts.add(a_text(release, line, NIGHT))
    house.edit(drop)
    (foretold,) = [line for line in house.publish("--words-only", "--dry-run").lines if line.startswith("first-weeks")]
    assert foretold.endswith("(planned texts cancelled: 1)")
    answer = house.publish("--words-only", "--approver", "approver")
    assert answer.exit_code == 0, answer.err
    (told,) = [line for line in answer.lines if line.startswith("first-weeks  2")]
    assert told.endswith("  words only  withdrawn: 08_night (planned texts cancelled: 1)")
    with core.store.read() as tx:
        assert [text.reason for text in tx.texts.of_release(release.id)] == ["withdrawn"]
        person = tx.people.get(release.person_id)
        runs = sequences_of(core, tx, person, release, (), pin=False)[SequenceId("first-weeks")]
    close(core)
    assert runs.step(NIGHT) is None


@pytest.mark.parametrize(
    ("change", "options", "told"),
    [
        (move, ["--words-only"], "first-weeks: 08_night: its at changed (words only)\n"),
        (repurpose, [], "first-weeks: 08_night: its group changed, so it is another step and needs another id\n"),
    ],
    ids=["a moved step as words only", "an id with another meaning"],
)
def test_a_refused_sequence_is_named_and_keeps_all_others_out(
    house: House, change: Edit, options: list[str], told: str
) -> None:
    house.publish()
    house.edit(change)
    house.edit(lambda document: document["steps"].pop(), "women")
    answer = house.publish(*options)
    assert (answer.exit_code, answer.out, answer.err) == (1, "", told)
    assert len(house.versions()) == len(SEQUENCES)


def test_faults_of_the_files_are_told_with_their_place_and_nothing_is_published(house: House) -> None:
    house.edit(spoil)
    answer = house.publish()
    assert (answer.exit_code, answer.out) == (1, "")
    assert f"{house.folder / 'sequences' / 'first-weeks.yaml'}:" in answer.err
    assert house.versions() == []


def test_a_sequence_nobody_wrote_is_wrong_usage_and_the_known_ones_are_named(house: House) -> None:
    answer = house.publish("first-week")
    assert answer.exit_code == 2
    assert all(name in answer.err for name in SEQUENCES)
    assert house.versions() == []


def test_a_dry_run_says_so_and_stores_nothing(house: House) -> None:
    answer = house.publish("--dry-run", "--approver", "approver")
    assert (answer.exit_code, len(answer.lines)) == (0, len(SEQUENCES) + 1)
    assert answer.lines[-1] == "a dry run: nothing was stored"
    assert house.versions() == []


def test_json_gives_the_whole_hash(house: House) -> None:
    answer = house.publish("first-weeks", "--json")
    (version,) = house.versions()
    told = {"sequence": "first-weeks", "number": 1, "hash": version.hash, "outcome": "published"}
    assert json.loads(answer.out) == [{**told, "withdrawn": [], "cancelled": 0}]


def test_the_author_is_the_account_unless_named_and_a_missing_approver_is_pointed_out(house: House) -> None:
    house.environ["LOGNAME"] = "account"
    answer = house.publish("first-weeks")
    assert (answer.exit_code, "--approver" in answer.err) == (0, True)
    (version,) = house.versions()
    assert (version.author, version.approver) == ("account", None)


def test_a_fault_in_a_draft_stops_nothing_that_was_published_and_is_not_published(house: House) -> None:
    house.publish("--approver", "approver")
    before = house.versions()
    house.edit(spoil)
    assert said("users", "list", environ=house.environ).exit_code == 0
    refused = house.publish()
    assert (refused.exit_code, "`offset`" in refused.err) == (1, True)
    assert house.versions() == before


def test_a_fault_in_a_draft_of_which_nothing_was_published_stops_the_service(house: House) -> None:
    house.edit(spoil)
    answer = said("users", "list", environ=house.environ)
    assert (answer.exit_code, "`offset`" in answer.err) == (1, True)


def test_a_fault_in_a_boards_file_stops_the_service_whatever_was_published(house: House) -> None:
    house.publish("--approver", "approver")
    board = house.folder / "boards" / "fife.yaml"
    board.write_text(board.read_text().replace('opens: "09:30"', 'opens: "9.30"'))
    assert said("users", "list", environ=house.environ).exit_code == 1
