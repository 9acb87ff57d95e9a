"""What every test may ask for."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from recommender.core.knowledge import Knowledge
from recommender.intake.case import CaseReader
from recommender.knowledge.load import load_knowledge

settings.register_profile("quick", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("mutants", settings.get_profile("quick"), phases=(Phase.explicit, Phase.generate))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """All the knowledge there is, read and compiled once."""
    return load_knowledge()


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> CaseReader:
    """Reads request bodies into cases: `reader.read(amira(), today=VISIT_DAY, from_therapist=True)`."""
    return CaseReader(knowledge)
