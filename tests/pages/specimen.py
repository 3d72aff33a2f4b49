"""A page that shows every macro, as the console and the practice phones use them. It belongs to the tests alone."""

from pathlib import Path

from flask import Flask, Response, redirect, render_template, request
from jinja2 import StrictUndefined
from jinja2.loaders import ChoiceLoader, FileSystemLoader
from werkzeug import Response as AnyResponse

from service.templates import headers

SERVICE = Path(__file__).parents[2] / "service"
STATIC = SERVICE / "static"
PAGES = SERVICE / "templates" / "pages"

BOARD = {"name": "NHS Forth Valley", "service": "Release day"}
NAV = [
    {"text": "Texts", "href": "/", "current": True},
    {"text": "People", "href": "/elsewhere"},
    {"text": "Replies and tasks", "href": "/elsewhere"},
    {"text": "Sequences", "href": "/elsewhere"},
    {"text": "Reports", "href": "/elsewhere"},
]


def create_app() -> Flask:
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.loader = ChoiceLoader(
        [FileSystemLoader(PAGES), FileSystemLoader(Path(__file__).parent / "templates")],
    )

    @app.context_processor
    def frame() -> dict[str, object]:
        return {"assets": "/static"}

    @app.get("/")
    def every_macro() -> str:
        return render_template("specimen.html", brand=BOARD, practice="practice" in request.args, nav=NAV)

    @app.get("/bare")
    def bare() -> str:
        return render_template("bare.html")

    @app.get("/sign-in")
    def sign_in() -> str:
        return render_template("sign_in.html", faulty="faulty" in request.args)

    @app.get("/part")
    def part() -> str:
        return '<p id="part">It was put in.</p>'

    @app.get("/ended")
    def ended() -> AnyResponse:
        return redirect("/sign-in")

    @app.get("/broken")
    def broken() -> tuple[str, int]:
        return "<h1>Something broke</h1>", 500

    @app.after_request
    def under_the_headers(response: Response) -> Response:
        wanted = headers.for_asset if request.endpoint == "static" else headers.for_page
        response.headers.update(wanted(https=False))
        return response

    return app
