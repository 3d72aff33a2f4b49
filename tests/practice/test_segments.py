import json
from pathlib import Path

import pytest

from service.practice.segments import segments

VECTORS = json.loads((Path(__file__).parents[1] / "contracts" / "twilio_segment_vectors.json").read_text("utf-8"))
WITH_TEXT = {name: vector for name, vector in VECTORS.items() if "text" in vector}


@pytest.mark.parametrize("name", WITH_TEXT)
def test_segments_are_counted_as_twilios_own_calculator_counts(name: str) -> None:
    assert segments(WITH_TEXT[name]["text"]) == WITH_TEXT[name]["segments"]


@pytest.mark.parametrize(("length", "count"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3)])
def test_gsm_7_has_160_alone_and_153_in_each_of_several(length: int, count: int) -> None:
    assert segments("à" * length) == count


def test_an_escape_pair_is_not_split_between_two_segments() -> None:
    assert segments("a" * 153 + "b" * 153) == 2
    assert segments("a" * 152 + "€" + "b" * 152) == 3


def test_a_surrogate_pair_is_not_split_between_two_segments() -> None:
    assert segments("中" * 134) == 2
    assert segments("中" * 66 + "👍" + "中" * 66) == 3
