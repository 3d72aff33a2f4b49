"""What is published of a sequence, and what of a step may change under its id."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.configuration import notation
from service.configuration.published import document_of, sequence_from
from service.configuration.reader import read_config
from service.configuration.sequence_file import SequenceFile
from service.domain.ids import SequenceId
from service.schedules.config import Config
from service.schedules.sequence import Anchor, News, Welcome
from tests.configuration.copies import SHIPPED, Copy

WEEKS = SequenceId("first-weeks")


@pytest.fixture(scope="module")
def shipped() -> Config:
    return read_config(SHIPPED, practice=True)


def test_every_shipped_sequence_can_be_made_again_from_what_is_published(shipped: Config) -> None:
    assert shipped.documents.keys() == shipped.sequences.keys()
    for sequence_id, document in shipped.documents.items():
        assert sequence_from(sequence_id, document) == shipped.sequences[sequence_id]


def test_what_is_published_is_the_same_whatever_the_order_and_the_comments_of_the_file(
    shipped: Config, config: Copy
) -> None:
    config.edit("sequences/first-weeks.yaml", "anchor: liberation_date\nfallback: en\n", "fallback: en\n# or not\n")
    config.edit("sequences/first-weeks.yaml", "max_per_day: 1\n", "anchor: liberation_date\n")
    assert read_config(config.folder, practice=True).documents[WEEKS] == shipped.documents[WEEKS]


def test_what_is_published_holds_also_what_the_file_leaves_to_us(shipped: Config) -> None:
    """So that it means the same when we leave something else."""
    held = json.loads(shipped.documents[WEEKS])
    assert held["max_per_day"] == 1
    assert held["if_late"] == {"send_within": "48h"}
    assert held["steps"][0]["optional"] is False


@pytest.mark.parametrize("document", ["", "[]", "{}", '{"anchor": "liberation_date"}', "null"])
def test_what_is_no_sequence_is_refused(document: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  in pydantic's words or in JSON's
        sequence_from("first-weeks", document)


IDS = st.from_regex(r"[a-z0-9]{1,5}(_[a-z0-9]{1,3})?", fullmatch=True)
NAMES = st.from_regex(r"[a-z]{1,6}(_[a-z]{1,4})?", fullmatch=True)
CLOCKS = st.times().map(lambda moment: notation.as_clock(moment.replace(second=0, microsecond=0)))
LENGTHS = st.integers(1, 999).map("{}h".format)
OFFSETS = st.builds("{}{}".format, st.integers(-999, 999), st.sampled_from("dh"))
LATE = st.one_of(st.sampled_from(("skip", "skip_group")), st.fixed_dictionaries({"send_within": LENGTHS}))
WORDS = st.dictionaries(
    st.sampled_from(notation.LANGUAGES),
    st.text(min_size=1).map(lambda text: f"NHS{text}.")
    | st.fixed_dictionaries({"needs_translator": st.just("Dzień dobry")}),
    min_size=1,
    max_size=3,
)
GROUPS = st.lists(st.sampled_from(notation.GROUPS), min_size=1, max_size=3).map(tuple)
MEANINGS = st.lists(NAMES, min_size=1, max_size=2).map(tuple)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "groups": GROUPS,
        "answers": st.dictionaries(NAMES, MEANINGS, max_size=2),
        "sent": st.lists(IDS, min_size=1, max_size=2).map(tuple),
        "delivered": st.just(value=True),
    },
)
STEPS = st.fixed_dictionaries(
    {"id": IDS, "offset": OFFSETS, "words": WORDS},
    optional={
        "at": CLOCKS,
        "not_before": CLOCKS,
        "on": st.just("open_days"),
        "group": NAMES,
        "if_late": LATE,
        "ask": st.fixed_dictionaries({"question": NAMES, "answers": st.just({"1": "yes_please", "NO": "no_thanks"})}),
        "only_if": CONDITIONS,
        "unless": CONDITIONS,
        "replaces": st.lists(IDS.map("first-weeks/{}".format), max_size=2).map(tuple),
        "optional": st.booleans(),
        "sensitivity": st.just("opt_in"),
        "welcome": st.sampled_from(Welcome).map(str),
        "when": st.sampled_from(News).map(str),
        "notice": LENGTHS,
        "without_call": WORDS,
        "accepted": st.just(({"rule": 2, "because": "Why not"}, {"rule": 6, "words": "x", "because": "A street"})),
    },
)
FILES = st.fixed_dictionaries(
    {
        "anchor": st.sampled_from(Anchor).map(str),
        "fallback": st.sampled_from(notation.LANGUAGES),
        "stop_on": st.lists(st.builds("{}.{}".format, NAMES, NAMES), max_size=2).map(
            lambda more: (*notation.STOPS, *more)
        ),
        "steps": st.lists(STEPS, min_size=1, max_size=3).map(tuple),
    },
    optional={
        "sending": st.sampled_from(
            ({"days": "mon-fri"}, {"opens": "10:00", "closes": "17:00"}, {"days": ("tue", "sun")}),
        ),
        "only_if": st.fixed_dictionaries({"groups": GROUPS}),
        "max_in_week": st.integers(1, 7),
        "max_total": st.integers(1, 40),
        "if_late": LATE,
        "tested_with": st.just(({"on": "2026-10-01", "people": 6, "changed": "Two words"},)),
    },
)


@given(FILES)
def test_whatever_a_file_says_is_published_and_read_again(value: dict[str, object]) -> None:
    file = SequenceFile.model_validate(value)
    document = document_of(file)
    assert sequence_from("any", document) == file.sequence("any")
    assert json.dumps(json.loads(document), ensure_ascii=False, sort_keys=True) == document
