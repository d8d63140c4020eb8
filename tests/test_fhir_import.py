"""What is read of health records: whose they are, which version counts, what they say, and what is taken of it."""

import datetime as dt
import json
import pathlib
import random
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MONDAY

import second_opinion as so
from second_opinion import fhir
from second_opinion.profile import facts

TODAY: t.Final = MONDAY
Raw = dict[str, t.Any]


def status(code: str, kind: str = "clinical") -> Raw:
    """Return a status as servers write it."""
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/condition-{kind}", "code": code}]}


def condition(words: str = "Malignant neoplasm of breast", **more: t.Any) -> Raw:
    """Return a condition of Ada (Patient/ada), as a server writes it."""
    return {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/ada"},
        "clinicalStatus": status("active"),
        "verificationStatus": status("confirmed", "ver-status"),
        "code": {"text": words},
        **more,
    }


ADA: t.Final[Raw] = {"resourceType": "Patient", "id": "ada", "birthDate": "1961-05-04"}
BOB: t.Final[Raw] = {"resourceType": "Patient", "id": "bob", "birthDate": "1950-01-01"}


def bundle(*resources: Raw, kind: str = "collection") -> Raw:
    """Return a bundle of some resources."""
    entries = [
        {"fullUrl": f"https://ehr.test/{one['resourceType']}/{one.get('id')}", "resource": one} for one in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def read(data: t.Any, **more: t.Any) -> fhir.FhirImport:
    """Return what is found in some data, as of a fixed day."""
    return fhir.from_fhir_r4(data, today=TODAY, **more)


def cancers(data: t.Any, **more: t.Any) -> set[tuple[object, str]]:
    """Return the cancers that some data speaks of, and in which state."""
    return {(one.value, one.status) for one in read(data, **more).facts if one.fact == "cancer_type"}


# Whatever shape


LINES: t.Final = "\n".join(json.dumps(one) for one in (ADA, condition()))
SHAPES: t.Final[dict[str, t.Any]] = {
    "bundle": bundle(ADA, condition()),
    "searchset": bundle(ADA, condition(), kind="searchset"),
    "order": bundle(condition(), ADA),
    "twice": bundle(ADA, ADA, condition(), condition()),
    "list": [ADA, condition()],
    "tuple": (ADA, condition()),
    "list of bundles": [bundle(ADA), bundle(condition())],
    "bundle in a bundle": bundle(bundle(ADA, condition())),
    "parameters": {"resourceType": "Parameters", "parameter": [{"name": "x", "resource": bundle(ADA, condition())}]},
    "entries": [{"resource": ADA}, {"resource": condition()}],
    "without a type": {"entry": [{"resource": ADA}, {"resource": condition()}]},
    "text": json.dumps(bundle(ADA, condition()), indent=1),
    "bytes": json.dumps(bundle(ADA, condition())).encode(),
    "mark of byte order": "\ufeff" + json.dumps(bundle(ADA, condition())),
    "ndjson": LINES,
    "ndjson with blank lines": f"\n{LINES}\n\n",
    "ndjson in bytes, with returns": LINES.replace("\n", "\r\n").encode(),
    "one resource": condition(),
    "no patient": [condition(), condition(id="c2")],
    "absolute reference": bundle(ADA, condition(subject={"reference": "https://ehr.test/Patient/ada"})),
    "reference to a version": bundle(ADA, condition(subject={"reference": "Patient/ada/_history/3"})),
    "conditional reference": bundle(ADA, condition(subject={"reference": "Patient?identifier=7"})),
    "subject by name": bundle(ADA, condition(subject={"display": "Ada"})),
    "no subject": bundle(ADA, {name: value for name, value in condition().items() if name != "subject"}),
    "contained": bundle({**condition(subject={"reference": "#p"}), "contained": [{**ADA, "id": "p"}]}),
    "uuid": {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:0c3f", "resource": {"resourceType": "Patient"}},
            {"fullUrl": "urn:uuid:0c40", "resource": {**condition(subject={"reference": "urn:uuid:0c3f"})}},
        ],
    },
    "status as plain codes": bundle(ADA, condition(clinicalStatus="active", verificationStatus="confirmed")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_the_data_does_not_matter(shape: str, tmp_path: pathlib.Path) -> None:
    """A bundle of any kind, a list, text, NDJSON, or a file of it: the same resources say the same."""
    data = SHAPES[shape]
    assert cancers(data) == {("breast", "current")}
    if isinstance(data, str | bytes):
        file = tmp_path / "records"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        assert cancers(file) == cancers(str(file)) == {("breast", "current")}


def test_a_folder_is_read_file_by_file(tmp_path: pathlib.Path) -> None:
    """The files of an export in bulk, one for each type, are read together; others in the folder are not."""
    (tmp_path / "Condition.ndjson").write_text(json.dumps(condition()), encoding="utf-8")
    (tmp_path / "Patient.ndjson").write_text(json.dumps(ADA), encoding="utf-8")
    (tmp_path / "README.txt").write_text("{", encoding="utf-8")
    assert cancers(tmp_path) == {("breast", "current")}
    assert not read(tmp_path).warnings


def test_a_file_that_is_not_there_is_said() -> None:
    """A path to nothing is the caller's mistake, and no data."""
    with pytest.raises(FileNotFoundError):
        read(pathlib.Path("nowhere.json"))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "no JSON",
        "{",
        "[1, 2",
        "{}",
        b"\xff\xfe\x00",
        7,
        None,
        {"entry": 5},
        [[[["x"]]]],
        {"resourceType": 5},
        "[" * 99999,
        {"resourceType": "Bundle", "entry": [1, None, {"resource": []}]},
    ],
)
def test_what_cannot_be_read_is_no_error(data: t.Any) -> None:
    """Data that is none gives nothing, with a warning, and no error."""
    found = read(data)
    assert not found.facts
    assert found.warnings


def test_one_broken_line_costs_no_other() -> None:
    """A line of NDJSON that cannot be read is left out, the others count, and a warning says so."""
    found = read(json.dumps(ADA) + "\n{broken}\n" + json.dumps(condition()))
    assert [fact.value for fact in found.facts if fact.fact == "cancer_type"] == ["breast"]
    assert found.warnings


def test_bundles_in_bundles_end_somewhere() -> None:
    """Data nested without end is read to some depth, and no further."""
    data: t.Any = condition()
    for _ in range(50):
        data = [data]
    assert not read(data).facts


# Whose


def test_two_people_are_not_mixed() -> None:
    """With two patients, nothing is read until somebody says whose records are meant."""
    data = bundle(ADA, BOB, condition(), condition("Prostate cancer", id="c2", subject={"reference": "Patient/bob"}))
    found = read(data)
    assert not found.facts
    assert not found.records
    assert len(found.warnings) == 1
    assert cancers(data, patient_id="bob") == {("prostate", "current")}
    assert cancers(data, patient_id="Patient/ada") == {("breast", "current")}
    assert read(data, patient_id="eve").facts == ()
    assert read(data, patient_id="eve").warnings


def test_two_people_without_patients_are_not_mixed() -> None:
    """Resources of two subjects are two people's, also where neither is in the data."""
    data = [condition(), condition("Prostate cancer", id="c2", subject={"reference": "Patient/bob"})]
    assert not cancers(data)
    assert cancers(data, patient_id="bob") == {("prostate", "current")}


def test_what_is_about_somebody_else_is_left_out() -> None:
    """A resource that names another subject than the only patient is passed over, and a warning says so."""
    found = read(bundle(ADA, condition(subject={"reference": "Patient/bob"})))
    assert "cancer_type" not in {fact.fact for fact in found.facts}
    assert found.warnings


def test_two_patients_without_ids_are_two() -> None:
    """Patients that cannot be told apart by an id are not taken for one."""
    nameless = {"resourceType": "Patient"}
    assert not cancers([nameless, dict(nameless), condition()])


def test_relatives_are_not_the_person() -> None:
    """The cancer of a grandmother is no diagnosis of the person."""
    history = {
        "resourceType": "FamilyMemberHistory",
        "id": "f1",
        "status": "completed",
        "patient": {"reference": "Patient/ada"},
        "relationship": {"text": "grandmother"},
        "condition": [{"code": {"text": "Malignant neoplasm of breast"}}],
    }
    assert not cancers(bundle(ADA, history))


def test_files_can_be_named_in_a_list(tmp_path: pathlib.Path) -> None:
    """A list may name files beside resources."""
    file = tmp_path / "condition.json"
    file.write_text(json.dumps(condition()), encoding="utf-8")
    assert cancers([ADA, file]) == {("breast", "current")}


def test_a_result_that_comes_twice_is_one_result() -> None:
    """The same result of a lab twice says no more than once."""
    lab = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}
    result: Raw = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/ada"},
    }
    result |= {"category": [lab], "code": {"text": "Hemoglobin [Mass/volume] in Blood"}, "valueString": "12 g/dL"}
    once, twice = read([ADA, result]), read([ADA, result, result])
    assert once.records == twice.records
    assert once.facts == twice.facts
    assert [record.record for record in once.records] == ["record-lab-results"]


# Which version


def test_what_was_entered_in_error_is_not_there() -> None:
    """A resource that says it was entered in error, or that was deleted, says nothing; nor do its other versions."""
    wrong = condition(verificationStatus=status("entered-in-error", "ver-status"))
    assert not cancers(bundle(ADA, wrong))
    assert not cancers(bundle(ADA, condition(), wrong))
    deleted = bundle(ADA, condition())
    deleted["entry"].append({"request": {"method": "DELETE", "url": "Condition/c1"}})
    assert not cancers(deleted)


def test_the_newest_version_counts() -> None:
    """Of two versions of a resource the newer one counts, wherever it stands; without dates, the first."""
    old = condition("Prostate cancer", meta={"lastUpdated": "2020-01-01T00:00:00Z"})
    new = condition(meta={"lastUpdated": "2026-01-01T00:00:00Z"})
    assert cancers(bundle(ADA, old, new)) == cancers(bundle(ADA, new, old)) == {("breast", "current")}
    first = condition("Prostate cancer", meta={"versionId": "9"})
    second = condition(meta={"versionId": "10"})
    assert cancers(bundle(ADA, first, second)) == {("breast", "current")}
    assert cancers(bundle(ADA, condition(), condition("Prostate cancer"), kind="history")) == {("breast", "current")}


def test_the_answer_of_a_server_to_the_search_is_not_data() -> None:
    """An entry that says how a search went is passed over."""
    data = bundle(ADA)
    data["entry"].append({"search": {"mode": "outcome"}, "resource": condition()})
    assert not cancers(data)


# What it says


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, {("breast", "current")}),
        ({"clinicalStatus": status("recurrence")}, {("breast", "current")}),
        ({"clinicalStatus": None}, {("breast", "current")}),
        ({"clinicalStatus": None, "abatementDateTime": "2020"}, {("breast", "past")}),
        ({"clinicalStatus": status("remission")}, {("breast", "past")}),
        ({"clinicalStatus": status("resolved")}, {("breast", "past")}),
        ({"clinicalStatus": {"text": "Inactive"}}, {("breast", "past")}),
        ({"verificationStatus": None}, {("breast", "current")}),
        ({"verificationStatus": status("refuted", "ver-status")}, set()),
        ({"verificationStatus": {"text": "Refuted"}}, set()),
        ({"verificationStatus": status("unconfirmed", "ver-status")}, {("breast", "not_confirmed")}),
        ({"verificationStatus": status("provisional", "ver-status")}, {("breast", "not_confirmed")}),
        ({"verificationStatus": status("differential", "ver-status")}, {("breast", "not_confirmed")}),
        ({"code": {"text": "Suspected lung cancer (situation)"}}, {("lung", "not_confirmed")}),
        ({"code": {"text": "Secondary malignant neoplasm of bone"}}, {(None, "secondary")}),
        ({"code": {"text": "History of malignant neoplasm of breast"}}, {("breast", "past")}),
        ({"code": {"text": "Fracture of ankle"}}, set()),
        ({"code": {"text": "Malignant neoplastic disease"}}, {(None, "current")}),
        (
            {"code": {"text": "Malignant neoplastic disease"}, "bodySite": [{"text": "Lung structure"}]},
            {("lung", "current")},
        ),
        ({"code": None}, set()),
    ],
)
def test_how_sure_a_diagnosis_is(changed: Raw, said: set[tuple[object, str]]) -> None:
    """What holds, what is over, what is not sure and what has spread are told apart; what was refuted says nothing."""
    assert cancers(bundle(ADA, condition(**changed))) == said


def test_a_surer_word_takes_the_place_of_a_suspicion() -> None:
    """Several resources on one cancer are one fact, with all of them as evidence and the first of their dates."""
    data = bundle(
        ADA,
        condition("Suspected breast cancer", id="c0", onsetDateTime="2026-01-05T10:00:00Z"),
        condition(id="c1", onsetDateTime="2026-02"),
        condition(id="c2", clinicalStatus=status("resolved"), onsetDateTime="2019"),
        condition("Malignant neoplastic disease", id="c3"),
    )
    (fact,) = [fact for fact in read(data).facts if fact.fact == "cancer_type"]
    assert (fact.value, fact.status, fact.date) == ("breast", "current", "2019")
    assert set(fact.evidence) == {"Condition/c0", "Condition/c1", "Condition/c2"}
    assert "Malignant neoplasm of breast" in fact.note
    assert "breast" not in repr(fact).replace("value='breast'", "")


def test_a_code_of_the_caller_comes_first() -> None:
    """The caller's own map of codes is asked before all else, and has to be of types there are."""
    coded = condition(code={"coding": [{"system": "http://local.test", "code": "X1", "display": "Lung cancer"}]})
    assert cancers(bundle(ADA, coded), code_map={"X1": "thyroid"}) == {("thyroid", "current")}
    assert cancers(bundle(ADA, coded), code_map={"X1": None}) == set()
    with pytest.raises(so.ProfileError, match="breast"):
        read(bundle(), code_map={"X1": "brest"})


DRUG: t.Final[Raw] = {
    "resourceType": "MedicationAdministration",
    "id": "m1",
    "status": "completed",
    "subject": {"reference": "Patient/ada"},
    "medicationCodeableConcept": {"text": "Doxorubicin"},
    "effectiveDateTime": "2026-09-01",
}


@pytest.mark.parametrize(
    ("resources", "phase"),
    [
        ([condition(clinicalStatus=status("relapse"))], "recurrence"),
        ([condition(onsetDateTime="2026-11-01")], "newly_diagnosed"),
        ([condition(onsetDateTime="2024-11-01")], None),
        ([condition(onsetDateTime="2026-11-01"), DRUG], None),
        ([condition(onsetDateTime="2026-11-01"), {**DRUG, "status": "in-progress"}], "in_treatment"),
        ([condition(clinicalStatus=status("remission")), DRUG], "after_treatment"),
        ([condition(clinicalStatus=status("remission")), {**DRUG, "status": "in-progress"}], None),
        ([condition(clinicalStatus=status("remission"))], None),
        ([condition(verificationStatus=status("provisional", "ver-status"))], "suspected"),
        ([condition("Secondary malignant neoplasm of bone"), condition("Suspected lung cancer", id="c2")], None),
        ([], None),
    ],
)
def test_where_on_the_way(resources: list[Raw], phase: str | None) -> None:
    """The phase is said only where the records together leave no doubt of it."""
    found = [one for one in read(bundle(ADA, *resources)).facts if one.fact == "phase"]
    assert [one.value for one in found] == ([phase] if phase else [])
    assert all(one.evidence for one in found)


def test_somebody_who_died_is_told_of() -> None:
    """Records of a person who has died are said to be, kindly."""
    assert read(bundle({**ADA, "deceasedBoolean": True}, condition())).warnings
    assert not read(bundle(ADA, condition())).warnings


# What is taken


TWO: t.Final = bundle(ADA, condition(), condition("Malignant tumor of thyroid", id="c2"))


def test_nothing_is_taken_unasked() -> None:
    """A draft has what was accepted, and nothing else."""
    found = read(bundle(ADA, condition()))
    assert found.draft_profile() == so.PatientProfile()
    assert found.draft_profile(["age_group"]).known() == ("age_group",)
    assert found.draft_profile("cancer_type") == so.PatientProfile(cancer_type="breast")
    base = so.PatientProfile(country="US", cancer_type="lung")
    assert found.draft_profile(["cancer_type"], base=base) == so.PatientProfile(country="US", cancer_type="breast")
    with pytest.raises(so.ProfileError, match="cancer_type"):
        found.draft_profile(["cancer_typ"])


def test_two_cancers_are_not_chosen_from() -> None:
    """Of two cancers the name of the fact takes neither; the person takes the one, or both."""
    found = read(TWO)
    breast, thyroid = [one for one in found.facts if one.fact == "cancer_type"]
    assert found.warnings
    assert found.draft_profile(["cancer_type"]).cancer_type is None
    assert found.draft_profile([thyroid]).cancer_type == "thyroid"
    assert found.draft_profile([breast, thyroid]).cancer_type == ("breast", "thyroid")


def test_what_is_not_sure_is_taken_only_by_itself() -> None:
    """A suspicion is not accepted by the name of its fact, but it can be by the person who says that it is so."""
    found = read(bundle(ADA, condition("Suspected lung cancer")))
    assert found.draft_profile(["cancer_type"]).cancer_type is None
    assert found.draft_profile(found.facts).cancer_type == "lung"
    unknown = read(bundle(ADA, condition("Malignant neoplastic disease")))
    assert unknown.draft_profile(unknown.facts).cancer_type is None


def test_what_is_over_is_taken_where_nothing_holds() -> None:
    """The name of a fact takes what was, if nothing is now."""
    assert (
        read(bundle(ADA, condition(clinicalStatus=status("remission")))).draft_profile(["cancer_type"]).cancer_type
        == "breast"
    )
    both = bundle(ADA, condition(), condition("Lung cancer", id="c2", clinicalStatus=status("resolved")))
    assert read(both).draft_profile(["cancer_type"]).cancer_type == "breast"


REPORT: t.Final[Raw] = {
    "resourceType": "DiagnosticReport",
    "id": "d1",
    "status": "final",
    "subject": {"reference": "Patient/ada"},
    "code": {"coding": [{"system": "http://loinc.org", "code": "11529-5"}], "text": "Surgical pathology"},
    "effectiveDateTime": "2026-10-01",
    "conclusion": "Invasive carcinoma.",
}
OPERATION: t.Final[Raw] = {
    "resourceType": "Procedure",
    "id": "p1",
    "status": "completed",
    "subject": {"reference": "Patient/ada"},
    "code": {"text": "Lumpectomy of breast"},
    "performedDateTime": "2026-09-20",
}


def test_a_plan_is_marked_with_what_was_found() -> None:
    """Records that are accepted are done, events are noted, what the person wrote stays, and all is said once."""
    found = read(bundle(ADA, condition(), REPORT, OPERATION))
    record_ids = [record.record for record in found.records]
    assert "record-pathology-report" in record_ids
    (operation,) = [event for event in found.events if event.kind == "operation"]
    assert (operation.record, operation.date) == ("record-operative-report", "2026-09-20")
    plan = so.build_plan(so.PatientProfile(cancer_type="breast", treatments_had=("surgery",)), today=TODAY)
    plan = plan.update("record-pathology-report", note="Mine.")
    marked = found.mark_found(plan, (*found.records, *found.events))
    entries = {entry.id: entry for entry in marked.records}
    assert entries["record-pathology-report"].status == "done"
    assert entries["record-pathology-report"].note == "Mine.\nIn your health record: Surgical pathology, 2026-10-01"
    assert entries["record-operative-report"].status == "open"
    assert "Lumpectomy of breast, 2026-09-20" in str(entries["record-operative-report"].note)
    assert found.mark_found(marked, (*found.records, *found.events)) == marked
    assert found.mark_found(plan, ()) == plan
    assert found.draft_profile([operation]) == so.PatientProfile()
    assert found.draft_profile([*found.records, *found.records]) == found.draft_profile(found.records)
    held = found.draft_profile(["records_held"]).records_held
    assert held == found.draft_profile(found.records).records_held == tuple(dict.fromkeys(record_ids))


def test_a_record_that_is_not_in_the_plan_is_passed_over() -> None:
    """What was found and is not in the plan changes nothing."""
    plan = so.build_plan(so.PatientProfile(), today=TODAY)
    strange = fhir.FhirRecord(record="record-of-nobody", evidence=("X/1",))
    assert fhir.FhirImport().mark_found(plan, [strange]) == plan


# Whatever stands in it


RESOURCES: t.Final = [ADA, condition(), REPORT, OPERATION, DRUG, condition("Malignant tumor of thyroid", id="c2")]
JSON: t.Final[st.SearchStrategy[t.Any]] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: t.Any) -> t.Iterator[tuple[t.Any, t.Any]]:
    """Yield every place of a JSON value: what holds it, and under which key."""
    if isinstance(value, dict):
        for key in value:
            yield value, key
            yield from places(value[key])
    elif isinstance(value, list):
        for key in range(len(value)):
            yield value, key
            yield from places(value[key])


@given(st.data())
@settings(max_examples=300)
def test_nothing_odd_is_an_error(data: st.DataObject) -> None:
    """Whatever stands in whatever place of a bundle, it is read without an error, and what is said can be a profile."""
    odd = json.loads(json.dumps(bundle(*RESOURCES)))
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(list(places(odd))))
        holder[key] = data.draw(JSON)
    found = read(odd)
    assert all(one.value is None or facts()[one.fact].refusal(one.value) is None for one in found.facts)
    assert found.draft_profile((*found.facts, *found.records))


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_does_not_matter(order: random.Random) -> None:
    """The same resources in another order, some of them twice, say the same."""
    data = [ADA, condition(), REPORT, OPERATION, DRUG, condition("Malignant tumor of thyroid", id="c2")]
    shuffled = [*data, *order.sample(data, 2)]
    order.shuffle(shuffled)
    once, again = read(bundle(*data)), read(bundle(*shuffled))
    assert [(one.fact, one.value, one.status) for one in once.facts] == [
        (one.fact, one.value, one.status) for one in again.facts
    ]
    assert {one.record for one in once.records} == {one.record for one in again.records}
    assert {one.kind for one in once.events} == {one.kind for one in again.events}


def test_a_file_of_lines_is_not_held_in_memory(tmp_path: pathlib.Path) -> None:
    """Reading NDJSON takes far less memory than the file is long."""
    import tracemalloc

    lab = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": "Patient/eve"},
        "code": {"text": "x" * 900},
    }
    file = tmp_path / "export.ndjson"
    with file.open("w", encoding="utf-8") as lines:
        lines.write(json.dumps(ADA) + "\n" + json.dumps(condition()) + "\n")
        for number in range(20_000):
            lines.write(json.dumps({**lab, "id": f"o{number}"}) + "\n")
    tracemalloc.start()
    try:
        assert cancers(file) == {("breast", "current")}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < file.stat().st_size / 5


def test_the_day_has_to_be_one() -> None:
    """A day that is none is refused, as for a plan."""
    with pytest.raises(so.UnusableDayError):
        fhir.from_fhir_r4({}, today=t.cast("dt.date", "2026-11-22"))
