"""The table: each meaning and what it does, the gravest first. A Board's clinical lead can read it from top to bottom.

Every row whose `when` is true acts. Of several answers the first row's goes: nobody gets two texts for one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from service.domain.meaning import Label, Meaning, Wish
from service.domain.reply import Keyword
from service.replying import ends, wishes
from service.replying.asked import answers, on_answer
from service.replying.effects import Effects
from service.replying.situation import Situation
from service.replying.visits import on_cannot_come, on_late, on_visit_again


@dataclass(frozen=True)
class Row:
    name: str
    when: Callable[[Meaning, Situation], bool]
    then: Callable[[Meaning, Situation], Effects]


def _says(label: Label) -> Callable[[Meaning, Situation], bool]:
    return lambda meaning, _: meaning.has(label)


def _wants(*some: Wish) -> Callable[[Meaning, Situation], bool]:
    return lambda meaning, _: not meaning.wishes.isdisjoint(some)


def _stops(meaning: Meaning, situation: Situation) -> bool:
    return situation.keyword is Keyword.STOP or meaning.has(Label.OPT_OUT)


def _starts(meaning: Meaning, situation: Situation) -> bool:
    """Whoever gets our texts has nothing to ask back."""
    is_out = situation.is_stopped or situation.is_away or situation.death_near
    asks = meaning.has(Label.OPT_IN) and is_out and not _stops(meaning, situation)
    return situation.keyword is Keyword.START or asks


def _is_wrong(meaning: Meaning, situation: Situation) -> bool:
    return situation.keyword is Keyword.WRONG or meaning.has(Label.WRONG_PERSON)


def _in_custody(meaning: Meaning, _: Situation) -> bool:
    """A long stay in hospital is the same label, and another row."""
    return meaning.has(Label.BACK_INSIDE) and Wish.HOSPITAL not in meaning.wishes


def _cannot_come(meaning: Meaning, situation: Situation) -> bool:
    """CANCEL alone is the carrier's stop: staff find out whether the appointment was meant."""
    return meaning.has(Label.CANT_ATTEND) and situation.keyword is not Keyword.STOP


def _asks_for_doctor(meaning: Meaning, _: Situation) -> bool:
    return meaning.has(Label.GP) and Wish.GP_REFUSED not in meaning.wishes


def _needs_help(meaning: Meaning, situation: Situation) -> bool:
    """HELP, and nothing said of what for."""
    is_more = meaning.wishes or meaning.has(Label.GP) or meaning.has(Label.CALL_ME)
    return situation.keyword is Keyword.HELP or (meaning.has(Label.HELP) and not is_more)


def _disagrees(_: Meaning, situation: Situation) -> bool:
    return situation.is_yes_alone and situation.is_stopped


TABLE: tuple[Row, ...] = (
    Row("danger", lambda meaning, _: meaning.danger is not None, ends.on_danger),
    Row("death", _says(Label.DECEASED), ends.on_death),
    Row("end of messages", _stops, ends.on_stop),
    Row("texts again", _starts, ends.on_start),
    Row("yes after a stop", _disagrees, ends.on_yes_after_stop),
    Row("wrong person", _is_wrong, ends.on_wrong_person),
    Row("in custody", _in_custody, ends.on_custody),
    Row("in hospital", _wants(Wish.HOSPITAL), ends.on_hospital),
    Row("cannot come", _cannot_come, on_cannot_come),
    Row("late", _wants(Wish.LATE), on_late),
    Row("which appointment", _wants(Wish.VISIT_AGAIN), on_visit_again),
    Row("answer", lambda meaning, situation: answers(meaning, situation) is not None, on_answer),
    Row("call", _says(Label.CALL_ME), wishes.on_call),
    Row("doctor said no", _wants(Wish.GP_REFUSED), wishes.on_gp_refused),
    Row("doctor", _asks_for_doctor, wishes.on_gp),
    Row("safe", _wants(Wish.SAFE), wishes.on_safe),
    Row("help nearby", _wants(*wishes.NEARBY), wishes.on_nearby),
    Row("who is this", _wants(Wish.WHO_IS_THIS), wishes.on_who_is_this),
    Row("another language", _says(Label.LANGUAGE), wishes.on_language),
    Row("another number", _says(Label.CHANGED_NUMBER), wishes.on_changed_number),
    Row("help", _needs_help, wishes.on_help),
    Row("thanks", lambda meaning, _: meaning.labels == {Label.THANKS}, wishes.on_nothing),
    Row("a machine", _wants(Wish.AUTOMATIC), wishes.on_nothing),
)
