"""What may stand in an element: its names, how often, which JSON type, and how the values of primitive types look."""

import base64
import binascii
import datetime as dt
import re
import typing as t

from r4.definitions import Element, r4
from r4.nodes import Node, Problem

_WHOLE_NUMBERS = {"integer", "positiveInt", "unsignedInt"}
_ADDRESSES = {"uri", "url", "canonical"}
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*(-x(-[A-Za-z0-9]{1,8})+)?"
)
_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+(; ?[a-z-]+=[^;\s]+)*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 1024 * 1024


def shape(node: Node) -> t.Iterator[Problem]:
    """Yield what is wrong with the JSON of one place."""
    if node.is_primitive:
        yield from _primitive(node)
    elif not isinstance(node.value, dict):
        yield node.problem("type", f"{node.type} is an object in JSON")
    elif not node.value:
        yield node.problem("empty", "an object holds something")
    elif node.type not in r4().children:
        yield node.problem("resourceType", "no resource of R4" if node.type not in r4().resources else "not known here")
    else:
        yield from _members(node)


# Objects


def _members(node: Node) -> t.Iterator[Problem]:
    known, given = r4().members[node.type], dict[str, set[str]]()
    for name in node.value:
        if name in known:
            given.setdefault(known[name][0].path, set()).add(name.removeprefix("_"))
            yield from _container(node, known[name][0], name)
        elif name != "resourceType" or node.value is not node.resource:
            yield node.problem("unknown", "no such element in R4", f".{name}")
    for element in r4().children[node.type]:
        yield from _count(node, element, sorted(given.get(element.path, ())))


def _count(node: Node, element: Element, given: list[str]) -> t.Iterator[Problem]:
    if len(given) < element.min:
        yield node.problem("min", "is required", f".{element.name}")
    if len(given) > 1 or (given and element.max == "0"):
        yield node.problem("max", "may not stand here (too)", f".{given[-1]}")


def _container(node: Node, element: Element, name: str) -> t.Iterator[Problem]:
    value = node.value[name]
    if value is None:
        yield node.problem("null", "null says nothing", f".{name}")
    elif isinstance(value, list) != element.is_list:
        yield node.problem("array", f"is {'' if element.is_list else 'not '}an array", f".{name}")
    elif element.is_list and len(value) < max(element.min, 1):
        yield node.problem("empty", "an array holds something", f".{name}")
    elif element.is_list:
        yield from _nulls(node, name, value)


def _nulls(node: Node, name: str, value: list[t.Any]) -> t.Iterator[Problem]:
    other = node.value.get(name.removeprefix("_") if name.startswith("_") else f"_{name}")
    for i, one in enumerate(value):
        if one is None and not (isinstance(other, list) and len(other) == len(value) and other[i] is not None):
            yield node.problem("null", "null says nothing", f".{name}[{i}]")


# Values of primitive types


def _primitive(node: Node) -> t.Iterator[Problem]:
    if not _has_json_type(node):
        yield node.problem("type", f"{node.type} is another type in JSON")
    elif isinstance(node.value, str):
        yield from _text(node, node.value)
    elif not _fits(node, str(node.value).lower()):
        yield node.problem("pattern", f"no {node.type}")


def _has_json_type(node: Node) -> bool:
    if node.type == "boolean":
        return isinstance(node.value, bool)
    if node.type in _WHOLE_NUMBERS:
        return isinstance(node.value, int) and not isinstance(node.value, bool)
    if node.type == "decimal":
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return isinstance(node.value, str)


def _text(node: Node, text: str) -> t.Iterator[Problem]:
    if not text.strip():
        yield node.problem("empty", "a text holds more than blanks")
    elif _NOT_IN_XML.search(text):
        yield node.problem("characters", "has characters that no FHIR text may have")
    elif len(text) > _LONGEST and node.type in ("string", "markdown"):
        yield node.problem("length", "longer than a FHIR text may be")
    elif not (_fits(node, text) and _is_sound(node, text)):
        yield node.problem("pattern", f"no {node.type}")


def _fits(node: Node, text: str) -> bool:
    pattern = r4().patterns[node.type]
    return pattern is None or node.type == "base64Binary" or bool(re.fullmatch(pattern, text, re.ASCII))


def _is_sound(node: Node, text: str) -> bool:
    """Return whether a text says what it seems to: a day that exists, bytes that decode, a UUID that is one."""
    if node.type in ("date", "dateTime", "instant"):
        return _is_day(text[:10])
    if node.type == "base64Binary":
        return _is_base64(text)
    if node.type in _ADDRESSES:
        return _is_address(text)
    if node.element and node.element.path == "Attachment.contentType":
        return bool(_MEDIA_TYPE.fullmatch(text))
    if node.element and node.element.name == "language" and node.element.path != "Expression.language":
        return bool(_LANGUAGE.fullmatch(text))
    return True


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < len("2026-01-01") else text)
    except ValueError:
        return False
    return True


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        return False
    return True


def _is_address(text: str) -> bool:
    if text.startswith("urn:uuid:"):
        return bool(_UUID.fullmatch(text))
    return bool(_OID.fullmatch(text)) if text.startswith("urn:oid:") else True
