"""Several requests at once share one transaction, and none pays for another."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event

from service.domain.errors import UnavailableError
from service.webhooks.together import Together

LONG = 10  # seconds; nothing here takes so long unless it hangs


class Book:
    """Writes down what comes, the first lot not before the gate is open."""

    def __init__(self, faults: dict[str, Exception]) -> None:
        self.lots: list[tuple[str, ...]] = []
        self.begun, self.gate = Event(), Event()
        self._faults = faults

    def write_down(self, *words: str) -> None:
        self.lots.append(words)
        self.begun.set()
        assert self.gate.wait(LONG)
        for word in words:
            if word in self._faults:
                raise self._faults[word]


def taken(book: Book, first: str, *rest: str) -> list[Future[None]]:
    """The first is being written down while the rest come."""
    together: Together[str] = Together(book.write_down)
    with ThreadPoolExecutor(len(rest) + 1) as threads:
        one = threads.submit(together.take, first)
        assert book.begun.wait(LONG)
        others = [threads.submit(together.take, word) for word in rest]
        assert not wait([one, *others], timeout=0.2).done, "nobody is told that it is done before it is"
        book.gate.set()
    return [one, *others]


def test_whoever_comes_while_the_last_ones_are_written_down_goes_with_the_next() -> None:
    book = Book({})
    for one in taken(book, "a", "b", "c", "d"):
        one.result(LONG)
    assert [sorted(lot) for lot in book.lots] == [["a"], ["b", "c", "d"]]


def test_one_that_cannot_be_written_down_keeps_back_no_other() -> None:
    book = Book({"c": ValueError("c")})
    done = taken(book, "a", "b", "c", "d")
    assert [type(one.exception(LONG)) for one in done] == [type(None), type(None), ValueError, type(None)]
    assert sorted(book.lots[2:]) == [("b",), ("c",), ("d",)], "each by itself"


def test_a_database_that_is_away_is_told_to_all_and_not_tried_for_each() -> None:
    book = Book({"c": UnavailableError()})
    done = taken(book, "a", "b", "c", "d")
    assert [type(one.exception(LONG)) for one in done] == [type(None), *[UnavailableError] * 3]
    assert len(book.lots) == 2
