"""`release-day preview`: what one person would get, on any day; what is odd in a range of days; the page to sign."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import click

from service.commands import signing
from service.configuration.faults import ConfigError
from service.configuration.notation import GROUPS, LANGUAGES, OPT_IN_GROUPS
from service.configuration.reader import examine
from service.core.gathering import place_of
from service.core.wording import filled, longest_values, spoken, values_for
from service.domain.board import Board
from service.domain.ids import SequenceId, StepId
from service.domain.london import LONDON, at, london_day
from service.domain.text import Reason
from service.schedules.config import Config
from service.schedules.course import Facts
from service.schedules.preview import (
    LATER,
    Case,
    Preview,
    Previewed,
    groups_of,
    released,
    sequences_for,
    visiting,
)
from service.schedules.preview import preview as planned
from service.schedules.sequence import Anchor, News, Sequence, StepName
from service.schedules.sweep import Oddity, Sweep, What
from service.settings import carrier_is_practice, config_dir
from service.templates.segments import segments

ALL = "all"
NATIONAL = SequenceId("first-weeks")  # the others come on top of it: alone, nobody gets them
_AGREEING = frozenset(OPT_IN_GROUPS)
_WIDEST = 100  # columns
_INDENT = " " * 23
_A_FORTNIGHT, _FORENOON = timedelta(days=14), time(10, 15)
_WHY = {
    "late": "too late for it by then",
    Reason.TOO_MANY: "there would be too many",
    Reason.NOT_IN_PLAN: "what it follows does not go",
}

T = TypeVar("T")


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  a day, in Scotland
        except ValueError:
            self.fail(f"{value} is no day as 2026-12-23", param, ctx)


class _Clock(click.ParamType[time]):
    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        try:
            return datetime.strptime(str(value), "%H:%M").time()  # noqa: DTZ007  a clock in Scotland
        except ValueError:
            self.fail(f"{value} is no time as 10:30", param, ctx)


class _Range(click.ParamType[tuple[date, date]]):
    name = "FROM..TO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date]:
        first, _, last = str(value).partition("..")
        begins, ends = (_Day().convert(one, param, ctx) for one in (first, last))
        if ends < begins:
            self.fail(f"{ends} is before {begins}", param, ctx)
        return begins, ends


@dataclass(frozen=True)
class _Asked:
    """What the command line said of one calendar."""

    day: date
    at: time
    heard: time | None
    booked: date | None
    news: News
    language: str | None
    groups: tuple[str, ...]
    every: bool


@click.command()
@click.argument("sequence", metavar="[SEQUENCE|all]", default=ALL)
@click.option("--board", metavar="CODE", help="A Board's code, or all: the last for --sweep and --print.")
@click.option("--date", "day", type=_Day(), help="The day of the release; of the appointment, for texts about one.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The person's language.  [default: the sequence's own]")
@click.option(
    "--group", "groups", type=click.Choice(GROUPS), multiple=True, help="A group the person is in; repeatable."
)
@click.option("--heard", type=_Clock(), help="When on its day the release is heard of.  [default: long before]")
@click.option("--time", "clock", type=_Clock(), default="10:30", show_default=True, help="Of the appointment.")
@click.option("--booked", type=_Day(), help="When the appointment's news is heard.  [default: 14 days before]")
@click.option(
    "--news",
    type=click.Choice([one.value for one in News]),
    default=News.BOOKED.value,
    show_default=True,
    help="What is heard of the appointment.",
)
@click.option("--all", "every", is_flag=True, help="The texts of other sequences too, not of this one alone.")
@click.option("--sweep", "days", type=_Range(), help="Look for what is odd on all these days; exit 1 if anything is.")
@click.option("--print", "on_paper", is_flag=True, help="The page to sign, as HTML: every text with its reason.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the page goes.  [default: stdout]")
@click.option("--timelines", type=click.Path(file_okay=False, path_type=Path), hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def preview(  # noqa: PLR0913  its options
    context: click.Context,
    sequence: str,
    board: str | None,
    day: date | None,
    lang: str | None,
    groups: tuple[str, ...],
    heard: time | None,
    clock: time,
    booked: date | None,
    news: str,
    every: bool,
    days: tuple[date, date] | None,
    on_paper: bool,
    out: Path | None,
    timelines: Path | None,
    as_json: bool,
) -> None:
    """Show the calendar that one person would get of SEQUENCE: each text, its moment and its words.

    With groups, first-weeks shows all that such a person gets. Any other sequence is planned together with the Board's
    others, because a number gets one text a day, and only its own texts are shown. It needs no database and no secret.
    """
    config = _config()
    names = _names(config, sequence)
    if timelines is not None:
        _draw(config, timelines)
    elif on_paper:
        _print_page(config, names, _boards(config, board), out)
    elif days is not None:
        context.exit(_sweep(config, names, _boards(config, board), days, as_json=as_json))
    else:
        asked = _Asked(_needed(day, "--date"), clock, heard, booked, News(news), lang, groups, every)
        whose = _one(_boards(config, _needed(board, "--board")), "one Board's calendar is shown: --board CODE")
        shown = _one(
            tuple(config.sequences[name] for name in names), "one SEQUENCE is shown; the calendar of all is --sweep's"
        )
        _show(config, shown, whose, asked, as_json=as_json)


def _config() -> Config:
    reading = examine(config_dir(), practice=carrier_is_practice())
    if reading.config is None:
        raise ConfigError(reading.faults)
    return reading.config


def _names(config: Config, asked: str) -> tuple[SequenceId, ...]:
    if asked == ALL:
        return tuple(sorted(config.sequences))
    if asked not in config.sequences:
        message = f"there is no sequence {asked}; there are {', '.join(sorted(config.sequences))}"
        raise click.UsageError(message)
    return (SequenceId(asked),)


def _boards(config: Config, asked: str | None) -> tuple[Board, ...]:
    if asked is None or asked == ALL:
        return tuple(config.boards.values())
    found = config.board_named(asked)
    if found is None:
        message = f"there is no Board {asked}; there are {', '.join(sorted(config.boards))}"
        raise click.UsageError(message)
    return (found,)


def _show(config: Config, sequence: Sequence, board: Board, asked: _Asked, *, as_json: bool) -> None:
    sent = sequences_for(board, config.sequences, sequence.id)
    if sequence.id not in board.sequences:
        _note(f"{board.name} does not send {sequence.id}: shown as if it did, after its others")
    facts = Facts(groups=_groups(sequence, board, asked.groups), left_out=board.leaves_out)
    case = _case(sequence, asked)
    made = planned(sent.values(), case, facts, place_of(board))
    whole = asked.every or sequence.id == NATIONAL
    shown = [one for one in made.texts if whole or one.course.sequence.id == sequence.id]
    _tell_of_language(shown, asked.language)
    rows = [_row(one, board, asked.language) for one in shown]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    click.echo(f"{board.name}, {sequence.id}: {case.told}")
    for one, row in zip(shown, rows, strict=True):
        _print_text(one, row, with_sequence=whole)
    for line in _left_out(made, None if whole else sequence.id):
        click.echo(line)


def _groups(sequence: Sequence, board: Board, asked: tuple[str, ...]) -> frozenset[str]:
    """Those named, or those without which nobody gets the sequence; and of them, those whose texts the Board sends."""
    groups = frozenset(asked)
    if not groups and all(sequence.only_if.groups | step.only_if.groups for step in sequence.steps):
        groups = groups_of(sequence)
        _note(f"no --group was named: shown for somebody in {', '.join(sorted(groups))}")
    kept_back = (groups & _AGREEING) - board.opt_in_groups
    if kept_back:
        _note(f"{board.name} has not taken up the texts for {', '.join(sorted(kept_back))}: they are left out")
    return groups - kept_back


def _case(sequence: Sequence, asked: _Asked) -> Case:
    if sequence.anchor is Anchor.LIBERATION:
        return released(asked.day, asked.heard)
    start = at(asked.day, asked.at)
    if asked.news is News.MISSED:
        return visiting(start, start + LATER, asked.news)
    heard_at = at(asked.booked or asked.day - _A_FORTNIGHT, asked.heard or _FORENOON)
    if heard_at >= start:
        message = "what is heard of an appointment is heard before it begins"
        raise click.UsageError(message)
    return visiting(start, heard_at, asked.news)


def _tell_of_language(shown: list[Previewed], language: str | None) -> None:
    missing = [one.step.id for one in shown if language and language not in one.step.words]
    if missing:
        _note(f"no words in {language} that a translator has signed, so these go in another: {', '.join(missing)}")


def _row(one: Previewed, board: Board, language: str | None) -> dict[str, str | int]:
    sequence, due_at = one.course.sequence, one.text.due_at
    values = values_for(board, one.course.anchor, london_day(due_at))
    words = filled(spoken(one.step, sequence, board, language), values)
    local = due_at.astimezone(LONDON)
    return {
        "step": one.step.id,
        "due_at": due_at.isoformat().replace("+00:00", "Z"),
        "local": f"{local:%a} {local.day} {local:%b %Y %H:%M}",
        "segments": segments(words),
        "words": words,
    }


def _print_text(one: Previewed, row: dict[str, str | int], *, with_sequence: bool) -> None:
    name = f"{one.course.sequence.id}/{one.step.id}" if with_sequence else one.step.id
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    long = "" if row["segments"] == 1 else f", {row['segments']} texts long"
    click.echo(f"\n{row['local']:>21}  {name}{long}")
    click.echo(textwrap.fill(str(row["words"]), width, initial_indent=_INDENT, subsequent_indent=_INDENT))


def _left_out(made: Preview, only: SequenceId | None) -> Iterable[str]:
    why = {**{key: str(reason) for key, reason in made.plan.left_out.items()}, **dict.fromkeys(made.plan.late, "late")}
    lines = [f"  {key.sequence}/{key.step}: {_WHY[one]}" for key, one in why.items() if only in (None, key.sequence)]
    return ["\nLeft out:", *lines] if lines else []


def _sweep(
    config: Config, names: tuple[SequenceId, ...], boards: tuple[Board, ...], days: tuple[date, date], *, as_json: bool
) -> int:
    first, last = days
    sweep = Sweep(config, boards, names, _AGREEING)
    every_day = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    hidden = not sys.stderr.isatty()
    with click.progressbar(every_day, label="Planning", file=sys.stderr, hidden=hidden) as bar:
        for day in bar:
            sweep.look(day)
    odd = [*sweep.oddities(), *too_long(config, names, boards), *_of_no_board(names, boards)]
    if as_json:
        click.echo(json.dumps([_oddity_row(one) for one in odd], indent=1))
    for one in () if as_json else odd:
        click.echo(_oddity_line(one, len(boards)))
    if not odd and not as_json:
        click.echo(f"nothing odd in {sweep.plans} plans, {first} to {last}, Boards: {len(boards)}")
    return int(bool(odd))


def too_long(config: Config, names: Iterable[SequenceId], boards: tuple[Board, ...]) -> Iterable[Oddity]:
    """In any language, with the longest that the Board's name, a place and a day can be."""
    for sequence in (config.sequences[name] for name in names):
        for step in sequence.steps:
            long = tuple(
                board.code
                for board in boards
                if sequence.id in board.sequences
                and any(
                    segments(filled(spoken(step, sequence, board, language), longest_values(board, sequence))) > 1
                    for language in {*step.words, *step.without_call}
                )
            )
            if long:
                yield Oddity(What.TOO_LONG, StepName(sequence.id, step.id), long, "anybody", 1, "")


def _of_no_board(names: Iterable[SequenceId], boards: tuple[Board, ...]) -> Iterable[Oddity]:
    for name in names:
        if not any(name in board.sequences for board in boards):
            codes = tuple(board.code for board in boards)
            yield Oddity(What.NEVER, StepName(name, StepId("*")), codes, "anybody: no such Board sends it", 0, "")


def _oddity_row(one: Oddity) -> dict[str, object]:
    return {
        "what": one.what,
        "sequence": one.step.sequence,
        "step": one.step.step,
        "boards": one.boards,
        "whose": one.whose,
        "plans": one.count,
        "first": one.first or None,
    }


def _oddity_line(one: Oddity, boards: int) -> str:
    where = "every Board" if len(one.boards) == boards > 1 else ", ".join(one.boards)
    example = f"; plans: {one.count}, the first: {one.first}" if one.first else ""
    return f"{one.step.sequence}/{one.step.step}: {one.what}, for {one.whose}, at {where}{example}"


def _print_page(config: Config, names: tuple[SequenceId, ...], boards: tuple[Board, ...], out: Path | None) -> None:
    sequence = _one(tuple(config.sequences[name] for name in names), "--print takes one SEQUENCE")
    folder = config_dir()
    file = folder / "sequences" / f"{sequence.id}.yaml"
    faults = examine(folder, practice=carrier_is_practice()).faults
    warnings = [fault.message for fault in faults if Path(fault.file) == file]
    page = signing.page(config, sequence.id, boards, file.read_text(encoding="utf-8"), warnings)
    if out is None:
        click.echo(page, nl=False)
    else:
        out.write_text(page, encoding="utf-8")


def _draw(config: Config, folder: Path) -> None:
    """For the documentation: a drawing for each sequence, and beside the folder the page of their tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sequence in config.sequences.items():
        (folder / f"{name}.svg").write_text(signing.drawing(sequence), encoding="utf-8")
    folder.with_suffix(".md").write_text(signing.tables(config, folder.name), encoding="utf-8")


def _note(words: str) -> None:
    click.echo(words, err=True)


def _needed(value: T | None, option: str) -> T:
    if value is None:
        message = f"Missing option '{option}'."
        raise click.UsageError(message)
    return value


def _one(found: tuple[T, ...], message: str) -> T:
    if len(found) != 1:
        raise click.UsageError(message)
    return found[0]
