"""Cancers: which one a record's codes and words speak of, and when they speak of none."""

import itertools
import time
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from second_opinion.fhir.cancers import Cancer, cancer_of
from second_opinion.fhir.coding import Coding
from second_opinion.profile import CancerType

CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
MORPHOLOGY = "http://terminology.hl7.org/CodeSystem/icd-o-3"


def told(cancer: Cancer | None) -> str | None:
    """Return behavior and type in short, such as "primary breast"."""
    return f"{cancer.behavior} {cancer.type or '-'}" if cancer else None


def by_code(code: str, system: str = CM, display: str = "") -> str | None:
    """Return what one code says."""
    return told(cancer_of([Coding(system, code, display)]))


def by_words(words: str) -> str | None:
    """Return what a name says that came with a code of SNOMED CT, which itself is not read."""
    return told(cancer_of([Coding(SNOMED, "123", words)]))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("C50.911", "primary breast"),
        ("c50911", "primary breast"),
        ("C61", "primary prostate"),
        ("C61.", "primary prostate"),
        ("C18.7", "primary colorectal"),
        ("C22.2", "primary childhood_solid"),
        ("C22.0", "primary liver"),
        ("C25.4", "primary neuroendocrine"),
        ("C4A.9", "primary skin"),
        ("C80.1", "primary -"),
        ("C76.1", "primary -"),
        ("C77.3", "secondary -"),
        ("C78.00", "secondary -"),
        ("C79.51", "secondary -"),
        ("C7B.8", "secondary -"),
        ("C7A.019", "primary neuroendocrine"),
        ("C88.0", "primary lymphoma"),
        ("D05.12", "primary breast"),
        ("D03.9", "primary melanoma"),
        ("D32.0", "primary brain"),
        ("D35.2", "primary brain"),
        ("D24.1", None),
        ("D40.0", "suspected prostate"),
        ("D49.3", "suspected breast"),
        ("D45", "primary other"),
        ("D46.9", "primary other"),
        ("D47.1", "primary other"),
        ("D47.2", "suspected -"),
        ("Z85.3", "history breast"),
        ("Z85.42", "history -"),
        ("Z08", "history -"),
        ("Z80.3", None),
        ("Z12.31", None),
        ("R97.20", None),
        ("I10", None),
    ],
)
def test_a_code_of_icd_10_is_read_by_its_prefix(code: str, said: str | None) -> None:
    """The longest prefix that is known decides; dots and small letters do not matter."""
    assert by_code(code) == said


@pytest.mark.parametrize(
    ("system", "said"),
    [
        ("http://hl7.org/fhir/sid/icd-10", "primary breast"),
        ("urn:oid:2.16.840.1.113883.6.90", "primary breast"),
        ("2.16.840.1.113883.6.3", "primary breast"),
        ("ICD10CM", "primary breast"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "primary breast"),
        ("http://www.cms.gov/Medicare/Coding/ICD10-PCS", None),
        ("urn:oid:2.16.840.1.113883.6.96", None),
        ("", None),
    ],
)
def test_icd_10_is_known_by_its_names(system: str, said: str | None) -> None:
    """A code counts only in the code system it is of: codes for procedures and of others look alike."""
    assert by_code("C50.9", system) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [("174.9", "primary breast"), ("185", "primary prostate"), ("197.7", "secondary -"), ("V10.3", "history breast")],
)
def test_icd_9_is_read_as_well(code: str, said: str) -> None:
    """Old records have codes of ICD-9."""
    assert by_code(code, "http://hl7.org/fhir/sid/icd-9-cm") == said


WORDS: t.Final[t.Mapping[str, str]] = {
    # where it is
    "Malignant neoplasm of breast (disorder)": "primary breast",
    "Cancer of the prostate": "primary prostate",
    "Adenocarcinoma of rectum": "primary colorectal",
    "Carcinoma of cervix uteri": "primary cervical",
    "Malignant tumor of corpus uteri": "primary endometrial",
    "Cervical cancer": "primary cervical",
    "Carcinoma of cervical esophagus": "primary esophageal",
    "Cancer of small intestine": "primary other",
    "Malignant neoplasm of frontal lobe": "primary brain",
    "Cancer, upper lobe of right lung": "primary lung",
    "Oesophageal carcinoma": "primary esophageal",
    "Tumour of kidney, malignant": "primary kidney",
    "Carcinoma of renal pelvis": "primary other",
    "Adenoid cystic carcinoma of lacrimal gland": "primary other",
    "Squamous cell carcinoma of skin of nose": "primary skin",
    "Malignant neoplasm of soft tissue of thigh": "primary sarcoma",
    "Cancer of femur": "primary bone",
    "Malignant tumor of gallbladder": "primary other",
    "Cancer of vulva": "primary other",
    "Carcinoma of fallopian tube": "primary ovarian",
    "Malignant tumour of testes": "primary testicular",
    # of which tissue, wherever it is
    "Malignant lymphoma of stomach": "primary lymphoma",
    "Hodgkin's disease": "primary lymphoma",
    "Waldenström macroglobulinemia": "primary lymphoma",
    "Mycosis fungoides": "primary lymphoma",
    "Acute lymphoblastic leukaemia in remission": "primary leukemia",
    "Lymphosarcoma": "primary lymphoma",
    "Multiple myeloma": "primary myeloma",
    "Refractory anemia with ringed sideroblasts": "primary other",
    "Melanoma in situ of scalp": "primary melanoma",
    "Carcinoid tumor of appendix": "primary neuroendocrine",
    "Kaposi sarcoma of skin": "primary sarcoma",
    "Osteosarcoma of tibia": "primary bone",
    "Ewing sarcoma": "primary bone",
    "Gastrointestinal stromal tumor of stomach": "primary sarcoma",
    "Plasma cell leukemia": "primary myeloma",
    "Wilms' tumor": "primary childhood_solid",
    "Retinoblastoma of left eye": "primary childhood_solid",
    "Glioblastoma multiforme": "primary brain",
    "Merkel cell carcinoma of cheek": "primary skin",
    "Invasive ductal carcinoma": "primary breast",
    "Invasive ductal carcinoma of pancreas": "primary pancreatic",
    "DCIS": "primary breast",
    "Seminoma": "primary testicular",
    "Mediastinal seminoma": "primary other",
    "Pleural mesothelioma": "primary mesothelioma",
    # not known which
    "Malignant neoplastic disease": "primary -",
    "Malignant neoplasm of abdomen": "primary -",
    "Cancer of uterus": "primary -",
    "Carcinoma of bone": "primary -",
    "Cancer of colon and ovary": "primary -",
    "Malignant tumor of lymph node of neck": "primary -",
    "Cancer of unknown primary": "primary unknown_primary",
    # how it behaves
    "Carcinoma in situ of prostate": "primary prostate",
    "Benign neoplasm of cerebral meninges": "primary brain",
    "Disseminated malignant neoplasm": "primary -",
    "Neoplasm of prostate": "suspected prostate",
    "Neoplasm of uncertain behavior of ovary": "suspected ovarian",
    "Suspected lung cancer (situation)": "suspected lung",
    "? lung cancer": "suspected lung",
    "Rule out cancer of breast": "suspected breast",
    "MGUS": "suspected -",
    "History of malignant neoplasm of breast (situation)": "history breast",
    "H/O: melanoma": "history melanoma",
    # a spread
    "Secondary malignant neoplasm of colon": "secondary -",
    "Malignant neoplasm of liver, secondary": "secondary -",
    "Brain mets": "secondary -",
    "Omental metastasis": "secondary -",
    "Metastatic malignant neoplasm": "secondary -",
    "Metastatic carcinoma to bone": "secondary -",
    "Metastatic adenocarcinoma of lung": "secondary -",
    "Metastatic liver cancer": "secondary -",
    "Metastatic carcinoma from breast": "secondary breast",
    "Metastasis from malignant tumor of prostate": "secondary prostate",
    "Metastasis to bone from breast": "secondary breast",
    "Breast cancer metastases": "secondary breast",
    "Metastasis of malignant melanoma to lung": "secondary melanoma",
    "Metastasis to liver of unknown primary": "secondary unknown_primary",
    "Cancer involving bladder by direct extension from cervix": "secondary cervical",
    "Secondary acute myeloid leukemia": "primary leukemia",
    "Metastatic breast cancer": "primary breast",
    "Metastatic malignant melanoma": "primary melanoma",
    "Metastatic carcinoma of unknown primary": "primary unknown_primary",
    "Lung cancer metastatic to brain": "secondary lung",
    "Breast cancer, metastatic": "primary breast",
    "Primary cancer metastatic to another site": "primary -",
    "Lung cancer with brain metastases": "primary lung",
    "Non-metastatic prostate cancer": "primary prostate",
    "Cancer of liver, not specified as primary or secondary": "primary liver",
    "Suspected metastasis": "suspected -",
    "Malignant infiltration of mouth by tumor": "secondary -",
    "Cancer involving ovary by metastasis": "secondary -",
    "Node positive breast cancer": "primary breast",
    "History of benign neoplasm of brain": "history brain",
    "Woman with breast cancer": "primary breast",
    # suffixes that billing adds
    "Breast cancer (CMS/HCC)": "primary breast",
    "Arthritis. Cancer of breast; stage 2": "primary breast",
}
NOTHING = (
    "Fear of becoming fat",
    "History of appendectomy",
    "Cancer screening",
    "Screening for malignant neoplasm of cervix",
    "CA 125 above reference range",
    "Cancer antigen 19-9",
    "Family history of breast cancer",
    "Maternal grandmother had ovarian cancer",
    "Fear of cancer",
    "Benign neoplasm of breast",
    "No evidence of malignancy",
    "Lung cancer ruled out",
    "Malignant hypertension",
    "Malignant hyperthermia",
    "Diabetes mellitus type 2 (HCC)",
    "Anemia due to malignant neoplasm",
    "Pathological fracture in neoplastic disease",
    "Tumor lysis syndrome",
    "Metastatic calcification",
    "Polyp of colon",
    "Hyperplasia of prostate",
    "Glaucoma",
    "",
    "癌",
)


@pytest.mark.parametrize(("words", "said"), WORDS.items())
def test_words_say_the_cancer_its_behavior_and_its_type(words: str, said: str) -> None:
    """Whole words count; the site of a spread is not the cancer, and what is in doubt is not known."""
    assert by_words(words) == said
    assert told(cancer_of([], words)) == said
    assert by_words(words.upper()) == said


@pytest.mark.parametrize("words", NOTHING)
def test_words_that_name_a_cancer_need_not_mean_that_this_person_has_it(words: str) -> None:
    """Fears, tests, relatives, and what is benign or ruled out are no cancer."""
    assert by_words(words) is None


def test_a_cancer_keeps_the_words_that_say_so_and_never_shows_them_in_repr() -> None:
    """The words, or else the code, are there for the person to look at; they may be long, and they are personal."""
    benign = cancer_of([Coding(SNOMED, "1", "Benign neoplasm of brain")])
    assert benign is not None
    assert benign.words == "Benign neoplasm of brain"
    assert "Benign" not in repr(benign)
    assert (cancer_of([Coding(CM, "C61", "")]) or benign).words == "C61"
    assert len((cancer_of([], "Cancer " * 9999) or benign).words) < 1000


def test_the_callers_map_counts_for_more_than_all_else() -> None:
    """A map says what a code means in that place: which cancer, or none; a type it cannot have is not known."""
    breast = Coding(CM, "C50.9", "Cancer of breast")
    local = Coding("urn:clinic", "77", "")
    assert cancer_of([breast], code_map={"C50.9": None}) is None
    assert told(cancer_of([local], code_map={"urn:clinic|77": "thyroid"})) == "primary thyroid"
    assert told(cancer_of([local], code_map={"77": "lung", "urn:clinic|77": "thyroid"})) == "primary thyroid"
    assert cancer_of([local], code_map={"urn:other|77": "thyroid"}) is None
    assert told(cancer_of([breast, local], code_map={"77": "thyroid"})) == "primary thyroid"
    assert cancer_of([breast, local], code_map={"77": None, "C50.9": "breast"}) is None
    assert told(cancer_of([local], code_map={"77": "no such type"})) == "primary -"


def test_codes_count_for_more_than_words() -> None:
    """Words never turn a spread, or what is no cancer, into a cancer; they may only name one that fits the code."""
    assert by_code("C79.51", display="Cancer of prostate") == "secondary -"
    assert by_code("C79.51", display="Metastasis to bone from prostate") == "secondary prostate"
    assert by_code("Z12.31", display="Cancer of breast") is None
    assert by_code("C80.1", display="Cancer of unknown primary") == "primary unknown_primary"
    assert by_code("C50.9", display="Secondary malignant neoplasm of liver") == "primary breast"
    assert by_code("not a code", display="Cancer of breast") == "primary breast"


def test_of_several_codes_the_careful_one_counts() -> None:
    """A spread that is coded next to a cancer stays a spread; a code of something else takes nothing away."""
    breast, bone = Coding(CM, "C50.9", ""), Coding(CM, "C79.51", "")
    assert told(cancer_of([breast, bone])) == "secondary breast"
    assert told(cancer_of([breast, Coding(CM, "Z17.0", "")])) == "primary breast"
    assert told(cancer_of([breast, Coding(CM, "C61", "")])) == "primary -"
    assert told(cancer_of([Coding(SNOMED, "1", "Cancer of breast")], "Family history of cancer of breast")) is None
    assert told(cancer_of([Coding(SNOMED, "1", "Neoplasm of breast")], "Breast cancer")) == "primary breast"


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        ("8500/3", "Neoplasm of breast", "primary breast"),
        ("8500/2", "Neoplasm of breast", "primary breast"),
        ("8500/33", "", "primary -"),
        ("8500/0", "Neoplasm of breast", None),
        ("9530/0", "Neoplasm of brain", "primary brain"),
        ("8500/1", "", "suspected -"),
        ("8500/1", "Neoplasm of breast", "suspected breast"),
        ("8500/6", "Cancer of lung", "secondary -"),
        ("8500/6", "Metastasis from breast", "secondary breast"),
        ("8500/3", "Suspected cancer of breast", "suspected breast"),
        ("8500", "Neoplasm of breast", "suspected breast"),
        ("8500/9", "Neoplasm of breast", "suspected breast"),
    ],
)
def test_a_morphology_says_how_a_neoplasm_behaves(code: str, words: str, said: str | None) -> None:
    """The digit after the stroke counts, and never the site."""
    assert told(cancer_of([Coding(MORPHOLOGY, code, "")], words)) == said


def test_a_spread_by_its_morphology_is_no_primary() -> None:
    """A code of a site with the morphology of a metastasis speaks of the metastasis."""
    assert told(cancer_of([Coding(CM, "C34.9", ""), Coding(MORPHOLOGY, "8140/6", "")])) == "secondary -"


NAMES = st.sampled_from([*WORDS, *NOTHING]) | st.text(max_size=60)
SYSTEMS = st.sampled_from([CM, SNOMED, MORPHOLOGY, "http://hl7.org/fhir/sid/icd-9-cm", ""]) | st.text(max_size=40)
CODES = st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{0,4})?|[0-9]{4}/[0-9]", fullmatch=True) | st.text(max_size=12)
CODINGS = st.lists(st.builds(Coding, SYSTEMS, CODES, NAMES), max_size=4)


@given(CODINGS, NAMES)
@example([Coding(CM, "²", "")], "")
def test_whatever_a_record_says_there_is_an_answer_and_the_order_does_not_matter(
    codings: list[Coding], text: str
) -> None:
    """Nothing raises, the type is one there is, and codes may come in any order."""
    answer = cancer_of(codings, text)
    assert answer is None or answer.type in {None, *t.get_args(CancerType)}
    assert all(cancer_of(same, text) == answer for same in itertools.permutations(codings))


@given(st.sampled_from(["C77", "C78", "C79", "C7B"]), st.text("0123456789", max_size=3), NAMES, NAMES, CODINGS)
def test_a_code_of_a_spread_is_never_a_primary(
    prefix: str, rest: str, display: str, text: str, others: list[Coding]
) -> None:
    """Whatever words and codes come with it."""
    answer = cancer_of([Coding(CM, f"{prefix}.{rest}", display), *others], text)
    assert answer is not None
    assert answer.behavior == "secondary"


@pytest.mark.parametrize(
    "words", ["cancer ", "a", "no evidence of ", "metastasis to ", "malignant; ", "'s", "? ", "((", "\u0301", "of.\n"]
)
def test_a_huge_text_takes_no_time(words: str) -> None:
    """The time does not grow with what someone may have pasted."""
    huge = words * (300_000 // len(words))
    began = time.perf_counter()
    cancer_of([Coding(huge, huge, huge), Coding(CM, huge, huge), Coding(MORPHOLOGY, huge, huge)], huge)
    assert time.perf_counter() - began < 1
