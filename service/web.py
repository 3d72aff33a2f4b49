"""The web process: hangs the doors on one Flask application."""

import sys

from flask import Flask, Response, request
from jinja2 import StrictUndefined

from service import logs, wiring
from service.api.routes import blueprint as api
from service.console.routes import blueprint as console
from service.console.terms import Terms
from service.core.ports import Core, Spool
from service.domain.errors import ReleaseDayError
from service.settings import Need, Settings, read_settings
from service.templates import headers
from service.understanding.understand import warm
from service.webhooks.routes import blueprint as webhooks
from service.webhooks.signature import Signature


def create_app(core: Core, signature: Signature, terms: Terms, spool: Spool | None = None) -> Flask:
    app = Flask(__name__, static_folder="static", template_folder="templates/pages")
    app.jinja_env.undefined = StrictUndefined
    app.register_blueprint(api(core))
    app.register_blueprint(webhooks(core, signature, spool))
    app.register_blueprint(console(core, terms))

    @app.after_request
    def for_asset(response: Response) -> Response:
        if request.endpoint == "static":
            response.headers.update(headers.for_asset(https=terms.https))
        return response

    return app


def terms_of(settings: Settings) -> Terms:
    phones_url = f"{settings.twilio_base_url}/practice" if settings.practice else None
    return Terms(settings.secret_key, settings.public_url, at_home=settings.at_home, phones_url=phones_url)


def from_environment() -> Flask:
    """What gunicorn calls before it forks. What is wrong with the settings is said in our words and ends it."""
    try:
        settings = read_settings(needs=Need.ALL | Need.SESSIONS)
        logs.set_up(settings.log_level, settings.log_format)
        warm()
        signature = Signature(settings.twilio_auth_token, settings.public_url)
        return create_app(wiring.build(settings), signature, terms_of(settings), wiring.spool(settings))
    except ReleaseDayError as error:
        sys.exit(str(error))
