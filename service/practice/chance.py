"""Chance that can be had again: the same seed and the same order give the same draws, on any machine."""

from hashlib import sha256

DRAWS = 2**48  # a float holds each of them exactly


def draw(seed: int, nth: int, what: str) -> float:
    """From 0 to just under 1, evenly."""
    return int.from_bytes(sha256(f"{seed}/{nth}/{what}".encode()).digest()[:6]) / DRAWS
