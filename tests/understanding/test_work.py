"""How much is looked at for a reply: bounds on work, which hold on every machine."""

import pytest

from service.domain.meaning import Context
from service.understanding import understand
from service.understanding.finder import finder
from service.understanding.folding import Folded
from service.understanding.likeness import likeness
from service.understanding.notation import read_lexicon, read_pattern
from service.understanding.rulebook import book

LEXICON = read_lexicon({"me": "me|us"}, {}, frozenset())
SOURCES = ("stop texting <me>", "(wrong number)", "stop .. texting", "^ <me> stop? $", "red blue green black")
FINDER = finder([read_pattern(source, LEXICON) for source in SOURCES])
ORDINARY = (
    "aye a seen him at the shops on saturday, he was telling me about the holiday they had. whit a laugh that was. "
    "tell yer maw i was asking for her and i will be round on sunday wi the photos. did you see the game last night? "
    "shocking so it was, the goalie should be ashamed of himself. anyway got to go, bus is here"
)


def read(reply: str) -> Folded:
    return book().folder.fold(reply)


def looked_at(reply: str) -> list[str]:
    return [pattern.source for pattern in FINDER.worth_a_look(read(reply).text)]


@pytest.mark.parametrize(
    ("reply", "sources"),
    [
        ("", []),
        ("a quiet day", []),
        ("texting me", ["^ <me> stop? $"]),
        ("stop texting me", ["stop texting <me>", "stop .. texting", "^ <me> stop? $"]),
        ("stop. he is texting her", []),
        ("number wrong", []),
        ("the wrong number", ["(wrong number)"]),
        ("me stop texting", ["stop texting <me>", "stop .. texting", "^ <me> stop? $"]),
    ],
)
def test_only_a_pattern_whose_every_word_is_in_one_sentence_is_looked_at(reply: str, sources: list[str]) -> None:
    assert looked_at(reply) == sources


def test_of_a_long_pattern_three_words_suffice_for_a_look() -> None:
    assert looked_at("red blue green") == ["red blue green black"]
    assert looked_at("red blue") == []


def test_nothing_that_stands_is_left_unlooked_at() -> None:
    rules = book()
    for reply in (reply for rule in rules.rules for reply, _ in (*rule.examples[:2], *rule.counters[:1])):
        text = read(reply).text
        standing = {pattern for pattern in rules.finder.patterns if pattern.stands(text)}
        assert standing <= set(rules.finder.worth_a_look(text)), reply


def test_of_an_ordinary_text_a_small_part_of_the_patterns_is_looked_at() -> None:
    rules, text = book(), read(ORDINARY).text
    assert len(rules.finder.worth_a_look(text)) * 20 < len(rules.finder.patterns)


def test_of_each_group_of_words_the_places_are_found_once() -> None:
    rules, folded = book(), read(ORDINARY)
    rules.signs(folded, Context.NONE)
    groups = {step.group for pattern in rules.finder.patterns for step in pattern.steps if step.group}
    assert len(folded.text.reached) * 20 < len(groups)
    kept = {group: id(reach) for group, reach in folded.text.reached.items()}
    rules.signs(folded, Context.NONE)
    assert {group: id(reach) for group, reach in folded.text.reached.items()} == kept


def test_what_is_kept_of_replies_grows_with_the_weights_and_not_with_the_replies() -> None:
    for name in ("Zebedee Quirk", "Ottoline Farq", "zzzyx qqqwv"):
        understand(f"{name} was at the match wi his dug", Context.NONE)
    assert likeness().packed.keys() <= likeness().weights.keys()
