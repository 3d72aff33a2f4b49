"""What a machine is given to read aloud for the words of a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.schedules.sequence import Step
from service.templates.speech import LONGEST, figures, speech
from tests.builders import shipped_config

STEPS = [step for sequence in shipped_config().sequences.values() for step in sequence.steps]
FIGURES = re.compile(r"(?<!£)[0-9]{3,}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("call 999.", "call 9 9 9."),
        ("If you cannot wait call 111", "If you cannot wait call 1 1 1"),
        ("Call 101 if it can wait.", "Call 1 0 1 if it can wait."),
        ("free on 0800 22 44 88.", "free on 0 8 0 0, 2 2, 4 4, 8 8."),
        ("Call 0800224488.", "Call 0 8 0 0 2 2 4 4 8 8."),
        ("free on 0800 027 1234. It", "free on 0 8 0 0, 0 2 7, 1 2 3 4. It"),
        ("call 0141 496 0000 now", "call 0 1 4 1, 4 9 6, 0 0 0 0 now"),
        ("on 07700 900123.", "on 0 7 7 0 0, 9 0 0 1 2 3."),
        ("on +44 7700 900123.", "on plus 4 4, 7 7 0 0, 9 0 0 1 2 3."),
        ("on 116 123, day or night", "on 1 1 6, 1 2 3, day or night"),
        ("Or text SHOUT to 85258.", "Or text the word shout to 8 5 2 5 8."),
        ("for 112 days", "for 112 days"),
        ("people under 35", "people under 35"),
        ("£10,000 in 2027", "£10,000 in 2027"),
    ],
)
def test_a_phone_number_is_said_as_it_is_dialled_and_no_other_figure_is(written: str, said: str) -> None:
    assert speech(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("They open at 6pm. At night", "They open at 6 P M. At night"),
        ("at 2pm", "at 2 P M"),
        ("at 10 am", "at 10 A M"),
        ("from 9.30am", "from 9 30 A M"),
        ("at 2:05pm", "at 2 oh 5 P M"),
        ("at 14:30.", "at 2 30 P M."),
        ("at 09:05", "at 9 oh 5 A M"),
        ("by 12pm", "by 12 noon"),
        ("at 00:00", "at 12 midnight"),
        ("at 12:30", "at 12 30 P M"),
        ("9am-5pm", "9 A M to 5 P M"),
        ("at 5.30 p.m. today", "at 5 30 P M today"),
        ("at 5.30 p.m. Today", "at 5 30 P M. Today"),
        ("until 5 p.m.", "until 5 P M."),
        ("it costs 10p", "it costs 10p"),
    ],
)
def test_a_time_is_said_as_people_say_it(written: str, said: str) -> None:
    assert speech(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("NHS: Bad night?", "N H S. Bad night?"),
        ("Call NHS inform", "Call N H S inform"),
        ("NHS 24 and NHS24", "N H S 24 and N H S 24"),
        ("You do not need ID.", "You do not need I D."),
        ("Two GPs", "Two G Ps"),
        ("a doctor (GP)? It", "a doctor, G P? It"),
        ("a doctor (GP) or dentist", "a doctor, G P, or dentist"),
        ("a chemist (pharmacy) how", "a chemist, pharmacy, how"),
        ("Ask the DWP", "Ask the D W P"),
        ("A&E is open 24/7", "A and E is open day and night"),
        ("Dumfries & Galloway", "Dumfries and Galloway"),
        ("It is OK to ask.", "It is OK to ask."),
        ("e.g. a friend", "for example a friend"),
        ("nhsinform.scot/find", "nhsinform dot scot slash find"),
        ("https://www.nhsinform.scot.", "nhsinform dot scot."),
    ],
)
def test_what_is_short_in_writing_is_long_in_speech(written: str, said: str) -> None:
    assert speech(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Reply STOP to end our texts.", "Reply by text with the word stop to end our texts."),
        ("Reply WRONG if", "Reply by text with the word wrong if"),
        ("Or reply GP and", "Or reply by text with the letters G P and"),
        ("reply with 'CALL'.", "reply by text with the word call."),
        ("Reply 1 for yes.", "Reply by text with the number 1 for yes."),
        ("Reply 1 for yes or 2 for no.", "Reply by text with the number 1 for yes or the number 2 for no."),
        ("Reply 1 if you can come, 2 if not.", "Reply by text with the number 1 if you can come, the number 2 if not."),
        ("Take 1, 2 for pain", "Take 1, 2 for pain"),
    ],
)
def test_a_word_to_text_back_is_said_to_be_one_so_that_nobody_presses_a_key_for_it(written: str, said: str) -> None:
    assert speech(written) == said


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_no_shipped_text_is_read_with_a_number_in_one_or_with_words_in_capitals(step: Step) -> None:
    for written in (step.words["en"], *step.without_call.values()):
        said = speech(written)
        assert not FIGURES.search(said)
        assert not re.search(r"\b(?!OK\b)[A-Z]{2,}\b", said)
        assert "(" not in said
        assert "  " not in said


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_reading_what_was_read_already_changes_nothing(step: Step) -> None:
    once = speech(step.words["en"])
    assert speech(once) == once


@given(st.text(max_size=1700))
def test_any_words_at_all_can_be_read_and_fit_into_one_answer(words: str) -> None:
    assert len(speech(words)) <= LONGEST


def test_figures_are_said_in_the_groups_in_which_they_are_written() -> None:
    assert figures("0800 22 44 88") == "0 8 0 0, 2 2, 4 4, 8 8"
    assert figures("111") == "1 1 1"
    assert figures("+44 141 496 0000") == "plus 4 4, 1 4 1, 4 9 6, 0 0 0 0"
