"""The demo to look at and to take part in: phones in a browser, the delivery log, and practice time that runs on."""

import secrets
import time
from typing import NoReturn

import click

from service.clock import WallClock
from service.core.accounts import create_user, open_link
from service.core.records import Role, Seat
from service.demo import story
from service.demo.stage import LOOK_S, Stage, staged
from service.demo.watch import Watch

_PACE_S = 0.8  # so that one can watch the ticks
_NOBODY = "practice@example.org"


def run(rate: float, database_url: str | None) -> NoReturn:
    """Import the prison's list, print where to look, then post what happens at its time. Until it is interrupted."""
    began = WallClock().wall()
    with staged(rate, database_url, pace_s=_PACE_S) as stage:
        stage.client.post_list(story.RELEASES.read_bytes(), as_of=story.LISTED_ON)
        watch = Watch(stage.client, stage.clock)
        for person in story.people():
            watch.meet(person.prison_number, person.mobile)
        click.echo(f"Open: {_open_link(stage)}")
        click.echo(f"Phones: {stage.house.carrier}/practice    API: {stage.house.web}/docs    Ctrl-C ends it all")
        waiting = list(story.later())
        while True:
            while waiting and waiting[0].at <= stage.clock.now():
                watch.post(waiting.pop(0))
            before = watch.serial
            watch.look()
            if before == 0 < watch.serial:
                took = (WallClock().wall() - began).total_seconds()
                click.echo(f"The first text reached a phone {took:.1f} s after the start.")
            time.sleep(LOOK_S)


def _open_link(stage: Stage) -> str:
    """The link that signs in as national staff who may look at everything, and pause it, once."""
    seat = Seat(Role.RESPONDER)
    staff = create_user(stage.core, _NOBODY, seat, secrets.token_urlsafe(32)).user
    return stage.house.web + open_link(stage.core, staff, secrets.token_urlsafe(32))
