"""The bibliography: what is listed is cited by a file, or says what it was read for."""

from __future__ import annotations

import re
from pathlib import Path

from recommender.knowledge.strict_yaml import read

ROOT = Path(__file__).parents[2]
FOLDERS = ("recommender/knowledge", "recommender/core", "plans/library", "models")
OWN = {"project", "textbook-consensus", "recalled"}


def cited() -> set[str]:
    """Every word of the files that could be an id; ids of sources are like no other words."""
    paths = [path for folder in FOLDERS for kind in ("*.yaml", "*.py") for path in (ROOT / folder).rglob(kind)]
    return {word for path in paths for word in re.findall(r"[a-z0-9][a-z0-9_-]*", path.read_text(encoding="utf-8"))}


def test_a_source_is_cited_or_says_what_it_was_read_for() -> None:
    sources = read(ROOT / "plans" / "sources.yaml", "sources.yaml")
    words = cited()

    silent = {each for each in sources if each not in words}
    background = {each for each, source in sources.items() if source.get("background")}
    assert background == silent
    assert not background & OWN
