"""The settings: the only place that looks at the environment. Every variable that is missing or wrong is told at once.

It imports nothing heavy, because the smallest commands ask it whether the carrier is the practice one.
"""

import base64
import binascii
import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, auto
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import SplitResult, urlsplit

from service.domain.errors import ReleaseDayError
from service.domain.mail import MailRoute, mail_route

T = TypeVar("T")
Environ = Mapping[str, str]

CONFIG_DIR = "config"
SPOOL_DIR = "var/spool"
TWILIO = "https://api.twilio.com"
KEY_BYTES = 32
SHORTEST_SECRET, FEWEST_DIFFERENT = 32, 8  # characters of SECRET_KEY
HIGHEST_PORT = 65535
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("console", "json")

_LOOPBACK = ip_network("127.0.0.0/8")


class Need(Flag):
    """What a process cannot do without. What is set wrongly is told whether it is needed or not."""

    DATABASE = auto()  # which has a default, so nothing can be missing
    KEYS = auto()  # DATA_KEYS and INDEX_KEYS: whatever reads or writes names and numbers
    CARRIER = auto()  # TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: whatever sends, or hears Twilio
    SESSIONS = auto()  # SECRET_KEY: whatever lets staff sign in
    ALL = DATABASE | KEYS | CARRIER


@dataclass(frozen=True)
class SettingsFault:
    name: str  # of the variable
    message: str  # never its value

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class SettingsError(ReleaseDayError):
    """The environment does not hold what this process needs."""

    def __init__(self, faults: tuple[SettingsFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class PracticeClockSetting:
    start: datetime  # aware: what the practice clock shows until `real_start`
    rate: float  # practice seconds a real second
    real_start: datetime  # aware, wall clock: from then on it runs


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. A secret that this process did not ask for is empty where it is not set."""

    database_url: str = field(repr=False)  # may hold a password
    public_url: str  # without a slash at its end
    port: int
    twilio_account_sid: str = field(repr=False)
    twilio_auth_token: str = field(repr=False)
    twilio_region: str | None
    twilio_edge: str | None
    twilio_base_url: str  # without a slash at its end
    config_dir: Path
    spool_dir: Path  # what Twilio tells while the database is down
    data_keys: tuple[bytes, ...] = field(repr=False)  # 32 bytes each, newest first
    index_keys: tuple[bytes, ...] = field(repr=False)  # 32 bytes each, newest first
    secret_key: str = field(repr=False)  # signs the sessions of staff
    lease_s: float  # wall-clock seconds that a claim lasts
    unknown_wait_s: float  # wall-clock seconds between two looks at the carrier's list for a text
    practice_clock: PracticeClockSetting | None
    mail: MailRoute | None  # alerts go by it
    alert_webhook_url: str | None = field(repr=False)  # and here; may hold a secret
    log_level: str
    log_format: str  # "console" or "json"

    @property
    def practice(self) -> bool:
        """The carrier is on this machine, so no text can leave it."""
        return _on_loopback(self.twilio_base_url)

    @property
    def at_home(self) -> bool:
        """Only somebody at this machine can reach the service."""
        return _on_loopback(self.public_url)


def carrier_is_practice(environ: Environ | None = None) -> bool:
    """For the commands that need no carrier: practice, unless TWILIO_BASE_URL names another machine."""
    base_url = _value(os.environ if environ is None else environ, "TWILIO_BASE_URL")
    return base_url is None or _on_loopback(base_url)


def config_dir(environ: Environ | None = None) -> Path:
    """Where the Boards' files lie, for the commands that need nothing else."""
    return Path(_value(os.environ if environ is None else environ, "CONFIG_DIR") or CONFIG_DIR)


def read_settings(environ: Environ | None = None, *, needs: Need) -> Settings:
    """The settings of one process.

    Raises:
        SettingsError: every variable that is missing or wrong, and no secret.
    """
    asked = _Asked(os.environ if environ is None else environ)
    carrier, keys = Need.CARRIER in needs, Need.KEYS in needs
    base_url = asked.for_("TWILIO_BASE_URL", _carrier_url, TWILIO)
    settings = Settings(
        database_url=asked.for_("DATABASE_URL", _database_url, "sqlite:///var/release-day.db"),
        public_url=asked.for_("PUBLIC_URL", _web_url, "http://127.0.0.1:8000"),
        port=asked.for_("PORT", _port, 8000),
        twilio_account_sid=asked.for_("TWILIO_ACCOUNT_SID", _token, "", needed=carrier),
        twilio_auth_token=asked.for_("TWILIO_AUTH_TOKEN", _token, "", needed=carrier),
        twilio_region=asked.for_("TWILIO_REGION", _host_part, None),
        twilio_edge=asked.for_("TWILIO_EDGE", _host_part, None),
        twilio_base_url=base_url,
        config_dir=asked.for_("CONFIG_DIR", Path, Path(CONFIG_DIR)),
        spool_dir=asked.for_("SPOOL_DIR", Path, Path(SPOOL_DIR)),
        data_keys=asked.for_("DATA_KEYS", _keys, (), needed=keys),
        index_keys=asked.for_("INDEX_KEYS", _keys, (), needed=keys),
        secret_key=asked.for_("SECRET_KEY", _secret, "", needed=Need.SESSIONS in needs),
        lease_s=asked.for_("LEASE_S", _above_zero, 60.0),
        unknown_wait_s=asked.for_("UNKNOWN_WAIT_S", _above_zero, 600.0),
        practice_clock=asked.for_("PRACTICE_CLOCK", _practice_clock, None),
        mail=asked.for_("SMTP_URL", mail_route, None),
        alert_webhook_url=asked.for_("ALERT_WEBHOOK_URL", _hook_url, None),
        log_level=asked.for_("LOG_LEVEL", _log_level, "INFO"),
        log_format=asked.for_("LOG_FORMAT", _log_format, "console" if sys.stderr.isatty() else "json"),
    )
    if settings.practice_clock is not None and not settings.practice:
        asked.fault("PRACTICE_CLOCK", "is for the practice carrier alone, and TWILIO_BASE_URL is not on loopback")
    if settings.secret_key and not settings.practice and _is_guessable(settings.secret_key):
        asked.fault("SECRET_KEY", "is easy to guess: take chance, such as openssl rand -base64 32")
    if asked.faults:
        raise SettingsError(tuple(asked.faults))
    return settings


def environment_with(variables: Environ) -> dict[str, str]:
    """The environment of this process with these variables set: for a process that it starts."""
    return {**os.environ, **variables}


class _Asked:
    """The environment, and what was found wrong with it."""

    def __init__(self, environ: Environ) -> None:
        self.environ = environ
        self.faults: list[SettingsFault] = []

    def for_(self, name: str, read: Callable[[str], T], default: T, *, needed: bool = False) -> T:
        """What the variable says, or the default; a fault where it is needed and missing, or cannot be read."""
        value = _value(self.environ, name)
        if value is None:
            if needed:
                self.fault(name, "is missing")
            return default
        try:
            return read(value)
        except ValueError as error:
            self.fault(name, str(error))
            return default

    def fault(self, name: str, message: str) -> None:
        self.faults.append(SettingsFault(name, message))


def _value(environ: Environ, name: str) -> str | None:
    """A variable that is set to nothing is not set."""
    return environ.get(name, "").strip() or None


def _database_url(text: str) -> str:
    if text.startswith("postgresql://") and text != "postgresql://":
        return text
    path = text.removeprefix("sqlite:///")
    if path == text:
        _no("must begin with sqlite:/// or postgresql://")
    if not path or path.startswith((":", "?", "file:")):
        _no("must name a file: web and worker cannot share a database in memory")
    return text


def _carrier_url(text: str) -> str:
    url = _web_url(text)
    if url != TWILIO and not (_on_loopback(url) and urlsplit(url).path == ""):
        _no(f"must be {TWILIO}, or the practice carrier on loopback without a path")
    return url


def _web_url(text: str) -> str:
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        _no("must be the address of a web server: https://…")
    if parts.username is not None or parts.password is not None:
        _no("must not hold a user name or password")
    if "?" in text or "#" in text:
        _no("must end before any ? or #")
    return text.rstrip("/")


def _hook_url(text: str) -> str:
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        _no("must be the address that alerts are posted to: https://…")
    return text


def _split(text: str) -> SplitResult | None:
    if re.search(r"[^!-~]", text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # brackets that hold no address, a port that is no number
        return None
    return parts if port != 0 else None


def _on_loopback(url: str) -> bool:
    parts = _split(url)
    host = parts.hostname if parts else None
    if host is None or host == "localhost":
        return host is not None
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback if isinstance(address, IPv6Address) else address in _LOOPBACK


def _port(text: str) -> int:
    in_range = re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= HIGHEST_PORT
    return int(text) if in_range else _no(f"must be a port, 1 to {HIGHEST_PORT}")


def _token(text: str) -> str:
    return text if re.fullmatch(r"[!-~]+", text) else _no("must be one word")


def _host_part(text: str) -> str:
    return text if re.fullmatch(r"[a-z0-9-]+", text) else _no("must be a name such as ie1 or dublin")


def _keys(text: str) -> tuple[bytes, ...]:
    keys = [_key(part.strip()) for part in text.split(",")]
    wrong = [str(number) for number, key in enumerate(keys, 1) if key is None]
    again = [str(number) for number, key in enumerate(keys, 1) if key is not None and key in keys[: number - 1]]
    faults = [f"key {', '.join(wrong)} is not base64 of {KEY_BYTES} bytes"] if wrong else []
    faults += [f"key {', '.join(again)} stands there already"] if again else []
    return tuple(filter(None, keys)) if not faults else _no("; ".join(faults))


def _key(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _secret(text: str) -> str:
    return text if len(text) >= SHORTEST_SECRET else _no(f"must hold {SHORTEST_SECRET} characters or more")


def _is_guessable(secret: str) -> bool:
    """Few characters, or a shorter word again and again."""
    return len(set(secret)) < FEWEST_DIFFERENT or secret in (secret + secret)[1:-1]


def _above_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        _no("must be a number above 0")
    return number if number > 0 and math.isfinite(number) else _no("must be a number above 0")


def _practice_clock(text: str) -> PracticeClockSetting:
    parts = text.split("/")
    if len(parts) != 3:
        _no("must be start/rate/real: 2026-12-24T09:00:00+00:00/600/2026-11-21T20:00:00+00:00")
    start, rate, real_start = parts
    return PracticeClockSetting(_moment(start), _above_zero(rate), _moment(real_start))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        _no("must hold moments with a zone, such as 2026-12-24T09:00:00+00:00")
    return moment


def _log_level(text: str) -> str:
    return text.upper() if text.upper() in LOG_LEVELS else _no(f"must be one of {', '.join(LOG_LEVELS)}")


def _log_format(text: str) -> str:
    return text if text in LOG_FORMATS else _no(f"must be one of {', '.join(LOG_FORMATS)}")


def _no(message: str) -> NoReturn:
    raise ValueError(message)
