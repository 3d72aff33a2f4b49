"""What the doctor looks at, a line or some for each. Whatever is broken, the other lines are still told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from service import wiring
from service.alerts.messenger import messenger
from service.carrier.twilio import TwilioCarrier
from service.clock import WallClock
from service.commands.findings import Line, ok, warning, wrong
from service.commands.reaching import reach
from service.configuration.faults import ConfigError
from service.configuration.reader import read_without_drafts
from service.core.alerting import KINDS
from service.core.sending import CarrierSilentError
from service.core.signs import SIGNS
from service.core.vitals import Kind, Letter, Notice
from service.core.watching import look
from service.domain.errors import UnavailableError
from service.domain.ids import MessageSid
from service.schedules.config import Config
from service.settings import Settings
from service.store.examination import Standing, examine_database
from service.store.store import SqlStore

_NOBODYS = MessageSid("SM" + "0" * 32)  # asked for, so that the carrier must look at our credentials
_CLOCKS_AGREE = timedelta(seconds=5)  # signatures, leases and the carrier's list are compared in seconds
_ONLY_NEWS = frozenset({Kind.RESTORED})


def ask_database(settings: Settings) -> tuple[Standing | None, timedelta | None]:
    """How it stands, and how far its clock is from ours."""
    try:
        found = examine_database(settings.database_url)
    except UnavailableError:
        return None, None
    return found, _off(found.clock)


def ask_carrier_for_time(settings: Settings) -> timedelta | None:
    found = reach(settings.twilio_base_url)
    return _off(found.date) if found else None


def _off(moment: datetime | None) -> timedelta | None:
    return abs(moment - WallClock().wall()) if moment is not None else None


def of_configuration(settings: Settings) -> Iterator[Line]:
    try:
        read = read_without_drafts(settings.config_dir, practice=settings.practice)
    except ConfigError as error:
        yield wrong("configuration", f"{len(error.faults)} faults: `release-day check` names them")
        return
    if read.broken:
        yield warning("configuration", "drafts with faults, what was published runs: `release-day check` names them")
    else:
        yield ok("configuration", f"{len(read.config.boards)} Boards")
    yield from _of_contacts(read.config)


def _of_contacts(config: Config) -> Iterator[Line]:
    unverified = [contact.id for contact in config.contacts.values() if contact.verified_on is None]
    if unverified:
        yield warning("contacts", f"{len(unverified)} not verified: dial each, and write the day in contacts.yaml")
    else:
        yield ok("contacts", f"{len(config.contacts)} verified")


def of_database(settings: Settings, found: Standing | None) -> Line:
    expected = "practice" if settings.practice else "live"
    if found is None:
        return wrong("database", "does not answer: is it running, and is DATABASE_URL right?")
    if not found.is_current:
        return wrong("database", "its schema is not up to date: run `release-day migrate`")
    if found.kind != expected:
        return wrong("database", f"it is {found.kind}, and the carrier is {expected}: one of the two settings is wrong")
    return ok("database", f"answers, {found.kind}, schema up to date")


def of_durability(found: Standing) -> Line:
    """What is written down as sent must outlive a crash: else it goes again."""
    if found.may_lose:
        return warning("durability", f"a crash may undo what was written: {', '.join(found.may_lose)}")
    return ok("durability", "what was written outlives a crash")


def of_carrier(settings: Settings) -> Line:
    carrier = TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        base_url=settings.twilio_base_url,
        region=settings.twilio_region,
        edge=settings.twilio_edge,
        public_url=settings.public_url,
        call_timeout_s=5.0,
        wall=WallClock().wall,
    )
    try:
        carrier.fetch(_NOBODYS)
    except CarrierSilentError as error:
        told = str(error) or "no answer"
        return wrong("carrier", f"{told}: look at TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the way out to it")
    return ok("carrier", "answers, and takes our credentials")


def of_clock(database: timedelta | None, carrier: timedelta | None) -> Line:
    """How far two clocks are from ours."""
    asked = {"the database's": database, "the carrier's": carrier}
    known = {name: by for name, by in asked.items() if by is not None}
    off = [f"{by.total_seconds():.0f} s off {name}" for name, by in known.items() if by > _CLOCKS_AGREE]
    if off:
        return wrong("clock", f"{' and '.join(off)}: set this machine's clock by NTP")
    if not known:
        return warning("clock", "nothing answered that it could be compared with")
    return ok("clock", f"agrees with {' and '.join(known)}")


def of_web(settings: Settings) -> Line:
    address = f"{settings.public_url}/healthz"
    found = reach(address)
    if found is None:
        return wrong("web", f"{address} does not answer: is `web` running, and does PUBLIC_URL lead to it?")
    if found.status != 200 or b'"ok"' not in found.body:
        return wrong("web", f"{address} answers {found.status}, and not as this service: PUBLIC_URL leads elsewhere")
    return ok("web", f"{address} answers")


def of_ledger(settings: Settings) -> Iterator[Line]:
    """The signs, asked anew and not taken from a worker, which may be dead."""
    core = wiring.build(settings)
    try:
        facts, tallies = look(core)
    finally:
        if isinstance(core.store, SqlStore):
            core.store.engine.dispose()
    for kind, sign in SIGNS.items():
        found = len(sign(facts))
        yield wrong(kind, f"{found}: {KINDS[kind][0]}") if found else ok(kind, "no sign of it")
    for name, number in tallies.open_alerts.items():
        if name not in SIGNS:
            words = KINDS[Kind(name)][0] if name in KINDS else "see the log"
            yield (warning if name in _ONLY_NEWS else wrong)(name, f"{number}: {words}")


def of_alerts(settings: Settings) -> Line:
    named = {"e-mail": settings.mail, "webhook": settings.alert_webhook_url}
    ways = [name for name, way in named.items() if way is not None]
    if not ways:
        return warning("alerts", "go nowhere: set SMTP_URL or ALERT_WEBHOOK_URL")
    return ok("alerts", f"go by {' and '.join(ways)}; --test-alert sends one")


def of_test_alert(settings: Settings) -> Iterator[Line]:
    """One to the national address, one to each Board that has its own, one to each who is told of danger."""
    ways = messenger(settings.mail, settings.alert_webhook_url, settings.public_url)
    config = read_without_drafts(settings.config_dir, practice=settings.practice).config
    if not ways.ways:
        yield wrong("test alert", "went nowhere: set SMTP_URL or ALERT_WEBHOOK_URL")
    for to in (None, *sorted({*_told_of_trouble(config)})):
        words, path = KINDS[Kind.TEST]
        letter = Letter(to, (Notice("test", words, path, WallClock().wall(), None),))
        for name, fault in ways.try_each(letter).items():
            whom = f"{name} to {to}" if to else name
            yield ok("test alert", f"{whom}: taken") if fault is None else wrong("test alert", f"{whom}: {fault}")


def _told_of_trouble(config: Config) -> Iterator[str]:
    for board in config.boards.values():
        yield from (board.alerts,) if board.alerts else ()
        yield from (*board.danger.in_hours, *board.danger.out_of_hours)
