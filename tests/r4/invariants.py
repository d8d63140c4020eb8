"""The invariants of R4, evaluated as FHIRPath."""

import functools
import json
import re
import typing as t

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from r4.definitions import r4
from r4.nodes import Node, Problem

# fhirpathpy cannot evaluate these (`as` of many, a choice by a type in upper case); the modules here do it themselves.
_DONE_ELSEWHERE = {"ele-1", "txt-1", "txt-2", "dom-3", "que-7"}
_OF_CONTAINED = {"dom-2", "dom-4", "dom-5"}
_OF_LOCAL_REFERENCES = {"ref-1"}
_NOT_A_VALUE = (dict, list)


def _has_value(found: t.Sequence[t.Any]) -> list[bool]:
    return [len(found) == 1 and not isinstance(getattr(found[0], "data", found[0]), _NOT_A_VALUE)]


_OPTIONS: t.Final[dict[str, t.Any]] = {
    "userInvocationTable": {"hasValue": {"fn": _has_value, "arity": {0: []}}},
    "traceFn": lambda *_: None,  # R4's rules trace; by default that is printed
}


def invariants(node: Node) -> t.Iterator[Problem]:
    """Yield the invariants that do not hold at one place."""
    if isinstance(node.value, dict):
        for key, expression in _rules(node).items():
            if not _holds(node, expression):
                yield node.problem(key, "the rule does not hold")


def _rules(node: Node) -> dict[str, str]:
    """Return the rules of the place and of its type that ask for anything here."""
    kinds = [one for one in (r4().elements.get(node.type), node.element) if one]
    skipped = _DONE_ELSEWHERE | _without_object(node.value)
    return {key: rule for kind in kinds for key, rule in kind.rules if key not in skipped}


def _without_object(value: t.Mapping[str, t.Any]) -> set[str]:
    """Return the rules that are about something which is not there, so that most need no FHIRPath."""
    of_contained = set[str]() if "contained" in value else _OF_CONTAINED
    is_local = str(value.get("reference", "")).startswith("#")
    return of_contained if is_local else of_contained | _OF_LOCAL_REFERENCES


def _holds(node: Node, expression: str) -> bool:
    names = _names(expression)
    if names is None:
        return _evaluated(expression, node.type, node.value, node)
    # The same few members recur in many places, and only what a rule names can decide it.
    said = {name: value for name, value in node.value.items() if name.startswith(names)}
    return _held_before(expression, node.type, json.dumps(said))


@functools.cache
def _names(expression: str) -> tuple[str, ...] | None:
    """Return how the names of the members begin on which a rule depends; none where it looks further."""
    if "%" in expression or "descendants" in expression or "children" in expression:
        return None
    return ("resourceType", *sorted(set(re.findall(r"[A-Za-z]\w*", expression))))


@functools.lru_cache(maxsize=10_000)
def _held_before(expression: str, kind: str, value: str) -> bool:
    return _evaluated(expression, kind, json.loads(value), None)


def _evaluated(expression: str, kind: str, value: t.Any, node: Node | None) -> bool:
    around = {"resource": node.resource, "rootResource": node.root} if node else {}
    try:
        typed = ResourceNode.create_node(value, kind)  # type: ignore[no-untyped-call] # fhirpathpy has no types here
        result = _compiled(expression)(typed, around)
    except Exception:  # noqa: BLE001 - fhirpathpy raises no narrower one for a value of another type than R4's
        return False
    return bool(result == [True])


@functools.cache
def _compiled(expression: str) -> t.Callable[..., list[t.Any]]:
    return fhirpathpy.compile(expression, models["r4"], _OPTIONS)
