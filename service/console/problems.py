"""Errors as plain pages: the one place where an error of ours becomes what staff read."""

import logging
import traceback
from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, Response, request, session
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import HTTPException

from service.console import words
from service.console.frame import Frame
from service.console.session import SignInFirstError
from service.core.accounts import LinkGoneError, TooManyTriesError
from service.domain.errors import NotFoundError, NotYoursError, ReleaseDayError, UnavailableError

log = logging.getLogger(__name__)

_NOT_FOUND = ("There is no such page", "Or there is none that you may see. Check the address, or start again.")
_SAID: dict[int, tuple[str, str]] = {
    403: ("You may not do this", "Ask whoever runs your accounts if you think that you should."),
    404: _NOT_FOUND,
    405: _NOT_FOUND,
    410: ("This link no longer works", "It was used already, or it is too old. Ask for a new one."),
    413: ("That is too long", "Nothing was changed. Go back and send less."),
    429: ("Too many tries", "Wait for a while, then try again."),
    500: ("Something went wrong here", "It was not you. Nothing was changed; what happened was written down."),
    503: ("The service does not answer", "Nothing was changed. Try again in a minute."),
}
_OURS: dict[type[ReleaseDayError], int] = {NotFoundError: 404, NotYoursError: 403, LinkGoneError: 410}
_AGAIN_AFTER_S = 60
_FRONT = ("/", "/texts")  # where a sign-in leads anyway


def hang(door: Blueprint, frame: Frame) -> None:
    for kind, status in _OURS.items():
        door.register_error_handler(kind, _refusing(frame, status))

    @door.errorhandler(SignInFirstError)
    def sign_in_first(_error: SignInFirstError) -> Response:
        return _to_sign_in(frame)

    @door.errorhandler(TooManyTriesError)
    def wait(error: TooManyTriesError) -> Response:
        answer = _page(frame, 429, f"You can try again at {words.moment(error.until)}.")
        answer.headers["Retry-After"] = str(max(1, int((error.until - frame.core.clock.wall()).total_seconds()) + 1))
        return answer

    @door.errorhandler(UnavailableError)
    def unavailable(_error: UnavailableError) -> Response:
        answer = _page(frame, 503)
        answer.headers["Retry-After"] = str(_AGAIN_AFTER_S)
        return answer

    @door.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        """A fault of ours. Where it happened is logged; its message is not, for that may hold a name or a number."""
        places = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
        route = request.url_rule.rule if request.url_rule else "no route"
        log.error("%s at %s %s: %s", type(error).__name__, request.method, route, " > ".join(places))
        return _page(frame, 500)

    @door.errorhandler(HTTPException)
    @door.app_errorhandler(HTTPException)
    def refuse(error: HTTPException) -> AnyResponse | HTTPException:
        """Also for addresses that no door answers; another door's own refusals stay as they are."""
        if request.blueprint not in (None, door.name):
            return error
        answer = _page(frame, error.code or 500, error.description if error.code == 403 else None)
        for name, value in error.get_headers():
            if name != "Content-Type":
                answer.headers[name] = value
        return frame.add_headers(answer)


def _refusing(frame: Frame, status: int) -> Callable[[ReleaseDayError], Response]:
    return lambda error: _page(frame, status, str(error) or None)


def _page(frame: Frame, status: int, said: str | None = None) -> Response:
    title, usual = _SAID.get(status, _SAID[500] if status >= 500 else _NOT_FOUND)
    return frame.page("problem", status, title=title, said=said or usual)


def _to_sign_in(frame: Frame) -> Response:
    """To the sign-in, and from there to where the browser wanted to go.

    After a link from elsewhere, such as an e-mail, the browser kept its cookie to itself (SameSite=Strict): a page of
    our own sends it on to the same address, and then the cookie comes along.
    """
    if request.method != "GET":
        return frame.go("/sign-in")
    here = request.full_path.rstrip("?")
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not session:
        return frame.page("onward", here=here)
    return frame.go("/sign-in" if here in _FRONT else f"/sign-in?{urlencode({'next': here})}")
