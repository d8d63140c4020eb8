"""The cancers that a record says a person has, had or may have."""

import typing as t

from second_opinion.fhir.cancers import Cancer, cancer_of
from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import FactStatus, FhirFact
from second_opinion.fhir.reading import Raw, all_words, codes, codings, date
from second_opinion.profile import CancerType

_REFUTED = frozenset(("refuted", "entered-in-error"))
_UNSURE = frozenset(("unconfirmed", "provisional", "differential"))
_OVER = frozenset(("inactive", "resolved", "remission"))
_BACK = frozenset(("recurrence", "relapse"))
_BEGAN = ("onsetDateTime", "onsetPeriod", "recordedDate", "dateRecorded", "assertedDate")


def diagnoses(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield what a `Condition` says of a cancer of the person, and that it has come back where it says so."""
    raw = resource.raw
    sure = _said(raw, "verificationStatus")
    cancer = None if sure & _REFUTED else _cancer(raw, chart)
    if cancer is None:
        return
    began = date(raw, *_BEGAN)
    status = _status(raw, cancer, is_sure=not sure & _UNSURE)
    evidence = (resource.reference,)
    yield FhirFact(
        fact="cancer_type", value=cancer.type, status=status, evidence=evidence, date=began, note=_note(raw, cancer)
    )
    if status == "current" and _said(raw, "clinicalStatus") & _BACK:
        yield FhirFact(fact="phase", value="recurrence", status="current", evidence=evidence, date=began)


def _cancer(raw: Raw, chart: Chart) -> Cancer | None:
    """Return the cancer that the code of a condition means; where that names no site, by the site it gives."""
    found = cancer_of(codings(raw, "code"), "; ".join(all_words(raw, "code")), chart.code_map)
    if found and found.type is None and found.behavior != "secondary":
        there = [cancer_of((), f"malignant neoplasm of {site}") for site in all_words(raw, "bodySite")]
        types: set[CancerType] = {cancer.type for cancer in there if cancer and cancer.type}
        return Cancer(found.behavior, types.pop(), found.words) if len(types) == 1 else found
    return found


def _said(raw: Raw, name: str) -> frozenset[str]:
    """Return the codes and the words of a status, in small letters."""
    return frozenset(one.lower() for one in (*codes(raw, name), *all_words(raw, name)))


def _status(raw: Raw, cancer: Cancer, *, is_sure: bool) -> FactStatus:
    if cancer.behavior == "suspected" or not is_sure:
        return "not_confirmed"
    if cancer.behavior == "secondary":
        return "secondary"
    clinical = _said(raw, "clinicalStatus")
    is_over = bool(clinical & _OVER) if clinical else any(name.startswith("abatement") for name in raw)
    return "past" if cancer.behavior == "history" or is_over else "current"


def _note(raw: Raw, cancer: Cancer) -> str:
    """Return the record's own words: for the cancer, its state and its stage."""
    stages = all_words(raw, "stage", "summary")
    said = (*(all_words(raw, "code") or (cancer.words,)), *all_words(raw, "clinicalStatus"), *stages)
    return "; ".join(dict.fromkeys(said))
