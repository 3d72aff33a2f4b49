"""Forty single mistakes in the files of sequences and Boards: each is found, and at its line."""

from dataclasses import dataclass

import pytest

from tests.configuration.copies import Copy

WEEKS, WOMEN, YOUNG = "sequences/first-weeks.yaml", "sequences/women.yaml", "sequences/young-18-25.yaml"
HARM, HOMELESS, VISITS = (
    "sequences/harm-reduction.yaml",
    "sequences/no-fixed-address.yaml",
    "sequences/appointments.yaml",
)
FIFE = "boards/fife.yaml"
MIDWIFE = (
    '"NHS: You can see a midwife for free. It is private. Call NHS inform free on 0800 22 44 88. '
    'Ask for a midwife near you."'
)
UNIQUE = "only_if: {sent: [02_gp]}"
JOINED = "unless: {answers: {gp: [joined]}}"
URGENT = 'offset: 1d\n    at: "14:00"\n'
ADVICE = "Do you need health advice? Call NHS inform free on 0800 22 44 88. Reply STOP"


@dataclass(frozen=True)
class Mistake:
    name: str
    file: str
    old: str
    new: str
    at: str  # on the line where the fault must stand; nothing: where the change was made
    message: str


MISTAKES = [
    Mistake(*row)
    for row in [
        ("a fixed UTC offset", WEEKS, '"18:00"', '"18:00+01:00"', "18:00+01:00", "`at`: has a fixed UTC offset"),
        ("a time zone", WEEKS, "fallback: en\n", "fallback: en\nutc_offset: 0h\n", "utc_offset", "a fixed UTC offset"),
        ("an id twice", WEEKS, "id: 07_gp_check", "id: 05_medicine", "", "stands already in first-weeks.yaml"),
        ("an id of another sequence", WOMEN, "id: w_health", "id: 06_mood", "", "stands already in"),
        (
            "a circle of conditions",
            WEEKS,
            "    group: gp\n",
            "    group: gp\n    only_if: {sent: [07_gp_check]}\n",
            "only_if: {sent: [07",
            "go in a circle, so that none of these can go: 02_gp -> 07_gp_check -> 02_gp",
        ),
        (
            "a step that waits for itself",
            YOUNG,
            "    replaces:",
            "    unless: {sent: [y_mood]}\n    replaces:",
            "unless: {sent",
            "y_mood -> y_mood",
        ),
        ("no words to fall back on", WEEKS, 'en: "NHS: Do you need help', 'gd: "NHS: Do you need help', "gd:", "`en`"),
        (
            "a draft to fall back on",
            WOMEN,
            MIDWIFE,
            f"{{needs_translator: {MIDWIFE}}}",
            "needs_tr",
            "`en` are a draft",
        ),
        ("an unknown contact", WEEKS, "116 123", "116 124", "116 124", "does not stand in contacts.yaml"),
        (
            "a variant of no step",
            HOMELESS,
            "first-weeks/02_gp",
            "first-weeks/02_doctor",
            "02_doctor",
            "no step first-weeks/02_doctor",
        ),
        ("a step that is nowhere", WEEKS, UNIQUE, "only_if: {sent: [02_doc]}", "[02_doc]", "has no step 02_doc"),
        (
            "a question nobody asks",
            WEEKS,
            JOINED,
            "unless: {answers: {doctor: [joined]}}",
            "{doctor:",
            "no step asks the question doctor",
        ),
        (
            "an answer without such a meaning",
            WEEKS,
            JOINED,
            "unless: {answers: {gp: [joyned]}}",
            "joyned",
            "no answer to gp means joyned",
        ),
        ("an unknown group", WOMEN, "groups: [woman]", "groups: [women]", "[women]", "must be 'no_fixed_address'"),
        ("an end that nobody answers", WEEKS, "died]", "died, gp.jioned]", "gp.jioned", "no answer to gp means jioned"),
        ("an end that is missing", WEEKS, ", died]", "]", "stop_on", "must stand here: died"),
        (
            "opt-in without a group",
            HARM,
            "only_if: {groups: [harm_reduction]}\n",
            "",
            "sensitivity",
            "opt_in needs `only_if` groups",
        ),
        (
            "opt-in of a group that did not agree",
            WOMEN,
            "groups: [pregnancy]",
            "groups: [woman, pregnancy]",
            "sensitivity",
            "each of which agreed",
        ),
        (
            "a group that agreed, without opt-in",
            WOMEN,
            "{groups: [pregnancy]}\n    sensitivity: opt_in\n",
            "{groups: [pregnancy]}\n",
            "{groups: [pregnancy]}",
            "it needs `sensitivity: opt_in`",
        ),
        (
            "a step left out that must go",
            FIFE,
            "leaves_out: []",
            "leaves_out: [04_urgent]",
            "[04_urgent]",
            "not optional",
        ),
        (
            "a step left out that is none",
            FIFE,
            "leaves_out: []",
            "leaves_out: [99_none]",
            "[99_none]",
            "has a step 99_n",
        ),
        ("an answer of the carrier's", WEEKS, '"1": joined', "YES: joined", "YES:", "YES is kept"),
        (
            "an answer that no words name",
            WEEKS,
            '"2": not_helped',
            '"3": not_helped',
            '"NHS: This is our last',
            "does not name the answer 3",
        ),
        (
            "a figure that means nothing",
            WEEKS,
            '    ask: {question: helped, answers: {"1": helped, "2": not_helped}}\n',
            "",
            '"NHS: This is our last',
            "no `ask` says what it means",
        ),
        (
            "CALL where nobody phones",
            WEEKS,
            ADVICE,
            ADVICE.replace("Reply STOP", "Reply CALL or STOP"),
            "Reply CALL or STOP",
            "phones nobody back",
        ),
        ("a time too near the end", WEEKS, '"18:00"', '"18:59"', '"18:59"', "the carrier needs two minutes"),
        ("a time outside the hours", WEEKS, '"18:00"', '"19:00"', '"19:00"', "outside the sending hours of NHS"),
        ("fewer texts than must go", WEEKS, "max_total: 12", "max_total: 6", "max_total: 6", "7 steps go to everybody"),
        ("a text at once after a release", WEEKS, "offset: 2h", "offset: 0h", "offset: 0h", "must be 1h at least"),
        ("a text before a release", WEEKS, "offset: 1d", "offset: -1d", "offset: -1d", "nothing goes before a release"),
        ("a day without a time", WEEKS, URGENT, "offset: 1d\n", "offset: 1d\n", "`at` is missing"),
        ("news of no appointment", WEEKS, URGENT, f"{URGENT}    when: booked\n", "when: booked", "is for appointments"),
        ("a reminder after it", VISITS, "offset: -3d", "offset: 3d", "offset: 3d", "goes before the appointment"),
        (
            "news that waits for notice",
            VISITS,
            "when: booked\n",
            "when: booked\n    notice: 48h\n",
            "notice: 48h",
            "`notice` is for reminders",
        ),
        (
            "lateness of no kind",
            VISITS,
            "if_late: skip #",
            "if_late: never #",
            "if_late: never",
            "`if_late`: must be {send_within",
        ),
        ("two texts a day", WEEKS, "max_per_day: 1", "max_per_day: 2", "max_per_day: 2", "`max_per_day`: must be 1"),
        ("steps out of order", WEEKS, "offset: 4d", "offset: 2d", "", "steps stand in the order of their days"),
        (
            "an unknown line",
            FIFE,
            '"07700 900 001"',
            '"07700 900 002"',
            '"07700 900 002"',
            "does not stand in contacts",
        ),
        (
            "six texts without a way out",
            WEEKS,
            "2 for no. To find one, call 0800 22 44 88 free. Reply STOP to end our texts.",
            "2 for no. To find one, call 0800 22 44 88 free.",
            'en: "NHS: Do you worry about money',
            "the sixth text in a row that does not say Reply STOP, for the group young_18_25",
        ),
        (
            "a condition with nothing in it",
            WOMEN,
            "only_if: {groups: [woman]}",
            "only_if:",
            "only_if:\n",
            "`only_if`: has no value",
        ),
    ]
]


def test_there_are_forty() -> None:
    assert len({(mistake.file, mistake.old, mistake.new) for mistake in MISTAKES}) == 40


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_is_found_at_its_line(config: Copy, mistake: Mistake) -> None:
    where = config.place(mistake.file, mistake.old)
    config.edit(mistake.file, mistake.old, mistake.new)
    if mistake.at:
        where = config.place(mistake.file, mistake.at)
    found = {(fault.file, fault.line) for fault in config.errors() if mistake.message in fault.message}
    assert where[:2] in found
    assert {file for file, _ in found} == {where[0]}
