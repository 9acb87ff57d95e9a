"""What is proved of the knowledge that ships, and that the proof finds knowledge which was broken on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recommender.core import limits
from tests.knowledge.proof import closing
from tests.knowledge.proof.mutants import MUTANTS, Mutant
from tests.knowledge.proof.statements import STATEMENTS, Statement
from tests.knowledge.proof.world import World


def named(each: Statement | Mutant) -> Any:
    """A test of its own; the slow ones only run with `manage.py test --all`."""
    return pytest.param(each, id=f"{each.letter} {each.name}", marks=[pytest.mark.long] if each.long else [])


@pytest.mark.parametrize("statement", list(map(named, STATEMENTS)))
def test_it_holds_for_everyone(world: World, statement: Statement) -> None:
    outcome = statement.prove(world)

    assert outcome.asked
    assert not outcome.broken, "\n".join(each.text(world.knowledge) for each in outcome.broken[:5])


@pytest.mark.parametrize("mutant", list(map(named, MUTANTS)))
def test_broken_knowledge_is_found(mutant: Mutant, tmp_path: Path) -> None:
    broken = World(mutant.knowledge(tmp_path))

    found = [each for each in mutant.prove(broken).broken if mutant.finds in each.what]

    assert found, "the change was not found"
    if mutant.person:
        assert found[0].person is not None
        assert ": " in found[0].text(broken.knowledge).splitlines()[1]


def test_limits_where_the_last_rule_counts_are_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the knowledge but its composition is broken here: a later cap replaces a lower one."""

    def last_counts(caps: dict[str, object], areas: frozenset[str], level: int, rule: object) -> None:
        caps.update(dict.fromkeys(areas, (level, rule)))

    monkeypatch.setattr(limits, "_cap", last_counts)

    found = closing.another_rule_never_opens_a_door(world).broken

    assert "together open ('level'" in found[0].what
