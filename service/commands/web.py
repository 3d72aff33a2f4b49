"""`release-day web`."""

import os
import sys

import click

from service.settings import Need, read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def web(host: str) -> None:
    """Serve HTTP with gunicorn on PORT, until SIGTERM. The Procfile says the same for every address."""
    # what is missing is named here, once, and not by every gunicorn worker
    settings = read_settings(needs=Need.ALL | Need.SESSIONS)
    options = ["--preload", "--no-control-socket", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
    bind = ["--bind", f"{host}:{settings.port}", "--log-level", settings.log_level.lower(), "--graceful-timeout", "15"]
    program = [sys.executable, "-m", "gunicorn", *options, *bind, "service.web:from_environment()"]
    os.execv(sys.executable, program)  # noqa: S606  signals must arrive at gunicorn itself
