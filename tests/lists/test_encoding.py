import codecs

import pytest

from tests.lists.lists import contact, listed, message, read, sam

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]
FILE = listed(sam(first_name="Mòrag", groups="woman"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_line_end_and_separator_reads_the_same(encoding: str, end: str, separator: str) -> None:
    raw = FILE.replace(",", separator).replace("\n", end).encode(encoding)
    assert read(raw).rows == read(FILE.replace(",", separator)).rows
    [row] = read(raw).rows
    assert row.event.contact is not None
    assert row.event.contact.first_name == "Mòrag"
    assert row.line == 2


def test_utf_16_with_either_mark_is_read() -> None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert len(read(mark + FILE.encode(encoding)).rows) == 1


@pytest.mark.parametrize("name", ["Siân", "Zoë", "Łukasz", "Søren", "O\u2019Neil"])
def test_a_name_keeps_its_letters(name: str) -> None:
    assert contact(first_name=name).first_name == name


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a\0b", "NUL"),
        (b"\0" * 100, "NUL"),
        (FILE.encode() + b"\0", "NUL"),
        (codecs.BOM_UTF8 + b"a\0", "NUL"),
        (FILE.encode("utf-16-le")[:-1], "NUL"),
        (codecs.BOM_UTF16_LE + b"a", "neither"),
        (codecs.BOM_UTF8 + b"\xff", "neither"),
        (codecs.BOM_UTF16_LE + "\ud800".encode("utf-16-le", "surrogatepass"), "neither"),
        (b"\x81", "neither"),
        ("Zoë".encode() + "Zoë".encode("windows-1252"), "partly"),
        (FILE.encode("utf-32"), "NUL"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(raw: bytes, told: str) -> None:
    assert told in message(raw)
