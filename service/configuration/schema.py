"""The JSON Schema of a sequence's file, by which an editor completes fields and underlines what is none.

`docs/sequence.schema.json` is made from it: `WRITE_SCHEMA=1 ./go test tests/configuration/test_schema.py`.
"""

import json
from typing import Any

from service.configuration.sequence_file import SequenceFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}
_NOISE = ("title", "default")
_NAMES = ("properties", "$defs")


def schema() -> str:
    """As it stands in the file. It knows shapes alone: what steps say of each other is the matter of `check`."""
    made = SequenceFile.model_json_schema(mode="validation")
    told = {"$schema": _DIALECT, **_plain(made), "title": "A sequence of texts"}
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _plain(part: Any, *, names: bool = False) -> Any:
    """Without what our files do not allow (a field with nothing behind it), and what an editor need not show.

    `names` where the keys are not the schema's own words, but the fields of a part.
    """
    if isinstance(part, list):
        return [_plain(held) for held in part if held != _NULL]
    if not isinstance(part, dict):
        return part
    kept = {
        key: _plain(held, names=not names and key in _NAMES) for key, held in part.items() if names or key not in _NOISE
    }
    choice = kept.get("anyOf", ())
    return {**{key: held for key, held in kept.items() if key != "anyOf"}, **choice[0]} if len(choice) == 1 else kept
