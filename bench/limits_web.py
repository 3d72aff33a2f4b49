"""What Flask and gunicorn can do at best: say a constant, change one row, keep one signed reply.

gunicorn is given the address of a function below, as it is given ours.
"""

from flask import Flask, Response, abort, request
from sqlalchemy import text

from service.settings import Need, environment_with, read_settings
from service.store.engine import open_engine
from service.webhooks.signature import Signature

# One row for each SID, in the same database: the least that can be called stored.
TABLE = "create table limit_receipts (sid text primary key, status text not null)"
REPLIES = "create table limit_replies (sid text primary key, number text not null, words text not null)"


def constant() -> Flask:
    app = Flask("constant")

    @app.post("/webhooks/status")
    def status() -> Response:
        return Response("", 204)

    return app


def update() -> Flask:
    app = Flask("update")
    engine = open_engine(read_settings(environment_with({}), needs=Need.DATABASE).database_url)
    change = text("update limit_receipts set status = :status where sid = :sid")

    @app.post("/webhooks/status")
    def status() -> Response:
        told = {"status": request.form["MessageStatus"], "sid": request.form["MessageSid"]}
        with engine.begin() as connection:
            connection.execute(change, told)
        return Response("", 204)

    return app


def keep() -> Flask:
    """A signature, one row, one commit: nothing is sealed, understood or done."""
    app = Flask("keep")
    settings = read_settings(environment_with({}), needs=Need.ALL)
    engine = open_engine(settings.database_url)
    signature = Signature(settings.twilio_auth_token, settings.public_url)
    add = text("insert into limit_replies values (:sid, :number, :words)")

    @app.post("/webhooks/sms")
    def sms() -> Response:
        if not signature.fits(request):
            abort(403)
        told = {"sid": request.form["MessageSid"], "number": request.form["From"], "words": request.form["Body"]}
        with engine.begin() as connection:
            connection.execute(add, told)
        return Response("<Response/>", mimetype="text/xml")

    return app
