"""States, moments and steps as staff read them. Plain, total, and in one place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.core.records import LoggedText
from service.domain.appointment import Appointment, Status
from service.domain.london import london_day, london_time
from service.domain.release import Hold, Pause
from service.domain.text import Reason, State, Text


@dataclass(frozen=True)
class Said:
    """A state: `Cancelled`, grey, because `they asked us to stop`."""

    words: str
    colour: str
    because: str = ""

    @property
    def whole(self) -> str:
        return f"{self.words}: {self.because}" if self.because else self.words


_STATES: dict[State, Said] = {
    State.PLANNED: Said("Waiting to go", "grey"),
    State.CLAIMED: Said("On its way", "blue"),
    State.ACCEPTED: Said("On its way", "blue"),
    State.SENT: Said("On its way", "blue"),
    State.UNKNOWN: Said("Being checked", "yellow", "the carrier gave no clear answer"),
    State.DELIVERED: Said("Delivered", "green"),
    State.UNDELIVERED: Said("Not delivered", "red"),
    State.FAILED: Said("Not delivered", "red"),
    State.CANCELLED: Said("Cancelled", "grey"),
    State.SKIPPED: Said("Left out", "grey"),
    State.REVIEW: Said("Needs a person", "orange"),
}

_BECAUSE: dict[Reason, str] = {
    Reason.LATE: "it would have come too late to help",
    Reason.NOT_IN_PLAN: "it is no longer part of the plan",
    Reason.TOO_MANY: "as many others go as may go in that time",
    Reason.HELD: "something about the release must be settled first",
    Reason.RELEASE_CANCELLED: "the release was called off",
    Reason.RETURNED: "they went back to prison",
    Reason.DIED: "we were told that they died",
    Reason.REPLACED: "a later release took its place",
    Reason.PAUSED: "their texts were paused",
    Reason.OPTED_OUT: "they asked us to stop",
    Reason.WRONG_PERSON: "the number belongs to somebody else",
    Reason.DEATH_NEAR: "somebody with the same phone died, so staff must look first",
    Reason.AGED_OUT: "nobody has used this number with us for six months, so it may be another's",
    Reason.UNREACHABLE: "texts do not reach this number",
    Reason.NOT_TEXTABLE: "this number cannot get texts",
    Reason.REJECTED: "the carrier refused it",
    Reason.LEASE_ENDED: "we stopped in the middle of handing it over",
    Reason.DOUBTFUL: "the carrier has a message without words that may be this one",
    Reason.WORDS: "its words could not be put together",
    Reason.WITHDRAWN: "this text was taken back for everybody",
}

_HOLDS: dict[Hold, str] = {
    Hold.PAUSED: "their texts are paused",
    Hold.NO_DATE: "there is no day of release",
    Hold.PRISON_SILENT: "the day has come, and the prison has told us nothing for a day",
    Hold.UNDER_18: "they are under 18",
    Hold.NOT_SAFE: "it is not safe to text them",
    Hold.NOT_CONFIRMED: "they have not said lately that this is their number",
    Hold.NO_NUMBER: "we have no number for them",
    Hold.NOT_THEIRS: "it came from somebody who may not speak of this release",
}

_PAUSES: dict[Pause, str] = {
    Pause.HOSPITAL: "they are in hospital",
    Pause.STAFF: "staff chose so",
    Pause.CUSTODY: "a text said that they are inside again",
    Pause.PERHAPS_DEAD: "a text told of a death, and may have meant this person",
    Pause.DANGER: "they may be in danger. What is said of appointments goes on",
}

_VISITS: dict[Status, Said] = {
    Status.BOOKED: Said("Booked", "blue"),
    Status.CANCELLED: Said("Called off", "grey"),
    Status.FULFILLED: Said("They came", "green"),
    Status.NOSHOW: Said("They did not come", "orange"),
}

_ANSWERS = {
    "can_come": "they can come",
    "cannot_come": "they cannot come",
    "joined": "they have joined a doctor's practice",
    "not_joined": "they have not joined a doctor's practice",
    "helped": "the texts helped them",
    "not_helped": "the texts did not help them",
}

# https://www.twilio.com/docs/api/errors
_CODES: dict[int, str] = {
    **dict.fromkeys((21211, 21265, 21614, 21635), _BECAUSE[Reason.NOT_TEXTABLE]),
    21610: _BECAUSE[Reason.OPTED_OUT],
    30003: "the phone was off or out of reach",
    30004: "the network or the phone blocks our texts",
    30005: "the number is not in use",
    30006: "it is a landline, or its network takes no texts",
    30007: "the network took it for unwanted advertising",
    30008: "the network gave no reason",
    30036: "the sending hours ended before it got through",
}
_ENDED_BADLY = frozenset({State.UNDELIVERED, State.FAILED, State.REVIEW})

_SMALL = {"gp": "GP", "nhs": "NHS", "nophone": "no phone"}
_AGREED, _BY_AGREEMENT = "_OPTIN", "By agreement"  # what somebody agreed to stays unsaid: a log is read over a shoulder
_KINDS = {
    "a": "Appointment",
    "h": _BY_AGREEMENT,
    "nfa": "No fixed address",
    "v": _BY_AGREEMENT,
    "w": "Women",
    "y": "Young people",
}
_VISIT_STEPS = {
    "a_changed": "new time or place",
    "a_days_before": "some days before",
    "a_day_before": "the day before",
    "a_today": "on the day",
}
_TRIES = {"1": "again", "2": "second try", "3": "third try"}


def state_of(logged: LoggedText) -> Said:
    said = _STATES[logged.text.state]
    reason = because(logged.text.reason) if logged.text.state is not State.PLANNED else ""
    code = because_code(logged.code) if logged.text.state in _ENDED_BADLY else ""
    return Said(said.words, said.colour, reason or code or said.because)


def state_of_text(text: Text) -> Said:
    """Of an answer, for which no carrier's code is looked up."""
    said = _STATES[text.state]
    reason = because(text.reason) if text.state is not State.PLANNED else ""
    return Said(said.words, said.colour, reason or said.because)


def because(reason: Reason | None) -> str:
    return _BECAUSE.get(reason, reason.replace("_", " ")) if reason else ""


def waits_because(hold: Hold) -> str:
    return _HOLDS[hold]


def paused_because(pause: Pause) -> str:
    return _PAUSES[pause]


def answered(meaning: str) -> str:
    return _ANSWERS.get(meaning, meaning.replace("_", " "))


def visit_status(status: Status) -> Said:
    return _VISITS[status]


def visit_moment(appointment: Appointment) -> str:
    """Of one whose end was told before its beginning, nobody has told us the time or the place."""
    return moment(appointment.start) if appointment.place else "Not known"


def sentence(words: str) -> str:
    """A reason as a sentence of its own."""
    return f"{words[0].upper()}{words[1:]}." if words else ""


def because_code(code: int | None) -> str:
    """What the carrier's error code means; the bare code where we cannot say."""
    return _CODES.get(code, f"the carrier's error code is {code}") if code else ""


def states_to_choose() -> list[tuple[str, str]]:
    """One of the states that share their words, and these."""
    chosen: dict[str, str] = {}
    for state, said in _STATES.items():
        chosen.setdefault(said.words, state.value)
    return [(value, words) for words, value in chosen.items()]


def alike(state: State) -> tuple[State, ...]:
    """Every state that staff read in the same words."""
    return tuple(other for other, said in _STATES.items() if said.words == _STATES[state].words)


def state_words(state: State) -> str:
    return _STATES[state].words


def moment(at: datetime) -> str:
    """In London: "Wednesday 23 December 2026, 2pm"."""
    return f"{day(london_day(at))}, {clock(at)}"


def day(one: date) -> str:
    """As in "Wednesday 23 December 2026"."""
    return f"{one:%A} {one.day} {one:%B %Y}"


def clock(at: datetime) -> str:
    """In London, as the NHS writes times: 2pm, 9:30am, midday, midnight."""
    time = london_time(at)
    if time.minute == 0 and time.hour in (0, 12):
        return "midday" if time.hour else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def iso(at: datetime) -> str:
    """For machines, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def title(text: Text) -> str:
    """What a text is: its step; of a welcome that was tried before, which try it is: "01 welcome, second try"."""
    tried = text.occasion.rpartition(".")[2] if text.welcome else ""
    return f"{step(text.step)}, {_TRIES.get(tried, f'try {tried}')}" if tried else step(text.step)


def step(step_id: str) -> str:
    """The id of a step, readable: `02_gp` is "02 GP", `a_day_before` is "Appointment: the day before"."""
    prefix, _, name = step_id.removesuffix(_AGREED).partition("_")
    kind = _BY_AGREEMENT if step_id.endswith(_AGREED) else _KINDS.get(prefix)
    if kind and name:
        return f"{kind}: {_VISIT_STEPS.get(step_id) or _spaced(name)}"
    return _spaced(step_id)


def _spaced(name: str) -> str:
    return " ".join(_SMALL.get(word, word) for word in name.split("_"))


def ending(masked: str) -> str:
    """A masked number as one reads it out."""
    return f"ends {masked[-3:]}"
