"""What a reply does. Values only: `core` does them, in one transaction."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from service.domain.meaning import Sign, Wish
from service.domain.release import Pause
from service.domain.text import Reason

# Why nothing goes to a number, the gravest first.
_GRAVITY = (Reason.WRONG_PERSON, Reason.OPTED_OUT, Reason.DEATH_NEAR)


class Priority(IntEnum):
    LOW = 1
    NORMAL = 2
    HIGH = 3


class Due(StrEnum):
    TODAY = "today"  # 5pm of this working day, or of the next one
    NEXT_DAY = "next_day"  # 5pm of the next working day: what our answers promise
    BEFORE_SEND = "before_send"  # before anything goes again to somebody whom it may concern


@dataclass(frozen=True)
class Task:
    """What a person must look at."""

    kind: str
    priority: Priority = Priority.NORMAL
    due: Due = Due.NEXT_DAY
    names_visit: bool = False  # it says which appointment
    once: bool = False  # for a number, while one of its kind is open


@dataclass(frozen=True)
class Given:
    """An answer to a question: what later steps depend on."""

    question: str
    occasion: str
    meaning: str


@dataclass(frozen=True)
class Effects:
    answer: str | None = None  # the key of the words that go back; None: nothing does
    danger: Sign | None = None  # a case is opened
    close: Reason | None = None  # nothing goes to the number from now on
    stops: bool = False  # it asked for no more texts, whatever graver closes the number
    reopens: bool = False  # the number asked for our texts again
    dies: bool = False  # the person with this number is taken for dead until staff say otherwise
    seeks_dead: bool = False  # somebody died, and nobody knows who: likely people wait until staff have looked
    pause: Pause | None = None  # nothing goes to the person with this number until staff say so
    given: tuple[Given, ...] = ()
    help: Wish | None = None  # what is near: the directory answers
    tasks: tuple[Task, ...] = ()
    rows: tuple[str, ...] = ()  # of the table, that made them

    def __or__(self, later: "Effects") -> "Effects":
        """All that either does. Of two answers the earlier row's goes; of two reasons to close, the graver counts."""
        known = {task.kind for task in self.tasks}
        has_answer = self.answer is not None or self.help is not None
        return Effects(
            answer=self.answer if has_answer else later.answer,
            danger=self.danger or later.danger,
            close=min((one for one in (self.close, later.close) if one is not None), key=_GRAVITY.index, default=None),
            stops=self.stops or later.stops or Reason.OPTED_OUT in (self.close, later.close),
            reopens=self.reopens or later.reopens,
            dies=self.dies or later.dies,
            seeks_dead=self.seeks_dead or later.seeks_dead,
            pause=self.pause or later.pause,
            given=(*self.given, *later.given),
            help=self.help if has_answer else later.help,
            tasks=(*self.tasks, *(task for task in later.tasks if task.kind not in known)),
            rows=(*self.rows, *later.rows),
        )


NOTHING = Effects()
