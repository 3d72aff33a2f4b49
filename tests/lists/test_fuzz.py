"""Whatever comes: a listing or the reader's own error, and nothing else."""

import io
import zipfile
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import InvalidError
from service.lists.reader import FileKind
from tests.lists.lists import SAMPLES, read
from tests.lists.workbooks import HEADER, archive, error, formula, workbook

CSV = (SAMPLES / "releases-barlinnie.csv").read_bytes()
XLSX = workbook(
    {
        "Releases": [
            ["Releases"],
            HEADER,
            [48213.0, "Sam", 7700900101.0, 46379, "S08000031", "en", ""],
            ["48214", formula("A1", "x"), error("#N/A"), "23/12/2026", "Highland", "gd", "woman"],
        ]
    }
)
with zipfile.ZipFile(io.BytesIO(XLSX)) as opened:
    PARTS = {name: opened.read(name) for name in opened.namelist()}

# Words that mean something to a reader of CSV, of zip archives or of Excel's XML.
WORDS = [
    *(b",", b";", b"\t", b'"', b"\r", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n", b"Total"),
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\x08\x00", b"\x63\x00"),
    *(b"<", b"/>", b'<c r="A1"><v>1</v></c>', b'<row r="5">', b"</row>", b't="d"', b't="s"', b's="9999999"', b"<f/>"),
    *(b"<is><t>x</t></is>", b"&#65;", b"<![CDATA[x]]>", b"<!DOCTYPE x>", b"1e308", b"-1e308", b"nan", b"2958466"),
    *(b'<numFmt numFmtId="14" formatCode="[h]:mm"/>', b'r="XFD1048576"', b"\xed\xa0\x80"),
]
Change = tuple[int, int, bytes]
CHANGES = st.lists(
    st.tuples(st.integers(0), st.integers(0, 40), st.sampled_from(WORDS) | st.binary(max_size=4)), max_size=8
)


def changed(raw: bytes, changes: list[Change]) -> bytes:
    """Some bytes of it put out, and others in their place."""
    for at, length, word in changes:
        start = at % (len(raw) + 1)
        raw = raw[:start] + word + raw[start + length :]
    return raw


@given(st.binary(max_size=2_000), st.sampled_from(FileKind))
def test_no_bytes_do_harm(raw: bytes, kind: FileKind) -> None:
    with suppress(InvalidError):
        read(raw, kind)


@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "windows-1252"]))
def test_no_text_does_harm(text: str, encoding: str) -> None:
    with suppress(InvalidError):
        read(b"prison_number,liberation_date,home_board\n".decode().encode(encoding) + text.encode(encoding, "replace"))


@given(CHANGES, st.sampled_from(FileKind))
def test_no_change_of_a_good_file_does_harm(changes: list[Change], kind: FileKind) -> None:
    with suppress(InvalidError):
        read(changed(CSV if kind is FileKind.CSV else XLSX, changes), kind)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(PARTS)), CHANGES, min_size=1, max_size=3))
def test_no_change_inside_a_workbook_does_harm(parts: dict[str, list[Change]]) -> None:
    with suppress(InvalidError):
        read(archive({name: changed(xml, parts.get(name, [])) for name, xml in PARTS.items()}), FileKind.XLSX)


@given(st.lists(st.lists(st.text(max_size=20) | st.floats() | st.integers(), max_size=9), max_size=6))
def test_no_cells_do_harm(rows: list[list[str | float | int]]) -> None:
    with suppress(InvalidError):
        listing = read(archive_of(rows), FileKind.XLSX)
        assert len(listing.rows) + len(listing.repeats) + len(listing.refused) <= len(rows)


def archive_of(rows: list[list[str | float | int]]) -> bytes:
    """A workbook of these cells under our header; what XML cannot hold is left out."""
    legal = [[_legal(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return workbook({"Releases": [HEADER, *legal]})


def _legal(text: str) -> str:
    return "".join(
        letter for letter in text if letter >= " " and not "\ud800" <= letter <= "\udfff" and letter < "\ufffe"
    )
