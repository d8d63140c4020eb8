"""The tests that a record says a person has had."""

import functools
import typing as t

from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import FactStatus, FhirFact
from second_opinion.fhir.phrases import Phrases, phrases, table
from second_opinion.fhir.reading import (
    About,
    Raw,
    about,
    all_words,
    codes,
    codings,
    date,
    objects,
    remembered,
    text,
    texts,
)

# That a test has been had holds for ever, so "current" is what is known of each, however long ago it was.
_DONE: t.Final[t.Mapping[str, FactStatus]] = {
    **dict.fromkeys(("final", "amended", "corrected", "appended", "partial", "preliminary"), "current"),
    **dict.fromkeys(("unknown", ""), "not_confirmed"),
}
_STATUSES: t.Final[t.Mapping[str, t.Mapping[str, FactStatus]]] = {
    "Procedure": {
        **dict.fromkeys(("completed", "in-progress", "stopped"), "current"),
        **dict.fromkeys(("unknown", ""), "not_confirmed"),
    },
    "DiagnosticReport": _DONE,
    "Observation": _DONE,
    "ImagingStudy": {"available": "current", "": "not_confirmed"},
    "DocumentReference": {"current": "current", "": "not_confirmed"},
}
_WHEN = ("effectiveDateTime", "effectivePeriod", "performedDateTime", "performedPeriod", "started", "date", "issued")
_NOT_TESTS = frozenset(("vital-signs", "survey", "social-history", "activity", "exam", "therapy"))
_UNFINISHED = frozenset(("preliminary", "entered-in-error"))
_IMAGING = frozenset(("ct", "mri", "pet", "mammogram", "ultrasound", "xray", "bone_scan"))
_OF_SOME_KIND = "gene_of_some_kind"
_OF_GENES = frozenset(("biomarker_test", "genetic_test"))
_GENE_SOURCE = "48002-0"

_NO_CODES: t.Final[frozenset[str]] = frozenset()
_NOTHING: t.Final[tuple[tuple[str, ...], "Had"]] = ((), {})
_SURE: t.Final[FactStatus] = "current"
_UNSURE: t.Final[FactStatus] = "not_confirmed"

Had = t.Mapping[str, FactStatus]
"""Tests, each "current", or "not_confirmed" where a name alone does not settle that it is that test."""


def tests_had(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:  # noqa: ARG001 (all readers are alike)
    """Yield the tests that a procedure, a report, a study, a result or a document is about."""
    raw = resource.raw
    status = _STATUSES.get(resource.type, {}).get(text(raw, "status"))
    if status is None:
        return
    if not _counts(raw):
        return
    concept = about(raw, "type" if resource.type == "DocumentReference" else "code")
    names, named = _meant(concept) if concept else _NOTHING
    had = _READERS[resource.type](raw, named)
    for value, said in sorted(had.items()):
        yield FhirFact(
            fact="tests_had",
            value=value,
            status=status if said == _SURE else said,
            evidence=(resource.reference,),
            date=date(raw, *_WHEN),
            note="; ".join(names),
        )


def _counts(raw: Raw) -> bool:
    """Return whether something is a test at all, and was done."""
    if "category" in raw and codes(raw, "category") & _NOT_TESTS:
        return False
    # There may be thousands of results: what most do not have is not looked for.
    was_done = "dataAbsentReason" not in raw or "not-performed" not in codes(raw, "dataAbsentReason")
    return was_done and ("docStatus" not in raw or not codes(raw, "docStatus") & _UNFINISHED)


@remembered
def _meant(concept: About) -> tuple[tuple[str, ...], Had]:
    """Return the words of a concept, and the tests that these and its codes mean."""
    raw = concept.raw
    names = tuple(name for field in raw for name in all_words(raw, field))
    known = frozenset(one.code for field in raw for one in codings(raw, field))
    return names, _named(names, known)


def _of_procedure(raw: Raw, had: Had) -> Had:
    """Return the tests of a procedure: an operation may name what is measured in blood as well."""
    is_drawn = any("blood" in one.lower() for one in all_words(raw, "code"))
    return {name: status for name, status in had.items() if name != "blood_tests" or is_drawn}


def _of_result(raw: Raw, had: Had) -> Had:
    """Return the tests of an observation: of the imaging ones, those that are only mentioned do not count."""
    had = _genes_settled(had, raw)
    if had.keys().isdisjoint(_IMAGING) or "imaging" in codes(raw, "category"):
        return had
    return {name: status for name, status in had.items() if name not in _IMAGING}


def _genes_settled(had: Had, raw: Raw) -> Had:
    """Return the tests with those of genes told apart, where a component says where the genes are from."""
    if had.keys().isdisjoint(_OF_GENES):
        return had
    known: t.Mapping[str, str] = table("procedures")["tests"]["sources"]
    said = (one for one in objects(raw, "component") if _GENE_SOURCE in codes(one, "code"))
    sources = {known[code] for one in said for code in codes(one, "valueCodeableConcept") if code in known}
    others: dict[str, FactStatus] = {name: status for name, status in had.items() if name not in _OF_GENES}
    sure: dict[str, FactStatus] = dict.fromkeys(sources, _SURE)
    return others | sure if sources else had


def _as_named(_: Raw, had: Had) -> Had:
    return had


def _of_study(raw: Raw, _: Had) -> Had:
    """Return the tests of a study, by the kind of its images and by what it is called."""
    modalities: t.Mapping[str, str] = table("procedures")["tests"]["modalities"]
    kinds = (*codes(raw, "modality"), *codes(raw, "series", "modality"))
    sites = (*all_words(raw, "series", "bodySite"), *texts(raw, "series", "description"), *texts(raw, "description"))
    called = (*all_words(raw, "procedureCode"), *texts(raw, "description"))
    status = _status_at((*sites, *called))
    made: dict[str, FactStatus] = {name: said for name, said in _named(called, _NO_CODES).items() if name in _IMAGING}
    made |= {modalities[kind]: status for kind in kinds if kind in modalities}
    # Images of a PET have a CT with them, and a scan of bones may be taken for anything else by its kind alone.
    return {name: said for name, said in made.items() if name != "ct" or "pet" not in made}


_READERS: t.Final[t.Mapping[str, t.Callable[[Raw, Had], Had]]] = {
    "Procedure": _of_procedure,
    "DiagnosticReport": _as_named,
    "Observation": _of_result,
    "ImagingStudy": _of_study,
    "DocumentReference": _as_named,
}


# Words


@functools.cache
def _tests() -> Phrases:
    return Phrases.of(table("procedures")["tests"]["words"])


def _has(name: str, said: str) -> bool:
    return any(phrases("procedures", "tests", name).found(said))


def _status_at(said: t.Iterable[str]) -> FactStatus:
    """Return how sure it is that images have to do with a cancer, by the part of the body they are of."""
    return _UNSURE if any(_has("elsewhere", one) for one in said) else _SURE


@remembered
def _named(names: tuple[str, ...], known: frozenset[str]) -> Had:
    """Return the tests that names and codes mean."""
    by_code = table("procedures")["tests"]["codes"]
    said = "; ".join(names)
    if _has("void", said):
        return {}
    found = {meaning for name in names for meanings in _tests().found(name) for meaning in meanings}
    found.update(by_code[code] for code in known & by_code.keys())
    if _has("not_blood", said):
        found.discard("blood_tests")
    # Bone marrow is taken by a needle as well, and is a test of its own.
    if "bone_marrow" in found:
        found.discard("biopsy")
    return _settled(found, said)


def _settled(found: set[str], said: str) -> Had:
    images = _status_at((said,))
    had: dict[str, FactStatus] = {
        name: images if name in _IMAGING else _SURE for name in found if name != _OF_SOME_KIND
    }
    # A test of genes may look at the tumor or at what runs in the family.
    if _OF_SOME_KIND in found and not found & _OF_GENES:
        had |= dict.fromkeys(_OF_GENES, _UNSURE)
    return had
