import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.meaning import Context, Label
from service.understanding import understand
from service.understanding.notation import PatternError, read_lexicon, read_pattern

PIECES = ["stop ", "not ", "kill ", "myself ", "the ", "my ", "he ", "is ", "dead ", "1 ", "\n", ". ",
    "s t o p ", "\u202e", "\u200b", "💊", "07700 900123 ", "> ", "a" * 50, "no more ",
]  # fmt: skip


@given(st.text(max_size=400), st.sampled_from(Context))
@settings(max_examples=300, deadline=None)
def test_no_words_at_all_bring_it_down(reply: str, context: Context) -> None:
    assert understand(reply, context).labels


@given(st.lists(st.sampled_from(PIECES), max_size=200).map("".join), st.sampled_from(Context))
@settings(max_examples=100, deadline=None)
def test_no_heap_of_telling_words_brings_it_down(reply: str, context: Context) -> None:
    meaning = understand(reply, context)
    assert meaning.labels
    assert (Label.OTHER in meaning.labels) == (meaning.labels == {Label.OTHER})


@pytest.mark.parametrize(
    "reply",
    ["", " ", "\n\n", ".", "?!", "\u200b", "\u202e", "\x00\x01", "\ud83d", "x" * 1600, "stop " * 400, "no. " * 500],
)
def test_nothing_and_too_much_are_read(reply: str) -> None:
    assert understand(reply, Context.NONE).labels


def test_the_same_words_mean_the_same_each_time() -> None:
    for reply in ("ah cannae go on, stop yer texts", "he died. stop.", "1"):
        assert understand(reply, Context.APPOINTMENT) == understand(reply, Context.APPOINTMENT)


@pytest.mark.parametrize("source", ["(a|(b|c))", "<nothing> a", "..", "_ _", "a) b", ""])
def test_a_pattern_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        read_pattern(source, read_lexicon({}, {}, frozenset()))
