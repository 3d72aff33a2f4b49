"""A leaflet as PDF, A5."""

from datetime import datetime

from service.cards.pages import leaflet_title
from service.cards.pdf import BLUE, WHITE, Font, Paper, drawn, must_fit
from service.cards.words import Printed

_PAGE = (148.0, 210.0)
_SIDE = 11.0
_TITLE = Font(19, bold=True, colour=WHITE, leading=1.15)
_HEAD, _TEXT, _QUOTE = Font(16, bold=True, colour=BLUE, leading=1.2), Font(15, leading=1.25), Font(16, leading=1.25)
_QUOTE_IN = 5.2
_GAP = 4.2  # between parts


def leaflet_pdf(words: Printed, made_at: datetime) -> bytes:
    """Raises InvalidError for words that do not fit, or that the font cannot show."""
    with drawn():
        paper = Paper(_PAGE, " ".join(leaflet_title(words)), made_at)
        paper.page()
        width = _PAGE[0] - 2 * _SIDE
        title = "\n".join(leaflet_title(words))
        band = 9 + paper.height(title, _TITLE, width) + 7
        paper.frame((0, 0, _PAGE[0], band), filled=True)
        paper.write(title, _TITLE, (_SIDE, 9, width))
        y = band + 6
        for part in words.parts:
            y = paper.write(part.head, _HEAD, (_SIDE, y, width)) + 0.8
            start, inset = y, _QUOTE_IN if part.is_quote else 0.0
            for line in part.lines:
                y = paper.write(line, _QUOTE if part.is_quote else _TEXT, (_SIDE + inset, y, width - inset))
            if part.is_quote:
                paper.frame((_SIDE, start, 1.2, y - start), filled=True)
            y += _GAP
        must_fit(y, _PAGE[1] - 4, f"the leaflet of {words.name}")
        return paper.output()
