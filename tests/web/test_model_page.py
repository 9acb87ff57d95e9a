"""The card of the learned model: what it is for and not, how well it does, and that it may not be there."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from models import predict
from recommender import app
from recommender.core.knowledge import Knowledge
from tests.people import amira
from tests.web.conftest import Clinic, opened

FIGURES = ("calibration.svg", "decision-curve.svg", "shown.svg")


def cells(html: str) -> list[list[str]]:
    """Rows of the tables as they are read."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


@pytest.mark.parametrize("path", ["/model", "/model/figures/calibration.svg"])
def test_only_therapists_read_it(door: Clinic, path: str) -> None:
    page = door.get(path)

    assert page.status == 303
    assert page.answer.headers["Location"].startswith("/sign-in?then=/model")


def test_the_first_sentence_says_that_the_people_are_made_up(archive: Clinic) -> None:
    page = archive.get("/model")
    [first] = re.findall(r"<h1[^>]*>.*?</h1>\s*<p>(.*?)</p>", page.html, re.DOTALL)

    assert page.status == 200
    assert "trained on <em>synthetic</em> data" in first.partition(":")[0]
    assert "This model is not in use" not in page.main
    for part in ("Intended use", "Not for", "Source of data", "Discrimination", "Calibration", "Groups", "limits"):
        assert part in page.main


def test_headings_follow_one_another(archive: Clinic) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", archive.get("/model").html)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_all_of_the_card_is_there_and_each_row_is_headed(archive: Clinic) -> None:
    html = archive.get("/model").html
    written = (predict.FOLDER / "card.md").read_text(encoding="utf-8")
    wanted = [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        for line in written.splitlines()
        if line.startswith("|") and "---" not in line
    ]

    assert cells(html) == wanted
    assert "<th></th>" not in html
    assert len(re.findall(r'<th scope="row"', html)) + len(re.findall("<thead>", html)) == len(wanted)
    assert "|" not in archive.get("/model").main


def test_the_figures_are_told_in_words_and_served_from_here(archive: Clinic) -> None:
    page = archive.get("/model")
    images = dict(re.findall(r'<img src="/model/figures/([^"]+)" alt="([^"]*)"', page.html))

    assert tuple(images) == FIGURES
    for name, alt in images.items():
        served = archive.client.get(f"/model/figures/{name}")
        drawing = ET.fromstring(served.data)
        assert served.mimetype == "image/svg+xml"
        assert served.data == (predict.FOLDER / name).read_bytes()
        assert drawing.find(".//{http://www.w3.org/2000/svg}style") is None
        assert not any("style" in each.attrib for each in drawing.iter())
        assert len(alt) > 150
    assert "style=" not in page.html
    assert archive.get("/model/figures/model.json").status == 404
    assert archive.get("/model/figures/../card.md").status == 404


def test_the_book_and_the_outlook_lead_to_it(archive: Clinic) -> None:
    plan_id, _ = archive.plan_of(amira())

    for path in ("/knowledge", f"/plans/{plan_id}"):
        assert 'href="/model"' in archive.get(path).html


@pytest.fixture
def without(
    first_day: tuple[Path, str], tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clinic]:
    """A service whose model file was cut short on the way."""
    whole = (predict.FOLDER / "model.json").read_bytes()
    (tmp_path / "model.json").write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(app, "load_model", partial(predict.load, tmp_path))
    with opened(first_day, tmp_path / "data", knowledge) as clinic:
        yield clinic.sign_in()


def test_with_a_damaged_model_it_plans_all_the_same_and_says_so(without: Clinic, archive: Clinic) -> None:
    plan_id, plan = without.plan_of(amira())
    _, usual = archive.plan_of(amira())

    assert (plan.sessions, plan.home) == (usual.sessions, usual.home)
    assert plan.outlook is None
    assert usual.outlook is not None
    for path in (f"/plans/{plan_id}", f"/plans/{plan_id}/sheet"):
        assert "No outlook. The learned model was not there when this plan was made." in without.get(path).words
    assert "This model is not in use. Its file is missing or damaged." in without.get("/model").main
