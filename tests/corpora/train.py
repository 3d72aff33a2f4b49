"""Make `service/understanding/likeness.json` from the rows that may be tuned on: `./go train`. Some minutes.

Logistic regression for each label by stochastic gradient descent with AdaGrad (Duchi 2011); the order of rows is
shuffled by a fixed seed, so the same rows make the same file. Bars are found on folds that the model had not seen.
"""

import csv
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

from service.domain.meaning import Context, Label
from service.understanding.likeness import signs
from service.understanding.rulebook import book

HERE = Path(__file__).parent
ROWS = ("replies_tune.csv", "replies_tune2.csv", "replies_tune3.csv", "ordinary.csv", "ordinary2.csv")
MODEL = HERE.parents[1] / "service" / "understanding" / "likeness.json"
LABELS = tuple(label for label in Label if label is not Label.OTHER)
SEEN_TWICE, ROUNDS, PACE, PULL, FOLDS, SEED = 2, 12, 0.5, 1e-5, 5, 20261122
LEAST = 0.6  # a weight smaller than that is left out
# Of what it calls so among rows that it has not seen, so much must be right. Rows that a rule knows count as well: the
# rules know these rows too well, and leave of them only what is hardest.
PRECISION = {Label.OPT_OUT: 0.95, Label.CRISIS: 0.9, Label.DECEASED: 0.9}
USUAL = 0.85


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
            yield Row(tuple(sorted(found)), frozenset(map(Label, one["labels"].split("|"))))


def digest() -> str:
    """Of all that the model is made from: its rows and this file."""
    made_from = b"".join((HERE / name).read_bytes() for name in (*ROWS, Path(__file__).name))
    return hashlib.sha256(made_from).hexdigest()


@dataclass
class Regression:
    weights: dict[str, float]
    start: float = 0.0

    def __call__(self, seen: Sequence[str]) -> float:
        total = self.start + sum(self.weights.get(sign, 0.0) for sign in seen) / sqrt(len(seen))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def fit(rows: Sequence[Row], label: Label, known: frozenset[str]) -> Regression:
    chance = random.Random(SEED)  # noqa: S311  an order, not a secret
    made = Regression({})
    steps: dict[str, float] = defaultdict(lambda: 1e-8)
    data = [(tuple(sign for sign in row.signs if sign in known), float(label in row.labels)) for row in rows]
    data = [(seen, right) for seen, right in data if seen]
    for _ in range(ROUNDS):
        chance.shuffle(data)
        for seen, right in data:
            _learn(made, steps, seen, right)
    return made


def _learn(made: Regression, steps: dict[str, float], seen: Sequence[str], right: float) -> None:
    wrong = made(seen) - right
    if abs(wrong) < 0.01:
        return
    made.start -= 0.05 * wrong
    slope = wrong / sqrt(len(seen))
    for sign in seen:
        weight = made.weights.get(sign, 0.0)
        down = slope + PULL * weight
        steps[sign] += down * down
        made.weights[sign] = weight - PACE * down / sqrt(steps[sign])


def seen_twice(rows: Sequence[Row]) -> frozenset[str]:
    times = Counter(sign for row in rows for sign in row.signs)
    return frozenset(sign for sign, often in times.items() if often >= SEEN_TWICE)


def bar(told: Sequence[tuple[float, bool]], wanted: float) -> float:
    """The lowest from which on so many are right."""
    best, right = 1.0, 0
    for number, (how, is_right) in enumerate(sorted(told, reverse=True), 1):
        right += is_right
        if right / number >= wanted:
            best = how
    return max(round(best, 3), 0.3)


def bars(rows: Sequence[Row]) -> Mapping[Label, float]:
    chance = random.Random(SEED)  # noqa: S311  an order, not a secret
    order = list(rows)
    chance.shuffle(order)
    told: dict[Label, list[tuple[float, bool]]] = {label: [] for label in LABELS}
    for fold in range(FOLDS):
        kept, left = [row for at, row in enumerate(order) if at % FOLDS != fold], order[fold::FOLDS]
        known = seen_twice(kept)
        for label in LABELS:
            made = fit(kept, label, known)
            for row in left:
                if seen := [sign for sign in row.signs if sign in known]:
                    told[label].append((made(seen), label in row.labels))
    return {label: bar(told[label], PRECISION.get(label, USUAL)) for label in LABELS}


def main() -> None:
    rows = read()
    known = seen_twice(rows)
    found = {label: fit(rows, label, known) for label in LABELS}
    weights: dict[str, list[int]] = {}
    for place, label in enumerate(LABELS):
        for sign, weight in sorted(found[label].weights.items()):
            if abs(weight) >= LEAST:
                weights.setdefault(sign, []).extend((place, round(weight * 10)))
    told = {
        "made_from": digest(),
        "rows": len(rows),
        "labels": LABELS,
        "bars": bars(rows),
        "start": [round(found[label].start * 10) for label in LABELS],
        "weights": dict(sorted(weights.items())),
    }
    MODEL.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} rows, {len(weights)} signs, {MODEL.stat().st_size} bytes\n{told['bars']}\n")


if __name__ == "__main__":
    main()
