"""The same papers as PDF, drawn in millimetres.

Text is real text in Helvetica, one of the fonts that every reader has: it can be searched, copied and read aloud. That
font has the letters of Western Europe and no others.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.errors import FPDFUnicodeEncodingException

from service.domain.errors import Fault, InvalidError

INK, BLUE, QUIET, WHITE = (26, 26, 26), (0, 67, 126), (94, 94, 94), (255, 255, 255)
_POINT = 25.4 / 72  # millimetres
_BOLD = re.compile(r"\*\*.*?\*\*")
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


@dataclass(frozen=True)
class Font:
    points: float
    bold: bool = False
    colour: tuple[int, int, int] = INK
    leading: float = 1.14  # of a line, in its size

    @property
    def line(self) -> float:
        """Height of a line in millimetres."""
        return self.points * _POINT * self.leading


class Paper:
    """A document that grows from top to bottom, in boxes."""

    def __init__(self, size: tuple[float, float], title: str, made_at: datetime) -> None:
        self._pdf = FPDF(unit="mm", format=size)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(title)
        self._pdf.set_lang("en-GB")
        self._pdf.set_creation_date(made_at)
        self._pdf.set_display_mode("fullpage")

    def page(self) -> None:
        self._pdf.add_page()

    def write(self, words: str, font: Font, box: tuple[float, float, float], *, align: str = "L") -> float:
        """Words, broken into lines, in a box of x, y and width; bold between two **. The y beneath them."""
        self._use(font)
        self._pdf.set_xy(box[0], box[1])
        plain = _held_together(words)
        self._pdf.multi_cell(box[2], font.line, plain, align=align, markdown=True, new_x="LEFT", new_y="NEXT")
        return float(self._pdf.get_y())

    def height(self, words: str, font: Font, width: float) -> float:
        self._use(font)
        plain = _held_together(words)
        lines = self._pdf.multi_cell(width, font.line, plain, markdown=True, dry_run=True, output="LINES")
        return len(lines) * font.line if isinstance(lines, list) else font.line

    def spaced(self, letters: str, font: Font, gap: float, box: tuple[float, float, float]) -> None:
        """Letters in the middle of a box, with that many millimetres between them."""
        self._use(font)
        self._pdf.set_char_spacing(gap / _POINT)
        width = self._pdf.get_string_width(letters) - gap
        self._pdf.text(box[0] + (box[2] - width) / 2, box[1], letters)
        self._pdf.set_char_spacing(0)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, width: float = 0.1) -> None:
        self._pdf.set_draw_color(*INK)
        self._pdf.set_line_width(width)
        self._pdf.line(*start, *end)

    def frame(self, box: tuple[float, float, float, float], *, filled: bool = False, width: float = 0.5) -> None:
        """A rectangle of x, y, width and height."""
        self._pdf.set_draw_color(*BLUE)
        self._pdf.set_fill_color(*BLUE)
        self._pdf.set_line_width(width)
        self._pdf.rect(*box, style="F" if filled else "D")

    def output(self) -> bytes:
        return bytes(self._pdf.output())

    def _use(self, font: Font) -> None:
        self._pdf.set_font("helvetica", "B" if font.bold else "", font.points)
        self._pdf.set_text_color(*font.colour)


def _held_together(words: str) -> str:
    """Numbers are bold, and a number that is broken over two lines is dialled wrong."""
    return _BOLD.sub(lambda found: found[0].replace(" ", "\u00a0"), words.translate(_PLAIN))


@contextmanager
def drawn() -> Iterator[None]:
    """Raises InvalidError for letters that the font has not."""
    try:
        yield
    except FPDFUnicodeEncodingException as error:
        told = "holds letters that our PDF cannot show: take HTML, and print it with a browser"
        raise InvalidError((Fault("--out", told),)) from error


def must_fit(y: float, bottom: float, what: str) -> None:
    """Raises InvalidError where words reach lower than they may: smaller letters would not be read."""
    if y > bottom:
        raise InvalidError((Fault(what, "has more words than there is room for in letters of 14 points"),))
