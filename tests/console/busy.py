"""A few weeks of a service: texts of two Boards in every state that staff will meet."""

from datetime import timedelta

from service.core.sending import Lost, NotTaken, Rejected
from service.domain.ids import ReleaseId
from tests.builders import LOTHIAN
from tests.console.house import House

SAM, JO, KIM, LEE = "+447700900123", "+447700900124", "+447700900125", "+447700900126"


def live(house: House) -> ReleaseId:
    """Everything up to the morning of the third day; Sam's release."""
    sam = house.plan("48213", SAM)
    house.plan("48214", JO, LOTHIAN)
    house.plan("48215", KIM)
    house.plan("48216", LEE, LOTHIAN)
    house.carrier.script(lambda _out: NotTaken(house.clock.wall() + timedelta(seconds=30), "429"))
    for status, code in (("delivered", None), ("delivered", None), ("undelivered", 30003), ("sent", None)):
        sid = house.send_next()
        house.receipt(sid, "sent")
        if status != "sent":
            house.receipt(sid, status, code)
    house.says("STOP", JO)
    house.carrier.script(Lost("no answer"), Rejected(21614))
    for _ in range(2):
        house.try_next()
    house.pass_by(timedelta(minutes=10))
    return sam
