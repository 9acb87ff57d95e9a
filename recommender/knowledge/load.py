"""All knowledge, read, checked and compiled once at start-up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from recommender.core.knowledge import Knowledge
from recommender.knowledge.facts import load_dictionary
from recommender.knowledge.fields import Entry
from recommender.knowledge.library import LibraryReader
from recommender.knowledge.rules import RuleReader
from recommender.knowledge.strict_yaml import UnreadableFile, read

HERE = Path(__file__).parent
PLANS = HERE.parent.parent / "plans"
CAPS = ("max_per_week", "max_minutes", "max_total", "max_weeks")


class KnowledgeNotUsable(Exception):
    """The knowledge cannot be used: every problem, one a line."""

    def __init__(self, problems: Iterable[UnreadableFile]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_knowledge(root: Path = HERE, plans: Path = PLANS) -> Knowledge:
    """Read everything under `root` (facts, rules, guidelines) and `plans` (sources, library).

    Raises:
        KnowledgeNotUsable: with every problem found, each with file, line, field and what is allowed.
    """
    try:
        dictionary = load_dictionary(root / "facts")
        bibliography = load_sources(plans / "sources.yaml")
        shelf = LibraryReader(plans / "library", root / "guidelines", dictionary, bibliography)
        rules = RuleReader(root, dictionary, bibliography, shelf.action_ids(), shelf.item_ids())
    except UnreadableFile as error:
        raise KnowledgeNotUsable([error]) from error
    errors: list[UnreadableFile] = []
    red_flags = rules.red_flags(errors)
    contraindications = rules.contraindications(errors) + rules.soft_rules(errors)
    helping = rules.helping(errors)
    caps = _caps(root, bibliography, errors)
    library, more = shelf.library()
    errors += more
    _unique(contraindications, errors)
    if errors or library is None:
        raise KnowledgeNotUsable(errors)
    rows = _in_force([*red_flags, *contraindications, *helping])
    library = replace(
        library,
        modalities=_in_force(library.modalities),
        exercises=_in_force(library.exercises),
        tips=_in_force(library.tips),
        self_care=_in_force(library.self_care),
    )
    return Knowledge(
        dictionary=dictionary,
        red_flags=_in_force(red_flags),
        contraindications=_in_force(contraindications),
        helping=tuple(sorted(_in_force(helping), key=lambda rule: (rule.folder, rule.order, rule.id))),
        caps=caps,
        library=library,
        bibliography=bibliography,
        digest=digest(root, plans),
        status="draft" if any(rule.status == "draft" for rule in rows) else "reviewed",
    )


class Dated(Protocol):
    """Anything with a status: draft, reviewed or retired."""

    @property
    def status(self) -> str: ...


Row = TypeVar("Row", bound=Dated)


def _in_force(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those that are not retired; a retired one is kept on file and counts no more."""
    return tuple(row for row in rows if row.status != "retired")


def load_sources(path: Path) -> dict[str, str]:
    """The bibliography: title by id."""
    raw = read(path, "sources.yaml")
    made = {}
    for source_id, value in raw.items():
        entry = Entry(value, "sources.yaml")
        made[source_id] = entry.text("title")
        entry.one_of("seen", ("verified", "recalled"))
    return made


def _caps(root: Path, sources: Iterable[str], errors: list[UnreadableFile]) -> dict[str, int]:
    name = "rules/dose/caps.yaml"
    try:
        entry = Entry(read(root / name, name), name)
        entry.sources(sources), entry.certainty()
        return {cap: int(entry.number(cap)) for cap in CAPS}
    except UnreadableFile as error:
        errors.append(error)
        return {}


def _unique(rules: Iterable[object], errors: list[UnreadableFile]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        rule_id, file = rule.id, rule.file  # type: ignore[attr-defined]
        if rule_id in seen:
            errors.append(UnreadableFile(file, None, "id", f"{rule_id} also stands in {seen[rule_id]}"))
        seen[rule_id] = file


def digest(root: Path = HERE, plans: Path = PLANS) -> str:
    """One digest over every knowledge file; cases are no part of it."""
    whole = hashlib.sha256()
    for base in (root, plans):
        for path in sorted(base.rglob("*.yaml")):
            if path.name.endswith(".cases.yaml"):
                continue
            whole.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes() + b"\0")
    return f"sha256:{whole.hexdigest()}"
