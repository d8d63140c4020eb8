"""Reading a person's records: what they say, to be accepted by the person, and what is still to be asked for."""

import datetime as dt
import os
import typing as t

import attrs

from second_opinion.errors import Problem, ProfileError, not_one_of
from second_opinion.fhir import coverage, events, holdings, person, tests_had, treatments
from second_opinion.fhir.cancers import CodeMap
from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.diagnoses import diagnoses
from second_opinion.fhir.findings import FhirEvent, FhirFact, FhirRecord, Finding
from second_opinion.fhir.merging import merged, phase
from second_opinion.fhir.reading import forget
from second_opinion.fhir.supply import Supply
from second_opinion.messages import Messages, messages
from second_opinion.plan import PrepPlan
from second_opinion.profile import CancerType, FactValue, PatientProfile, facts
from second_opinion.schedule import day_of

FhirData = t.Mapping[str, t.Any] | t.Sequence[t.Any] | str | bytes | os.PathLike[str]
Accepted = t.Iterable[str | Finding]

_Reader = t.Callable[[Resource, Chart], t.Iterator[Finding]]
_READERS: t.Final[t.Mapping[str, tuple[_Reader, ...]]] = {
    "AllergyIntolerance": (holdings.holdings,),
    "CarePlan": (treatments.treatments,),
    "Claim": (coverage.insurance,),
    "Composition": (holdings.holdings,),
    "Condition": (diagnoses,),
    "Consent": (holdings.holdings,),
    "Coverage": (coverage.insurance,),
    "DiagnosticReport": (tests_had.tests_had, holdings.holdings, events.events),
    "DocumentReference": (tests_had.tests_had, holdings.holdings),
    "Encounter": (person.hospital_stays, events.events),
    "ExplanationOfBenefit": (coverage.insurance,),
    "FamilyMemberHistory": (holdings.holdings,),
    "ImagingStudy": (tests_had.tests_had, holdings.holdings, events.events),
    "Immunization": (holdings.holdings,),
    "MedicationAdministration": (treatments.treatments, events.events),
    "MedicationDispense": (treatments.treatments, events.events),
    "MedicationRequest": (treatments.treatments, holdings.holdings, events.events),
    "MedicationStatement": (treatments.treatments, holdings.holdings, events.events),
    "Observation": (tests_had.tests_had, holdings.holdings),
    "Procedure": (treatments.treatments, tests_had.tests_had, events.events),
    "ServiceRequest": (treatments.treatments,),
}


@attrs.frozen(kw_only=True)
class FhirImport:
    """What some health data says of a person: a draft with its evidence, of which nothing holds until it is accepted.

    `facts` are fields of a profile, `records` what the person has in hand, and `events` what was done, so that there
    is a document of it to ask for. `warnings` say in words what was not read, and why.
    """

    facts: tuple[FhirFact, ...] = ()
    records: tuple[FhirRecord, ...] = ()
    events: tuple[FhirEvent, ...] = ()
    warnings: tuple[str, ...] = ()

    def draft_profile(self, accept: Accepted = (), *, base: PatientProfile | None = None) -> PatientProfile:
        """Return a profile of what is accepted, and of nothing else, on top of *base* where that is given.

        *accept* has facts and records of this import, or the names of facts. A name accepts what holds now or did, and
        leaves out what is not confirmed; of two cancers, or of two countries, it takes neither: accept the fact itself.
        The name ``"records_held"`` accepts all records.

        Raises:
            ProfileError: *accept* names a fact that is not one.

        >>> from second_opinion import fhir
        >>> found = fhir.from_fhir_r4({"resourceType": "Condition", "code": {"text": "Breast cancer"}})
        >>> found.draft_profile(), found.draft_profile(["cancer_type"]).cancer_type
        (PatientProfile(), 'breast')
        """
        accepted = self._accepted((accept,) if isinstance(accept, str) else accept)
        values: dict[str, list[FactValue]] = {}
        for name, value in accepted:
            if value not in values.setdefault(name, []):
                values[name].append(value)
        base = PatientProfile() if base is None else base
        changed: t.Any = {name: _value(name, some, base) for name, some in values.items()}
        return attrs.evolve(base, **changed)

    def mark_found(self, plan: PrepPlan, accept: t.Iterable[FhirRecord | FhirEvent]) -> PrepPlan:
        """Return a plan in which the records that are accepted are done, with a note of where they are from.

        An event is noted with the record that there should be of it, which stays open. What the person wrote stays,
        and what is not in the plan is passed over.
        """
        say = messages(plan.language)
        entries = {entry.id: entry for entry in plan.records}
        for found in accept:
            entry = entries.get(found.record)
            if entry is not None:
                note = _with_line(entry.note, _place_and_day(found, say))
                plan = plan.update(found.record, note=note)
                if isinstance(found, FhirRecord):
                    plan = plan.update(found.record, status="done")
                entries[found.record] = attrs.evolve(entry, note=note)
        return plan

    def _accepted(self, accept: Accepted) -> t.Iterator[tuple[str, FactValue]]:
        for one in accept:
            if isinstance(one, FhirFact):
                if one.value is not None:
                    yield one.fact, one.value
            elif isinstance(one, FhirRecord):
                yield "records_held", one.record
            elif isinstance(one, str):
                yield from self._named(one)

    def _named(self, name: str) -> t.Iterator[tuple[str, FactValue]]:
        if name not in facts():
            raise ProfileError((Problem("$", not_one_of(name, tuple(facts()))),))
        if name == "records_held":
            yield from ((name, record.record) for record in self.records)
            return
        sure = [one for one in self.facts if one.fact == name and one.status in {"current", "past"}]
        held = [one for one in sure if facts()[name].many or one.status == "current"] or sure
        if facts()[name].many or len(held) == 1:
            yield from ((name, one.value) for one in held if one.value is not None)


def from_fhir_r4(
    data: FhirData,
    *,
    patient_id: str | None = None,
    code_map: CodeMap | None = None,
    today: dt.date | None = None,
) -> FhirImport:
    """Return what health data in FHIR R4 says of a person who has cancer, or may have.

    *data* is a Bundle of any type, a resource, a list of these, JSON text, NDJSON text, or the path of a file, or of a
    folder of files, of any of these. A file of NDJSON is read line by line. Whatever the data, odd parts of it are
    passed over, and `warnings` say so. Data about two people needs *patient_id* to say who is meant; without it nothing
    is read. *code_map* gives the type of cancer, or `None` for no cancer, to codes of your own, each as ``"code"`` or
    ``"system|code"``; it comes before all else.

    Raises:
        OSError: a file cannot be read.
        ProfileError: *code_map* has a value that is no type of cancer.
        UnusableDayError: *today* is not a `datetime.date`, or is centuries away.
    """
    code_map = {} if code_map is None else code_map
    _refuse_unknown(code_map)
    try:
        return _import(Chart.of(Supply(data), patient_id, day_of(today), code_map))
    finally:
        forget()


def _import(chart: Chart) -> FhirImport:
    found = tuple(_findings(chart))
    said = merged(one for one in found if isinstance(one, FhirFact))
    stage = None if any(one.fact == "phase" for one in said) else phase(said, chart.today)
    records = holdings.merged(one for one in found if isinstance(one, FhirRecord))
    done = events.merged_events(one for one in found if isinstance(one, FhirEvent))
    return FhirImport(
        facts=merged((*said, stage)) if stage else said,
        records=records,
        events=events.still_to_ask_for(done, records),
        warnings=tuple(_warnings(chart, found, said)),
    )


def _refuse_unknown(code_map: CodeMap) -> None:
    kinds = t.get_args(CancerType)
    wrong = [value for value in code_map.values() if value is not None and value not in kinds]
    if wrong:
        raise ProfileError(tuple(Problem("$", not_one_of(value, kinds)) for value in wrong))


def _findings(chart: Chart) -> t.Iterator[Finding]:
    raw = chart.patient()
    if raw and not chart.trouble:
        yield from person.person(raw, chart.name(), chart)
    for resource in chart.resources(_READERS):
        for read in _READERS[resource.type]:
            yield from read(resource, chart)


def _warnings(chart: Chart, found: tuple[Finding, ...], said: tuple[FhirFact, ...]) -> t.Iterator[str]:
    say = messages("en")
    live = [one for one in said if (one.fact, one.status) == ("cancer_type", "current")]
    if chart.trouble:
        yield say(chart.trouble)
    elif person.is_deceased(chart.patient()):
        yield say("fhir_deceased")
    if chart.is_someone_elses:
        yield say("fhir_someone_elses")
    if chart.supply.is_odd:
        yield say("fhir_odd")
    if len(live) > 1:
        yield say("fhir_two_cancers")
    if any(one.value is None for one in live):
        yield say("fhir_unknown_cancer")
    if not found and not chart.trouble:
        yield say("fhir_nothing")


def _value(name: str, values: list[FactValue], base: PatientProfile) -> object:
    """Return a value as its fact has it: several only where there may be."""
    fact = facts()[name]
    if fact.many:
        return tuple(dict.fromkeys((*getattr(base, name), *values)))
    return tuple(values) if fact.one_or_more else values[-1]


def _place_and_day(found: FhirRecord | FhirEvent, say: Messages) -> str:
    said = filter(None, (found.title, found.date, found.place))
    return say("fhir_in_hand" if isinstance(found, FhirRecord) else "fhir_ask_for", what=", ".join(said))


def _with_line(note: str | None, line: str) -> str:
    """Return a note with a line more, if it is not there yet."""
    lines = note.split("\n") if note else []
    return "\n".join(lines if line in lines else (*lines, line))
