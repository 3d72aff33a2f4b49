"""An answer that is a figure and no more."""

from service.understanding.folding import Folded

_FIGURES = {
    word: str(figure)
    for figure, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)
}


def digit_of(folded: Folded) -> str | None:
    """`1`, `1.`, `one`, `wan`, `1️⃣`, `2 sorry`: the figure, where nothing else is said."""
    start, end = folded.core
    said = {word for word in folded.shown[start:end] if word not in ("number", "option", "reply", "answer", "is")}
    if len(said) != 1:
        return None
    word = said.pop()
    figure = _FIGURES.get(word, word)
    return figure if len(figure) == 1 and figure in "123456789" else None
