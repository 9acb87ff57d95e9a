"""The form as it stands: which questions show, what is chosen, what is missing, what cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plans.sheet.names import Names
from plans.sheet.wording import capital, listed, plain
from recommender.core.facts import Fact, FactType, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Profile
from recommender.core.reference import holds
from recommender.core.triage import Facts
from recommender.intake.case import Complaint, fact_of
from recommender.knowledge.chart_note import is_no
from recommender.knowledge.words import label, sheet_words
from recommender.web.check_in import NEEDED, STILL_SO, CheckIn
from recommender.web.fields import CONFIRMED, NO, NONE, YES, Fields, is_unsure
from recommender.web.layout import SAFETY, Block, Kind, Layout
from recommender.web.wording import trouble_words

BESIDE = ("na", "prefer_not_say", "unsure", NONE)
"""Answers that stand last, after the word "or"; of an enum, `none` is an answer like the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One box or one round button."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Choices under a heading of their own; most questions have one group without a heading."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question on the page."""

    id: str
    kind: Kind
    name: str
    ask: str
    lead: str = ""
    help: str = ""
    unit: str = ""
    groups: tuple[ChoiceGroup, ...]
    beside: tuple[Choice, ...] = ()
    typed: str = ""
    decimal: bool = False
    shown: bool = True
    answered: bool
    needed: bool
    stray: bool = False
    wrong: str = ""
    confirm: Choice | None = None
    last: str = ""
    first_asked: bool = False

    @property
    def anchor(self) -> str:
        """The id of its first control: where links to it lead."""
        return f"f-{self.name}"

    @property
    def many(self) -> bool:
        return self.kind in (Kind.CHECKLIST, Kind.MANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer of the visit before, and where it can be changed."""

    ask: str
    said: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the form."""

    id: str
    title: str
    questions: tuple[Question, ...]
    told: tuple[Told, ...] = ()

    @property
    def is_safety(self) -> bool:
        return self.id == SAFETY

    @property
    def is_for_therapist(self) -> bool:
        return self.id == "examination"

    @property
    def _shown(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.shown)

    @property
    def answered(self) -> int:
        return sum(question.answered for question in self._shown)

    @property
    def all(self) -> int:
        return len(self._shown)

    @property
    def missing(self) -> tuple[Question, ...]:
        """What a plan waits for."""
        return tuple(question for question in self._shown if question.needed and not question.answered)

    @property
    def open(self) -> bool:
        """Whether something in it wants to be seen at once."""
        return any(
            question.wrong or question.confirm or (question.first_asked and not question.answered)
            for question in self._shown
        )


class Form:
    """The questions of one layout, over what was posted and what could be read of it."""

    def __init__(
        self,
        knowledge: Knowledge,
        layout: Layout,
        fields: Fields,
        profile: Profile,
        complaints: Iterable[Complaint] = (),
        asked_before: frozenset[str] = frozenset(),
        check_in: CheckIn | None = None,
    ) -> None:
        self._knowledge, self._layout, self._fields = knowledge, layout, fields
        self._facts = Facts(knowledge.dictionary, knowledge.reader.read(profile))
        self._profile = profile
        self._asked_before, self._check_in = asked_before, check_in
        self._wrong = {fact_of(each.pointer): each for each in complaints}
        self._shown: dict[str, bool] = {}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        safety, *others = (
            Section(id=group, title=title, questions=tuple(self._question(block) for block in self._apart(blocks)))
            for group, title, blocks in self._layout.sections
        )
        return (safety, *self._as_last_time(), *others)

    @property
    def questions(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    @property
    def missing(self) -> int:
        """How many questions a plan still waits for, as far as can be seen today."""
        return sum(len(section.missing) for section in self.sections)

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What cannot be used: where it stands on the page, and what to do."""
        return ((question.anchor, f"{question.ask} {question.wrong}") for question in self.questions if question.wrong)

    def place_of(self, fact_id: str) -> str:
        """The anchor of the question to answer next: the fact's own, or the one that decides whether it is asked."""
        if not self.shows(fact_id):
            for decider in self._open_deciders(self._knowledge.dictionary[fact_id]):
                return self.place_of(decider)
        return next((each.anchor for each in self.questions if fact_id in (each.id, *self._members(each.id))), "intake")

    def _members(self, block_id: str) -> Sequence[str]:
        return self._checklists.get(block_id, ())

    @cached_property
    def _checklists(self) -> Mapping[str, tuple[str, ...]]:
        return {block.id: tuple(fact.id for fact in block.facts) for block in self._layout.blocks}

    def _apart(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Checklists whole; one that was answered only in part, question by question, so that nothing is lost."""
        for block in blocks:
            singly = block.kind is Kind.CHECKLIST and any(self._said(fact.id) for fact in block.facts)
            if singly and not self._said(block.name):
                yield from block.apart()
            else:
                yield block

    def _question(self, block: Block) -> Question:
        fact, answered = block.fact, self._is_answered(block)
        shown = answered or self.shows(fact.id)
        groups, beside = self._choices(block)
        wrong = self._wrong.get(block.name)
        return Question(
            id=block.id,
            kind=block.kind,
            name=block.name,
            ask=block.ask,
            lead=block.lead,
            help=block.help,
            unit=fact.unit if block.kind is Kind.NUMBER else "",
            groups=groups,
            beside=beside,
            last=self._told_last(fact),
            first_asked=self._is_of_check_in(fact),
            typed=self._said(block.name)[-1] if self._said(block.name) else "",
            decimal=fact.type is FactType.NUMBER,
            shown=shown,
            answered=answered,
            needed=block.is_needed or (self._check_in is not None and fact.id in NEEDED),
            stray=answered and self._holds(fact) is False,
            wrong=trouble_words(fact, wrong.said) if wrong else "",
            confirm=self._confirm(fact),
        )

    def _choices(self, block: Block) -> tuple[tuple[ChoiceGroup, ...], tuple[Choice, ...]]:
        """The choices in their groups, and those that stand last."""
        match block.kind:
            case Kind.CHECKLIST:
                values = [(fact.id, fact.ask) for fact in block.facts]
                return self._group(block, {"": values}), self._options(block, [(NONE, block.none)], at=len(values))
            case Kind.SCALE:
                low, high = int(block.fact.min or 0), int(block.fact.max or 10)
                return self._group(block, {"": [(str(n), str(n)) for n in range(low, high + 1)]}), ()
            case Kind.ONE if block.fact.type is FactType.BOOL:
                return self._group(block, {"": [(YES, "Yes"), (NO, "No")]}), ()
            case Kind.ONE | Kind.MANY:
                fact = block.fact
                last = BESIDE if block.kind is Kind.MANY else BESIDE[:-1]
                titled = {title: [v for v in part if v not in last] for title, part in fact.sections.items()}
                titled = titled or {"": [value for value in fact.values if value not in last]}
                beside = [(value, label(fact, value, self._knowledge)) for value in last if value in fact.values]
                named = {
                    title: [(value, label(fact, value, self._knowledge)) for value in part]
                    for title, part in titled.items()
                }
                return self._group(block, named), self._options(block, beside, at=len(fact.values))
            case _:
                return (), ()

    def _group(self, block: Block, named: Mapping[str, list[tuple[str, str]]]) -> tuple[ChoiceGroup, ...]:
        groups, at = [], 0
        for title, part in named.items():
            groups.append(ChoiceGroup(title=title, choices=self._options(block, part, at=at)))
            at += len(part)
        return tuple(groups)

    def _options(self, block: Block, part: Sequence[tuple[str, str]], *, at: int) -> tuple[Choice, ...]:
        said = self._said(block.name)
        return tuple(
            Choice(
                id=f"f-{block.name}-{n}" if n else f"f-{block.name}",
                value=value,
                label=words,
                chosen=value in said,
            )
            for n, (value, words) in enumerate(part, start=at)
        )

    def _confirm(self, fact: Fact) -> Choice | None:
        """A box for “asked again, and still not sure”, once a plan has come back for the question."""
        if fact.id not in self._asked_before or not is_unsure(self._profile[fact.id]):
            return None
        return Choice(
            id=f"f-{fact.id}-again",
            value=fact.id,
            label="Asked again, and still not sure",
            chosen=fact.id in self._fields.get(CONFIRMED, ()),
        )

    # A check-in

    def _as_last_time(self) -> Iterator[Section]:
        """What was told before and a plan rests on: one answer says that it still holds."""
        if self._check_in is None:
            return
        dictionary, said = self._knowledge.dictionary, self._said(STILL_SO)
        before, ids = self._check_in.answers, self._check_in.to_confirm
        answers = [(fact, before[fact.id]) for fact in dictionary if fact.id in ids]
        told = [
            Told(anchor=f"f-{fact.id}", ask=fact.ask, said=self._words(fact, value))
            for fact, value in answers
            if not is_no(value)
        ]
        if denied := [plain(fact.id).lower() for fact, value in answers if is_no(value)]:
            told.append(Told(ask="Answered no, none, never or normal", said=f"{capital(listed(denied))}."))
        yes = Choice(id=f"f-{STILL_SO}", value=YES, label="Yes, gone through today", chosen=bool(said))
        question = Question(
            id=STILL_SO,
            kind=Kind.ONE,
            name=STILL_SO,
            ask="Is all of this still so, and is nothing new in your health?",
            help="What has changed, change at its question first. Until this is answered, none of it counts.",
            groups=(ChoiceGroup(title="", choices=(yes,)),),
            answered=bool(said),
            needed=True,
            first_asked=True,
        )
        yield Section(id="as-last-time", title="As told last time", questions=(question,), told=tuple(told))

    def _is_of_check_in(self, fact: Fact) -> bool:
        return self._check_in is not None and self._check_in.opens_with(fact, self._knowledge.dictionary)

    def _told_last(self, fact: Fact) -> str:
        """What was said to a question that is asked anew."""
        if self._check_in is None or fact.id not in self._check_in.last:
            return ""
        return self._words(fact, self._check_in.last[fact.id])

    def _words(self, fact: Fact, value: Any) -> str:
        return Names(sheet_words(self._knowledge)).answer(fact.id, value)

    def _said(self, name: str) -> Sequence[str]:
        return [text for text in self._fields.get(name, ()) if text.strip()]

    def _is_answered(self, block: Block) -> bool:
        return bool(self._said(block.name))

    # Which questions show. The dictionary asks unless a condition is false; on a page, a question whose condition is
    # not decided yet waits until the questions that decide it, which stand on the same page, are answered.

    def shows(self, fact_id: str) -> bool:
        """Whether a fact is asked on the page today."""
        if fact_id not in self._shown:
            fact = self._knowledge.dictionary[fact_id]
            truth = self._holds(fact)
            undecided = self._is_of_check_in(fact) or not any(self._open_deciders(fact))
            self._shown[fact_id] = undecided if truth is None else truth
        return self._shown[fact_id]

    def _holds(self, fact: Fact) -> bool | None:
        return True if fact.asked_when is None else holds(fact.asked_when, self._facts.__getitem__)

    def _open_deciders(self, fact: Fact) -> Iterator[str]:
        """Questions not answered yet that decide whether this one is asked, in order. Nobody waits for a finding."""
        dictionary = self._knowledge.dictionary
        for fact_id in sorted(self._layout.questions_in(fact.asked_when), key=dictionary.place.__getitem__):
            waits = fact.tier is Tier.EXAM or dictionary[fact_id].tier is not Tier.EXAM
            if waits and self._profile[fact_id] is None and self._holds(dictionary[fact_id]) is not False:
                yield fact_id
