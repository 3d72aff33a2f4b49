"""The composition root: where the parts of the service meet, once for each process."""

from service.carrier.twilio import TwilioCarrier
from service.clock import clock_from
from service.configuration.reader import read_config
from service.core.dispatch import call_timeout_s
from service.core.ports import Core
from service.settings import Settings
from service.store.engine import open_engine
from service.store.ids import fresh
from service.store.migrate import check_kind
from service.store.sealing import Sealer
from service.store.store import SqlStore


def build(settings: Settings) -> Core:
    """Put the service together.

    Raises:
        ConfigError: every fault of the configuration.
        WrongDatabaseError: a practice process with a live database, or the other way round.
    """
    config = read_config(settings.config_dir, practice=settings.practice)
    clock = clock_from(settings.practice_clock)
    engine = open_engine(settings.database_url)
    check_kind(engine, practice=settings.practice)
    engine.dispose()  # gunicorn forks after this: no process may share another's connection
    return Core(
        store=SqlStore(engine, Sealer(settings.data_keys, settings.index_keys), clock),
        carrier=TwilioCarrier(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            base_url=settings.twilio_base_url,
            region=settings.twilio_region,
            edge=settings.twilio_edge,
            public_url=settings.public_url,
            call_timeout_s=call_timeout_s(settings.lease_s),
            wall=clock.wall,
        ),
        clock=clock,
        config=config,
        new_id=fresh,
        practice=settings.practice,
        lease_s=settings.lease_s,
    )
