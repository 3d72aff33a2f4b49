"""The shape of the automatic answers, written and spoken, and of what a Board accepts in words of its own.

An answer is its words, or `{words: "…", accepted: [{rule: 20, words: "…", because: "…"}]}`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from service.configuration.document import Document, Loc
from service.configuration.parts import Name, Part, Words
from service.templates.easyread.examine import Accepted

LAST_RULE = 28


class AcceptedPart(Part):
    """A rule of easy read that these words break, which of them, and why they stay."""

    rule: Annotated[int, Field(ge=1, le=LAST_RULE)]
    words: Words | None = None  # as the warning names them; absent: whatever the rule warns of
    because: Name


class AnswerPart(Part):
    words: Words
    accepted: tuple[AcceptedPart, ...] = ()


def _opened(value: object) -> object:
    if isinstance(value, str):
        return {"words": value}
    if isinstance(value, dict):
        return value
    kind, message = "string_type", "not text"
    raise PydanticCustomError(kind, message)


class AnswersFile(RootModel[dict[str, Annotated[AnswerPart, BeforeValidator(_opened)]]]):
    """replies/<language>.yaml and voice/<language>.yaml."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    @property
    def words(self) -> Mapping[str, str]:
        return MappingProxyType({key: answer.words for key, answer in self.root.items()})


def answer_at(document: Document, key: str) -> tuple[Loc, str] | None:
    """Where the words of an answer stand, and what they are, in a file whose shape nobody has looked at yet."""
    for loc in ((key,), (key, "words")):
        words = document.text(*loc)
        if words is not None:
            return loc, words
    return None


def accepted_at(document: Document, *loc: str | int) -> tuple[Accepted, ...]:
    """The list `accepted` of an answer or a step, as far as it can be read: its own faults are told elsewhere."""
    rows = [row for row in document.rows(*loc, "accepted") if isinstance(document.at(*row, "rule"), int)]
    return tuple(
        Accepted(
            int(str(document.at(*row, "rule"))), document.text(*row, "words"), document.text(*row, "because") or ""
        )
        for row in rows
    )
