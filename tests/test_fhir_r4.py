"""What is written as FHIR is R4 (4.0.1), as a checker of our own and the classes of `fhir.resources` both say.

The checker is in ``r4/``, made of HL7's definitions. It is worth what it catches: so the first half of this file breaks
a good document, written by hand, in one place after the other.
"""

import copy
import datetime as dt
import json
import pathlib
import re
import typing as t

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.documentreference import DocumentReference
from fhir.resources.R4B.questionnaire import Questionnaire
from hostile import SHORTENED, plan_with
from hypothesis import given, settings
from hypothesis import strategies as st
from r4.checker import problems
from strategies import pack, plans, profiles, source, texts, topic

import second_opinion as so
from second_opinion import packaged
from second_opinion.fhir.plans import BundleKind, to_fhir_r4, to_fhir_r4_document_reference
from second_opinion.fhir.questionnaires import questionnaire_r4
from second_opinion.fhir.questions import questions_r4

# A good document, and what breaks it

HERE: t.Final = pathlib.Path(__file__).parent
GOOD: t.Final[dict[str, t.Any]] = json.loads((HERE / "r4" / "good.json").read_text(encoding="utf-8"))
"""A document with a resource of each type that the library writes or reads back; our exporter had no part in it."""

PLACES: t.Final = {
    entry["resource"]["resourceType"] + ("2" if i == 4 else ""): f"Bundle.entry[{i}].resource"
    for i, entry in enumerate(GOOD["entry"])
}
"""Where each resource stands; the second Task is ``Task2``."""

GONE: t.Final = object()
XHTML: t.Final = 'xmlns="http://www.w3.org/1999/xhtml"'
OPTIONS: t.Final = "https://example.org/CodeSystem/insurance"
R4_EXTENSION: t.Final = "http://hl7.org/fhir/StructureDefinition/"
NOBODY: t.Final = "urn:uuid:00000000-0000-4000-8000-000000000077"
PATIENT: t.Final = "urn:uuid:00000000-0000-4000-8000-000000000002"
CARE_PLAN: t.Final = "urn:uuid:00000000-0000-4000-8000-000000000003"


class Fault(t.NamedTuple):
    """One change to the good document, and the problem that it makes: a rule at a path, by default where it is made."""

    place: str
    value: t.Any
    rule: str
    path: str | None = None


def div(inside: str, attributes: str = XHTML) -> str:
    """Return XHTML as a narrative has it."""
    return f"<div {attributes}>{inside}</div>"


FAULTS: t.Final = (
    # Names, numbers and JSON types
    Fault("Task.colour", "red", "unknown"),
    Fault("Task.Status", "ready", "unknown"),
    Fault("Task.restriction.due", "2026-12-01", "unknown"),
    Fault("Questionnaire.item[0].item[1].answerOption[0].valueBoolean", value=True, rule="unknown"),
    Fault("Composition.section[0].text.html", "<p>a</p>", "unknown"),
    Fault("Bundle.resourceType", "Bundel", "resourceType", "Bundel"),
    Fault("Patient.resourceType", "Person2", "resourceType", "Bundle.entry[1].resource"),
    Fault("Task.status", GONE, "min"),
    Fault("Task.intent", GONE, "min"),
    Fault("CarePlan.subject", GONE, "min"),
    Fault("Composition.author", GONE, "min"),
    Fault("Composition.title", GONE, "min"),
    Fault("Composition.text.div", GONE, "min"),
    Fault("DocumentReference.content", GONE, "min"),
    Fault("DocumentReference.content[0]", {"format": {"system": "urn:x:y", "code": "a"}}, "min", "*.attachment"),
    Fault("Questionnaire.item[0].item[0].linkId", GONE, "min"),
    Fault("Questionnaire.item[0].item[1].item[0].type", GONE, "min"),
    Fault("Questionnaire.item[0].item[2].enableWhen[0].answerCoding", GONE, "min", "*.enableWhen[0].answer[x]"),
    Fault("Task.input[0].valueCodeableConcept", GONE, "min", "*.input[0].value[x]"),
    Fault("Bundle.type", GONE, "min"),
    Fault("Task.input[0].valueString", "two values", "max"),
    Fault("QuestionnaireResponse.item[1].answer[0].valueInteger", 1, "max", "*.answer[0].valueString"),
    Fault("Task.status", ["ready"], "array"),
    Fault("CarePlan.activity", {"reference": {"reference": CARE_PLAN}}, "array"),
    Fault("Composition.author", {"reference": PATIENT}, "array"),
    Fault("CarePlan.activity", [], "empty"),
    Fault("CarePlan.period", {}, "empty"),
    Fault("CarePlan.title", "", "empty"),
    Fault("CarePlan.title", " \n", "empty"),
    Fault("CarePlan.title", None, "null"),
    Fault("Questionnaire.subjectType[1]", None, "null"),
    Fault("Patient.active", "true", "type"),
    Fault("Questionnaire.item[1].maxLength", "2000", "type"),
    Fault("Questionnaire.item[1].maxLength", value=True, rule="type"),
    Fault("Task.description", 5, "type"),
    Fault("Task.code", "Get the report", "type"),
    Fault("Task.for", PATIENT, "type"),
    # Values of primitive types
    Fault("Task.id", "has blanks", "pattern"),
    Fault("Task.id", "x" * 65, "pattern"),
    Fault("Task.authoredOn", "23 November 2026", "pattern"),
    Fault("Task.authoredOn", "2026-11-23T10:00:00", "pattern"),
    Fault("Task.authoredOn", "2026-02-30", "pattern"),
    Fault("Task.restriction.period.end", "2026-13-01", "pattern"),
    Fault("Bundle.timestamp", "2026-11-23", "pattern"),
    Fault("Composition.date", "2026-11-23T25:00:00Z", "pattern"),
    Fault("Patient.birthDate", "1970-1-1", "pattern"),
    Fault("Questionnaire.item[1].maxLength", 1.5, "type"),
    Fault("DocumentReference.content[0].attachment.size", -1, "pattern"),
    Fault("DocumentReference.content[0].attachment.data", "not base64!", "pattern"),
    Fault("DocumentReference.content[0].attachment.contentType", "html", "pattern"),
    Fault("DocumentReference.content[0].attachment.url", "https://example.org/a page", "pattern"),
    Fault("Questionnaire.url", "https://example.org/a page", "pattern"),
    Fault("Bundle.entry[3].fullUrl", "urn:uuid:4", "pattern"),
    Fault("Task.status", "ready ", "pattern"),
    Fault("Composition.language", "English!", "pattern"),
    Fault("CarePlan.title", "a\x00b", "characters"),
    Fault("CarePlan.title", "a\ud800b", "characters"),
    Fault("CarePlan.title", "a\uffffb", "characters"),
    Fault("CarePlan.title", "a" * 1_048_577, "length"),
    # Codes
    Fault("Task.status", "open", "binding"),
    Fault("Task.intent", "wish", "binding"),
    Fault("Task.priority", "soon", "binding"),
    Fault("CarePlan.status", "ready", "binding"),
    Fault("CarePlan.intent", "order-of-mine", "binding"),
    Fault("Composition.status", "draft", "binding"),
    Fault("Bundle.type", "documents", "binding"),
    Fault("Patient.gender", "f", "binding"),
    Fault("Questionnaire.status", "final", "binding"),
    Fault("Questionnaire.subjectType[0]", "Human", "binding"),
    Fault("Questionnaire.item[1].type", "textarea", "binding"),
    Fault("Questionnaire.item[0].item[1].enableBehavior", "some", "binding"),
    Fault("Questionnaire.item[0].item[1].enableWhen[0].operator", "is", "binding"),
    Fault("QuestionnaireResponse.status", "done", "binding"),
    Fault("DocumentReference.status", "final", "binding"),
    Fault("Composition.text.status", "made", "binding"),
    Fault("Composition.section[2].emptyReason.coding[0].code", "none", "code"),
    Fault("Composition.section[2].emptyReason.coding[0].display", "Nothing", "display"),
    Fault("Composition.section[2].emptyReason.coding[0].system", "http://hl7.org/fhir/no-such", "system"),
    Fault("Composition.section[2].emptyReason.coding[0].system", "list-empty-reason", "system"),
    Fault("Composition.type.coding[0].system", GONE, "system"),
    Fault("Composition.type.coding[0].code", "51855-4", "code"),
    Fault("Composition.type.coding[0].code", "51855", "code"),
    Fault("Composition.type.coding[0].display", "Patient Note", "display"),
    Fault("Task2.groupIdentifier.system", "mine", "system"),
    Fault("CarePlan.identifier[0].value", "plan-1", "identifier"),
    # Invariants
    Fault("CarePlan.activity[0].detail", {"status": "scheduled"}, "cpl-3", "*.activity[0]"),
    Fault("CarePlan.period.start", "2026-12-15", "per-1", "*.period"),
    Fault("Task.lastModified", "2026-11-22", "inv-1", "Bundle.entry[3].resource"),
    Fault("Task.contained[0].meta", {"versionId": "1"}, "dom-4", "Bundle.entry[3].resource"),
    Fault("Task.contained[0].meta", {"security": [{"text": "a"}]}, "dom-5", "Bundle.entry[3].resource"),
    Fault("Task.contained[0].contained", [{"resourceType": "Patient", "id": "x"}], "dom-2", "Bundle.entry[3].resource"),
    Fault("Task.owner.reference", PATIENT, "dom-3", "Bundle.entry[3].resource.contained[0]"),
    Fault("Composition.section[0]", {"title": "Empty"}, "cmp-1"),
    Fault("Composition.section[0].emptyReason", {"text": "None"}, "cmp-2", "*.section[0]"),
    Fault("Patient.contact[0]", {"gender": "female"}, "pat-1"),
    Fault("DocumentReference.content[0].attachment.contentType", GONE, "att-1", "*.attachment"),
    Fault("Questionnaire.extension[0]", {"url": "https://example.org/x"}, "ext-1"),
    Fault("Bundle.total", 8, "bdl-1", "Bundle"),
    Fault("Bundle.entry[1].search", {"mode": "match"}, "bdl-2", "Bundle"),
    Fault("Bundle.entry[1].request", {"method": "POST", "url": "Patient"}, "bdl-3", "Bundle"),
    Fault("Bundle.entry[1].response", {"status": "200"}, "bdl-4", "Bundle"),
    Fault("Bundle.entry[8]", {"fullUrl": NOBODY}, "bdl-5"),
    Fault("Bundle.entry[4].fullUrl", GOOD["entry"][3]["fullUrl"], "bdl-7", "Bundle"),
    Fault("Bundle.entry[4].fullUrl", "https://example.org/Task/1/_history/1", "bdl-8", "Bundle.entry[4]"),
    Fault("Bundle.identifier", GONE, "bdl-9", "Bundle"),
    Fault("Bundle.identifier.system", GONE, "bdl-9", "Bundle"),
    Fault("Bundle.timestamp", GONE, "bdl-10", "Bundle"),
    Fault("Bundle.entry", GOOD["entry"][::-1], "bdl-11", "Bundle"),
    Fault("Bundle.type", "message", "bdl-12", "Bundle"),
    # References and Bundles
    Fault("Task.for.reference", NOBODY, "reference"),
    Fault("Task.for.reference", "Patient/123", "reference"),
    Fault("Task.owner.reference", "#nobody", "reference"),
    Fault("Task.owner.reference", "#nobody", "ref-1", "*.owner"),
    Fault("Composition.section[0].entry[0].reference", NOBODY, "reference"),
    Fault("Task.for", {"type": "Patient"}, "reference"),
    Fault("Task.for.type", "Group", "target"),
    Fault("CarePlan.subject.reference", CARE_PLAN, "target"),
    Fault("Task.requester.reference", CARE_PLAN, "target"),
    Fault("CarePlan.activity[0].reference.reference", PATIENT, "target"),
    Fault("Task2.input[0].valueCanonical", "https://example.org/Questionnaire/other|1", "canonical"),
    Fault("Task2.input[0].valueCanonical", "https://example.org/Questionnaire/mine|2025.01", "canonical"),
    Fault("QuestionnaireResponse.questionnaire", "https://example.org/Questionnaire/mine|1", "canonical"),
    Fault("Bundle.entry[2].fullUrl", GONE, "fullUrl"),
    Fault("Bundle.entry[2].fullUrl", "CarePlan/3", "fullUrl"),
    Fault("Bundle.entry[2].fullUrl", "https://example.org/CarePlan/3", "fullUrl"),
    Fault("Task2.id", GOOD["entry"][3]["resource"]["id"], "id"),
    Fault("Composition.section[1].entry[1]", GONE, "document", "Bundle.entry[7]"),
    Fault("Bundle.entry[7].resource", {**GOOD["entry"][0]["resource"], "id": "two"}, "document", "Bundle.entry[7]"),
    # Narrative
    Fault("Composition.text.div", div("<p>a<br></p>"), "txt-1"),
    Fault("Composition.text.div", div("<p>fish & chips</p>"), "txt-1"),
    Fault("Composition.text.div", div("<p>a&nbsp;b</p>"), "txt-1"),
    Fault("Composition.text.div", div("<script>alert(1)</script>a"), "txt-1"),
    Fault("Composition.text.div", div("<form>a</form>"), "txt-1"),
    Fault("Composition.text.div", div("<p onclick='a()'>a</p>"), "txt-1"),
    Fault("Composition.text.div", div("<a href='javascript:a()'>a</a>"), "txt-1"),
    Fault("Composition.text.div", div("<a href='https://example.org' target='_blank'>a</a>"), "txt-1"),
    Fault("Composition.text.div", div("<img src='https://example.org/a.png'/>a"), "txt-1"),
    Fault("Composition.text.div", div("<svg xmlns='http://www.w3.org/2000/svg'/>a"), "txt-1"),
    Fault("Composition.text.div", div("<!-- a -->a"), "txt-1"),
    Fault("Composition.text.div", div("<p id='a'>a</p><p id='a'>b</p>"), "txt-1"),
    Fault("Composition.text.div", f"<p {XHTML}>a</p>", "txt-1"),
    Fault("Composition.text.div", div("a", ""), "txt-1"),
    Fault("Composition.text.div", div("<p> </p>"), "txt-2"),
    # Questionnaires and responses
    Fault("Questionnaire.item[1].linkId", "how", "que-2", "Bundle.entry[5].resource"),
    Fault("Questionnaire.item[0].item", GONE, "que-1", "*.item[0]"),
    Fault(
        "Questionnaire.item[0].item[1].item[0].item", [{"linkId": "x", "type": "text"}], "que-1", "*.item[1].item[0]"
    ),
    Fault("Questionnaire.item[0].item[1].item[0].code", [{"system": "urn:x:y", "code": "a"}], "que-3", "*.item[0]"),
    Fault("Questionnaire.item[0].item[1].answerValueSet", "https://example.org/ValueSet/a", "que-4", "*.item[1]"),
    Fault("Questionnaire.item[0].item[1].type", "boolean", "que-5", "*.item[1]"),
    Fault("Questionnaire.item[0].item[1].item[0].required", value=True, rule="que-6", path="*.item[0]"),
    Fault("Questionnaire.item[0].item[2].enableWhen[0].operator", "exists", "que-7", "*.enableWhen[0]"),
    Fault("Questionnaire.item[0].initial", [{"valueString": "a"}], "que-8", "*.item[0]"),
    Fault("Questionnaire.item[0].item[1].item[0].readOnly", value=True, rule="que-9", path="*.item[0]"),
    Fault("Questionnaire.item[0].item[2].maxLength", 10, "que-10", "*.item[2]"),
    Fault(
        "Questionnaire.item[0].item[1].initial", [{"valueCoding": {"system": OPTIONS, "code": "a"}}], "que-11", "*[1]"
    ),
    Fault("Questionnaire.item[1].initial", [{"valueString": "a"}, {"valueString": "b"}], "que-13", "*.item[1]"),
    Fault("Questionnaire.item[0].item[1].enableBehavior", GONE, "enableBehavior"),
    Fault("Questionnaire.item[0].item[1].enableWhen[0].question", "nothing", "enableWhen"),
    Fault("Questionnaire.item[0].item[1].enableWhen[0].question", "how", "enableWhen"),
    Fault("Questionnaire.item[0].item[1].enableWhen[0].question", "since", "enableWhen", "*.enableWhen[0]"),
    Fault("Questionnaire.item[0].item[2].enableWhen[0].answerCoding.code", "z", "enableWhen", "*.enableWhen[0]"),
    Fault("Questionnaire.item[0].item[1].answerOption", GONE, "choice", "*.item[1]"),
    Fault("Questionnaire.item[0].item[1].answerOption[1].valueCoding.code", "a", "distinct", "*.answerOption"),
    Fault("Questionnaire.item[0].item[0].initial[0]", {"valueString": "yes"}, "type"),
    Fault("Questionnaire.item[0].item[1].answerOption[0]", {"valueString": "a"}, "type"),
    Fault("Questionnaire.extension[0].url", "designNote", "extension"),
    Fault("Questionnaire.extension[0].url", "http://hl7.org/fhir/StructureDefinition/no-such", "extension"),
    Fault("Questionnaire.extension[0]", {"url": R4_EXTENSION + "entryFormat", "valueString": "a"}, "extension"),
    Fault(
        "Questionnaire.extension[0]",
        {"url": R4_EXTENSION + "designNote", "valueString": "a"},
        "extension",
        "*.valueString",
    ),
    Fault("QuestionnaireResponse.item[1].linkId", "unasked", "linkId"),
    Fault("QuestionnaireResponse.item[1].answer[0]", {"valueBoolean": True}, "answer"),
    Fault("QuestionnaireResponse.item[0].item[1].answer[0].valueCoding.code", "z", "answer", "*.answer[0]"),
    Fault("QuestionnaireResponse.item[1].answer[1]", {"valueString": "More."}, "repeats", "*.answer"),
    Fault("QuestionnaireResponse.item[0].item[0].item", [{"linkId": "x"}], "qrs-1", "*.item[0]"),
    # What values say together
    Fault("DocumentReference.content[0].attachment.size", 3, "size"),
    Fault("DocumentReference.content[0].attachment.hash", "AAAA", "hash"),
    Fault("Task2.focus", {"reference": CARE_PLAN}, "sdc-t1"),
    Fault("Task2.input", GONE, "sdc-task"),
    Fault("Task2.authoredOn", GONE, "sdc-task"),
    Fault("Task2.requester", GONE, "sdc-task"),
)


def full(place: str) -> str:
    """Return a path from the top of the Bundle."""
    first, _, rest = place.partition(".")
    return f"{PLACES.get(first, first)}.{rest}"


def broken(place: str, value: t.Any, document: t.Any = None) -> dict[str, t.Any]:
    """Return the good document with another value, or none, at one place."""
    changed: t.Any = copy.deepcopy(GOOD if document is None else document)
    *above, last = (int(key) if key.isdigit() else key for key in re.findall(r"\w+", full(place))[1:])
    around = changed
    for key in above:
        around = around[key]
    if value is GONE:
        del around[last]
    elif isinstance(last, int) and last == len(around):
        around.append(value)
    else:
        around[last] = value
    return t.cast("dict[str, t.Any]", changed)


def is_at(problem_path: str, fault: Fault) -> bool:
    """Return whether a problem is where a fault should show; a star stands for what comes before."""
    expected = full(fault.place) if fault.path is None else fault.path
    return problem_path.endswith(expected[1:]) if expected.startswith("*") else problem_path == expected


def as_transaction(document: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the good document as a transaction that posts each of its resources."""
    entries = [
        {**entry, "request": {"method": "POST", "url": entry["resource"]["resourceType"]}}
        for entry in document["entry"]
    ]
    return {**document, "type": "transaction", "entry": entries}


def test_the_good_document_has_no_problem() -> None:
    """What is right is not called wrong: the control without which the faults below would prove nothing."""
    assert problems(GOOD) == []
    assert problems(as_transaction(GOOD)) == []
    assert json.loads(Bundle.model_validate(GOOD).model_dump_json()) == GOOD


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{i} {one.rule} {one.place}" for i, one in enumerate(FAULTS)])
def test_each_fault_is_caught_where_it_is(fault: Fault) -> None:
    """Each single fault in the good document is a problem of its rule, at its path."""
    found = problems(broken(fault.place, fault.value))
    assert [one for one in found if one.rule == fault.rule and is_at(one.path, fault)], found


@pytest.mark.parametrize(
    ("place", "value", "rule", "path"),
    [
        ("Bundle.entry[1].request", GONE, "bdl-3", "Bundle"),
        ("Bundle.entry[1].request.url", GONE, "min", "Bundle.entry[1].request.url"),
        ("Bundle.entry[1].request.url", "Task", "request", "Bundle.entry[1].request.url"),
        ("Bundle.entry[1].request.url", "Patient/1", "request", "Bundle.entry[1].request.url"),
        ("Bundle.entry[1].request.method", "PUT", "request", "Bundle.entry[1].request.url"),
        ("Bundle.entry[1].request.method", "DELETE", "request", "Bundle.entry[1].resource"),
        ("Bundle.entry[1].request.method", "SEND", "binding", "Bundle.entry[1].request.method"),
        ("Bundle.entry[1].resource", GONE, "request", "Bundle.entry[1].resource"),
        ("Bundle.entry[1].fullUrl", GONE, "fullUrl", "Bundle.entry[1].fullUrl"),
    ],
)
def test_faults_of_a_transaction_are_caught(place: str, value: t.Any, rule: str, path: str) -> None:
    """Each entry of a transaction says what a server is to do with it, and that fits its resource."""
    found = problems(broken(place, value, as_transaction(GOOD)))
    assert (path, rule) in [(one.path, one.rule) for one in found]


@pytest.mark.parametrize("other", [None, [], "", 1, {}, {"resourceType": "Plan"}, {"resourceType": "Observation"}])
def test_what_is_no_resource_is_a_problem(other: t.Any) -> None:
    """Nothing passes for want of a type that the checker knows."""
    assert problems(other)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**6), st.sampled_from((None, "", [], {}, 1, True, "a", ["a"], [None], {"a": 1}, [{}], 1.5)))
def test_the_checker_answers_whatever_stands_anywhere(number: int, value: t.Any) -> None:
    """A wrong value anywhere is answered by problems, not by an error of the checker."""
    places = list(_keys(GOOD))
    changed: t.Any = copy.deepcopy(GOOD)
    *above, last = places[number % len(places)]
    around = changed
    for key in above:
        around = around[key]
    around[last] = value
    found = problems(changed)
    assert found or value not in (None, "", [], {}), "nothing may stand empty"


def _keys(data: t.Any, above: tuple[t.Any, ...] = ()) -> t.Iterator[tuple[t.Any, ...]]:
    inside: t.Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*above, key)
        yield from _keys(value, (*above, key))


# What the library writes

NAMES: t.Final = packaged.names("examples", suffix=".json")
PERSON: t.Final = "Patient/123"
KINDS: t.Final[tuple[tuple[BundleKind, str | None], ...]] = (
    ("document", None),
    ("collection", PERSON),
    ("transaction", PERSON),
)
TODAY: t.Final = dt.date(2026, 11, 22)
few = settings(deadline=None, max_examples=4)


def profile_of(name: str) -> so.PatientProfile:
    """Return an example profile."""
    return so.profile_loads(packaged.read("examples", f"{name}.json"))


def found_in_all_of(plan: so.PrepPlan) -> list[t.Any]:
    """Return the problems in everything that is written of a plan, and assert that `fhir.resources` takes it."""
    found: list[t.Any] = []
    for kind, person in KINDS:
        bundle = to_fhir_r4(plan, kind=kind, subject_reference=person)
        assert json.loads(Bundle.model_validate(bundle).model_dump_json()) == bundle
        found += problems(bundle, external=filter(None, (person,)))
    for person in (None, PERSON):
        page = to_fhir_r4_document_reference(plan, subject_reference=person)
        assert json.loads(DocumentReference.model_validate(page).model_dump_json()) == page
        found += problems(page, external=filter(None, (person,)))
    return [*found, *_found_in_form(questions_r4(plan))]


def _found_in_form(form: t.Any) -> list[t.Any]:
    assert json.loads(Questionnaire.model_validate(form).model_dump_json()) == form
    return problems(form)


@pytest.mark.parametrize("name", NAMES)
def test_the_plans_of_the_examples_are_r4(name: str) -> None:
    """Every kind of bundle, the document for portals and the questions: nothing in them is against R4."""
    assert found_in_all_of(so.build_plan(profile_of(name), today=TODAY)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_intake_is_r4(name: str) -> None:
    """The intake, with what is known filled in, is a form that R4 allows."""
    catalog = so.load_catalog()
    assert _found_in_form(questionnaire_r4(catalog, profile=profile_of(name))) == []


def test_the_empty_intake_is_r4() -> None:
    """The intake of somebody of whom nothing is known is a form that R4 allows."""
    assert _found_in_form(questionnaire_r4(so.load_catalog())) == []


@few
@given(profiles(), st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)))
def test_the_plan_of_any_profile_is_r4(profile: so.PatientProfile, today: dt.date) -> None:
    """Whatever is known of a person, and whenever their visit is or was."""
    plan = so.build_plan(profile, today=today)
    assert problems(to_fhir_r4(plan)) == []
    assert _found_in_form(questionnaire_r4(so.load_catalog(), profile=profile)) == []


@settings(deadline=None, max_examples=20)
@given(plans())
def test_any_plan_is_r4(plan: so.PrepPlan) -> None:
    """Whatever stands in a plan, whatever is ticked off, noted or answered."""
    assert found_in_all_of(plan) == []


@pytest.mark.parametrize("name", SHORTENED)
def test_hostile_texts_make_no_fault(name: str) -> None:
    """Markup, controls, lone surrogates and long texts in every place of a plan leave it R4."""
    plan = plan_with(SHORTENED[name])
    bundle, page = to_fhir_r4(plan), to_fhir_r4_document_reference(plan)
    assert json.loads(Bundle.model_validate(bundle).model_dump_json()) == bundle
    assert [*problems(bundle), *problems(page)] == []


@few
@given(st.lists(texts, min_size=3, max_size=3))
def test_own_entries_make_no_fault(said: list[str]) -> None:
    """What a person adds stands in the bundle without being able to break it."""
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog((pack(source(), topic()),)), today=TODAY)
    try:
        own = plan.add_question(said[0], audience="second_doctor").add_record(said[1]).add_step(said[2])
    except so.EntryError:
        return
    assert found_in_all_of(own) == []
