"""The composition root: where the parts of the service meet, once for each process."""

import logging
from dataclasses import replace

from service.alerts.messenger import messenger
from service.carrier.twilio import TwilioCarrier
from service.clock import clock_from
from service.configuration.faults import ConfigError
from service.configuration.reader import Partial, read_without_drafts
from service.core.dispatch import call_timeout_s
from service.core.ports import Core
from service.schedules.config import Config
from service.settings import Settings
from service.spool.files import FileSpool
from service.store.engine import open_engine
from service.store.ids import fresh
from service.store.migrate import check_kind
from service.store.sealing import Place, Sealer
from service.store.store import SqlStore

log = logging.getLogger(__name__)


def build(settings: Settings) -> Core:
    """Put the service together.

    Raises:
        ConfigError: every fault of the configuration.
        WrongDatabaseError: a practice process with a live database, or the other way round.
    """
    read = read_without_drafts(settings.config_dir, practice=settings.practice)
    clock = clock_from(settings.practice_clock)
    engine = open_engine(settings.database_url)
    check_kind(engine, practice=settings.practice)
    store = SqlStore(engine, Sealer(settings.data_keys, settings.index_keys), clock)
    config = _as_it_runs(read, store)
    engine.dispose()  # gunicorn forks after this: no process may share another's connection
    return Core(
        store=store,
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
        messenger=messenger(settings.mail, settings.alert_webhook_url, settings.public_url),
        clock=clock,
        config=config,
        new_id=fresh,
        practice=settings.practice,
        lease_s=settings.lease_s,
        unknown_wait_s=settings.unknown_wait_s,
    )


def spool(settings: Settings) -> FileSpool:
    """Where the web process keeps what Twilio tells while the database is down, and the worker finds it."""
    sealer = Sealer(settings.data_keys, settings.index_keys)
    return FileSpool(
        settings.spool_dir,
        seal=lambda name, words: sealer.seal(Place("spool", "request", name), words),
        unseal=lambda name, sealed: sealer.open(Place("spool", "request", name), sealed),
    )


def _as_it_runs(read: Partial, store: SqlStore) -> Config:
    """What runs is what the store holds: a fault in a draft stops nothing that was published.

    Raises:
        ConfigError: a sequence has a fault, and no version of it was ever published.
    """
    if not read.broken:
        return read.config
    with store.read() as tx:
        found = {name: tx.versions.current(name) for name in read.broken}
    published = {name: version for name, version in found.items() if version is not None}
    if len(published) < len(found):
        raise ConfigError(read.faults)
    for fault in read.faults:
        log.warning("a draft has a fault, and what was published runs on: %s", fault)
    return replace(
        read.config,
        sequences={**read.config.sequences, **{name: version.sequence for name, version in published.items()}},
        documents={**read.config.documents, **{name: version.document for name, version in published.items()}},
    )
