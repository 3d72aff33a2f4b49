from pathlib import Path

import pytest

from tests.configuration.copies import Copy


@pytest.fixture
def config(tmp_path: Path) -> Copy:
    return Copy.into(tmp_path / "config")
