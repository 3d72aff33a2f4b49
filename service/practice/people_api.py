"""The door for people's texts, which Twilio has not: `POST /practice/inbound`, as if somebody had texted."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from service.practice import json_body
from service.practice.hearing import hear
from service.practice.message import Direction, Text
from service.practice.practice import Practice
from service.practice.validate import E164, LONGEST_BODY, Senders


def door(practice: Practice) -> Blueprint:
    people = Blueprint("people", __name__, url_prefix="/practice")

    @people.post("/inbound")
    def inbound() -> tuple[Response, int]:
        # A page in somebody's browser can post a form here unasked, but not JSON.
        said = json_body.said()
        faults = faults_in(said, practice.senders)
        if faults or not isinstance(said, dict):
            return jsonify(faults=faults), 400
        text = Text(Direction.INBOUND, to=said["to"], sender=said["from"], body=said["body"])
        return jsonify(asdict(hear(practice, text))), 201

    return people


def faults_in(said: object, senders: Senders) -> list[str]:
    """All that is wrong with what is said to have been texted; none of it is repeated."""
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("from", "to", "body")):
        return ['a JSON object is wanted: {"from": "+44…", "to": "+44…", "body": "…"}']
    checks = {
        "from: an E.164 number is wanted": E164.fullmatch(said["from"]),
        "from: is a number of the account": said["from"] not in senders,
        "to: is no number of the account": said["to"] in senders,
        f"body: has more than {LONGEST_BODY} characters": len(said["body"]) <= LONGEST_BODY,
        "body: has half a surrogate pair": not any("\ud800" <= character <= "\udfff" for character in said["body"]),
    }
    return [fault for fault, passed in checks.items() if not passed]
