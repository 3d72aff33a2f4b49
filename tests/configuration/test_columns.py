"""The headers of a prison's own lists, in prisons.yaml."""

import pytest

from service.configuration.reader import read_config
from service.domain.column import Column
from service.domain.ids import PrisonSlug
from tests.configuration.copies import SHIPPED, Copy, place

PRISONS = "prisons.yaml"
LINE = "    columns: {PR No: prison_number, EDL: liberation_date, Lib Date: liberation_date}\n"


def test_every_shipped_prison_has_the_words_of_the_prison_service_for_its_columns() -> None:
    for prison in read_config(SHIPPED, practice=True).prisons.values():
        assert prison.columns == {
            "PR No": Column.PRISON_NUMBER,
            "EDL": Column.LIBERATION_DATE,
            "Lib Date": Column.LIBERATION_DATE,
        }


def test_a_prison_needs_no_words_of_its_own(config: Copy) -> None:
    config.edit(PRISONS, LINE, "")
    read = read_config(config.folder, practice=True)
    assert read.prisons[PrisonSlug("addiewell")].columns == {}
    with pytest.raises(TypeError):
        read.prisons[PrisonSlug("perth")].columns["EDL"] = Column.MOBILE  # type: ignore[index]


@pytest.mark.parametrize(
    ("new", "at", "message"),
    [
        ("{EDL: release_date}", "release_date", "`EDL`: is no column of a list: prison_number,"),
        ("{EDL: 1}", "1}", "`EDL`: must be text"),
        ("{EDL: }", "EDL: }", "`EDL`: has no value"),
        ("{Prison No: prison_number}", "Prison No:", "`Prison No`: is understood in every file, as prison_number"),
        ("{MOBILE: first_name}", "MOBILE:", "`MOBILE`: is understood in every file, as mobile: leave it out"),
        ('{"?": mobile}', '"?"', "`?`: a header has letters or digits"),
        ("{EDL: mobile, edl.: mobile}", "mobile}", "stands already in prisons.yaml, line"),
        ("{EDL: mobile, EDL: mobile}", "EDL: mobile}", "`EDL` stands here already, on line"),
        ("[EDL]", "[EDL]", "`columns`: must hold fields"),
    ],
)
def test_each_rule_is_told_once_and_at_its_place(config: Copy, new: str, at: str, message: str) -> None:
    config.edit(PRISONS, LINE, f"    columns: {new}\n")
    [fault] = config.errors()
    assert message in fault.message
    assert place(fault) == config.place(PRISONS, at)
