"""Make `service/understanding/likeness.json` from the rows that may be tuned on: `python -m tests.corpora.train`.

Logistic regression for each label by scikit-learn's liblinear, which leaves nothing to chance: the same rows make the
same file. https://scikit-learn.org/stable/modules/linear_model.html#logistic-regression
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from service.domain.meaning import Context, Label
from service.understanding.likeness import signs
from service.understanding.rulebook import book

HERE = Path(__file__).parent
ROWS = (
    *(f"replies_tune{number}.csv" for number in ("", 2, 3, 4, 5, 6, 7)),
    *(f"ordinary{number}.csv" for number in ("", 2, 3, 4)),
)
MODEL = HERE.parents[1] / "service" / "understanding" / "likeness.json"
LABELS = tuple(label for label in Label if label is not Label.OTHER)
SEEN_SO_OFTEN = 3  # a sign of fewer rows says nothing of the next one
FREEDOM = 30.0  # C: how far weights may follow the rows
LEAST = 0.5  # a weight smaller than that is left out


@dataclass(frozen=True)
class Row:
    signs: tuple[str, ...]
    labels: frozenset[Label]


def read() -> list[Row]:
    return [row for name in ROWS for row in _file(HERE / name)]


def _file(path: Path) -> Iterable[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            context = Context(one["context"])
            folded = book().folder.fold(one["text"])
            found = frozenset(signs(folded.text.words, folded.plain, context))
            yield Row(tuple(sorted(found)), _labels(one["labels"], context))


def _labels(told: str, context: Context) -> frozenset[Label]:
    """A no to an appointment is that somebody cannot come: both are learnt from each."""
    labels = frozenset(map(Label, told.split("|")))
    return labels | {Label.CANT_ATTEND} if context is Context.APPOINTMENT and Label.NO in labels else labels


def digest() -> str:
    """Of all that the model is made from: its rows, its kinds of words, and this file."""
    made_from = [HERE / name for name in ROWS] + [MODEL.with_name("kinds.toml"), Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()


def known_signs(rows: Sequence[Row]) -> list[str]:
    times = Counter(sign for row in rows for sign in row.signs)
    return sorted(sign for sign, often in times.items() if often >= SEEN_SO_OFTEN)


def matrix(rows: Sequence[Row], known: Sequence[str]) -> csr_matrix:
    """A row each. Signs weigh less where there are many of them, as in `Likeness.of`."""
    place = {sign: at for at, sign in enumerate(known)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        found = [place[sign] for sign in row.signs if sign in place]
        columns += found
        values += [1 / sqrt(len(row.signs))] * len(found)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(known)))


def fit(seen: csr_matrix, right: Sequence[bool]) -> tuple[float, Sequence[float]]:
    """Where it starts, and the weight of each sign."""
    made = LogisticRegression(C=FREEDOM, solver="liblinear", max_iter=1000).fit(seen, right)
    return float(made.intercept_[0]), made.coef_[0].tolist()


def main() -> None:
    rows = read()
    known = known_signs(rows)
    seen = matrix(rows, known)
    weights: dict[str, list[int]] = {}
    starts = []
    for place, label in enumerate(LABELS):
        start, found = fit(seen, [label in row.labels for row in rows])
        starts.append(round(start * 10))
        for sign, weight in zip(known, found, strict=True):
            if abs(weight) >= LEAST:
                weights.setdefault(sign, []).extend((place, round(weight * 10)))
    told = {
        "made_from": digest(),
        "rows": len(rows),
        "labels": LABELS,
        "start": starts,
        "weights": dict(sorted(weights.items())),
    }
    MODEL.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} rows, {len(weights)} signs, {MODEL.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
