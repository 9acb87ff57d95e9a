"""Mutants of the decision: each is one function of `recommender/core` with one small thing changed.

mutmut says what may be changed and how. A mutant is put in place by giving the living function other code, so that
everything that already holds the function (compiled conditions, derived facts) runs the mutant too.
"""

from __future__ import annotations
import __future__

import ast
import difflib
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import create_mutations, deep_replace

ROOT = Path(__file__).resolve().parents[3]
CORE = ROOT / "recommender" / "core"
PACKAGE = "recommender.core"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `was` became `now` in a function of a module. `lines` are those of which one runs if it can matter.

    `nth` tells changes of the same words in one function apart.
    """

    module: str
    function: str
    was: str
    now: str
    nth: int
    source: str
    lines: range

    @property
    def place(self) -> str:
        return f"{self.module}.{self.function}"

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What names it, whatever else changes in the file."""
        return self.module, self.function, self.was, self.now, self.nth

    def put_in_place(self) -> None:
        """Make the function do what the mutant does, in this process, for good."""
        module = sys.modules[f"{PACKAGE}.{self.module}"]
        *classes, name = self.function.split(".")
        source = textwrap.indent(self.source, "    ") if classes else self.source
        head = "class _:\n" if classes else ""  # a method may speak of its class, as super() does
        space = dict(vars(module))
        exec(compile(head + source, str(module.__file__), "exec", __future__.annotations.compiler_flag, True), space)
        names, new = vars(module), vars(space["_"]) if classes else space
        for each in classes:
            names = vars(names[each])
        living, made = _plain(names[name]), _plain(new[name])
        living.__code__ = made.__code__
        living.__defaults__, living.__kwdefaults__ = made.__defaults__, made.__kwdefaults__


def _plain(function: Any) -> FunctionType:
    found = getattr(function, "__func__", function)
    assert isinstance(found, FunctionType)
    return found


def modules() -> list[str]:
    """The modules of the decision that have something to mutate, by name."""
    return sorted(path.stem for path in CORE.glob("*.py") if path.stem != "__init__")


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    path = CORE / f"{module}.py"
    text = path.read_text(encoding="utf-8")
    tree, mutations, *_ = create_mutations(str(path), text)
    functions = dict(_functions(tree))
    places = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    seen: Counter[tuple[str, str, str]] = Counter()
    for each in mutations:
        function = each.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef):
            continue
        changed = deep_replace(function, each.original_node, each.mutated_node)
        assert isinstance(changed, cst.FunctionDef)
        source = tree.code_for_node(changed)
        was, now = _difference(tree.code_for_node(function), source)
        seen[functions[function], was, now] += 1
        yield Mutant(
            module=module,
            function=functions[function],
            was=was,
            now=now,
            nth=seen[functions[function], was, now],
            source=source,
            lines=_lines(places[each.original_node].start.line, statements),
        )


def _functions(tree: cst.Module) -> Iterator[tuple[cst.FunctionDef, str]]:
    for node in tree.body:
        if isinstance(node, cst.FunctionDef):
            yield node, node.name.value
        elif isinstance(node, cst.ClassDef):
            for each in node.body.body:
                if isinstance(each, cst.FunctionDef):
                    yield each, f"{node.name.value}.{each.name.value}"


def _difference(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, each side on one line."""
    old, new = ([line.strip() for line in text.splitlines()] for text in (before, after))
    was: list[str] = []
    now: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            was += old[a:b]
            now += new[c:d]
    return " ".join(was), " ".join(now)


def _lines(line: int, statements: list[ast.stmt]) -> range:
    """Lines of the innermost statement around a line: its head where it holds others, a function's whole body."""
    around = [each for each in statements if each.lineno <= line <= (each.end_lineno or each.lineno)]
    inner = min(around, key=lambda each: (each.end_lineno or each.lineno) - each.lineno)
    last = inner.end_lineno or inner.lineno
    held: Mapping[str, Any] = vars(inner)
    if isinstance(inner, ast.FunctionDef):
        return range(inner.body[0].lineno, last + 1)
    if held.get("body"):
        last = max(inner.lineno, held["body"][0].lineno - 1)
    elif held.get("cases"):
        last = inner.lineno
    return range(inner.lineno, last + 1)
