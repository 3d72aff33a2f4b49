"""What people ask for: a call, a doctor, help near them, who we are, another language or number."""

from service.domain.meaning import Meaning, Wish
from service.domain.reply import Keyword
from service.replying.effects import NOTHING, Effects, Task
from service.replying.reading import TO_READ, to_read
from service.replying.situation import Situation

# Looked up in the Board's directory. The first of them that is asked for is answered: it is what waits least.
NEARBY = (Wish.HOME, Wish.FOOD, Wish.MONEY, Wish.CHEMIST, Wish.DENTIST)


def on_call(_: Meaning, situation: Situation) -> Effects:
    """CALL is a promise: given only where somebody phones, and only to people whom we texted."""
    if not situation.is_known:
        return to_read(situation)
    if not situation.calls_back:
        return Effects(answer="CALL_NOT_OFFERED")
    return Effects(answer="CALL" if situation.is_open else "CALL_OUT_OF_HOURS", tasks=(Task("call_back", once=True),))


def on_gp_refused(_: Meaning, situation: Situation) -> Effects:
    return Effects(
        answer="GP_REFUSED" if situation.calls_back else "GP_REFUSED_NO_CALL",
        tasks=(Task("gp_refused", once=True),),
    )


def on_gp(_: Meaning, situation: Situation) -> Effects:
    return Effects(answer="GP" if situation.calls_back else "GP_NO_CALL")


def on_safe(_: Meaning, __: Situation) -> Effects:
    """The word on the card. That somebody used it says nothing of them, and nothing is kept."""
    return Effects(answer="SAFE")


def on_nearby(meaning: Meaning, _: Situation) -> Effects:
    wanted = [wish for wish in NEARBY if wish in meaning.wishes]
    return Effects(help=wanted[0], tasks=(TO_READ,) if len(wanted) > 1 else ())


def on_who_is_this(_: Meaning, __: Situation) -> Effects:
    return Effects(answer="WHO_IS_THIS")


def on_language(_: Meaning, __: Situation) -> Effects:
    return Effects(answer="LANGUAGE", tasks=(Task("language", once=True),))


def on_changed_number(_: Meaning, situation: Situation) -> Effects:
    """Nothing moves to a number that somebody else names: only its own text moves anything, and that staff decide."""
    if not situation.is_known:
        return to_read(situation, Task("new_number_texts"))
    return Effects(answer="NEW_NUMBER", tasks=(Task("number_changed"),))


def on_help(_: Meaning, situation: Situation) -> Effects:
    """Alone the word is the carrier's to answer."""
    return NOTHING if situation.keyword is Keyword.HELP else Effects(answer="HELP", tasks=(TO_READ,))


def on_nothing(_: Meaning, __: Situation) -> Effects:
    return NOTHING
