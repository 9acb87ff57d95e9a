"""The letterhead at the keyboard: shown, changed bit by bit, and refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.cli import main
from recommender.store import Store
from tests.pictures import png, svg

SHOWN = """\
name:    Rosa Street Practice
address: 12 Rosa Street, Exampleton
contact: 020 7946 0000
logo:    PNG, 1 kB
"""


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    path.write_bytes(png())
    return path


def test_what_is_named_changes_and_the_rest_stays(store: Store, logo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--name", "Rosa Street Practice", "--address", r"12 Rosa Street\nExampleton", "--logo", str(logo)]
    assert main(["clinic", "set", *words]) == 0
    capsys.readouterr()

    assert main(["clinic", "set", "--contact", "020 7946 0000"]) == 0
    assert capsys.readouterr().out == SHOWN
    assert main(["clinic", "show"]) == 0
    assert capsys.readouterr().out == SHOWN
    assert store.find_clinic("home").logo == png()  # type: ignore[union-attr]
    assert store.check_audit() == 2

    assert main(["clinic", "set", "--no-logo", "--contact", ""]) == 0
    assert capsys.readouterr().out.endswith("contact:\nlogo:    none\n")


def test_another_clinic_has_another_head(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clinic", "set", "--clinic", "south", "--name", "South"]) == 0
    capsys.readouterr()

    assert main(["clinic", "show"]) == 2
    assert capsys.readouterr().err == (
        "Nothing stands at the head of the paper of home. Say it: clinic set --name NAME.\n"
    )


def test_what_cannot_be_used_is_named_and_nothing_changes(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.svg"
    bad.write_bytes(svg('<image href="http://a.example"/>'))

    for words, told in (
        (["--contact", "x"], '--name: "" was said; allowed: 1 to 60 characters of Latin'),
        (["--name", "병원"], '--name: "병원" was said; allowed: 1 to 60 characters of Latin'),
        (
            ["--name", "Rosa", "--logo", str(bad)],
            f"--logo {bad}: it holds the element <image>; allowed: a PNG of at most",
        ),
        (["--name", "Rosa", "--logo", "nowhere.png"], "nowhere.png: No such file or directory"),
    ):
        assert main(["clinic", "set", *words]) == 2
        assert capsys.readouterr().err.startswith(told)
    assert store.find_clinic("home") is None
