"""Files made to fill the memory: what Python takes to refuse them, and what a whole process takes of the machine."""

import io
import resource
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from service.lists.limits import MOST_BYTES
from service.lists.reader import FileKind
from tests.lists.lists import message
from tests.lists.workbooks import HEADER, archive, package, sheet, workbook

MOST_MB = 40
SHEET = "xl/worksheets/sheet1.xml"
CHECKOUT = Path(__file__).parents[2]


def peak_mb(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


def bomb(unpacked: int) -> bytes:
    """A workbook whose one sheet says that it unpacks to so many bytes, and does."""
    return package(["Sheet1"], {SHEET: bytes(unpacked)})


def lying(raw: bytes, name: str, size: int) -> bytes:
    """The archive, in which that part says that it unpacks to `size` bytes."""
    changed = bytearray(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        info = opened.getinfo(name)
    directory = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    struct.pack_into("<L", changed, directory + 24, size)
    struct.pack_into("<L", changed, info.header_offset + 22, size)
    return bytes(changed)


BOMBS: dict[str, tuple[FileKind, Callable[[], bytes], str]] = {
    "50 MB in a sheet": (FileKind.XLSX, lambda: bomb(50_000_000), "unpacks to more"),
    "50 MB that say they are 10 bytes": (FileKind.XLSX, lambda: lying(bomb(50_000_000), SHEET, 10), "damaged"),
    "50 MB of commas": (FileKind.CSV, lambda: b"," * 50_000_000, "larger than 1 MB"),
    "1 MB of commas": (FileKind.CSV, lambda: b"," * MOST_BYTES, "100 columns"),
    "1 MB of quotation marks": (FileKind.CSV, lambda: b'"' * MOST_BYTES, "quotation mark"),
    "1 MB of an open quotation": (FileKind.CSV, lambda: b'"' + b"x" * (MOST_BYTES - 1), "quotation mark"),
    "1 MB of line ends": (FileKind.CSV, lambda: b"\n" * MOST_BYTES, "10,000 rows"),
    "1 MB of short rows": (FileKind.CSV, lambda: b"1\n" * (MOST_BYTES // 2), "10,000 rows"),
    "1 MB of zip directory": (
        FileKind.XLSX,
        lambda: archive({f"{number:05}": b"" for number in range(9_000)}),
        "500 parts",
    ),
    "a workbook inside another's name": (
        FileKind.XLSX,
        lambda: lying(workbook({"S": [HEADER]}, extra={"x": b"x"}), "x", 4_000_000_000),
        "unpacks to more",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_reason_and_little_memory(name: str) -> None:
    kind, make, told = BOMBS[name]
    raw = make()
    answers: list[str] = []
    assert peak_mb(lambda: answers.append(message(raw, kind))) < MOST_MB
    assert told in answers[0]


def test_entities_are_not_unfolded() -> None:
    laughs = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    xml = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{laughs}]>".encode() + sheet("<row><c><v>&a11;</v></c></row>")
    assert peak_mb(lambda: message(package(["S"], {SHEET: xml}), FileKind.XLSX)) < MOST_MB


CORNERS = {
    "the far corner": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "beyond every corner": '<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZZ1"><v>1</v></c></row>',
    "a formula far below": '<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999"><c r="A9999999"><f>1</f></c></row>',
}
READ_IT = """
import resource, sys
from service.lists.reader import FileKind
from tests.lists.lists import message, read
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
print(message(sys.stdin.buffer.read(), FileKind.XLSX))
"""


@pytest.mark.parametrize("where", CORNERS)
def test_a_cell_far_away_takes_no_memory_of_any_library(where: str) -> None:
    """calamine would ask the machine for some 400 GB, and end the process when it does not get them."""
    raw = package(["Sheet1"], {SHEET: sheet(CORNERS[where])})
    done = subprocess.run(
        [sys.executable, "-c", READ_IT],
        input=raw,
        cwd=CHECKOUT,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith(("holds more than", "is damaged"))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_000_000  # kB
