"""One person's resources out of some data: whose they are, which of their versions counts, what they refer to."""

import datetime as dt
import typing as t

import attrs

from second_opinion.fhir.cancers import CodeMap
from second_opinion.fhir.reading import Raw, objects, text
from second_opinion.fhir.supply import Entry, Supply, key_of

_KEPT: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "Condition": ("code",),
    "Encounter": ("location", "serviceProvider", "participant"),
    "Location": ("name", "managingOrganization"),
    "Medication": ("code", "ingredient"),
    "Organization": ("name",),
    "PractitionerRole": ("organization", "location"),
}
"""What others refer to, and what is kept of it: the little that is asked for, so that a large file fits."""

_COUNTLESS = frozenset(("Observation", "Claim", "ExplanationOfBenefit"))
"""Types of which there may be a million, and a version that is out of date does no harm."""

_OF_NOBODY = frozenset(
    ("Location", "Medication", "OperationOutcome", "Organization", "Patient", "Practitioner", "PractitionerRole")
)


@attrs.frozen
class Resource:
    """A resource of the person: its type, what it says, and how evidence names it."""

    type: str
    raw: Raw = attrs.field(repr=False)
    reference: str


@attrs.define(repr=False)
class Chart:
    """What is known of the data before its resources are read.

    `person` has all the keys by which the data refers to the one person, or is empty where nobody is named. `trouble`
    is the key of a message where it cannot be said whose data it is; there are no resources then.
    """

    supply: Supply
    today: dt.date
    code_map: CodeMap
    patients: dict[str, Raw] = attrs.field(factory=dict[str, Raw])
    person: frozenset[str] = frozenset()
    trouble: str = ""
    is_someone_elses: bool = False
    _kept: dict[str, Raw] = attrs.field(factory=dict[str, Raw])
    _newest: dict[str, tuple[str, int, int]] = attrs.field(factory=dict[str, tuple[str, int, int]])
    _gone: set[str] = attrs.field(factory=set[str])

    @classmethod
    def of(cls, supply: Supply, patient_id: str | None, today: dt.date, code_map: CodeMap) -> t.Self:
        """Return the chart of the person that is meant, or of the only one."""
        chart = cls(supply, today, code_map)
        subjects = chart._survey()
        chart._choose(patient_id, subjects)
        return chart

    def patient(self) -> Raw:
        """Return what the data says of the person."""
        return next((self.patients[key] for key in sorted(self.person) if key in self.patients), Raw())

    def name(self) -> str:
        """Return how evidence names the person's own resource."""
        return min((key for key in self.person if key in self.patients), default="Patient")

    def find(self, reference: object, owner: Raw) -> Raw:
        """Return what is kept of the resource that a `Reference` of *owner* means, or an empty object."""
        said = reference if isinstance(reference, str) else text(reference, "reference")
        if said.startswith("#"):
            return next((one for one in objects(owner, "contained") if text(one, "id") == said[1:]), Raw())
        return self._kept.get(key_of(said), {})

    def resources(self, kinds: t.Collection[str]) -> t.Iterator[Resource]:
        """Yield the person's own resources of some types, in their newest version, without those there in error."""
        if self.trouble:
            return
        seen: set[str] = set()
        for place, entry in enumerate(self.supply):
            if entry.kind not in kinds:
                continue
            name = entry.keys[0] if entry.keys else f"{entry.kind}#{place}"
            if name in seen or not self._counts(entry, name, place):
                continue
            if not self._is_theirs(entry):
                self.is_someone_elses = True
                continue
            if entry.kind not in _COUNTLESS:
                seen.add(name)
            yield Resource(entry.kind, entry.raw, name)

    def _counts(self, entry: Entry, name: str, place: int) -> bool:
        if entry.is_void or not self._gone.isdisjoint(entry.keys):
            return False
        newest = self._newest.get(name)
        return newest is None or newest == _version(entry.raw, place)

    def _survey(self) -> dict[str, None]:
        """Look through all of the data once; return the keys of those whom it is about."""
        subjects: dict[str, None] = {}
        for place, entry in enumerate(self.supply):
            if entry.is_void:
                self._gone.update(entry.keys)
            else:
                subjects.update(dict.fromkeys(self._look_at(entry, place)))
        return subjects

    def _look_at(self, entry: Entry, place: int) -> tuple[str, ...]:
        """Take note of a resource that others refer to, of its version, and of whom it is about."""
        if entry.kind in _KEPT:
            small = {name: entry.raw[name] for name in _KEPT[entry.kind] if name in entry.raw}
            self._kept.update(dict.fromkeys(entry.keys, small))
        if entry.keys and "meta" in entry.raw and entry.kind not in _COUNTLESS:
            version = _version(entry.raw, place)
            self._newest[entry.keys[0]] = max(self._newest.get(entry.keys[0], version), version)
        if entry.kind == "Patient":
            self.patients.update(dict.fromkeys(entry.keys or (f"Patient#{place}",), entry.raw))
        return () if entry.kind in _OF_NOBODY else entry.subjects

    def _choose(self, patient_id: str | None, subjects: dict[str, None]) -> None:
        """Settle whose data it is: nobody's where there are two, and nobody said which."""
        people = self._people()
        if patient_id is not None:
            wanted = {key_of(patient_id), f"Patient/{patient_id}", patient_id}
            self.person = next((keys for keys in people if keys & wanted), frozenset(wanted))
            if not self.person & {*self.patients, *subjects}:
                self.trouble = "fhir_other_patient"
        elif len(people) > 1 or (not people and len(subjects) > 1):
            self.trouble = "fhir_two_patients"
        elif people:
            self.person = people[0]
        else:
            self.person = frozenset(subjects)

    def _people(self) -> list[frozenset[str]]:
        """Return the keys of each person there is a `Patient` of; what is the same object is the same person."""
        people: dict[str, set[str]] = {}
        for key, raw in self.patients.items():
            people.setdefault(text(raw, "id") or key, set()).add(key)
        return [frozenset(keys) for keys in people.values()]

    def _is_theirs(self, entry: Entry) -> bool:
        """Return whether a resource is about the person, as far as it says whom it is about."""
        return not entry.subjects or not self.person or not self.person.isdisjoint(entry.subjects)


def _version(raw: Raw, place: int) -> tuple[str, int, int]:
    """Return the sort key of the versions of a resource; where they do not say, the first counts, as in a history."""
    meta = next(iter(objects(raw, "meta")), Raw())
    number = text(meta, "versionId")[:9]
    return (text(meta, "lastUpdated"), int(number) if number.isascii() and number.isdigit() else 0, -place)
