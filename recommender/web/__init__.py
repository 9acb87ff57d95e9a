"""The page door: `register` hangs it into the app."""

from __future__ import annotations

from flask import Flask

from recommender.desk import Desk


def register(app: Flask, *, desk: Desk) -> None:
    """The pages for therapists and their clients."""
