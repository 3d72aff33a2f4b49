"""What stands beside what: danger to anyone living first, then a death, the end of messages, and so on down."""

import pytest

from service.domain.meaning import Context, Danger, Grade, Label, Surety, Wish
from service.understanding import understand


def labels(reply: str, context: Context = Context.INFO) -> frozenset[Label]:
    return understand(reply, context).labels


@pytest.mark.parametrize(
    "reply", ["he hung himself in january", "he od'd last month RIP", "she took an overdose last month and we lost her"]
)
def test_a_death_outranks_how_it_is_told(reply: str) -> None:
    assert labels(reply) == {Label.DECEASED}


def test_the_writers_own_danger_stands_beside_a_death() -> None:
    assert labels("he died last week and now i want to die") == {Label.DECEASED, Label.CRISIS}


@pytest.mark.parametrize(
    "reply",
    [
        "heart attack. he never made it to the ambulance",
        "my pal took too many pills and now he is dead",
        "he died. his pal found him not breathing",
        "my brother died, he took an overdose in march",
    ],
)
def test_what_led_to_a_death_is_no_danger_in_a_sentence_of_its_own_either(reply: str) -> None:
    assert labels(reply) == {Label.DECEASED}


@pytest.mark.parametrize(
    ("reply", "danger"),
    [
        ("my son died. my daughter is going to kill herself tonight", Danger.OTHER),
        ("my son died my daughter is going to kill herself", Danger.OTHER),
        ("my brother died of an overdose and now my mate has overdosed hes blue", Danger.OVERDOSE),
        ("he died last week. now my pal has took too many pills", Danger.OVERDOSE),
        ("his funeral was last week. my mate has overdosed", Danger.OVERDOSE),
        ("my brother died and i have chest pains", Danger.OTHER),
        ("hes dead hes blue and not breathing", Danger.OVERDOSE),
    ],
)
def test_a_death_takes_no_danger_from_the_living(reply: str, danger: Danger) -> None:
    meaning = understand(reply, Context.INFO)
    assert meaning.labels == {Label.DECEASED, Label.CRISIS}
    assert meaning.danger is not None
    assert meaning.danger.danger is danger


@pytest.mark.parametrize(
    "reply",
    [
        "my dad died last year and now my sister has taken an overdose",
        "my mum passed away and now my dad has overdosed",
    ],
)
def test_nor_does_a_death_that_may_be_of_nobody_we_text(reply: str) -> None:
    assert labels(reply) == {Label.CRISIS}


@pytest.mark.parametrize(
    "reply", ["STOP 1", "1 stop", "stop 12345", "END 2.", "1 2 stop", "STOP 07700 900123", "STOP CFHJK-LMQRX"]
)
@pytest.mark.parametrize("context", Context)
def test_a_word_that_ends_texts_does_so_beside_figures_and_codes(reply: str, context: Context) -> None:
    assert Label.OPT_OUT in labels(reply, context)


@pytest.mark.parametrize("reply", ["get off at stop 5", "i end at 5", "the 2 stop", "1 stop away"])
def test_a_sentence_that_has_such_a_word_at_its_end_does_not(reply: str) -> None:
    assert labels(reply) == {Label.OTHER}


@pytest.mark.parametrize(
    "reply", ["make it stop", "i want it all to stop", "make the pain stop", "i want everything to end"]
)
def test_a_wish_that_it_all_stops_is_danger_and_ends_no_texts(reply: str) -> None:
    assert labels(reply) == {Label.CRISIS}


def test_both_are_heard_where_both_are_meant() -> None:
    assert labels("stop texting me and let me die in peace") == {Label.OPT_OUT, Label.CRISIS}
    assert labels("wrong number please stop texting me") == {Label.WRONG_PERSON, Label.OPT_OUT}
    assert labels("cannae come, and stop textin me", Context.APPOINTMENT) == {Label.CANT_ATTEND, Label.OPT_OUT}


def test_cancel_to_an_appointment_ends_texts_too_because_the_carrier_does() -> None:
    assert labels("CANCEL", Context.APPOINTMENT) == {Label.OPT_OUT, Label.CANT_ATTEND}
    assert labels("please cancel my appointment", Context.APPOINTMENT) == {Label.CANT_ATTEND}


@pytest.mark.parametrize("word", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
@pytest.mark.parametrize("context", Context)
def test_a_word_at_which_the_carrier_blocks_is_an_end_of_messages(word: str, context: Context) -> None:
    assert Label.OPT_OUT in labels(word, context)


@pytest.mark.parametrize("context", Context)
def test_a_word_at_which_the_carrier_unblocks_is_a_wish_for_texts(context: Context) -> None:
    assert labels("START", context) == {Label.OPT_IN}
    assert labels("UNSTOP", context) == {Label.OPT_IN}


@pytest.mark.parametrize("context", [Context.NONE, Context.INFO])
def test_yes_and_no_to_nothing_are_other(context: Context) -> None:
    assert labels("yes", context) == {Label.OTHER}
    assert labels("naw", context) == {Label.OTHER}


@pytest.mark.parametrize(
    "reply",
    ["I'm not suicidal", "i would never kill myself", "i used to cut myself years ago", "could kill myself for a pint"],
)
def test_what_is_denied_or_past_or_a_way_of_speaking_is_shown_to_a_person_only(reply: str) -> None:
    meaning = understand(reply, Context.INFO)
    assert Label.CRISIS not in meaning.labels
    assert any(sign.label is Label.CRISIS for sign in meaning.doubts)


@pytest.mark.parametrize(
    ("reply", "danger"),
    [
        ("im going to kill myself", Danger.SELF),
        ("ive took all my tablets", Danger.OVERDOSE_SELF),
        ("my pal has gone over hes blue", Danger.OVERDOSE),
        ("he hit me again last nite n im hiding in the bathroom", Danger.ABUSE),
        ("im gonnae stab him a swear doon", Danger.THREAT),
        ("my ex's new man is touching my daughter", Danger.CHILD),
        ("got chest pains and my arms gone numb", Danger.OTHER),
    ],
)
def test_a_plain_danger_is_red_and_of_its_kind(reply: str, danger: Danger) -> None:
    found = understand(reply, Context.NONE).danger
    assert found is not None
    assert (found.grade, found.danger) == (Grade.RED, danger)


def test_distress_is_amber() -> None:
    found = understand("i cant go on like this no more", Context.NONE).danger
    assert found is not None
    assert found.grade is Grade.AMBER


@pytest.mark.parametrize(
    ("reply", "wish"),
    [
        ("any food banks near govan", Wish.FOOD),
        ("am skint, gas meter run out", Wish.MONEY),
        ("need a flat, im homeless", Wish.HOME),
        ("where is the nearest chemist", Wish.CHEMIST),
        ("need a dentist ma tooth is broke", Wish.DENTIST),
        ("SAFE", Wish.SAFE),
        ("who is this", Wish.WHO_IS_THIS),
        ("the doctors wouldnt take me cos i had no id", Wish.GP_REFUSED),
        ("i'm driving - i'll reply when i arrive", Wish.AUTOMATIC),
    ],
)
def test_a_wish_is_told_within_its_label(reply: str, wish: Wish) -> None:
    assert wish in understand(reply, Context.INFO).wishes


def test_a_doubtful_sign_acts_on_nothing() -> None:
    for reply in ("my partner past on sunday nite", "i nearly died in 2019"):
        meaning = understand(reply, Context.NONE)
        acting = {sign.label for sign in meaning.signs if sign.surety is not Surety.DOUBTFUL}
        assert acting <= meaning.labels
        assert Label.DECEASED not in meaning.labels
