"""Narrative: well-formed XHTML of the elements and attributes that R4 allows."""

import functools
import re
import typing as t
from xml.etree import ElementTree as ET

from r4.nodes import Node, Problem

Fault = tuple[str, str]  # a rule and what is wrong
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _words(
    "a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 "
    "h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
)
_EVERYWHERE = _words(
    "abbr accesskey align axis char charoff class colspan dir headers id lang rowspan scope span style tabindex title "
    "valign width"
)
_ONLY_AT: t.Final[t.Mapping[str, frozenset[str]]] = {
    "a": _words("href name charset type hreflang rel rev shape coords"),
    "img": _words("src border alt longdesc height usemap ismap"),
    "area": _words("shape coords href nohref alt"),
    "map": _words("name"),
    "blockquote": _words("cite"),
    "q": _words("cite"),
    "table": _words("border cellpadding cellspacing frame rules summary"),
}
_ADDRESS = re.compile(r"(https?://|mailto:|tel:|#)\S+")


def narrative(node: Node) -> t.Iterator[Problem]:
    """Yield what is wrong with the XHTML of one place."""
    if node.type == "xhtml" and isinstance(node.value, str):
        yield from (node.problem(rule, message) for rule, message in _faults(node.value))


@functools.lru_cache(maxsize=10_000)
def _faults(text: str) -> tuple[Fault, ...]:
    return tuple(_div(text))


def _div(text: str) -> t.Iterator[Fault]:
    if "<!" in text or "<?" in text:
        yield "txt-1", "has more than elements and texts"
        return
    try:
        div = ET.fromstring(text)  # noqa: S314 - no document type gets here, so it has no entities to expand
    except (ET.ParseError, ValueError) as error:
        yield "txt-1", f"is no XML: {type(error).__name__}"
        return
    yield from _tree(div)


def _tree(div: ET.Element) -> t.Iterator[Fault]:
    if div.tag != f"{_XHTML}div":
        yield "txt-1", "is one div of the XHTML namespace"
    if not ("".join(div.itertext()).strip() or div.find(f".//{_XHTML}img") is not None):
        yield "txt-2", "says nothing"
    for element in div.iter():
        yield from _element(element)
    ids = [element.get("id") for element in div.iter() if "id" in element.attrib]
    if len(set(ids)) != len(ids):
        yield "txt-1", "an id stands twice"


def _element(element: ET.Element) -> t.Iterator[Fault]:
    name = element.tag.removeprefix(_XHTML)
    if not element.tag.startswith(_XHTML) or name not in _ELEMENTS:
        yield "txt-1", f"may not have the element {name}"
    for attribute, value in element.attrib.items():
        if attribute not in (_EVERYWHERE | _ONLY_AT.get(name, frozenset()) | {f"{_XML}lang", f"{_XML}space"}):
            yield "txt-1", f"may not have the attribute {attribute}"
        if attribute in ("href", "cite") and not _ADDRESS.fullmatch(value):
            yield "txt-1", "an address that is none"
        if attribute == "src" and not value.startswith(("#", "data:image/")):
            yield "txt-1", "an image from elsewhere"
