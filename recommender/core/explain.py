"""Why: reasons for what is offered, stances of guidelines, and what every rule answers for a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.plan import Stance
from recommender.core.condition import All, Condition, facts_of
from recommender.core.items import GuidelineStance
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.reference import holds
from recommender.core.rules import Contraindication, Rule
from recommender.core.triage import Facts, shown

STANCE_ORDER = ("against", "only_with_exercise", "for", "silent")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says of one case: fired, assumed, cleared, unknown, nearly, or not."""

    rule: Rule
    state: str
    waits_for: tuple[str, ...]
    facts: dict[str, object]


def stances_on(names: Iterable[str], knowledge: Knowledge, holding: frozenset[str], case: Case) -> tuple[Stance, ...]:
    """Every guideline's stance on an item (by its names: itself, its family), against first, own jurisdiction first.

    A guideline that speaks of the item only in other circumstances, or not at all, is not listed: it is silent here.
    """
    found = [stance for name in names for when, stance in knowledge.stances.get(name, ()) if when in holding]
    if not found:
        return ()
    if len(found) > 1:
        found.sort(key=lambda s: (STANCE_ORDER.index(s.stance), s.jurisdiction != case.jurisdiction, s.source))
    made: dict[str, Stance] = {}
    for stance in found:
        if stance.source not in made:
            made[stance.source] = Stance(
                jurisdiction=stance.jurisdiction, stance=stance.stance, source=stance.source, words=stance.words
            )
    return tuple(made.values())


def forbidding(knowledge: Knowledge, holding: frozenset[str], case: Case) -> GuidelineStance | None:
    """A guideline of the case's own jurisdiction that is against massage here, unless a coded override stands."""
    overridden = {each.rule for each in case.overrides}
    for when, stance in knowledge.stances.get("massage", ()):
        if (
            stance.stance == "against"
            and stance.jurisdiction == case.jurisdiction
            and when in holding
            and not (stance.overridable and stance.source in overridden)
        ):
            return stance
    return None


def answers(
    facts: Facts, knowledge: Knowledge, fired: Iterable[str], assumed: frozenset[str], cleared: frozenset[str]
) -> Iterator[Answer]:
    """Every rule's answer for `explain`: what fired, what is unknown and waits for which answer, what nearly fired."""
    held = set(fired)
    for rule in (*knowledge.red_flags, *knowledge.contraindications):
        if rule.information or (isinstance(rule, Contraindication) and rule.standing):
            continue
        named = sorted(facts_of(rule.when))
        known = {each: shown(facts[each]) for each in named if facts.known(each)}
        missing = tuple(each for each in named if facts[each] is None)
        truth = holds(rule.when, facts.__getitem__)
        if rule.id in held:
            state = "cleared" if rule.id in cleared else "assumed" if rule.id in assumed else "fired"
        elif truth is None:
            state = "unknown"
        else:
            state = "nearly" if nearly(rule.when, facts) else "not"
        yield Answer(rule, state, missing if state in ("unknown", "assumed") else (), known)


def nearly(condition: Condition, facts: Facts) -> bool:
    """Whether all but one part of a rule's outer `all` hold."""
    if not isinstance(condition, All) or len(condition.parts) < 2:
        return False
    truths = [holds(part, facts.__getitem__) for part in condition.parts]
    return truths.count(True) == len(truths) - 1 and any(
        truth is True and facts_of(part) for truth, part in zip(truths, condition.parts, strict=True)
    )
