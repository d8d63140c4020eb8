"""What values say together: the bytes of an attachment, systems and identifiers, extensions, tasks of SDC."""

import base64
import hashlib
import re
import typing as t

from r4.definitions import r4
from r4.nodes import Node, Problem

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_ANY_URI = "urn:ietf:rfc:3986"
_OF_R4 = "http://hl7.org/fhir/StructureDefinition/"
_GENERAL = ("Element", "Resource", "DomainResource", "BackboneElement")
_SDC = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"


def values(node: Node) -> t.Iterator[Problem]:
    """Yield what is wrong with the values of one place."""
    check = _CHECKS.get(node.type)
    if check and isinstance(node.value, dict):
        yield from check(node)


def _attachment(node: Node) -> t.Iterator[Problem]:
    data = node.value.get("data")
    if not isinstance(data, str):
        return
    try:
        content = base64.b64decode(data)
    except ValueError:
        return
    if node.value.get("size", len(content)) != len(content):
        yield node.problem("size", "is the number of bytes before base64", ".size")
    sha1 = base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    if node.value.get("hash", sha1) != sha1:
        yield node.problem("hash", "is the SHA-1 of the bytes, in base64", ".hash")


def _identifier(node: Node) -> t.Iterator[Problem]:
    yield from _system(node)
    if node.value.get("system") == _ANY_URI and not _ABSOLUTE.fullmatch(str(node.value.get("value"))):
        yield node.problem("identifier", "is a URI under this system", ".value")


def _system(node: Node) -> t.Iterator[Problem]:
    system = node.value.get("system")
    if isinstance(system, str) and not _ABSOLUTE.fullmatch(system):
        yield node.problem("system", "is an absolute address", ".system")


def _reference(node: Node) -> t.Iterator[Problem]:
    if not node.value.keys() & {"reference", "identifier", "display", "extension"}:
        yield node.problem("reference", "says what it leads to")


def _extension(node: Node) -> t.Iterator[Problem]:
    url, known = str(node.value.get("url")), r4().extensions.get(str(node.value.get("url")))
    nested = node.path.count("xtension[") > 1 and ":" not in url
    if not (_ABSOLUTE.fullmatch(url) or nested) or (url.startswith(_OF_R4) and known is None):
        yield node.problem("extension", "no extension that R4 knows", ".url")
    if known:
        yield from _known_extension(node, known)


def _known_extension(node: Node, known: t.Mapping[str, t.Sequence[str]]) -> t.Iterator[Problem]:
    names = {f"value{kind[0].upper()}{kind[1:]}" for kind in known["values"]}
    for name in node.value:
        if name.startswith("value") and name not in names:
            yield node.problem("extension", "holds another type", f".{name}")
    if not _may_stand(node, known["contexts"]):
        yield node.problem("extension", "may not stand here")


def _may_stand(node: Node, contexts: t.Sequence[str]) -> bool:
    """Return whether an extension may stand in its holder, as far as can be told: in data types it can not."""
    holder = node.element.path.rpartition(".")[0] if node.element else ""
    of_resource = holder.partition(".")[0] in r4().resources
    return not (of_resource and contexts) or bool({holder, *_GENERAL} & set(contexts))


def _task(node: Node) -> t.Iterator[Problem]:
    if not _has_code(node.value.get("code"), "complete-questionnaire"):
        return
    for name in ("authoredOn", "requester"):
        if name not in node.value:
            yield node.problem("sdc-task", "is required", f".{name}")
    if "focus" in node.value:
        yield node.problem("sdc-t1", "may not stand here", ".focus")
    asked = [one for one in _objects(node.value.get("input")) if _has_code(one.get("type"), "questionnaire")]
    if len(asked) != 1 or "valueCanonical" not in asked[0]:
        yield node.problem("sdc-task", "names one questionnaire", ".input")


def _has_code(concept: t.Any, code: str) -> bool:
    codings = _objects(concept.get("coding")) if isinstance(concept, dict) else []
    return any((one.get("system"), one.get("code")) == (_SDC, code) for one in codings)


def _objects(given: t.Any) -> list[dict[str, t.Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


_CHECKS: t.Final[dict[str, t.Callable[[Node], t.Iterator[Problem]]]] = {
    "Attachment": _attachment,
    "Identifier": _identifier,
    "Coding": _system,
    "Reference": _reference,
    "Extension": _extension,
    "Task": _task,
}
