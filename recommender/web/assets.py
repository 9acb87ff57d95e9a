"""Addresses of styles and scripts, each with its digest, so that what is kept of them is never an old one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import url_for

from plans.sheet import assets

STATIC = Path(__file__).parent / "static"


def asset(name: str) -> str:
    """Of the pages themselves."""
    return url_for("pages.static", filename=name, v=_version(STATIC / name))


def paper_asset(name: str) -> str:
    """Of sheets."""
    return url_for("pages.show_paper_asset", name=name, v=_version(assets()[name]))


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
