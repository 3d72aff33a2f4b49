"""The web process: hangs the doors on one Flask application."""

import sys

from flask import Flask

from service import logs, wiring
from service.api.routes import blueprint as api
from service.core.ports import Core
from service.domain.errors import ReleaseDayError
from service.settings import Need, read_settings
from service.webhooks.routes import blueprint as webhooks
from service.webhooks.signature import Signature


def create_app(core: Core, signature: Signature) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(api(core))
    app.register_blueprint(webhooks(core, signature))
    return app


def from_environment() -> Flask:
    """What gunicorn calls before it forks. What is wrong with the settings is said in our words and ends it."""
    try:
        settings = read_settings(needs=Need.ALL)
        logs.set_up(settings.log_level, settings.log_format)
        return create_app(wiring.build(settings), Signature(settings.twilio_auth_token, settings.public_url))
    except ReleaseDayError as error:
        sys.exit(str(error))
