"""Which records the person has in hand, since they are in the data."""

import functools
import itertools
import json
import operator
import re
import typing as t

import attrs

from second_opinion import packaged
from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import FhirRecord
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
    words,
)

FINAL = frozenset(("final", "amended", "corrected", "appended"))
"""The statuses of a report or a result that is done."""

Names = tuple[str, ...]

_NOT_LETTERS = re.compile(r"[\W_]+")
_NOTE = "note"
_BIOMARKERS: t.Final = "record-biomarker-report"
_CLINIC_NOTES: t.Final = "record-clinic-notes"
_DIRECTIVE: t.Final = "record-advance-directive"
_FAMILY: t.Final = "record-family-history"
_INHERITED: t.Final = "record-inherited-gene-result"
_LABORATORY: t.Final = "record-lab-results"
_OF_LABORATORY = frozenset(("laboratory", "lab", "lp29693-6"))
_DIRECTIVES = frozenset(("adr", "acd", "dnr", "hcd", "polst"))
_MOST_TITLES = 3
_OWN_DAYS = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued", "date", "started")


@attrs.frozen
class Row:
    """A row of the table: the names that have one of its words, and none that rules them out, mean its record."""

    record: str
    words: re.Pattern[str]
    unless: re.Pattern[str]
    kind: str

    def fits(self, said: str) -> bool:
        """Return whether names, as `plain` gives them, mean this."""
        return bool(self.words.search(said)) and not self.unless.search(said)


@functools.cache
def table() -> t.Mapping[str, t.Any]:
    """Return the table of codes and words by which records are told.

    In its words a ``*`` stands for any letters, alone for up to three words, and a ``/`` for the start of a name.
    """
    table: dict[str, t.Any] = json.loads(packaged.read("codes", "records.json"))
    return table


@functools.cache
def rows(name: str) -> tuple[Row, ...]:
    """Return some rows of the table; the first one that fits counts."""
    kept: list[dict[str, t.Any]] = table()[name]
    return tuple(
        Row(row["record"], any_of(tuple(row["words"])), any_of(tuple(row["unless"])), row["kind"]) for row in kept
    )


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of some words of the table."""
    return any_of(tuple(table()[name]))


@functools.cache
def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of some phrases of the table."""
    # By their first letters, since a long list of alternatives is slow.
    by_letter = itertools.groupby(sorted(phrases), key=operator.itemgetter(0))
    made = (f"(?:{'|'.join(map(_phrase, some))})" for _, some in by_letter)
    return re.compile(rf"(?<!\w)(?:{'|'.join(made) or '(?!)'})(?!\w)")


def _phrase(words: str) -> str:
    return re.escape(words).replace(r"\ \*\ ", r" (?:\w+ ){0,3}").replace(r"\*", r"\w*")


def plain(names: t.Iterable[str]) -> str:
    """Return names in the form in which words are looked for: small letters and digits, each name after a ``/``."""
    return "".join(f"/ {_NOT_LETTERS.sub(' ', name.casefold()).strip()} " for name in names)


def place_of(raw: Raw, chart: Chart, *paths: str) -> str:
    """Return the name of the place that a resource refers to, or else of the person who is there."""
    references = [one for path in paths for one in objects(raw, *path.split("."))]
    found = (_place(chart.find(one, raw), chart) for one in references)
    return next((name for name in found if name), "") or next((name for one in references if (name := _said(one))), "")


def _place(found: Raw, chart: Chart) -> str:
    """Return the name of what is kept: an organization or a place has its own, a visit that of where it was."""
    if name := text(found, "name"):
        return name
    inner = [
        *objects(found, "serviceProvider"),
        *objects(found, "location", "location"),
        *objects(found, "location"),
        *objects(found, "organization"),
        *objects(found, "managingOrganization"),
    ]
    return next((name for one in inner if (name := text(chart.find(one, found), "name") or text(one, "display"))), "")


def _said(reference: Raw) -> str:
    is_visit = text(reference, "reference").startswith("Encounter") or text(reference, "type") == "Encounter"
    return "" if is_visit else text(reference, "display")


@attrs.frozen(kw_only=True)
class _Held(FhirRecord):
    """A record that knows by which marks it is the same as another: `own` ones and those of its other form."""

    own: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    sought: frozenset[str] = attrs.field(default=frozenset(), repr=False)


def holdings(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    """Yield the records that a resource shows to be in hand."""
    read = _READERS.get(resource.type)
    return iter(()) if read is None else read(resource, chart)


def _document(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    files = list(objects(raw, "content", "attachment"))
    if status(raw) != "current" or "preliminary" in codes(raw, "docStatus") or not any(map(_is_there, files)):
        return
    names = (text(raw, "description"), *texts(files, "title"))
    record = record_of(raw, "type", tuple(name for name in names if name))
    if record:
        visit = next(iter(objects(raw, "context")), Raw())
        days = [day for day in (date(visit, "period"), date(raw, "date"), date(files, "creation")) if day]
        yield _Held(
            record=record,
            evidence=(resource.reference,),
            date=next(iter(days), None),
            title=words(raw, "type") or next((name for name in names if name), ""),
            place=place_of(raw, chart, "custodian", "context.encounter", "author"),
            own=_addresses(files),
            sought=_addresses(files) | _marks(raw, "type", days),
        )


def _report(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    if status(raw) not in FINAL or not has_words(raw):
        return
    record = record_of(raw, "code")
    if record:
        files = list(objects(raw, "presentedForm"))
        days = [day for name in _OWN_DAYS if (day := date(raw, name))]
        yield _Held(
            record=record,
            evidence=(resource.reference,),
            date=next(iter(days), None),
            title=words(raw, "code") or words(raw, "category"),
            place=place_of(raw, chart, "performer", "encounter", "resultsInterpreter"),
            own=_addresses(files) | _marks(raw, "code", days) | frozenset(days[:1]),
            sought=_addresses(files),
        )


def has_words(raw: Raw) -> bool:
    """Return whether a report holds anything that it reports."""
    said = (*objects(raw, "result"), *objects(raw, "presentedForm"), *texts(raw, "text", "div"))
    return bool(said or text(raw, "conclusion") or codings(raw, "conclusionCode"))


def _is_there(file: Raw) -> bool:
    return bool(text(file, "url") or text(file, "data"))


def _addresses(files: t.Iterable[Raw]) -> frozenset[str]:
    return frozenset(texts(list(files), "url"))


def _marks(raw: Raw, name: str, days: t.Iterable[str]) -> frozenset[str]:
    """Return the marks of a document in both of its forms: its day, with what it is."""
    kinds = [one.code for one in codings(raw, name) if one.code] or [plain(all_words(raw, name))]
    return frozenset(f"{day} {kind}" for day in days for kind in kinds)


def record_of(raw: Raw, name: str, more: Names = ()) -> str:
    """Return the id of the record that a document is, or nothing: by its code, then its words, then its category."""
    if _DIRECTIVE in _by_code(codes(raw, "category")):
        return _DIRECTIVE
    names = all_words(raw, name)
    known = _by_code(one.code for one in codings(raw, name))
    if _NOTE in known:
        return _note(plain((*names, *more, *_department(raw))))
    if known:
        return _inherited(names) or known[0]
    row = _row("documents", plain(names)) or _row("documents", plain(more))
    return row.record if row else _by_category(raw)


def _by_code(found: t.Iterable[str]) -> Names:
    loinc: dict[str, str] = table()["loinc"]
    return tuple(loinc[code] for code in found if code in loinc)


def _note(said: str) -> str:
    """Return the record that a note is whose code does not tell: one only if it is of those who treat cancer."""
    return _CLINIC_NOTES if pattern("oncology").search(said) else ""


def _department(raw: Raw) -> Names:
    named = (all_words(raw, "category"), all_words(raw, "context", "practiceSetting"))
    return (*named[0], *named[1], *texts(raw, "author", "display"), *texts(raw, "custodian", "display"))


def _inherited(names: Names) -> str:
    """Return the record of a test of the genes that one is born with, if it is one."""
    row = _row("tests", plain(names))
    return _INHERITED if row and row.record == _INHERITED else ""


def _row(name: str, said: str) -> Row | None:
    return next((row for row in rows(name) if row.fits(said)), None)


def _by_category(raw: Raw) -> str:
    """Return the record of a diagnostic service, that of the laboratory only where there is no other."""
    services: dict[str, str] = table()["categories"]
    kinds = [one.code for one in codings(raw, "category") if "-" in one.code or "0074" in (one.system or "0074")]
    found = [services[kind] for kind in kinds if kind in services]
    found += [record for record in _by_code(kinds) if record != _NOTE]
    row = None if found else _row("documents", plain(all_words(raw, "category")))
    return row.record if row else min(found, key=_LABORATORY.__eq__, default="")


def _study(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    if status(raw) == "available" and has_pictures(raw):
        yield FhirRecord(
            record="record-images",
            evidence=(resource.reference,),
            date=study_date(raw),
            title=study_title(raw),
            place=place_of(raw, chart, *STUDY_PLACES),
        )


STUDY_PLACES: t.Final = ("location", "encounter", "series.performer.actor")


def study_date(raw: Raw) -> str | None:
    """Return when the pictures of a study were made."""
    return date(raw, "started") or next(filter(None, (date(one, "started") for one in objects(raw, "series"))), None)


def has_pictures(raw: Raw) -> bool:
    """Return whether a study has pictures of the body, as far as it says what it has."""
    kinds = _modalities(raw)
    return not kinds or not kinds <= frozenset(table()["no_pictures"])


def _modalities(raw: Raw) -> frozenset[str]:
    return codes(raw, "modality") | codes(raw, "series", "modality")


def study_title(raw: Raw) -> str:
    """Return what a study is called, or else of which kind it is and of which part of the body."""
    own = text(raw, "description") or words(raw, "procedureCode") or text(raw, "series", "description")
    kinds = words(raw, "modality") or words(raw, "series", "modality") or ", ".join(sorted(_modalities(raw)))
    return own or ", ".join(filter(None, (kinds, words(raw, "series", "bodySite"))))


def _result(resource: Resource, _chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    record, title = _of_result(raw)
    if record and status(raw) in FINAL and _has_result(raw):
        day = date(raw, *_OWN_DAYS)
        marks = frozenset((day,)) if day else frozenset[str]()
        yield _Held(
            record=_INHERITED if record == _BIOMARKERS and _is_inherited(raw) else record,
            evidence=(resource.reference,),
            date=day,
            title=title,
            own=marks,
            sought=marks,
        )


def _of_result(raw: Raw) -> tuple[str, str]:
    """Return the record that a result belongs to, or nothing, and what it is called."""
    concept = about(raw, "category", "code")
    return _of_concept(concept) if concept else ("", "")


@remembered
def _of_concept(concept: About) -> tuple[str, str]:
    raw = concept.raw
    kinds = {*codes(raw, "category"), *texts(raw, "category", "text")}
    known = _by_code(one.code for one in codings(raw, "code"))
    is_of_laboratory = any(kind.casefold() in _OF_LABORATORY for kind in kinds)
    return _of_test(known, all_words(raw, "code"), is_of_laboratory=is_of_laboratory), words(raw, "code")


def _of_test(known: Names, names: Names, *, is_of_laboratory: bool) -> str:
    """Return the record of a result; what is said of tissue has none of its own, but is in the report of that."""
    if not is_of_laboratory:
        return _DIRECTIVE if _DIRECTIVE in known else ""
    if known:
        return _inherited(names) or known[0]
    row = _row("tests", plain(names))
    return row.record if row else _LABORATORY


def _has_result(raw: Raw) -> bool:
    """Return whether there is a result, and it does not say no."""
    return not _table_set("values").isdisjoint(raw) and raw.get("valueBoolean") is not False and not _says_no(raw)


def _says_no(raw: Raw) -> bool:
    return "valueCodeableConcept" in raw and bool(codes(raw, "valueCodeableConcept") & _table_set("no"))


def status(raw: Raw) -> str:
    """Return the status of a resource."""
    said = raw.get("status")
    return said if isinstance(said, str) else text(raw, "status")


def _is_inherited(raw: Raw) -> bool:
    """Return whether a change in a gene is said to be in all of the body, and not in the tumor."""
    return bool(codes(raw, "component", "valueCodeableConcept") & _table_set("germline"))


@functools.cache
def _table_set(name: str) -> frozenset[str]:
    return frozenset(table()[name])


def _medicine(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    name = codes(raw, "medicationCodeableConcept")
    is_listed = status(raw) == "active" and not codes(raw, "intent") & {"proposal", "plan"}
    if (is_listed or name & _table_set("known_none")) and raw.get("doNotPerform") is not True:
        day = date(raw, "authoredOn", "dateAsserted")
        yield from _listed("record-medicines", resource, name, day, medicine_name(raw, chart))


def medicine_name(raw: Raw, chart: Chart) -> str:
    """Return what a medicine is called, where it stands or in what is referred to."""
    reference = next(iter(objects(raw, "medicationReference")), Raw())
    inside = words(chart.find(reference, raw), "code")
    return words(raw, "medicationCodeableConcept") or inside or text(reference, "display")


def _allergy(resource: Resource, _chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    if "refuted" not in codes(raw, "verificationStatus"):
        day = date(raw, "recordedDate", "onsetDateTime")
        yield from _listed("record-allergies", resource, codes(raw, "code"), day, words(raw, "code"))


def _vaccine(resource: Resource, _chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    if status(raw) == "completed":
        day = date(raw, "occurrenceDateTime")
        yield from _listed("record-vaccines", resource, codes(raw, "vaccineCode"), day, words(raw, "vaccineCode"))


def _relative(resource: Resource, _chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    if status(raw) in {"completed", "partial"} and not codes(raw, "dataAbsentReason"):
        yield from _listed(_FAMILY, resource, frozenset(), date(raw, "date"), words(raw, "relationship"))


def _listed(
    record: str, resource: Resource, name: frozenset[str], day: str | None, title: str
) -> t.Iterator[FhirRecord]:
    """Yield an entry of a list; that nothing is known is none, that there is known to be nothing is one."""
    if not name & _table_set("no_information"):
        yield FhirRecord(record=record, evidence=(resource.reference,), date=day, title=title)


def _consent(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    kinds = codes(raw, "scope") | codes(raw, "category")
    is_there = any(map(_is_there, objects(raw, "sourceAttachment"))) or text(raw, "sourceReference", "reference")
    if status(raw) == "active" and is_there and (kinds & _DIRECTIVES or _DIRECTIVE in _by_code(kinds)):
        yield FhirRecord(
            record=_DIRECTIVE,
            evidence=(resource.reference,),
            date=date(raw, "dateTime"),
            title=words(raw, "category"),
            place=place_of(raw, chart, "organization"),
        )


def _composition(resource: Resource, chart: Chart) -> t.Iterator[FhirRecord]:
    raw = resource.raw
    sections = _sections(raw)
    if status(raw) not in FINAL or not sections:
        return
    day = date(raw, "date")
    record = record_of(raw, "type", tuple(texts(raw, "title")))
    if record:
        yield _Held(
            record=record,
            evidence=(resource.reference,),
            date=day,
            title=text(raw, "title") or words(raw, "type"),
            place=place_of(raw, chart, "custodian", "encounter", "author"),
            own=_marks(raw, "type", (day,) if day else ()),
        )
    for section in sections:
        for kept in _by_code(codes(section, "code")):
            if kept != _NOTE and _is_told(section):
                yield FhirRecord(record=kept, evidence=(resource.reference,), date=day, title=text(section, "title"))


def _sections(raw: Raw) -> tuple[Raw, ...]:
    """Return the sections of a document, and theirs."""
    found = list(objects(raw, "section"))
    for one in found:
        found.extend(objects(one, "section"))
    return tuple(found)


def _is_told(section: Raw) -> bool:
    """Return whether a section tells something itself; where it only names resources, these are read."""
    empty = codes(section, "emptyReason")
    return "nilknown" in empty or not (empty or list(objects(section, "entry")) or not text(section, "text", "div"))


_Reader = t.Callable[[Resource, Chart], t.Iterator[FhirRecord]]
_READERS: t.Final[t.Mapping[str, _Reader]] = {
    "AllergyIntolerance": _allergy,
    "Composition": _composition,
    "Consent": _consent,
    "DiagnosticReport": _report,
    "DocumentReference": _document,
    "FamilyMemberHistory": _relative,
    "ImagingStudy": _study,
    "Immunization": _vaccine,
    "MedicationRequest": _medicine,
    "MedicationStatement": _medicine,
    "Observation": _result,
}
KINDS: t.Final = frozenset(_READERS)
"""The types of resources that show a record to be in hand."""


def merged(records: t.Iterable[FhirRecord]) -> tuple[FhirRecord, ...]:
    """Return each record once, in the order of the catalog, the newest first.

    What is a list or a series is one record, and so are two forms of one document.
    """
    groups = _Groups()
    for record in sorted(records, key=_by_evidence):
        groups.add(record)
    order = {record: place for place, record in enumerate(table()["order"])}
    newest = sorted((_one(group) for group in groups), key=lambda one: one.date or "", reverse=True)
    return tuple(sorted(newest, key=lambda one: (order.get(one.record, len(order)), one.record)))


def _by_evidence(record: FhirRecord) -> tuple[str, ...]:
    return record.evidence


class _Groups:
    """Records by what makes them the same; a document is sorted before the references to it."""

    def __init__(self) -> None:
        self._by_mark: dict[str, list[FhirRecord]] = {}
        self._all: list[list[FhirRecord]] = []

    def __iter__(self) -> t.Iterator[list[FhirRecord]]:
        return iter(self._all)

    def add(self, record: FhirRecord) -> None:
        """Put a record to what is the same."""
        own, sought = _marks_of(record)
        group = next((self._by_mark[mark] for mark in sorted(sought) if mark in self._by_mark), None)
        if group is None:
            group = list[FhirRecord]()
            self._all.append(group)
        group.append(record)
        for mark in own:
            self._by_mark.setdefault(mark, group)


def _marks_of(record: FhirRecord) -> tuple[frozenset[str], frozenset[str]]:
    """Return the marks that a record has, and those that it goes to."""
    if record.record in _table_set("series"):
        mark = frozenset((record.record,))
        return mark, mark
    if isinstance(record, _Held):
        return _named(record, record.own), _named(record, record.sought)
    return frozenset(), frozenset()


def _named(record: FhirRecord, marks: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{record.record} {mark}" for mark in marks)


def _one(group: list[FhirRecord]) -> FhirRecord:
    """Return one record for several: what the newest says, with what makes it known of all."""
    newest = max(group, key=lambda one: one.date or "")
    titles = tuple(dict.fromkeys(one.title for one in group if one.title))
    return FhirRecord(
        record=newest.record,
        evidence=tuple(dict.fromkeys(name for one in group for name in one.evidence)),
        date=newest.date,
        title="; ".join(titles) if len(titles) <= _MOST_TITLES else "",
        place=newest.place or next((one.place for one in group if one.place), ""),
    )
