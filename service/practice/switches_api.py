"""The fault switches for programs: `GET` and `PUT /practice/faults`. What a PUT does not name is off."""

from flask import Blueprint, Response, jsonify

from service.practice import json_body
from service.practice.practice import Practice
from service.practice.switches_json import Unfit, read, shown


def door(practice: Practice) -> Blueprint:
    switches = Blueprint("switches", __name__, url_prefix="/practice")

    @switches.get("/faults")
    def look() -> Response:
        return jsonify(shown(practice.exchange.switches()))

    @switches.put("/faults")
    def put() -> tuple[Response, int]:
        try:
            wanted = read(json_body.said())
        except Unfit as unfit:
            return jsonify(faults=[f"{field}: {fault}" for field, fault in unfit.faults.items()]), 400
        practice.exchange.switch(wanted)
        return jsonify(shown(wanted)), 200

    return switches
