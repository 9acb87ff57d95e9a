"""The house stays tidy: few things at the top, files one can read at a sitting, locks without addresses."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = {"benchmarks", "docs", "examples", "models", "plans", "recommender", "tests"}
FILES = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "gunicorn.conf.py",
    "manage.py",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements.in",
    "requirements.txt",
    "wsgi.py",
}
LOCKS = ("requirements.txt", "requirements-dev.txt")


def ours() -> list[pathlib.Path]:
    """Every file of this house: what git keeps or would keep; without git, whatever lies there."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0:
        return [path for name in told.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    apart = {".git", ".venv", "instance", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not apart & {*path.relative_to(ROOT).parts}]


OURS = ours()
PYTHON = [path for path in OURS if path.suffix == ".py"]
CODE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] != "tests"]


def name_of(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_the_named_folders_stand_at_the_top() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in OURS}

    assert {top for top in tops if not top.startswith(".")} <= FOLDERS | FILES
    assert {top for top in tops if top.startswith(".")} <= {".ci", ".gitignore", ".gitattributes", ".editorconfig"}


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_file_is_read_at_a_sitting(path: pathlib.Path) -> None:
    most = 300 if {"store", "access"} & {*path.parts} else 500

    assert len(path.read_text().splitlines()) <= most


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_module_says_what_it_is_for(path: pathlib.Path) -> None:
    text = path.read_text()

    assert not text or text.lstrip().removeprefix("#!/usr/bin/env python3").lstrip().startswith('"""')


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host_and_hash_everything(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert not re.search(r"^--?(?:index-url|extra-index-url|find-links|i|f)\b", text, flags=re.M)
    pins = re.findall(r"^[a-zA-Z0-9].*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*", text, flags=re.M)
    assert len(pins) > 40
    assert [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_what_checks_runs_on_exactly_what_runs() -> None:
    """Both locks pin the same versions, or the tests would try something else than what is served."""

    def pins(lock: str) -> dict[str, str]:
        found = re.findall(r"^([a-zA-Z0-9][^=\s]*)==(\S+)(?: ; (.*?))? \\$", (ROOT / lock).read_text(), flags=re.M)
        return {f"{name} {marker}": version for name, version, marker in found}

    runs, checks = (pins(lock) for lock in LOCKS)
    assert {pin: checks.get(pin) for pin in runs} == runs


def test_the_whole_suite_is_one_command() -> None:
    ci = ROOT / ".ci" / "run"

    assert os.access(ci, os.X_OK)
    assert ci.read_text().startswith("#!/usr/bin/env bash\n")
    assert "python3 manage.py test" in ci.read_text()
    assert "set -euo pipefail" in ci.read_text()


def test_the_readme_names_both_commands() -> None:
    text = (ROOT / "README.md").read_text()

    assert "python3 manage.py serve" in text
    assert "python3 manage.py test" in text


@pytest.mark.parametrize("folder", sorted(FOLDERS - {"benchmarks", "docs", "examples", "tests"}))
def test_packages_are_packages(folder: str) -> None:
    loose = {path.parent for path in PYTHON if path.relative_to(ROOT).parts[0] == folder}

    assert [name_of(each) for each in sorted(loose) if not (each / "__init__.py").exists()] == []
