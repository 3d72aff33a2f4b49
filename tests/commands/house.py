"""The command line, called inside the test."""

import gc
import json
import warnings
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from service.cli import release_day

# Whatever the machine has set, a command sees what the test says.
KNOWN = (
    "ALERT_WEBHOOK_URL",
    "CONFIG_DIR",
    "DATABASE_URL",
    "DATA_KEYS",
    "INDEX_KEYS",
    "LEASE_S",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "PORT",
    "PRACTICE_CLOCK",
    "PUBLIC_URL",
    "SECRET_KEY",
    "SPOOL_DIR",
    "SMTP_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_BASE_URL",
    "TWILIO_EDGE",
    "TWILIO_REGION",
)


@dataclass(frozen=True)
class Said:
    exit_code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def said(*words: str, environ: dict[str, str] | None = None) -> Said:
    """What `release-day` says to these words."""
    result = CliRunner().invoke(release_day, words, env=dict.fromkeys(KNOWN) | (environ or {}))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    told = Said(result.exit_code, result.stdout, result.stderr)
    del result
    with warnings.catch_warnings():
        # A command leaves its connections to the end of its process; from Python 3.13 on sqlite3 minds that.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return told
