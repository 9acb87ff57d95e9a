"""The command line: the third door to the same desk. Whoever types here counts as the therapist."""

from recommender.cli.main import main

__all__ = ["main"]
