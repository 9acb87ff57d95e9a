"""Imports run one way, like water down stairs; the contracts stand in pyproject.toml."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tomllib

import pytest
from importlinter.cli import lint_imports

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("contract", [each["id"] for each in CONTRACTS])
def test_imports_keep_to(contract: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    broken = lint_imports(limit_to_contracts=(contract,), cache_dir=None)

    assert not broken, capsys.readouterr().out


def test_every_room_has_its_step() -> None:
    stairs = next(each for each in CONTRACTS if each["id"] == "stairs")
    steps = {room.strip() for step in stairs["layers"] for room in step.split("|")}
    rooms = {
        f"recommender.{path.stem}"
        for path in (ROOT / "recommender").iterdir()
        if (path.suffix == ".py" and not path.stem.startswith("__")) or (path / "__init__.py").exists()
    }

    assert rooms | {"models", "plans"} == steps


@pytest.mark.parametrize("door", ["wsgi", "recommender.cli"])
def test_what_serves_never_loads_the_learning(door: str, tmp_path: pathlib.Path) -> None:
    """Not even by way of somebody else's package: it would cost seconds and 150 MB in every process."""
    heavy = "{'sklearn', 'numpy', 'scipy', 'pandas'} & set(sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {door}; print(sorted({heavy}))"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "", "RECOMMENDER_DATA": str(tmp_path)},
        check=False,
    )

    assert (told.stdout, told.returncode) == ("[]\n", 0), told.stderr
