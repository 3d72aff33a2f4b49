"""The rules as a page that a clinical lead reads and signs: a part of docs/replies.md."""

from collections.abc import Iterable, Iterator

from service.domain.meaning import Surety
from service.understanding.rule import Rule
from service.understanding.rulebook import book

_SUBJECTS = {
    "danger": "Danger",
    "death": "A death",
    "end_of_messages": "The end of messages",
    "wrong_person": "A wrong person",
    "custody": "Custody",
    "appointment": "An appointment",
    "answers": "Answers to our questions",
    "wishes": "Wishes and the rest",
}
BEGINS, ENDS = (
    "<!-- rules: made by WRITE_DOCS=1 ./go test tests/understanding/test_page.py -->",
    "<!-- end of rules -->",
)


def rules_page() -> str:
    """Every rule, by its subject."""
    return "\n".join([BEGINS, "", *_subjects(book().rules), ENDS])


def _subjects(rules: tuple[Rule, ...]) -> Iterator[str]:
    for subject, title in _SUBJECTS.items():
        yield f"### {title}"
        yield ""
        for rule in rules:
            if rule.subject == subject:
                yield from _told(rule)


def _told(rule: Rule) -> Iterator[str]:
    yield f"**{rule.name}**: {rule.why} {_effect(rule)}"
    yield ""
    yield f"- seen: {_quoted(reply for reply, _ in rule.examples)}"
    yield f"- left alone: {_quoted(reply for reply, _ in rule.counters)}"
    yield ""


def _effect(rule: Rule) -> str:
    kinds = [f"`{rule.label}`"]
    if rule.danger is not None and rule.grade is not None:
        kinds.append(f"{rule.grade.name} ({rule.danger.replace('_', ' ')})")
    if rule.wish is not None:
        kinds.append(f"`{rule.wish}`")
    if rule.surety is not Surety.SURE:
        kinds.append(rule.surety.name.lower())
    return f"({', '.join(kinds)}; {len(rule.says) + len(rule.alone)} wordings)"


def _quoted(replies: Iterable[str]) -> str:
    return "; ".join(f"“{reply}”".replace("\n", " ") for reply in replies)
