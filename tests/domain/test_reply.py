import pytest

from service.domain.reply import Keyword, keyword, opts_in_at_carrier, sounds_like_visit

# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out, and our own WRONG
STOPPING = ["stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"]
WORDS = {
    **dict.fromkeys(STOPPING, Keyword.STOP),
    "start": Keyword.START,
    "unstop": Keyword.START,
    "help": Keyword.HELP,
    "info": Keyword.HELP,
    "wrong": Keyword.WRONG,
}


@pytest.mark.parametrize(("word", "meant"), WORDS.items())
def test_a_keyword_alone_is_heard_whatever_its_case_and_the_spaces_round_it(word: str, meant: Keyword) -> None:
    for words in (word, word.upper(), word.capitalize(), f"  {word}\n", f"\t{word.swapcase()} "):
        assert keyword(words) is meant


@pytest.mark.parametrize("words", ["yes", "YES", " Yes ", "y", "no", "1"])
def test_yes_is_an_answer_and_never_brings_the_texts_back(words: str) -> None:
    assert keyword(words) is None


@pytest.mark.parametrize(
    "words",
    ["stop please", "please stop", "STOP.", "stop!", "'stop'", "st op", "stop stop", "stop all", "opt out", "end it"],
)
def test_a_keyword_among_other_words_or_signs_is_no_keyword(words: str) -> None:
    """The carrier does not act on it either; what the person meant is another room's question."""
    assert keyword(words) is None


@pytest.mark.parametrize("words", ["", " ", "\n", "👍", "stopp", "wrong number", "GP", "CALL"])
def test_anything_else_is_no_keyword(words: str) -> None:
    assert keyword(words) is None


@pytest.mark.parametrize(("words", "opts_in"), [("YES", True), (" yes\n", True), ("yes please", False), ("no", False)])
def test_yes_alone_opts_in_at_the_carrier(words: str, *, opts_in: bool) -> None:
    assert opts_in_at_carrier(words) is opts_in


@pytest.mark.parametrize("word", STOPPING)
def test_some_words_for_stop_may_be_meant_for_an_appointment(word: str) -> None:
    assert sounds_like_visit(word.upper()) is (word in ("cancel", "end", "quit", "revoke"))
