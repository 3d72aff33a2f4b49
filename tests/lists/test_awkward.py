import json
from pathlib import Path
from typing import Any

import pytest

from service.api.lists import MEDIA_TYPES
from service.lists.reader import FileKind
from tests.api.door import Door
from tests.builders import BARLINNIE
from tests.lists import make_awkward

FILES = sorted(path for path in make_awkward.FOLDER.iterdir() if path.suffix != ".json")


def answer_to(door: Door, file: Path, query: str) -> dict[str, Any]:
    kind, raw = FileKind(file.suffix.removeprefix(".")), file.read_bytes()
    answer = door.client.post(
        f"/v1/releases.{kind}?as_of=2026-11-30{query}",
        data=raw,
        content_type=MEDIA_TYPES[kind],
        headers=door.key(BARLINNIE),
        environ_overrides={"CONTENT_LENGTH": str(len(raw))},
    )
    found: dict[str, Any] = {"status": answer.status_code, "answer": answer.json}
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_awkward_file_gets_exactly_its_answer(door: Door, file: Path) -> None:
    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert answer_to(door, file, "&dry_run=1") == expected
    expected["answer"].pop("rows", None)
    assert answer_to(door, file, "") == expected


def test_every_awkward_file_is_one_that_the_script_writes() -> None:
    written = {**make_awkward.CSV, **make_awkward.XLSX}
    assert {file.name: file.read_bytes() for file in FILES} == written
