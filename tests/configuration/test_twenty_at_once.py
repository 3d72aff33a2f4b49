from service.configuration.faults import Level
from tests.configuration.copies import Copy

WEEKS = "sequences/first-weeks.yaml"

# Changes to the one file, top to bottom, and the fault that each must bring.
TWENTY = [
    ("fallback: en\n", "fallback: en\ntimezone: UTC\n", "`timezone`: is no field"),
    ("max_per_day: 1", "max_per_day: 3", "`max_per_day`: must be 1"),
    ("max_in_week: 6", "max_in_week: 8", "`max_in_week`: is too large"),
    ("max_total: 12", "max_total: many", "`max_total`: must be a whole number"),
    ("died]", "died, gp.jioned]", "no answer to gp means jioned"),
    ("tested_with: []", "tested_with: no", "`tested_with`: must be a list"),
    ("offset: 2h", "offset: 0h", "step 01_welcome: must be 1h at least"),
    (
        'offset: 1d\n    at: "14:00"',
        'offset: 1d\n    at: "14:00+00:00"',
        "step 04_urgent: `at`: has a fixed UTC offset",
    ),
    ("on: open_days", "on: weekdays", "step 02_gp: `on`: must be 'open_days'"),
    ('at: "11:00"', 'at: "18:59"', "step 03_nhs_inform: the carrier needs two minutes"),
    ("id: 05_medicine", "id: 04_urgent", "stands already in first-weeks.yaml"),
    ("116 123", "116 124", "step 06_mood, rule 13: the number that ends in 24"),
    ('answers: {"1": joined', "answers: {STOP: joined", "step 07_gp_check: `STOP`: STOP is kept"),
    ("{sent: [02_gp]}", "{sent: [02_doctor]}", "step 07_gp_check: this sequence has no step 02_doctor"),
    ('en: "NHS: Bad night', 'gd: "NHS: Bad night', "step 08_night: no words in `en`"),
    ("optional: true", "optional: maybe", "step 08_night: `optional`: must be true or false"),
    ("offset: 14d", "offset: 2w", "step 09_home_money: `offset`: an offset is written 3d"),
    ("unless: {answers: {gp: [joined]}}", "unless:", "step 10_gp_again: `unless`: has no value"),
    ("offset: 28d", "offset: 12d", "step 11_check_in: the step before goes later"),
    ('"2": not_helped', '"3": not_helped', "step 12_last: does not name the answer 3"),
]


def test_a_sequence_with_twenty_faults_reports_twenty(config: Copy) -> None:
    assert len(TWENTY) == 20
    for old, new, _ in TWENTY:
        config.edit(WEEKS, old, new)
    told = [fault for fault in config.errors() if fault.file.endswith(WEEKS)]
    for _, _, message in TWENTY:
        assert len([fault for fault in told if message in fault.message]) == 1, message
    assert len(told) == 20


def test_no_fault_of_a_sequence_hides_those_of_another_file(config: Copy) -> None:
    for old, new, _ in TWENTY:
        config.edit(WEEKS, old, new)
    config.edit("sequences/women.yaml", "groups: [woman]", "groups: [women]")
    config.edit("boards/fife.yaml", '"07700 900 001"', '"07700 900 009"')
    files = {fault.file.rsplit("/", 1)[-1] for fault in config.errors() if fault.level is Level.ERROR}
    assert {"women.yaml", "fife.yaml"} <= files
