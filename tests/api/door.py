"""The door of the machines, open over a real store, and a caller with keys."""

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api.routes import blueprint
from service.core import keys
from service.core.ports import Core
from service.domain.event import Source
from service.store.ids import fresh
from tests.builders import BARLINNIE, GLASGOW_STAFF

ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"


def open_door(core: Core) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.testing = True
    app.register_blueprint(blueprint(core))
    return app.test_client()


@dataclass(repr=False)
class Door:
    core: Core
    client: FlaskClient = field(init=False)
    _secrets: dict[Source, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = open_door(self.core)

    def key(self, owner: Source) -> dict[str, str]:
        """The header with a key of this owner."""
        if owner not in self._secrets:
            self._secrets[owner] = keys.create(self.core, owner, fresh("secret"), expires_at=None).secret
        return {"Authorization": f"Bearer {self._secrets[owner]}"}

    def send(self, body: str | bytes, source: Source = BARLINNIE, content_type: str = ONE) -> TestResponse:
        """With its length, as every HTTP client sends it: Werkzeug's own leaves out a length of nought."""
        raw = body.encode() if isinstance(body, str) else body
        return self.client.post(
            "/v1/events",
            data=raw,
            content_type=content_type,
            headers=self.key(source),
            environ_overrides={"CONTENT_LENGTH": str(len(raw))},
        )

    def post(self, document: Any, source: Source = BARLINNIE) -> TestResponse:
        return self.send(json.dumps(document), source)

    def post_all(self, documents: Any, source: Source = BARLINNIE) -> TestResponse:
        return self.send(json.dumps(documents), source, BATCH)

    def get(self, address: str, source: Source = GLASGOW_STAFF) -> TestResponse:
        return self.client.get(address, headers=self.key(source))


def told(answer: TestResponse, status: int = 200) -> Any:
    """The JSON of an answer with that status."""
    assert answer.status_code == status, answer.text
    return answer.json


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem that an answer with that status names."""
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = told(answer, status)
    assert found["status"] == status
    assert found["title"]
    return found


def faulty_fields(answer: TestResponse) -> set[str]:
    """The fields that a 422 names."""
    return {fault["field"] for fault in problem(answer, 422)["faults"]}
