"""How much is looked at for a reply: nothing that stands is missed, and bounds on work, which hold on every machine."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.meaning import Context
from service.understanding import understand
from service.understanding.finder import finder
from service.understanding.folding import Folded, Folder
from service.understanding.likeness import likeness
from service.understanding.notation import read_lexicon, read_pattern
from service.understanding.rulebook import book
from service.understanding.spelling import Spelling

LEXICON = read_lexicon({"me": "me|us"}, {}, frozenset())
SOURCES = (
    "stop texting <me>", "(wrong number)", "stop .. texting", "^ <me> stop? $", "red? (dark blue)? green? black",
    "two _ (words|$) $", "^ ..2 last", "hi ^ $",
)  # fmt: skip
PATTERNS = [read_pattern(source, LEXICON) for source in SOURCES]
FINDER = finder(PATTERNS)
PLAIN = Folder(Spelling({}, frozenset(), {}), frozenset(), frozenset(("hi",)))
PIECES = ("a", "b", "(a b|c)", "(a b c|b)", "a?", "(b|c a)?", "..", "..1", "_", "^", "$", "(c|$)")
ORDINARY = (
    "aye a seen him at the shops on saturday, he was telling me about the holiday they had. whit a laugh that was. "
    "tell yer maw i was asking for her and i will be round on sunday wi the photos. did you see the game last night? "
    "shocking so it was, the goalie should be ashamed of himself. anyway got to go, bus is here"
)


def read(reply: str) -> Folded:
    return book().folder.fold(reply)


def standing(reply: str) -> list[str]:
    return [pattern.source for pattern in FINDER.standing(PLAIN.fold(reply).text)]


@pytest.mark.parametrize(
    ("reply", "sources"),
    [
        ("", []),
        ("a quiet day", []),
        ("texting me", []),
        ("please stop texting me now", ["stop texting <me>", "stop .. texting"]),
        ("stop all of this texting", ["stop .. texting"]),
        ("stop all four of this texting", []),
        ("stop. he is texting her", []),
        ("number wrong", []),
        ("the wrong number", ["(wrong number)"]),
        ("hi us", ["^ <me> stop? $"]),
        ("hi", ["hi ^ $"]),
        ("me stop. and you", ["^ <me> stop? $"]),
        ("me stop him", []),
        ("black", ["red? (dark blue)? green? black"]),
        ("two more words", ["two _ (words|$) $"]),
        ("two more", ["two _ (words|$) $"]),
        ("two", []),
        ("two. more", []),
        ("at long last", ["^ ..2 last"]),
        ("it is at long last", []),
        ("last, wrong number", ["(wrong number)", "^ ..2 last"]),
    ],
)
def test_what_stands_is_found_in_the_order_of_the_files(reply: str, sources: list[str]) -> None:
    assert standing(reply) == sources


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join), min_size=1, max_size=6),
    st.lists(st.sampled_from(("a", "b", "c", "hi", ".")), max_size=9).map(" ".join),
)
@settings(max_examples=300, deadline=None)
def test_all_patterns_at_once_are_found_as_each_is_by_itself(sources: list[str], reply: str) -> None:
    patterns = [read_pattern(f"{source} b a? {source}", LEXICON) for source in sources]
    text = PLAIN.fold(reply).text
    assert finder(patterns).standing(text) == tuple(pattern for pattern in patterns if pattern.stands(text))


def test_of_the_rules_nothing_that_stands_is_missed() -> None:
    rules = book()
    for text in (read(rule.examples[0][0]).text for rule in rules.rules):
        by_itself = [pattern for pattern in rules.finder.patterns.values() if pattern.stands(text)]
        assert list(rules.finder.standing(text)) == by_itself, text.words


def test_of_an_ordinary_text_few_patterns_are_looked_at_one_by_one() -> None:
    rules, text = book(), read(ORDINARY).text
    assert len(rules.finder.standing(text)) * 100 < len(rules.finder.patterns)


def test_a_pattern_is_tried_only_where_it_may_begin() -> None:
    text = PLAIN.fold("a red bus and a dark night. black").text
    assert list(PATTERNS[4].beginnings(text)) == [1, 5, 8]


def test_of_a_word_that_rules_look_for_the_steps_are_put_together_once() -> None:
    several = finder(PATTERNS)
    several.standing(PLAIN.fold("pal, stop this wrong number").text)
    assert several.joined.keys() == {("stop",), ("wrong", "number")}


def test_what_is_kept_of_replies_grows_with_the_rules_and_weights_and_not_with_the_replies() -> None:
    for name in ("Zebedee Quirk", "Ottoline Farq", "zzzyx qqqwv"):
        understand(f"{name} was at the match wi his dug", Context.NONE)
    assert likeness().packed.keys() <= likeness().weights.keys()
    assert book().finder.joined.keys() <= book().finder.steps.keys()


@pytest.mark.parametrize("is_on", [True, False])
def test_reading_the_rules_leaves_the_garbage_collector_as_it_was(*, is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        book.__wrapped__()
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()
