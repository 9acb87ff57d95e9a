"""Why not: every method, region, position or exercise that is left out, with the rule and its reason."""

from __future__ import annotations

from plans.plan import Certainty, Excluded
from recommender.core.rules import Rule

OUR_OWN = ("project",)


def by_rule(kind: str, item_id: str, rule: Rule, level: str = "avoid") -> Excluded:
    """Left out because of a rule of the knowledge."""
    return Excluded(
        kind=kind,
        id=item_id,
        level=level,
        rule=rule.id,
        because=rule.because,
        sources=rule.source_ids,
        certainty=rule.certainty,
    )


def for_reason(
    kind: str, item_id: str, rule: str, because: str, sources: tuple[str, ...] = OUR_OWN, level: str = "limit"
) -> Excluded:
    """Left out because of the client's own wishes and means, or of how the choice is made (certainty: design)."""
    return Excluded(
        kind=kind, id=item_id, level=level, rule=rule, because=because, sources=sources, certainty=Certainty.DESIGN
    )
