"""What the carrier took, with moments to the microsecond, which Twilio's own list rounds to a second."""

from flask import Blueprint, Response, jsonify, request

from service.practice.message import Direction, Message
from service.practice.practice import Practice


def door(practice: Practice) -> Blueprint:
    arrivals = Blueprint("arrivals", __name__, url_prefix="/practice")

    @arrivals.get("/messages")
    def messages() -> Response:
        """`?after=SERIAL`: every message to a person since that one, oldest first."""
        after = request.args.get("after", 0, type=int)
        newer = [message for message in reversed(practice.exchange.newest_first()) if message.serial > after]
        return jsonify([_shown(message) for message in newer if message.text.direction is not Direction.INBOUND])

    return arrivals


def _shown(message: Message) -> dict[str, object]:
    return {
        "serial": message.serial,
        "sid": message.sid,
        "at": message.created.isoformat(),
        "to": message.text.to,
        "from": message.text.sender,
        "body": message.text.body,
        "status": message.status,
    }
