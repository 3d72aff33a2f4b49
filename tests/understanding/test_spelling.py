from service.understanding.spelling import Spelling, shortenings

WORD = "unsubscribe"


class _Counted(dict[str, str]):
    """Counts how often it is asked for a word."""

    asked = 0

    def __contains__(self, word: object) -> bool:
        self.asked += 1
        return super().__contains__(word)


def test_a_slip_in_a_long_word_is_mended() -> None:
    spelling = Spelling({}, frozenset(), shortenings(frozenset((WORD,))))
    for written in ("unsubscribe", "unsubcribe", "unsubscrribe", "unnsubscrribe"):
        assert spelling.read(written) == (WORD,)


def test_a_word_longer_than_any_of_ours_is_left_as_it_is_and_costs_no_work() -> None:
    mended = _Counted()
    endless = "ab" * 800
    assert Spelling({}, frozenset(), mended).read(endless) == (endless,)
    assert mended.asked == 0
