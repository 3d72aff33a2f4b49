"""The fault switches for programs: `GET` and `PUT /practice/faults`. What a PUT does not name is off."""

import json

from flask import Blueprint, Response, jsonify, request

from service.practice.practice import Practice
from service.practice.switches_form import Unfit, read, shown


def door(practice: Practice) -> Blueprint:
    switches = Blueprint("switches", __name__, url_prefix="/practice")

    @switches.get("/faults")
    def look() -> Response:
        return jsonify(shown(practice.exchange.switches()))

    @switches.put("/faults")
    def put() -> tuple[Response, int]:
        try:
            wanted = read(_json(request.get_data()) if request.mimetype == "application/json" else None)
        except Unfit as unfit:
            return jsonify(faults=[f"{field}: {fault}" for field, fault in unfit.faults.items()]), 400
        practice.exchange.switch(wanted)
        return jsonify(shown(wanted)), 200

    return switches


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
