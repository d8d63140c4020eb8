"""What a record says of a person apart from the cancer: treatments, tests, insurance, and who they are."""

import datetime as dt
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.coverage import insurance
from second_opinion.fhir.findings import FhirFact
from second_opinion.fhir.person import hospital_stays, is_deceased, person
from second_opinion.fhir.supply import Supply
from second_opinion.fhir.tests_had import tests_had as read_tests
from second_opinion.fhir.treatments import treatments
from second_opinion.profile import facts

TODAY = dt.date(2026, 11, 23)
READERS = (treatments, read_tests, insurance, hospital_stays)
Json = dict[str, t.Any]


def chart_of(*others: Json) -> Chart:
    """Return the chart of data with these resources."""
    return Chart.of(Supply({"resourceType": "Bundle", "entry": [{"resource": one} for one in others]}), None, TODAY, {})


def found(raw: Json, *others: Json) -> list[FhirFact]:
    """Return all that is read from a resource; every value has to be one of its fact's."""
    resource = Resource(raw["resourceType"], raw, "Some/1")
    all_found = [fact for reader in READERS for fact in reader(resource, chart_of(*others))]
    assert all(facts()[fact.fact].refusal(fact.value) is None for fact in all_found)
    assert all(fact.evidence == ("Some/1",) for fact in all_found)
    return all_found


def said(raw: Json, *others: Json) -> set[tuple[object, str]]:
    """Return the values that are read from a resource, each with its status."""
    return {(fact.value, fact.status) for fact in found(raw, *others)}


def procedure(text: str = "", status: str = "completed", **more: t.Any) -> Json:
    """Return a procedure with a name."""
    return {"resourceType": "Procedure", "status": status, "code": {"text": text}, **more}


def drug(text: str, kind: str = "MedicationRequest", status: str = "active", **more: t.Any) -> Json:
    """Return a resource about a drug."""
    raw = {"resourceType": kind, "status": status, "medicationCodeableConcept": {"text": text}, **more}
    return {"intent": "order", **raw} if kind == "MedicationRequest" else raw


FOR_CANCER: Json = {"reasonCode": [{"text": "Malignant neoplasm of colon"}]}
FOR_ANOTHER: Json = {"reasonCode": [{"text": "Rheumatoid arthritis"}]}


# Treatments


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("Lumpectomy of left breast", "surgery"),
        ("Modified radical mastectomy (procedure)", "surgery"),
        ("Laparoscopic right hemicolectomy", "surgery"),
        ("Robotic radical prostatectomy", "surgery"),
        ("Excision of malignant tumour of skin of back", "surgery"),
        ("External beam radiation therapy", "radiation"),
        ("High dose rate brachytherapy", "radiation"),
        ("Administration of chemotherapy", "chemotherapy"),
        ("FOLFOX, cycle 3", "chemotherapy"),
        ("Autologous stem cell transplantation", "stem_cell_transplant"),
        ("Infusion of CAR-T cells", "cell_therapy"),
        ("Active surveillance of prostate cancer", "active_surveillance"),
        ("Androgen deprivation therapy", "hormone_therapy"),
    ],
)
def test_a_procedure_that_treats_cancer_is_a_treatment(text: str, treatment: str) -> None:
    """What was done is known by the words for it; completed, it is past."""
    assert (treatment, "past") in said(procedure(text))


@pytest.mark.parametrize(
    "text",
    [
        "Appendectomy",
        "Cataract extraction",
        "Total replacement of right hip joint",
        "Cesarean section",
        "Extraction of wisdom tooth",
        "Laparoscopic cholecystectomy",
        "Laparoscopic sleeve gastrectomy",
        "Reduction mammoplasty",
        "Ovarian cystectomy",
        "Medication reconciliation (procedure)",
        "Radiotherapy planning",
        "Chemotherapy education",
        "Referral to radiation oncology",
        "Bone marrow transplant donor evaluation",
        "Allergen immunotherapy by injection",
        "Ultraviolet irradiation of skin",
        "Excision of benign tumor of skin",
        "History of mastectomy",
        "Excisional biopsy of lymph node",
        "Polypectomy of colon",
        "",
    ],
)
def test_what_is_no_treatment_of_cancer_is_none(text: str) -> None:
    """Operations that are not for a cancer, talks and plans are no treatments."""
    assert not [fact for fact in found(procedure(text)) if fact.fact == "treatments_had"]


def test_an_operation_that_mostly_has_another_reason_needs_one() -> None:
    """A hysterectomy alone is not confirmed; for a cancer it is surgery; for something else it is none."""
    assert said(procedure("Hysterectomy")) == {("surgery", "not_confirmed")}
    assert said(procedure("Hysterectomy", **FOR_CANCER)) == {("surgery", "past")}
    assert said(procedure("Hysterectomy", reasonCode=[{"text": "Fibroids"}])) == set()
    assert said(procedure("Colectomy", reasonCode=[{"text": "Diverticulitis"}])) == {("surgery", "not_confirmed")}


@pytest.mark.parametrize("text", ["Construction of colostomy", "Amputation of leg", "Surgical removal of kidney"])
def test_any_operation_for_a_cancer_is_surgery(text: str) -> None:
    """A reason that is a cancer makes surgery of an operation that is not known as one for cancer."""
    assert said(procedure(text)) == set()
    assert said(procedure(text, **FOR_CANCER)) == {("surgery", "past")}
    assert said(procedure("Injection into muscle", **FOR_CANCER)) == set()


def test_a_reason_may_be_another_resource() -> None:
    """What a reference means is looked up, or read from its own words."""
    condition = {"resourceType": "Condition", "id": "c", "code": {"text": "Malignant neoplasm of ovary"}}
    pointing = procedure("Oophorectomy", reasonReference=[{"reference": "Condition/c"}])
    assert said(pointing, condition) == {("surgery", "past")}
    assert said(pointing) == {("surgery", "not_confirmed")}
    naming = procedure("Oophorectomy", reasonReference=[{"reference": "Condition/x", "display": "Ovarian cancer"}])
    assert said(naming) == {("surgery", "past")}


def test_profiles_and_codes_count() -> None:
    """A profile or a code says surgery or radiation where no words do; but a biopsy is no surgery."""
    base = "http://example.org/StructureDefinition/mcode-"
    surgical: Json = {"meta": {"profile": [f"{base}cancer-related-surgical-procedure"]}}
    assert said(procedure("", **surgical)) == {("surgery", "past")}
    assert said(procedure("Something done to a breast", **surgical)) == {("surgery", "past")}
    assert said(procedure("Core biopsy of breast", **surgical)) == {("biopsy", "current")}
    course: Json = {"meta": {"profile": [f"{base}radiotherapy-course-summary"]}}
    assert said(procedure("", **course)) == {("radiation", "past")}
    coded = {"resourceType": "Procedure", "status": "completed", "code": {"coding": [{"code": "1217123003"}]}}
    assert said(coded) == {("radiation", "past")}
    operation = {"coding": [{"code": "387713003"}], "text": "Exploration of abdomen"}
    assert said({**procedure(**FOR_CANCER), "code": operation}) == {("surgery", "past")}
    assert said({**procedure(), "code": operation}) == set()


def test_one_procedure_may_be_two_treatments() -> None:
    """Chemotherapy given together with radiation is both."""
    both = {("chemotherapy", "past"), ("radiation", "past")}
    assert said(procedure("Combined chemotherapy and radiation therapy (procedure)")) == both


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("completed", "past"),
        ("stopped", "past"),
        ("in-progress", "current"),
        ("unknown", "not_confirmed"),
        ("not-done", None),
        ("preparation", None),
        ("nonsense", None),
    ],
)
def test_the_status_says_whether_it_goes_on(status: str, expected: str | None) -> None:
    """What goes on is current, what ended is past, what was not done is nothing."""
    assert said(procedure("Brachytherapy", status)) == ({("radiation", expected)} if expected else set())


def test_what_ended_is_past_whatever_its_status() -> None:
    """A period that is over is believed more than a status that nobody brought up to date."""
    period: Json = {"performedPeriod": {"start": "2025-01", "end": "2025-03"}}
    assert said(procedure("Brachytherapy", "in-progress", **period)) == {("radiation", "past")}
    until: Json = {"effectivePeriod": {"start": "2025", "end": "2026"}}
    assert said(drug("Letrozole", "MedicationStatement", **until)) == {("hormone_therapy", "current")}
    fact = found(procedure("Brachytherapy", **period))[0]
    assert (fact.date, fact.note) == ("2025-01", "Brachytherapy")
    assert "Brachytherapy" not in repr(fact)


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("10 ML oxaliplatin 5 MG/ML Injection", "chemotherapy"),
        ("PACLitaxel protein-bound", "chemotherapy"),
        ("CAPECITABIN 500MG TABLET", "chemotherapy"),
        ("ifosfamida", "chemotherapy"),
        ("pembrolizumab 25 MG/ML", "immunotherapy"),
        ("trastuzumab-dkst", "targeted_therapy"),
        ("trastuzumab deruxtecan", "targeted_therapy"),
        ("gefitinib 250 MG Oral Tablet", "targeted_therapy"),
        ("unheardofciclib", "targeted_therapy"),
        ("Tamoxifen 20 mg", "hormone_therapy"),
        ("enzalutamide", "hormone_therapy"),
        ("tisagenlecleucel", "cell_therapy"),
        ("lutetium Lu 177 dotatate", "radiation"),
    ],
)
def test_a_drug_is_known_by_its_ingredient(text: str, treatment: str) -> None:
    """Strength, form, spelling and the suffix of a biosimilar do not matter."""
    assert said(drug(text)) == {(treatment, "current")}


@pytest.mark.parametrize(
    "text",
    [
        "Leucovorin 100 MG Injection",
        "predniSONE",
        "Dexamethasone",
        "Ondansetron",
        "Filgrastim",
        "Finasteride 5 MG",
        "Tofacitinib",
        "Emtricitabine / tenofovir",
        "BCG vaccine",
        "Interferon beta-1a",
        "Hydroxychloroquine",
        "Heparin",
        "Medroxyprogesterone",
        "tinib",
        "",
    ],
)
def test_other_drugs_are_no_treatment_of_cancer(text: str) -> None:
    """What goes with a treatment, and what sounds like one, is none."""
    assert said(drug(text)) == set()


def test_a_drug_for_other_illnesses_as_well_is_not_confirmed() -> None:
    """Methotrexate is confirmed by a cancer as its reason, and is nothing where the reason is another."""
    assert said(drug("Methotrexate 2.5 MG")) == {("chemotherapy", "not_confirmed")}
    assert said(drug("Methotrexate 2.5 MG", **FOR_CANCER)) == {("chemotherapy", "current")}
    assert said(drug("Methotrexate 2.5 MG", **FOR_ANOTHER)) == set()
    assert said(drug("Anastrozole", **FOR_ANOTHER)) == {("hormone_therapy", "not_confirmed")}
    assert said(drug("Anastrozole", reasonCode=[{}])) == {("hormone_therapy", "current")}
    profile: Json = {"meta": {"profile": ["http://example.org/mcode-cancer-related-medication-request"]}}
    assert said(drug("Methotrexate", **profile)) == {("chemotherapy", "current")}


def test_a_regimen_may_be_several_treatments() -> None:
    """R-CHOP has an antibody in it, CHOP has not."""
    assert said(drug("R-CHOP")) == {("chemotherapy", "current"), ("targeted_therapy", "current")}
    assert said(drug("CHOP")) == {("chemotherapy", "current")}


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("MedicationRequest", "completed", "past"),
        ("MedicationRequest", "stopped", "past"),
        ("MedicationRequest", "cancelled", None),
        ("MedicationRequest", "draft", None),
        ("MedicationAdministration", "completed", "past"),
        ("MedicationAdministration", "not-done", None),
        ("MedicationDispense", "completed", "past"),
        ("MedicationStatement", "active", "current"),
        ("MedicationStatement", "not-taken", None),
        ("MedicationStatement", "", "not_confirmed"),
    ],
)
def test_each_kind_of_medication_has_its_own_states(kind: str, status: str, expected: str | None) -> None:
    """A draft or a drug that was not given is nothing; what was given is past."""
    assert said(drug("Cisplatin", kind, status)) == ({("chemotherapy", expected)} if expected else set())


def test_a_drug_may_stand_in_a_medication() -> None:
    """The name is read from a resource that is referred to, from one inside, and from its ingredients."""
    medication = {"resourceType": "Medication", "id": "m", "code": {"coding": [{"display": "Anastrozole"}]}}
    statement = {"resourceType": "MedicationStatement", "status": "active"}
    far = {**statement, "medicationReference": {"reference": "Medication/m"}}
    assert said(far, medication) == {("hormone_therapy", "current")}
    mixed = {"resourceType": "Medication", "id": "i", "ingredient": [{"itemCodeableConcept": {"text": "Docetaxel"}}]}
    near = {**statement, "contained": [mixed], "medicationReference": {"reference": "#i"}}
    assert said(near) == {("chemotherapy", "current")}
    assert said({**statement, "medicationReference": {"display": "Cisplatin"}}) == {("chemotherapy", "current")}


def test_what_is_planned_was_not_had() -> None:
    """Plans and orders that are open are proposed treatments; what is forbidden or done is none."""
    order = {"resourceType": "ServiceRequest", "status": "active", "intent": "order"}
    proposed = found({**order, "code": {"text": "External beam radiation therapy"}})
    assert [(one.fact, one.value, one.status) for one in proposed] == [("treatments_proposed", "radiation", "current")]
    assert found({**order, "code": {"text": "Mastectomy"}, "status": "completed"}) == []
    assert found({**order, "code": {"text": "Mastectomy"}, "doNotPerform": True}) == []
    assert found({**order, "code": {"text": "Mastectomy"}, "intent": "option"}) == []
    assert found({**order, "code": {"text": "Referral to radiotherapy department"}}) == []
    idea = found(drug("Cisplatin", intent="proposal"))
    assert [(one.fact, one.value) for one in idea] == [("treatments_proposed", "chemotherapy")]
    intended = found(drug("Cisplatin", "MedicationStatement", "intended"))
    assert [one.fact for one in intended] == ["treatments_proposed"]
    assert found(drug("Cisplatin", intent="option")) == []
    assert found(drug("Cisplatin", doNotPerform=True)) == []


def test_a_plan_of_care_says_what_is_to_come() -> None:
    """Of its activities only those that have not begun are proposed; active surveillance goes on."""

    def activity(text: str, status: str, **more: t.Any) -> Json:
        return {"detail": {"code": {"text": text}, "status": status, **more}}

    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "title": "Active surveillance",
        "activity": [
            activity("Chemotherapy", "scheduled"),
            activity("Mastectomy", "completed"),
            activity("Brachytherapy", "not-started", doNotPerform=True),
        ],
    }
    values = {(one.fact, one.value, one.status) for one in found(plan)}
    surveillance = ("treatments_had", "active_surveillance", "current")
    assert values == {("treatments_proposed", "chemotherapy", "current"), surveillance}
    assert surveillance not in {(one.fact, one.value, one.status) for one in found({**plan, "status": "draft"})}
    assert found({**plan, "status": "revoked"}) == []


# Tests


def report(text: str, status: str = "final", **more: t.Any) -> Json:
    """Return a report with a name."""
    return {"resourceType": "DiagnosticReport", "status": status, "code": {"text": text}, **more}


def result(text: str, status: str = "final", **more: t.Any) -> Json:
    """Return a result with a name."""
    return {"resourceType": "Observation", "status": status, "code": {"text": text}, **more}


def names(raw: Json) -> set[object]:
    """Return the tests that a resource says were had."""
    return {fact.value for fact in found(raw) if fact.fact == "tests_had" and fact.status == "current"}


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("Biopsy of prostate", {"biopsy"}),
        ("Fine needle aspiration of thyroid", {"biopsy"}),
        ("Multiple biopsies of bladder", {"biopsy"}),
        ("Drawing of blood sample", {"blood_tests"}),
        ("Colonoscopy", {"endoscopy"}),
        ("Endoscopic ultrasound of pancreas", {"endoscopy", "ultrasound"}),
        ("Mammography (procedure)", {"mammogram"}),
        ("CT of chest and abdomen", {"ct"}),
        ("Computerised tomography of head", {"ct"}),
        ("PET/CT whole body", {"pet"}),
        ("MRI of brain with contrast", {"mri"}),
        ("Plain chest X-ray", {"xray"}),
        ("Bone scan, whole body", {"bone_scan"}),
        ("Ultrasonography of liver", {"ultrasound"}),
        ("Biopsy of bone marrow", {"bone_marrow"}),
        ("Bone marrow aspiration procedure", {"bone_marrow"}),
        ("Biopsy of breast using ultrasonographic guidance", {"biopsy", "ultrasound"}),
    ],
)
def test_a_procedure_or_a_report_may_be_a_test(text: str, tests: set[object]) -> None:
    """Tests are known by their names, in a procedure as in a report."""
    assert names(procedure(text)) == tests
    assert names(report(text)) == tests


@pytest.mark.parametrize(
    "text",
    [
        "Bone marrow transplantation",
        "DXA bone density",
        "Medication reconciliation (procedure)",
        "Optical coherence tomography of retina",
        "Therapeutic ultrasound",
        "Blood pressure",
        "Fecal occult blood test",
        "CT of chest cancelled",
        "Counseling about biopsy",
        "Depression screening",
        "U.S. standard certificate of death",
        "",
    ],
)
def test_what_is_no_test_is_none(text: str) -> None:
    """Words that only sound like a test are none."""
    assert names(procedure(text)) == set()
    assert names(report(text)) == set()


def test_images_that_rarely_have_to_do_with_a_cancer_are_not_confirmed() -> None:
    """An X-ray of an ankle and a scan in pregnancy are shown, for the person to decide."""
    assert said(procedure("X-ray of ankle")) == {("xray", "not_confirmed")}
    assert said(procedure("Ultrasound scan for fetal viability")) == {("ultrasound", "not_confirmed")}
    study: Json = {"resourceType": "ImagingStudy", "status": "available", "series": [{"modality": {"code": "DX"}}]}
    assert said(study) == {("xray", "current")}
    study["series"] = [{"modality": {"code": "DX"}, "bodySite": {"display": "Arm"}}]
    assert said(study) == {("xray", "not_confirmed")}


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("Hemoglobin [Mass/volume] in Blood", {"blood_tests"}),
        ("Glucose", {"blood_tests"}),
        ("Glucose in Urine by Test strip", set()),
        ("Prostate specific Ag [Mass/volume] in Serum or Plasma", {"tumor_markers", "blood_tests"}),
        ("CA 125", {"tumor_markers"}),
        ("Estrogen receptor Ag in Breast cancer specimen", {"biomarker_test"}),
        ("PD-L1 by immune stain", {"biomarker_test"}),
        ("eGFR", {"blood_tests"}),
        ("EGFR gene mutations found", {"biomarker_test"}),
        ("Alkaline phosphatase in Serum or Plasma", {"blood_tests"}),
        ("Germline BRCA1 and BRCA2 sequencing", {"genetic_test"}),
        ("Flow cytometry of leukemia", {"flow_cytometry"}),
        ("CD4 count by flow cytometry", {"flow_cytometry"}),
        ("cT category", set()),
        ("Body Height", set()),
        ("Oxygen saturation in Arterial blood", set()),
    ],
)
def test_results_are_tests(text: str, tests: set[object]) -> None:
    """A result says which kind of test was done; what is measured in urine is no blood test."""
    assert names(result(text)) == tests


def test_an_operation_is_no_blood_test() -> None:
    """What is measured in blood may also be the name of what an operation takes out."""
    assert names(procedure("Removal of calcium deposit")) == set()


def test_what_a_result_only_mentions_was_not_an_image() -> None:
    """Images count in a result only where it is one of imaging."""
    assert names(result("Size of tumor on CT")) == set()
    assert names(result("US guidance for biopsy of prostate")) == {"biopsy"}
    assert names(result("Size of tumor on CT", category=[{"coding": [{"code": "imaging"}]}])) == {"ct"}
    assert names(result("Heart rate in blood", category=[{"coding": [{"code": "vital-signs"}]}])) == set()
    assert names(result("Glucose", dataAbsentReason={"coding": [{"code": "not-performed"}]})) == set()
    assert names(result("Glucose", dataAbsentReason={"coding": [{"code": "unknown"}]})) == {"blood_tests"}


def test_codes_are_enough() -> None:
    """A code of LOINC says what a test is where it has no name."""
    coded = {"coding": [{"system": "http://loinc.org", "code": "33721-2"}]}
    assert names({**report(""), "code": coded}) == {"bone_marrow"}
    document = {"resourceType": "DocumentReference", "status": "current", "type": {"coding": [{"code": "25045-6"}]}}
    assert names(document) == {"ct"}
    assert names({**document, "docStatus": "preliminary"}) == set()
    assert names({**document, "docStatus": "final"}) == {"ct"}
    assert names({**document, "status": "superseded"}) == set()


def test_a_test_of_genes_says_where_they_are_from_or_is_not_confirmed() -> None:
    """The genes of a tumor and those of a family are told apart, and where they are not, neither is sure."""

    def variant(*source: str) -> Json:
        of_genes = [
            {"code": {"coding": [{"code": "48002-0"}]}, "valueCodeableConcept": {"coding": [{"code": one}]}}
            for one in source
        ]
        return result("Genetic variant assessment", component=[{"code": {"text": "Gene studied"}}, *of_genes])

    assert said(variant("LA6684-0")) == {("biomarker_test", "current")}
    assert said(variant("LA6683-2")) == {("genetic_test", "current")}
    unsure = {("biomarker_test", "not_confirmed"), ("genetic_test", "not_confirmed")}
    assert said(variant()) == unsure
    assert said(variant("LA0000-0")) == unsure
    assert said(report("Genetic analysis report of tumor, somatic")) == {("biomarker_test", "current")}


def test_the_images_of_a_study_are_known_by_their_kind() -> None:
    """A study or its series say the kind; a PET has its CT with it; names tell a scan of the bones."""
    study: Json = {"resourceType": "ImagingStudy", "status": "available"}
    assert names({**study, "modality": [{"code": "MR"}]}) == {"mri"}
    assert names({**study, "series": [{"modality": {"code": "PT"}}, {"modality": {"code": "CT"}}]}) == {"pet"}
    assert names({**study, "modality": [{"code": "NM"}], "procedureCode": [{"text": "Bone scan"}]}) == {"bone_scan"}
    assert names({**study, "modality": [{"code": "XX"}], "description": "Colonoscopy"}) == set()
    assert names({**study, "status": "cancelled", "modality": [{"code": "MR"}]}) == set()


@pytest.mark.parametrize(
    ("status", "expected"), [("preliminary", "current"), ("", "not_confirmed"), ("registered", None), ("x", None)]
)
def test_only_what_was_done_is_a_test(status: str, expected: str | None) -> None:
    """A test is had once it was done, though its result may not be final."""
    assert said(report("MRI of brain", status)) == ({("mri", expected)} if expected else set())


def test_other_resources_are_no_tests() -> None:
    """A vaccine is neither a test nor a treatment."""
    vaccine = {"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "BCG"}}
    assert found(vaccine) == []


# Insurance


def cover(text: str = "", status: str = "active", **more: t.Any) -> Json:
    """Return the coverage by a payer."""
    return {"resourceType": "Coverage", "status": status, "payor": [{"display": text}], **more}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Medicare", {"medicare"}),
        ("Humana", {"private_other"}),
        ("Humana Medicare Advantage", {"medicare_advantage"}),
        ("Aetna Medicare HMO", {"medicare_advantage"}),
        ("Medicaid", {"medicaid"}),
        ("Dual Eligible", {"medicare", "medicaid"}),
        ("NO_INSURANCE", {"uninsured"}),
        ("TRICARE Prime", {"military"}),
        ("Department of Veterans Affairs", {"veterans"}),
        ("NHS England", {"public_system"}),
        ("Kaiser Permanente", {"private_hmo"}),
        ("Aetna PPO", {"private_ppo"}),
        ("Delta Dental PPO", set()),
        ("Sunny Mutual", set()),
        ("", set()),
    ],
)
def test_payers_are_known_by_name(text: str, expected: set[object]) -> None:
    """A known name says the kind of insurance; an unknown one says nothing."""
    assert {value for value, _ in said(cover(text))} == expected
    if expected:
        assert said(cover(text, type={"text": "Dental care"})) == set()


SOPT = "https://nahdo.org/sopt"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (SOPT, "121", {"medicare"}),
        (SOPT, "111", {"medicare_advantage"}),
        (SOPT, "14", {"medicare", "medicaid"}),
        (SOPT, "219", {"medicaid"}),
        (SOPT, "3211", {"veterans"}),
        (SOPT, "3111", {"military"}),
        (SOPT, "3712", {"private_ppo"}),
        (SOPT, "512", {"private_ppo"}),
        (SOPT, "81", {"uninsured"}),
        (SOPT, "95", set()),
        (SOPT, "561", set()),
        (ACT, "HMO", {"private_hmo"}),
        (ACT, "VET", {"veterans"}),
        (ACT, "DENTAL", set()),
        (ACT, "PUBLICPOL", set()),
        (ACT, "ODD", set()),
    ],
)
def test_kinds_of_plan_are_known_by_code(system: str, code: str, expected: set[object]) -> None:
    """The codes of the two systems in use say the kind; one for teeth says that it is none."""
    coded = cover(type={"coding": [{"system": system, "code": code}]})
    assert {value for value, _ in said(coded)} == expected


def test_a_country_says_what_a_public_plan_is() -> None:
    """Medicare is for all in Australia, and a public policy is one system where there is one."""

    def living_in(country: str) -> Json:
        return {"resourceType": "Patient", "id": "p", "address": [{"country": country}]}

    public = cover(type={"coding": [{"system": ACT, "code": "PUBLICPOL"}]})
    assert said(public, living_in("GB")) == {("public_system", "current")}
    assert said(public, living_in("US")) == set()
    assert said(cover("Medicare"), living_in("AU")) == {("public_system", "current")}
    assert said(cover("Medicare"), living_in("US")) == {("medicare", "current")}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "current"),
        ({"status": ""}, "current"),
        ({"status": "cancelled"}, "past"),
        ({"status": "draft"}, None),
        ({"period": {"start": "2020", "end": "2025-12-31"}}, "past"),
        ({"period": {"start": "2020", "end": "2026"}}, "current"),
        ({"period": {"start": "2027-01-01"}}, None),
    ],
)
def test_insurance_holds_in_its_period(more: Json, expected: str | None) -> None:
    """What has ended or was cancelled is past, and what is to come is not yet."""
    assert said({**cover("Medicare"), **more}) == ({("medicare", expected)} if expected else set())


def test_the_payer_may_be_another_resource() -> None:
    """The name of an organization that is referred to counts, and so does that of the plan."""
    payer = {"resourceType": "Organization", "id": "o", "name": "Blue Cross Blue Shield"}
    raw = {"resourceType": "Coverage", "status": "active", "payor": [{"reference": "Organization/o"}]}
    assert said(raw, payer) == {("private_other", "current")}
    assert said({**raw, "class": [{"name": "Gold PPO"}]}, payer) == {("private_ppo", "current")}
    assert said({**cover("Medicare"), "class": [{"name": "Silver HMO"}]}) == {("medicare_advantage", "current")}


def test_bills_name_who_paid() -> None:
    """The insurance that a bill of late names is current; an older one is past."""
    inside = {"resourceType": "Coverage", "id": "c", "type": {"text": "private"}}
    bill = {"resourceType": "ExplanationOfBenefit", "status": "active", "contained": [inside, {"resourceType": "X"}]}
    assert said({**bill, "billablePeriod": {"start": "2026-02-01T10:00:00Z"}}) == {("private_other", "current")}
    assert said({**bill, "created": "2025-05-23"}) == {("private_other", "current")}
    assert said({**bill, "created": "2025-05-22"}) == {("private_other", "past")}
    assert said(bill) == {("private_other", "past")}
    claim = {"resourceType": "Claim", "created": "2026", "insurance": [{"coverage": {"display": "no_insurance"}}]}
    assert said(claim) == {("uninsured", "current")}
    assert said({**claim, "status": "cancelled"}) == set()


# The person


def of_person(**raw: t.Any) -> dict[str, object]:
    """Return what a person is said to be."""
    all_found = list(person({"resourceType": "Patient", **raw}, "Patient/p", chart_of()))
    assert all(one.evidence == ("Patient/p",) and one.status == "current" for one in all_found)
    assert all(facts()[one.fact].refusal(one.value) is None for one in all_found)
    return {one.fact: one.value for one in all_found}


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2020-01-01", "child"),
        ("2011-11-24", "child"),
        ("2011-11-23", "teen_or_young_adult"),
        ("2011-11", None),
        ("2011", None),
        ("1990", "teen_or_young_adult"),
        ("1986-11-24", "teen_or_young_adult"),
        ("1986-11-23", "adult"),
        ("1961-12", "adult"),
        ("1961-11-23", "older_adult"),
        ("1940", "older_adult"),
        ("2027-01-01", None),
        ("1850", None),
        ("1961-02-30", "older_adult"),
        ("unknown", None),
    ],
)
def test_age_is_a_band_that_is_certain(born: str, band: str | None) -> None:
    """Only the band is given; where the unknown part of a date leaves two of them, none is."""
    assert of_person(birthDate=born) == ({"age_group": band} if band else {})


def test_the_dead_have_no_profile() -> None:
    """Somebody who has died is known as such, and nothing else is given."""
    assert is_deceased({"deceasedBoolean": True})
    assert is_deceased({"deceasedDateTime": "2020"})
    assert not is_deceased({"deceasedBoolean": False})
    assert of_person(birthDate="1940", deceasedDateTime="2020") == {}


def speaks(*codes: str, **more: t.Any) -> Json:
    """Return that a person speaks a language."""
    return {"language": {"coding": [{"code": code} for code in codes]}, **more}


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ({"communication": [speaks("en-US"), speaks("es", preferred=True)]}, "es"),
        ({"communication": [speaks("pt"), speaks("en")]}, "pt"),
        ({"communication": [{"language": {"text": "Spanish"}}], "language": "en"}, "es"),
        ({"communication": [speaks("spa")]}, "es"),
        ({"communication": [speaks("zh_Hant")]}, "zh-Hant"),
        ({"communication": [speaks("und"), speaks("x y")], "language": "fr"}, "fr"),
        ({"communication": [{"language": {"text": "Elvish of old"}}]}, None),
        ({"language": "en-AU"}, "en-AU"),
        ({}, None),
    ],
)
def test_the_language_is_the_one_that_is_preferred(raw: Json, tag: str | None) -> None:
    """The preferred language comes first, the record's own language last, and what is no language is none."""
    assert of_person(**raw) == ({"reading_language": tag} if tag else {})


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        ({"valueCoding": {"code": "373066001"}}, True),
        ({"valueCodeableConcept": {"coding": [{"code": "373067005"}]}}, False),
        ({"valueCode": "Y"}, True),
        ({"valueBoolean": True}, True),
        ({"valueCoding": {"code": "261665006"}}, None),
        ({}, None),
    ],
)
def test_an_interpreter_is_needed_where_it_is_said(value: Json, needed: bool | None) -> None:  # noqa: FBT001 (a value)
    """Yes and no are read in the forms in use; "unknown" says nothing."""
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed"
    raw = {"extension": [{"url": "http://example.org/other", "valueBoolean": False}, {"url": url, **value}]}
    assert of_person(**raw) == ({"needs_interpreter": needed} if needed is not None else {})


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ([{"country": "US"}], "US"),
        ([{"country": "United States of America"}], "US"),
        ([{"country": "gbr"}], "GB"),
        ([{"country": "UK"}], "GB"),
        ([{"country": "DEU"}], "DE"),
        ([{"country": "IE", "use": "work"}, {"country": "GB", "use": "home"}], "GB"),
        ([{"country": "IE", "use": "old"}, {"country": "GB"}], "GB"),
        ([{"country": "IE", "period": {"end": "2020"}}, {"country": "GB"}], "GB"),
        ([{"city": "Cork"}, {"country": "Ireland"}], "IE"),
        ([{"country": "Atlantis"}, {"country": "QQ"}], None),
    ],
)
def test_the_country_is_that_of_the_home(addresses: list[Json], code: str | None) -> None:
    """Names and codes of three letters are understood, and an address that was left does not count."""
    assert of_person(address=addresses) == ({"country": code} if code else {})


@pytest.mark.parametrize(
    ("raw", "is_stay"),
    [
        ({"status": "finished", "class": {"code": "IMP"}}, True),
        ({"status": "in-progress", "class": {"code": "ACUTE"}}, True),
        ({"status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Hospital admission (procedure)"}]}, True),
        ({"status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Check-up"}]}, False),
        ({"status": "planned", "class": {"code": "IMP"}}, False),
        ({"status": "cancelled", "class": {"code": "IMP"}}, False),
    ],
)
def test_a_stay_in_a_hospital_is_an_inpatient_encounter(raw: Json, is_stay: bool) -> None:  # noqa: FBT001 (a value)
    """What was planned or was no stay overnight is none."""
    expected = {(True, "past")} if is_stay else set()
    assert said({"resourceType": "Encounter", **raw}) == expected


# Anything


KINDS = [
    "Procedure",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "ServiceRequest",
    "CarePlan",
    "DiagnosticReport",
    "ImagingStudy",
    "Observation",
    "DocumentReference",
    "Coverage",
    "Claim",
    "ExplanationOfBenefit",
    "Encounter",
]
NAMES = (
    "status intent code type category medicationCodeableConcept medicationReference reasonCode reasonReference meta",
    "series modality period payor class contained insurance communication language birthDate address extension",
    "component activity dataAbsentReason docStatus url coding text display country valueCoding detail end start",
)
FIELDS = [name for line in NAMES for name in line.split()]
WORDS = ["completed", "final", "active", "Methotrexate", "Biopsy", "Genetic analysis", "Medicare", "#i", "1990", "en"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.sampled_from(WORDS) | st.text()
ODD = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS), inner), max_leaves=25
)


@given(kind=st.sampled_from(KINDS), raw=st.dictionaries(st.sampled_from(FIELDS), ODD))
def test_nothing_raises_whatever_stands_where(kind: str, raw: Json) -> None:
    """Whatever JSON comes, what is read from it are values that a profile may have."""
    found({**raw, "resourceType": kind})
    for fact in person(raw, "Patient/p", chart_of()):
        assert facts()[fact.fact].refusal(fact.value) is None


@given(st.text(max_size=300))
def test_any_words_are_read(text: str) -> None:
    """Any text may be the name of a drug, a procedure, a result, a payer, a language or a country."""
    for raw in (procedure(text), drug(text), result(text), cover(text)):
        found(raw)
    of_person(communication=[speaks(text)], address=[{"country": text}])
