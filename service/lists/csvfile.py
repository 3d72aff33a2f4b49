"""Reads CSV: whatever separates its fields is found by its header."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from service.domain.errors import InvalidError
from service.lists.encoding import text_of
from service.lists.headers import Headers
from service.lists.limits import MOST_COLUMNS, MOST_LINES, MOST_ROWS, MOST_TITLE_ROWS
from service.lists.refusal import refused
from service.lists.table import TOO_MANY_COLUMNS, TOO_MANY_ROWS, Row

_SEPARATORS = (",", ";", "\t")
_HINT = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)  # Excel's own first line


def rows_of_csv(raw: bytes, headers: Headers) -> list[Row]:
    """Every row that is not empty. Raises InvalidError."""
    text = text_of(raw)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise refused(TOO_MANY_ROWS)
    hint = _HINT.match(text)
    separator = hint.group(1) if hint else max(_SEPARATORS, key=lambda one: _recognised(text, one, headers))
    return list(_filled(text, separator))


def _recognised(text: str, separator: str, headers: Headers) -> int:
    """How many of our columns one of the first rows names, if the fields are separated like this."""
    try:
        top = [cells[:MOST_COLUMNS] for _, cells in islice(_records(text, separator), MOST_TITLE_ROWS)]
    except InvalidError:  # of another separator, perhaps
        return 0
    return max(map(headers.recognised, top), default=0)


def _filled(text: str, separator: str) -> Iterator[Row]:
    count = 0
    for line, cells in _records(text, separator):
        if len(cells) > MOST_COLUMNS:
            raise refused(TOO_MANY_COLUMNS, line)
        row = Row(line, tuple(cell.strip() for cell in cells))
        if row.filled:
            count += 1
            yield row
        if count > MOST_ROWS:
            raise refused(TOO_MANY_ROWS)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line; a quoted field may go over many."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            message = "a quotation mark that begins here is not closed, or something follows it"
            raise refused(message, line) from None
        if cells is None:
            return
        yield line, cells
