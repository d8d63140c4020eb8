"""A plan as FHIR R4 (4.0.1): a bundle of its parts, or one document for portals that take nothing else.

Neither holds the facts of the profile (but the day of the visit), the reasons why something is in the plan, or the
notes and answers of the person. What the plan says to do and to ask, and with it what the person added to it, is what
both are for. No profile of an implementation guide is claimed, and no extension is used.
"""

import base64
import datetime as dt
import functools
import hashlib
import typing as t

from second_opinion.entries import PlanItem, Status
from second_opinion.errors import UnknownFormatError
from second_opinion.fhir.narrative import Section, Teller, headed, narrative, page, paragraphs
from second_opinion.fhir.questions import questionnaire, url, version
from second_opinion.fhir.writing import (
    BASE_URL,
    LOINC,
    PATIENT_NOTE,
    SDC,
    Ids,
    Resource,
    check,
    concept,
    due_by,
    identifier,
    reference,
    stamp,
    urn,
)
from second_opinion.items import RecordItem, Step
from second_opinion.plan import PrepPlan
from second_opinion.schedule import Schedule

BundleKind = t.Literal["document", "collection", "transaction"]
KINDS: t.Final[tuple[BundleKind, ...]] = t.get_args(BundleKind)

_CATEGORIES: t.Final = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"

# Whoever leaves something out has called it off: in R4 "rejected" is for a performer who turns down another's request.
_STATUSES: t.Final[dict[Status, str]] = {"open": "ready", "done": "completed", "skipped": "cancelled"}


def to_fhir_r4(
    plan: PrepPlan,
    *,
    kind: BundleKind = "document",
    subject_reference: str | None = None,
    base_url: str = BASE_URL,
    now: dt.datetime | None = None,
) -> Resource:
    """Return a plan as a FHIR R4 (4.0.1) Bundle of a CarePlan, its Tasks and a Questionnaire.

    A ``"document"`` has a Composition as well, which says the whole plan in words; a ``"transaction"`` can be posted
    to a server as it is. *subject_reference* is the patient, as in ``"Patient/123"``; without it the bundle has a
    Patient of whom nothing is said. *now* is when the bundle is made, by default the start of the day of the plan
    in UTC, so that equal plans give equal bundles.

    What the person ticks or answers changes no id. With a *subject_reference* the ids also stay when the plan is
    refreshed; without it they are those of the day and the facts.

    The facts of the profile are not in it, nor are the reasons for an entry, nor notes and answers. The day of the
    visit is, as the end of the CarePlan, and so are the person's own questions, records and steps.

    Raises:
        UnknownFormatError: there is no such *kind*.
        EntryError: *subject_reference* is no reference to a patient, *base_url* no address, or *now* has no zone.
    """
    if kind not in KINDS:
        raise UnknownFormatError(kind, KINDS)
    check(subject_reference, base_url, now)
    return _Export(plan, subject_reference, base_url, stamp(plan, now)).bundle(kind)


def to_fhir_r4_document_reference(
    plan: PrepPlan, *, subject_reference: str | None = None, now: dt.datetime | None = None
) -> Resource:
    """Return a plan as a FHIR R4 (4.0.1) DocumentReference with one page of HTML, for portals that take documents only.

    The page says what the sections of the document of `to_fhir_r4` say, and leaves out what they leave out.

    Raises:
        EntryError: *subject_reference* is no reference to a patient, or *now* has no zone.
    """
    check(subject_reference, BASE_URL, now)
    return _Export(plan, subject_reference, BASE_URL, stamp(plan, now)).document_reference()


class _Export:
    """A plan on its way out: for a patient, at an instant."""

    def __init__(self, plan: PrepPlan, subject_reference: str | None, base_url: str, at: str) -> None:
        self.plan = plan
        self.language = plan.language
        self.teller = Teller(plan)
        self.say = self.teller.say
        self.ids = Ids(plan, base_url, subject_reference)
        self.is_known: bool = subject_reference is not None
        self.patient: str = subject_reference or urn(self.ids.id("patient"))
        self.base_url = base_url
        self.at = at
        self.created: str = plan.created.isoformat()
        self.care_plan: str = self.ids.id("care_plan")
        self._of_plan: str = urn(self.care_plan)
        self.visit = Schedule.of(plan.profile, plan.created).visit

    def head(self, kind: str, resource_id: str) -> Resource:
        return {"resourceType": kind, "id": resource_id, "language": self.language}

    def narrative(self, xhtml: str) -> Resource:
        return narrative(self.language, xhtml)

    # The bundle

    def bundle(self, kind: BundleKind) -> Resource:
        records = [self._record(entry) for entry in self.plan.records]
        steps = [self._task(entry, "step") for entry in self.plan.steps]
        questions = [self._bring_questions(), self._questionnaire()] if self.plan.questions else []
        care_plan = self._care_plan([*records, *steps, *questions[:1]])
        leading = {"records": records, "steps": steps, "questions": questions, "sources": [care_plan]}
        first = [self._composition(leading)] if kind == "document" else []
        last = [] if self.is_known else [self._patient()]
        resources = [*first, care_plan, *records, *steps, *questions, *last]
        # A document says by its identifier which document it is: made at another time, it is another one.
        known_by = {"identifier": identifier(urn(self.ids.id("document", self.at)))} if kind == "document" else {}
        return {
            **self.head("Bundle", self.ids.id("bundle", kind)),
            **known_by,
            "type": kind,
            "timestamp": self.at,
            "entry": [_entry(resource, kind) for resource in resources],
        }

    def _patient(self) -> Resource:
        return {**self.head("Patient", self.ids.id("patient")), "active": True}

    def _care_plan(self, tasks: list[Resource]) -> Resource:
        activity = [{"reference": _reference_to(task)} for task in tasks]
        return {
            **self.head("CarePlan", self.care_plan),
            "text": self.narrative(self.teller.opening + headed(self.teller.to_know)),
            "identifier": [identifier(self._of_plan)],
            "status": "active",
            "intent": "plan",
            "title": self.say("title"),
            "description": "\n".join((self.say("fhir_not_a_doctor"), *self.teller.reviews)),
            "subject": reference(self.patient),
            "period": {"start": self.created, **({"end": self.visit.isoformat()} if self.visit else {})},
            "created": self.created,
            "author": reference(self.patient),
            **({"activity": activity} if activity else {}),
        }

    def _questionnaire(self) -> Resource:
        return questionnaire(self.teller, self.ids, self.base_url)

    # The tasks

    def _record(self, entry: PlanItem[RecordItem]) -> Resource:
        """Return the task to gather a record, with each kind of document that it can be."""
        task = self._task(entry, "record")
        name = task["code"]["text"]
        wanted = [concept(name, LOINC, code) for code in entry.item.loinc] or [concept(name)]
        kind = self._gather
        task["input"] = [{"type": {"text": kind}, "valueCodeableConcept": one} for one in wanted]
        return task

    @functools.cached_property
    def _gather(self) -> str:
        return self.say("fhir_record_input")

    @functools.cached_property
    def _doubt(self) -> str:
        return self.say("may_apply")

    def _task(self, entry: PlanItem[RecordItem] | PlanItem[Step], role: str) -> Resource:
        name, description, _ = self.teller.told(entry)
        task = self._assigned(self.ids.id(role, entry.item.id), _STATUSES[entry.status], {"text": name})
        task["text"] = self.narrative(self.teller.xhtml(entry))
        if entry.certainty == "may_apply":
            description = f"{description}\n{self._doubt}".strip()
        if description:
            task["description"] = description
        if entry.rush and entry.status == "open":
            task["priority"] = "urgent"  # the first step above routine: R4 ranks "asap" above it
        if entry.due:
            task["restriction"] = due_by(entry.due)
        return task

    def _bring_questions(self) -> Resource:
        """Return the task to take the questions to the visit, in the form of HL7's SDC guide."""
        to_do = concept(self.say("fhir_bring_questions"), SDC, "complete-questionnaire")
        task = self._assigned(self.ids.id("bring_questions"), "ready", to_do)
        task["description"] = why = self.say("fhir_bring_questions_why")
        task["text"] = self.narrative(paragraphs(why))
        if self.visit:
            task["restriction"] = due_by(self.visit)
        kind = concept(self.say("fhir_questionnaire"), SDC, "questionnaire")
        task["input"] = [{"type": kind, "valueCanonical": f"{url(self.ids, self.base_url)}|{version(self.plan)}"}]
        return task

    def _assigned(self, resource_id: str, status: str, to_do: Resource) -> Resource:
        """Return a task of the plan, which the patient asks for and does."""
        patient = self.patient
        return {
            "resourceType": "Task",
            "id": resource_id,
            "language": self.language,
            "basedOn": [{"reference": self._of_plan}],
            "groupIdentifier": identifier(self._of_plan),
            "status": status,
            "intent": "plan",
            "code": to_do,
            "for": {"reference": patient},
            "authoredOn": self.created,
            "requester": {"reference": patient},
            "owner": {"reference": patient},
        }

    # The documents

    def _composition(self, leading: t.Mapping[str, list[Resource]]) -> Resource:
        """Return the document in words; *leading* has the resources to which its sections lead."""
        sections = [self._section(section, leading.get(section.name, [])) for section in self.teller.sections()]
        return {
            **self.head("Composition", self.ids.id("composition")),
            "text": self.narrative(self.teller.opening),
            # R4's "final" says that somebody fit for it has verified the document.
            "status": "preliminary",
            "type": self._type(),
            "subject": reference(self.patient),
            "date": self.at,
            "author": [reference(self.patient)],
            "title": self.say("title"),
            "section": sections,
        }

    def _section(self, section: Section, resources: list[Resource]) -> Resource:
        entry = {"entry": [_reference_to(resource) for resource in resources]} if resources else {}
        return {"title": section.title, "text": self.narrative(section.xhtml), **entry}

    def _type(self) -> Resource:
        return concept(self.say("fhir_document_type"), LOINC, PATIENT_NOTE)

    def document_reference(self) -> Resource:
        by = {"subject": reference(self.patient), "author": [reference(self.patient)]} if self.is_known else {}
        return {
            **self.head("DocumentReference", self.ids.id("document_reference")),
            "status": "current",
            "type": self._type(),
            "category": [{"coding": [{"system": _CATEGORIES, "code": "clinical-note"}]}],
            **by,
            "date": self.at,
            "description": self.say("title"),
            "content": [{"attachment": self._page()}],
        }

    def _page(self) -> Resource:
        title = self.say("title")
        data = page(self.language, title, self.teller.opening + headed(self.teller.sections())).encode()
        return {
            "contentType": "text/html",
            "language": self.language,
            "data": _base64(data),
            "size": len(data),
            "hash": _base64(hashlib.sha1(data, usedforsecurity=False).digest()),
            "title": title,
            "creation": self.at,
        }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _reference_to(resource: Resource) -> Resource:
    return {"reference": f"urn:uuid:{resource['id']}"}


def _entry(resource: Resource, kind: BundleKind) -> Resource:
    entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
    if kind == "transaction":
        entry["request"] = {"method": "POST", "url": resource["resourceType"]}
    return entry
