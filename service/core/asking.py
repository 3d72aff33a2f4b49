"""What a person must look at because of a reply, and how often the same is asked."""

from dataclasses import replace

from service.core.ports import Transaction
from service.core.records import Reply
from service.domain.meaning import Meaning
from service.replying.effects import Effects, Priority, Task
from service.replying.limits import FLOOD, SAME_WORDS, SAME_WORDS_WITHIN
from service.replying.reading import TO_READ
from service.replying.table import UNCLEAR_ROW

_LOOKED_AT = 10  # of the replies of the last hour: three the same stand close together
_MANY = Task("many_replies", once=True)


def same_words(tx: Transaction, reply: Reply) -> int:
    """How often they came from that number within an hour, this time too."""
    if reply.number_id is None:
        return 1
    said = tx.replies.lately(reply.number_id, reply.wall - SAME_WORDS_WITHIN, _LOOKED_AT)
    return sum(one.words.casefold().split() == reply.words.casefold().split() for one in said)


def tasks_of(tx: Transaction, reply: Reply, made: Effects, same: int) -> tuple[Task, ...]:
    """A person reads each reply, but not the third of the same words, nor each of a flood."""
    if reply.number_id is None or not made.tasks:
        return made.tasks
    if tx.replies.count(reply.number_id, reply.wall - SAME_WORDS_WITHIN, FLOOD + 1) > FLOOD:
        return _of_flood(made.tasks)
    if same >= SAME_WORDS:
        return _promised(made.tasks)
    return made.tasks


def beside_code(meaning: Meaning, made: Effects) -> tuple[Task, ...]:
    """A code needs no reader; whatever else is said with it does."""
    return () if made.rows == (UNCLEAR_ROW,) and not meaning.doubts else made.tasks


def _of_flood(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Of what an answer promised one of each kind stands, and nobody reads each reply."""
    kept = tuple(task if task.priority is Priority.HIGH else replace(task, once=True) for task in _promised(tasks))
    return kept if len(kept) == len(tasks) else (*kept, _MANY)


def _promised(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(task for task in tasks if not _is_to_read(task))


def _is_to_read(task: Task) -> bool:
    return task.kind == TO_READ.kind and task.priority is not Priority.HIGH
