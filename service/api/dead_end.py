"""What nothing else answers under /v1 is a problem in JSON too, not Flask's page."""

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Rule

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def hang(door: Blueprint) -> None:
    endpoint = f"{door.name}.dead_end"

    @door.record_once
    def add_rules(state: BlueprintSetupState) -> None:
        # Flask would ask for a list of methods; a rule of Werkzeug's without one matches them all.
        for address in ("/v1", "/v1/", "/v1/<path:rest>"):
            state.app.url_map.add(Rule(address, endpoint=endpoint))

    @door.endpoint(endpoint)
    def dead_end(rest: str = "") -> None:
        here = current_app.url_map.bind("")
        allowed = [method for method in _METHODS if here.match(request.path, method)[0] != endpoint]
        if allowed:
            raise MethodNotAllowed(allowed)
        raise NotFound
