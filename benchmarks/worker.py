"""A web worker: seconds from its start to a first answer, memory after 1,000 previews, beside a bare Flask app."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from previews import ROOT, ask, installation, server

STARTS, REQUESTS = 5, 1_000
MOST_MB, MOST_SECONDS = 65, 1.0


def main() -> None:
    with installation() as (environ, token):
        apps = {"service": ("wsgi:app", ROOT), "bare echo": ("_echo:app", ROOT / "benchmarks")}
        started: dict[str, list[float]] = {name: [] for name in apps}
        for _ in range(STARTS):
            for name, (app, folder) in apps.items():
                started[name].append(seconds_to_first_answer(app, environ, folder, token))
        print(f"start to first answer, {STARTS} starts in turn; median seconds (least to most)")
        for name, found in started.items():
            wanted = f"  wanted {MOST_SECONDS}" if name == "service" else ""
            print(f"  {name:10}{statistics.median(found):7.2f}  ({min(found):.2f} to {max(found):.2f}){wanted}")
        print(f"memory of a worker after {REQUESTS} requests; MB")
        for name, (app, folder) in apps.items():
            with server(app, environ, folder) as running:
                for _ in range(REQUESTS):
                    ask(running.port, token)
                whole, own = memory(running.pid)
            wanted = f"  wanted {MOST_MB}" if name == "service" else ""
            print(f"  {name:10}{whole:7.0f}, of which shared with no other process {own:.0f}{wanted}")


def seconds_to_first_answer(app: str, environ: dict[str, str], folder: Path, token: str) -> float:
    begun = time.perf_counter()
    with server(app, environ, folder) as running:
        ask(running.port, token)
        return time.perf_counter() - begun


def memory(master: int) -> tuple[float, float]:
    """Megabytes that the one worker of this master holds, and those of them that no other process shares."""
    worker = Path(f"/proc/{master}/task/{master}/children").read_text().split()[0]
    sizes: dict[str, int] = {}
    for line in Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:]:
        name, kilobytes = line.split()[:2]
        sizes[name.rstrip(":")] = int(kilobytes)
    return sizes["Rss"] / 1024, (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1024


if __name__ == "__main__":
    main()
