"""What was done, and so which documents there are to ask for."""

import datetime as dt
import typing as t

import attrs

from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import EventKind, FhirEvent, FhirFact, FhirRecord
from second_opinion.fhir.holdings import (
    FINAL,
    STUDY_PLACES,
    any_of,
    has_pictures,
    has_words,
    medicine_name,
    pattern,
    place_of,
    plain,
    record_of,
    rows,
    status,
    study_date,
    study_title,
    table,
)
from second_opinion.fhir.reading import Raw, all_words, codes, date, objects, remembered, words
from second_opinion.fhir.treatments import treatments

_DONE = frozenset(("completed", "in-progress", "stopped"))
_UNFINISHED = frozenset(("registered", "partial", "preliminary"))
_INPATIENT = frozenset(("IMP", "ACUTE", "NONAC"))
_MOST_TITLES = 3
_NEAR = 14
_PAUSE = 400
_DAY = len("2026-11-23")

What = tuple[EventKind, str]
"""A kind of event, and the record to ask for."""


def events(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    """Yield what a resource says was done that leaves a document."""
    read = _READERS.get(resource.type)
    return iter(()) if read is None else read(resource, chart)


def _procedure(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    raw = resource.raw
    if status(raw) in _DONE:
        title = words(raw, "code") or words(raw, "category") or words(raw, "bodySite")
        for kind, record in _kinds(resource, chart):
            yield FhirEvent(
                kind=kind,
                record=record,
                evidence=(resource.reference,),
                date=date(raw, "performedDateTime", "performedPeriod", "performedString"),
                title=title,
                place=place_of(raw, chart, "location", "performer.onBehalfOf", "encounter", "performer.actor"),
            )


def _kinds(resource: Resource, chart: Chart) -> tuple[What, ...]:
    """Return what a procedure is by its words, or else by which treatment it is, or by its category."""
    raw = resource.raw
    names = all_words(raw, "code")
    named = _named(names)
    if named or pattern("no_operations").search(plain(names)):
        return named
    treated = _treated(treatments(resource, chart))
    is_operation = codes(raw, "category") & frozenset(table()["operation_codes"])
    return treated or ((_what("operation"),) if is_operation else _named(all_words(raw, "category")))


def _treated(found: t.Iterable[FhirFact]) -> tuple[What, ...]:
    """Return what treatments that a person has had leave as documents."""
    kinds: dict[str, EventKind] = table()["event_of_treatment"]
    had = [str(fact.value) for fact in found if fact.fact == "treatments_had"]
    return tuple(dict.fromkeys(_what(kinds[value]) for value in had if value in kinds))


def _drug(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    """Yield a drug against cancer that was given; one that may have been for another illness is none."""
    sure = [fact for fact in treatments(resource, chart) if fact.status in {"current", "past"}]
    for kind, record in _treated(sure):
        yield FhirEvent(
            kind=kind,
            record=record,
            evidence=(resource.reference,),
            date=sure[0].date,
            title=medicine_name(resource.raw, chart) or sure[0].note,
            place=place_of(resource.raw, chart, "performer.onBehalfOf", "context", "encounter"),
        )


@remembered
def _named(names: tuple[str, ...]) -> tuple[What, ...]:
    """Return what some names mean: one kind of event, or radiation and drugs where they were given together."""
    said = plain(names)
    found: list[What] = [(t.cast("EventKind", row.kind), row.record) for row in rows("events") if row.fits(said)]
    courses = tuple(what for what in found if what[0] in {"radiation", "drug_treatment"})
    return courses if found and found[0] in courses else tuple(found[:1])


def _what(kind: EventKind) -> What:
    """Return a kind of event with the record that it mostly leaves."""
    return kind, str(table()["record_of_event"][kind])


def _study(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    raw = resource.raw
    if status(raw) not in {"cancelled", "registered"} and has_pictures(raw):
        yield FhirEvent(
            kind="scan",
            record=_what("scan")[1],
            evidence=(resource.reference,),
            date=study_date(raw),
            title=study_title(raw),
            place=place_of(raw, chart, *STUDY_PLACES),
        )


def _report(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    """Yield the report that is named only, or is not the last word yet."""
    raw = resource.raw
    if not (status(raw) in _UNFINISHED or (status(raw) in FINAL and not has_words(raw))):
        return
    record = record_of(raw, "code")
    kind = table()["event_of_record"].get(record)
    if kind:
        yield FhirEvent(
            kind=kind,
            record=record,
            evidence=(resource.reference,),
            date=date(raw, "effectiveDateTime", "effectivePeriod", "issued"),
            title=words(raw, "code") or words(raw, "category"),
            place=place_of(raw, chart, "performer", "encounter", "resultsInterpreter"),
        )


def _stay(resource: Resource, chart: Chart) -> t.Iterator[FhirEvent]:
    raw = resource.raw
    if status(raw) in {"finished", "completed"} and _is_stay(raw):
        period = next(iter(objects(raw, "period")), Raw())
        yield FhirEvent(
            kind="hospital_stay",
            record=_what("hospital_stay")[1],
            evidence=(resource.reference,),
            # The summary is of the last day.
            date=date(period, "end", "start"),
            title=words(raw, "type") or words(raw, "reasonCode"),
            place=place_of(raw, chart, "serviceProvider", "location.location"),
        )


def _is_stay(raw: Raw) -> bool:
    said = plain((*all_words(raw, "type"), *all_words(raw, "class"), *all_words(raw, "reasonCode")))
    is_inpatient = codes(raw, "class") & _INPATIENT or pattern("stays").search(said)
    return bool(is_inpatient) and not pattern("no_stays").search(said)


_Reader = t.Callable[[Resource, Chart], t.Iterator[FhirEvent]]
_READERS: t.Final[t.Mapping[str, _Reader]] = {
    "DiagnosticReport": _report,
    "Encounter": _stay,
    "ImagingStudy": _study,
    "MedicationAdministration": _drug,
    "MedicationDispense": _drug,
    "MedicationRequest": _drug,
    "MedicationStatement": _drug,
    "Procedure": _procedure,
}
KINDS: t.Final = frozenset(_READERS)
"""The types of resources that show something to have been done."""


def merged_events(found: t.Iterable[FhirEvent]) -> tuple[FhirEvent, ...]:
    """Return each event once, the newest first.

    What is given time after time, as radiation is, is one course, and what was done on one day has one document: a scan
    one of each kind.
    """
    groups: list[list[FhirEvent]] = []
    latest: dict[tuple[str, ...], list[FhirEvent]] = {}
    for event in sorted(found, key=_in_order):
        group = latest.get(_key(event))
        if group is None or _is_later_course(group[-1], event):
            latest[_key(event)] = group = list[FhirEvent]()
            groups.append(group)
        group.append(event)
    once = [_one(group) for group in groups]
    return tuple(sorted(sorted(once, key=_name), key=lambda event: event.date or "", reverse=True))


def _in_order(event: FhirEvent) -> tuple[str, ...]:
    return (event.date or "", *event.evidence)


def _name(event: FhirEvent) -> tuple[str, ...]:
    return (event.kind, event.title, *event.evidence)


def _key(event: FhirEvent) -> tuple[str, ...]:
    title = plain((event.title,))
    if _is_course(event) or not event.date:
        return (event.kind, event.record, title)
    return (event.kind, event.record, event.date, _kind_of_scan(title) if event.kind == "scan" else "")


def _kind_of_scan(title: str) -> str:
    kinds: dict[str, list[str]] = table()["scans"]
    return next((kind for kind in kinds if any_of(tuple(kinds[kind])).search(title)), title)


def _is_course(event: FhirEvent) -> bool:
    return event.kind in table()["courses"]


def _is_later_course(last: FhirEvent, event: FhirEvent) -> bool:
    before, after = _day(last.date), _day(event.date)
    return before is not None and after is not None and (after - before).days > _PAUSE


def _day(said: str | None) -> dt.date | None:
    """Return the day of a date, if it names one."""
    try:
        return dt.date.fromisoformat(said) if said and len(said) == _DAY else None
    except ValueError:
        return None


def _one(group: list[FhirEvent]) -> FhirEvent:
    """Return one event for several: since when, under all of their names, with what makes it known of all."""
    titles = tuple(dict.fromkeys(event.title for event in group if event.title))
    return attrs.evolve(
        group[0],
        evidence=tuple(dict.fromkeys(name for event in group for name in event.evidence)),
        date=min((event.date for event in group if event.date), default=None),
        title="; ".join(titles[:_MOST_TITLES]),
        place=next((event.place for event in group if event.place), ""),
    )


def still_to_ask_for(found: t.Iterable[FhirEvent], records: t.Iterable[FhirRecord]) -> tuple[FhirEvent, ...]:
    """Return the events whose document is not in hand: none of its kind from about the same day."""
    held: dict[str, list[FhirRecord]] = {}
    for record in records:
        held.setdefault(record.record, []).append(record)
    return tuple(event for event in found if not any(_is_of(record, event) for record in held.get(event.record, ())))


def _is_of(record: FhirRecord, event: FhirEvent) -> bool:
    """Return whether a document is that of an event; that of a course or a series may be of any later day."""
    done, written = event.date or "", record.date or ""
    days = _day(done), _day(written)
    if days[0] is None or days[1] is None:
        return bool(done and written) and (done.startswith(written) or written.startswith(done))
    between = (days[1] - days[0]).days
    return between >= -_NEAR and (between <= _NEAR or _is_course(event) or event.record in table()["series"])
