"""The library, read from `plans/library/`: what may be offered, and the words that go with every answer."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from plans.plan import Dose
from recommender.core.condition import ALWAYS, Condition
from recommender.core.facts import Dictionary
from recommender.core.items import (
    LEVELS,
    ActionText,
    Boost,
    Exercise,
    GuidelineStance,
    Library,
    ModalityItem,
    NotWhen,
    Recipe,
    Region,
    SafetyNetText,
    SlotTemplate,
    Suit,
    Tailored,
    TipItem,
)
from recommender.core.rules import AREAS, HANDS_ON, POSITIONS, STRETCHES
from recommender.knowledge.fields import Entry
from recommender.knowledge.strict_yaml import UnreadableFile, read

Made = TypeVar("Made")
KINDS = (
    "ease", "nerve", "hamstring", "glute", "hip_flexor", "ql", "calf", "extension", "flexion", "mobility", "core",
    "glute_strength", "function", "aerobic",
)  # fmt: skip
NEEDS = ("floor", "kneel", "bed", "chair", "stand", "bike", "pool")
STANCES = ("for", "only_with_exercise", "against", "silent")
JURISDICTIONS = ("int", "uk", "us", "eu", "nl", "au", "nz")
DOSE_NUMBERS = ("hold_s", "reps", "sets", "per_day", "days_per_week", "minutes")


class LibraryReader:
    """Reads library files against the dictionary and the bibliography."""

    def __init__(self, root: Path, guidelines: Path, dictionary: Dictionary, sources: Iterable[str]) -> None:
        self.root, self.guidelines, self.dictionary = root, guidelines, dictionary
        self.sources = frozenset(sources)
        self.equipment = dictionary["home_equipment"].values
        self.places = dictionary["practice_places"].values
        self.errors: list[UnreadableFile] = []

    def library(self) -> tuple[Library | None, list[UnreadableFile]]:
        """The library, or every reason why there is none."""
        doses = self._doses()
        exercises = self._folder("stretches", lambda entry: self._exercise(entry, doses))
        modalities = self._folder("modalities", self._modality)
        regions = self._list("regions.yaml", self._region)
        recipes = self._list("recipes.yaml", self._recipe)
        positions = self._list("positions.yaml", self._position)
        good_visit = self._try(self._good_visit, "pressure.yaml")
        tips = self._tips("ergonomics", "ergonomics")
        care = self._tips("self_care", "self_care")
        actions = self._list("notices/actions.yaml", self._action)
        disclaimers = self._list("notices/disclaimers.yaml", self._disclaimer)
        net = self._try(self._safety_net, "notices/safety_net.yaml")
        contacts = self._try(self._contacts, "notices/contacts.yaml")
        feel = self._try(self._feel, "notices/exercise.yaml")
        stances = self._stances()
        self._links(exercises, modalities, {region.id for region in regions}, recipes, tips)
        self._told_exercises((*tips, *care), {each.id for each in exercises})
        if self.errors or net is None or contacts is None or feel is None or good_visit is None:
            return None, self.errors
        return Library(
            modalities=tuple(modalities),
            regions={each.id: each for each in regions},
            positions=dict(positions),
            good_visit=good_visit,
            recipes={each.id: each for each in recipes},
            exercises=tuple(exercises),
            tips=tuple(tips),
            self_care=tuple(care),
            stances=tuple(stances),
            actions={each.id: each for each in actions},
            contacts=contacts,
            disclaimers=tuple(disclaimers),
            safety_net=net,
            feel=feel,
        ), []

    def item_ids(self) -> list[str]:
        """Ids of everything a rule may close, from the file names, before the files are read."""
        named = [path.stem.replace("-", "_") for folder in ("modalities", "stretches") for path in self._files(folder)]
        tips = [
            str(each.get("id"))
            for folder in ("ergonomics", "self_care")
            for path in self._files(folder)
            for each in (read(path, path.name).get("items") or [])
        ]
        return [*named, *tips]

    def action_ids(self) -> list[str]:
        path = self.root / "notices/actions.yaml"
        return [str(each["id"]) for each in self._items(read(path, "library/notices/actions.yaml"))]

    # -------------------------------------------------------------------------------- reading files

    def _files(self, folder: str) -> list[Path]:
        return sorted(path for path in (self.root / folder).glob("*.yaml") if not path.name.startswith("_"))

    def _name(self, path: Path) -> str:
        return f"library/{path.relative_to(self.root)}"

    def _items(self, raw: Any) -> list[Any]:
        if isinstance(raw, Mapping):
            raw = next((value for value in raw.values() if isinstance(value, list)), [])
        return list(raw)

    def _try(self, make: Callable[[str], Made], name: str) -> Made | None:
        try:
            return make(name)
        except UnreadableFile as error:
            self.errors.append(error)
            return None

    def _each(self, raws: Iterable[Any], name: str, make: Callable[[Entry], Made]) -> list[Made]:
        made: list[Made] = []
        for raw in raws:
            try:
                entry = Entry(raw, name, self.dictionary)
                made.append(make(entry))
                entry.done()
            except UnreadableFile as error:
                self.errors.append(error)
        return made

    def _folder(self, folder: str, make: Callable[[Entry], Made]) -> list[Made]:
        made: list[Made] = []
        for path in self._files(folder):
            name = self._name(path)
            try:
                found = self._each([read(path, name)], name, make)
            except UnreadableFile as error:
                self.errors.append(error)
                continue
            made += found
            if found and found[0].id != path.stem.replace("-", "_"):  # type: ignore[attr-defined]
                self.errors.append(UnreadableFile(name, 1, "id", f"the file is named {path.stem}; so is its item"))
        return made

    def _list(self, file: str, make: Callable[[Entry], Made]) -> list[Made]:
        name = f"library/{file}"
        try:
            return self._each(self._items(read(self.root / file, name)), name, make)
        except UnreadableFile as error:
            self.errors.append(error)
            return []

    def _tips(self, folder: str, kind: str) -> list[TipItem]:
        made = []
        for path in self._files(folder):
            raw = read(path, self._name(path))
            if isinstance(raw, Mapping) and "items" in raw:
                made += self._each(raw["items"], self._name(path), lambda entry: self._tip(entry, kind))
        return made

    # -------------------------------------------------------------------------------- kinds of items

    def _common(self, entry: Entry) -> dict[str, Any]:
        entry.get("note"), entry.get("row")
        return {
            "id": entry.text("id"),
            "because": entry.text("because"),
            "sources": entry.sources(self.sources),
            "certainty": entry.certainty(),
            "status": entry.status(),
        }

    def _modality(self, entry: Entry) -> ModalityItem:
        entry.text("aim")
        note = entry.text("note", "")
        indication = {}
        for pattern, value in entry.mapping("indication").items():
            if pattern not in self.dictionary["patterns"].values:
                raise entry.refuse(f"indication.{pattern}", "this is no pattern of the dictionary")
            indication[pattern] = dict(value) if isinstance(value, Mapping) else dict.fromkeys(LEVELS, value)
        low, high = entry.span("minutes") if entry.has("minutes") else (0, 0)
        weak, strong = entry.span("pressure") if entry.get("pressure") is not None else (1, 1)
        return ModalityItem(
            **self._common(entry),
            name=entry.text("name"),
            client_name=entry.text("client_name"),
            techniques=entry.text("techniques"),
            kind=entry.one_of("kind", ("hands_on", "device", "self", "comfort", "package")),
            codes=entry.words_of("codes", (*HANDS_ON, *STRETCHES)),
            indication=indication,
            regions=entry.texts("regions"),
            minutes=(int(low), int(high)),
            pressure=(int(weak), int(strong)),
            alone=entry.flag("alone"),
            after_good_visit=entry.flag("after_good_visit"),
            offered=entry.flag("offered", True),
            benefit=entry.text("benefit"),
            grade=entry.text("grade", "none"),
            note=note,
        )

    def _region(self, entry: Entry) -> Region:
        low, high = entry.span("minutes")
        entry.text("why"), entry.text("set_up")
        return Region(
            **self._common(entry),
            name=entry.text("name"),
            client_name=entry.text("client_name"),
            areas=frozenset(entry.words_of("areas", AREAS)),
            positions=entry.words_of("positions", POSITIONS),
            minutes=(int(low), int(high)),
            max_level=int(entry.number("max_level")),
            avoid=entry.text("avoid", ""),
            other_side=entry.flag("other_side"),
        )

    def _recipe(self, entry: Entry) -> Recipe:
        entry.text("for")
        slots = []
        for part in entry.parts("slots"):
            slots.append(
                SlotTemplate(
                    minutes=int(part.number("minutes")),
                    what=part.one_of("what", ("check_in", "work", "teach", "home")),
                    words=part.text("words", ""),
                    region=part.text("region", ""),
                    modality=part.text("modality", ""),
                    level=int(part.number("level", 3)) if part.get("level") is not None else 3,
                )
            )
            part.done()
        if sum(slot.minutes for slot in slots) != entry.number("minutes"):
            raise entry.refuse("slots", "the minutes of the slots do not sum to those of the recipe")
        return Recipe(
            **self._common(entry),
            minutes=int(entry.number("minutes")),
            when=entry.condition("when") if entry.get("when") is not None else None,
            slots=tuple(slots),
        )

    def _position(self, entry: Entry) -> tuple[str, str]:
        for field in list(entry.raw):
            entry.get(field)
        return entry.one_of("id", POSITIONS), entry.text("words", "") or entry.text("set_up", "")

    def _doses(self) -> dict[str, dict[str, Dose | None]]:
        name = "library/stretches/_doses.yaml"
        raw = self._try(lambda _: read(self.root / "stretches/_doses.yaml", name), name) or {}
        made = {}
        for template, entry in ((key, Entry(value, name, self.dictionary)) for key, value in raw.items()):
            try:
                entry.sources(self.sources), entry.certainty()
                made[template] = self._levels(entry)
            except UnreadableFile as error:
                self.errors.append(error)
        return made

    def _levels(self, entry: Entry) -> dict[str, Dose | None]:
        return {level: self._dose(entry, level) for level in LEVELS}

    def _dose(self, entry: Entry, level: str) -> Dose | None:
        raw = entry.get(level)
        if raw is None:
            return None
        part = Entry(raw, entry.file)
        part.get("up_to"), part.get("note"), part.get("effort"), part.get("words")
        numbers = {field: part.whole(field) or None for field in DOSE_NUMBERS}
        part.done()
        return Dose(**numbers)

    def _exercise(self, entry: Entry, doses: Mapping[str, Mapping[str, Dose | None]]) -> Exercise:
        raw = entry.need("dose")
        if isinstance(raw, str):
            chosen = dict(doses[entry.one_of("dose", doses)])
        else:
            chosen = self._levels(entry.part("dose")) if raw else {}
        return Exercise(
            **self._common(entry),
            name=entry.text("name"),
            kind=entry.one_of("kind", KINDS),
            position=entry.text("position"),
            irritability=entry.one_of("irritability", LEVELS),
            doses={level: dose for level, dose in chosen.items() if dose is not None},
            equipment=frozenset(entry.words_of("equipment", self.equipment)),
            or_equipment=frozenset(entry.words_of("or_equipment", self.equipment)),
            places=frozenset(entry.words_of("places", self.places)),
            needs=entry.one_of("needs", NEEDS, ""),
            loads=entry.words_of("loads", STRETCHES),
            end_range=entry.flag("end_range"),
            stays_under_p=entry.condition("stays_under_p") if entry.has("stays_under_p") else None,
            eased_in=entry.any_of("eased_in"),
            suits=tuple(self._suit(part) for part in entry.parts("suits")),
            not_when=tuple(self._not_when(part) for part in entry.parts("not_when")),
            steps=entry.texts("steps"),
            feel=entry.text("feel", ""),
            stop_if=entry.text("stop_if", ""),
            ease_off=entry.text("ease_off", ""),
            progress=entry.get("progress"),
            harder_loads=self._harder_loads(entry),
            regress=entry.get("regress"),
            alt=entry.text("alt"),
            minutes=entry.whole("minutes"),
        )

    def _harder_loads(self, entry: Entry) -> tuple[str, ...]:
        """What a harder variant loads: it has to be said, so that no rule is passed by."""
        if str(entry.get("progress")).startswith("variant:"):
            entry.need("harder_loads")
        return entry.words_of("harder_loads", STRETCHES)

    def _suit(self, part: Entry) -> Suit:
        made = Suit(when=part.condition(), weight=int(part.number("weight")), because=part.text("because", ""))
        part.done()
        return made

    def _not_when(self, part: Entry) -> NotWhen:
        part.get("note")
        made = NotWhen(id=part.text("id"), when=part.condition(), because=part.text("because"))
        part.done()
        return made

    def _tip(self, entry: Entry, kind: str) -> TipItem:
        if entry.has("codes"):
            entry.need("areas")
        return TipItem(
            **self._common(entry),
            context=entry.text("context"),
            kind=kind,
            when=entry.condition(),
            tip=entry.text("tip"),
            boosts=tuple(self._boost(part) for part in entry.parts("boosts")),
            against=frozenset(entry.texts("against")),
            codes=entry.words_of("codes", HANDS_ON),
            areas=frozenset(entry.words_of("areas", AREAS)),
            exercise=entry.text("exercise", ""),
            jurisdiction=entry.one_of("jurisdiction", JURISDICTIONS, ""),
            grade=entry.text("grade", ""),
        )

    def _boost(self, part: Entry) -> Boost:
        made = Boost(when=part.condition(), points=int(part.number("points")))
        part.done()
        return made

    def _action(self, entry: Entry) -> ActionText:
        entry.sources(self.sources), entry.certainty(), entry.status(), entry.get("urgency_words"), entry.get("note")
        return ActionText(
            id=entry.text("id"),
            headline=entry.text("headline"),
            do=entry.texts("do"),
            say=entry.text("say", ""),
            dont=entry.texts("dont"),
            do_parallel=entry.texts("do_parallel"),
        )

    def _feel(self, name: str) -> dict[str, str]:
        """How any exercise should feel: what the traffic light says, by its words."""
        raw = Entry(read(self.root / name, f"library/{name}"), f"library/{name}")
        rows = raw.parts("traffic_light")
        for row in rows:
            row.sources(self.sources), row.certainty()
        return {row.text("word"): f"{row.text('text')} {row.text('do')}" for row in rows}

    def _good_visit(self, name: str) -> Condition:
        """What counts as a visit that was tolerated."""
        raw = read(self.root / name, f"library/{name}")["good_visit"]
        return Entry(raw, f"library/{name}", self.dictionary).condition()

    def _contacts(self, name: str) -> dict[str, dict[str, str]]:
        raw = read(self.root / name, f"library/{name}")
        listed = raw.get("contacts", raw)
        made = {}
        for jurisdiction, values in listed.items():
            if jurisdiction in JURISDICTIONS:
                made[jurisdiction] = {key: str(value) for key, value in values.items() if key.isupper()}
        if "int" not in made:
            raise UnreadableFile(f"library/{name}", None, "int", "the words for no country in particular are missing")
        return made

    def _disclaimer(self, entry: Entry) -> Tailored:
        entry.certainty(), entry.status(), entry.get("note")
        places = ("intake", "plan", "referral", "needs_answers", "footer", "therapist")
        return Tailored(
            id=entry.text("id"),
            when=entry.condition("when") if entry.has("when") else ALWAYS,
            text=entry.text("text"),
            where=entry.words_of("where", places),
            sources=tuple(each.id for each in entry.sources(self.sources)),
        )

    def _safety_net(self, name: str) -> SafetyNetText:
        entry = Entry(read(self.root / name, f"library/{name}"), f"library/{name}", self.dictionary)
        tailored = []
        for part in entry.parts("tailored"):
            sources = tuple(each.id for each in part.sources(self.sources))
            part.certainty()
            tailored.append(
                Tailored(id=part.text("id"), when=part.condition(), text=part.text("words"), sources=sources)
            )
        named = [part.text("id") for part in entry.parts("emergency_sources")]
        return SafetyNetText(
            title=entry.text("title"),
            emergency=tuple(part.text("words") for part in entry.parts("emergency")),
            emergency_do=entry.text("emergency_do"),
            emergency_say=entry.text("emergency_say"),
            other=tuple(part.text("words") for part in entry.parts("other")),
            today=entry.text("today"),
            course=entry.text("course"),
            tailored=tuple(tailored),
            sources=tuple(dict.fromkeys(named)),
        )

    def _stances(self) -> list[GuidelineStance]:
        made = []
        for path in sorted(self.guidelines.glob("*.yaml")):
            name = f"guidelines/{path.name}"
            file = self._try(lambda _, path=path, name=name: Entry(read(path, name), name, self.dictionary), name)  # type: ignore[misc]
            if file is None:
                continue
            try:
                source = file.one_of("source", self.sources)
                jurisdiction = file.one_of("jurisdiction", JURISDICTIONS)
                file.day("review_by", "")
            except UnreadableFile as error:
                self.errors.append(error)
                continue
            for part in file.get("stances", []):
                made += self._each([part], name, lambda entry: self._stance(entry, source, jurisdiction))  # noqa: B023
        return made

    def _stance(self, entry: Entry, source: str, jurisdiction: str) -> GuidelineStance:
        entry.get("strength"), entry.get("note"), entry.certainty(), entry.get("sources"), entry.get("status")
        return GuidelineStance(
            source=source,
            jurisdiction=jurisdiction,
            about=entry.text("about"),
            when=entry.condition("when") if entry.has("when") else ALWAYS,
            stance=entry.one_of("stance", STANCES),
            overridable=entry.text("overridable", "no") == "guideline",
            words=entry.text("words"),
        )

    # -------------------------------------------------------------------------------- links between items

    def _links(
        self,
        exercises: list[Exercise],
        modalities: list[ModalityItem],
        regions: set[str],
        recipes: list[Recipe],
        tips: list[TipItem],
    ) -> None:
        """Every id one item names of another exists."""
        known = {each.id for each in exercises}
        for item in exercises:
            for field, step in (("progress", item.progress), ("regress", item.regress)):
                if step and not step.startswith("variant:") and step not in known:
                    self._missing(f"stretches/{item.id.replace('_', '-')}.yaml", field, step)
        for modality in modalities:
            for region in set(modality.regions) - regions:
                self._missing(f"modalities/{modality.id.replace('_', '-')}.yaml", "regions", region)
        methods = {each.id for each in modalities}
        for recipe in recipes:
            for slot in recipe.slots:
                if slot.region and slot.region not in regions:
                    self._missing("recipes.yaml", recipe.id, slot.region)
                if slot.modality and slot.modality not in methods:
                    self._missing("recipes.yaml", recipe.id, slot.modality)
        ids = {each.id for each in tips}
        for tip in tips:
            for other in tip.against - ids:
                self._missing("ergonomics", f"{tip.id}.against", other)

    def _told_exercises(self, tips: Iterable[TipItem], known: Container[str]) -> None:
        for tip in tips:
            if tip.exercise and tip.exercise not in known:
                self._missing(tip.kind, f"{tip.id}.exercise", tip.exercise)

    def _missing(self, file: str, field: str, said: str) -> None:
        self.errors.append(UnreadableFile(f"library/{file}", None, field, f"there is no {said!r}"))
