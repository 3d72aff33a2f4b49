"""Sheets of cards as PDF: fronts, backs behind them, and last the list of whose they are."""

from collections.abc import Iterator
from datetime import datetime

from service.cards.pages import CARDS_TITLE
from service.cards.pdf import BLUE, QUIET, Font, Paper, drawn, must_fit
from service.cards.sheet import COLUMNS, HEIGHT, LEFT, PAGE, ROWS, TOP, WIDTH, Card, Given, HandOut, Sheet

TEXT = Font(14)
HELLO = Font(14, bold=True, colour=BLUE)
_CODE = Font(25, bold=True)
_NUMBER = Font(9, colour=QUIET)
_SIDE = 5.0  # from the edge of a card
_FRONT_UP, _BACK_UP = 3.5, 4.5
_INNER = WIDTH - 2 * _SIDE
_BOX = 12.0  # height of what frames the code
_LETTER_GAP = 1.0

_LIST_SIDE = 18.0
_HEAD, _SMALL, _STRONG = Font(18, bold=True, colour=BLUE), Font(11, leading=1.35), Font(11, bold=True, leading=1.35)
_WIDTHS = (22.0, 35.0, 57.0, 30.0, 30.0)
_ROW = 7.4
_TITLES = ("Card", "Code begins", "Prison number", "Given on", "By")
HOW = (
    "Print the cards at actual size (100%), on both sides, turned over the long edge. Cut along the marks.",
    "Keep this page apart from the cards. Nothing on a card tells whose it is.",
    "Give each person their own card: its code is theirs alone. It works once.",
    "Shred this page when the cards are given out.",
)


def cards_pdf(sheets: tuple[Sheet, ...], handout: HandOut, made_at: datetime) -> bytes:
    """Raises InvalidError for words that do not fit, or that the font cannot show."""
    with drawn():
        paper = Paper(PAGE, CARDS_TITLE, made_at)
        for sheet in sheets:
            _side(paper, sheet.fronts, front=True)
            _side(paper, sheet.backs, front=False)
        for number, rows in enumerate(handout.pages, start=1):
            _list(paper, handout, rows, number)
        return paper.output()


def _side(paper: Paper, cards: tuple[Card | None, ...], *, front: bool) -> None:
    paper.page()
    for place, card in enumerate(cards):
        x, y = LEFT + place % COLUMNS * WIDTH, TOP + place // COLUMNS * HEIGHT
        if card is not None:
            (_front if front else _back)(paper, card, x + _SIDE, y)
    for start, end in _marks():
        paper.line(start, end)


def _front(paper: Paper, card: Card, x: float, top: float) -> None:
    words = card.words
    y = paper.write(words.hello, HELLO, (x, top + _FRONT_UP, _INNER))
    y = paper.write(words.about, TEXT, (x, y + 0.4, _INNER)) if words.about else y
    y = paper.write(words.send_code, TEXT, (x, y + 0.4, _INNER)) + 1.4
    paper.frame((x, y, _INNER, _BOX))
    paper.spaced(card.code, _CODE, _LETTER_GAP, (x, y + 9.1, _INNER))
    y = paper.write(words.stop_short, TEXT, (x, y + _BOX + 1.4, _INNER))
    y = paper.write(words.reply_cost, TEXT, (x, y, _INNER))
    must_fit(y, top + HEIGHT - 2, f"the card of {words.name}")
    paper.write(str(card.number), _NUMBER, (x, top + HEIGHT - 7.2, _INNER), align="R")


def _back(paper: Paper, card: Card, x: float, top: float) -> None:
    """Its sentences share the height that they leave."""
    lines = card.words.back
    room = HEIGHT - 2 * _BACK_UP - sum(paper.height(line, TEXT, _INNER) for line in lines)
    must_fit(0, room, f"the card of {card.words.name}")
    y = top + _BACK_UP
    for line in lines:
        y = paper.write(line, TEXT, (x, y, _INNER)) + room / (len(lines) - 1)


def _marks() -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Where to cut: at the edges of the page, and small crosses between cards."""
    wide, high = PAGE
    for column in range(COLUMNS + 1):
        x = LEFT + column * WIDTH
        yield from (((x, 1.5), (x, 6)), ((x, high - 6), (x, high - 1.5)))
        yield from (((x, TOP + row * HEIGHT - 1.5), (x, TOP + row * HEIGHT + 1.5)) for row in range(1, ROWS))
    for row in range(ROWS + 1):
        y = TOP + row * HEIGHT
        yield from (((1, y), (5, y)), ((wide - 5, y), (wide - 1, y)))
        if 0 < row < ROWS:
            yield (wide / 2 - 1.5, y), (wide / 2 + 1.5, y)


def _list(paper: Paper, handout: HandOut, rows: tuple[Given, ...], number: int) -> None:
    paper.page()
    width = PAGE[0] - 2 * _LIST_SIDE
    y = paper.write("Who gets which card", _HEAD, (_LIST_SIDE, 16, width)) + 2
    y = paper.write(f"{handout.prison}. Leaving {handout.days}.", _SMALL, (_LIST_SIDE, y, width)) + 1
    y = paper.write(_count(handout, number), _SMALL, (_LIST_SIDE, y, width)) + 1
    for line in HOW:
        paper.write("-", _SMALL, (_LIST_SIDE, y, 5))
        y = paper.write(line, _SMALL, (_LIST_SIDE + 5, y, width - 5))
    y = _row(paper, _TITLES, y + 3, _STRONG)
    for given in rows:
        y = _row(paper, (str(given.card), given.starts, given.prison_number, "", ""), y, _SMALL)


def _count(handout: HandOut, number: int) -> str:
    count, pages = len(handout.rows), len(handout.pages)
    some = f"{count} card{'' if count == 1 else 's'}, made on {handout.made}."
    page = f" Page {number} of {pages}." if pages > 1 else ""
    return f"{some}{page}"


def _row(paper: Paper, cells: tuple[str, ...], y: float, font: Font) -> float:
    x = _LIST_SIDE
    for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        edge = ((x, y), (x + width, y), (x + width, y + _ROW), (x, y + _ROW))
        for start, end in zip(edge, (*edge[1:], edge[0]), strict=True):
            paper.line(start, end)
        paper.write(cell, _STRONG if place < 2 else font, (x + 2, y + (_ROW - font.line) / 2, width - 4))
        x += width
    return y + _ROW
