"""The carrier's ledger: every text that it ever took, whatever was answered, redacted or deleted since."""

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, jsonify

from service.practice.message import Message
from service.practice.practice import Practice


def door(practice: Practice) -> Blueprint:
    book = Blueprint("ledger", __name__, url_prefix="/practice")

    @book.get("/ledger")
    def ledger() -> Response:
        """All of it, oldest first, and how often each fault was met."""
        messages, met = practice.exchange.ledger()
        return jsonify(messages=[_entry(message) for message in messages], faults_met=met)

    return book


def _entry(message: Message) -> dict[str, object]:
    text = message.text
    return {
        "serial": message.serial,
        "sid": message.sid,
        "to": text.to,
        "from": text.sender,
        "body": text.body,
        "direction": text.direction,
        "created": message.created.isoformat(),
        "sent": message.sent and message.sent.isoformat(),
        "status": message.status,
        "error_code": message.error and message.error.code,
        "segments": message.segments,
        "validity_s": text.validity_s,
        "ref": _reference(text.status_callback),
    }


def _reference(status_callback: str | None) -> str | None:
    """The `ref` that the service put into the address of its status callback."""
    said = parse_qs(urlsplit(status_callback or "").query).get("ref")
    return said[0] if said else None
