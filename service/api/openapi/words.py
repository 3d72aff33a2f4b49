"""What the fields mean, and what the errors say. A name of a field means the same wherever it stands."""

from collections.abc import Mapping
from types import MappingProxyType

_FAULTS = [
    {"field": "data.liberation_date", "message": "must be a day such as 2026-12-23"},
    {"field": "data.person.mobile", "message": "a landline, where a text may be read aloud to anyone"},
]

# By status: what it means, and the faults of its example.
MEANT: Mapping[int, tuple[str, list[dict[str, str]]]] = MappingProxyType(
    {
        400: ("the body is not JSON: NaN and Infinity are no numbers either", []),
        401: ("this needs a valid key: Authorization: Bearer KEY", []),
        403: ("this key may not do this", []),
        404: ("there is no such thing, or none that this key may see", []),
        409: ("this id came before with other content", []),
        411: ("a request says how long it is: Content-Length", []),
        413: ("a request holds 1 MB at most, a batch 500 events", []),
        415: ("the Content-Type is none that is taken here", []),
        422: ("what was sent has faults, and nothing came of it", _FAULTS),
        500: ("a fault of ours", []),
        503: ("nothing was stored: try again later", []),
    }
)

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "specversion": "The version of CloudEvents.",
        "id": "It names this one and no other.",
        "subject": "The prison number of the person.",
        "type": "What happened.",
        "time": "When it happened. It orders the events of one person.",
        "data": "What there is to say beside that.",
        "liberation_date": "The day of release.",
        "released_at": "When they left, if that was told.",
        "home_board": "The Board that the person will live in. Without it, and without council_area: the prison's.",
        "council_area": "In place of home_board: the council area that the person will live in.",
        "person": "Who is told of, so far as the texts need it.",
        "worker": "The person's named worker.",
        "mobile": "The person's own number. Without it the release waits.",
        "first_name": "How the texts greet them.",
        "language": "The language of the texts. All but en get English until their words are signed off.",
        "groups": "What the person belongs to, so that the right texts go. Some only a Board may tell.",
        "agreed_on": "The day the person agreed.",
        "recorded_by": "Who wrote that down.",
        "group": "What the person agreed to be texted about.",
        "number_confirmed_by_person": "false holds the release until somebody has asked the person.",
        "number_confirmed_on": "The day the person said that this is their number.",
        "safe_to_text": "no and shared hold the release for a person to look at.",
        "under_18": "true holds the release for a person to look at.",
        "removed_subject": "The prison number that is no longer used.",
        "outcome": "What came of it.",
        "event_id": "The id that you gave the event.",
        "release_id": "The release that it is about.",
        "held_reason": "Why it waits: no_number, under_18, not_confirmed or with_board. A prison is told no more.",
        "texts": "The texts that are planned.",
        "step": "Which text of its sequence.",
        "due_at": "When it is to go.",
        "faults": "Everything that is wrong, at once.",
        "field": "Where; empty: the whole of it.",
        "message": "What is wrong. It never repeats a value.",
        "state": "How far it has come.",
        "reason": "Why it did not go, or why it waits.",
        "number": "Masked: its last three digits.",
        "code": "The carrier's error code.",
        "next": "What to give as `after` for the next page; null: this is the last.",
        "after": "The `next` of the page before.",
        "day": "Texts that are due on this day in Scotland.",
        "board": "A Board. A key reads its own Board's texts only.",
        "limit": "The most texts on a page.",
        "changed_at": "When its state changed last.",
        "at": "By the clock that says what is due.",
        "wall": "By the clock on the wall.",
        "sid": "The carrier's name for it.",
        "receipts": "What the networks said of it.",
        "attempts": "Every attempt to send it.",
        "person_id": "A random name for the person.",
        "prison": "The prison that told of it.",
        "ended": "How it ended, if it did.",
        "hold": "Why it waits, in full.",
        "accepted": "Rows that changed something.",
        "unchanged": "Rows that were known already.",
        "held": "Rows that wait for something.",
        "refused": "Rows that were not taken.",
        "dropped_columns": "Columns nobody asked for: nothing of them was looked at or kept.",
        "line": "The line of the file, its header included.",
        "rows": "What would come of each row.",
        "title": "The status in words.",
        "detail": "What is wrong, in our words.",
    }
)
