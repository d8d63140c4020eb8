"""Codes: those of required value sets, of HL7's own code systems, and LOINC."""

import typing as t

from r4.definitions import r4
from r4.nodes import Node, Problem

LOINC = "http://loinc.org"
_PARTS = ("LA", "LL", "LP")  # answers, lists of answers, parts: they count otherwise
_OF_HL7 = ("http://hl7.org/fhir/", "http://terminology.hl7.org/CodeSystem/")
_OF_GUIDES = ("http://hl7.org/fhir/us/", "http://hl7.org/fhir/uv/", "http://hl7.org/fhir/sid/")
_OF_VERSIONS = ("http://terminology.hl7.org/CodeSystem/v2-", "http://terminology.hl7.org/CodeSystem/v3-")


def codes(node: Node) -> t.Iterator[Problem]:
    """Yield what is wrong with the codes of one place."""
    if node.element and node.element.binding:
        yield from _required(node, node.element.binding)
    if node.type == "Coding" and isinstance(node.value, dict):
        yield from _coding(node)


def _required(node: Node, url: str) -> t.Iterator[Problem]:
    allowed = r4().value_sets[url]
    given = _given(node)
    if allowed is None or given is None:
        return
    plain = {code for _, code in allowed}
    if not any((one in allowed if isinstance(one, tuple) else one in plain) for one in given):
        yield node.problem("binding", f"needs a code of {url.rpartition('/')[2]}")


def _given(node: Node) -> list[str | tuple[str, str]] | None:
    """Return the codes at one place, those of a coding with their system; nothing where it has another type."""
    if isinstance(node.value, str):
        return [node.value]
    if node.type == "Coding" and isinstance(node.value, dict):
        return [(str(node.value.get("system")), str(node.value.get("code")))]
    if node.type == "CodeableConcept" and isinstance(node.value, dict):
        coding = node.value.get("coding")
        given = coding if isinstance(coding, list) else []
        return [(str(one.get("system")), str(one.get("code"))) for one in given if isinstance(one, dict)]
    return None


def _coding(node: Node) -> t.Iterator[Problem]:
    system, code, display = (node.value.get(name) for name in ("system", "code", "display"))
    if not isinstance(code, str):
        return
    if not isinstance(system, str):
        yield node.problem("system", "a code without its system", ".system")
    elif system == LOINC:
        yield from _loinc(node, code, display)
    elif system in r4().code_systems:
        yield from _of_hl7(node, system, code, display)
    elif system.startswith(_OF_HL7) and not system.startswith((*_OF_GUIDES, *_OF_VERSIONS)):
        yield node.problem("system", "no code system of R4", ".system")


def _of_hl7(node: Node, system: str, code: str, display: t.Any) -> t.Iterator[Problem]:
    known = r4().code_systems[system]
    if code not in known:
        yield node.problem("code", "not in its code system", ".code")
    elif display is not None and known[code] and str(display).casefold() != known[code].casefold():
        yield node.problem("display", f"its code system says {known[code]}", ".display")


def _loinc(node: Node, code: str, display: t.Any) -> t.Iterator[Problem]:
    number, _, check = code.partition("-")
    if not number.startswith(_PARTS) and not (number.isdecimal() and check == str(_check_digit(number))):
        yield node.problem("code", "its check digit is wrong", ".code")
    if display is not None:
        yield node.problem("display", "the displays of LOINC change: none is written", ".display")


def _check_digit(number: str) -> int:
    """Return the digit of Luhn (mod 10), as LOINC counts it."""
    digits = [int(digit) for digit in number[::-1]]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[::2])
    return -total % 10
