"""An answer that nothing could take along in time is over: whoever waits at a case of danger must know it."""

from dataclasses import replace
from functools import partial

from service.core.consequences import about, after_answer
from service.core.each import each
from service.core.ports import Core
from service.domain.text import Reason, State, Text

_AT_ONCE = 200


def end_late_answers(core: Core, worker: str) -> int:
    """Those planned whose time is over, though no worker looked at them: what they go from rests. How many.

    Two may do it at once. Raises UnavailableError.
    """
    with core.store.read() as tx:
        late = tx.texts.past_use(_AT_ONCE)
    return each(late, partial(_end, core, worker), "an answer that is too late")


def _end(core: Core, worker: str, late: Text) -> bool:
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(late.number_id)
        text = tx.texts.get(late.id)
        if text.state is not State.PLANNED:
            return False
        ended = replace(text, state=State.SKIPPED, reason=Reason.LATE)
        tx.texts.save(ended)
        tx.journal.note("text.skipped", about=about(text), why=Reason.LATE)
        after_answer(core, tx, ended)
        return True
