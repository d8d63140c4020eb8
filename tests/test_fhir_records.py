"""Which records are in hand, and which events say what to ask for."""

import datetime as dt
import itertools
import json
import random
import time
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

import second_opinion as so
from second_opinion import packaged
from second_opinion.fhir import events as event_module
from second_opinion.fhir import holdings as holding_module
from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.events import events, merged_events, still_to_ask_for
from second_opinion.fhir.findings import FhirEvent, FhirRecord
from second_opinion.fhir.holdings import holdings, merged
from second_opinion.fhir.reading import Raw
from second_opinion.fhir.supply import Supply
from second_opinion.items import RecordItem

LOINC = "http://loinc.org"
SERVICE = "http://terminology.hl7.org/CodeSystem/v2-0074"
TODAY = dt.date(2026, 11, 23)
NUMBERS = itertools.count()


def concept(said: str = "", code: str = "", system: str = LOINC) -> Raw:
    """Return a concept of words, a code, or both."""
    return {**({"text": said} if said else {}), **({"coding": [{"system": system, "code": code}]} if code else {})}


def made(kind: str, **said: t.Any) -> Raw:
    """Return a resource with an id of its own."""
    return {"resourceType": kind, "id": f"n{next(NUMBERS)}", **said}


def report(said: str = "", code: str = "", service: str = "", **more: t.Any) -> Raw:
    """Return a report that is done and says something."""
    category = {"category": [concept(code=service, system=SERVICE)]} if service else {}
    base = {"status": "final", "code": concept(said, code), "conclusion": "as told", **category}
    return made("DiagnosticReport", **(base | more))


def document(said: str = "", code: str = "", **more: t.Any) -> Raw:
    """Return a document that is there to be opened."""
    files = [{"attachment": {"url": f"Binary/b{next(NUMBERS)}"}}]
    return made("DocumentReference", **({"status": "current", "type": concept(said, code), "content": files} | more))


def result(said: str = "", code: str = "", **more: t.Any) -> Raw:
    """Return a result of a laboratory."""
    category = [{"coding": [{"code": "laboratory"}]}]
    base = {"status": "final", "category": category, "code": concept(said, code), "valueString": "7"}
    return made("Observation", **(base | more))


def procedure(said: str = "", code: str = "", **more: t.Any) -> Raw:
    """Return a procedure that was done."""
    return made("Procedure", **({"status": "completed", "code": concept(said, code)} | more))


def read(*resources: Raw) -> tuple[tuple[FhirRecord, ...], tuple[FhirEvent, ...]]:
    """Return the records in hand, and all events."""
    chart = Chart.of(Supply(list(resources)), None, TODAY, {})
    named = [Resource(str(raw["resourceType"]), raw, f"{raw['resourceType']}/{raw.get('id')}") for raw in resources]
    held = merged(one for resource in named for one in holdings(resource, chart))
    return held, merged_events(one for resource in named for one in events(resource, chart))


def held(*resources: Raw) -> list[str]:
    """Return the ids of the records in hand."""
    return [record.record for record in read(*resources)[0]]


def asked(*resources: Raw) -> list[tuple[str, str]]:
    """Return the kinds of the events with the records to ask for."""
    return [(event.kind, event.record) for event in read(*resources)[1]]


CODES = [
    ("11529-5", "record-pathology-report"),
    ("22637-3", "record-pathology-report"),
    ("33718-8", "record-pathology-report"),
    ("33719-6", "record-flow-and-chromosomes"),
    ("55228-1", "record-flow-and-chromosomes"),
    ("33721-2", "record-bone-marrow"),
    ("51969-4", "record-biomarker-report"),
    ("18748-4", "record-imaging-reports"),
    ("24605-8", "record-imaging-reports"),
    ("18746-8", "record-scope-report"),
    ("11502-2", "record-lab-results"),
    ("11504-8", "record-operative-report"),
    ("18842-5", "record-discharge-summary"),
    ("34805-2", "record-clinic-notes"),
    ("47040-1", "record-second-opinion-report"),
    ("68602-2", "record-radiation-summary"),
    ("11486-8", "record-drug-treatment"),
    ("74156-1", "record-treatment-plan"),
    ("10160-0", "record-medicines"),
    ("48765-2", "record-allergies"),
    ("11369-6", "record-vaccines"),
    ("10157-6", "record-family-history"),
    ("42348-3", "record-advance-directive"),
    ("64290-0", "record-photo-id-and-card"),
    ("64292-6", "record-release-forms"),
]


@pytest.mark.parametrize(("code", "record"), CODES)
def test_the_code_of_a_document_tells_which_record_it_is(code: str, record: str) -> None:
    """A document and a report with a LOINC code of a record are that record, in whichever service they are filed."""
    assert held(document(code=code)) == held(report(code=code, service="LAB")) == [record]


WORDS = [
    ("Surgical pathology, left breast", "record-pathology-report"),
    ("Cytology, urine", "record-pathology-report"),
    ("CT guided biopsy of the liver", "record-imaging-reports"),
    ("Urine pathology", "record-lab-results"),
    ("Speech-language pathology", None),
    ("Full blood count", "record-lab-results"),
    ("Flow cytometry of blood", "record-flow-and-chromosomes"),
    ("Bone marrow aspirate", "record-bone-marrow"),
    ("MRI of the bone marrow", "record-imaging-reports"),
    ("Tumor mutation panel", "record-biomarker-report"),
    ("SARS-CoV-2 mutation", None),
    ("Germline panel, hereditary breast cancer", "record-inherited-gene-result"),
    ("CT chest with contrast", "record-imaging-reports"),
    ("US pelvis", "record-imaging-reports"),
    ("Ankle X-ray, left", "record-imaging-reports"),
    ("Chlamydia trachomatis (CT)", None),
    ("Echocardiogram", "record-heart-lung-tests"),
    ("Colonoscopy report", "record-scope-report"),
    ("CA 125 in serum", "record-tumor-markers"),
    ("Maternal alpha-fetoprotein", None),
    ("Discharge letter", "record-discharge-summary"),
    ("Operative note", "record-operative-report"),
    ("Pre-operative note", None),
    ("Radiation therapy treatment summary", "record-radiation-summary"),
    ("Stem cell transplant day 100", "record-transplant-summary"),
    ("Patient health questionnaire", None),
    ("Dental chart", None),
    ("Second opinion from another hospital", "record-second-opinion-report"),
]


@pytest.mark.parametrize(("said", "record"), WORDS)
def test_the_words_of_a_report_tell_where_its_code_does_not(said: str, record: str | None) -> None:
    """Words tell which record a document is, whole ones only, and those that rule it out are heard."""
    assert held(document(said)) == ([record] if record else [])


@pytest.mark.parametrize(
    ("service", "record"),
    [
        ("LAB", "record-lab-results"),
        ("SP", "record-pathology-report"),
        ("RAD", "record-imaging-reports"),
        ("GE", "record-biomarker-report"),
        ("CG", "record-flow-and-chromosomes"),
        ("EC", "record-heart-lung-tests"),
        ("LP29684-5", "record-imaging-reports"),
        ("ZZ", None),
    ],
)
def test_the_service_tells_last(service: str, record: str | None) -> None:
    """A report without a telling code or word is what its service makes: the laboratory makes no pathology report."""
    assert held(report("Report A", service=service)) == ([record] if record else [])


def test_the_laboratory_gives_way_to_another_service() -> None:
    """A report of the laboratory and of pathology is one of pathology; services are told by their names as well."""
    both: Raw = {"category": [concept(code="LAB", system=SERVICE), concept(code="SP", system=SERVICE)]}
    assert held(report("Report A", **both)) == ["record-pathology-report"]
    assert held(report("Report A", category=[concept("Radiology")])) == ["record-imaging-reports"]
    assert held(report("Report A", category=[{"coding": [{"system": "urn:mine", "code": "CT"}]}])) == []
    assert held(report("Report A", category=[concept(code="11529-5")])) == ["record-pathology-report"]
    assert held(report("Report A", category=[concept(code="34117-2")])) == []


def test_words_of_the_report_itself_come_before_its_service() -> None:
    """Blood counts that are filed under pathology are results of a laboratory, and a code comes before words."""
    assert held(report("Full blood count", service="PAT")) == ["record-lab-results"]
    assert held(report("Blood", code="22637-3", service="LAB")) == ["record-pathology-report"]


def test_a_description_tells_where_the_type_does_not() -> None:
    """The description and the title of a file are read after the type."""
    titled = [{"attachment": {"data": "UERG", "title": "Scan report MRI"}}]
    assert held(document(description="Discharge summary of May")) == ["record-discharge-summary"]
    assert held(document(content=titled)) == ["record-imaging-reports"]
    assert held(document("Pathology", description="CT chest")) == ["record-pathology-report"]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "superseded"},
        {"status": None},
        {"docStatus": "preliminary"},
        {"content": []},
        {"content": [{"attachment": {"title": "no file"}}]},
        {"status": ["final"]},
    ],
)
def test_a_document_is_in_hand_only_if_it_counts_and_can_be_opened(more: Raw) -> None:
    """A document that is replaced, preliminary, or has no file, is not in hand."""
    assert held(document("Pathology report")) == ["record-pathology-report"]
    assert held(document("Pathology report", **more)) == []


@pytest.mark.parametrize("status", ["final", "amended", "corrected", "appended"])
def test_a_report_is_in_hand_once_it_is_done(status: str) -> None:
    """A report of any status that is final is in hand, if it holds anything."""
    assert held(report("Pathology report", status=status)) == ["record-pathology-report"]
    for parts in (
        {"presentedForm": [{"url": "x"}]},
        {"result": [{"reference": "Observation/1"}]},
        {"text": {"div": "<div/>"}},
    ):
        assert held(report("Pathology report", status=status, conclusion="", **parts)) == ["record-pathology-report"]
    assert held(report("Pathology report", status=status, conclusion="")) == []


@pytest.mark.parametrize("status", ["registered", "partial", "preliminary", "cancelled", "unknown", ""])
def test_a_report_that_is_not_done_is_not_in_hand(status: str) -> None:
    """A report of any other status is not in hand; one that is to come is to be asked for."""
    assert held(report("Pathology report", status=status)) == []
    to_come = status in {"registered", "partial", "preliminary"}
    assert asked(report("Pathology report", status=status)) == [("biopsy", "record-pathology-report")] * to_come


def test_a_report_that_is_only_named_is_to_be_asked_for() -> None:
    """A final report without words is an event; what is no record to ask for, or has its words, is none."""
    assert asked(report("CT chest", conclusion="")) == [("scan", "record-imaging-reports")]
    assert asked(report("CT chest")) == asked(report("Something else", conclusion="")) == []


def test_notes_are_those_of_cancer_doctors() -> None:
    """A note of any visit is in hand as a note of a cancer doctor only if it says that it is one."""
    assert held(document("History and physical", code="34117-2")) == []
    assert held(document("Progress note", code="11506-3", author=[{"display": "Oncology"}])) == ["record-clinic-notes"]
    assert held(document("Progress note, hematology", code="11506-3")) == ["record-clinic-notes"]
    setting: Raw = {"context": {"practiceSetting": concept("Medical oncology")}}
    assert held(document("Progress note about a pathology report", code="11506-3", **setting)) == [
        "record-clinic-notes"
    ]


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ("Hemoglobin", "record-lab-results"),
        ("Prostate specific Ag in serum", "record-tumor-markers"),
        ("Cancer Ag 125", "record-tumor-markers"),
        ("HER2 in tissue", "record-biomarker-report"),
        ("Karyotype", "record-flow-and-chromosomes"),
        ("BRCA1 germline", "record-inherited-gene-result"),
        ("Gleason score", None),
        ("Size of tumor", None),
        ("Stage group", None),
    ],
)
def test_results_of_a_laboratory_are_told_apart(said: str, record: str | None) -> None:
    """A result is one of blood, a marker or a test of genes; what is measured in tissue is in its own report."""
    assert held(result(said)) == ([record] if record else [])


def test_a_result_counts_once_it_is_there() -> None:
    """Vital signs, results to come and results without a value are none."""
    assert held(result("Sodium", category=[{"text": "Laboratory"}])) == ["record-lab-results"]
    assert held(result("Sodium", category=[{"coding": [{"code": "vital-signs"}]}])) == []
    assert held(result("Sodium", status="preliminary")) == held(result("Sodium", status=None)) == []
    nothing = result("Sodium")
    del nothing["valueString"]
    assert held(nothing) == []


def test_a_change_in_a_gene_one_was_born_with_is_no_biomarker() -> None:
    """A variant of the germline is the result of a family gene test, by its parts or by the words of its report."""
    germline = [{"valueCodeableConcept": concept(code="LA6683-2")}]
    assert held(result(code="69548-6")) == ["record-biomarker-report"]
    assert held(result(code="69548-6", component=germline)) == ["record-inherited-gene-result"]
    assert held(report("Germline analysis", code="51969-4")) == ["record-inherited-gene-result"]
    assert held(result("Genetic variant, germline", code="69548-6")) == ["record-inherited-gene-result"]


def test_a_directive_that_is_documented_counts_unless_it_says_no() -> None:
    """An observation that there is a directive counts in any category, and one that there is none does not."""
    said: Raw = {"code": "45473-6", "category": [{"coding": [{"code": "adi-documentation"}]}]}
    assert held(result(**said)) == ["record-advance-directive"]
    assert held(result(**said, valueBoolean=False)) == []
    assert held(result(**said, valueCodeableConcept=concept(code="LA32-8"))) == []


def test_a_directive_is_a_consent_or_a_document_of_that_category() -> None:
    """A consent to care to come counts with its source, and a document by its category."""
    scope = {"status": "active", "scope": concept(code="adr", system="")}
    assert held(document("Form", code="34108-1", category=[concept(code="42348-3")])) == ["record-advance-directive"]
    assert held(made("Consent", **scope, sourceReference={"reference": "DocumentReference/1"})) == [
        "record-advance-directive"
    ]
    assert held(made("Consent", **scope, sourceAttachment={"url": "Binary/1"})) == ["record-advance-directive"]
    assert held(made("Consent", **scope)) == []
    assert held(made("Consent", **(scope | {"status": "inactive"}), sourceAttachment={"url": "Binary/1"})) == []
    assert held(made("Consent", status="active", sourceAttachment={"url": "Binary/1"})) == []


def test_pictures_are_in_hand_where_they_are_available() -> None:
    """A study that is available gives the pictures, named by what it has, and a scan to ask the report of."""
    series = [{"modality": {"code": "CT", "display": "Computed tomography"}, "bodySite": {"display": "Chest"}}]
    study = made("ImagingStudy", status="available", started="2026-03-01T10:00:00Z", series=series)
    records, done = read(study)
    assert [(one.record, one.title, one.date) for one in records] == [
        ("record-images", "Computed tomography, Chest", "2026-03-01"),
    ]
    assert [(one.kind, one.record, one.title) for one in done] == [
        ("scan", "record-imaging-reports", "Computed tomography, Chest"),
    ]
    placed = read(study | {"location": {"display": "Harbor Hospital"}})
    assert [one.place for one in placed[0]] == [one.place for one in placed[1]] == ["Harbor Hospital"]
    assert held(study | {"status": "registered"}) == []
    assert asked(study | {"status": "registered"}) == []
    assert held(study | {"status": "unknown"}) == []


def test_a_study_without_pictures_of_the_body_is_none() -> None:
    """A tracing of the heart that is kept as a study is no scan; a study of unknown kind is one."""
    tracing = made("ImagingStudy", status="available", modality=[{"code": "ECG"}])
    unknown = made("ImagingStudy", status="available", description="Leg", series=[{"started": "2026-05"}])
    assert held(tracing) == []
    assert asked(tracing) == []
    assert [(one.title, one.date) for one in read(unknown)[0]] == [("Leg", "2026-05")]


def test_a_list_of_medicines_is_what_is_taken_now() -> None:
    """An active medicine makes the list, by code or by reference; a plan, an ended one and a warning do not."""
    drug = {"medicationCodeableConcept": concept("Anastrozole")}
    inside = {"contained": [{"id": "m", "code": concept("Tamoxifen")}], "medicationReference": {"reference": "#m"}}
    for kind in ("MedicationRequest", "MedicationStatement"):
        assert held(made(kind, status="active", **drug)) == ["record-medicines"]
        assert held(made(kind, status="stopped", **drug)) == held(made(kind, **drug)) == []
        assert held(made(kind, status="active", intent="proposal", **drug)) == []
        assert held(made(kind, status="active", doNotPerform=True, **drug)) == []
    assert read(made("MedicationStatement", status="active", **inside))[0][0].title == "Tamoxifen"


def test_that_there_is_known_to_be_nothing_is_a_record_and_that_nothing_is_known_is_none() -> None:
    """No known allergies and no known medicines are in hand; no information about them is a gap."""
    assert held(made("AllergyIntolerance", code=concept("No known allergy"))) == ["record-allergies"]
    assert held(made("AllergyIntolerance", code=concept(code="no-allergy-info"))) == []
    assert held(made("AllergyIntolerance", code=concept("Nuts"), verificationStatus=concept(code="refuted"))) == []
    assert held(made("MedicationStatement", medicationCodeableConcept=concept(code="no-known-medications"))) == [
        "record-medicines"
    ]
    gap = {"status": "active", "medicationCodeableConcept": concept(code="no-medication-info")}
    assert held(made("MedicationStatement", **gap)) == []


def test_relatives_and_vaccines_are_lists() -> None:
    """What is known of the family and the vaccines given are records; what is unknown or was not given is not."""
    assert held(made("FamilyMemberHistory", status="partial", relationship=concept("aunt"))) == [
        "record-family-history"
    ]
    assert held(made("FamilyMemberHistory", status="health-unknown")) == []
    assert held(made("FamilyMemberHistory", status="completed", dataAbsentReason=concept(code="withheld"))) == []
    assert held(made("Immunization", status="completed", vaccineCode=concept("Flu"))) == ["record-vaccines"]
    assert held(made("Immunization", status="not-done", vaccineCode=concept("Flu"))) == []


def section(code: str, **more: t.Any) -> Raw:
    """Return a section of a document."""
    return {"title": "Part", "code": concept(code=code), **more}


def test_a_section_that_is_known_to_be_empty_is_in_hand() -> None:
    """In a summary, a section with nothing known to be there counts, and one that is not available is a gap."""
    told = section("10160-0", text={"div": "<div>Aspirin</div>"})
    inner = section("8716-3", section=[section("48765-2", emptyReason=concept(code="nilknown"))])
    gap = section("11369-6", emptyReason=concept(code="unavailable"), text={"div": "<div>none</div>"})
    named = section("10157-6", entry=[{"reference": "FamilyMemberHistory/1"}], text={"div": "<div>x</div>"})
    note = section("11506-3", text={"div": "<div>x</div>"})
    summary = made("Composition", status="final", type=concept(code="60591-5"), section=[told, inner, gap, named, note])
    assert held(summary) == ["record-medicines", "record-allergies"]
    assert held(summary | {"status": "preliminary"}) == held(summary | {"section": []}) == []


def test_a_document_with_its_own_type_is_that_record() -> None:
    """A document in FHIR's own form counts as a document does, dated or not."""
    parts = [section("8648-8", text={"div": "<div>Went well.</div>"})]
    summary = made("Composition", status="final", type=concept(code="18842-5"), title="Stay", section=parts)
    assert [(one.record, one.title) for one in read(summary)[0]] == [("record-discharge-summary", "Stay")]
    assert read(summary | {"date": "2026-02-03"})[0][0].date == "2026-02-03"


def test_the_health_plan_is_no_card_and_a_list_of_conditions_no_record() -> None:
    """Coverage is not the card, and conditions alone are not the list of all other health problems."""
    assert held(made("Coverage", status="active", type=concept("PPO")), made("Condition", code=concept("Asthma"))) == []


def test_what_is_a_series_is_one_record_with_the_newest_date() -> None:
    """Results become one record, with all evidence and the newest date; their names only where there are few."""
    days = ("2024-01-01", "2026-05-06", "2025-03-04")
    results = [result(f"Test {place}", effectiveDateTime=day) for place, day in enumerate(days)]
    (one,) = read(*results, report("CBC", code="58410-2"))[0]
    assert (one.record, one.date, one.title, len(one.evidence)) == ("record-lab-results", "2026-05-06", "", 4)
    assert read(*results)[0][0].title == "Test 0; Test 1; Test 2"


def test_reports_stay_their_own_the_newest_first() -> None:
    """Each report is a record of its own; a record of the catalog that comes first there comes first."""
    old = report("CT chest", effectiveDateTime="2024-01-01")
    new = report("CT chest", effectiveDateTime="2026-01-01")
    tissue = report("Pathology report", effectiveDateTime="2020")
    undated = report("CT leg")
    found = [(one.record, one.date) for one in read(undated, old, new, tissue)[0]]
    scans = [("record-imaging-reports", day) for day in ("2026-01-01", "2024-01-01", None)]
    assert found == [("record-pathology-report", "2020"), *scans]


def test_two_forms_of_one_document_count_once() -> None:
    """A report and a document with the same file, or of the same day and code, are one; two reports are two."""
    file = {"url": "Binary/42"}
    first = report("Pathology report", presentedForm=[file], issued="2026-04-05")
    other = document("Pathology report", content=[{"attachment": file}], date="2026-04-09")
    assert len(read(first, other)[0]) == 1
    assert read(first, other)[0][0].evidence == (f"DiagnosticReport/{first['id']}", f"DocumentReference/{other['id']}")
    day: Raw = {"effectiveDateTime": "2026-04-05T10:00:00Z"}
    scan, again = report("CT chest", code="25045-6", **day), report("CT belly", code="25045-6", **day)
    copy = document("CT chest", code="25045-6", context={"period": {"start": "2026-04-05"}})
    assert len(read(scan, copy)[0]) == 1
    assert len(read(copy, again, scan)[0]) == len(read(scan, again, copy)[0]) == 2
    assert len(read(scan, document("MRI", code="25056-3", date="2026-04-05"))[0]) == 2


def test_results_of_a_report_go_with_it() -> None:
    """Results of genes of the day of their report are evidence of it; those of another day stand alone."""
    day: Raw = {"effectiveDateTime": "2026-04-05"}
    later = result(code="69548-6", effectiveDateTime="2026-08-09")
    found = read(report("Gene report", code="51969-4", **day), result(code="69548-6", **day), later)[0]
    assert [(one.date, len(one.evidence)) for one in found] == [("2026-08-09", 1), ("2026-04-05", 2)]
    assert len(read(result(code="69548-6"), result(code="53041-0"))[0]) == 2


def test_the_place_is_named() -> None:
    """A place is that of a report, of the visit, of the hospital of the visit, or as far as it goes who was there."""
    hospital = {"resourceType": "Organization", "id": "h", "name": "Harbor Hospital"}
    ward = {"resourceType": "Location", "id": "w", "managingOrganization": {"reference": "Organization/h"}}
    visit = made("Encounter", serviceProvider={"reference": "Organization/h"})
    seen = made("Encounter", location=[{"location": {"display": "Room 3"}}])
    team = {"resourceType": "PractitionerRole", "id": "r", "organization": {"display": "Hill Clinic"}}
    for performer, expected in (
        ({"performer": [{"reference": "Organization/h"}]}, "Harbor Hospital"),
        ({"performer": [{"reference": "Location/w"}]}, "Harbor Hospital"),
        ({"performer": [{"reference": "PractitionerRole/r", "display": "Dr. Hand"}]}, "Hill Clinic"),
        (
            {"performer": [{"display": "Dr. Hand"}], "encounter": {"reference": f"Encounter/{visit['id']}"}},
            "Harbor Hospital",
        ),
        ({"encounter": {"reference": f"Encounter/{seen['id']}"}}, "Room 3"),
        ({"encounter": {"reference": "Encounter/9", "display": "A visit"}}, ""),
        ({"performer": [{"display": "Dr. Hand"}]}, "Dr. Hand"),
    ):
        records = read(hospital, ward, visit, seen, team, report("CT chest", **performer))[0]
        assert [one.place for one in records] == [expected]


PROCEDURES = [
    ("Biopsy of breast with ultrasound guidance", [("biopsy", "record-pathology-report")]),
    ("Bone marrow biopsy", [("biopsy", "record-bone-marrow")]),
    ("Autologous stem cell transplant", [("transplant", "record-transplant-summary")]),
    ("External beam radiotherapy", [("radiation", "record-radiation-summary")]),
    (
        "Combined chemotherapy and radiation therapy",
        [("drug_treatment", "record-drug-treatment"), ("radiation", "record-radiation-summary")],
    ),
    ("Colonoscopy", [("scope", "record-scope-report")]),
    ("Mammography", [("scan", "record-imaging-reports")]),
    ("CT of chest", [("scan", "record-imaging-reports")]),
    ("Prostatectomy", [("operation", "record-operative-report")]),
    ("Appendectomy", [("operation", "record-operative-report")]),
    ("Implantation of pacemaker", [("operation", "record-operative-report")]),
    ("Genomic sequencing of tumor", [("gene_test", "record-biomarker-report")]),
    *(
        (said, [])
        for said in (
            "Medication reconciliation",
            "Depression screening",
            "Dental surgery",
            "Cataract operation",
            "Suture of open wound",
            "Cesarean section, repair of uterus",
            "Vaccination",
            "Electrocardiogram",
            "Echocardiography ultrasound",
            "Fetal ultrasound",
            "Allergen immunotherapy",
            "Radiotherapy planning",
            "History of appendectomy",
            "Preoperative assessment for surgery",
        )
    ),
]


@pytest.mark.parametrize(("said", "expected"), PROCEDURES)
def test_a_procedure_says_what_to_ask_for(said: str, expected: list[tuple[str, str]]) -> None:
    """What was done says which document there is, and what leaves none that a cancer doctor needs is passed over."""
    for status in ("completed", "in-progress", "stopped"):
        assert sorted(asked(procedure(said, status=status))) == expected
    assert asked(procedure(said, status="not-done")) == asked(procedure(said, status=None)) == []


def test_a_procedure_without_words_is_told_by_its_author() -> None:
    """A profile, a code or a category tells where the name does not, but does not undo what the name rules out."""
    course: Raw = {
        "meta": {"profile": ["http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-course-summary"]}
    }
    surgery: Raw = {"category": concept(code="387713003", system="http://snomed.info/sct")}
    assert asked(procedure(code="12345", **course)) == [("radiation", "record-radiation-summary")]
    assert asked(procedure("Whipple", **surgery)) == [("operation", "record-operative-report")]
    assert asked(procedure("Something", category=concept("Surgical procedure"))) == [
        ("operation", "record-operative-report")
    ]
    assert asked(procedure("Dental cleaning", **surgery)) == asked(procedure("Something")) == []


def test_a_drug_against_cancer_leaves_a_summary() -> None:
    """What was given or prescribed against cancer is a course of each drug; other drugs and plans are none."""
    drug = {"medicationCodeableConcept": concept("Paclitaxel")}
    days = ("2026-03-01", "2026-03-08")
    given = [made("MedicationAdministration", status="completed", effectiveDateTime=day, **drug) for day in days]
    (one,) = read(*given)[1]
    assert (one.kind, one.record, one.date, one.title) == (
        "drug_treatment",
        "record-drug-treatment",
        "2026-03-01",
        "Paclitaxel",
    )
    assert len(one.evidence) == len(given)
    named = {"medicationReference": {"reference": "Medication/none", "display": "Letrozole"}}
    assert [one.title for one in read(made("MedicationStatement", status="active", **named))[1]] == ["Letrozole"]
    inside = {"contained": [{"id": "m", "ingredient": [{"itemCodeableConcept": concept("Letrozole")}]}]}
    inner = made("MedicationRequest", status="active", **inside, medicationReference={"reference": "#m"})
    assert [one.title for one in read(inner)[1]] == ["Letrozole"]
    assert asked(made("MedicationRequest", status="active", intent="plan", **drug)) == []
    for said in ("Aspirin", "Methotrexate"):
        assert asked(made("MedicationRequest", status="active", medicationCodeableConcept=concept(said))) == []


def test_a_hospital_stay_leaves_a_summary_of_its_last_day() -> None:
    """A stay that has ended is one, by its class or its words; a visit, a stay that goes on and a birth are none."""
    stay = {"status": "finished", "class": {"code": "IMP"}, "period": {"start": "2026-01-02", "end": "2026-01-20"}}
    (one,) = read(made("Encounter", **stay))[1]
    assert (one.kind, one.record, one.date) == ("hospital_stay", "record-discharge-summary", "2026-01-20")
    assert len(asked(made("Encounter", status="finished", type=[concept("Inpatient stay")]))) == 1
    for other in ({"class": {"code": "AMB"}}, {"status": "in-progress"}, {"type": [concept("Obstetric delivery")]}):
        assert asked(made("Encounter", **(stay | other))) == []


def test_what_is_given_time_after_time_is_one_course() -> None:
    """Sessions are one event since the first, with all evidence; another course years later is its own."""
    days = ("2026-02-03", "2026-02-01", "2026-02-02", "2020-05-05")
    found = read(*(procedure("Radiotherapy", performedDateTime=day) for day in days))[1]
    assert [(one.date, len(one.evidence)) for one in found] == [("2026-02-01", 3), ("2020-05-05", 1)]
    undated = read(*(procedure("Radiotherapy", performedDateTime=day) for day in ("2026-02-31", "2026", "")))[1]
    assert len(undated) == 1


def test_what_was_done_on_one_day_has_one_document() -> None:
    """Operations of one day are one event under both names; scans are one of each kind; undated ones are apart."""
    day: Raw = {"performedDateTime": "2026-02-03"}
    (one,) = read(procedure("Mastectomy", **day), procedure("Excision of nodes", **day))[1]
    assert (set(one.title.split("; ")), len(one.evidence)) == ({"Mastectomy", "Excision of nodes"}, 2)
    study = made("ImagingStudy", status="available", started="2026-02-03", modality=[{"code": "CT"}])
    scans = read(procedure("CT of chest", **day), study, procedure("Mammography", **day))[1]
    assert sorted(len(one.evidence) for one in scans) == [1, 2]
    assert len(read(procedure("Mastectomy"), procedure("Excision of nodes"), procedure("Mastectomy"))[1]) == 2


def left(event_day: str | None, record_day: str | None, said: str = "Biopsy", title: str = "Pathology report") -> int:
    """Return how many events are still to be asked for beside a report."""
    records, done = read(procedure(said, performedDateTime=event_day), report(title, effectiveDateTime=record_day))
    return len(still_to_ask_for(done, records))


@pytest.mark.parametrize(
    ("event_day", "record_day", "expected"),
    [
        ("2026-02-03", "2026-02-17", 0),
        ("2026-02-03", "2026-02-18", 1),
        ("2026-02-03", "2026-01-20", 0),
        ("2026-02-03", "2026-01-19", 1),
        ("2026-02-03", "2026-02", 0),
        ("2026-02-03", "2026-03", 1),
        ("2026", "2026-02-03", 0),
        (None, "2026-02-03", 1),
        ("2026-02-03", None, 1),
        ("2026-02-31", "2026-02-31", 0),
    ],
)
def test_a_document_of_about_the_day_is_that_of_the_event(event_day: str, record_day: str, expected: int) -> None:
    """An event is left out where its report is in hand, two weeks before or after, and stays without a date."""
    assert left(event_day, record_day) == expected
    assert left(event_day, record_day, title="CT chest") == 1


def test_the_summary_of_a_course_may_be_of_any_later_day() -> None:
    """The summary of radiation is written when it ends, and results of a laboratory go on."""
    assert left("2026-02-03", "2026-06-01", "Radiotherapy", "Radiation treatment summary") == 0
    assert left("2026-02-03", "2025-06-01", "Radiotherapy", "Radiation treatment summary") == 1
    to_come = report("Blood count", status="registered", effectiveDateTime="2026-01-01")
    records, done = read(to_come, result("Sodium", effectiveDateTime="2026-09-01"))
    assert [one.kind for one in done] == ["lab_test"]
    assert still_to_ask_for(done, records) == ()


def test_what_comes_out_does_not_depend_on_the_order() -> None:
    """The same resources in any order are the same records and events."""
    day: Raw = {"effectiveDateTime": "2026-04-05"}
    resources = [
        report("CT chest", code="25045-6", **day),
        document("CT chest", code="25045-6", date="2026-04-05"),
        report("CT chest", code="25045-6", **day),
        *(result(f"Test {place}", effectiveDateTime=f"2026-01-0{place}") for place in range(1, 6)),
        *(procedure("Radiotherapy", performedDateTime=f"2026-02-0{place}") for place in range(1, 6)),
        procedure("Mastectomy", performedDateTime="2026-02-01"),
        procedure("Excision of nodes", performedDateTime="2026-02-01"),
    ]
    first = read(*resources)
    for seed in range(10):
        assert read(*random.Random(seed).sample(resources, len(resources))) == first


def test_words_of_the_record_are_not_in_repr() -> None:
    """What a record says in its own words stays out of what is printed on the way."""
    records, done = read(report("CT of Jane"), procedure("Biopsy of Jane"))
    assert "Jane" not in repr((records, done))
    assert "Jane" not in repr(
        list(holdings(Resource("Observation", result("Jane"), "Observation/1"), Chart(Supply([]), TODAY, {})))
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("coding", "code", "text", "display", "reference", "url", "start", "div")), inner
        )
    ),
    max_leaves=8,
)
NAMES = (
    "status",
    "docStatus",
    "type",
    "code",
    "category",
    "content",
    "presentedForm",
    "conclusion",
    "result",
    "text",
    "effectiveDateTime",
    "issued",
    "date",
    "context",
    "custodian",
    "author",
    "performer",
    "encounter",
    "location",
    "started",
    "series",
    "modality",
    "description",
    "valueString",
    "component",
    "intent",
    "medicationCodeableConcept",
    "medicationReference",
    "scope",
    "sourceAttachment",
    "section",
    "class",
    "period",
    "meta",
    "bodySite",
    "performedDateTime",
    "verificationStatus",
    "vaccineCode",
    "relationship",
    "contained",
)
STATUSES = st.sampled_from(("final", "current", "completed", "available", "active", "finished", "registered"))
KINDS = sorted(holding_module.KINDS | event_module.KINDS | {"Patient"})


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), JSON), STATUSES | JSON)
def test_nothing_that_stands_where_it_should_not_stops_the_reading(kind: str, said: Raw, status: object) -> None:
    """Whatever JSON a resource is, it is read: what is found has its evidence and its record."""
    raw = made(kind, **(said | {"status": status}))
    records, done = read(raw)
    assert all(one.evidence and one.record for one in records)
    assert all(one.evidence and one.record for one in done)
    assert isinstance(still_to_ask_for(done, records), tuple)


def test_json_that_is_too_deep_is_passed_over() -> None:
    """A code that nests without end is no result."""
    deep: list[t.Any] = []
    for _ in range(100_000):
        deep = [deep]
    raw = result("Sodium") | {"code": deep}
    assert list(holdings(Resource("Observation", raw, "Observation/1"), Chart(Supply([]), TODAY, {}))) == []


@pytest.mark.parametrize("said", ["a" * 100_000, "ectomy " * 20_000, "biopsy-" * 20_000, "radiation x " * 10_000])
def test_a_huge_name_is_read_in_no_time(said: str) -> None:
    """Words of any length cost little."""
    start = time.perf_counter()
    read(report(said), document(said), procedure(said), result(said))
    assert time.perf_counter() - start < 1


def test_every_record_of_the_table_is_in_the_catalog() -> None:
    """Each id in the table is that of a record of the bundled packs, and each LOINC code has its check digit."""
    table: dict[str, t.Any] = json.loads(packaged.read("codes", "records.json"))
    catalog = so.load_catalog()
    rows = [row["record"] for name in ("documents", "tests", "events") for row in table[name]]
    named = {*table["order"], *table["loinc"].values(), *table["categories"].values(), *rows, *table["series"]}
    named |= {*table["event_of_record"], *table["record_of_event"].values()}
    assert all(isinstance(catalog[name], RecordItem) for name in named - {"", "note"})
    assert named - {"", "note"} <= set(table["order"])
    assert all(_check_digit(code.split("-")[0]) == int(code.split("-")[1]) for code in table["loinc"])


def test_every_code_that_a_record_is_written_with_is_read() -> None:
    """The LOINC codes of the records of the core are read back as these records."""
    table: dict[str, t.Any] = json.loads(packaged.read("codes", "records.json"))
    core = next(pack for pack in so.load_catalog().packs if pack.id == "core")
    written = [(code, item.id) for item in core.records for code in item.loinc]
    assert written
    assert [(code, table["loinc"].get(code)) for code, _ in written] == written


def _check_digit(stem: str) -> int:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(stem))]
    return -sum(sum(divmod(number, 10)) for number in doubled) % 10
