"""The API's own pages: a plain reference read from its OpenAPI document, and one page per kind of problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from flask import Blueprint, abort, render_template

from recommender.api.problems import KINDS

OPERATIONS = ("get", "post", "put", "patch", "delete")


def make_reference(spec: APISpec) -> Blueprint:
    """Pages without a script, so that they hold under the strictest policy."""
    pages = Blueprint(
        "reference", __name__, template_folder="templates", static_folder="static", static_url_path="/api/v1/static"
    )
    kinds = sorted({kind.name: kind for kind in KINDS.values()}.values(), key=lambda kind: (kind.status, kind.name))

    @pages.get("/api/v1/docs")
    def read_reference() -> str:
        document = spec.to_dict()
        return render_template(
            "reference.html",
            document=document,
            operations=list(operations(document)),
            shapes=document["components"]["schemas"],
            kinds=kinds,
            type_of=type_of,
        )

    @pages.get("/problems/<name>")
    def explain_problem(name: str) -> str:
        kind = next((each for each in kinds if each.name == name), None) or abort(404)
        return render_template("problem.html", kind=kind)

    return pages


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every address with its method, in the order of the document."""
    for path, item in document["paths"].items():
        for method in OPERATIONS:
            if method in item:
                told = item[method]
                parameters = [*item.get("parameters", []), *told.get("parameters", [])]
                yield {**told, "path": path, "method": method.upper(), "parameters": parameters}


def type_of(shape: dict[str, Any]) -> list[tuple[str, str]]:
    """The type of a property in words, each with the name of the shape it links to, or nothing."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return [(name, name)]
    if "const" in shape:
        return [(repr(shape["const"]), "")]
    for several, joint in (("anyOf", " or "), ("oneOf", " or ")):
        if several in shape:
            parts = [type_of(each) for each in shape[several]]
            return [word for n, part in enumerate(parts) for word in ([(joint, "")] if n else []) + part]
    if "enum" in shape:
        return [("one of: " + ", ".join(str(each) for each in shape["enum"]), "")]
    kind = shape.get("type", "any value")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if "array" in kind and "items" in shape:
        return [(kind.replace("array", "list of "), ""), *type_of(shape["items"])]
    if "minimum" in shape or "maximum" in shape:
        kind = f"{kind} {shape.get('minimum', '')} to {shape.get('maximum', '')}"
    return [(kind, "")]
