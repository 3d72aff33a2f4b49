"""The files that pages need: those that all pages share, and the phones' own."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from service.practice.practice import Practice

OWN = Path(__file__).parent / "static"


def door(practice: Practice) -> Blueprint:
    assets = Blueprint("assets", __name__)

    @assets.get("/static/<path:name>")
    def shared(name: str) -> Response:
        return _file(practice.static, name)

    @assets.get("/practice/static/<path:name>")
    def own(name: str) -> Response:
        return _file(OWN, name)

    return assets


def _file(folder: Path, name: str) -> Response:
    answer = send_from_directory(folder, name)
    answer.headers["Cache-Control"] = "no-cache"  # kept, and asked for again
    return answer
