"""The knowledge as a book: chapters in which a therapist reads every question, rule, item and source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recommender.core.knowledge import Knowledge
from recommender.knowledge.book import library, reference, rules
from recommender.knowledge.book.aloud import Voice
from recommender.knowledge.book.telling import Raw, Teller
from recommender.knowledge.book.values import Book, Chapter, Entry, Link
from recommender.knowledge.cases import RuleCase, cases_of
from recommender.knowledge.load import HERE, PLANS
from recommender.knowledge.release import load_release
from recommender.knowledge.rules import HELPING_FOLDERS, rule_files
from recommender.knowledge.strict_yaml import read

__all__ = ["Book", "Chapter", "Entry", "make_book"]

RULE_FOLDERS = ("red_flags", "contraindications", "rules/modalities", *(f"rules/{each}" for each in HELPING_FOLDERS))


def make_book(knowledge: Knowledge, root: Path = HERE, plans: Path = PLANS, *, brief: bool = False) -> Book:
    """The book of this knowledge, whose files stand under `root` and `plans`; `brief` names what is asked, unquoted."""
    shelf = library.Shelf.of(plans)
    release = load_release(root)
    teller = Teller(
        Voice(knowledge.dictionary, {item.id: item.name for item in knowledge.library.modalities}, brief=brief),
        _known(knowledge, shelf, brief=brief),
    )
    told_rules = rules.RuleTeller(teller, _raw_rules(root), _cases(knowledge, root))
    caps = read(root / "rules/dose/caps.yaml", "rules/dose/caps.yaml")
    clinical = (
        rules.red_flags(knowledge, told_rules),
        rules.states(knowledge, told_rules),
        *reference.matrices(knowledge),
        rules.exercise_rules(knowledge, told_rules),
        rules.helping(knowledge, told_rules, caps),
        library.methods(shelf, teller),
        library.exercises(shelf, teller),
        library.tips(shelf, teller),
        library.notices(shelf, teller),
        library.guidelines(root, teller),
    )
    told = [entry for chapter in clinical for entry in chapter.entries]
    return Book(
        version=release.version,
        released=release.released,
        notes=release.notes,
        digest=knowledge.digest,
        status=knowledge.status,
        chapters=(
            reference.facts(knowledge, teller.voice, told),
            *clinical,
            library.glossary(shelf, teller),
            reference.sources(plans),
        ),
    )


def _known(knowledge: Knowledge, shelf: library.Shelf, *, brief: bool) -> dict[str, Link]:
    """By id, the entry that a word may lead to; `brief` calls exercises and scripts by their ids."""
    known = {}
    for name, raw in shelf.items():
        by_id = brief and name.startswith(("stretches/", "notices/"))
        known[raw["id"]] = Link("item", raw["id"], raw["id"] if by_id else library.title_of(raw))
    known |= {name: Link("item", name, name) for name in shelf.files["stretches/_doses.yaml"]}
    rule_ids = (rule.id for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping))
    return known | {each: Link("rule", each, each) for each in rule_ids}


def _raw_rules(root: Path) -> dict[tuple[str, str], Raw]:
    def files() -> Iterator[tuple[str, object]]:
        for folder in RULE_FOLDERS:
            for path in rule_files(root / folder):
                name = str(path.relative_to(root))
                yield name, read(path, name)

    return rules.raw_rules(files())


def _cases(knowledge: Knowledge, root: Path) -> list[RuleCase]:
    told = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    return [case for case in cases_of(root, told, knowledge.dictionary) if isinstance(case, RuleCase)]
