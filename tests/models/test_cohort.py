"""The synthetic people are drawn from published figures, and look like them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from models import sanity, train
from models.cohort import FILE, LEAST_LEG_PAIN, PHASES, Parameters, people, phase_of, read_parameters
from models.course import FAMILIES, follow, same_package
from plans.plan import Certainty

ROOT = Path(__file__).resolve().parents[2]
SOURCES = yaml.safe_load((ROOT / "plans" / "sources.yaml").read_text(encoding="utf-8"))
ROWS = list(read_parameters().rows())
COUNT = 40_000


@pytest.mark.parametrize(("section", "name", "row"), ROWS, ids=[f"{section}.{name}" for section, name, _ in ROWS])
def test_every_number_says_where_it_is_from_and_how_sure_it_is(section: str, name: str, row: dict[str, object]) -> None:
    assert row["source"] in SOURCES
    assert Certainty(str(row["certainty"]))
    assert "pair" in row or row["row"]
    if "low" in row:
        assert float(row["low"]) < float(row["value"]) < float(row["high"])  # type: ignore[arg-type]


def test_lines_of_the_parameters_can_be_read() -> None:
    assert max(len(line) for line in FILE.read_text(encoding="utf-8").splitlines()) <= 110


def test_scales_have_their_published_mean_and_spread(parameters: Parameters) -> None:
    who = people(parameters.world(), parameters, COUNT, np.random.default_rng(1), entry=False)

    for name, row in parameters.raw["numbers"].items():
        assert who[name].mean() == pytest.approx(row["value"], abs=0.02 * (row["ends"][1] - row["ends"][0])), name
        assert who[name].std() == pytest.approx(row["sd"], rel=0.06), name


def test_shares_are_the_published_ones(parameters: Parameters) -> None:
    who = people(parameters.world(), parameters, COUNT, np.random.default_rng(2), entry=False)

    for name in ("female", "belief_long", "smoker", "leg_raise", "sensory_sign", "paresis", "sleep_lost", "heavy_work"):
        assert who[name].mean() == pytest.approx(parameters.raw["shares"][name]["value"], abs=0.015), name
    shares = np.bincount(phase_of(who["onset_days"]), minlength=len(PHASES)) / COUNT
    assert shares == pytest.approx([0.40, 0.20, 0.40], abs=0.015)


def test_correlations_are_the_imposed_ones(parameters: Parameters) -> None:
    for row in sanity.correlations(parameters, COUNT, seed=3):
        assert row["cohort"] == pytest.approx(row["imposed"], abs=0.05), row["pair"]


def test_two_columns_cannot_be_hung_on_each_other_twice(parameters: Parameters) -> None:
    pairs = [*parameters.raw["correlations"], {"pair": ["sbi", "rmdq"], "r": 0.5}]
    tangled = Parameters({**parameters.raw, "correlations": pairs}, parameters.drawn)

    with pytest.raises(ValueError, match="must form a tree"):
        people(parameters.world(), tangled, 10, np.random.default_rng(0))


def test_the_cohort_agrees_with_the_literature(parameters: Parameters) -> None:
    checks = sanity.cohort_checks(parameters, 120_000, seed=train.SEED)

    assert [each for each in checks if not each["met"]] == []


def test_nobody_enters_whose_leg_hardly_hurts(parameters: Parameters) -> None:
    who = people(parameters.world(), parameters, 3000, np.random.default_rng(5))

    assert who["leg"].min() >= LEAST_LEG_PAIN


def test_everyone_shows_at_least_one_pattern(parameters: Parameters) -> None:
    who = people(parameters.world(), parameters, 3000, np.random.default_rng(6))

    assert who["patterns"].any(axis=1).all()
    assert (who["patterns"][:, 0] & who["patterns"][:, 3]).any(), "gluteal points beside a disc-like pattern"


def test_worlds_cover_every_interval_evenly(parameters: Parameters) -> None:
    worlds = parameters.worlds(8, np.random.default_rng(8))
    row = parameters.drawn["odds.belief_long"]

    drawn = sorted(world["odds.belief_long"] for world in worlds)
    expected = [row.at((n + 0.5) / 8) for n in range(8)]
    assert drawn == pytest.approx(expected)
    assert len({world["noise.sd"] for world in worlds}) == 8


def test_the_type_of_massage_changes_nothing_in_the_middle_world(parameters: Parameters) -> None:
    world, rng = parameters.world(), np.random.default_rng(9)
    who = people(world, parameters, 5000, rng)

    def pain(family: str) -> float:
        care = same_package(len(who["leg"]), family, 60, 6)
        return float(follow(world, parameters, who, care, np.random.default_rng(10)).pain[6].mean())

    assert pain("relaxation") == pain("structural") < pain("tools_and_touch")


def test_more_of_a_good_thing_is_never_worse(parameters: Parameters) -> None:
    world = parameters.world()
    who = people(world, parameters, 4000, np.random.default_rng(11))

    def share(minutes: int, visits: int) -> float:
        care = same_package(len(who["leg"]), FAMILIES[0], minutes, visits)
        return float(follow(world, parameters, who, care, np.random.default_rng(12)).improved[6].mean())

    assert share(30, 6) <= share(45, 6) <= share(60, 6)
    assert share(60, 1) <= share(60, 3) <= share(60, 6)


def test_the_seed_alone_decides_who_is_drawn(parameters: Parameters) -> None:
    one, same, other = (people(parameters.world(), parameters, 500, np.random.default_rng(n)) for n in (13, 13, 14))

    assert all(np.array_equal(one[name], same[name]) for name in one)
    assert not np.array_equal(one["leg"], other["leg"])
