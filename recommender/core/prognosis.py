"""What the learned model may say to a decision: a value, handed in. Without it the house works as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plans.plan import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Prognosis:
    """The model's answer for one client.

    Attributes:
        outlook: with the course of visits that the dose rules give; None where it knows nothing of such people.
        alone: with home exercise only.
        gains: what it expects of each method beyond plain relaxation; it only orders methods of equal rank.
    """

    model: str
    outlook: Outlook | None = None
    alone: Outlook | None = None
    gains: Mapping[str, float] = field(default_factory=dict)
