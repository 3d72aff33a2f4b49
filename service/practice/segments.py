"""How many segments a text takes, counted anew: a double that used the service's own count would prove nothing."""

# GSM 03.38: one septet each, then two each (ESC and a second).
ONE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWO = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """GSM-7: 160 septets alone, 153 in each of several; else UCS-2: 70 units alone, 67 in each of several."""
    if ONE.union(TWO).issuperset(body):
        return _needed([2 if character in TWO else 1 for character in body], alone=160, each=153)
    return _needed([2 if ord(character) > 0xFFFF else 1 for character in body], alone=70, each=67)


def _needed(lengths: list[int], *, alone: int, each: int) -> int:
    if sum(lengths) <= alone:
        return 1
    full, used = 0, 0
    for length in lengths:
        if used + length > each:  # neither an escape pair nor a surrogate pair is split between two segments
            full, used = full + 1, 0
        used += length
    return full + 1
