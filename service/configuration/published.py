"""A sequence as it is published: one canonical document, from which the same sequence can be made again."""

import json
from typing import Any

from service.configuration.sequence_file import SequenceFile
from service.schedules.sequence import Sequence


def document_of(file: SequenceFile) -> str:
    """Every field, in one order and one notation, as JSON: two files that mean the same are equal."""
    return json.dumps(file.model_dump(mode="json", exclude_none=True), ensure_ascii=False, sort_keys=True)


def sequence_from(sequence_id: str, document: str) -> Sequence:
    """The sequence that `document_of` wrote down.

    Raises:
        ValueError: it is no such document.
    """
    return SequenceFile.model_validate(_with_tuples(json.loads(document))).sequence(sequence_id)


def _with_tuples(value: Any) -> Any:
    """JSON's lists as our files hold them."""
    if isinstance(value, dict):
        return {key: _with_tuples(held) for key, held in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
