"""What an import finds: facts, records in hand and events, each with the resources that say so."""

import typing as t

import attrs

from second_opinion.formats import Id, PartialDate
from second_opinion.profile import FactValue

FactStatus = t.Literal["current", "past", "not_confirmed", "secondary"]

EventKind = t.Literal[
    "operation",
    "biopsy",
    "scan",
    "scope",
    "radiation",
    "drug_treatment",
    "transplant",
    "lab_test",
    "gene_test",
    "hospital_stay",
]


@attrs.frozen(kw_only=True)
class FhirFact:
    """One thing that a record says of a person.

    `fact` is a field of `PatientProfile` and `value` one of its values, or `None`: it is known that there is something,
    a cancer say, and not known what. `evidence` names the resources, as in ``"Condition/123"``. `date` is when it
    began, as far as that is said. `note` has the record's own words, and is not in `repr`.
    """

    fact: str
    value: FactValue | None
    status: FactStatus
    evidence: tuple[str, ...]
    date: PartialDate | None = None
    note: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class FhirRecord:
    """A record that the person has in hand, since it is in the data: the id of its `RecordItem`, its date and place.

    `title` and `place` are the record's own words, and not in `repr`.
    """

    record: Id
    evidence: tuple[str, ...]
    date: PartialDate | None = None
    title: str = attrs.field(default="", repr=False)
    place: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class FhirEvent:
    """Something that was done, of which there is a document to ask for: `record` is the id of its `RecordItem`.

    That an operation is in the data does not mean that its report is. `title` and `place` are the record's own words,
    and not in `repr`.
    """

    kind: EventKind
    record: Id
    evidence: tuple[str, ...]
    date: PartialDate | None = None
    title: str = attrs.field(default="", repr=False)
    place: str = attrs.field(default="", repr=False)


Finding = FhirFact | FhirRecord | FhirEvent
