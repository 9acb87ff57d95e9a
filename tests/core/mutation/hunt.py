"""Trying every mutant: the tests that run its lines, in a process of its own, until one of them fails.

This is a plug-in of pytest. The tests are collected and run once, with coverage.py noting which test runs which line.
Then each mutant gets a fork of this warm process; what is read once for all tests is read again where the mutant could
have changed it.
"""

from __future__ import annotations

import gc
import math
import mmap
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

from tests.core.mutation.mutants import CORE, Mutant

READING = "reading"
"""Context of what is done once for all tests: fixtures of the session, and cached values."""
SURVIVED, KILLED, BROKEN = 0, 1, 70
SLACK_S, TIMES = 4, 10
"""CPU seconds a test may take: this, and so many times what it took without a mutant."""
MOST_MEMORY = 4 << 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a mutant fared: the test that killed it, or none."""

    mutant: Mutant
    killer: str | None
    reached: bool

    @property
    def survived(self) -> bool:
        return self.killer is None


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant under way: the tests in order, and the place of the one that runs."""

    mutant: Mutant
    items: Sequence[pytest.Item]
    said: mmap.mmap


@dataclass(slots=True, eq=False)
class Hunt:
    """Tries mutants; `outcomes` grows in the order in which they end."""

    mutants: Sequence[Mutant]
    jobs: int
    tell: Callable[[Outcome], None]
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    _killers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _looking: Coverage | None = None
    _context: str = READING
    _kept: list[Any] = field(default_factory=list)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        if self._looking is not None and fixturedef.scope == "session":
            self._kept.append(fixturedef)
            self._looking.switch_context(READING)
            yield
            self._looking.switch_context(self._context)
        else:
            yield

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise pytest.UsageError("the tests cannot be collected")
        items = {item.nodeid: item for item in session.items}
        reach = Reach(self._look(list(items.values())))
        gc.collect()
        gc.freeze()
        running: dict[int, Trial] = {}
        for mutant in self.mutants:
            tests, fresh = reach.of(mutant)
            if not tests:
                self._done(Outcome(mutant, None, reached=False))
                continue
            while len(running) >= self.jobs:
                self._wait(running)
            chosen = [items[each] for each in self._in_order(mutant, tests)]
            pid, trial = self._fork(mutant, chosen, fresh)
            running[pid] = trial
        while running:
            self._wait(running)
        return True

    # Looking: which test runs which line

    def _look(self, items: Sequence[pytest.Item]) -> Coverage:
        looking = Coverage(data_file=None, config_file=False, include=[str(CORE / "*")])
        looking.start()
        looking.switch_context(READING)
        for value in caches("tests.", with_arguments=False):
            value()
        self._looking = looking
        for n, item in enumerate(items):
            self._context = item.nodeid
            looking.switch_context(item.nodeid)
            began = time.process_time()
            reports = runtestprotocol(item, log=False, nextitem=items[(n + 1) % len(items)])
            self.seconds[item.nodeid] = time.process_time() - began
            for report in reports:
                if report.failed:
                    raise pytest.UsageError(f"without any mutant, this fails: {item.nodeid}\n{report.longreprtext}")
        looking.stop()
        self._looking = None
        return looking

    def _in_order(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """The tests that killed its neighbours, those that speak about its module, then the quick ones."""
        killers = {test: -n for n, test in enumerate(self._killers[mutant.place])}
        own = f"/test_{mutant.module}"
        return sorted(tests, key=lambda each: (killers.get(each, 1), own not in each, self.seconds[each], each))

    # Trying

    def _fork(self, mutant: Mutant, items: Sequence[pytest.Item], fresh: bool) -> tuple[int, Trial]:
        said = mmap.mmap(-1, 8)
        pid = os.fork()
        if pid:
            return pid, Trial(mutant, items, said)
        code = BROKEN
        try:
            code = self._try(mutant, items, fresh, said)
        finally:
            os._exit(code)

    def _try(self, mutant: Mutant, items: Sequence[pytest.Item], fresh: bool, said: mmap.mmap) -> int:
        gc.disable()
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        if fresh:
            self._forget()
        for value in caches("tests.", "recommender.", with_arguments=True):
            value.cache_clear()
        mutant.put_in_place()
        for n, item in enumerate(items):
            said[:] = n.to_bytes(8)
            most = time.process_time() + SLACK_S + TIMES * self.seconds[item.nodeid]
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(most), resource.RLIM_INFINITY))
            reports = runtestprotocol(item, log=False, nextitem=items[(n + 1) % len(items)])
            if any(report.failed for report in reports):
                return KILLED
        return SURVIVED

    def _forget(self) -> None:
        """Let the next test set up the fixtures of the session again, and work out again what was cached."""
        for each in self._kept:
            if each.func.__module__.startswith("tests"):
                each.cached_result = None
        for value in caches("tests.", with_arguments=False):
            value.cache_clear()

    def _wait(self, running: dict[int, Trial]) -> None:
        pid, status = os.wait()
        trial = running.pop(pid)
        mutant = trial.mutant
        code = os.waitstatus_to_exitcode(status)
        if code == BROKEN:
            raise pytest.UsageError(f"this mutant could not be tried: {mutant.key}")
        killer = None if code == SURVIVED else trial.items[int.from_bytes(trial.said)].nodeid
        if killer is not None:
            killers = self._killers[mutant.place]
            if killer in killers:
                killers.remove(killer)
            killers.append(killer)
        self._done(Outcome(mutant, killer, reached=True))

    def _done(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.tell(outcome)


class Reach:
    """Which tests run a mutant's lines."""

    def __init__(self, looked: Coverage) -> None:
        data = looked.get_data()
        self.tests: Mapping[str, Mapping[int, list[str]]] = {
            path.stem: data.contexts_by_lineno(str(path)) for path in CORE.glob("*.py")
        }
        self.all = frozenset(test for lines in self.tests.values() for found in lines.values() for test in found)

    def of(self, mutant: Mutant) -> tuple[frozenset[str], bool]:
        """The tests, and whether what is read once must be read again: then every test may tell."""
        lines = self.tests[mutant.module]
        found = frozenset(test for line in mutant.lines for test in lines.get(line, ()))
        fresh = READING in found
        return (self.all if fresh else found) - {READING, ""}, fresh


def caches(*where: str, with_arguments: bool) -> list[Any]:
    """Functions of our modules that remember what they answered."""
    return [
        value
        for name, module in list(sys.modules.items())
        if name.startswith(where)
        for value in vars(module).values()
        if hasattr(value, "cache_clear") and bool(value.__wrapped__.__code__.co_argcount) is with_arguments
    ]
