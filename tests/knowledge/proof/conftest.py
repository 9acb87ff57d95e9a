"""The world that the proof is about, made once."""

from __future__ import annotations

import pytest

from recommender.core.knowledge import Knowledge
from tests.knowledge.proof.world import World


@pytest.fixture(scope="session")
def world(knowledge: Knowledge) -> World:
    return World(knowledge)
