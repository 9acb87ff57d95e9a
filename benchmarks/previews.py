"""Previews through gunicorn against a bare Flask JSON echo of equal sizes, same settings, alternated in one run."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ROUNDS, REQUESTS, CONNECTIONS = 7, 400, 4
BODY = (ROOT / "examples/amira.json").read_bytes()


def main() -> None:
    with installation() as (environ, token), server("wsgi:app", environ, ROOT) as ours:
        size = len(ask(ours.port, token))
        with server("_echo:app", {**environ, "ECHO_BYTES": str(size)}, ROOT / "benchmarks") as bare:
            compare(ours.port, bare.port, token, size)


@contextmanager
def installation() -> Iterator[tuple[dict[str, str], str]]:
    """The environment of a fresh one, for servers of one process each, and a token."""
    with tempfile.TemporaryDirectory() as data:
        environ = {**os.environ, "RECOMMENDER_DATA": data, "WEB_CONCURRENCY": "1", "PYTHONPATH": str(ROOT)}
        environ.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "recommender", "token", "add", "benchmark", "--scope", "clinic"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        yield environ, done.stdout.strip()


class Running(NamedTuple):
    """A server that takes connections: its port, and the process that started the others."""

    port: int
    pid: int


def compare(ours: int, bare: int, token: str, size: int) -> None:
    print(f"{len(BODY)} bytes in, {size} bytes out, {CONNECTIONS} connections, one process of 4 threads each")
    rates: dict[str, list[float]] = {"previews": [], "bare echo": []}
    for _ in range(ROUNDS):
        rates["previews"].append(rate(ours, token))
        rates["bare echo"].append(rate(bare, token))
    for name, found in rates.items():
        print(f"  {name:10} {statistics.median(found):7.0f} a second  ({min(found):.0f} to {max(found):.0f})")
    ratios = [one / two for one, two in zip(rates["previews"], rates["bare echo"], strict=True)]
    print(
        f"  previews over echo: {statistics.median(ratios):.2f} ×  ({min(ratios):.2f} to {max(ratios):.2f}); wanted 1.0"
    )


def rate(port: int, token: str) -> float:
    """Requests a second over some kept-alive connections."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda _: _many(port, token, REQUESTS // CONNECTIONS), range(CONNECTIONS)))
    return REQUESTS / (time.perf_counter() - begun)


def _many(port: int, token: str, count: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(count):
        _send(connection, token)
    connection.close()


def ask(port: int, token: str) -> bytes:
    return _send(http.client.HTTPConnection("127.0.0.1", port), token)


def _send(connection: http.client.HTTPConnection, token: str) -> bytes:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request("POST", "/api/v1/previews", BODY, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"The server answered {answer.status}: {text[:200]!r}")
    return text


@contextmanager
def server(app: str, environ: dict[str, str], folder: Path) -> Iterator[Running]:
    """gunicorn with the service's own settings on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "--chdir", str(folder), app]
    process = subprocess.Popen(
        command, env={**environ, "RECOMMENDER_PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(2000):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main()
