"""What every page of staff stands in, and the headers it goes out under."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, render_template, request

from service.console import session, words
from service.console.terms import Terms
from service.console.waiting import waiting
from service.core.ports import Core
from service.core.records import User
from service.templates import headers

ASSETS = "/static"
_SECTIONS = {  # each with the addresses that belong to it: a person is found through a text
    "Texts": ("/texts", "/people"),
    "Tasks": ("/tasks", "/cases"),
    "Replies": ("/replies",),
}


@dataclass(frozen=True)
class Frame:
    core: Core
    terms: Terms

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        user: User | None = g.get("user")
        around = {
            "assets": ASSETS,
            "brand": self._brand(user),
            "practice": self.core.practice,
            "practice_now": words.moment(self.core.clock.now()),
            "nav": self._nav(user),
            "waits": waiting(self.core, user),
            "user": user,
            "csrf_token": session.form_token,
            "told": session.told,
        }
        return Response(render_template(f"console/{template}.html", **around, **values), status)

    def go(self, address: str) -> Response:
        """See other: whatever was sent, the next page is asked for by GET."""
        return Response("", 303, {"Location": address})

    def add_headers(self, response: Response) -> Response:
        response.headers.update(self._headers())
        return response

    def _headers(self) -> Mapping[str, str]:
        # Under "no-referrer" a browser gives "null" as the Origin of our own forms too; others still learn no address.
        return {**headers.for_page(https=self.terms.https), "Referrer-Policy": "same-origin"}

    def _brand(self, user: User | None) -> dict[str, str]:
        board = self.core.config.boards.get(user.seat.board) if user and user.seat.board else None
        return {"name": board.name} if board else {}

    def _nav(self, user: User | None) -> list[dict[str, object]]:
        if user is None:
            return []
        sections: list[dict[str, object]] = []
        if user.seat.reads_log:
            sections += [
                {"text": text, "href": places[0], "current": request.path.startswith(places)}
                for text, places in _SECTIONS.items()
            ]
        if self.terms.phones_url:
            sections.append({"text": "Practice phones", "href": "/practice"})
        return sections
