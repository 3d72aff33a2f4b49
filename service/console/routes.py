"""Every address of this door, hung on one blueprint."""

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from service.console import cases, password, people, problems, replies, session, sign_in, tasks, texts
from service.console.frame import Frame
from service.console.terms import Terms
from service.core.ports import Core


def blueprint(core: Core, terms: Terms) -> Blueprint:
    door = Blueprint("console", __name__, template_folder="pages")
    frame = Frame(core, terms)
    door.after_request(frame.add_headers)
    session.hang(door, terms)
    problems.hang(door, frame)
    sign_in.hang(door, frame)
    password.hang(door, frame)
    password.hang_links(door, frame)
    texts.hang(door, frame)
    people.hang(door, frame)
    tasks.hang(door, frame)
    cases.hang(door, frame)
    replies.hang(door, frame)

    @door.get("/practice")
    def practice() -> Response:
        """The phones are pages of the practice carrier, which is another process."""
        if terms.phones_url is None:
            raise NotFound
        return frame.go(terms.phones_url)

    return door
