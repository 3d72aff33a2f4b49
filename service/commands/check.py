"""`release-day check`: every fault of the Boards' files, each with its place."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from service.clock import WallClock
from service.configuration.document import TOP
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import ConfigFile, is_config_folder, kind_of
from service.configuration.reader import examine
from service.domain.london import london_day
from service.schedules.config import Config
from service.settings import carrier_is_practice, config_dir


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as a JSON list.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Look through the configuration, and print each fault as file:line:col: message.

    PATH is a configuration folder, a file in one, or a draft that is to be checked as if it were in CONFIG_DIR.
    """
    today = london_day(WallClock().wall())
    faults: set[ConfigFault] = set()
    read: list[Config] = []
    for target in _targets(paths or (config_dir(),)):
        reading = examine(target.folder, practice=carrier_is_practice(), drafts=target.drafts, today=today)
        faults.update(fault for fault in reading.faults if target.concerns(fault))
        read += [reading.config] if reading.config else []
    faults.update(_unclear(path) for path in paths if _is_draft(path) and kind_of(path) is None)
    _print(sorted(faults), read, as_json=as_json)
    context.exit(int(any(fault.level is Level.ERROR for fault in faults)))


@dataclass(frozen=True)
class _Target:
    folder: Path
    drafts: tuple[ConfigFile, ...] = ()
    only: Path | None = None  # asked for alone: the warnings of other files are left out, their errors never

    def concerns(self, fault: ConfigFault) -> bool:
        return self.only is None or fault.level is Level.ERROR or Path(fault.file) == self.only


def _targets(paths: Iterable[Path]) -> Iterable[_Target]:
    for path in paths:
        inside = _folder_of(path)
        kind = kind_of(path) if inside is None else None
        if inside is not None:
            yield _Target(inside, only=path if path.is_file() else None)
        elif kind is not None:
            yield _Target(config_dir(), (ConfigFile(kind, path),), only=path)


def _folder_of(path: Path) -> Path | None:
    """The configuration folder that is meant or that the path lies in; None for a file that lies in none."""
    around = (path, path.parent, path.parent.parent)
    found = next((folder for folder in around if is_config_folder(folder)), None)
    return path if found is None and path.is_dir() else found


def _is_draft(path: Path) -> bool:
    return _folder_of(path) is None


def _unclear(path: Path) -> ConfigFault:
    return ConfigFault(str(path), TOP.line, TOP.col, "has none of the fields by which a file of ours is known")


def _print(faults: list[ConfigFault], read: list[Config], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], indent=1))
        return
    for fault in faults:
        click.echo(str(fault))
    for config in read:
        click.echo(_summary(config))


def _summary(config: Config) -> str:
    texts = sum(len(sequence.steps) for sequence in config.sequences.values())
    answers = sum(map(len, config.replies.values()))
    return (
        f"no errors in Boards: {len(config.boards)}, prisons: {len(config.prisons)}, contacts: {len(config.contacts)}, "
        f"sequences: {len(config.sequences)}, their texts: {texts}, answers: {answers}"
    )
