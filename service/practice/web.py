from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from service.practice import arrivals_api, messages_api, people_api
from service.practice.faults import NOT_AUTHENTICATED, Fault, TwilioError, not_found
from service.practice.practice import Practice


def create_app(practice: Practice) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(messages_api.door(practice))
    app.register_blueprint(people_api.door(practice))
    app.register_blueprint(arrivals_api.door(practice))
    app.register_error_handler(TwilioError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    return app


def _refuse(error: TwilioError) -> Response:
    return _enveloped(error.fault)


def _refuse_http(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return _enveloped(not_found(request.path))
    return _enveloped(Fault(20004 if error.code == 405 else 20500, error.name, error.code or 500))


def _enveloped(fault: Fault) -> Response:
    answer = jsonify(fault.envelope())
    answer.status_code = fault.status
    if fault is NOT_AUTHENTICATED:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer
