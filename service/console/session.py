"""The session of a browser: a cookie signed with SECRET_KEY, which counts only as long as the store says so.

It holds ids and moments, no name and no e-mail: it is signed, not sealed.
"""

import secrets
from datetime import UTC, datetime

from flask import Blueprint, g, session
from flask.blueprints import BlueprintSetupState

from service.console.terms import Terms
from service.core import accounts
from service.core.accounts import Session
from service.core.ports import Core
from service.core.records import User, UserId

_FORM, _TOLD = "form", "told"


class SignInFirstError(Exception):
    """This page is for somebody who is signed in."""


def hang(door: Blueprint, terms: Terms) -> None:
    @door.record_once
    def set_cookie(state: BlueprintSetupState) -> None:
        state.app.secret_key = terms.secret_key
        state.app.config.update(
            SESSION_COOKIE_NAME="__Host-session" if terms.https else "session",
            SESSION_COOKIE_SECURE=terms.https,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Strict",
        )


def begin(core: Core, user: User) -> None:
    """A session of its own: nothing that was there before the sign-in is kept."""
    now = int(core.clock.wall().timestamp())
    session.clear()
    session.update(user=user.id, generation=user.generation, began=now, seen=now)
    g.user = user


def end() -> None:
    session.clear()
    g.user = None


def member(core: Core) -> User | None:
    """Who is signed in. Each time it is asked the session is seen."""
    held = _held()
    user = accounts.who(core, held) if held else None
    if user is not None:
        session["seen"] = int(core.clock.wall().timestamp())
    elif held is not None:
        end()
        tell("You were signed out. Sign in again to go on.")
    g.user = user
    return user


def seated(core: Core) -> User:
    """Who is signed in. Raises SignInFirstError."""
    user = member(core)
    if user is None:
        raise SignInFirstError
    return user


def tell(words: str) -> None:
    """Something for the next page to say, once."""
    session[_TOLD] = words


def told() -> str:
    return str(session.pop(_TOLD, ""))


def form_token() -> str:
    """What every form of this session must bring back, so that no other site can fill it in."""
    if _FORM not in session:
        session[_FORM] = secrets.token_urlsafe(32)
    return str(session[_FORM])


def _held() -> Session | None:
    try:
        moments = (datetime.fromtimestamp(int(session[name]), UTC) for name in ("began", "seen"))
        return Session(UserId(session["user"]), int(session["generation"]), *moments)
    except KeyError:
        return None
