"""Logs: one line an entry, JSON or for a terminal. Ids only: no words, no name, no whole number, whoever logs."""

import logging
import re
import sys
from typing import Any

import structlog

_NUMBER = re.compile(r"(?:\+|\b0|\b44|\b7)[\d ().-]{7,}\d")  # as people and carriers write a telephone number


def set_up(level: str, form: str) -> None:
    """Send every log of this process, ours and the libraries', to stderr. `form` is "json" or "console"."""
    last = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        _without_numbers,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # its addresses hold numbers
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of itself at each look at the schema
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a pass longer than a tick is no news


def _without_numbers(_logger: Any, _name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The last net: what slipped into a message is masked all the same."""
    return {key: _masked(value) if key != "at" else value for key, value in entry.items()}


def _masked(value: object) -> object:
    return _NUMBER.sub("[number]", value) if isinstance(value, str) else value
