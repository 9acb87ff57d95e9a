"""What to ask next, and why."""

from __future__ import annotations

from plans.plan import Disposition, Question
from recommender.core.contradict import contradictions
from recommender.core.facts import Fact, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Profile
from recommender.core.reference import holds
from recommender.core.triage import Facts, Verdict

WAITS = "A safety question. There is no plan before it is answered."


def questions_of(profile: Profile, facts: Facts, verdict: Verdict, knowledge: Knowledge) -> tuple[Question, ...]:
    """Questions for the next answer, in the dictionary's order.

    Before a plan: what it waits for. Beside a stop: open safety questions, and what was read as present because it was
    not told. Beside a plan: what could still change it.
    """
    if verdict.disposition is Disposition.EMERGENCY_NOW:
        return ()
    asked = dict.fromkeys(verdict.unsettled, WAITS)
    if verdict.disposition.stops:
        asked = {each: why for each, why in asked.items() if knowledge.dictionary[each].tier is Tier.T1}
        asked = {**_assumed_questions(facts, verdict, knowledge), **asked}
    elif verdict.disposition.treats:
        asked = _open_questions(facts, verdict, knowledge)
    for fact_id, why in contradictions(profile, facts, knowledge.out_of_place(profile.values, profile.values)):
        asked.setdefault(fact_id, why)
    place = knowledge.dictionary.place
    return tuple(question(knowledge.dictionary[each], asked[each]) for each in sorted(asked, key=place.__getitem__))


def _assumed_questions(facts: Facts, verdict: Verdict, knowledge: Knowledge) -> dict[str, str]:
    """Unanswered follow-ups of the states that stop only because silence on them is read as present."""
    asked: dict[str, str] = {}
    for hit in verdict.hits:
        if hit.rule in verdict.assumed and not hit.cleared:
            for fact_id in knowledge.follow_ups[hit.rule]:
                if facts[fact_id] is None and may_be_asked(knowledge.dictionary[fact_id], facts):
                    asked.setdefault(fact_id, knowledge.rule[hit.rule].says)
    return asked


def _open_questions(facts: Facts, verdict: Verdict, knowledge: Knowledge) -> dict[str, str]:
    """Unanswered intake questions that leave a rule, or its place, unknown, each with the first rule that waits."""
    asked: dict[str, str] = {}
    for rule in verdict.states:
        where = rule.area.fact
        if where and facts[where] is None and may_be_asked(knowledge.dictionary[where], facts):
            asked.setdefault(where, rule.says)
    for rule_id in verdict.open_rules:
        for place, fact in knowledge.askable[rule_id]:
            if facts.values[place] is None and fact.id not in asked and may_be_asked(fact, facts):
                asked[fact.id] = knowledge.rule[rule_id].says
    return asked


def may_be_asked(fact: Fact, facts: Facts) -> bool:
    """A fact is asked unless its condition is false."""
    return fact.asked_when is None or holds(fact.asked_when, facts.__getitem__) is not False


def question(fact: Fact, why: str) -> Question:
    return Question(
        fact=fact.id,
        ask=fact.ask,
        type=fact.type.value,
        values=fact.values,
        labels=dict(fact.value_labels),
        why=why,
        help=fact.help,
    )
