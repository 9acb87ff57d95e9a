"""The knowledge written out: all of it is there, in words, and what is committed is what the files say today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recommender.cli.main import main
from recommender.core.condition import Test as Asked
from recommender.core.condition import read_condition
from recommender.core.condition import tests_of as asked_in
from recommender.core.knowledge import Knowledge
from recommender.knowledge.book import Book, make_book
from recommender.knowledge.book.aloud import Voice, letters_in
from recommender.knowledge.book.markdown import as_markdown
from recommender.knowledge.book.names import FACT_NAMES
from recommender.knowledge.book.values import Entry, Line, Part, text_of
from recommender.knowledge.cases import RuleCase, cases_of
from recommender.knowledge.coverage import as_markdown as coverage_page
from recommender.knowledge.coverage import coverage
from recommender.knowledge.fields import Entry as Fields
from recommender.knowledge.load import HERE, PLANS, KnowledgeNotUsable
from recommender.knowledge.release import load_release, overdue
from recommender.knowledge.strict_yaml import UnreadableFile, read

ROOT = HERE.parent.parent
DOCS = ROOT / "docs"
ROWS = Path(__file__).parent / "rows.yaml"
MOST_BYTES = 400_000
PYTHON = re.compile(
    r"[:,(] None(?:[,;)]|$)|\b(?:True|False)\b(?! when)"
    r"|frozenset|Marked|Surely\(|Disposition\.|Certainty\.| object at |\['|\{'",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def book(knowledge: Knowledge) -> Book:
    return make_book(knowledge)


@pytest.fixture(scope="module")
def brief(knowledge: Knowledge) -> Book:
    return make_book(knowledge, brief=True)


def told(line: Line) -> Iterator[str]:
    yield text_of(line.words)
    for under in line.under:
        yield from told(under)


def part_text(part: Part) -> str:
    return "\n".join([part.title, *(text for line in part.lines for text in told(line))])


def text(entry: Entry) -> str:
    """All that an entry says."""
    parts = [part_text(part) for part in (*entry.parts, *entry.stories)]
    sources = [f"{source.id} {source.at}" for source in entry.sources]
    return "\n".join([entry.id, entry.title, entry.says, *parts, *sources])


# ------------------------------------------------------------------------------------ all of it


def test_every_rule_is_told(book: Book, knowledge: Knowledge) -> None:
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        entry = book.entry["rule", rule.id]
        for words in (rule.says, rule.because, rule.note):
            assert words in text(entry), rule.id
        assert (entry.sources, entry.certainty, entry.status) == (rule.sources, rule.certainty, rule.status)


def test_every_item_question_and_source_is_told(book: Book, knowledge: Knowledge) -> None:
    library = knowledge.library
    items = (*library.modalities, *library.exercises, *library.tips, *library.self_care, *library.disclaimers)
    named = [each.id for each in items]
    named += [*library.regions, *library.positions, *library.recipes, *library.actions]
    named += [each.id for each in library.safety_net.tailored]
    named += {stance.source for stance in library.stances}

    assert [each for each in named if ("item", each) not in book.entry] == []
    assert [fact.id for fact in knowledge.dictionary if ("fact", fact.id) not in book.entry] == []
    assert [source for source in knowledge.bibliography if ("source", source) not in book.entry] == []


def sentences_in(value: Any, field: str = "") -> Iterator[str]:
    """Every text of several words that a file says."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from sentences_in(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from sentences_in(part, field)
    elif isinstance(value, str) and " " in value.strip():
        yield " ".join(value.split()).removeprefix("variant: ")


def test_no_sentence_of_the_files_is_lost(book: Book) -> None:
    """Whatever field it stands in, also one that these pages do not know yet."""
    whole = "\n".join(text(entry) for entry in book.entry.values()).casefold()
    whole += "\n".join(book.notes).casefold()
    lost = []
    for base in (HERE, PLANS / "library"):
        for path in sorted(base.rglob("*.yaml")):
            if path.name.endswith(".cases.yaml") or path.parent.name in ("facts", "poses"):
                continue
            said = sentences_in(read(path, path.name))
            lost += [f"{path.name}: {each}" for each in said if each.rstrip(".").casefold() not in whole]

    assert lost == []


def test_every_case_is_told_as_a_sentence(book: Book, knowledge: Knowledge) -> None:
    rules = [*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping]
    for case in cases_of(HERE, rules, knowledge.dictionary):
        assert isinstance(case, RuleCase)
        stories = "\n".join(part_text(part) for part in book.entry["rule", case.rule.id].stories)
        assert case.name[1:] in stories


def test_every_stance_stands_with_its_guideline(book: Book, knowledge: Knowledge) -> None:
    for stance in knowledge.library.stances:
        assert stance.words in text(book.entry["item", stance.source])


def test_the_tables_say_what_the_rules_say(book: Book, knowledge: Knowledge) -> None:
    for chapter_id, field in (("matrix-hands-on", "hands_on"), ("matrix-exercises", "stretches")):
        chapter = book.chapter(chapter_id)
        assert chapter is not None
        assert chapter.matrix is not None
        codes = [code for code, _ in chapter.matrix.columns]
        shown = {link.id: dict(zip(codes, cells, strict=True)) for link, cells in chapter.matrix.rows}
        cells = {rule.id: getattr(rule, field) for rule in knowledge.contraindications if getattr(rule, field)}
        assert shown == {
            rule: {code: "+".join(letters_in(found.get(code, ()))) for code in codes} for rule, found in cells.items()
        }


def test_a_source_knows_what_cites_it(book: Book) -> None:
    assert "ces-bladder-new" in [link.id for link in book.cited["girft"]]
    assert set(book.cited) <= {source for kind, source in book.entry if kind == "source"}


# ------------------------------------------------------------------------------------ in words

SPOKEN = {
    "a number": (
        {"age_years": {"at_least": 60}},
        "When\nage years: at least 60",
    ),
    "both ends of a number": (
        {"temp_c": {"at_least": 37, "at_most": 38}},
        "When\ntemperature: 37 to 38 °C",
    ),
    "both ends of a number beside something": (
        {"age_years": {"at_least": 60, "at_most": 70}, "smoker": {"is_not": "never"}},
        "When all of these hold\nage years: 60 to 70\nsmoker: not “Never”",
    ),
    "yes or no": (
        {"bone_mets_known": {"is": True}},
        "When\n“Has it ever spread to bone?”: yes",
    ),
    "some of many": (
        {"bowel_change": {"includes_any": ["unsure", "constipation_only"]}},
        "When\nbowel change: includes “Only hard or slow to go” or “Not sure”",
    ),
    "an exception": (
        {"not": {"surely": {"ces_symptom_days": {"at_least": 15}}}},
        "When\nIt is not certain that days since the saddle, bladder, bowel or sexual change: at least 15",
    ),
    "none of several": (
        {"all": [{"frail": {"is": False}}, {"not": {"any": [{"inr": {"is": 1}}, {"inr": {"at_least": 4}}]}}]},
        (
            "When all of these hold\n“Do you tire very easily, walk slowly, or need help with daily tasks?”: no\n"
            "none of these holds:\nINR: 1\nINR: at least 4"
        ),
    ),
    "so many of": (
        {"at_least_n_of": {"n": 2, "of": [{"inr": {"is": 1}}, {"inr": {"is": 2}}, {"inr": {"is": 3}}]}},
        "When at least 2 of these hold\nINR: 1\nINR: 2\nINR: 3",
    ),
    "everyone": ("always", "When\nAlways, for everyone."),
}


@pytest.mark.parametrize(("raw", "spoken"), SPOKEN.values(), ids=SPOKEN)
def test_conditions_are_read_aloud(raw: object, spoken: str, knowledge: Knowledge) -> None:
    assert part_text(Voice(knowledge.dictionary, {}).when_raw(raw)) == spoken


@pytest.mark.parametrize("is_brief", [False, True])
def test_a_condition_loses_nothing_when_it_is_read(is_brief: bool, knowledge: Knowledge) -> None:
    """Every fact, every value and every number is said; and no two conditions sound the same."""
    voice = Voice(knowledge.dictionary, {}, brief=is_brief)
    heard: dict[str, object] = {}
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        spoken = part_text(voice.when(rule.when))
        for test in asked_in(rule.when):
            assert voice.fact(test.fact).text.casefold() in spoken.casefold(), rule.id
            for value in values_of(test):
                assert voice.label(knowledge.dictionary[test.fact], value) in spoken, rule.id
        assert heard.setdefault(spoken, rule.when) == rule.when, rule.id


def values_of(test: Asked) -> tuple[Any, ...]:
    return tuple(test.value) if isinstance(test.value, frozenset) else (test.value,)


def test_an_exception_sounds_unlike_its_rule(knowledge: Knowledge) -> None:
    voice = Voice(knowledge.dictionary, {})
    bare = {"inr": {"at_least": 4}}
    told = {part_text(voice.when_raw(raw)) for raw in (bare, {"not": bare}, {"surely": bare})}

    assert len(told | {part_text(voice.when_raw({"not": {"surely": bare}}))}) == 4


@pytest.mark.parametrize("full", [False, True])
def test_no_page_spells_as_python_does(full: bool, book: Book, brief: Book) -> None:
    pages = as_markdown(book if full else brief, full=full)

    assert [found[0] for page in pages.values() for found in PYTHON.finditer(page)] == []


def test_names_are_for_questions_that_exist(knowledge: Knowledge) -> None:
    assert [fact for fact in FACT_NAMES if fact not in knowledge.dictionary] == []


def test_no_two_questions_have_one_name(knowledge: Knowledge) -> None:
    voice = Voice(knowledge.dictionary, {}, brief=True)
    names = [voice.fact(fact.id).text for fact in knowledge.dictionary]

    assert [name for name in names if names.count(name) > 1] == []


# ------------------------------------------------------------------------------------ as files


def test_what_is_committed_is_current(brief: Book) -> None:
    """Otherwise: python -m recommender knowledge export docs/knowledge"""
    pages = as_markdown(brief, full=False)
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "knowledge").glob("*")}

    assert sorted(kept) == sorted(pages)
    assert [name for name, page in pages.items() if kept[name] != page] == []
    assert sum(len(page.encode()) for page in pages.values()) < MOST_BYTES


def test_every_rule_and_item_is_in_the_short_edition(brief: Book) -> None:
    pages = "\n".join(as_markdown(brief, full=False).values())

    for kind, entry_id in brief.entry:
        if kind in ("rule", "item"):
            assert f"\n### {entry_id}\n" in pages


def anchors(page: str) -> set[str]:
    """The names that headings get on a page."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(slug if slug not in found else f"{slug}-1")
    return found


@pytest.mark.parametrize("full", [False, True])
def test_links_lead_somewhere(full: bool, book: Book, brief: Book) -> None:
    pages = as_markdown(book if full else brief, full=full)
    known = {name: anchors(page) for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", page):
            file, _, anchor = target.partition("#")
            if "/" in file:
                if not (DOCS / "knowledge" / file).exists():
                    lost.append(target)
            elif (anchor and anchor not in known.get(file or name, ())) or (file and file not in known):
                lost.append(f"{name}: {target}")

    assert lost == []


def test_the_command_writes_them_and_clears_what_is_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "an-old-chapter.md").write_text("gone")

    assert main(["knowledge", "export", str(tmp_path), "--full"]) == 0

    assert "kB" in capsys.readouterr().out
    assert {"README.md", "facts.md", "sources.md"} <= {path.name for path in tmp_path.iterdir()}
    assert not (tmp_path / "an-old-chapter.md").exists()


# ------------------------------------------------------------------------------------ release and review


def test_the_release_has_a_version_and_a_day(book: Book) -> None:
    release = load_release(HERE)

    assert re.fullmatch(r"\d+\.\d+\.\d+", release.version)
    assert date.fromisoformat(release.released)
    assert release.notes
    assert (book.version, book.released) == (release.version, release.released)
    assert f"Version {release.version}" in as_markdown(book, full=False)["README.md"]


@pytest.mark.parametrize("said", ["version: 1", 'version: "1"\nreleased: soon\nnotes: []\n', ""])
def test_a_release_that_cannot_be_read_is_told(said: str, tmp_path: Path) -> None:
    if said:
        (tmp_path / "release.yaml").write_text(said)

    with pytest.raises(KnowledgeNotUsable, match=r"release\.yaml"):
        load_release(tmp_path)


def test_a_review_is_due_the_day_after_its_date(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "rule.yaml").write_text('- id: old\n  review_by: "2026-11-19"\n- id: new\n  review_by: "2026-11-20"\n')

    found = list(overdue(tmp_path, tmp_path / "plans", date(2026, 11, 20)))

    assert [str(each) for each in found] == ["rule.yaml:2: old was to be reviewed by 2026-11-19"]


@pytest.mark.parametrize("day", ["soon", "20261119", "2026-13-01", "2026-11-19x"])
def test_a_review_date_is_a_day(day: str, tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text(f'status: draft\nreview_by: "{day}"\n')

    with pytest.raises(UnreadableFile, match=r"rule.yaml:2: review_by: a day such as"):
        Fields(read(path, path.name), path.name).status()


def test_guidelines_name_the_day_they_are_looked_at_again(book: Book) -> None:
    chapter = book.chapter("guidelines")

    assert chapter is not None
    assert [entry.id for entry in chapter.entries if not entry.review_by] == []


def test_a_review_that_is_due_is_told_and_fails_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "check", "--on", "2999-01-01"]) == 0

    told = capsys.readouterr()
    assert "due for review: guidelines/kngf2021.yaml" in told.err
    assert f"knowledge {load_release(HERE).version} sha256:" in told.out


# ------------------------------------------------------------------------------------ where each row is


def test_the_page_of_the_evidence_rows_is_current() -> None:
    """Otherwise: python -m recommender knowledge coverage tests/knowledge/rows.yaml docs/coverage.md"""
    table = coverage(ROWS)

    assert (DOCS / "coverage.md").read_text(encoding="utf-8") == coverage_page(table, DOCS)
    assert [row.id for chapter in table.values() for row in chapter if not row.files and not row.because] == []


def test_the_files_on_that_page_exist() -> None:
    page = (DOCS / "coverage.md").read_text(encoding="utf-8")

    assert [target for target in set(re.findall(r"\]\(([^)]+)\)", page)) if not (DOCS / target).is_file()] == []


def test_a_condition_of_an_item_is_read_as_well(book: Book, knowledge: Knowledge) -> None:
    """Tips and exercises say when they are meant in the same words as rules."""
    voice = Voice(knowledge.dictionary, {})
    condition = read_condition({"sitting_hours_per_day": {"at_least": 4}}, knowledge.dictionary)

    assert text_of(voice.line(condition).words) in text(book.entry["item", "eg_break_30"])
