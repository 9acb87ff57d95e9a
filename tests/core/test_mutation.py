"""Mutation testing tells the truth: what a test notices is killed, what none notices is told, answers stay fresh."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from tests.core.mutation.answered import Answers, read_answers
from tests.core.mutation.mutants import Mutant, mutants_of

ROOT = pathlib.Path(__file__).resolve().parents[2]


def hunt(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.core.mutation", *words, "--jobs", "2"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


@pytest.mark.long
def test_a_threshold_that_is_tested_on_both_sides_lets_no_mutant_live() -> None:
    done = hunt("derive.phase", "--tests", "tests/core/test_derive.py")

    number = len([each for each in mutants_of("derive") if each.function == "phase"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert number > 10
    assert f"{'derive':<14}{number:>9}{number:>9}{0:>10}{0:>10}" in done.stdout


@pytest.mark.long
def test_what_no_test_notices_is_told_line_by_line() -> None:
    done = hunt("derive.phase", "derive.severity", "--tests", "tests/core/test_profile.py")

    assert done.returncode == 1
    assert 'was: return "acute" if onset_days <= 41 else "subacute" if onset_days <= 84 else "chronic"' in done.stdout
    assert 'now: return "acute" if onset_days <= 42 else "subacute" if onset_days <= 84 else "chronic"' in done.stdout
    assert "derive.severity is reached by no test" in done.stdout


def test_every_mutant_has_a_name_of_its_own() -> None:
    for module in ("profile", "advise"):
        found = list(mutants_of(module))
        assert len({each.key for each in found}) == len(found)
        assert all(each.was != each.now for each in found)


def test_a_mutant_matters_where_its_statement_runs() -> None:
    (whole,) = {
        each.lines
        for each in mutants_of("limits")
        if each.function == "areas_of" and each.was.startswith("def areas_of")
    }
    text = (ROOT / "recommender" / "core" / "limits.py").read_text().splitlines()

    assert text[whole[-1] - 1].strip().startswith("return")
    assert len(whole) > 10, "another default matters wherever the function runs"


def answers(path: pathlib.Path, text: str) -> Answers:
    path.write_text(text)
    return read_answers(path)


ROW = 'limits._letters:\n  - was: "a"\n    now: "b"\n'


def test_an_answer_is_for_one_mutant(tmp_path: pathlib.Path) -> None:
    found = answers(tmp_path / "a.yaml", ROW + "    nth: 2\n    why: Equivalent.\n")
    mutant = Mutant("limits", "_letters", "a", "b", 2, "", range(1))
    first = Mutant("limits", "_letters", "a", "b", 1, "", range(1))

    assert mutant in found
    assert first not in found
    assert found.stale([mutant], ["limits"]) == []
    assert found.stale([first], ["limits"]) == ["limits._letters: b"]
    assert found.stale([first], ["triage"]) == [], "modules that are not tried are not judged"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW, "has no reason"),
        (ROW + "    why: Equivalent.\n" + ROW.partition("\n")[2] + "    why: Again.\n", "is answered twice"),
    ],
)
def test_an_answer_has_one_reason(text: str, said: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(ValueError, match=said):
        answers(tmp_path / "a.yaml", text)
