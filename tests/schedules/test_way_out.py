"""Whoever gets our texts reads often enough how to end them."""

from datetime import date, time, timedelta

import pytest

from service.domain.london import at
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, WelcomeNeeded
from service.schedules.plan import plan
from service.schedules.sequence import Anchor, Welcome
from service.templates.easyread.examine import stop_gaps
from tests.builders import GLASGOW, shipped_config

BOARD = shipped_config().boards[GLASGOW]
NUDGES = [shipped_config().sequences[name] for name in BOARD.sequences]
NUDGES = [sequence for sequence in NUDGES if sequence.anchor is Anchor.LIBERATION]
WORDS = {(one.id, step.id): step.words["en"] for one in NUDGES for step in one.steps}
EVERY_DAY = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
GROUPS = ["no_fixed_address", "woman", "young_18_25", "veteran", "harm_reduction", "pregnancy"]


@pytest.mark.parametrize("groups", [[], *([group] for group in GROUPS), GROUPS], ids=lambda groups: "+".join(groups))
def test_whatever_the_day_and_the_holidays_no_six_texts_in_a_row_lack_it(groups: list[str]) -> None:
    facts, place = Facts(groups=frozenset(groups)), Place(BOARD.hours, Calendar())
    without = []
    for day in EVERY_DAY:
        heard = at(day, time(21))
        courses = [Course(sequence, Liberation(day, heard)) for sequence in NUDGES]
        texts = plan(courses, facts, place, Past(welcome=WelcomeNeeded(Welcome.FIRST)), heard).texts
        if stop_gaps([WORDS[text.key.sequence, text.key.step] for text in texts]):
            without.append(day)
    assert without == []
