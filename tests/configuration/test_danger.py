"""Who is told that somebody is in danger, and who reads what comes from a number that nobody knows."""

import pytest

from service.configuration.faults import Level
from service.configuration.reader import read_config
from service.domain.board import DangerContacts
from service.domain.ids import BoardCode
from tests.configuration.copies import Copy, place

FIFE, GLASGOW, LOTHIAN = "boards/fife.yaml", "boards/greater-glasgow-and-clyde.yaml", "boards/lothian.yaml"
SHIPPED = "danger: {in_hours: unmonitored, out_of_hours: unmonitored}"
NAMED = "danger: {in_hours: [a@example.scot, b@example.scot], out_of_hours: [c@example.scot, d@example.scot]}"


def fife_faults(config: Copy, *, practice: bool = True) -> list[tuple[str, Level]]:
    told = [fault for fault in config.faults(practice=practice) if fault.file.endswith("fife.yaml")]
    return [(fault.message, fault.level) for fault in told if "kept for practice" not in fault.message]


def test_a_board_names_who_is_told_of_danger_in_their_order(config: Copy) -> None:
    config.edit(FIFE, SHIPPED, NAMED)
    board = read_config(config.folder, practice=True).boards[BoardCode("S08000029")]
    assert board.danger == DangerContacts(("a@example.scot", "b@example.scot"), ("c@example.scot", "d@example.scot"))
    assert fife_faults(config) == []


def test_a_board_that_does_not_say_who_is_told_of_danger_is_refused(config: Copy) -> None:
    config.edit(FIFE, SHIPPED + "\n", "")
    (fault,) = config.errors()
    assert fault.file.endswith("fife.yaml")
    assert fault.message.startswith("`danger`: is missing: name who is told")
    assert "unmonitored" in fault.message


@pytest.mark.parametrize("practice", [True, False])
def test_unmonitored_is_a_warning_that_says_what_it_means(config: Copy, practice: bool) -> None:
    told = "nobody at this Board is told of danger in office hours or out of hours: only the national alert address is"
    assert fife_faults(config, practice=practice) == [(told, Level.WARNING)]


def test_unmonitored_at_night_alone_is_told_where_it_stands(config: Copy) -> None:
    config.edit(FIFE, SHIPPED, NAMED.replace("[c@example.scot, d@example.scot]", "unmonitored"))
    (fault,) = [fault for fault in config.faults() if fault.file.endswith("fife.yaml")]
    assert place(fault) == config.place(FIFE, "unmonitored}")
    assert fault.message.startswith("nobody at this Board is told of danger out of hours:")


@pytest.mark.parametrize(
    ("danger", "at", "message"),
    [
        ("{in_hours: [], out_of_hours: unmonitored}", "[], out", "must be a list of e-mail addresses, or unmonitored"),
        ("{in_hours: nobody, out_of_hours: unmonitored}", "nobody, out", "must be a list of e-mail addresses"),
        ("{in_hours: [someone], out_of_hours: unmonitored}", "someone]", "`in_hours`, number 1:"),
        ("{in_hours: unmonitored}", "{in_hours", "`out_of_hours`: is missing"),
        ("unmonitored", "unmonitored\nclosed", "`danger`: must hold fields"),
        ("{in_hours: [a@b.scot, A@b.scot], out_of_hours: unmonitored}", "A@b.scot", "stands already in fife.yaml"),
    ],
)
def test_who_is_told_must_be_readable(config: Copy, danger: str, at: str, message: str) -> None:
    config.edit(FIFE, SHIPPED, f"danger: {danger}")
    (fault,) = config.errors()
    assert place(fault) == config.place(FIFE, at)
    assert message in fault.message


def test_one_address_alone_is_doubtful(config: Copy) -> None:
    config.edit(FIFE, SHIPPED, NAMED.replace(", b@example.scot", ""))
    ((message, level),) = fife_faults(config)
    assert message.startswith("`in_hours`: one address alone")
    assert level is Level.WARNING


def test_of_boards_that_share_a_sender_one_is_on_duty(config: Copy) -> None:
    config.edit(GLASGOW, "\nduty: true", "\nduty: false")
    (fault,) = config.errors()
    assert place(fault)[0].endswith("ayrshire-and-arran.yaml")
    assert fault.message.startswith("14 Boards share this sender, and none of them is `duty: true`")


def test_of_boards_that_share_a_sender_only_one_is_on_duty(config: Copy) -> None:
    config.edit(FIFE, "\nduty: false", "\nduty: true")
    (fault,) = config.errors()
    line = config.place(FIFE, "true\nstarts")[1]
    assert fault.message.endswith(f"is on duty already: fife.yaml, line {line}")
    assert place(fault) == config.place(GLASGOW, "true\nstarts")


def test_a_board_alone_on_its_sender_needs_no_duty(config: Copy) -> None:
    config.edit(FIFE, "+447700900000", "+447700900003")
    assert config.errors() == ()


def pooled(config: Copy, *boards: str) -> None:
    for pool, board in enumerate(boards):
        config.edit(board, '{number: "+447700900000"}', f"{{messaging_service: MG{pool:032x}}}")


def test_of_boards_with_messaging_services_one_is_on_duty_whichever_they_have(config: Copy) -> None:
    pooled(config, FIFE, LOTHIAN)
    (fault,) = config.errors()
    assert place(fault)[0].endswith("fife.yaml")
    assert fault.message.startswith("2 Boards send by messaging services, and none of them is `duty: true`")
    config.edit(LOTHIAN, "\nduty: false", "\nduty: true")
    assert config.errors() == ()


def test_of_boards_with_messaging_services_only_one_is_on_duty(config: Copy) -> None:
    pooled(config, FIFE, LOTHIAN)
    for board in (FIFE, LOTHIAN):
        config.edit(board, "\nduty: false", "\nduty: true")
    (fault,) = config.errors()
    assert place(fault)[0].endswith("lothian.yaml")
    assert "another Board with a messaging service is on duty already: fife.yaml" in fault.message


def test_a_board_may_say_that_nobody_reads_its_replies(config: Copy) -> None:
    config.edit(FIFE, "\nreads_replies: office_hours", "\nreads_replies: none")
    assert not read_config(config.folder, practice=True).boards[BoardCode("S08000029")].reads_replies
