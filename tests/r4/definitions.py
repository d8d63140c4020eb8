"""What R4 says of its types, elements, codes and extensions, as `scripts/r4_definitions.py` keeps it."""

import functools
import gzip
import json
import pathlib
import typing as t

import attrs

_FILE = pathlib.Path(__file__).parent / "definitions.json.gz"


@attrs.frozen
class Element:
    """One element of a type."""

    path: str
    min: int
    max: str
    types: tuple[str, ...]
    targets: tuple[str, ...]
    """Names of the resources that a reference, or a canonical address, may lead to."""
    rules: tuple[tuple[str, str], ...]
    """Invariants, as (key, FHIRPath) pairs."""
    binding: str | None
    """The value set whose codes alone are allowed."""
    same_as: str | None
    """The path of the element whose content this one has."""

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_list(self) -> bool:
        """Return whether JSON holds an array here."""
        return self.max not in ("0", "1")


@attrs.frozen
class Definitions:
    """All types of R4 that the checker knows."""

    elements: t.Mapping[str, Element]
    children: t.Mapping[str, tuple[Element, ...]]
    """The elements under a path: ``Task``, ``Task.restriction``, ``Period``."""
    members: t.Mapping[str, t.Mapping[str, tuple[Element, str]]]
    """By the same paths: each name that JSON may use, with its element and the type of what then stands there."""
    patterns: t.Mapping[str, str | None]
    """What the values of each primitive type look like."""
    resources: frozenset[str]
    value_sets: t.Mapping[str, frozenset[tuple[str, str]] | None]
    code_systems: t.Mapping[str, t.Mapping[str, str]]
    extensions: t.Mapping[str, t.Mapping[str, t.Sequence[str]]]


@functools.cache
def r4() -> Definitions:
    """Return the definitions of R4."""
    data: t.Any = json.loads(gzip.decompress(_FILE.read_bytes()))
    elements = {path: _element(path, one) for kind in data["types"].values() for path, one in kind["elements"].items()}
    children: dict[str, list[Element]] = {}
    for element in elements.values():
        children.setdefault(element.path.rpartition(".")[0], []).append(element)
    primitives = {name: kind.get("pattern") for name, kind in data["types"].items() if kind["kind"] == "primitive-type"}
    return Definitions(
        elements,
        {path: tuple(some) for path, some in children.items() if path},
        {path: _members(some, children, primitives) for path, some in children.items() if path},
        primitives,
        frozenset(data["resources"]),
        {url: _pairs(codes) for url, codes in data["value_sets"].items()},
        data["code_systems"],
        data["extensions"],
    )


def _element(path: str, data: t.Any) -> Element:
    return Element(
        path,
        data["min"],
        data["max"],
        tuple(data.get("types", ())),
        tuple(data.get("targets", ())),
        tuple((key, expression) for key, expression in data.get("rules", ())),
        data.get("binding"),
        data.get("same_as"),
    )


def _members(
    elements: t.Iterable[Element], children: t.Container[str], primitives: t.Container[str]
) -> dict[str, tuple[Element, str]]:
    """Return the names under a path; the id and the extensions of a primitive value stand under a name of their own."""
    named = [(name, one, kind) for one in elements for name, kind in _names(one, children).items()]
    beside = {f"_{name}": (one, "Element") for name, one, kind in named if kind in primitives}
    return {**beside, **{name: (one, kind) for name, one, kind in named}}


def _names(element: Element, children: t.Container[str]) -> dict[str, str]:
    if element.name.endswith("[x]"):
        stem = element.name.removesuffix("[x]")
        return {stem + kind[0].upper() + kind[1:]: kind for kind in element.types}
    if element.same_as or element.path in children:
        return {element.name: element.same_as or element.path}
    return {element.name: element.types[0]} if element.types else {}


def _pairs(codes: t.Sequence[tuple[str, str]] | None) -> frozenset[tuple[str, str]] | None:
    return None if codes is None else frozenset((system, code) for system, code in codes)
