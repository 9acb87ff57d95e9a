"""An installation of one's own, and what was typed at its keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the commands of this story find in their environment."""
    monkeypatch.setenv("RECOMMENDER_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with open_store({"RECOMMENDER_DATA": str(tmp_path / "data")}) as opened:
        yield opened
