"""A symptom profile walks in, a plan or a referral walks out."""

ENGINE = "1.0.0"
"""Version of the decision's code; part of every plan's provenance."""
