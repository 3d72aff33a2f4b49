"""What the practice clock showed at a moment of the wall's."""

from datetime import datetime, timedelta

from service.core.ports import Clock


def practice_of(clock: Clock, wall: datetime) -> datetime:
    """Both aware UTC. For what is kept, or told by the carrier, with the wall's moment alone."""
    hour, now = timedelta(hours=1), clock.now()
    an_hour_of_practice = clock.wall_at(now + hour) - clock.wall_at(now)
    return now - hour * ((clock.wall() - wall) / an_hour_of_practice)
