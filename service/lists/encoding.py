"""From bytes to text, in the encodings that Excel and prison systems write."""

from service.lists.refusal import refused

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MOST_OF = 0.7  # of one byte in two is NUL where text with Latin letters is UTF-16; none of the others is


def text_of(raw: bytes) -> str:
    """UTF-8, UTF-16 and Windows-1252. Raises InvalidError."""
    if raw.startswith((_ZIP, _OLE)):
        message = "is an Excel file, not CSV: send it as .xlsx"
        raise refused(message)
    text = _decoded(raw)
    if "\0" in text:
        message = "holds NUL bytes: it is damaged, or no text"
        raise refused(message)
    return text


def _decoded(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw.removeprefix(mark), encoding)
    if b"\0" in raw:
        return _without_mark(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(raw)


def _without_mark(raw: bytes) -> str:
    """UTF-16 by where its NULs are; where they are anywhere else, they stay and are refused."""
    pairs, left_over = divmod(len(raw), 2)
    first, second = raw[0::2].count(0), raw[1::2].count(0)
    if first == left_over == 0 and second >= pairs * _MOST_OF:
        return _strictly(raw, "utf-16-le")
    if second == left_over == 0 and first >= pairs * _MOST_OF:
        return _strictly(raw, "utf-16-be")
    return "\0"


def _windows(raw: bytes) -> str:
    """What is no UTF-8. A file that is partly UTF-8 would give wrong letters for right ones."""
    if not raw.decode("utf-8", "ignore").isascii():
        message = "is partly UTF-8 and partly not: save it again in one encoding"
        raise refused(message)
    return _strictly(raw, "windows-1252")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        message = "is neither UTF-8 nor UTF-16 nor Windows-1252: save it as CSV UTF-8"
        raise refused(message) from None
