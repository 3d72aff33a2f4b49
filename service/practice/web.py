from flask import Flask, Response, jsonify, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, NotFound

from service.practice import (
    arrivals_api,
    assets,
    call_page,
    guard,
    ledger_api,
    messages_api,
    people_api,
    phones_page,
    switches_api,
)
from service.practice.faults import NOT_AUTHENTICATED, Fault, TwilioError, not_found
from service.practice.practice import Practice
from service.practice.stumbling import Dropped, hang_up


def create_app(practice: Practice) -> Flask:
    app = Flask(__name__, static_folder=None, template_folder="pages")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(guard.keep_strangers_out)
    app.after_request(guard.add_headers)
    for room in (messages_api, people_api, arrivals_api, ledger_api, switches_api, phones_page, call_page, assets):
        app.register_blueprint(room.door(practice))
    app.register_error_handler(TwilioError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Dropped, _drop)
    return app


def _refuse(error: TwilioError) -> Response:
    answer = _enveloped(error.fault)
    if error.retry_after_s is not None:
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _refuse_http(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return _enveloped(not_found(request.path))
    return _enveloped(Fault(20004 if error.code == 405 else 20500, error.name, error.code or 500))


def _drop(_error: Dropped) -> Response:
    hang_up(request.environ)
    return Response(status=500)  # to nobody


def _enveloped(fault: Fault) -> Response:
    answer = jsonify(fault.envelope())
    answer.status_code = fault.status
    if fault.status == NOT_AUTHENTICATED.status:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer
