import pytest

from service.domain.meaning import Context, Label, Wish
from service.understanding import understand
from service.understanding.rulebook import book


def folded(reply: str) -> str:
    return " ".join(word for word in book().folder.fold(reply).shown if word != "\n")


@pytest.mark.parametrize(
    "reply",
    [
        "STOP", "stop.", " Stop!! ", "s t o p", "S.T.O.P", "s-t-o-p",
        "stoooop", "5top", "st0p", "ＳＴＯＰ", "\u0405\u0422\u041e\u0420",
        "s\u200bt\u200bo\u200bp", "\u202eSTOP\u202c", "\u2067stop\u2069", '"STOP"', "stop\n\nSent from my iPhone",
        "STOP please", "Stop. Thank you", "\U0001f6d1",
        "stop\x00", "> Reply STOP to end our texts\nstop", "Reply STOP to end our texts. stop",
    ],
)  # fmt: skip
def test_stop_is_heard_however_it_is_dressed_up(reply: str) -> None:
    assert understand(reply, Context.INFO).labels == {Label.OPT_OUT}


@pytest.mark.parametrize(
    "reply", ["shop", "step", "top", "spot", "shot", "chop", "stoop down", "stomp", "Stopford", "nonstop"]
)
def test_a_word_that_is_only_like_stop_stops_nothing(reply: str) -> None:
    assert not understand(reply, Context.NONE).has(Label.OPT_OUT)


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("a dinnae ken", "a do not know"),
        ("CANNAE come the morra", "can not come the tomorrow"),
        ("u r w8in 4 me", "you are waiting 4 me"),
        ("masel", "myself"),
        ("he's deid", "he is dead"),
        ("I'll", "i will"),
        ("pls stop", "stop"),
        ("textin", "texting"),
        ("suiicide", "suicide"),
        ("apointmnet", "appointment"),
    ],
)
def test_scots_and_text_speak_come_to_standard_words(reply: str, read: str) -> None:
    assert folded(reply).replace("w8in", "waiting") == read


@pytest.mark.parametrize(
    "reply",
    [
        'Liked "NHS: Do you have a doctor (GP)?"',
        "Loved “Reply STOP to end our texts.”",
        "Laughed at “Reply 1 if you can come, 2 if not.”",
        "👍 to “Your appointment is today”",
        "Disliked an image",
    ],
)
def test_a_tap_on_our_text_is_not_an_answer(reply: str) -> None:
    meaning = understand(reply, Context.APPOINTMENT)
    assert meaning.labels == {Label.OTHER}
    assert meaning.wishes == {Wish.AUTOMATIC}


def test_our_own_text_sent_back_says_nothing() -> None:
    ours = "NHS: Have you joined a doctor (GP) yet? Reply 1 for yes or 2 for no. To find one, call 0800 22 44 88 free."
    assert understand(ours, Context.NONE).labels == {Label.OTHER}


@pytest.mark.parametrize(
    "reply",
    ["STOP CFHJK-LMQRX", "cfhjk-lmqrx stop", "stop C F H J K L M Q R X", "CFHJKLMQRX. Stop", "stop cfhjk lmqr"],
)
def test_a_joining_code_beside_words_leaves_them_as_they_are(reply: str) -> None:
    assert understand(reply, Context.NONE).labels == {Label.OPT_OUT}


@pytest.mark.parametrize("reply", ["hmm thx", "xxxxx xxxxx", "0121 221 1212", "2 2 1 1 2 2 1 1 2 2", "no thx mr frz"])
def test_words_without_vowels_are_no_code(reply: str) -> None:
    assert book().folder.fold(reply).plain == reply


@pytest.mark.parametrize("reply", ["1", "1.", "one", "1️⃣", "wan", "1 please", " 1\n", "number 1", "1!"])
def test_a_figure_is_an_answer_where_a_question_waits(reply: str) -> None:
    assert understand(reply, Context.GP_PROMPT).digit == "1"
    assert understand(reply, Context.GP_PROMPT).labels == {Label.YES}
    assert understand(reply, Context.NONE).labels == {Label.OTHER}


@pytest.mark.parametrize("reply", ["2", "2 sorry", "two", "2️⃣", "naw", "yes i mean no"])
def test_two_and_naw_are_a_no(reply: str) -> None:
    assert understand(reply, Context.GP_PROMPT).labels == {Label.NO}
    assert understand(reply, Context.APPOINTMENT).labels & {Label.NO, Label.CANT_ATTEND}
