"""What a reply means: the labels, what kind of each, and the words that decided."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Label(StrEnum):
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    YES = "yes"
    NO = "no"
    GP = "gp"
    CALL_ME = "call_me"
    WRONG_PERSON = "wrong_person"
    CRISIS = "crisis"
    CANT_ATTEND = "cant_attend"
    CHANGED_NUMBER = "changed_number"
    LANGUAGE = "language"
    DECEASED = "deceased"
    BACK_INSIDE = "back_inside"
    THANKS = "thanks"
    OTHER = "other"


class Context(StrEnum):
    """What our last text to that number was about."""

    NONE = "none"  # there was none in the last three days
    GP_PROMPT = "gp_prompt"  # it asked about a doctor
    APPOINTMENT = "appointment"
    INFO = "info"


class Danger(StrEnum):
    """Who is in danger, and of what. Each has an answer of its own: `CRISIS_<value>`."""

    SELF = "self"
    OVERDOSE = "overdose"  # somebody else took too much
    OVERDOSE_SELF = "overdose_self"
    ABUSE = "abuse"
    THREAT = "threat"
    CHILD = "child"
    OTHER = "other"


class Grade(IntEnum):
    """How grave a danger is. A higher one is told again at once."""

    AMBER = 1
    RED = 2


class Wish(StrEnum):
    """What else a reply asks for or tells, within a label that says too little."""

    WHO_IS_THIS = "who_is_this"  # of `help`
    GP_REFUSED = "gp_refused"  # of `gp`: a practice said no
    LATE = "late"  # on the way to an appointment. This and all below are of `other`
    VISIT_AGAIN = "visit_again"  # when or where the appointment is
    HOSPITAL = "hospital"
    FOOD = "food"
    MONEY = "money"
    HOME = "home"
    CHEMIST = "chemist"
    DENTIST = "dentist"
    SAFE = "safe"  # the word on the card: how to take less risk
    AUTOMATIC = "automatic"  # a machine wrote it: "I'm driving"


LIKENESS = "likeness"  # in the place of a rule's name


class Surety(IntEnum):
    """How sure a rule is. What is doubtful never acts: it is shown to a person."""

    DOUBTFUL = 1
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True)
class Sign:
    """One thing that a rule saw in a reply."""

    label: Label
    rule: str  # the rule's name, for whoever reviews it
    words: str = field(repr=False)  # the words that decided, folded
    surety: Surety = Surety.SURE
    danger: Danger | None = None  # of `crisis`
    grade: Grade | None = None  # of `crisis`
    wish: Wish | None = None


@dataclass(frozen=True)
class Meaning:
    """Everything seen in one reply. Never without a label: `other` is what is left."""

    labels: frozenset[Label]
    signs: tuple[Sign, ...] = ()  # what decided; of `labels` and, where doubtful, of others
    digit: str | None = None  # "1" to "9" where the reply is a digit and no more: "1.", "one", "1️⃣"

    def has(self, label: Label) -> bool:
        return label in self.labels

    @property
    def wishes(self) -> frozenset[Wish]:
        return frozenset(sign.wish for sign in self._that_act if sign.wish is not None)

    @property
    def danger(self) -> Sign | None:
        """The gravest sign of danger; of two as grave, the first."""
        found = [sign for sign in self._that_act if sign.grade is not None]
        return max(found, key=lambda sign: sign.grade or Grade.AMBER, default=None)

    @property
    def is_guessed(self) -> bool:
        """No rule knows it: it is like what means this."""
        return any(sign.rule == LIKENESS for sign in self._that_act)

    @property
    def doubts(self) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign.surety is Surety.DOUBTFUL)

    @property
    def _that_act(self) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign.surety is not Surety.DOUBTFUL and sign.label in self.labels)
