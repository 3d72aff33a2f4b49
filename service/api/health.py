"""Is the process alive, and can the service do its work? For load balancers, so without a key."""

from flask import Blueprint, Response

from service.api.answers import Health, NotReady
from service.api.present import as_json
from service.core.ports import Core


def hang(door: Blueprint, core: Core) -> None:
    @door.get("/healthz")
    def healthz() -> Response:
        return as_json(Health())

    @door.get("/readyz")
    def readyz() -> Response:
        faults = core.store.ready()
        return as_json(NotReady(faults=list(faults)), 503) if faults else as_json(Health())
