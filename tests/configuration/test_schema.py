import json
import os
from pathlib import Path

import pytest
from openapi_schema_validator import OAS31Validator

from service.configuration.document import Document
from service.configuration.schema import schema
from service.configuration.yamlfile import read_yaml
from tests.configuration.copies import SHIPPED

FILE = SHIPPED.parent / "docs" / "sequence.schema.json"
SEQUENCES = sorted((SHIPPED / "sequences").glob("*.yaml"))


def test_the_schema_for_editors_is_the_one_that_the_service_reads_by() -> None:
    """`WRITE_SCHEMA=1 ./go test tests/configuration/test_schema.py` makes it anew."""
    if os.environ.get("WRITE_SCHEMA"):  # noqa: TID251  the one way to make the file, told in docs/sequences.md
        FILE.write_text(schema(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema()


def held(path: Path) -> object:
    """As an editor reads it: lists for our tuples."""
    document, _ = read_yaml(path)
    assert isinstance(document, Document)
    return json.loads(json.dumps(document.value))


@pytest.mark.parametrize("path", SEQUENCES, ids=lambda path: path.stem)
def test_an_editor_finds_nothing_wrong_in_the_shipped_sequences(path: Path) -> None:
    assert list(OAS31Validator(json.loads(schema())).iter_errors(held(path))) == []
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../../docs/sequence.schema.json\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("offset: 2h", "offset: 2 hours"),
        ('at: "14:00"', 'at: "2pm"'),
        ("on: open_days", "on: weekdays"),
        ("{send_within: 48h}", "{send_within: 2d}"),
        ("optional: true", "optionel: true"),
        ("max_per_day: 1", "max_per_day: 2"),
        ("anchor: liberation_date", "anchor: birthday"),
        ("unless: {answers: {gp: [joined]}}", "unless:"),
        ('en: "Hello', 'xx: "Hello'),
    ],
)
def test_an_editor_underlines_what_the_shape_forbids(tmp_path: Path, old: str, new: str) -> None:
    words = (SHIPPED / "sequences" / "first-weeks.yaml").read_text(encoding="utf-8")
    assert old in words
    changed = tmp_path / "changed.yaml"
    changed.write_text(words.replace(old, new, 1), encoding="utf-8")
    assert list(OAS31Validator(json.loads(schema())).iter_errors(held(changed)))


def test_every_field_of_a_step_tells_an_editor_what_it_is() -> None:
    step = json.loads(schema())["$defs"]["StepPart"]["properties"]
    bare = [name for name, field in step.items() if "description" not in field and "$ref" not in field]
    assert bare == []
