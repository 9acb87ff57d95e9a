"""Rule files to rules: red flags, contraindications, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plans.plan import Disposition
from recommender.core.facts import Dictionary
from recommender.core.rules import (
    AREAS,
    CLEARANCE_MONTHS,
    HANDS_ON,
    LETTERS,
    POSITIONS,
    STRETCHES,
    Area,
    Contraindication,
    Helping,
    PositionRule,
    RedFlag,
)
from recommender.knowledge.fields import Entry, entries
from recommender.knowledge.strict_yaml import UnreadableFile, read

RULE_DISPOSITIONS = tuple(
    each.value for each in Disposition if each not in (Disposition.NEEDS_ANSWERS, Disposition.TREAT)
)
ASKED_OUTRIGHT = ("protected_regions", "skin_problem_regions")
"""Facts that are only asked because there is such a place: for them the answer "none" leaves it unknown."""
HELPING_WORDS = {
    "dose": ("per_week", "minutes", "weeks", "total", "taper", "first_review_week", "home_care"),
    "modifiers": (
        "max_minutes", "min_minutes", "max_per_week", "max_total", "least_more", "max_more", "max_level",
        "recheck_days", "total_times", "per_week_times", "minutes_plus", "level_plus", "max_visits_4wk",
        "slot_minutes", "recipe", "exclude", "position", "away_from", "zero", "words", "notes",
    ),
    "programme": (
        "slots", "must", "min", "max", "words",
    ),
    "reviews": ("when_words", "week", "check", "go_on_if", "change_if", "stop_if", "words", "next", "notes"),
}  # fmt: skip
"""What may follow from a row of what would help, by folder; `rules/README.md` says what each word means."""
HELPING_NEEDS = {"dose": HELPING_WORDS["dose"][:6]}
HELPING_FOLDERS = tuple(HELPING_WORDS)


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder and below, in order of their names."""
    return sorted(
        path
        for path in folder.rglob("*.yaml")
        if not path.name.endswith(".cases.yaml") and not path.name.startswith("_") and path.name != "caps.yaml"
    )


class RuleReader:
    """Reads rule files against the dictionary, the bibliography and the actions."""

    def __init__(
        self, root: Path, dictionary: Dictionary, sources: Iterable[str], actions: Iterable[str], items: Iterable[str]
    ) -> None:
        self.root, self.dictionary = root, dictionary
        self.sources, self.actions, self.items = frozenset(sources), tuple(actions), tuple(items)
        self.clearances = tuple(value for value in dictionary["clearances"].values if value != "none")
        self.groups = self._area_groups()

    def _area_groups(self) -> Mapping[str, tuple[str, ...]]:
        entry = Entry(read(self.root / "contraindications/_areas.yaml", "contraindications/_areas.yaml"), "_areas.yaml")
        groups = {}
        for name in entry.mapping("groups"):
            groups[name] = Entry(entry.raw["groups"], "contraindications/_areas.yaml").words_of(name, AREAS)
        return groups

    def red_flags(self, errors: list[UnreadableFile]) -> list[RedFlag]:
        return self._read("red_flags", self._red_flag, errors)

    def contraindications(self, errors: list[UnreadableFile]) -> list[Contraindication]:
        return self._read("contraindications", self._contraindication, errors)

    def soft_rules(self, errors: list[UnreadableFile]) -> list[Contraindication]:
        return self._read("rules/modalities", self._contraindication, errors)

    def helping(self, errors: list[UnreadableFile]) -> list[Helping]:
        return [rule for folder in HELPING_FOLDERS for rule in self._read(f"rules/{folder}", self._helping, errors)]

    def _read(self, folder: str, make: Any, errors: list[UnreadableFile]) -> list[Any]:
        made: list[Any] = []
        seen: dict[str, str] = {}
        for path in rule_files(self.root / folder):
            name = str(path.relative_to(self.root))
            try:
                found = entries(path, name, self.dictionary)
            except UnreadableFile as error:
                errors.append(error)
                continue
            for n, entry in enumerate(found):
                try:
                    rule = make(entry, name)
                    if rule.id in seen:
                        raise entry.refuse("id", f"{rule.id} also stands in {seen[rule.id]}")
                    if n == 0 and rule.id != path.stem:
                        raise entry.refuse("id", f"the file is named {path.stem}; its first rule has that id")
                    seen[rule.id] = name
                    if not rule.information and not path.with_name(f"{path.stem}.cases.yaml").exists():
                        raise entry.refuse("", f"{path.stem}.cases.yaml is missing: every rule has its cases beside it")
                    made.append(rule)
                except UnreadableFile as error:
                    errors.append(error)
        return made

    def _common(self, entry: Entry, file: str) -> dict[str, Any]:
        when = entry.condition("when")
        rule_id = entry.text("id")
        return {
            "id": rule_id,
            "row": entry.text("row", rule_id),
            "says": entry.text("says"),
            "when": when,
            "because": entry.text("because"),
            "sources": entry.sources(self.sources),
            "certainty": entry.certainty(),
            "status": entry.status(),
            "note": entry.text("note", ""),
            "information": entry.raw["when"] is None,
            "file": file,
        }

    def _red_flag(self, entry: Entry, file: str) -> RedFlag:
        common = self._common(entry, file)
        clearance = entry.text("clearance", "")
        if entry.get("then") is None:
            entry.done()
            return RedFlag(**common, disposition=Disposition.TREAT, action="")
        then = entry.part("then")
        made = RedFlag(
            **common,
            disposition=Disposition(then.one_of("disposition", RULE_DISPOSITIONS)),
            action=then.one_of("action", self.actions),
            parallel=then.flag("parallel"),
            clearable=clearance != "none",
            clearance=clearance if clearance in self.clearances else "",
        )
        if made.parallel and made.disposition is not Disposition.TREAT_WITH_PRECAUTIONS:
            raise then.refuse("parallel", "only a treat_with_precautions rule runs beside treatment")
        if clearance not in ("", "none") and clearance not in self.clearances:
            raise entry.refuse("clearance", f"{clearance!r} is no value of the fact clearances")
        then.done()
        entry.done()
        return made

    def _contraindication(self, entry: Entry, file: str) -> Contraindication:
        common = self._common(entry, file)
        then = entry.part("then") if entry.get("then") is not None else Entry(type(entry.raw)(), file)
        position = None
        if then.get("position") is not None:
            part = then.part("position")
            position = PositionRule(
                avoid=part.words_of("avoid", POSITIONS),
                use=part.words_of("use", POSITIONS),
                words=part.text("words", ""),
            )
            part.done()
        disposition = then.text("disposition", "")
        made = Contraindication(
            **common,
            hands_on=self._cells(then, "hands_on", HANDS_ON),
            stretches=self._cells(then, "stretches", STRETCHES),
            area=self._area(then, "area"),
            local_pressure=then.one_of("pressure", ("everywhere", "in_area"), "everywhere") == "in_area",
            position=position,
            closes=frozenset(then.words_of("closes", self.items)),
            waits=frozenset(then.words_of("waits", self.items)),
            offers=frozenset(then.words_of("offers", self.items)),
            max_hold_s=dict(then.mapping("max_hold_s")),
            max_level=then.whole("max_level"),
            max_level_in=frozenset(then.words_of("in", AREAS)),
            max_minutes=then.whole("max_minutes"),
            max_face_down=then.whole("max_face_down"),
            excludes=frozenset(then.words_of("excludes", self.items)),
            only=frozenset(then.words_of("only", self.items)),
            notes=then.texts("notes"),
            disposition=Disposition(then.one_of("disposition", RULE_DISPOSITIONS)) if disposition else None,
            action=then.one_of("action", self.actions, ""),
            clearance=entry.one_of("clearance", self.clearances, ""),
            clearance_months=self._months(entry),
            timing=entry.text("timing", ""),
            standing=entry.raw["when"] == "always",
        )
        letters = frozenset().union(*made.hands_on.values(), *made.stretches.values())
        if "A" in letters and not made.disposition and "A" in frozenset().union(*made.hands_on.values()):
            raise then.refuse("disposition", "a row that ends all hands-on work says its disposition")
        if ("C" in letters or made.waits) and not made.clearance:
            raise entry.refuse("clearance", "a C cell waits for a clearance: name the value of the fact clearances")
        then.done()
        entry.done()
        return made

    def _months(self, entry: Entry) -> int:
        found = entry.whole("clearance_months", CLEARANCE_MONTHS) or 0
        if not 1 <= found <= CLEARANCE_MONTHS:
            raise entry.refuse("clearance_months", f"1 to {CLEARANCE_MONTHS} months, not {found}")
        return found

    def _cells(self, then: Entry, field: str, codes: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
        raw = then.get(field)
        if raw is None:
            return {}
        if isinstance(raw, str):
            raw = dict.fromkeys(codes, raw)
        cells = {}
        for code, letters in raw.items():
            if code not in codes:
                raise then.refuse(field, f"{code!r} is no code; there are {', '.join(codes)}")
            parts = frozenset(str(letters).split("+")) - {"O"}
            if not parts <= frozenset(LETTERS):
                raise then.refuse(field, f"{letters!r}: cells join the letters {', '.join(LETTERS)} with +")
            if parts:
                cells[code] = parts
        return cells

    def _area(self, then: Entry, field: str) -> Area:
        raw = then.get(field, "whole_body")
        if raw == "whole_body":
            return Area(whole=True)
        if isinstance(raw, list):
            return Area(areas=self._areas(then, field, raw))
        entry = then.part(field)
        facts = [fact.id for fact in self.dictionary if set(fact.values) & set(AREAS)]
        made = Area(
            fact=entry.one_of("fact", facts),
            areas=self._areas(entry, "default", entry.get("default", [])),
            none_is_unknown=entry.get("fact") in ASKED_OUTRIGHT or entry.flag("none_is_unknown"),
        )
        entry.done()
        return made

    def _areas(self, entry: Entry, field: str, names: list[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in names:
            if name in self.groups:
                found |= set(self.groups[name])
            elif name in AREAS:
                found.add(name)
            else:
                raise entry.refuse(field, f"{name!r} is no body area; there are {', '.join([*AREAS, *self.groups])}")
        return frozenset(found)

    def _helping(self, entry: Entry, file: str) -> Helping:
        common = self._common(entry, file)
        folder = file.split("/")[1]
        made = Helping(**common, folder=folder, order=entry.whole("order", 0) or 0, then=self._then(entry, folder))
        entry.done()
        return made

    def _then(self, entry: Entry, folder: str) -> dict[str, Any]:
        """What follows, in the words its folder has; a row of information may have none."""
        then = entry.part("then") if entry.get("then") is not None else Entry(type(entry.raw)(), entry.file)
        for word in then.raw:
            if word not in HELPING_WORDS[folder]:
                raise then.refuse(word, f"the words here are {', '.join(HELPING_WORDS[folder])}")
        needed = HELPING_NEEDS.get(folder, ()) if entry.raw["when"] is not None else ()
        for word in needed:
            then.need(word)
        return {**then.raw, "away_from": self._kept_off(then)} if "away_from" in then.raw else dict(then.raw)

    def _kept_off(self, then: Entry) -> Area:
        made = self._area(then, "away_from")
        if made.whole or (made.fact and made.areas):
            raise then.refuse("away_from", "either a list of body areas or {fact: …}; no visit at all is `zero: true`")
        return made
