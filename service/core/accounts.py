"""Staff accounts: set up by a link that works once, known again by a password, ended at once.

Everything here goes by the wall clock. A password is hashed outside every transaction, because it is slow on purpose.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.core import passwords
from service.core.ports import Core, Transaction
from service.core.records import Link, LinkPurpose, Role, Seat, User, UserId
from service.domain.errors import Fault, InvalidError, NotFoundError, NotYoursError, ReleaseDayError

SET_UP_FOR = timedelta(hours=24)
OPEN_FOR = timedelta(minutes=15)
IDLE_FOR = timedelta(minutes=30)
SESSION_FOR = timedelta(hours=12)
TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)

_EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST_EMAIL = 254  # RFC 5321


class LinkGoneError(ReleaseDayError):
    """The link was used, is too old, or never was one."""


class TooManyTriesError(ReleaseDayError):
    """Too many tries to sign in with one e-mail, whether or not somebody has it."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries to sign in")
        self.until = until  # aware UTC, wall clock


@dataclass(frozen=True)
class Session:
    """What a browser holds, signed: it counts only as long as the account says so too."""

    user_id: UserId
    generation: int
    began: datetime  # aware UTC, wall clock
    seen: datetime  # aware UTC, wall clock: the last request


@dataclass(frozen=True)
class NewUser:
    """An account with its set-up link, at the only moment when the link is known."""

    user: User
    path: str = field(repr=False)  # of the link, below PUBLIC_URL
    expires_at: datetime
    is_new: bool  # False: the e-mail had an account, which begins anew


def create_user(core: Core, email: str, seat: Seat, secret: str) -> NewUser:
    """Make an account and its set-up link, of a secret of 256 random bits.

    An account that is there already begins anew: the new seat, no password, no session, no older link, enabled.

    Raises:
        InvalidError: what cannot be an e-mail, or a seat that nobody can have.
    """
    email = email.strip().casefold()
    faults = _faults(core, email, seat)
    if faults:
        raise InvalidError(faults)
    now = core.clock.wall()
    with core.store.write(actor="command line") as tx:
        tx.alone(f"staff {email}")
        known = tx.users.with_email(email)
        if known is None:
            user = _added(tx, User(UserId(core.new_id("u")), email, seat, now))
        else:
            user = _change(tx, known.id, "user.begun_anew", lambda one: _begun_anew(one, seat))
        _add_link(tx, Link(user.id, LinkPurpose.SET_UP, now + SET_UP_FOR), secret, now)
    return NewUser(user, f"/set-up/{secret}", now + SET_UP_FOR, is_new=known is None)


def open_link(core: Core, user: User, secret: str) -> str:
    """The path of a link that signs this user in, once, of a secret of 256 random bits.

    Raises:
        NotYoursError: the carrier is a real one, so no link may stand in for a password.
    """
    if not core.practice:
        message = "a link that signs in is for practice only"
        raise NotYoursError(message)
    now = core.clock.wall()
    with core.store.write(actor="command line") as tx:
        _add_link(tx, Link(user.id, LinkPurpose.OPEN, now + OPEN_FOR), secret, now)
    return f"/open/{secret}"


def owner_of_link(core: Core, purpose: LinkPurpose, secret: str) -> User:
    """Whom the link is for. It is not used by this. Raises LinkGoneError."""
    with core.store.read() as tx:
        return _owner(core, tx, purpose, secret)


def open_with(core: Core, secret: str) -> User:
    """Use the link up and sign its user in. Raises LinkGoneError."""
    with core.store.write(actor="link") as tx:
        user = _used(core, tx, LinkPurpose.OPEN, secret)
        tx.journal.note("user.signed_in", about={"user": user.id}, why="link")
        return user


def set_up(core: Core, secret: str, password: str) -> User:
    """Use the link up, with the password that its user chose, and sign the user in.

    Raises:
        LinkGoneError: of the link.
        InvalidError: every fault of the password; the link still works.
    """
    user = owner_of_link(core, LinkPurpose.SET_UP, secret)
    _refuse(user, password)
    hashed = passwords.hash_of(password)
    with core.store.write(actor=user.id) as tx:
        _used(core, tx, LinkPurpose.SET_UP, secret)
        return _change(tx, user.id, "user.set_up", lambda one: replace(one, password_hash=hashed))


def sign_in(core: Core, email: str, password: str) -> User | None:
    """The account of this e-mail and password. None does not tell what was wrong, nor how long it took.

    Raises:
        TooManyTriesError: not even the right password helps before its moment.
    """
    email = email.strip().casefold()
    _count(core, email)
    with core.store.read() as tx:
        user = tx.users.with_email(email)
    fits = passwords.fits(user.password_hash if user else None, password)
    if user is None or user.disabled or not fits:
        return None
    with core.store.write(actor=user.id) as tx:
        tx.tries.forget(email)
        tx.journal.note("user.signed_in", about={"user": user.id}, why="password")
    return user


def change_password(core: Core, user: User, old: str, new: str) -> User:
    """The account with its new password and a new generation of sessions.

    Raises:
        InvalidError: every fault of the new password, or that the old one is wrong.
        TooManyTriesError: too many old ones were.
    """
    _refuse(user, new)
    _count(core, user.email)
    if not passwords.fits(user.password_hash, old):
        raise InvalidError((Fault("old_password", "This is not your password."),))
    hashed = passwords.hash_of(new)
    with core.store.write(actor=user.id) as tx:
        tx.tries.forget(user.email)
        return _change(tx, user.id, "user.password_changed", lambda one: replace(one, password_hash=hashed))


def sign_out(core: Core, user: User) -> None:
    """End all sessions of this user: a copy of the cookie is worth nothing after it."""
    with core.store.write(actor=user.id) as tx:
        _change(tx, user.id, "user.signed_out", lambda one: one)


def disable(core: Core, email: str) -> User:
    """No session, no password and no link of this account works any more. Raises NotFoundError."""
    email = email.strip().casefold()
    with core.store.write(actor="command line") as tx:
        user = tx.users.with_email(email)
        if user is None:
            message = "nobody has an account with this e-mail"
            raise NotFoundError(message)
        return _change(tx, user.id, "user.disabled", lambda one: replace(one, disabled=True))


def listed(core: Core) -> tuple[User, ...]:
    with core.store.read() as tx:
        return tx.users.all()


def who(core: Core, session: Session) -> User | None:
    """Whose session it is; None if it is over, by the clock or because the account says so."""
    now = core.clock.wall()
    if now - session.seen >= IDLE_FOR or now - session.began >= SESSION_FOR:
        return None
    with core.store.read() as tx:
        user = tx.users.find(session.user_id)
    return user if user and not user.disabled and user.generation == session.generation else None


def _faults(core: Core, email: str, seat: Seat) -> tuple[Fault, ...]:
    faults = []
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable():
        faults.append(Fault("email", "is not an e-mail address"))
    if seat.board is not None and seat.prison is not None:
        faults.append(Fault("board", "nobody belongs to a Board and to a prison"))
    if seat.board is not None and seat.board not in core.config.boards:
        faults.append(Fault("board", "is not in the configuration"))
    if seat.prison is not None and seat.prison not in core.config.prisons:
        faults.append(Fault("prison", "is not in the configuration"))
    if seat.prison is not None and seat.role is not Role.POSTER:
        faults.append(Fault("role", "a prison may hand releases in, and see nothing of what comes of them: poster"))
    if seat.role is Role.POSTER and seat.prison is None and seat.board is None:
        faults.append(Fault("role", "a poster hands in for one prison or one Board: name it"))
    return tuple(faults)


def _added(tx: Transaction, user: User) -> User:
    tx.users.add(user)
    tx.journal.note("user.created", about={"user": user.id}, why=user.seat.role)
    return user


def _begun_anew(user: User, seat: Seat) -> User:
    return replace(user, seat=seat, password_hash=None, disabled=False)


def _change(tx: Transaction, user_id: UserId, action: str, change: Callable[[User], User]) -> User:
    """Change the account as it stands now, and end its sessions."""
    tx.alone(user_id)
    user = tx.users.find(user_id)
    if user is None:
        raise NotFoundError
    changed = replace(change(user), generation=user.generation + 1)
    tx.users.save(changed)
    tx.journal.note(action, about={"user": user_id}, why=changed.seat.role)
    return changed


def _add_link(tx: Transaction, link: Link, secret: str, now: datetime) -> None:
    """The newest link of a user is the only one that works."""
    tx.links.void(link.user_id, now)
    tx.links.add(link, _digest(secret))


def _owner(core: Core, tx: Transaction, purpose: LinkPurpose, secret: str) -> User:
    link = tx.links.of_digest(_digest(secret))
    if link is None or link.purpose is not purpose or link.used_at is not None:
        raise LinkGoneError
    user = tx.users.find(link.user_id)
    if user is None or user.disabled or link.expires_at <= core.clock.wall():
        raise LinkGoneError
    return user


def _used(core: Core, tx: Transaction, purpose: LinkPurpose, secret: str) -> User:
    """The owner, for the one request that uses the link up."""
    user = _owner(core, tx, purpose, secret)
    if not tx.links.use(_digest(secret), core.clock.wall()):
        raise LinkGoneError
    return user


def _digest(secret: str) -> bytes:
    """So much chance cannot be searched, so a fast hash is enough."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _count(core: Core, email: str) -> None:
    """Count a try before it is made, so that many at once get no more than one after another. Success forgets them."""
    now = core.clock.wall()
    with core.store.write(actor="sign-in") as tx:
        tx.alone(f"tries {email}")
        tx.tries.forget_before(now - TRIES_WITHIN)
        recent = tx.tries.since(email, now - TRIES_WITHIN)
        if len(recent) < TRIES:
            tx.tries.add(email, now)
            return
    raise TooManyTriesError(recent[-TRIES] + TRIES_WITHIN)


def _refuse(user: User, password: str) -> None:
    """Raises InvalidError for a new password that is not good enough."""
    faults = passwords.faults_of(password, user.email)
    if faults:
        raise InvalidError(tuple(Fault("password", fault) for fault in faults))
