"""The one command: what it says when something is amiss, and that it does what it is told.

Everything runs in a scratch house: a copy of manage.py with small stand-ins around it, so that nothing here
touches this checkout, and no test needs the network.
"""

from __future__ import annotations

import ast
import importlib.util
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from types import ModuleType
from typing import Self

import pytest

from tests.people import amira

ROOT = pathlib.Path(__file__).resolve().parents[2]
AS_SOMEBODY = """
import os, argparse, contextlib, hashlib, json, shutil, socket, subprocess, tempfile, ensurepip, venv
os.setuid(65534)
"""
"""Root may write anywhere, so a test run as root becomes somebody else, with what it needs already in hand."""


@pytest.fixture
def house() -> Iterator[pathlib.Path]:
    """An empty checkout with its locks, in a folder that every account can enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o755)
    for name in ("manage.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-dev.txt").write_text("# nothing either\n")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def furnished(house: pathlib.Path) -> pathlib.Path:
    """The same with a .venv in which everything is already installed: this interpreter, by another name."""
    python = house / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (house / ".venv" / "installed.json").write_text(json.dumps(manage(house).digests()))
    (house / "wsgi.py").write_text(
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [b'here']\n"
    )
    return house


def manage(house: pathlib.Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("manage", house / "manage.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECOMMENDER_", "DATABASE_URL", "CI", "PYTEST_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "WEB_CONCURRENCY": "1", **more}


def say(
    house: pathlib.Path, *words: str, cwd: pathlib.Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys._base_executable, str(house / "manage.py"), *words],  # type: ignore[attr-defined]
        capture_output=True,
        text=True,
        env=environment(**more),
        cwd=cwd or house,
        timeout=120,
        check=False,
    )


def pretend(house: pathlib.Path, line: str) -> str:
    """A PYTHONPATH under which Python first does this line."""
    folder = house / "pretend"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(line + "\n")
    return str(folder)


def assert_one_sentence(done: subprocess.CompletedProcess[str], *parts: str, code: int = 1) -> None:
    said = done.stderr.strip()
    assert done.returncode == code, said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1, said
    assert said.endswith(".")
    for part in parts:
        assert part in said


# What an old Python can read


def test_an_old_python_can_read_as_far_as_the_sentence() -> None:
    tree = ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 5))

    too_new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match, ast.TryStar, ast.AsyncFunctionDef)
    assert [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, too_new)] == []
    before = list(itertools.takewhile(lambda node: not isinstance(node, ast.If), tree.body))
    assert all(isinstance(node, ast.Expr | ast.Import | ast.Assign) for node in before)
    assert [name.name for node in before if isinstance(node, ast.Import) for name in node.names] == ["sys"]


def test_only_the_standard_library_is_needed() -> None:
    tree = ast.parse((ROOT / "manage.py").read_text())

    wanted = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert wanted <= sys.stdlib_module_names


# One plain sentence each


def test_a_python_that_is_too_old(house: pathlib.Path) -> None:
    old = pretend(house, "import sys; sys.version_info = (3, 9, 2, 'final', 0)")

    assert_one_sentence(say(house, "serve", PYTHONPATH=old), "Python 3.11 or newer", "this is Python 3.9")


def test_a_python_without_virtual_environments(house: pathlib.Path) -> None:
    bare = pretend(house, "import sys; sys.modules['ensurepip'] = None")

    done = say(house, "setup", PYTHONPATH=bare)

    assert done.stderr.splitlines()[0].startswith("Getting ready")
    done.stderr = done.stderr.partition("\n")[2]
    assert_one_sentence(done, "apt-get install python3-venv")
    assert not (house / ".venv").exists()


def test_a_busy_port(furnished: pathlib.Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert_one_sentence(say(furnished, "serve", "--port", port), f"port {port} is busy", "--port")
        assert_one_sentence(say(furnished, "serve", RECOMMENDER_PORT=port), f"port {port} is busy")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--port", "70000"], "70000 is no port"),
        (["--host", "203.0.113.7"], "203.0.113.7 port 8000 cannot be used"),
    ],
)
def test_an_address_that_cannot_be(furnished: pathlib.Path, words: list[str], part: str) -> None:
    assert_one_sentence(say(furnished, "serve", *words), part)


def test_a_data_folder_that_cannot_be_written_to(furnished: pathlib.Path) -> None:
    (furnished / "file").write_text("")

    assert_one_sentence(
        say(furnished, "serve", "--data", "file/data"), f"{furnished}/file/data cannot be written to", "Not a directory"
    )


def test_a_read_only_folder(house: pathlib.Path) -> None:
    somebody = pretend(house, AS_SOMEBODY if os.getuid() == 0 else "")
    closed = house / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    house.chmod(0o555)
    try:
        data = say(house, "serve", "--port", "0", "--data", str(closed / "data"), PYTHONPATH=somebody)
        here = say(house, "setup", PYTHONPATH=somebody)
    finally:
        house.chmod(0o755)

    assert_one_sentence(data, f"{closed}/data cannot be written to", "Permission denied")
    here.stderr = here.stderr.partition("\n")[2]
    assert_one_sentence(here, f"{house}/.venv cannot be written to", "Permission denied")


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("mysql://u:p@h/x", "begins with mysql://"),
        ("rubbish", "DATABASE_URL cannot be read"),
        ("postgres://u:hush@127.0.0.1:1/x", "postgresql://u:***@127.0.0.1:1/x cannot be used"),
    ],
)
def test_a_database_url_that_cannot_be_used(furnished: pathlib.Path, url: str, part: str) -> None:
    done = say(furnished, "serve", "--port", "0", DATABASE_URL=url)

    assert_one_sentence(done, part, code=2)
    assert "hush" not in done.stderr


def test_packages_that_cannot_be_had(house: pathlib.Path) -> None:
    """Also: a broken-off installation is not taken for a finished one."""
    done = say(house, "setup")
    assert (done.returncode, done.stdout) == (0, "Ready: python3 manage.py serve\n"), done.stderr

    (house / "requirements.txt").write_text(f"no-such-thing==1 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        done = say(house, "setup", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
        assert done.returncode == 1
        assert "packages in requirements.txt could not be installed" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr

    (house / "requirements.txt").write_text("# nothing again\n")
    assert say(house, "setup").returncode == 0
    stamp = house / ".venv" / "installed.json"
    written = stamp.stat().st_mtime_ns
    done = say(house, "setup")
    assert (done.returncode, done.stderr) == (0, "")
    assert stamp.stat().st_mtime_ns == written, "what is installed is not installed again"


def test_a_half_made_venv_is_made_again(house: pathlib.Path) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")

    assert say(house, "setup").returncode == 0
    assert json.loads((house / ".venv" / "installed.json").read_text()).keys() == {"requirements.txt"}


def test_tools_of_the_system_that_are_missing(furnished: pathlib.Path) -> None:
    bare = str(furnished / "nothing")
    (furnished / "test_small.py").write_text("def test_small():\n    assert True\n")

    by_hand = say(furnished, "test", "-n0", PATH=f"{bare}:/bin")
    in_ci = say(furnished, "test", PATH=bare, CI="true")

    if not shutil.which("chromium", path="/bin"):
        assert "Some tests will be skipped" in by_hand.stderr
    assert by_hand.returncode == 0, by_hand.stdout
    assert_one_sentence(in_ci, "apt-get install chromium poppler-utils qpdf")


# Doing what it is told


def test_it_says_what_it_can_do(house: pathlib.Path) -> None:
    for words in ([], ["help"], ["--help"]):
        done = say(house, *words)
        assert done.returncode == 0
        for word in ("setup", "serve", "test", "mutate", "check", "bench", "plan"):
            assert f" {word}" in done.stdout


def test_any_other_word_goes_to_the_program(furnished: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (furnished / "recommender").mkdir()
    (furnished / "recommender" / "__init__.py").touch()
    (furnished / "recommender" / "__main__.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.getcwd())\nsys.exit(3)\n"
    )

    done = say(furnished, "plan", "my file.json", "--format", "text", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == f"['plan', 'my file.json', '--format', 'text'] {tmp_path}\n"


def test_the_tests_end_with_pytests_closing_line(furnished: pathlib.Path) -> None:
    (furnished / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\nmarkers = ["long: long"]\naddopts = "-m \'not long\'"\n'
    )
    (furnished / "test_small.py").write_text(
        "import pytest\ndef test_a(): pass\n@pytest.mark.long\ndef test_b(): assert False\n"
    )

    quick, whole, named = (
        say(furnished, "test"),
        say(furnished, "test", "--all"),
        say(furnished, "test", "-k", "nothing"),
    )

    assert quick.returncode == 0
    assert "1 passed" in quick.stdout.splitlines()[-1]
    assert whole.returncode == 1
    assert "1 failed, 1 passed" in whole.stdout.splitlines()[-1]
    assert named.returncode == 5


def test_all_tests_means_mutants_as_well(furnished: pathlib.Path) -> None:
    """After tests that pass, and only where all of them were asked for."""
    (furnished / "test_small.py").write_text("def test_small(): pass\n")
    folder = furnished / "tests" / "core" / "mutation"
    folder.mkdir(parents=True)
    (folder / "__main__.py").write_text("import sys\nprint('mutants of', sys.argv[1:])\nsys.exit(4)\n")

    whole, quick, some = (
        say(furnished, "test", "--all"), say(furnished, "test"), say(furnished, "test", "--all", "test_small.py"),
    )  # fmt: skip

    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (4, "mutants of []")
    assert "1 passed" in whole.stdout.splitlines()[-2]
    assert (quick.returncode, some.returncode) == (0, 0)
    assert "mutants" not in quick.stdout + some.stdout
    assert say(furnished, "mutate", "limits", "--jobs", "1").stdout == "mutants of ['limits', '--jobs', '1']\n"


def test_benchmarks_run_by_name(furnished: pathlib.Path) -> None:
    (furnished / "benchmarks").mkdir()
    for name in ("decision", "previews", "_load"):
        (furnished / "benchmarks" / f"{name}.py").write_text(f"print('{name} ran')\n")

    assert say(furnished, "bench").stdout.splitlines() == ["-- decision", "decision ran", "-- previews", "previews ran"]
    assert say(furnished, "bench", "previews").stdout.splitlines() == ["-- previews", "previews ran"]
    assert_one_sentence(say(furnished, "bench", "speed"), "no benchmark speed; there are: decision, previews")


def test_serving_from_the_first_start_to_the_end(furnished: pathlib.Path, tmp_path: pathlib.Path) -> None:
    with Served(furnished, tmp_path) as service:
        assert service.get() == "here"
        said = service.stop()
    assert "shown once" in said
    assert said.partition("API token")[2].split()[0].startswith("rec_")

    with Served(furnished, tmp_path) as service:
        assert service.get() == "here"
        said = service.stop()
    assert "Ready: http://127.0.0.1:" in said
    assert "shown once" not in said
    assert (tmp_path / "data" / "recommender.sqlite3").exists()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_the_real_service_from_its_first_start_to_its_second(furnished: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """With nothing but what was printed: a plan is made, and is still there after a restart."""
    for folder in ("recommender", "plans", "models"):
        shutil.copytree(ROOT / folder, furnished / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", furnished)
    with Served(furnished, tmp_path) as service:
        token = service.said.partition("API token")[2].split()[0]
        assert service.get("readyz")
        made = json.loads(service.get("api/v1/plans", token=token, body=amira()))
        service.stop()

    with Served(furnished, tmp_path) as service:
        found = json.loads(service.get(f"api/v1/plans/{made['id']}", token=token))
        service.stop()

    assert made["status"] == "draft"
    assert found == made


class Served:
    """`manage.py serve` on a port of its own, until it is stopped."""

    def __init__(self, house: pathlib.Path, folder: pathlib.Path) -> None:
        self.process = subprocess.Popen(
            [sys._base_executable, str(house / "manage.py"), "serve", "--port", "0", "--data", str(folder / "data")],  # type: ignore[attr-defined]
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
        )
        assert self.process.stdout
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ready:"):
                self.address = line.split()[1]
                break
        else:
            raise AssertionError(self.said)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def get(self, path: str = "", *, token: str = "", body: object = None) -> str:
        told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            self.address + path, json.dumps(body).encode() if body else None, told if token else {}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.read().decode())

    def stop(self) -> str:
        """As a service manager would; it ends in an orderly way."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0
        return self.said + rest
