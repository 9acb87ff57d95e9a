"""Facts, sources and matrices: what the other chapters lean on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plans.plan import Certainty
from recommender.core.facts import Fact, FactType, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.rules import HANDS_ON, STRETCHES, Contraindication
from recommender.knowledge.book.aloud import Voice, capital, fact_name, letters_in, number, plain
from recommender.knowledge.book.names import CODE_NAMES, FACT_NAMES, LETTER_NAMES, TIERS
from recommender.knowledge.book.telling import Raw
from recommender.knowledge.book.values import Chapter, Entry, Line, Link, Matrix, Part, Section, sentence_part
from recommender.knowledge.strict_yaml import read

TYPES = {
    FactType.BOOL: "yes or no",
    FactType.INTEGER: "a whole number",
    FactType.NUMBER: "a number",
    FactType.TEXT: "free words, never read by a rule",
}


# ------------------------------------------------------------------------------------ facts


def facts(knowledge: Knowledge, voice: Voice, told: Iterable[Entry]) -> Chapter:
    """Every question in the order of asking, with what looks at it."""
    looks = _looked_at(told)
    sections = []
    for group in knowledge.dictionary.groups:
        found = [fact for fact in knowledge.dictionary if fact.group == group.id]
        sections.append(_section(group.title, [fact for fact in found if fact.is_input], knowledge, voice, looks))
    derived = [fact for fact in knowledge.dictionary if not fact.is_input]
    sections.append(_section("Worked out from other answers", derived, knowledge, voice, looks))
    return Chapter(
        id="facts",
        title="Questions and findings",
        says="Everything the service may know about a client, in the order of asking. An answer not given is unknown.",
        sections=tuple(section for section in sections if section.entries),
    )


def _section(
    title: str, found: Iterable[Fact], knowledge: Knowledge, voice: Voice, looks: Mapping[str, list[Link]]
) -> Section:
    entries = (
        Entry(
            kind="fact",
            id=fact.id,
            title=capital(FACT_NAMES.get(fact.id) or plain(fact.id)),
            says=fact.ask or f"{capital(fact_name(fact))}.",
            tag="safety" if fact.is_safety else "",
            parts=tuple(_fact_parts(fact, knowledge, voice, looks.get(fact.id, []))),
            file=f"recommender/knowledge/facts/{fact.group}.yaml",
        )
        for fact in found
    )
    return Section(title=title, entries=tuple(entries))


def _fact_parts(fact: Fact, knowledge: Knowledge, voice: Voice, looks: list[Link]) -> Iterator[Part]:
    if fact.checklist:
        yield sentence_part("Asked under", knowledge.dictionary.checklists[fact.checklist].ask)
    if fact.help:
        yield sentence_part("Help", fact.help, detail=True)
    if fact.values:
        how_many = "one of them" if fact.type is FactType.ENUM else "any number of them"
        yield Part(
            f"Answers, {how_many}", tuple(Line((f"{voice.label(fact, value)} ({value})",)) for value in fact.values)
        )
    else:
        yield sentence_part("Answer", f"{capital(_type(fact))}.")
    gate = " A plan waits for it." if fact.gate else ""
    yield sentence_part("Kind", f"{TIERS[fact.tier.value]}.{gate}")
    if fact.stable:
        yield sentence_part("Between visits", "It stays the same: shown as given last time, to confirm.")
    if fact.is_asked_each_visit:
        yield sentence_part("Between visits", "It is asked anew at each visit.")
    if fact.asked_when is not None:
        yield voice.when(fact.asked_when, "Asked when")
    if fact.tier is Tier.DERIVED:
        yield sentence_part("How", f"{capital(fact.derive)}.")
    if (worse := _worse(fact, voice)) is not None:
        yield sentence_part("From mild to worse", worse)
    if looks:
        yield Part("Looked at by", (Line(tuple(_between(looks))),), detail=True)


def _type(fact: Fact) -> str:
    span = f" from {number(fact.min)} to {number(fact.max)}" if fact.min is not None and fact.max is not None else ""
    unit = f", {fact.unit}" if fact.unit and fact.unit != "0-10" else ""
    return f"{TYPES[fact.type]}{span}{unit}"


def _worse(fact: Fact, voice: Voice) -> str | None:
    match fact.worse_to:
        case None:
            return None
        case bool() as worse:
            return f"{voice.label(fact, worse)} is worse".capitalize() + "."
        case tuple() as order:
            return ", then ".join(voice.label(fact, value) for value in order) + "."
        case "more":
            return "Each further answer is worse."
        case up:
            return "The higher, the worse." if up == "up" else "The lower, the worse."


def _looked_at(told: Iterable[Entry]) -> dict[str, list[Link]]:
    """By fact, the entries whose words lead to it."""
    found: dict[str, dict[Link, None]] = {}
    for entry in told:
        for link in entry.links:
            if link.kind == "fact":
                found.setdefault(link.id, {})[entry.link] = None
    return {fact: list(links) for fact, links in found.items()}


def _between(links: Iterable[Link]) -> Iterator[str | Link]:
    for n, link in enumerate(links):
        if n:
            yield ", "
        yield link


# ------------------------------------------------------------------------------------ sources


def sources(plans: Path) -> Chapter:
    """The bibliography, by letter, after the three ids for what has no paper."""
    raw = read(plans / "sources.yaml", "sources.yaml")
    own = ("project", "textbook-consensus", "recalled")
    grouped: dict[str, list[Entry]] = {"What has no paper of its own": [_source(each, raw[each]) for each in own]}
    for source in sorted(raw.keys() - set(own)):
        grouped.setdefault(source[0].upper(), []).append(_source(source, raw[source]))
    return Chapter(
        id="sources",
        title="Sources",
        says="Every clinical file cites these by id. Verified: a copy was read. Recalled: given from memory.",
        sections=tuple(Section(title=title, entries=tuple(entries)) for title, entries in grouped.items()),
    )


def _source(source: str, raw: Raw) -> Entry:
    at = " ".join(str(raw.get("at", "")).split())
    parts = [sentence_part("Where", at)] if at else []
    if background := raw.get("background"):
        parts.append(sentence_part("Cited by no file", str(background)))
    if same := raw.get("same_as"):
        parts.append(Part("The same work as", (Line((Link("source", same, same),)),)))
    if note := raw.get("note"):
        parts.append(sentence_part("Note", str(note)))
    return Entry(
        kind="source",
        id=source,
        title=source,
        says=" ".join(raw["title"].split()),
        parts=tuple(parts),
        certainty=Certainty(raw["seen"]),
        file="plans/sources.yaml",
    )


# ------------------------------------------------------------------------------------ matrices


def matrices(knowledge: Knowledge) -> tuple[Chapter, Chapter]:
    """States by kinds of hands-on work, and states by classes of exercise."""
    return (
        _matrix(knowledge, "matrix-hands-on", "States and hands-on work", HANDS_ON, "hands_on"),
        _matrix(knowledge, "matrix-exercises", "States and exercises", STRETCHES, "stretches"),
    )


def _matrix(knowledge: Knowledge, chapter_id: str, title: str, codes: tuple[str, ...], field: str) -> Chapter:
    rows = []
    for rule in knowledge.contraindications:
        cells: Mapping[str, frozenset[str]] = getattr(rule, field)
        if cells:
            rows.append((_row_link(rule), tuple("+".join(letters_in(cells.get(code, ()))) for code in codes)))
    return Chapter(
        id=chapter_id,
        title=title,
        says="A blank cell is open. Where several states hold, the letters of all of them count together.",
        matrix=Matrix(
            columns=tuple((code, CODE_NAMES[code]) for code in codes),
            letters=tuple(LETTER_NAMES.items()),
            rows=tuple(rows),
        ),
    )


def _row_link(rule: Contraindication) -> Link:
    return Link("rule", rule.id, rule.id)
