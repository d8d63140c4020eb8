"""The places of a resource: each with its path, its type and where it stands."""

import typing as t

import attrs

from r4.definitions import Element, r4


class Problem(t.NamedTuple):
    """One thing that R4 does not allow."""

    path: str
    rule: str
    message: str


@attrs.frozen
class Node:
    """A place in a resource."""

    path: str
    type: str
    """``Task``, ``Task.restriction``, ``CodeableConcept``, ``dateTime``."""
    element: Element | None
    """How the type around declares it; nothing for the whole resource."""
    value: t.Any
    resource: t.Any
    """The resource in which it stands."""
    root: t.Any
    """The same, or, in a contained resource, the one that contains it."""

    @property
    def is_primitive(self) -> bool:
        """Return whether the type is one of text, numbers, dates."""
        return self.type in r4().patterns

    def problem(self, rule: str, message: str, under: str = "") -> Problem:
        """Return a problem here, or *under* here."""
        return Problem(self.path + under, rule, message)


def nodes(resource: t.Any) -> t.Iterator[Node]:
    """Yield every place of a resource that R4 knows, the resource itself first."""
    kind = str(resource.get("resourceType")) if isinstance(resource, dict) else "Resource"
    yield from _under(Node(kind, kind, None, resource, resource, resource))


def _under(node: Node) -> t.Iterator[Node]:
    yield node
    if isinstance(node.value, dict) and not node.is_primitive:
        known = r4().members.get(node.type, {})
        for name in filter(known.__contains__, node.value):
            for path, value in _each(f"{node.path}.{name}", node.value[name]):
                yield from _under(_child(node, *known[name], path, value))


def _each(path: str, value: t.Any) -> t.Iterator[tuple[str, t.Any]]:
    """Yield what stands at a path; `None` in an array stands for a value of which only extensions are given."""
    if isinstance(value, list):
        yield from ((f"{path}[{i}]", one) for i, one in enumerate(value) if one is not None)
    elif value is not None:
        yield path, value


def _child(node: Node, element: Element, kind: str, path: str, value: t.Any) -> Node:
    if kind != "Resource":
        declared = None if kind == "Element" else element
        return Node(path, kind, declared, value, node.resource, node.root)
    own = str(value.get("resourceType")) if isinstance(value, dict) else "Resource"
    return Node(path, own, element, value, value, node.root if element.name == "contained" else value)
