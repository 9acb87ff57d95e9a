"""Answers that cannot both be right: both are read, the more careful reading holds, and a question is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recommender.core.condition import facts_of
from recommender.core.facts import Fact
from recommender.core.profile import Profile
from recommender.core.triage import Facts

Contradiction = tuple[str, str]
"""Fact to ask again, and why."""


def contradictions(profile: Profile, facts: Facts, out_of_place: Iterable[Fact]) -> Iterator[Contradiction]:
    """Every contradiction in the answers, in the order of asking.

    Args:
        out_of_place: follow-ups that were answered although the answer before them says that they do not arise.
    """
    for fact in out_of_place:
        assert fact.asked_when is not None
        others = ", ".join(f"“{profile.dictionary[each].ask}”" for each in sorted(facts_of(fact.asked_when)))
        yield fact.id, f"This answer does not fit the answer to {others}. Both are read. Please check."
    yield from _numbers(facts)


def _numbers(facts: Facts) -> Iterator[Contradiction]:
    def value(fact_id: str) -> int | None:
        return facts[fact_id] if facts.known(fact_id) else None

    age, days = value("age_years"), value("onset_days")
    if age is not None and days is not None and days > (age + 1) * 366:
        yield "onset_days", "The pain would be older than the person. Please check."
    worst, usual = value("leg_pain_nrs_worst"), value("leg_pain_nrs_avg")
    if worst is not None and usual is not None and worst < usual:
        yield (
            "leg_pain_nrs_worst",
            "The worst leg pain is below the usual leg pain. The higher one counts. Please check.",
        )
    if facts["leg_pain_laterality"] == "none" and (usual or 0) >= 1:
        yield "leg_pain_laterality", "No leg pain, and a leg pain score above 0. Please check."
    total, psych = value("startback_total"), value("startback_psych")
    if total is not None and psych is not None and psych > total:
        yield "startback_psych", "A part of the score is larger than the whole. Please check."
