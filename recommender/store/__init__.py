"""What is kept: plans, people, tokens and the audit, in SQLite or PostgreSQL. The only room that knows SQL."""

from recommender.store.plans import NOTHING_TO_SIGN
from recommender.store.settings import FirstRun
from recommender.store.store import Store, ensure_first_run, open_store
from recommender.store.values import (
    AuditBroken,
    AuditLine,
    BadDatabase,
    BadName,
    Digests,
    Kept,
    KeyUsedDifferently,
    NameTaken,
    NewPlan,
    PlanCannotChange,
    PlanLine,
    Retry,
    Status,
    StoredPlan,
    StoreProblem,
    UnknownLink,
    UnknownName,
    UnknownPlan,
)

__all__ = [
    "NOTHING_TO_SIGN",
    "AuditBroken",
    "AuditLine",
    "BadDatabase",
    "BadName",
    "Digests",
    "FirstRun",
    "Kept",
    "KeyUsedDifferently",
    "NameTaken",
    "NewPlan",
    "PlanCannotChange",
    "PlanLine",
    "Retry",
    "Status",
    "Store",
    "StoreProblem",
    "StoredPlan",
    "UnknownLink",
    "UnknownName",
    "UnknownPlan",
    "ensure_first_run",
    "open_store",
]
