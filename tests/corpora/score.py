"""How well replies are understood: each label's precision and recall, hard negatives, and whole sets of labels.

`.venv/bin/python -m tests.corpora.score [FILE…]` from the project's folder prints the tables of docs/replies.md.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.domain.meaning import Context, Label, Meaning
from service.understanding import understand

HERE = Path(__file__).parent
Understand = Callable[[str, Context], Meaning]


@dataclass(frozen=True)
class Row:
    text: str
    context: Context
    labels: frozenset[Label]
    note: str

    @property
    def hard_negative(self) -> bool:
        """A wording that tempts to a wrong label."""
        return self.note.startswith("HN")


@dataclass(frozen=True)
class Score:
    rows: int
    gold: Counter[Label]
    said: Counter[Label]
    hit: Counter[Label]
    whole: int  # rows of which every label was right, and no other said
    tempted: Counter[Label]  # hard negatives that a label was wrongly given to
    misses: tuple[tuple[Row, frozenset[Label]], ...]

    def precision(self, label: Label) -> float:
        return self.hit[label] / self.said[label] if self.said[label] else 1.0

    def recall(self, label: Label) -> float:
        return self.hit[label] / self.gold[label] if self.gold[label] else 1.0

    def recall_of(self, grade: str, rows: Iterable[Row]) -> float:
        """Of danger, by how plainly it is said: G1 outright, G2 strongly, G3 indirectly."""
        graded = [row for row in rows if Label.CRISIS in row.labels and grade in row.note.split()]
        missed = [row for row, said in self.misses if row in graded and Label.CRISIS not in said]
        return 1 - len(missed) / len(graded) if graded else 1.0


def rows_of(name: str) -> tuple[Row, ...]:
    with (HERE / name).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(
            Row(
                row["text"],
                Context(row["context"]),
                _folded(map(Label, row["labels"].split("|")), Context(row["context"])),
                row["note"] or "",
            )
            for row in csv.DictReader(lines)
        )


def _folded(labels: Iterable[Label], context: Context) -> frozenset[Label]:
    """No to an appointment is that they cannot come."""
    no = Label.CANT_ATTEND if context is Context.APPOINTMENT else Label.NO
    return frozenset(no if label is Label.NO else label for label in labels)


def score(rows: Sequence[Row], how: Understand = understand) -> Score:
    pairs = [(row, _folded(how(row.text, row.context).labels, row.context)) for row in rows]
    return Score(
        rows=len(rows),
        gold=Counter(label for row, _ in pairs for label in row.labels),
        said=Counter(label for _, said in pairs for label in said),
        hit=Counter(label for row, said in pairs for label in row.labels & said),
        whole=sum(row.labels == said for row, said in pairs),
        tempted=Counter(label for row, said in pairs if row.hard_negative for label in said - row.labels),
        misses=tuple((row, said) for row, said in pairs if row.labels != said),
    )


def table(found: Score) -> str:
    lines = ["| label | rows | precision | recall |", "|---|---|---|---|"]
    lines += [
        f"| {label} | {found.gold[label]} | {100 * found.precision(label):.1f} | {100 * found.recall(label):.1f} |"
        for label in Label
    ]
    return "\n".join(
        [*lines, f"| every label of a reply right | {found.rows} | | {100 * found.whole / found.rows:.1f} |"]
    )


def main(names: Sequence[str]) -> None:
    for name in names:
        rows = rows_of(name)
        found = score(rows)
        graded = ", ".join(f"{grade} {100 * found.recall_of(grade, rows):.1f}" for grade in ("G1", "G2", "G3"))
        sys.stdout.write(f"{name}\n{table(found)}\ncrisis recall: {graded}\ntempted: {dict(found.tempted)}\n\n")


if __name__ == "__main__":
    main(sys.argv[1:] or ["replies_tune.csv"])
