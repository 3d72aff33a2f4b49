"""One sealed file a request. A file is there whole or not at all, and is on the disk when `keep` returns."""

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from service.core.records import Spooled
from service.domain.errors import NotFoundError, UnavailableError, UnfitError
from service.domain.ids import AttemptId, MessageSid

_ENDS = ".sealed"  # a file without it is not written to its end
_DAMAGED = "damaged"


@dataclass(frozen=True)
class FileSpool:
    """See `core.ports.Spool`. Needs no database; any number of processes may share the folder."""

    folder: Path
    seal: Callable[[str, str], bytes] = field(repr=False)  # the file's name, and what is to stand in it
    unseal: Callable[[str, bytes], str] = field(repr=False)  # raises UnfitError: not sealed for that name

    def keep(self, request: Spooled) -> None:
        name = _name(request)
        try:
            _make(self.folder)
            _write(self.folder, name, self.seal(name, _written(request)))
        except OSError as error:
            raise UnavailableError from error

    def names(self) -> tuple[str, ...]:
        return _names(self.folder)

    def damaged(self) -> tuple[str, ...]:
        return _names(self.folder / _DAMAGED)

    def read(self, name: str) -> Spooled:
        try:
            sealed = (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError from error
        except OSError as error:  # no right to read it, too many files open, a broken disk: it is not damaged by that
            raise UnavailableError from error
        try:
            return _read(self.unseal(name, sealed))
        except (ValueError, LookupError, TypeError):  # cut short, or sealed by somebody who wrote something else
            raise UnfitError from None

    def remove(self, name: str) -> None:
        try:
            (self.folder / name).unlink(missing_ok=True)
            _sync(self.folder)
        except OSError as error:
            raise UnavailableError from error

    def set_aside(self, name: str) -> None:
        damaged = self.folder / _DAMAGED
        try:
            _make(damaged)
            with suppress(FileNotFoundError):  # another drain was first
                (self.folder / name).rename(damaged / name)
            _sync(damaged)
            _sync(self.folder)
        except OSError as error:
            raise UnavailableError from error


def _names(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(one.name for one in folder.iterdir() if one.name.endswith(_ENDS)))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UnavailableError from error


def _name(request: Spooled) -> str:
    """In the order of time; the same request told twice is two files, and is heard once."""
    told = hashlib.sha256(request.sid.encode()).hexdigest()[:16]
    return f"{request.wall:%Y%m%dT%H%M%S%fZ}-{told}-{secrets.token_hex(4)}{_ENDS}"


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(folder.parent)


def _write(folder: Path, name: str, sealed: bytes) -> None:
    unfinished = folder / f".{name}.part"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / name)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync(folder: Path) -> None:
    """The name too must be on the disk: https://man7.org/linux/man-pages/man2/fsync.2.html."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _written(request: Spooled) -> str:
    return json.dumps({**vars(request), "wall": request.wall.isoformat()})


def _read(written: str) -> Spooled:
    told = json.loads(written)
    return Spooled(
        sid=MessageSid(str(told["sid"])),
        wall=datetime.fromisoformat(told["wall"]),
        sender=str(told["sender"]),
        to=str(told["to"]),
        words=str(told["words"]),
        status=told["status"],
        code=told["code"],
        ref=AttemptId(told["ref"]) if told["ref"] else None,
    )
