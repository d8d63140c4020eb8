"""The treatments of cancer that a record says a person has had, is having, or was offered."""

import datetime as dt
import functools
import typing as t

from second_opinion.fhir.cancers import cancer_of
from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import FactStatus, FhirFact
from second_opinion.fhir.phrases import Phrases, phrases, table
from second_opinion.fhir.reading import Raw, all_words, codes, codings, date, objects, remembered, text, texts

Given = t.Mapping[str, bool]
"""Treatments, each with whether it is sure to have been for a cancer."""

_LONG_AGO = dt.timedelta(days=730)
_UNSURE = "unsure"
_OPERATION = "operation"


@functools.cache
def _drugs() -> Phrases:
    drugs = table("drugs")
    return Phrases.of({**drugs["words"], _UNSURE: drugs[_UNSURE]}, drugs["endings"])


@functools.cache
def _acts() -> Phrases:
    """Return what the name of a procedure may say: it may name a drug as well."""
    drugs, acts = table("drugs"), table("procedures")["treatments"]
    names = {*drugs["words"], *acts["words"]}
    both = {name: (*drugs["words"].get(name, ()), *acts["words"].get(name, ())) for name in names}
    return Phrases.of({**both, _UNSURE: (*drugs[_UNSURE], *acts[_UNSURE])}, drugs["endings"])


@remembered
def drug_treatments(said: str) -> Given:
    """Return the treatments of cancer that the name of a drug or of a regimen means."""
    return _joined(_drugs().found(said))


@remembered
def named_treatments(said: str) -> Given:
    """Return the treatments of cancer that the name of a procedure means."""
    if any(phrases("procedures", "treatments", "void").found(said)):
        return {}
    return _joined(_acts().found(said))


def _joined(found: t.Iterable[frozenset[str]]) -> dict[str, bool]:
    given: dict[str, bool] = {}
    for meanings in found:
        for one in meanings - {_UNSURE}:
            given[one] = given.get(one, False) or _UNSURE not in meanings
    return given


def _is_operation(said: str) -> bool:
    words = functools.partial(phrases, "procedures", "treatments")
    return any(words(_OPERATION).found(said)) and not _is_test(said) and not any(words("void").found(said))


# What for


def is_for_cancer(raw: Raw, chart: Chart) -> bool | None:
    """Return whether something was done because of a cancer, or `None` where no reason is given."""
    if any("cancer-related" in profile for profile in texts(raw, "meta", "profile")):
        return True
    reasons = [_is_cancer(concept, chart) for concept in objects(raw, "reasonCode")]
    for reference in objects(raw, "reasonReference"):
        concept = chart.find(reference, raw).get("code")
        said = "; ".join((*texts(reference, "display"), *all_words(concept)))
        reasons.append(_is_cancer({"text": said, "coding": [code._asdict() for code in codings(concept)]}, chart))
    known = [reason for reason in reasons if reason is not None]
    return any(known) if known else None


def _is_cancer(concept: Raw, chart: Chart) -> bool | None:
    said = "; ".join(all_words(concept))
    found = codings(concept)
    if not said and not found:
        return None
    return cancer_of(found, said, chart.code_map) is not None or any(drug_treatments(said))


# Resources


_DONE: t.Final[t.Mapping[str, FactStatus]] = {
    "in-progress": "current",
    "on-hold": "current",
    "completed": "past",
    "stopped": "past",
    "unknown": "not_confirmed",
    "": "not_confirmed",
}
_TAKEN: t.Final[t.Mapping[str, FactStatus]] = {**_DONE, "active": "current"}
_PRESCRIBED: t.Final[t.Mapping[str, FactStatus]] = {
    "active": "current",
    "on-hold": "current",
    "completed": "past",
    "stopped": "past",
    "": "not_confirmed",
}
_STATUSES: t.Final[t.Mapping[str, t.Mapping[str, FactStatus]]] = {
    "Procedure": _DONE,
    "MedicationAdministration": _DONE,
    "MedicationDispense": _DONE,
    "MedicationStatement": _TAKEN,
    "MedicationRequest": _PRESCRIBED,
}
_BEGAN = (
    "performedDateTime",
    "performedPeriod",
    "effectiveDateTime",
    "effectivePeriod",
    "authoredOn",
    "whenHandedOver",
)
_ORDERS = frozenset(("", "order", "original-order", "reflex-order", "filler-order", "instance-order"))
_IDEAS = frozenset(("plan", "proposal"))
_OPEN = frozenset(("active", "draft"))
_NOT_BEGUN = frozenset(("not-started", "scheduled"))
_ABOUT_PLANS = ("ServiceRequest", "CarePlan")


def treatments(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield the treatments that a procedure, a drug or a plan of treatment speaks of."""
    if resource.type in _ABOUT_PLANS:
        yield from _of_plan(resource, chart)
    elif resource.type == "Procedure":
        yield from _of_procedure(resource, chart)
    elif resource.type in _STATUSES:
        yield from _of_drug(resource, chart)


def _of_procedure(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    raw = resource.raw
    status = _status(resource, chart)
    if status is not None:
        given = _procedure_treatments(raw, chart)
        yield from _facts(resource, given, status, said="; ".join(all_words(raw, "code")))


def _procedure_treatments(raw: Raw, chart: Chart) -> Given:
    """Return what was done to treat a cancer, by profile, by code, by name, and by what it was for."""
    acts = table("procedures")["treatments"]
    said = "; ".join(all_words(raw, "code"))
    profiles = {kind for name, kind in acts["profiles"].items() for one in texts(raw, "meta", "profile") if name in one}
    coded = {acts["codes"][code] for code in codes(raw, "code") & acts["codes"].keys()}
    found = dict(_for_a_reason(named_treatments(said), is_for_cancer(raw, chart)))
    found.update(dict.fromkeys(coded - {_OPERATION}, True))
    found.update(dict.fromkeys(profiles - {"surgery"}, True))
    # The name of a biopsy is enough to know that it was none of the operations that a profile or a reason speaks for.
    is_operation = _is_operation(said) or (_OPERATION in coded and not _is_test(said))
    if (is_operation and is_for_cancer(raw, chart)) or ("surgery" in profiles and not _is_test(said)):
        found["surgery"] = True
    return found


def _is_test(said: str) -> bool:
    """Return whether an operation of this name only takes a sample, or comes before or after one that treats."""
    return any(phrases("procedures", "treatments", "not_operation").found(said))


def _for_a_reason(given: Given, reason: bool | None) -> Given:  # noqa: FBT001 (one of three answers)
    """Return what remains of treatments once it is known what they were for.

    With a cancer as the reason all are sure. With another one, what is common for other illnesses is left out, and
    nothing is sure.
    """
    if reason is None:
        return given
    return dict.fromkeys(given, True) if reason else {name: False for name, is_sure in given.items() if is_sure}


def _of_drug(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    raw = resource.raw
    said = _drug_names(raw, chart)
    given = drug_treatments(said)
    if not given or raw.get("doNotPerform") is True:
        return
    given = _for_a_reason(given, is_for_cancer(raw, chart))
    intent = text(raw, "intent") if resource.type == "MedicationRequest" else ""
    if text(raw, "status") == "intended" or (intent in _IDEAS and text(raw, "status") in _OPEN):
        yield from _facts(resource, given, "current", said=said, fact="treatments_proposed")
    elif intent in _ORDERS and (status := _status(resource, chart)):
        yield from _facts(resource, given, status, said=said)


def _drug_names(raw: Raw, chart: Chart) -> str:
    """Return what a drug is called, where it stands or in the `Medication` that is referred to."""
    own = all_words(raw, "medicationCodeableConcept")
    reference = next(iter(objects(raw, "medicationReference")), None)
    if reference is None:
        return "; ".join(own)
    medication = chart.find(reference, raw)
    inside = (*all_words(medication, "code"), *all_words(medication, "ingredient", "itemCodeableConcept"))
    return "; ".join((*own, *texts(reference, "display"), *inside))


def _status(resource: Resource, chart: Chart) -> FactStatus | None:
    """Return how a treatment stands, or `None` where it was not given."""
    raw = resource.raw
    status = _STATUSES[resource.type].get(text(raw, "status"))
    if status != "current":
        return status
    if resource.type == "MedicationRequest":
        # Orders often stay open long after the last dose.
        is_old = is_before(text(raw, "authoredOn"), chart, _LONG_AGO)
        return "past" if is_old else status
    ends = (*texts(raw, "effectivePeriod", "end"), *texts(raw, "performedPeriod", "end"))
    return "past" if any(is_before(end, chart) for end in ends) else status


def is_before(end: str, chart: Chart, by: dt.timedelta = dt.timedelta(0)) -> bool:
    """Return whether a day, a month or a year lies before today, all of it, and *by* so long."""
    day = date({"end": end}, "end")
    return day is not None and day < (chart.today - by).isoformat()[: len(day)]


def _of_plan(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield the treatments that are ordered or planned, and not begun; and that there is active surveillance."""
    raw = resource.raw
    if text(raw, "status") not in _OPEN or raw.get("doNotPerform") is True:
        return
    if resource.type == "ServiceRequest":
        if text(raw, "intent") in _IDEAS | _ORDERS:
            yield from _planned(resource, raw, chart)
        return
    for detail in objects(raw, "activity", "detail"):
        if text(detail, "status") in _NOT_BEGUN and detail.get("doNotPerform") is not True:
            yield from _planned(resource, detail, chart)
    said = "; ".join((*all_words(raw, "category"), *texts(raw, "title")))
    if "active_surveillance" in named_treatments(said) and text(raw, "status") == "active":
        yield from _facts(resource, {"active_surveillance": True}, "current", said=said)


def _planned(resource: Resource, raw: Raw, chart: Chart) -> t.Iterator[FhirFact]:
    said = "; ".join(all_words(raw, "code"))
    given = _for_a_reason(named_treatments(said), is_for_cancer(raw, chart))
    yield from _facts(resource, given, "current", said=said, fact="treatments_proposed")


def _facts(
    resource: Resource, given: Given, status: FactStatus, *, said: str, fact: str = "treatments_had"
) -> t.Iterator[FhirFact]:
    for value, is_sure in sorted(given.items()):
        yield FhirFact(
            fact=fact,
            value=value,
            status=status if is_sure else "not_confirmed",
            evidence=(resource.reference,),
            date=date(resource.raw, *_BEGAN),
            note=said,
        )
