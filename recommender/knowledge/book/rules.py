"""Red flags, states and rules of what would help, each as an entry with its cases as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plans.plan import Disposition
from recommender.core.condition import ALWAYS
from recommender.core.knowledge import Knowledge
from recommender.core.rules import CLEARANCE_MONTHS, Contraindication, Helping, RedFlag, Rule
from recommender.knowledge.book.aloud import capital, cell_words, joined, letters_in, listed, plain
from recommender.knowledge.book.library import item_entry
from recommender.knowledge.book.names import CODE_NAMES, DISPOSITIONS, LETTER_NAMES
from recommender.knowledge.book.telling import Raw, Teller
from recommender.knowledge.book.values import Chapter, Entry, Line, Part, Section, Words, plain_line, sentence_part
from recommender.knowledge.cases import RuleCase

EXERCISE_RULES = ("x-", "ex-", "ng-", "dp-")
STORIES = {"fires": "It holds for", "does_not_fire": "It does not hold for", "unknown": "It stays open for"}
CLOSING = {"closes": "Closes", "waits": "Waits for the clearance as well", "offers": "Offers"}
HELPING = {
    "dose": ("Base dose of a course", "Exactly one row counts. A total starts at its upper end."),
    "modifiers": ("Changes to the dose", "One after the other; the hard caps hold again after each."),
    "programme": ("Home programme", "How many home items, and of which families."),
    "reviews": ("Reviews, course and stop rules", "When to look again, what the course means, when to stop."),
}


class RuleTeller:
    """Makes entries of rules."""

    def __init__(self, teller: Teller, raws: Mapping[tuple[str, str], Raw], cases: Iterable[RuleCase]) -> None:
        self.teller, self.voice, self.raws = teller, teller.voice, raws
        self.cases: dict[tuple[str, str], list[RuleCase]] = {}
        for case in cases:
            self.cases.setdefault((case.rule.file, case.rule.id), []).append(case)

    def entry(self, rule: Rule) -> Entry:
        raw = self.raws[rule.file, rule.id]
        return Entry(
            kind="rule",
            id=rule.id,
            title=rule.id,
            says=rule.says,
            tag=_tag(rule),
            parts=tuple(self._parts(rule, raw)),
            stories=tuple(self._stories(rule)),
            sources=rule.sources,
            certainty=rule.certainty,
            status=rule.status,
            review_by=raw.get("review_by", ""),
            file=f"recommender/knowledge/{rule.file}",
        )

    def _parts(self, rule: Rule, raw: Raw) -> Iterator[Part]:
        yield self._when(rule)
        match rule:
            case RedFlag():
                yield from self._red_flag(rule)
            case Contraindication():
                yield from self._contraindication(rule, raw.get("then") or {})
            case Helping():
                yield from self._helping(rule, raw.get("then") or {})
        yield sentence_part("Told to the client", rule.because, detail=True)
        if rule.row != rule.id:
            yield sentence_part("Row of the evidence", rule.row, detail=True)
        if rule.note:
            yield sentence_part("Note", rule.note, detail=True)

    def _when(self, rule: Rule) -> Part:
        if rule.information:
            return sentence_part("When", "Never: it is for information only.")
        return self.voice.when(rule.when)

    def _red_flag(self, rule: RedFlag) -> Iterator[Part]:
        if rule.information:
            return
        lines = [Line((f"{DISPOSITIONS[rule.disposition]}. Script: ", *self.teller.link(rule.action)))]
        if rule.parallel and not self.voice.brief:
            lines.append(plain_line("The check runs beside treatment and stops nothing."))
        if not rule.clearable:
            lines.append(plain_line("No clearance record ever opens it."))
        elif rule.clearance:
            lines.append(plain_line(f"A clearance record that names it stands for {self._clearance(rule.clearance)}."))
        yield Part("What follows", tuple(lines))

    def _contraindication(self, rule: Contraindication, then: Raw) -> Iterator[Part]:
        if rule.disposition:
            yield Part(
                "What follows", (Line((f"{DISPOSITIONS[rule.disposition]}. Script: ", *self.teller.link(rule.action))),)
            )
        if rule.hands_on:
            yield Part("Hands-on work", tuple(_cells(rule.hands_on)), detail=True)
        if rule.stretches:
            yield Part("Exercises", tuple(_cells(rule.stretches)), detail=True)
        if rule.hands_on or rule.stretches:
            yield Part("Area", (Line(self._area(then)),), detail=then.keys().isdisjoint(("area", "pressure")))
        if limits := tuple(self._limits(rule)):
            yield Part("Limits", limits)
        for field in CLOSING:
            if ids := then.get(field):
                yield Part(CLOSING[field], tuple(Line(self.teller.link(each)) for each in ids))
        if rule.notes:
            yield Part("Precautions for the therapist", tuple(plain_line(note) for note in rule.notes))
        if rule.clearance:
            words = f"A written clearance opens it: {self._clearance(rule.clearance)}."
            if rule.clearance_months < CLEARANCE_MONTHS:
                words += f" It holds {rule.clearance_months} months at most."
            yield sentence_part("Clearance", words)
        if rule.timing:
            yield sentence_part("How long it holds", capital(rule.timing), detail=True)

    def _helping(self, rule: Helping, then: Raw) -> Iterator[Part]:
        lines = [Line((f"Comes as number {rule.order}.",))] if rule.order else []
        for part in self.teller.common(then):
            if part.is_sentence:
                lines.append(Line((f"{part.title}: ", *part.lines[0].words)))
            else:
                lines.append(Line((f"{part.title}:",), part.lines))
        if lines:
            yield Part("What follows", tuple(lines))

    def _area(self, then: Raw) -> Words:
        area = then.get("area", "whole_body")
        caps = " Light pressure is for that area only." if then.get("pressure") == "in_area" else ""
        if area == "whole_body":
            return (f"The whole body.{caps}",)
        if isinstance(area, Mapping):
            default = listed(map(plain, area.get("default", ()))) or "the whole body"
            return "The places in ", self.voice.fact(area["fact"]), f"; where they are not told, {default}.{caps}"
        return (f"{capital(listed(map(plain, area)))}.{caps}",)

    def _clearance(self, value: str) -> str:
        return self.voice.label(self.voice.dictionary["clearances"], value)

    def _limits(self, rule: Contraindication) -> Iterator[Line]:
        if rule.position:
            told = [rule.position.words] if rule.position.words else []
            told += [f"Not {listed(map(plain, rule.position.avoid), 'or')}."] if rule.position.avoid else []
            told += [f"Use {listed(map(plain, rule.position.use), 'or')}."] if rule.position.use else []
            yield plain_line(f"Position: {' '.join(told)}")
        if rule.max_level is not None:
            where = f" on the {listed(sorted(map(plain, rule.max_level_in)))}" if rule.max_level_in else ""
            yield plain_line(f"Pressure: at most level {rule.max_level}{where}.")
        if rule.max_minutes is not None:
            yield plain_line(f"Length: at most {rule.max_minutes} minutes.")
        if rule.max_face_down is not None:
            yield plain_line(f"Face down: at most {rule.max_face_down} minutes before a check.")
        for item, seconds in sorted(rule.max_hold_s.items()):
            yield Line(("Hold: at most ", f"{seconds} seconds in ", *self.teller.link(item)))
        for words, ids in (("Left out: ", rule.excludes), ("Only these remain: ", rule.only)):
            if ids:
                yield Line((words, *joined(self.teller.link(each) for each in sorted(ids))))

    def _stories(self, rule: Rule) -> Iterator[Part]:
        told: dict[str, list[Line]] = {expect: [] for expect in STORIES}
        for case in self.cases.get((rule.file, rule.id), ()):
            told[case.expect].append(plain_line(capital(case.name)))
        for expect, title in STORIES.items():
            if told[expect]:
                yield Part(title, tuple(told[expect]))


def _cells(cells: Mapping[str, frozenset[str]]) -> Iterator[Line]:
    """Codes that ask for the same in one line, the strictest first."""
    same: dict[tuple[str, ...], list[str]] = {}
    for code, cell in cells.items():
        same.setdefault(letters_in(cell), []).append(code)
    order = list(LETTER_NAMES)
    for letters, codes in sorted(same.items(), key=lambda each: [order.index(letter) for letter in each[0]]):
        who = "all kinds" if len(codes) == 10 else ", ".join(CODE_NAMES[code] for code in codes)
        yield plain_line(f"{capital(cell_words(letters))} ({'+'.join(letters)}): {who}.")


def _tag(rule: Rule) -> str:
    if rule.information:
        return "information"
    match rule:
        case RedFlag(parallel=True):
            return "beside treatment"
        case Contraindication(disposition=Disposition() as disposition):
            return DISPOSITIONS[disposition].lower()
        case Contraindication() if rule.standing or rule.when == ALWAYS:
            return "for everyone"
    return ""


# ------------------------------------------------------------------------------------ chapters


def red_flags(knowledge: Knowledge, rules: RuleTeller) -> Chapter:
    sections = []
    for disposition, name in DISPOSITIONS.items():
        found = [rule for rule in knowledge.red_flags if rule.disposition is disposition and not rule.information]
        if found:
            sections.append(Section(title=name, entries=tuple(map(rules.entry, found))))
    told = tuple(rules.entry(rule) for rule in knowledge.red_flags if rule.information)
    sections.append(Section(title="Information only", says="These never stop a plan.", entries=told))
    return Chapter(
        id="red-flags",
        title="Red flags",
        says="What today's answers may not wait for. The most severe rule that holds wins, whatever the order.",
        sections=tuple(sections),
    )


def states(knowledge: Knowledge, rules: RuleTeller) -> Chapter:
    grouped: dict[str, list[Entry]] = {
        "No hands-on work at all": [],
        "Closed until there is a written clearance": [],
        "Limits": [],
        "Sites, and limits of heat, cold and devices": [],
        "Information only": [],
    }
    ends, waits, limits, sites, told = grouped.values()
    for rule in knowledge.contraindications:
        if rule.file.startswith("rules/") or rule.id.startswith(EXERCISE_RULES):
            continue
        letters = {letter for cell in (*rule.hands_on.values(), *rule.stretches.values()) for letter in cell}
        if rule.information:
            told.append(rules.entry(rule))
        elif rule.id.startswith(("site-", "dose-")):
            sites.append(rules.entry(rule))
        elif rule.disposition:
            ends.append(rules.entry(rule))
        else:
            (waits if "C" in letters else limits).append(rules.entry(rule))
    return Chapter(
        id="states",
        title="States that close or limit work",
        says="What illnesses, medicines, operations and wishes close or limit. All that hold count together.",
        sections=tuple(Section(title=title, entries=tuple(each)) for title, each in grouped.items() if each),
    )


def exercise_rules(knowledge: Knowledge, rules: RuleTeller) -> Chapter:
    titles = dict(
        zip(
            EXERCISE_RULES,
            ("Exercise rules", "Exercises left out or offered", "Nerve gate", "Direction that eases"),
            strict=True,
        )
    )
    sections = []
    for prefix, title in titles.items():
        found = [rule for rule in knowledge.contraindications if rule.id.startswith(prefix)]
        sections.append(Section(title=title, entries=tuple(map(rules.entry, found))))
    return Chapter(
        id="exercise-rules",
        title="Exercise rules",
        says="What is closed or limited at home, and what takes its place.",
        sections=tuple(sections),
    )


def helping(knowledge: Knowledge, rules: RuleTeller, caps: Raw) -> Chapter:
    sections = []
    for folder, (title, says) in HELPING.items():
        found = sorted((rule for rule in knowledge.helping if rule.folder == folder), key=lambda rule: rule.order)
        sections.append(Section(title=title, says=says, entries=tuple(map(rules.entry, found))))
    soft = [rule for rule in knowledge.contraindications if rule.file.startswith("rules/")]
    sections.insert(1, Section(title="Hard caps", entries=(_caps(caps, rules.teller),)))
    sections.append(
        Section(
            title="Soft rules for the hands-on part",
            says="Shaped like states, and milder: they adapt the visit.",
            entries=tuple(map(rules.entry, soft)),
        )
    )
    return Chapter(
        id="what-would-help",
        title="Dose, programme and reviews",
        says="What shapes a plan once red flags and states have spoken. Nothing here opens what those closed.",
        sections=tuple(sections),
    )


def _caps(raw: Raw, teller: Teller) -> Entry:
    return item_entry(raw, teller, kind="rule", title="caps", says=raw["says"], told=("says",), file=CAPS_FILE)


CAPS_FILE = "recommender/knowledge/rules/dose/caps.yaml"


def raw_rules(read: Iterable[tuple[str, Any]]) -> dict[tuple[str, str], Raw]:
    """By file and id, what a rule file says."""
    return {
        (file, each["id"]): each for file, found in read for each in (found if isinstance(found, list) else [found])
    }
