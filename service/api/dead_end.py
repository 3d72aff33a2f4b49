"""What nothing else answers under /v1 is a problem in JSON too, not Flask's page."""

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Rule

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_NAME = "dead_end"


def hang(door: Blueprint) -> None:
    @door.record_once
    def add_rules(state: BlueprintSetupState) -> None:
        # Flask would ask for a list of methods; a rule of Werkzeug's without one matches them all.
        for address in ("/v1", "/v1/", "/v1/<path:rest>"):
            state.app.url_map.add(Rule(address, endpoint=f"{door.name}.{_NAME}"))

    @door.endpoint(_NAME)
    def dead_end(rest: str = "") -> None:  # noqa: ARG001
        allowed = [method for method in _METHODS if _answers(method, f"{door.name}.{_NAME}")]
        if allowed:
            raise MethodNotAllowed(allowed)
        raise NotFound


def _answers(method: str, dead_end: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(request.path, method)
    except HTTPException:
        return False
    return endpoint != dead_end
