"""What the README shows is what happens: its console blocks are typed in again, and its links lead somewhere.

In a block a line `…` stands for any lines, and `…` within a line for any words.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from recommender.access import HOME_CLINIC, CommandLine, Scope
from recommender.app import create_app
from recommender.cli import main
from recommender.core.knowledge import Knowledge

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LATER = "…"
BLOCKS: list[str] = re.findall(r"^```console\n(.*?)^```$", README, flags=re.M | re.S)
PROGRAM = "python3 manage.py "


class Terminal:
    """Types the commands of a block, as somebody who reads the README would."""

    def __init__(self, client: FlaskClient, token: str, capfd: pytest.CaptureFixture[str]) -> None:
        self.client, self.token, self.capfd = client, token, capfd
        self.left = 0

    def type(self, command: str) -> str:
        """What the command prints, on both streams."""
        if command == "echo $?":
            return f"{self.left}\n"
        if command.startswith(PROGRAM):
            self.left = main(shlex.split(command.removeprefix(PROGRAM)))
            told = self.capfd.readouterr()
            return told.out + told.err
        if command.startswith("curl "):
            return self._post(command)
        raise AssertionError(f"The README has a command that is not tried out: {command}")

    def _post(self, command: str) -> str:
        words = shlex.split(command.replace("$TOKEN", self.token).partition("|")[0])
        headers = dict(each.split(": ", 1) for flag, each in pairwise(words) if flag == "-H")
        body = (ROOT / words[words.index("-d") + 1].removeprefix("@")).read_bytes()
        answer = self.client.post(words[-1].removeprefix("http://127.0.0.1:8000"), data=body, headers=headers)
        return json.dumps(answer.json, indent=4) + "\n"


@pytest.fixture
def terminal(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    monkeypatch.chdir(ROOT)
    app = create_app({"RECOMMENDER_DATA": str(tmp_path)}, knowledge=knowledge)
    with app.extensions["desk"].store as store:
        now = datetime.now(UTC)
        _, token = store.add_token("my-app", scope=Scope.PREVIEW, clinic=HOME_CLINIC, by=CommandLine(), at=now)
        yield Terminal(app.test_client(), token, capfd)


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what is shown after it."""
    whole = re.sub(r"\\\n *", "", block)
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", whole, flags=re.M)


def missing(shown: str, told: str) -> str:
    """The first part of what is shown that was not printed where it should stand; empty when all of it was."""
    lines, at = told.splitlines(), 0
    parts = re.split(rf"^ *{LATER}\n", shown, flags=re.M)
    for n, part in enumerate(parts):
        wanted = [".*".join(map(re.escape, line.split(LATER))) for line in part.splitlines()]
        starts = range(at, len(lines) - len(wanted) + 1)
        if n == 0:
            starts = starts[:1]
        if n == len(parts) - 1:
            starts = starts[-1:]
        start = next((start for start in starts if all(map(re.fullmatch, wanted, lines[start:]))), None)
        if start is None:
            return part
        at = start + len(wanted)
    return "" if at == len(lines) else "(the end)"


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_shows_what_is_printed_now(block: str, terminal: Terminal) -> None:
    for command, shown in steps(block):
        told = terminal.type(command)

        assert shown, f"Nothing is shown after {command}"
        assert not (part := missing(shown, told)), f"{command} does not print\n{part}\nbut\n{told}"


def test_the_page_shows_a_plan_an_emergency_and_a_refusal() -> None:
    typed = [command for block in BLOCKS for command, _ in steps(block)]

    assert [
        words
        for words in ("plan examples/amira.json", "plan examples/ben.json", "plan examples/bad/")
        if not any(words in command for command in typed)
    ] == []


LINKS = {*re.findall(r"\]\(([^)#]+)\)", README)}
PLACES = {*re.findall(r"`((?:recommender|plans|tests|examples|docs)/[\w./-]*)`", README)}


@pytest.mark.parametrize("path", sorted(LINKS | PLACES))
def test_what_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
