"""A plan as FHIR R4: what is in it, what is not, and that every part of it keeps the form."""

import base64
import datetime as dt
import hashlib
import json
import pathlib
import re
import typing as t
import uuid
import xml.etree.ElementTree as ET

import attrs
import pytest
from hostile import SHORTENED, plan_with
from hypothesis import given, settings
from strategies import MONDAY, plan_of, plans, question, record, resource, source, step, term, topic

import second_opinion as so
from second_opinion.fhir import narrative
from second_opinion.fhir.plans import KINDS, to_fhir_r4, to_fhir_r4_document_reference
from second_opinion.fhir.questions import questions_r4
from second_opinion.fhir.writing import BASE_URL
from second_opinion.plan import PackUsed

Json = dict[str, t.Any]

VISIT: t.Final = dt.date(2026, 12, 14)
NOW: t.Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
XHTML: t.Final = "{http://www.w3.org/1999/xhtml}"
TAGS: t.Final = {f"{XHTML}{tag}" for tag in ("div", "p", "b", "br", "ul", "li", "h2", "h3", "a")}
ATTRIBUTES: t.Final = {"href", "lang", "{http://www.w3.org/XML/1998/namespace}lang"}
SECRET: t.Final = "zebrafish"  # noqa: S105 (what no output may hold)

UNWRITABLE: t.Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)

PROFILES: t.Final = {
    path.stem: so.profile_loads(path.read_text(encoding="utf-8"))
    for path in sorted((pathlib.Path(__file__).parents[1] / "examples" / "profiles").glob("*.json"))
}
WHOLE: t.Final = so.build_plan(
    so.PatientProfile(cancer_type="breast", phase="newly_diagnosed", country="US", appointment=VISIT), today=MONDAY
)

each_kind = pytest.mark.parametrize("kind", KINDS)
each_hostile = pytest.mark.parametrize("name", SHORTENED)


# Ways into a bundle


def resources(bundle: Json, kind: str) -> list[Json]:
    """Return the resources of one kind in a bundle."""
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def the(bundle: Json, kind: str) -> Json:
    """Return the one resource of a kind in a bundle."""
    (found,) = resources(bundle, kind)
    return found


def task(plan: so.PrepPlan, **given: t.Any) -> Json:
    """Return the first task of the bundle of a plan."""
    return resources(to_fhir_r4(plan, **given), "Task")[0]


def values(data: t.Any, key: str = "") -> t.Iterator[tuple[str, t.Any]]:
    """Yield the key and the value of each place in a JSON document."""
    yield key, data
    if isinstance(data, dict):
        for name, value in data.items():
            yield from values(value, name)
    if isinstance(data, list):
        for value in data:
            yield from values(value, key)


def xml(text: str) -> ET.Element:
    """Return XML that this package has written."""
    return ET.fromstring(text)  # noqa: S314 (what it may not be is what is tested)


def named(data: t.Any, key: str) -> list[t.Any]:
    """Return all values in a JSON document that stand below a key."""
    return [value for name, value in values(data) if name == key and not isinstance(value, list)]


def items(questionnaire: Json) -> list[Json]:
    """Return all items of a Questionnaire, at any depth."""
    return [one for _, one in values(questionnaire) if isinstance(one, dict) and "linkId" in one]


def words(data: t.Any) -> str:
    """Return all that the narratives in a JSON document say, on one line."""
    said = ("".join(f" {text}" for text in xml(div).itertext()) for div in named(data, "div"))
    return " ".join(" ".join(said).split())


def page_of(document: Json) -> str:
    """Return the page in a DocumentReference."""
    return base64.b64decode(document["content"][0]["attachment"]["data"]).decode()


def assert_form(data: Json) -> None:
    """Assert what R4 asks of every value: none is empty, texts can be written, narratives are XHTML."""
    for _, value in values(data):
        assert value not in (None, "", [], {})
        if isinstance(value, str):
            assert value.strip()
            assert not UNWRITABLE.search(value)
            assert re.fullmatch(r"[ \r\n\t\S]+", value)
    for div in named(data, "div"):
        root = xml(div)
        assert root.tag == f"{XHTML}div"
        assert "".join(root.itertext()).strip()
        for element in root.iter():
            assert element.tag in TAGS
            assert set(element.attrib) <= ATTRIBUTES
            assert element.get("href", "https://").startswith("https://")


def assert_bundle(bundle: Json, subject: str | None = None) -> None:
    """Assert what R4 asks of a bundle: unique addresses, references that lead somewhere, requests where they belong."""
    assert_form(bundle)
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert addresses == [f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"]]
    assert all(uuid.UUID(entry["resource"]["id"]).version == 5 for entry in bundle["entry"])
    assert all(uuid.UUID(entry["resource"]["id"]).variant == uuid.RFC_4122 for entry in bundle["entry"])
    references = {one for one in named(bundle, "reference") if isinstance(one, str)}
    assert references <= {*addresses, subject}
    is_posted = bundle["type"] == "transaction"
    for entry in bundle["entry"]:
        request = {"method": "POST", "url": entry["resource"]["resourceType"]} if is_posted else None
        assert entry.get("request") == request
    links = [one["linkId"] for one in items(bundle)]
    assert len(set(links)) == len(links)
    assert all(one["item"] for one in items(bundle) if one["type"] == "group")


# The bundle


@each_kind
@pytest.mark.parametrize("name", PROFILES)
def test_the_bundles_of_the_examples_keep_the_form(name: str, kind: t.Any) -> None:
    """Each kind of bundle of each example has unique addresses, no dangling reference and no empty value."""
    plan = so.build_plan(PROFILES[name], today=MONDAY)
    assert_bundle(to_fhir_r4(plan, kind=kind))
    assert_bundle(to_fhir_r4(plan, kind=kind, subject_reference="Patient/123"), "Patient/123")


@settings(deadline=None, max_examples=40)
@given(plans())
def test_any_plan_keeps_the_form(plan: so.PrepPlan) -> None:
    """Whatever is in a plan, and whatever a person has typed into it, each kind of bundle keeps the form."""
    for kind in KINDS:
        assert_bundle(to_fhir_r4(plan, kind=kind))
    assert_form(questions_r4(plan))
    assert_form(to_fhir_r4_document_reference(plan))


@each_hostile
def test_no_hostile_text_breaks_the_form(name: str) -> None:
    """A hostile string in every place of a plan is text in the bundle and on the page, and nothing else."""
    plan = plan_with(SHORTENED[name])
    assert_bundle(to_fhir_r4(plan))
    page = page_of(to_fhir_r4_document_reference(plan))
    assert {element.tag for element in xml(page.partition("\n")[2]).iter()} <= TAGS | {
        f"{XHTML}{tag}" for tag in ("html", "head", "meta", "style", "title", "body", "h1")
    }


def test_a_plan_with_nothing_in_it_is_still_a_bundle() -> None:
    """Without a question there is no Questionnaire and no task to take it along; what is left keeps the form."""
    plan = attrs.evolve(plan_of(), packs=(), sources=(), terms=())
    for kind in KINDS:
        bundle = to_fhir_r4(plan, kind=kind)
        assert_bundle(bundle)
        assert not resources(bundle, "Questionnaire")
        assert "activity" not in the(bundle, "CarePlan")
    (section,) = the(to_fhir_r4(plan), "Composition")["section"]
    assert "23 November 2026" in section["text"]["div"]


def test_a_document_begins_with_its_words() -> None:
    """A document has an identifier and a time, and its first resource is the Composition; other kinds have none."""
    document = to_fhir_r4(WHOLE)
    assert document["type"] == "document"
    assert document["identifier"]["system"] == "urn:ietf:rfc:3986"
    assert document["timestamp"] == "2026-11-23T00:00:00Z"
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"
    for kind in KINDS[1:]:
        bundle = to_fhir_r4(WHOLE, kind=kind)
        assert "identifier" not in bundle
        assert not resources(bundle, "Composition")


@each_kind
def test_resources_are_the_same_in_all_kinds(kind: t.Any) -> None:
    """A resource is the same, with the same id, in whichever kind of bundle it goes."""
    document = to_fhir_r4(WHOLE)["entry"][1:]
    rest = [entry["resource"] for entry in to_fhir_r4(WHOLE, kind=kind)["entry"]][-len(document) :]
    assert rest == [entry["resource"] for entry in document]


def test_an_unknown_kind_is_refused() -> None:
    """A kind that is none is refused, and the error names those there are."""
    with pytest.raises(so.UnknownFormatError, match="'document', 'collection' or 'transaction'"):
        to_fhir_r4(WHOLE, kind=t.cast("t.Any", "documents"))


# Who, and when


@pytest.mark.parametrize(
    "subject",
    [
        "Patient/123",
        "https://example.org/fhir/Patient/a.b-C",
        "http://localhost:8080/Patient/1",
        "urn:uuid:714edc99-2b2e-54d1-b2d0-a42405e8535b",
    ],
)
def test_the_patient_may_be_one_that_a_server_knows(subject: str) -> None:
    """A reference to a patient stands wherever the person is meant, and no Patient is then in the bundle."""
    bundle = to_fhir_r4(WHOLE, subject_reference=subject)
    assert not resources(bundle, "Patient")
    assert the(bundle, "CarePlan")["subject"] == {"reference": subject}
    assert the(bundle, "Composition")["author"] == [{"reference": subject}]
    for one in resources(bundle, "Task"):
        assert one["for"] == one["requester"] == one["owner"] == {"reference": subject}
    assert to_fhir_r4_document_reference(WHOLE, subject_reference=subject)["subject"] == {"reference": subject}


def test_without_a_reference_nothing_is_said_of_the_patient() -> None:
    """The bundle then has a Patient with a language, and all tasks are of that one."""
    bundle = to_fhir_r4(WHOLE)
    patient = the(bundle, "Patient")
    assert patient == {"resourceType": "Patient", "id": patient["id"], "language": "en", "active": True}
    assert task(WHOLE)["for"] == {"reference": f"urn:uuid:{patient['id']}"}
    assert not {"subject", "author"} & set(to_fhir_r4_document_reference(WHOLE))


@pytest.mark.parametrize(
    "subject",
    ["", "Jane Doe", "123", "Patient/", "Observation/1", "Patient/a b", "javascript:Patient/1", 5, "urn:uuid:X"],
)
def test_what_refers_to_no_patient_is_refused(subject: t.Any) -> None:
    """What is no reference to a patient is refused, by its name and without its words."""
    with pytest.raises(so.EntryError, match=r"^\$\.subject_reference: expected a reference") as caught:
        to_fhir_r4(WHOLE, subject_reference=subject)
    assert "Jane" not in str(caught.value)
    with pytest.raises(so.EntryError):
        to_fhir_r4_document_reference(WHOLE, subject_reference=subject)


@pytest.mark.parametrize(
    "base_url", ["", "example.org", "ftp://example.org", "https://example.org/?a=b", "https://a|b", None]
)
def test_what_is_no_address_is_refused(base_url: t.Any) -> None:
    """The address of a server is refused if no canonical address can be made of it."""
    with pytest.raises(so.EntryError, match=r"^\$\.base_url"):
        to_fhir_r4(WHOLE, base_url=base_url)
    with pytest.raises(so.EntryError, match=r"^\$\.base_url"):
        questions_r4(WHOLE, base_url=base_url)


@pytest.mark.parametrize(
    "now",
    [dt.datetime(2026, 11, 24), MONDAY, "2026-11-24", dt.datetime.max.replace(tzinfo=dt.UTC)],  # noqa: DTZ001
)
def test_a_time_without_its_zone_is_refused(now: t.Any) -> None:
    """A datetime without a zone, what is no datetime, and one centuries away are refused."""
    with pytest.raises(so.EntryError, match=r"^\$\.now"):
        to_fhir_r4(WHOLE, now=now)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """An error lists every value that was refused."""
    with pytest.raises(so.EntryError) as caught:
        to_fhir_r4(WHOLE, subject_reference="me", base_url="here", now=t.cast("t.Any", "today"))
    assert [one.path for one in caught.value.problems] == ["$.subject_reference", "$.base_url", "$.now"]


def test_the_time_is_written_in_utc() -> None:
    """A time in any zone is written in UTC with a Z, where the bundle and its words are dated, and nowhere else."""
    bundle = to_fhir_r4(WHOLE, now=NOW)
    assert bundle["timestamp"] == the(bundle, "Composition")["date"] == "2026-11-24T14:30:00Z"
    assert to_fhir_r4_document_reference(WHOLE, now=NOW)["date"] == "2026-11-24T14:30:00Z"
    assert bundle["identifier"] != to_fhir_r4(WHOLE)["identifier"]
    assert bundle["entry"][1:] == to_fhir_r4(WHOLE)["entry"][1:]


# Ids


def ids(bundle: Json) -> list[str]:
    """Return the addresses in a bundle."""
    return [entry["fullUrl"] for entry in bundle["entry"]]


@each_kind
def test_equal_plans_give_equal_bytes(kind: t.Any) -> None:
    """A plan that was stored and read again gives the same JSON, byte for byte."""
    first, second = (json.dumps(to_fhir_r4(plan, kind=kind)) for plan in (WHOLE, so.loads(so.dumps(WHOLE))))
    assert first == second


def test_what_a_person_ticks_or_writes_changes_no_id() -> None:
    """Marks, answers and notes leave all ids as they are; only the status of the task changes."""
    first = WHOLE.records[0].id
    touched = WHOLE.update(first, status="done", note="n").update(WHOLE.questions[0].id, answer="a", status="done")
    assert ids(to_fhir_r4(touched)) == ids(to_fhir_r4(WHOLE))
    assert questions_r4(touched)["url"] == questions_r4(WHOLE)["url"]
    changed = [
        one["status"]
        for one, before in zip(
            resources(to_fhir_r4(touched), "Task"), resources(to_fhir_r4(WHOLE), "Task"), strict=True
        )
        if one != before
    ]
    assert changed == ["completed"]


@pytest.mark.parametrize(
    "other",
    [
        lambda: to_fhir_r4(attrs.evolve(WHOLE, profile=so.PatientProfile(cancer_type="breast"))),
        lambda: to_fhir_r4(attrs.evolve(WHOLE, created=MONDAY + dt.timedelta(1))),
        lambda: to_fhir_r4(WHOLE, subject_reference="Patient/1"),
        lambda: to_fhir_r4(WHOLE, base_url="https://example.org/fhir"),
    ],
    ids=["facts", "day", "patient", "server"],
)
def test_other_people_days_and_servers_have_other_ids(other: t.Callable[[], Json]) -> None:
    """Plans for other facts, of another day, for another patient or server share no id."""
    assert not set(ids(to_fhir_r4(WHOLE))) & set(ids(other()))


def test_ids_stay_for_a_patient_that_a_server_knows() -> None:
    """With a reference the ids depend on no fact and no day, so that a refreshed plan replaces the one before."""
    later = attrs.evolve(WHOLE, created=MONDAY + dt.timedelta(1), profile=so.PatientProfile(country="US"))
    first, second = (to_fhir_r4(plan, subject_reference="Patient/1") for plan in (WHOLE, later))
    assert ids(first) == ids(second)


def test_an_id_is_that_of_any_other_maker_of_uuids() -> None:
    """An id is the UUID of version 5 that the standard library makes of the same names."""
    server = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org Patient/1")
    bundle = to_fhir_r4(plan_of(), subject_reference="Patient/1", base_url="https://example.org/")
    assert the(bundle, "CarePlan")["id"] == str(uuid.uuid5(server, "care_plan "))


def test_what_is_returned_is_the_callers_own() -> None:
    """Whatever a caller does to the result, the next one is as it would have been, and no two parts are one object."""
    before = json.dumps(to_fhir_r4(WHOLE))
    bundle = to_fhir_r4(WHOLE)
    made = [id(value) for _, value in values(bundle) if isinstance(value, dict)]
    assert len(set(made)) == len(made)
    for _, value in list(values(bundle)):
        if isinstance(value, dict):
            value.clear()
    assert json.dumps(to_fhir_r4(WHOLE)) == before


# The plan and its tasks


def test_each_thing_to_do_is_there_once() -> None:
    """Each record and step is one task with its exact name and its date, and each question one item with its text."""
    bundle = to_fhir_r4(WHOLE)
    tasks = [one for one in resources(bundle, "Task") if "coding" not in one["code"]]
    ends = [one.get("restriction", {}).get("period", {}).get("end") for one in tasks]
    entries = (*WHOLE.records, *WHOLE.steps)
    names = [entry.item.name for entry in WHOLE.records] + [entry.item.title for entry in WHOLE.steps]
    assert [one["code"]["text"] for one in tasks] == names
    assert ends == [entry.due and entry.due.isoformat() for entry in entries]
    asked = {one["linkId"]: one["text"] for one in items(bundle) if one["type"] == "text"}
    assert asked == {entry.id: entry.item.text for entry in WHOLE.questions}
    assert len(resources(bundle, "Task")) == len(tasks) + 1


def test_the_care_plan_leads_to_its_tasks() -> None:
    """The CarePlan refers to each Task, each Task to the CarePlan, and it ends with the visit."""
    bundle = to_fhir_r4(WHOLE)
    care_plan = the(bundle, "CarePlan")
    tasks = resources(bundle, "Task")
    assert [one["reference"]["reference"] for one in care_plan["activity"]] == [
        f"urn:uuid:{one['id']}" for one in tasks
    ]
    assert all(one["basedOn"] == [{"reference": f"urn:uuid:{care_plan['id']}"}] for one in tasks)
    assert all([one["groupIdentifier"]] == care_plan["identifier"] for one in tasks)
    assert care_plan["period"] == {"start": "2026-11-23", "end": "2026-12-14"}
    assert (care_plan["status"], care_plan["intent"], care_plan["created"]) == ("active", "plan", "2026-11-23")
    assert "note" not in care_plan


def test_a_visit_that_is_over_ends_nothing() -> None:
    """A CarePlan cannot end before it starts, so a visit in the past is no end of it."""
    care_plan = the(to_fhir_r4(plan_of(question(), appointment=MONDAY - dt.timedelta(3))), "CarePlan")
    assert care_plan["period"] == {"start": "2026-11-23"}


@pytest.mark.parametrize(("status", "code"), [("open", "ready"), ("done", "completed"), ("skipped", "cancelled")])
def test_the_status_of_a_task_says_how_far_it_is(status: t.Any, code: str) -> None:
    """A task is ready, completed, or cancelled by the person who asked for it, and its narrative says so."""
    plan = plan_of(step()).update("step-a", status=status)
    one = task(plan)
    assert (one["status"], one["intent"], one["authoredOn"]) == (code, "plan", "2026-11-23")
    assert {"ready": "Do it", "completed": "Done.", "cancelled": "Left out."}[code] in words(one)


def test_a_rush_is_no_more_than_urgent() -> None:
    """Where there is less time than usual a task is one step above routine; otherwise, and when done, it has none."""
    (entry,) = plan_of(step()).steps
    rushed = attrs.evolve(plan_of(), steps=(attrs.evolve(entry, due=MONDAY, rush=True),))
    assert task(rushed)["priority"] == "urgent"
    assert "less time than usual" in words(task(rushed))
    assert "By Monday 23 November 2026." in words(task(rushed))
    assert "priority" not in task(rushed.update("step-a", status="done"))
    assert "priority" not in task(plan_of(step()))


@pytest.mark.parametrize("why", ["", "It helps."])
def test_a_task_says_what_to_do_and_whether_it_fits(why: str) -> None:
    """The description is what the content says; where it is not known whether that fits, it says so."""
    (entry,) = plan_of(step(why=why, actions=("Call.", "Ask."), who="You", takes="A day")).steps
    plan = attrs.evolve(plan_of(), steps=(attrs.evolve(entry, certainty="may_apply"),))
    assert task(plan)["description"].split("\n")[:-1] == [*filter(None, (why,)), "Call.", "Ask."]
    assert "We do not know yet if this fits." in task(plan)["description"]
    assert "Who does it: You. How long it takes: A day. We do not know yet" in words(task(plan))
    doubtful = attrs.evolve(plan_of(), records=(attrs.evolve(plan_of(record()).records[0], certainty="may_apply"),))
    assert task(doubtful)["description"].startswith("We do not know")
    assert "description" not in task(plan_of(record()))


def test_a_record_names_each_document_that_it_can_be() -> None:
    """Each LOINC code is an input of its own, with our words and no display; without a code our words stand alone."""
    (first, second) = task(plan_of(record(loinc=("11529-5", "33716-2"))))["input"]
    assert first["type"] == second["type"] == {"text": "Record to gather"}
    coding = {"system": "http://loinc.org", "code": "11529-5"}
    assert first["valueCodeableConcept"] == {"coding": [coding], "text": "A report"}
    assert second["valueCodeableConcept"]["coding"][0]["code"] == "33716-2"
    (plain,) = task(plan_of(record()))["input"]
    assert plain["valueCodeableConcept"] == {"text": "A report"}


def test_every_code_has_a_system_and_no_display() -> None:
    """Codes stand with their system only: what a code system calls them changes."""
    outputs = (to_fhir_r4(WHOLE), to_fhir_r4_document_reference(WHOLE))
    codings = [one for output in outputs for one in named(output, "coding") + [c for _, c in values(output)]]
    found = [one for one in codings if isinstance(one, dict) and "system" in one and "code" in one]
    assert found
    assert all(set(one) == {"system", "code"} for one in found)
    loinc = {one["code"] for one in found if one["system"] == "http://loinc.org"}
    assert all(check_digit(code) for code in loinc)
    assert not named(outputs, "display")
    assert not named(outputs, "extension") + named(outputs, "modifierExtension") + named(outputs, "profile")


def check_digit(code: str) -> bool:
    """Return whether the last digit of a LOINC code is the one that the others ask for (Luhn)."""
    number, _, digit = code.partition("-")
    doubled = [int(one) * (2 - place % 2) for place, one in enumerate(reversed(number))]
    return (sum(one - 9 * (one > 9) for one in doubled) + int(digit)) % 10 == 0


# The questions


def test_the_task_to_take_the_questions_along_names_the_form() -> None:
    """One task is SDC's: it names the Questionnaire by address and version, is due at the visit and has no focus."""
    bundle = to_fhir_r4(WHOLE, base_url="https://example.org/fhir/")
    form = the(bundle, "Questionnaire")
    (bring,) = [one for one in resources(bundle, "Task") if "coding" in one["code"]]
    sdc = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"
    assert bring["code"]["coding"] == [{"system": sdc, "code": "complete-questionnaire"}]
    assert bring["input"][0]["type"]["coding"] == [{"system": sdc, "code": "questionnaire"}]
    assert bring["input"][0]["valueCanonical"] == f"{form['url']}|{form['version']}"
    assert form["url"] == f"https://example.org/fhir/Questionnaire/{form['id']}"
    assert bring["restriction"]["period"]["end"] == "2026-12-14"
    assert "focus" not in bring
    (undated,) = resources(to_fhir_r4(plan_of(question())), "Task")
    assert "restriction" not in undated


def test_questions_stand_by_audience_and_topic() -> None:
    """There is a group for each audience, in it one for each topic of the plan; other questions stand without one."""
    content = (
        topic("about-tests", title="Tests"),
        question("ask-a", topic="about-tests", audience="second_doctor", weight=9),
        question("ask-b", audience="second_doctor", weight=8),
        question("ask-c", topic="about-tests", audience="second_doctor", weight=7),
        question("ask-d", topic="about-tests", audience="yourself", weight=6),
    )
    form = questions_r4(plan_of(*content))
    opening, doctor, yourself = form["item"]
    assert opening == {"linkId": opening["linkId"], "type": "display", "text": opening["text"]}
    assert opening["text"].startswith("To the doctor: please look")
    tests, alone = doctor["item"]
    assert (doctor["linkId"], yourself["linkId"]) == ("audience.second_doctor", "audience.yourself")
    assert (tests["linkId"], tests["text"]) == ("audience.second_doctor.about-tests", "Tests")
    assert [one["linkId"] for one in tests["item"]] == ["ask-a", "ask-c"]
    assert alone == {"linkId": "ask-b", "text": "What now?", "type": "text"}


def test_a_topic_that_is_not_in_the_plan_makes_no_group() -> None:
    """A group needs a title, so the questions of a topic that was left out stand without one."""
    plan = attrs.evolve(plan_of(topic(), question(topic="about-a")), topics=())
    assert questions_r4(plan)["item"][1]["item"][0]["linkId"] == "ask-a"


def test_the_form_can_be_known_and_shown() -> None:
    """The Questionnaire has what renderers and servers ask for: address, version, name, title, status, language."""
    form = questions_r4(WHOLE)
    assert form["url"] == f"{BASE_URL}/Questionnaire/{form['id']}"
    assert re.fullmatch("[A-Z][A-Za-z0-9_]{0,254}", form["name"])
    assert (form["status"], form["subjectType"], form["language"]) == ("active", ["Patient"], "en")
    assert (form["title"], form["date"]) == ("Questions for a second opinion", "2026-11-23")
    assert "not clinically reviewed" in form["description"]


@pytest.mark.parametrize(
    ("versions", "expected"), [(("2026.9", "2026.11", "2025.12.3"), "2026.11"), ((), MONDAY.isoformat())]
)
def test_the_version_of_the_form_is_that_of_its_newest_content(versions: tuple[str, ...], expected: str) -> None:
    """Versions are compared by number; a plan that names no content has its day for a version."""
    used = tuple(PackUsed(f"pack-{n}", version, None, "") for n, version in enumerate(versions))
    assert questions_r4(attrs.evolve(WHOLE, packs=used))["version"] == expected


def test_the_form_is_the_one_in_the_bundle() -> None:
    """Made alone or in a bundle, of the same values, the Questionnaire is the same."""
    given: t.Any = {"base_url": "https://example.org", "subject_reference": "Patient/1"}
    assert questions_r4(WHOLE, **given) == the(to_fhir_r4(WHOLE, **given), "Questionnaire")


# What it says, and what it does not


def test_the_document_says_the_whole_plan() -> None:
    """The sections hold every text of the plan: notices, questions, records, steps, topics, help, words, sources."""
    composition = the(to_fhir_r4(WHOLE), "Composition")
    assert (composition["status"], composition["type"]["coding"][0]["code"]) == ("preliminary", "51855-5")
    assert len(composition["section"]) == 8
    said = words(composition["section"])
    told = [
        *(entry.item.text for entry in WHOLE.notices),
        *(entry.item.text for entry in WHOLE.questions),
        *(entry.item.name for entry in WHOLE.records),
        *(entry.item.title for entry in WHOLE.steps),
        *(entry.item.title for entry in WHOLE.topics),
        *(entry.item.name for entry in WHOLE.resources),
    ]
    assert [text for text in told if text not in said] == []
    assert all(f"{one.term} {one.meaning}" in said for one in WHOLE.terms)
    assert all(one.title in said and one.publisher in said and one.address in said for one in WHOLE.sources)


def test_sections_lead_to_what_they_are_about() -> None:
    """From the Composition every resource but the Patient can be reached."""
    bundle = to_fhir_r4(WHOLE)
    led = {one["reference"] for section in the(bundle, "Composition")["section"] for one in section.get("entry", ())}
    others = [e["fullUrl"] for e in bundle["entry"] if e["resource"]["resourceType"] not in ("Composition", "Patient")]
    assert led == set(others)


def test_the_care_plan_says_what_there_is_to_know() -> None:
    """Without a Composition too the notices, topics and places that help are there, each once."""
    said = words(the(to_fhir_r4(WHOLE, kind="transaction"), "CarePlan"))
    for text in (*(e.item.text for e in WHOLE.notices), *(e.item.summary for e in WHOLE.topics)):
        assert said.count(text) == 1
    assert all(entry.item.name in said for entry in WHOLE.resources)


@each_kind
def test_it_says_how_far_its_words_were_reviewed(kind: t.Any) -> None:
    """Every output says that no clinician has reviewed the content."""
    bundle = to_fhir_r4(WHOLE, kind=kind)
    assert "not clinically reviewed" in the(bundle, "CarePlan")["description"]
    assert "not clinically reviewed" in words(the(bundle, "CarePlan"))
    assert "not clinically reviewed" in page_of(to_fhir_r4_document_reference(WHOLE))


def test_details_of_help_and_records_are_told() -> None:
    """The narrative has the labelled details: who has a record, and how to reach who helps."""
    content = (
        record(
            holder="The lab", say="Please.", lead_time="A week", pitfalls=("Ask early.", "Keep it."), instead="Skip."
        ),
        resource(
            url="https://example.org/a?b=1&c=2", phone="1", hours="9 to 5", limits="No advice.", status="unverified"
        ),
        question(why="It matters.", good_answer="A number."),
        term(),
    )
    plan = attrs.evolve(plan_of(*content), terms=(term(),))
    said = words(to_fhir_r4(plan))
    assert (
        "Who has it: The lab What to say: Please. How long it takes: A week Keep in mind: Ask early. Keep it." in said
    )
    assert "https://example.org/a?b=1&c=2 Phone: 1 Open: 9 to 5 Please note: No advice. We could not confirm" in said
    assert "It matters. A good answer covers: A number." in said


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", 'https://a"b', "http://example.org"])
def test_only_addresses_become_links(url: str) -> None:
    """What is no https address is shown as text."""
    plan = attrs.evolve(plan_of(), resources=plan_of(resource(url=url)).resources, sources=(source(title="T"),))
    bundle = to_fhir_r4(plan)
    assert_form(bundle)
    assert "<a " not in json.dumps(bundle)
    assert url in words(bundle)


@pytest.mark.parametrize("typed", ["\u202e", "\x00 \x07", "\ufeff"])
def test_what_cannot_be_seen_has_words_in_its_place(typed: str) -> None:
    """R4 has no empty texts: an own item of which nothing can be shown is said to be that."""
    plan = plan_of().add_question(typed, audience="yourself").add_record(typed).add_step(typed)
    bundle = to_fhir_r4(plan)
    assert_bundle(bundle)
    assert json.dumps(bundle).count('"Added by you, without words that can be shown"') >= 3


def test_own_words_keep_their_lines_and_spaces() -> None:
    """An own question is exported to the letter, without what R4 cannot hold."""
    plan = plan_of().add_question(" First:  a\r\n\tb\u00a0c\u3000d & <e>\u2028 ", audience="yourself")
    texts = [one["text"] for one in items(questions_r4(plan)) if one["type"] == "text"]
    assert texts == ["First:  a\n\tb c d & <e>"]


def test_what_a_person_wrote_to_an_entry_stays_with_the_person() -> None:
    """Notes, answers and reasons are in no output, and no fact of the profile is."""
    lists: t.Any = {
        name: tuple(
            attrs.evolve(entry, note=SECRET, answer=SECRET, because=(SECRET,), status=status)
            for entry, status in zip(getattr(WHOLE, name), ("open", "done", "skipped") * 99, strict=False)
        )
        for name in ("notices", "topics", "questions", "records", "steps", "resources")
    }
    plan = attrs.evolve(WHOLE, **lists)
    outputs = [*(json.dumps(to_fhir_r4(plan, kind=kind)) for kind in KINDS), json.dumps(questions_r4(plan))]
    outputs.append(page_of(to_fhir_r4_document_reference(plan)))
    assert not [output for output in outputs if SECRET in output]
    told = plan_of(question(), concerns=("cost",), insurance=("medicaid",), is_rare=True, country="DE")
    bare = to_fhir_r4(plan_of(question()), subject_reference="Patient/1")
    assert to_fhir_r4(told, subject_reference="Patient/1") == bare


def test_own_items_are_exported_and_not_kept() -> None:
    """What a person added is in the bundle, and in no cache of the process afterwards."""
    plan = plan_of(today=MONDAY).add_question(SECRET, audience="yourself").add_record(SECRET).add_step(SECRET)
    to_fhir_r4(plan_of())
    before = narrative._tell_cached.cache_info().currsize
    bundle = to_fhir_r4(plan)
    assert [one["code"]["text"] for one in resources(bundle, "Task")[:2]] == [SECRET, SECRET]
    assert SECRET in [one["text"] for one in items(bundle)]
    assert narrative._tell_cached.cache_info().currsize == before


# The document for portals that take nothing else


def test_the_document_reference_holds_one_page() -> None:
    """The attachment is the page with its size and its SHA-1, and says of what kind and in which language it is."""
    document = to_fhir_r4_document_reference(WHOLE)
    (content,) = document["content"]
    attachment = content["attachment"]
    data = base64.b64decode(attachment["data"])
    assert attachment["size"] == len(data)
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(data, usedforsecurity=False).digest()
    assert (attachment["contentType"], attachment["language"]) == ("text/html", "en")
    assert (document["status"], document["date"]) == ("current", "2026-11-23T00:00:00Z")
    assert document["type"]["coding"] == [{"system": "http://loinc.org", "code": "51855-5"}]
    assert document["category"][0]["coding"][0]["code"] == "clinical-note"


def test_the_page_says_what_the_sections_say() -> None:
    """The page has a title, a language, nothing to load, and all the words of the document."""
    page = page_of(to_fhir_r4_document_reference(WHOLE))
    doctype, _, html = page.partition("\n")
    root = xml(html)
    assert doctype == "<!DOCTYPE html>"
    assert root.get("lang") == "en"
    assert root.findtext(f"{XHTML}head/{XHTML}title") == "Your plan for a second opinion"
    said = " ".join("".join(f" {text}" for text in root.itertext()).split())
    assert all(words(section) in said for section in the(to_fhir_r4(WHOLE), "Composition")["section"])
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", page)
