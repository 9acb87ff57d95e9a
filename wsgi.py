"""The front door."""

from recommender.app import create_app

app = create_app()
