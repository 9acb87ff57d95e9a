"""Why not: every method, region, position or exercise that is left out, with the rule and its reason."""

from __future__ import annotations

from functools import lru_cache

from plans.plan import Certainty, Excluded
from recommender.core.rules import Rule

OUR_OWN = ("project",)
MANY = 8192
"""Reasons kept at most: every one is words of the knowledge about one of its items, none says who it was for."""


@lru_cache(MANY)
def _left_out(
    kind: str, item_id: str, level: str, rule: str, because: str, sources: tuple[str, ...], certainty: Certainty
) -> Excluded:
    return Excluded(
        kind=kind, id=item_id, level=level, rule=rule, because=because, sources=sources, certainty=certainty
    )


def by_rule(kind: str, item_id: str, rule: Rule, level: str = "avoid") -> Excluded:
    """Left out because of a rule of the knowledge."""
    return _left_out(kind, item_id, level, rule.id, rule.because, rule.source_ids, rule.certainty)


def for_reason(
    kind: str, item_id: str, rule: str, because: str, sources: tuple[str, ...] = OUR_OWN, level: str = "limit"
) -> Excluded:
    """Left out because of the client's own wishes and means, or of how the choice is made (certainty: design)."""
    return _left_out(kind, item_id, level, rule, because, sources, Certainty.DESIGN)
