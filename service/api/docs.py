"""What the API says of itself: GET /openapi.json for programs, GET /docs for people."""

import json

from flask import Blueprint, Response, current_app, render_template

from service.api.openapi import page
from service.api.openapi.document import document
from service.api.openapi.forms import Schema
from service.core.ports import Core
from service.domain.london import london_day
from service.templates import headers

_ASSETS = "/static"


def hang(door: Blueprint, core: Core) -> None:
    def whole() -> Schema:
        return document(core.config, london_day(core.clock.now()), current_app.url_map.iter_rules())

    @door.get("/openapi.json")
    def openapi() -> Response:
        return Response(json.dumps(whole()), mimetype="application/json")

    @door.get("/docs")
    def docs() -> Response:
        """A page of our own: the usual viewers need inline styles or scripts, and show nothing without JavaScript."""
        api = whole()
        told = {"api": api, "calls": page.calls(api), "shapes": page.shapes(api), "kinds": page.kinds(api)}
        words = render_template("api/docs.html", assets=_ASSETS, practice=core.practice, **told)
        return Response(words, headers=dict(headers.for_page(https=False)), mimetype="text/html")
