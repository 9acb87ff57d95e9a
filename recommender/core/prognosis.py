"""What the learned model may say to a decision: a value, handed in. Without it the house works as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plans.plan import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Prognosis:
    """The model's answer for one client: an outlook, and the gain it expects of each method (it only orders equals)."""

    model: str
    outlook: Outlook
    gains: Mapping[str, float] = field(default_factory=dict)
