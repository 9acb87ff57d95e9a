"""A later visit of a course: what its form takes over from a plan, and what is asked anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommender.core.facts import Dictionary, Fact, Tier
from recommender.intake.case import Complaint
from recommender.web.fields import CONFIRMED
from recommender.web.layout import Layout

AT_START = "_at_start"
"""How the fact is named that keeps a score of the first visit."""
VISITS = "sessions_done"
NEEDED = {
    VISITS: "a whole number",
    "leg_pain_nrs_avg": "a whole number from 0 to 10",
    "after_last_massage": "what there was, or none",
}
"""A check-in waits for these: the change is counted from them, and silence after a massage is read as harm."""
STILL_SO = "still_so"
"""The field that says: what was told last time has been gone through today."""
DAYS = {"day": 1, "week": 7}
HEALTH = frozenset({Tier.T2, Tier.EXAM})
"""A finding may have closed something: dropped, it would open again without a word. So it is kept and gone through."""

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A check-in, seen from the plan it follows.

    Attributes:
        day: of the visit before, as year-month-day.
        answers: taken over; those that count days or weeks are moved on to today.
        to_confirm: what was told of health among them. It counts once somebody has said that it still holds.
        last: what was said to questions that are asked anew, but for safety.
    """

    day: str
    answers: Answers
    to_confirm: frozenset[str]
    last: Answers

    def counted(self, profile: Answers, *, still_so: bool) -> dict[str, Any]:
        """The answers that count: of those to confirm only what is confirmed, or was changed today."""
        return {
            fact_id: value
            for fact_id, value in profile.items()
            if still_so or fact_id not in self.to_confirm or _plain(value) != _plain(self.answers[fact_id])
        }

    def missing(self, profile: Answers) -> Iterator[Complaint]:
        """What the check-in still waits for; before the first visit there is nothing to look back on."""
        for fact_id in NEEDED if profile.get(VISITS) != 0 else ():
            if fact_id not in profile:
                yield Complaint(f"/profile/{fact_id}", "nothing", NEEDED[fact_id])

    def opens_with(self, fact: Fact, dictionary: Dictionary) -> bool:
        """Whether a check-in is about this question: the course so far, or a score that is compared with the start."""
        if fact.id == VISITS:
            return True
        compared = f"{fact.id}{AT_START}" in dictionary and fact.id in self.last
        return compared or (fact.each_visit and fact.group == dictionary[VISITS].group)


def check_in(before: Mapping[str, Any], first: Mapping[str, Any], layout: Layout, *, on: date) -> CheckIn:
    """A check-in of a day.

    Args:
        before: the case of the plan it follows; `first`: the case that the course began with.
    """
    told, since = before["profile"], max(0, (on - date.fromisoformat(before["visit_date"])).days)
    facts = {fact.id: fact for block in layout.blocks for fact in block.facts}
    anew = _asked_anew(facts, told, layout)
    kept = {each: _moved_on(facts[each], value, since) for each, value in told.items() if each in facts}
    kept = {each: value for each, value in kept.items() if each not in anew and value is not None}
    kept |= _at_start(facts, told, first["profile"])
    return CheckIn(
        day=before["visit_date"],
        answers=kept,
        to_confirm=frozenset(each for each in kept if facts[each].is_safety or facts[each].tier in HEALTH),
        last={each: told[each] for each in anew if each in told and not facts[each].is_safety},
    )


def _asked_anew(facts: Mapping[str, Fact], told: Answers, layout: Layout) -> frozenset[str]:
    """What holds for its day only, but for findings; whatever is asked because of such an answer; and a "no" in a list
    that is."""
    anew = {fact.id for fact in facts.values() if fact.is_asked_each_visit and fact.tier is not Tier.EXAM}
    lists = {facts[each].checklist for each in anew} - {""}
    anew |= {fact.id for fact in facts.values() if fact.checklist in lists and not told.get(fact.id)}
    more = anew
    while more:
        more = {
            fact.id
            for fact in facts.values()
            if fact.id not in anew
            and fact.tier is not Tier.EXAM
            and not fact.id.endswith(AT_START)
            and layout.questions_in(fact.asked_when) & anew
        }
        anew |= more
    return frozenset(anew | {CONFIRMED})


def _moved_on(fact: Fact, value: Any, since: int) -> Any:
    """Days and weeks count back from the day of the visit, whole, rounded down. None beyond the end of the scale."""
    if fact.tier not in HEALTH or fact.unit not in DAYS:
        return value
    moved = value + since // DAYS[fact.unit]
    return moved if fact.max is None or moved <= fact.max else None


def _at_start(facts: Mapping[str, Fact], told: Answers, first: Answers) -> dict[str, Any]:
    """The scores of the start: as kept since, or as told at the first visit."""
    found = {}
    for fact_id in facts:
        if fact_id.endswith(AT_START):
            then = fact_id.removesuffix(AT_START)
            for value in (told.get(fact_id), first.get(fact_id), first.get(then), told.get(then)):
                if value is not None:
                    found[fact_id] = value
                    break
    return found


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
