"""What may be offered or said: methods, exercises, tips and notices, each as an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plans.plan import Certainty
from plans.sheet.wording import first_sentence
from recommender.knowledge.book.aloud import capital, plain
from recommender.knowledge.book.names import CERTAINTIES, PLACES, STANCES
from recommender.knowledge.book.telling import Raw, Teller, certainty_of, sources_of
from recommender.knowledge.book.values import Chapter, Entry, Line, Part, Section, plain_line, sentence_part, text_of
from recommender.knowledge.strict_yaml import read


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of the library, read once."""

    files: Mapping[str, Any]

    @classmethod
    def of(cls, plans: Path) -> Shelf:
        library = plans / "library"
        paths = [path for path in sorted(library.rglob("*.yaml")) if path.parent.name != "poses"]
        names = [str(path.relative_to(library)) for path in paths]
        return cls({name: read(path, f"library/{name}") for name, path in zip(names, paths, strict=True)})

    def folder(self, folder: str) -> Iterator[tuple[str, Any]]:
        """Name and content of the files in a folder, but for those that only serve the others."""
        for name, raw in self.files.items():
            if name.startswith(f"{folder}/") and "/_" not in name:
                yield name, raw

    def items(self) -> Iterator[tuple[str, Raw]]:
        """Every mapping that has an id of its own, with its file."""
        for name, raw in self.files.items():
            yield from ((name, each) for each in _with_ids(raw))


def _with_ids(value: Any) -> Iterator[Raw]:
    if isinstance(value, Mapping):
        if "id" in value and value.keys() & {"because", "says", "text", "tip", "words", "headline", "client_words"}:
            yield value
        else:
            for each in value.values():
                yield from _with_ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _with_ids(each)


def title_of(raw: Raw) -> str:
    """What an item is called; what has no name goes by its first sentence, or by its id as rules do."""
    if "client_words" in raw:
        return f"Level {raw['level']}: {raw['name'].lower()}"
    if "slots" in raw:
        return f"Visit of {raw['minutes']} minutes. {raw['for']}"
    for field in ("name", "title", "headline", "ask", "word"):
        if field in raw:
            return str(raw[field])
    return first_sentence(raw["tip"])[0] if "tip" in raw else str(raw["id"])


def item_entry(
    raw: Raw,
    teller: Teller,
    *,
    file: str,
    says: str,
    title: str = "",
    kind: str = "item",
    tag: str = "",
    told: Iterable[str] = (),
    parts: Iterable[Part] = (),
) -> Entry:
    """An item: its own parts, then every other field of its file. `told`: fields that stand in its head already."""
    more = list(teller.common(raw, told=("title", "headline", "ask", *told)))
    if "because" in raw:
        more.append(sentence_part("Told to the client", raw["because"], detail=True))
    if "note" in raw:
        more.append(sentence_part("Note", raw["note"], detail=True))
    return Entry(
        kind=kind,
        id=raw["id"],
        title=title or title_of(raw),
        says=says,
        tag=tag,
        parts=(*parts, *more),
        sources=sources_of(raw),
        certainty=certainty_of(raw),
        status=raw.get("status", ""),
        review_by=raw.get("review_by", ""),
        file=file,
    )


def place(name: str) -> str:
    return f"plans/library/{name}"


# ------------------------------------------------------------------------------------ methods

FITS = (
    "How well a kind fits a pattern: 0 not suggested, 1 possible, 2 suggested, 3 preferred. Where three numbers stand,"
    " they are for high, moderate and low irritability."
)


def methods(shelf: Shelf, teller: Teller) -> Chapter:
    """Kinds of massage, where hands go, how the client lies, how hard, and minute by minute."""
    modalities = [
        item_entry(
            raw,
            teller,
            file=place(name),
            says=f"{raw['techniques']} {raw['aim']}",
            tag="" if raw["offered"] else "not offered",
            told=("techniques", "aim"),
        )
        for name, raw in shelf.folder("modalities")
    ]
    regions = [_item("regions.yaml", raw, teller, "why") for raw in shelf.files["regions.yaml"]["regions"]]
    positions = [_item("positions.yaml", raw, teller, "set_up") for raw in shelf.files["positions.yaml"]["positions"]]
    recipes = [_item("recipes.yaml", raw, teller, "for") for raw in shelf.files["recipes.yaml"]["recipes"]]
    return Chapter(
        id="methods",
        title="Methods, regions and recipes",
        says="What hands may do, where, how the client lies, how hard, and how the minutes of a visit are laid out.",
        sections=(
            Section(title="Kinds of massage", says=FITS, entries=tuple(modalities)),
            Section(title="Regions", entries=tuple(regions)),
            Section(title="Positions", entries=tuple(positions)),
            Section(
                title="Pressure", says="Rated by the client, level 1 to 5.", entries=tuple(_pressure(shelf, teller))
            ),
            Section(title="Recipes", says="Other lengths are scaled from these.", entries=tuple(recipes)),
        ),
    )


def _item(name: str, raw: Raw, teller: Teller, says: str) -> Entry:
    return item_entry(raw, teller, file=place(name), says=raw[says], told=(says,))


def _pressure(shelf: Shelf, teller: Teller) -> Iterator[Entry]:
    raw = shelf.files["pressure.yaml"]
    for level in raw["levels"]:
        yield _item("pressure.yaml", level, teller, "use")
    for rule in raw["rules"]:
        yield _item("pressure.yaml", rule, teller, "says")
    yield item_entry(
        {"id": "good_visit"},
        teller,
        file=place("pressure.yaml"),
        says="What counts as a visit that was tolerated.",
        title="A visit that was tolerated",
        parts=(teller.voice.when_raw(raw["good_visit"]["when"]),),
    )


# ------------------------------------------------------------------------------------ exercises


def exercises(shelf: Shelf, teller: Teller) -> Chapter:
    families: dict[str, list[Entry]] = {}
    for name, raw in shelf.folder("stretches"):
        entry = item_entry(
            raw,
            teller,
            file=place(name),
            says=raw["alt"],
            tag=f"up to {raw['irritability']} irritability",
            told=("alt", "kind"),
        )
        families.setdefault(raw["kind"], []).append(entry)
    doses = [
        item_entry(
            {"id": template, **raw},
            teller,
            file=place("stretches/_doses.yaml"),
            says=raw["says"],
            title=template,
            told=("says", "high", "moderate", "low"),
            parts=(Part("Dose", tuple(teller.dose_lines(raw))),),
        )
        for template, raw in shelf.files["stretches/_doses.yaml"].items()
    ]
    return Chapter(
        id="exercises",
        title="Home exercises",
        says="Every home exercise, with whom it suits, its dose by irritability, its next and its easier step.",
        sections=(
            *(
                Section(title=capital(plain(kind)), entries=tuple(entries))
                for kind, entries in sorted(families.items())
            ),
            Section(title="Doses", says="Shared by several exercises.", entries=tuple(doses)),
        ),
    )


# ------------------------------------------------------------------------------------ tips and notices


def tips(shelf: Shelf, teller: Teller) -> Chapter:
    """Ergonomics by place, self-care by topic, what follows a massage, and how to choose a therapist."""
    sections = []
    for folder, title in (("ergonomics", "Ergonomics"), ("self_care", "Self-care")):
        for name, raw in shelf.folder(folder):
            topic = plain(Path(name).stem)
            entries = tuple(_tip(name, each, teller) for each in _with_ids(raw))
            sections.append(Section(title=f"{title}: {topic}", entries=entries))
    return Chapter(
        id="tips",
        title="Ergonomics and self-care",
        says="Tips for the day, ranked by what the client is exposed to. Grades: A best, D our judgement.",
        sections=tuple(sections),
    )


def _tip(name: str, raw: Raw, teller: Teller) -> Entry:
    says = next(field for field in ("tip", "good_answer", "lead") if field in raw)
    tag = f"grade {raw['grade']}" if raw.get("grade") else ""
    return item_entry(raw, teller, file=place(name), says=raw[says], tag=tag, told=(says, "grade"))


def notices(shelf: Shelf, teller: Teller) -> Chapter:
    """What every answer may say: scripts, disclaimers, the card, how exercise should feel, what usually happens."""
    files = shelf.files
    scripts = [
        item_entry(raw, teller, file=place("notices/actions.yaml"), says=" ".join(raw["do"]), told=("do",))
        for raw in files["notices/actions.yaml"]["actions"]
    ]
    said = [_said("notices/disclaimers.yaml", raw, teller) for raw in files["notices/disclaimers.yaml"]["disclaimers"]]
    feel = files["notices/exercise.yaml"]
    feels = [_said("notices/exercise.yaml", raw, teller) for raw in (*feel["traffic_light"], *feel["warnings"])]
    course = [_said("notices/expected_course.yaml", r, teller) for r in files["notices/expected_course.yaml"]["course"]]
    card = files["notices/safety_net.yaml"]
    tailored = [_said("notices/safety_net.yaml", raw, teller) for raw in card["tailored"]]
    return Chapter(
        id="notices",
        title="Scripts, safety net and disclaimers",
        says="What the client is told to do, and what stands on every paper. Braces hold the contacts of a country.",
        sections=(
            Section(title="Scripts", says="What to do at each kind of stop.", entries=tuple(scripts)),
            Section(title="The safety-net card", entries=(_card(card, teller), _format(card, teller))),
            Section(title="For a client's own risks", entries=tuple(tailored)),
            Section(title="How exercise should feel", entries=tuple(feels)),
            Section(title="What usually happens", entries=tuple(course)),
            Section(title="Disclaimers", entries=tuple(said)),
            Section(title="Contacts", entries=(_contacts(files["notices/contacts.yaml"], teller),)),
        ),
    )


def glossary(shelf: Shelf, teller: Teller) -> Chapter:
    """Words that clients meet and may not know."""
    terms = [_said("notices/glossary.yaml", raw, teller) for raw in shelf.files["notices/glossary.yaml"]["terms"]]
    says = "Words that clients meet and may not know, and what to say when they ask."
    return Chapter(id="glossary", title="Glossary", says=says, sections=(Section(title="Words", entries=tuple(terms)),))


def _said(name: str, raw: Raw, teller: Teller) -> Entry:
    words = "text" if "text" in raw else "words"
    return item_entry(raw, teller, file=place(name), says=raw[words], told=(words,))


def _card(raw: Raw, teller: Teller) -> Entry:
    """The card for everyone; what is tailored stands on its own."""
    days = raw["review_days"]
    everyone = {field: value for field, value in raw.items() if field not in ("tailored", "format", "review_days")}
    return item_entry(
        {"id": "safety_net", **everyone},
        teller,
        file=place("notices/safety_net.yaml"),
        says=raw["lead"],
        told=("lead",),
        parts=(
            sentence_part(
                "Days until the next look",
                f"At most {days['at_most']}; with a few concerns {days['few_concerns']}.",
            ),
        ),
    )


def _format(raw: Raw, teller: Teller) -> Entry:
    return item_entry(
        raw["format"],
        teller,
        file=place("notices/safety_net.yaml"),
        says=raw["format"]["words"],
        title="How the card is printed",
        told=("words",),
    )


def _contacts(raw: Raw, teller: Teller) -> Entry:
    parts = [
        Part(
            capital(PLACES[country]),
            tuple(plain_line(f"{{{name}}}: {contact}") for name, contact in contacts.items()),
        )
        for country, contacts in raw["contacts"].items()
    ]
    return item_entry(
        {"id": "contacts", **raw},
        teller,
        file=place("notices/contacts.yaml"),
        says="Who to call and where to go: what stands in the place of the braces, by country.",
        told=("contacts",),
        parts=parts,
    )


# ------------------------------------------------------------------------------------ guidelines


def guidelines(root: Path, teller: Teller) -> Chapter:
    """What guidelines say, where they disagree as well."""
    names = [f"guidelines/{path.name}" for path in sorted((root / "guidelines").glob("*.yaml"))]
    entries = tuple(_guideline(name, read(root / name, name), teller) for name in names)
    return Chapter(
        id="guidelines",
        title="Guidelines",
        says="For, only with exercise, against or silent. What is not listed is silent. Against is never hidden.",
        sections=(Section(title="By guideline", entries=entries),),
    )


def _guideline(name: str, raw: Raw, teller: Teller) -> Entry:
    parts = [
        Part(f"On {text_of(teller.link(stance['about']))}: {STANCES[stance['stance']]}", tuple(_stance(stance, teller)))
        for stance in raw["stances"]
    ]
    return Entry(
        kind="item",
        id=raw["source"],
        title=raw["title"],
        says=f"{capital(PLACES[raw['jurisdiction']])}, {raw['date']}.",
        parts=tuple(parts),
        sources=sources_of(raw),
        review_by=raw.get("review_by", ""),
        file=f"recommender/knowledge/{name}",
    )


def _stance(raw: Raw, teller: Teller) -> Iterator[Line]:
    yield plain_line(raw["words"])
    when = teller.voice.when_raw(raw.get("when", "always"))
    yield Line(("When: ", *when.lines[0].words)) if when.is_sentence else Line((f"{when.title}:",), when.lines)
    yield plain_line(f"Strength: {raw['strength']}.")
    sure = f"{capital(CERTAINTIES[Certainty(raw['certainty'])])}."
    override = " A therapist may override it, with a coded reason." if raw["overridable"] == "guideline" else ""
    yield plain_line(sure + override)
    if "note" in raw:
        yield plain_line(f"Note: {raw['note']}")
