"""A model trained in a few seconds, and the one that is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits

from models import predict, train
from models.cohort import Parameters, read_parameters
from models.predict import Model

SMALL = train.Size(
    worlds=3, people=900, tuning=300, folds=2, fresh_worlds=3, fresh_people=300, sanity_people=4000, resamples=5
)
SEED = 7


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return read_parameters()


@pytest.fixture(scope="session")
def small(parameters: Parameters) -> Iterator[train.Trained]:
    """A small training run, with the scikit-learn fits that its table was read from."""
    with threadpool_limits(limits=1):
        yield train.fit(parameters, SMALL, SEED)


@pytest.fixture(scope="session")
def served() -> Model:
    """The model in use."""
    return predict.load()
