"""Every address of this door, hung on one blueprint."""

from flask import Blueprint, Response

from service.api import dead_end, docs, events, health, lists, log, metrics, problems
from service.core.ports import Core


def blueprint(core: Core) -> Blueprint:
    door = Blueprint("api", __name__, template_folder="pages")
    door.after_request(_keep_out_of_caches)
    problems.hang(door)
    events.hang(door, core)
    lists.hang(door, core)
    log.hang(door, core)
    health.hang(door, core)
    metrics.hang(door, core)
    docs.hang(door, core)
    dead_end.hang(door)
    return door


def _keep_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
