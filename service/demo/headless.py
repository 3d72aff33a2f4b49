"""The whole story at full speed, and a verdict."""

import time
from datetime import timedelta
from typing import Any

import click

from service.demo import show, story
from service.demo.stage import LOOK_S, START, staged
from service.demo.verdict import Ending, all_over, faults
from service.demo.watch import Watch

_PACE_S = 0.05  # short beside a practice day, which lasts six seconds
_LONGEST = timedelta(days=60)  # practice time: by then every text must have ended


def run(rate: float, database_url: str | None) -> int:
    """Play the sample story at `rate` practice seconds a second. 0 if every text ended as it should."""
    with staged(rate, database_url, pace_s=_PACE_S) as stage:
        watch = Watch(stage.client, stage.clock)
        for happening in story.listed():
            watch.post(happening)
        _play(watch)
        texts = stage.client.texts()
    return _conclude(watch, texts)


def _play(watch: Watch) -> None:
    """Post each event when its time has come, print each text as it arrives, until nothing is left to wait for."""
    waiting = list(story.later())
    looked_at_log = START
    while watch.clock.now() < START + _LONGEST:
        while waiting and waiting[0].at <= watch.clock.now():
            watch.post(waiting.pop(0))
        watch.look()
        if not waiting and watch.clock.now() - looked_at_log > timedelta(days=1):
            looked_at_log = watch.clock.now()
            if all_over(watch.client.texts()):
                return
        time.sleep(LOOK_S)


def _conclude(watch: Watch, texts: list[dict[str, Any]]) -> int:
    click.echo(f"\n{show.table(story.people(), watch.answers, texts)}")
    found = faults((_ending(watch, person, texts) for person in story.people()), watch.arrivals)
    for fault in found:
        click.echo(f"WRONG  {fault}", err=True)
    if not found:
        planned = sum(text["release_id"] is not None for text in texts)
        click.echo(f"\nAll {planned} planned texts ended as they should; {len(watch.arrivals)} were sent.")
    return 1 if found else 0


def _ending(watch: Watch, person: story.Someone, texts: list[dict[str, Any]]) -> Ending:
    number = person.prison_number
    releases = {answer["release_id"] for _, answer in watch.answers[number]}
    own = tuple(text for text in texts if text["release_id"] in releases)
    answers = tuple(one.answer for one in story.TEXTS_BACK if one.name == person.first_name)
    return Ending(person.first_name, watch.phones.get(number), watch.stopped.get(number), own, answers)
