"""Tasks, danger and replies as staff read them. Plain, total, and in one place."""

from service.console.words import Said
from service.core.cases import Outcome
from service.domain.meaning import Danger, Grade, Label

DANGERS: dict[Danger, str] = {
    Danger.SELF: "They may harm themselves",
    Danger.OVERDOSE: "Somebody took too much",
    Danger.OVERDOSE_SELF: "They took too much",
    Danger.ABUSE: "Somebody hurts or threatens them",
    Danger.THREAT: "They threaten somebody",
    Danger.CHILD: "A child is in danger",
    Danger.OTHER: "Another danger",
}
_GRADES = {Grade.RED: Said("Red", "red"), Grade.AMBER: Said("Amber", "orange")}

OUTCOMES: dict[Outcome, str] = {
    Outcome.SAFE: "Somebody spoke to them: they are safe for now",
    Outcome.EMERGENCY: "The ambulance or the police have it",
    Outcome.HANDED_ON: "Another service has it",
    Outcome.NOT_REACHED: "They could not be reached",
    Outcome.NO_DANGER: "There was no danger: the words meant something else",
}

_LABELS: dict[Label, str] = {
    Label.OPT_OUT: "no more texts",
    Label.OPT_IN: "texts again",
    Label.HELP: "who we are, or how it works",
    Label.YES: "yes",
    Label.NO: "no",
    Label.GP: "a doctor",
    Label.CALL_ME: "wants a call",
    Label.WRONG_PERSON: "not the person",
    Label.CRISIS: "danger",
    Label.CANT_ATTEND: "cannot come",
    Label.CHANGED_NUMBER: "a new number",
    Label.LANGUAGE: "another language",
    Label.DECEASED: "a death",
    Label.BACK_INSIDE: "inside again, or in hospital",
    Label.THANKS: "thanks",
    Label.OTHER: "something else",
}

# What a person must do about each, or look at.
TASKS: dict[str, str] = {
    # of replies
    "reply_to_read": "Read a reply",
    "replies_before": "Read what came from a number before we knew whose it is",
    "danger_before": "A case of danger is open of a number that is somebody's now: is it them?",
    "reply_not_heard": "A reply could not be heard: read it in the carrier's list",
    "reply_not_understood": "A fault kept a reply from being done: read it, it was not answered",
    "many_replies": "Very many replies from one number",
    "call_back": "Call somebody back",
    "cannot_come": "Tell the clinic that somebody cannot come",
    "gp_refused": "A practice said no to somebody",
    "language": "Somebody writes in another language",
    "number_changed": "Somebody has a new number",
    "new_number_texts": "A number nobody knows says that it is somebody's new one",
    "asks_for_texts": "Somebody asks for texts, and only staff can start them",
    "carrier_disagrees": "Somebody stopped, and the carrier sends to them again",
    "cancelled_or_stopped": "CANCEL after an appointment text: tell the clinic, or was it STOP?",
    "wrong_person": "A number may be another person's",
    "wrong_number_texts_again": "A number that was a wrong one texts us",
    "aged_number_texts": "A number that was silent for six months texts us",
    # of life and custody
    "death_told": "A text says that somebody died: confirm it or undo it",
    "death_near": "Somebody died whose phone another person has",
    "death_of_whom": "A text from a number nobody knows tells of a death: of whom?",
    "perhaps_dead": "A text may mean that this person died",
    "person.died": "We were told that somebody died",
    "person.returned_to_custody": "We were told that somebody is back inside",
    "person.merged": "Two records became one",
    "custody_told": "A text says that somebody is inside again",
    "hospital_told": "A text says that somebody is in hospital",
    # of numbers
    "number_stopped_before": "A number that had stopped is somebody's now",
    "new_number_after_stop": "Somebody who had stopped has a new number",
    "number_not_textable": "A number cannot get texts",
    "number_unreachable": "Texts do not reach a number",
    "number_aged_out": "A number was silent for six months: is it still theirs?",
    "welcome_failed": "No welcome arrived, on three days",
    # of texts
    "release_held": "Something about a release must be settled first",
    "event_held": "News of a release waits for a person",
    "text_for_review": "A text waits until a person has decided",
    "text_rejected": "The carrier refused a text",
    "text_sent_twice": "A text went twice",
    "text_undelivered": "A text did not arrive",
    "text_unknown": "Nobody knows whether a text went",
    "text_not_at_carrier": "The carrier knows nothing of a text any more",
    "message_without_text": "The carrier sent something that we do not know of",
    "appointment_untold": "An appointment of which we could not tell",
    "appointment_missed_early": "Somebody is said to have missed an appointment that had not begun",
    # of joining
    "joined_and_held": "Somebody joined with a card, and nothing can go yet",
    "code_unknown": "A code that is on no card",
    "code_used": "A code was used a second time",
    "code_has_number": "A code for somebody who has a number",
    "code_ended": "A code for a release that ended",
    "code_expired": "A code that is too old",
    "code_from_stopped_number": "A code from a number that had stopped",
    "code_from_number_of_dead": "A code from the number of somebody who died",
    "code_board_unknown": "A code for a Board that is not set up",
    "code_while_paused": "A good code, while joining is paused",
    # of the service
    "board_unknown": "A person's Board is not set up here",
    "prison_silent": "A prison has told us nothing for a day",
    "spool_not_heard": "What the carrier told while the database was away could not be heard",
    "spool_damaged": "What the carrier told while the database was away cannot be read",
}


def task(kind: str) -> str:
    return TASKS.get(kind, kind.replace("_", " ").replace(".", ": ").capitalize())


def grade(of: Grade) -> Said:
    return _GRADES[of]


def labels(found: tuple[str, ...]) -> str:
    """What a reply was understood as: "danger, wants a call"."""
    known = [_LABELS[Label(one)] for one in found if one in set(Label)]
    return ", ".join(known).capitalize() if known else "Not known"
