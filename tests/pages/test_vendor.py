"""What others wrote: unchanged, named, licensed, and asking nobody else for anything."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.pages.specimen import STATIC

TESTS = Path(__file__).parent
FOLDERS = sorted([*(STATIC / "vendor").iterdir(), *(TESTS / "vendor").iterdir()])
SHIPPED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})

_LISTED = re.compile(r"^ +([0-9a-f]{64})  (\S+)  \S+$", re.MULTILINE)
_FIELD = re.compile(r"^(name|version|licence|source): +(\S.*)$", re.MULTILINE)
_ADDRESS = re.compile(r"""(?:[a-z]+:)?//[\w.-]+\.[a-z]{2,}[^\s"'`)]*""", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_REFERENCE = re.compile(r"""@import\s*[^;]*|url\(\s*["']?([^"')]*)""")

# Not asked for: names of languages, and where a "hide this page" button leads, which no page of ours has.
HARMLESS = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "https://www.google.com"}

by_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
by_file = pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)


@by_folder
def test_a_vendored_file_is_the_one_that_its_list_names(folder: Path) -> None:
    listed = {name: digest for digest, name in _LISTED.findall(_list_of(folder))}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in _files_of(folder)}
    assert there == listed


@by_folder
def test_the_list_names_what_it_is_whence_it_is_and_its_licence_in_full(folder: Path) -> None:
    words = _list_of(folder)
    assert {name for name, _ in _FIELD.findall(words)} == {"name", "version", "licence", "source"}
    _, _, licence = words.partition("\n-------- licence")
    assert len(licence) > 500


def test_what_only_tests_need_is_not_shipped() -> None:
    assert [folder.name for folder in sorted((STATIC / "vendor").iterdir())] == ["design-system", "htmx"]


@by_file
def test_no_shipped_file_names_an_address_that_a_browser_would_ask(file: Path) -> None:
    words = file.read_text(encoding="utf-8-sig")
    if file.suffix == ".css":
        words = _CSS_COMMENT.sub("", words)
        # A data: address is in the file already, whatever is written in it.
        references = [match.group(1) or match.group(0) for match in _CSS_REFERENCE.finditer(words)]
        assert [one for one in references if not one.startswith("data:")] == []
    assert set(_ADDRESS.findall(words)) <= HARMLESS


@by_file
def test_no_shipped_file_calls_a_named_address(file: Path) -> None:
    """Words that load something, with anything but a place beside the file itself."""
    words = file.read_text(encoding="utf-8-sig")
    called = re.findall(r"""(?:\bimport\(|\bfrom\s*|\bfetch\(|importScripts\(|\.src\s*=)\s*["'`]([^"'`]+)""", words)
    assert [one for one in called if not one.startswith("./")] == []


def _files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "VENDOR.txt"]


def _list_of(folder: Path) -> str:
    return (folder / "VENDOR.txt").read_text(encoding="utf-8")
