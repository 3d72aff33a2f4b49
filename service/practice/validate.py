"""Is this a message that Twilio would take? Codes from Twilio's error dictionary, as read in November 2026."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from service.practice.faults import Fault
from service.practice.message import LONGEST_VALIDITY_S, Direction, Text

Form = Mapping[str, str]
Senders = tuple[str, ...]  # the numbers of the account, E.164

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SHORT_CODE = re.compile(r"[0-9]{3,6}")
SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
HOST = re.compile(r"[a-z0-9.:-]+")  # no underscore, says Twilio
SECONDS = re.compile(r"[0-9]{1,5}")
LONGEST_BODY = 1600  # characters
LONGEST_URL = 4000  # characters
# Taken and left undone, these would lie: it carries words only, and at once.
NOT_CARRIED = ("MediaUrl", "ContentSid", "SendAt", "ScheduleType")


def first_fault(form: Form, senders: Senders) -> Fault | None:
    """Twilio names one fault at a time."""
    found = (check(form, senders) for check in (_to, _from, _same, _carried, _body, _validity, _status_callback))
    return next((fault for fault in found if fault), None)


def text_asked_for(form: Form, senders: Senders) -> Text:
    """The text in a form without faults. A service picks the first sender of the account."""
    return Text(
        direction=Direction.BY_API,
        to=form["To"],
        sender=form.get("From") or senders[0],
        body=form["Body"],
        service_sid=form.get("MessagingServiceSid") or None,
        status_callback=form.get("StatusCallback") or None,
        validity_s=int(form.get("ValidityPeriod") or LONGEST_VALIDITY_S),
    )


def _to(form: Form, senders: Senders) -> Fault | None:
    to = form.get("To", "")
    if not to:
        return Fault(21604, "A 'To' phone number is required.")
    if SHORT_CODE.fullmatch(to):
        return Fault(21265, "'To' number cannot be a Short Code")
    if not E164.fullmatch(to):
        # Twilio's own words hold the number: who writes them to a log gives it away, here as there.
        return Fault(21211, f"The 'To' number {to} is not a valid phone number.")
    return None


def _from(form: Form, senders: Senders) -> Fault | None:
    sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
    if not sender and not service:
        return Fault(21603, "A 'From' phone number is required.")
    if service and not SERVICE_SID.fullmatch(service):
        return Fault(21701, "The Messaging Service does not exist")
    if sender and sender not in senders:
        return Fault(21606, f"The 'From' phone number {sender} is not a valid, message-capable Twilio phone number.")
    return None


def _same(form: Form, senders: Senders) -> Fault | None:
    return Fault(21266, "'To' and 'From' number cannot be the same") if form["To"] == form.get("From") else None


def _carried(form: Form, senders: Senders) -> Fault | None:
    asked = [name for name in NOT_CARRIED if form.get(name)]
    return Fault(20001, f"Not carried in practice: {', '.join(asked)}") if asked else None


def _body(form: Form, senders: Senders) -> Fault | None:
    body = form.get("Body", "")
    if not body.strip():
        return Fault(21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        return Fault(21617, "The concatenated message body exceeds the 1600 character limit.")
    return None


def _validity(form: Form, senders: Senders) -> Fault | None:
    asked = form.get("ValidityPeriod", "")
    if not asked or (SECONDS.fullmatch(asked) and 1 <= int(asked) <= LONGEST_VALIDITY_S):
        return None
    return Fault(21624, "Invalid validity period value")


def _status_callback(form: Form, senders: Senders) -> Fault | None:
    url = form.get("StatusCallback", "")
    return None if not url or _is_url(url) else Fault(21609, "Invalid 'StatusCallback'")


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port  # looked at only when it is asked for
    except ValueError:
        return False
    fits = port != 0 and len(url) <= LONGEST_URL
    return fits and parts.scheme in ("http", "https") and bool(HOST.fullmatch(parts.hostname or ""))
