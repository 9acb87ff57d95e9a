"""Which facts nothing reads: they are named in docs/facts-for-the-record.md, each with its reason."""

from __future__ import annotations

import re
from pathlib import Path

from recommender.core.facts import Tier
from recommender.core.knowledge import Knowledge

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "facts-for-the-record.md"
RULES = ("recommender/knowledge", "plans/library")
CODE = ("recommender/core", "models")


def read_somewhere() -> str:
    """Everything that may read a fact: conditions of rules, items and questions, derived facts, and the model."""
    yaml = [path for folder in RULES for path in (ROOT / folder).rglob("*.yaml") if _reads(path)]
    code = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    texts = [re.sub(r"(?m)^\s*- id: .*$", "", path.read_text(encoding="utf-8")) for path in (*yaml, *code)]
    return "\n".join(texts)


def _reads(path: Path) -> bool:
    return not path.name.endswith(".cases.yaml") and path.name != "_order.yaml"


def test_what_nothing_reads_is_listed_with_its_reason(knowledge: Knowledge) -> None:
    words = set(re.findall(r"[a-z0-9_]+", read_somewhere()))
    unread = {fact.id for fact in knowledge.dictionary if fact.id not in words}
    listed = dict(re.findall(r"(?m)^\| `([a-z0-9_]+)` \| .* \| (.+) \|$", PAGE.read_text(encoding="utf-8")))

    assert set(listed) == unread
    assert all(len(reason) > 20 for reason in listed.values())


def test_none_of_them_holds_up_a_plan(knowledge: Knowledge) -> None:
    for fact_id in re.findall(r"(?m)^\| `([a-z0-9_]+)`", PAGE.read_text(encoding="utf-8")):
        fact = knowledge.dictionary[fact_id]
        assert not fact.is_safety, fact_id
        assert fact.tier is not Tier.T1, fact_id


def test_limits_in_words_name_rules_that_exist(knowledge: Knowledge) -> None:
    rules = {rule.id for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping)}
    items = {item.id.replace("_", "-") for item in knowledge.library.exercises}
    page = (ROOT / "docs" / "limits-in-words.md").read_text(encoding="utf-8")
    first = re.findall(r"(?m)^\| ([a-z][a-z0-9, -]+) \| ", page)[1:]

    named = {name.strip() for cell in first for name in cell.split(",")}
    assert len(named) > 30
    assert named <= rules | items
