"""Two applications that show what Flask and gunicorn can do at best: one says a constant, one changes one row.

gunicorn is given the address of a function below, as it is given ours.
"""

from flask import Flask, Response, request
from sqlalchemy import text

from service.settings import Need, environment_with, read_settings
from service.store.engine import open_engine

# One row for each SID, in the same database: the least that can be called stored.
TABLE = "create table limit_receipts (sid text primary key, status text not null)"


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
