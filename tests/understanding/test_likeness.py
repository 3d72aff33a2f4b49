"""What a reply is like: made from our rows alone; it adds what no rule saw, and doubts what is hardly likely."""

import json

import pytest

from service.domain.meaning import LIKENESS, Context, Danger, Grade, Label, Surety, Wish
from service.understanding.folding import Folded
from service.understanding.likeness import Likeness, likeness, signs
from service.understanding.rulebook import book
from service.understanding.understand import by_rules, understand
from tests.corpora.train import LABELS, MODEL, digest


def likely(words: str, context: Context = Context.NONE) -> dict[Label, float]:
    folded: Folded = book().folder.fold(words)
    return dict(likeness().of(folded.text.words, folded.plain, context))


def test_the_shipped_model_is_made_from_the_rows_that_are_here() -> None:
    """Else: `python -m tests.corpora.train`."""
    assert json.loads(MODEL.read_text(encoding="utf-8"))["made_from"] == digest()


def test_it_knows_every_label_but_what_is_left_over() -> None:
    assert likeness().labels == LABELS


def test_signs_are_words_alone_and_in_company_and_pieces_of_words_and_kinds() -> None:
    found = set(signs(("stop", "texting", "my", "mum"), "stop texting my mum", Context.INFO))
    assert {"stop", "stop texting", "^ stop", "mum $", "^ stop texting", "x info", "x info stop"} <= found
    assert {"~<sto", "~stop", "~stop>"} <= found
    assert {"K kin", "K x info kin", "K my kin", "K text>kin", "K end texting"} <= found


def test_of_few_words_no_pieces_count_because_shop_is_like_stop() -> None:
    assert not any(sign.startswith("~") for sign in signs(("stoop", "down", "there"), "stoop down there", Context.NONE))
    for words in ("stoop down", "the shop", "step on it", "top up"):
        assert not understand(words, Context.INFO).has(Label.OPT_OUT)


def test_the_weights_of_all_its_signs_are_added_for_each_label_apart() -> None:
    """By hand: the start, and the weights over the root of the number of signs, in tenths."""
    made = Likeness((Label.YES, Label.NO), (0, -10), {"aye": [0, 20, 1, -30], "x none": [1, 5]})
    found = made.of(("aye",), "aye", Context.NONE)  # signs: x none, aye, x none aye, ^ aye, aye $, ^ aye $, K yes, …
    seen = len(frozenset(signs(("aye",), "aye", Context.NONE)))
    assert found[Label.YES] == pytest.approx(1 / (1 + 2.718281828 ** -(2.0 / seen**0.5)))
    assert found[Label.NO] == pytest.approx(1 / (1 + 2.718281828 ** (1.0 + 2.5 / seen**0.5)))


@pytest.mark.parametrize("words", ["ok", "hm", "12", "stooop", "deid"])
def test_of_one_word_it_says_nothing(words: str) -> None:
    assert not any(sign.rule == LIKENESS for sign in understand(words, Context.INFO).signs)


def test_danger_that_no_rule_knows_is_amber_and_marked_as_a_guess() -> None:
    words = "honest to god i dont know how im gonnae get through the night on ma own wi this in ma head"
    assert not by_rules(words, Context.NONE).has(Label.CRISIS)
    meaning = understand(words, Context.NONE)
    (found,) = (sign for sign in meaning.signs if sign.rule == LIKENESS)
    assert (found.surety, found.label) == (Surety.LIKELY, Label.CRISIS)
    assert (found.danger, found.grade) == (Danger.OTHER, Grade.AMBER)
    assert meaning.is_guessed


def test_what_a_rule_saw_that_is_hardly_likely_is_a_doubt_for_a_person() -> None:
    words = "you are not bothering me pal i was just sleeping in"
    assert by_rules(words, Context.NONE).has(Label.OPT_OUT)
    assert likely(words)[Label.OPT_OUT] < 0.1
    meaning = understand(words, Context.NONE)
    assert not meaning.has(Label.OPT_OUT)
    assert [sign.label for sign in meaning.doubts] == [Label.OPT_OUT]


CHAT = ("the bus was late again so i missed half the match", "got the job, start on monday", "my boss is watching lol")


@pytest.mark.parametrize("chat", CHAT)
@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("STOP", Label.OPT_OUT),
        ("take me off your list", Label.OPT_OUT),
        ("i am suicidal", Label.CRISIS),
        ("i have just taken 40 paracetamol", Label.CRISIS),
        ("he is going to kill me", Label.CRISIS),
    ],
)
def test_harmless_chat_beside_a_stop_or_a_danger_takes_nothing_from_it(words: str, label: Label, chat: str) -> None:
    for reply in (f"{words}. {chat}", f"{chat}. {words}", f"{words}\n{chat}"):
        for context in Context:
            assert understand(reply, context).has(label), (reply, context)


@pytest.mark.parametrize("words", ["this is mark", "its jamie here", "who died?", "i am not dead its jamie here"])
def test_a_name_or_a_question_is_no_wrong_person_and_no_death(words: str) -> None:
    for context in Context:
        assert not understand(words, context).labels & {Label.WRONG_PERSON, Label.DECEASED}


@pytest.mark.parametrize("words", ["لا أريد أن أعيش", "no quiero vivir", "não quero mais viver", "не хочу жить"])
def test_who_does_not_want_to_live_says_no_end_of_messages_in_any_language(words: str) -> None:
    meaning = understand(words, Context.INFO)
    assert meaning.labels >= {Label.CRISIS, Label.LANGUAGE}
    assert not meaning.has(Label.OPT_OUT)


def test_danger_that_is_half_likely_is_a_doubt_for_a_person() -> None:
    words = "everything is going wrong the now"
    assert 0.3 <= likely(words)[Label.CRISIS] < 0.65
    meaning = understand(words, Context.NONE)
    assert not meaning.has(Label.CRISIS)
    assert [(sign.label, sign.rule) for sign in meaning.doubts] == [(Label.CRISIS, LIKENESS)]


def test_what_rules_are_sure_of_stands() -> None:
    for words in ("stop texting me", "wrong number pal", "he passed away last week", "cheers thanks a lot"):
        ruled = by_rules(words, Context.INFO)
        assert ruled.labels <= understand(words, Context.INFO).labels


def test_a_long_stay_in_hospital_that_no_rule_knows_is_told_as_one() -> None:
    words = "he is in hospital til easter at least so he cannae come"
    (found,) = (sign for sign in understand(words, Context.INFO).signs if sign.label is Label.BACK_INSIDE)
    assert (found.rule, found.wish) == (LIKENESS, Wish.HOSPITAL)
