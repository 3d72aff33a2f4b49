"""Opens the zip archive that a workbook is, and takes out of it only what a sheet's values need.

All this comes before any other reader sees the file: what is refused here is never unpacked.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import NoReturn

from service.lists.limits import MOST_INFLATED, MOST_PARTS, MOST_RATIO, RATIO_COUNTS_FROM
from service.lists.refusal import refused

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES, SHEETS = "xl/sharedstrings.xml", "xl/styles.xml", "xl/worksheets/"
TYPES = "[content_types].xml"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel wrote before 2007, and still writes round an encrypted workbook
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/vbadata.xml")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for gigabytes before the first byte
_LOCKED = 0x1  # the flag of an encrypted part

Parts = Mapping[str, bytes]  # by name in small letters, which is how Excel compares them


def parts_of(raw: bytes) -> Parts:
    """The parts of a workbook that hold or describe values. Raises InvalidError."""
    _refuse_other_kinds(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            _check(infos)
            return {_name(info): _unpacked(archive, info) for info in infos if _is_needed(_name(info))}
    except _BROKEN:
        damaged()


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """No more than the part says it holds: `archive.read` would unpack all of it first."""
    with archive.open(info) as part:
        return part.read(info.file_size)


def damaged() -> NoReturn:
    message = "is damaged, or no Excel workbook (.xlsx)"
    raise refused(message)


def _refuse_other_kinds(raw: bytes) -> None:
    if raw.startswith(_OLE) and _ENCRYPTED in raw:
        message = "is protected by a password: save a copy without one"
        raise refused(message)
    if raw.startswith(_OLE):
        message = "is in the format of Excel before 2007 (.xls): save it as .xlsx"
        raise refused(message)


def _check(infos: list[zipfile.ZipInfo]) -> None:
    """What the archive says of itself; each part is held to it when it is unpacked."""
    names = [_name(info) for info in infos]
    if len(names) > MOST_PARTS:
        message = f"holds more than {MOST_PARTS} parts"
        raise refused(message)
    if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in names):
        refuse_macros()
    if sum(info.file_size for info in infos) > MOST_INFLATED or any(map(_is_bomb, infos)):
        message = f"unpacks to more than {MOST_INFLATED // 1_000_000} MB, or to {MOST_RATIO} times its size"
        raise refused(message)
    if any(info.flag_bits & _LOCKED for info in infos):
        message = "is protected by a password: save a copy without one"
        raise refused(message)
    if len(set(names)) != len(names) or not all(info.compress_type in _PACKED for info in infos):
        damaged()
    if not {TYPES, WORKBOOK, RELATIONS} <= set(names):
        message = "is no Excel workbook (.xlsx)"
        raise refused(message)


def refuse_macros() -> NoReturn:
    message = "holds macros: save a copy as .xlsx, which has none"
    raise refused(message)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_COUNTS_FROM and info.file_size > info.compress_size * MOST_RATIO


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lstrip("/").lower()


def _is_needed(name: str) -> bool:
    if name in (TYPES, WORKBOOK, RELATIONS, STRINGS, STYLES):
        return True
    return name.startswith(SHEETS) and name.endswith(".xml")
