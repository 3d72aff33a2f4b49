import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from service.core import keys
from service.core.ports import Core
from service.domain.event import Source, SourceKind
from tests import postgres
from tests.builders import EDINBURGH, GLASGOW, close, make_core
from tests.journeys.house import Database, Keys, run


@dataclass(frozen=True)
class Furnisher:
    """Makes databases of either kind with schema and keys in place: copies, because making one takes seconds."""

    request: pytest.FixtureRequest

    @contextmanager
    def fresh(self, kind: str, folder: Path) -> Iterator[Database]:
        if kind == "sqlite":
            file, made = self.request.getfixturevalue("sqlite_original")
            shutil.copy(file, folder / "journey.db")
            yield Database(f"sqlite:///{folder / 'journey.db'}", made)
            return
        server: postgres.Server = self.request.getfixturevalue("postgres_server")
        name, made = self.request.getfixturevalue("postgres_original")
        with server.fresh_database(template=name) as url:
            yield Database(url, made)


@pytest.fixture(scope="session")
def sqlite_original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    file = tmp_path_factory.mktemp("original") / "original.db"
    return file, _furnish(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def postgres_original(postgres_server: postgres.Server) -> Iterator[tuple[str, Keys]]:
    with postgres_server.fresh_database() as url:
        made = _furnish(url)
        name = make_url(url).database
        assert name is not None
        yield name, made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The journey runs once on each kind that the service promises to work on."""
    with Furnisher(request).fresh(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with Furnisher(request).fresh("sqlite", tmp_path) as made:
        yield made


def _furnish(url: str) -> Keys:
    """Schema and two of the keys by the commands; the other keys as those do it, because each start takes a second."""
    run(url, "migrate")
    prison = run(url, "keys", "create", "--prison", "barlinnie", "--json")["key"]
    boards = {str(GLASGOW): run(url, "keys", "create", "--board", GLASGOW, "--json")["key"]}
    core = make_core(url)
    try:
        for board in core.config.boards.values():
            if board.code not in boards:
                boards[str(board.code)] = _key_of(core, Source(SourceKind.BOARD, board.slug))
        return Keys(prison, _key_of(core, EDINBURGH), boards)
    finally:
        close(core)


def _key_of(core: Core, owner: Source) -> str:
    return keys.create(core, owner, f"rd_{secrets.token_urlsafe(32)}", None).secret
