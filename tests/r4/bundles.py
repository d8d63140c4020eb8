"""References, and what a Bundle is to hold."""

import collections
import re
import typing as t

import attrs

from r4 import forms
from r4.nodes import Node, Problem

_RELATIVE = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(/_history/[A-Za-z0-9\-.]{1,64})?")
_FULL_URL = re.compile(r"urn:uuid:\S+|urn:oid:\S+|https?://\S+")
Json = t.Mapping[str, t.Any]


@attrs.frozen
class Surroundings:
    """What the references of a resource may lead to."""

    full_urls: t.Mapping[str, Json]
    canonicals: t.Mapping[str, Json]
    external: frozenset[str]

    @classmethod
    def of(cls, resource: Json, external: t.Iterable[str], others: t.Iterable[Json]) -> t.Self:
        """Return what stands in a resource, and what is known to stand elsewhere."""
        entries = list(_entries(resource))
        inside = {str(entry.get("fullUrl")): _resource(entry) for _, entry in entries}
        everything = [*inside.values(), *others, resource]
        canonicals = {str(one["url"]): one for one in everything if "url" in one}
        return cls(inside, canonicals, frozenset(external))


def _entries(resource: Json) -> t.Iterator[tuple[str, Json]]:
    """Yield the entries of a Bundle with their paths."""
    given = resource.get("entry") if resource.get("resourceType") == "Bundle" else None
    for i, entry in enumerate(given if isinstance(given, list) else ()):
        if isinstance(entry, dict):
            yield f"Bundle.entry[{i}]", entry


def _resource(entry: Json) -> Json:
    given = entry.get("resource")
    return given if isinstance(given, dict) else {}


# References


def references(places: t.Iterable[Node], around: Surroundings) -> t.Iterator[Problem]:
    """Yield the references that lead nowhere, or to what they may not lead to."""
    for node in places:
        if node.type == "Reference" and isinstance(node.value, dict):
            yield from _reference(node, around)
        elif node.type == "canonical" and isinstance(node.value, str):
            yield from _canonical(node, around)


def _reference(node: Node, around: Surroundings) -> t.Iterator[Problem]:
    reference = node.value.get("reference")
    if not isinstance(reference, str):
        return
    kind = _target(node, reference, around)
    allowed = node.element.targets if node.element else ()
    if kind is None:
        yield node.problem("reference", "leads nowhere", ".reference")
    elif kind and allowed and "Resource" not in allowed and kind not in allowed:
        yield node.problem("target", f"may not lead to a {kind}", ".reference")
    elif kind and node.value.get("type", kind) != kind:
        yield node.problem("target", f"leads to a {kind}", ".type")


def _target(node: Node, reference: str, around: Surroundings) -> str | None:
    """Return the type of what a reference leads to, nothing where it leads nowhere; empty where it cannot be told."""
    named = _RELATIVE.search(reference)
    if reference.startswith("#"):
        return _contained(node, reference[1:])
    if reference in around.full_urls:
        return str(around.full_urls[reference].get("resourceType"))
    if reference in around.external:
        return named["type"] if named else ""
    return None


def _contained(node: Node, name: str) -> str | None:
    given = node.root.get("contained")
    held = [node.root] if not name else given if isinstance(given, list) else []
    found = [one for one in held if isinstance(one, dict) and (not name or one.get("id") == name)]
    return str(found[0].get("resourceType")) if found else None


def contained(node: Node) -> t.Iterator[Problem]:
    """Yield the contained resources to which nothing refers (dom-3)."""
    held = node.value.get("contained") if isinstance(node.value, dict) and node.value is node.root else None
    for i, one in enumerate(held if isinstance(held, list) else ()):
        if isinstance(one, dict) and f"#{one.get('id')}" not in _strings(node.value) and "#" not in _strings(one):
            yield node.problem("dom-3", "nothing refers to it", f".contained[{i}]")


def _strings(value: t.Any) -> set[str]:
    if isinstance(value, dict):
        return set[str]().union(*map(_strings, value.values()))
    if isinstance(value, list):
        return set[str]().union(*map(_strings, value))
    return {value} if isinstance(value, str) else set()


def _canonical(node: Node, around: Surroundings) -> t.Iterator[Problem]:
    url, _, version = node.value.partition("|")
    found = around.canonicals.get(url)
    if found is None and node.element and "Questionnaire" in node.element.targets:
        yield node.problem("canonical", "leads nowhere")
    if found is None and node.element and node.element.path == "Task.input.value[x]":
        yield node.problem("canonical", "leads nowhere")
    if found is not None and version and found.get("version") != version:
        yield node.problem("canonical", "leads to another version")


# Bundles


def bundle(resource: Json) -> t.Iterator[Problem]:
    """Yield what is wrong with a Bundle as a whole."""
    entries = list(_entries(resource))
    for path, entry in entries:
        yield from _full_url(path, entry)
        yield from _request(path, entry)
    names = collections.Counter(_name(one) for _, one in entries)
    for path, entry in entries:
        if "id" in _resource(entry) and names[_name(entry)] > 1:
            yield Problem(f"{path}.resource.id", "id", "two resources of a type with one id")
    if resource.get("type") == "document":
        yield from _document(entries)


def _name(entry: Json) -> tuple[str, str]:
    resource = _resource(entry)
    return str(resource.get("resourceType")), str(resource.get("id"))


def _full_url(path: str, entry: Json) -> t.Iterator[Problem]:
    url, resource = entry.get("fullUrl"), _resource(entry)
    if url is None and resource:
        yield Problem(f"{path}.fullUrl", "fullUrl", "is required")
    elif url is not None and not _FULL_URL.fullmatch(str(url)):
        yield Problem(f"{path}.fullUrl", "fullUrl", "is an absolute address")
    elif str(url).startswith("http") and not str(url).endswith(f"/{resource.get('resourceType')}/{resource.get('id')}"):
        yield Problem(f"{path}.fullUrl", "fullUrl", "does not fit the resource's type and id")


def _request(path: str, entry: Json) -> t.Iterator[Problem]:
    request, resource = entry.get("request"), _resource(entry)
    if not isinstance(request, dict):
        return
    method, url, kind = str(request.get("method")), str(request.get("url")), resource.get("resourceType")
    if (method in ("POST", "PUT")) != bool(resource):
        yield Problem(f"{path}.resource", "request", "what is written has a resource, and nothing else has")
    expected = {"POST": str(kind), "PUT": f"{kind}/{resource.get('id')}"}
    is_conditional = method == "PUT" and url.startswith(f"{kind}?")
    if method in expected and url != expected[method] and not is_conditional:
        yield Problem(f"{path}.request.url", "request", "does not fit the resource's type and id")


def _document(entries: t.Sequence[tuple[str, Json]]) -> t.Iterator[Problem]:
    held = {str(entry.get("fullUrl")): _strings(_resource(entry)) for _, entry in entries}
    reached, new = set[str](), set(list(held)[:1])
    while new:
        reached |= new
        new = {one for url in new for one in held[url] if one in held} - reached
    for path, entry in entries:
        if str(entry.get("fullUrl")) not in reached:
            yield Problem(path, "document", "the Composition does not lead to it")
        if _resource(entry).get("resourceType") == "Composition" and path != "Bundle.entry[0]":
            yield Problem(path, "document", "a document has one Composition")


def of_forms(places: t.Iterable[Node], around: Surroundings) -> t.Iterator[Problem]:
    """Yield what is wrong with the questionnaires and responses among the places."""
    for node in places:
        if node.type == "Questionnaire" and isinstance(node.value, dict):
            yield from forms.questionnaire(node.path, node.value)
        if node.type == "QuestionnaireResponse" and isinstance(node.value, dict):
            url = str(node.value.get("questionnaire")).partition("|")[0]
            yield from forms.response(node.path, node.value, around.canonicals.get(url))
