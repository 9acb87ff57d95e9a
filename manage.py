#!/usr/bin/env python3
"""The one command: builds .venv from the locked requirements, then does what it is told.

  setup              only build or update .venv
  serve              run the service        [--host HOST] [--port PORT] [--data FOLDER]
  test  [--all] [..] run the tests; --all adds the long suites and mutate; more words go to pytest
  mutate [WHERE ..]  change the decision in small ways, and see that a test notices each, or that its answer stands
  check              style, types, import rules, security and the knowledge files
  bench [NAME ..]    run the benchmarks
  store WORD         look after the database: audit, password NAME, secret, upgrade, downgrade VERSION
  anything else      goes to the program itself: plan, explain, sign, therapist, clinic, token ...

Standard library only, and spelled so that an old Python can read far enough to be told that it is too old.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "This needs Python %d.%d or newer, and this is Python %d.%d; run it with a newer one, such as python3.12."
        % (OLDEST + tuple(sys.version_info[:2]))
    )

import argparse
import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
RUNS, CHECKS = "requirements.txt", "requirements-dev.txt"
SYSTEM_TOOLS = {"chromium": "chromium", "pdftotext": "poppler-utils", "qpdf": "qpdf"}


class Trouble(Exception):
    """Something the reader can mend; the message is one plain sentence."""


def main(words: list[str]) -> int:
    word, rest = (words[0], words[1:]) if words else ("help", [])
    doing = {"setup": setup, "serve": serve, "test": test, "mutate": mutate, "check": check, "bench": bench}.get(word)
    try:
        if word in ("help", "-h", "--help"):
            print(__doc__.strip())
            return 0
        if doing:
            return doing(rest)
        install(RUNS)
        become(
            ["-m", "recommender.store", *rest] if word == "store" else ["-m", "recommender", *words], dict(os.environ)
        )
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


# The words


def setup(rest: list[str]) -> int:
    argparse.ArgumentParser(prog="manage.py setup").parse_args(rest)
    install(RUNS)
    print("Ready: python3 manage.py serve")
    return 0


def serve(rest: list[str]) -> int:
    environ = dict(os.environ)
    parser = argparse.ArgumentParser(prog="manage.py serve", description="Run the service.")
    parser.add_argument("--host", default=environ.get("RECOMMENDER_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=environ.get("RECOMMENDER_PORT") or "8000")
    parser.add_argument("--data", default=environ.get("RECOMMENDER_DATA") or os.path.join(ROOT, "instance"))
    asked = parser.parse_args(rest)
    data = os.path.abspath(asked.data)
    os.umask(0o077)
    make_data_folder(data)
    see_that_port_is_free(asked.host, asked.port)
    install(RUNS)
    environ.update(RECOMMENDER_HOST=asked.host, RECOMMENDER_PORT=str(asked.port), RECOMMENDER_DATA=data)
    done = run(["-m", "recommender.store", "prepare"], environ)
    if done:
        return done
    os.chdir(ROOT)
    become(["-m", "gunicorn", "--config", os.path.join(ROOT, "gunicorn.conf.py"), "wsgi:app"], environ)
    return 0


def test(rest: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py test", add_help=False)
    parser.add_argument("--all", action="store_true")
    asked, more = parser.parse_known_args(rest)
    say_what_is_missing()
    install(CHECKS)
    words = ["-m", "pytest"]
    if not any(word.startswith(("-n", "--pdb")) for word in more):
        words += ["-n", str(min(os.cpu_count() or 1, 4))]
    if asked.all:
        words += ["-m", "long or not long"]
    failed = run(words + more, dict(os.environ), cwd=ROOT)
    return failed or (mutate([]) if asked.all and not more else 0)


def mutate(rest: list[str]) -> int:
    install(CHECKS)
    return run(["-m", "tests.core.mutation", *rest], dict(os.environ), cwd=ROOT)


def check(rest: list[str]) -> int:
    argparse.ArgumentParser(prog="manage.py check").parse_args(rest)
    install(CHECKS)
    checks = {
        "style": ["-m", "ruff", "check", "."],
        "layout": ["-m", "ruff", "format", "--check", "."],
        "types": ["-m", "mypy"],
        "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo"],
        "security": ["-m", "bandit", "-q", "-c", "pyproject.toml", "-r", "recommender", "plans", "models", "manage.py"],
        "knowledge": ["-m", "recommender", "knowledge", "check"],
    }
    failed = []
    for name, words in checks.items():
        print("--", name, flush=True)
        if run(words, dict(os.environ), cwd=ROOT):
            failed.append(name)
    print("Not in order: %s." % ", ".join(failed) if failed else "All in order.")
    return 1 if failed else 0


def bench(rest: list[str]) -> int:
    install(CHECKS)
    folder = os.path.join(ROOT, "benchmarks")
    there = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))
    unknown = [name for name in rest if name not in there]
    if unknown:
        raise Trouble("There is no benchmark %s; there are: %s." % (unknown[0], ", ".join(there)))
    failed = 0
    for name in rest or there:
        print("--", name, flush=True)
        failed |= run([os.path.join(folder, name + ".py")], dict(os.environ), cwd=ROOT)
    return 1 if failed else 0


# The virtual environment


def install(lock: str) -> None:
    """Make .venv if need be, and install the lock if it is not the one installed last."""
    wanted = digests()
    if os.path.exists(PYTHON) and installed().get(lock) == wanted[lock]:
        return
    say("Getting ready (the first time takes a minute or two) ...")
    try:
        if not os.path.exists(PYTHON) or subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL):
            make_venv()
        forget_stamp()
        pip = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--require-hashes"]
        if run([*pip, "-r", os.path.join(ROOT, lock)], dict(os.environ), quiet=True):
            raise Trouble(
                "The packages in %s could not be installed; pip's own words are above, and often it is the network."
                % lock
            )
        # The lock for checks holds every pin of the lock that runs.
        keep_stamp(wanted if lock == CHECKS else {RUNS: wanted[RUNS]})
    except OSError as error:
        raise Trouble(cannot_write(VENV, error)) from None


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise Trouble(
            "This Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv."
        ) from None
    try:
        venv.EnvBuilder(clear=os.path.isdir(VENV), symlinks=True, with_pip=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise Trouble(
            "The virtual environment %s could not be made (%s); on Debian or Ubuntu: apt-get install python3-venv."
            % (VENV, error)
        ) from None


def digests() -> dict[str, str]:
    """What each lock says, in short."""
    found = {}
    for lock in (RUNS, CHECKS):
        try:
            with open(os.path.join(ROOT, lock), "rb") as file:
                found[lock] = hashlib.sha256(file.read()).hexdigest()
        except OSError as error:
            raise Trouble("%s cannot be read: %s." % (lock, error.strerror)) from None
    return found


def installed() -> dict[str, str]:
    try:
        with open(STAMP, encoding="utf-8") as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


def keep_stamp(stamp: dict[str, str]) -> None:
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(stamp, file)


def forget_stamp() -> None:
    """An installation that is broken off must not look like a finished one."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(STAMP)


# Running things


def run(words: list[str], environ: dict[str, str], cwd: str | None = None, quiet: bool = False) -> int:
    """One of ours in .venv, waited for. `quiet`: what it prints goes where messages go."""
    return subprocess.call([PYTHON, *words], env=with_root(environ), cwd=cwd, stdout=sys.stderr if quiet else None)


def become(words: list[str], environ: dict[str, str]) -> None:
    """One of ours in .venv, in our place: signals and exit code are its own."""
    sys.stdout.flush()
    os.execve(PYTHON, [PYTHON, *words], with_root(environ))


def with_root(environ: dict[str, str]) -> dict[str, str]:
    """Our packages are found from any folder."""
    paths = [ROOT] + [path for path in environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return dict(environ, PYTHONPATH=os.pathsep.join(paths))


# Looking before leaping


def make_data_folder(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Trouble(cannot_write(folder, error)) from None


def see_that_port_is_free(host: str, port: int) -> None:
    where = "%s port %d" % (host, port)
    if not 0 <= port <= 65535:
        raise Trouble("%d is no port; choose one between 1024 and 65535." % port)
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        raise Trouble("%s is no address of this machine; try --host 127.0.0.1." % host) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Trouble("%s is busy; stop what uses it, or choose another with --port." % where) from None
        if error.errno == errno.EACCES:
            raise Trouble("%s may only be used by root; choose a port above 1023." % where) from None
        raise Trouble("%s cannot be used: %s." % (where, error.strerror)) from None


def cannot_write(folder: str, error: OSError) -> str:
    return "The folder %s cannot be written to (%s); choose another, or give this account the right to write there." % (
        folder,
        error.strerror or error,
    )


def say_what_is_missing() -> None:
    """Some tests look at the result with other programs' eyes; without those programs they are skipped."""
    missing = [package for program, package in SYSTEM_TOOLS.items() if not shutil.which(program)]
    if not missing:
        return
    if os.environ.get("CI") == "true":
        raise Trouble("Not everything can be tested here; first: apt-get install %s." % " ".join(missing))
    say("Some tests will be skipped; to run them all: apt-get install %s." % " ".join(missing))


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
