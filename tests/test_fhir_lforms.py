"""Both Questionnaires in LHC-Forms, a form renderer that others made, and the responses that it gives back."""

import datetime as dt
import typing as t

import pytest
from browser.lhc_forms import FormPage, NotShownError, form_page, missing
from strategies import MONDAY

import second_opinion as so
from second_opinion.conditions import Condition
from second_opinion.fhir.questionnaires import questionnaire_r4
from second_opinion.fhir.questions import questions_r4
from second_opinion.fhir.responses import answers_from_questionnaire_response, profile_from_questionnaire_response

BUNDLED: t.Final = so.load_catalog()
WORDS: t.Final = {one.fact: one for pack in BUNDLED.packs for one in pack.facts if one.prompt}


@pytest.fixture(scope="module")
def browser_page() -> t.Iterator[FormPage]:
    """Give the page in which all forms are shown; without a browser the tests are skipped."""
    if trouble := missing():
        pytest.skip(trouble)
    with form_page() as page:
        yield page


@pytest.fixture
def page(browser_page: FormPage) -> t.Iterator[FormPage]:
    """Give the page, and see after the test that nothing outside was asked for and nothing went wrong."""
    yield browser_page
    assert (browser_page.outside, browser_page.errors) == ([], [])


def asked(page: FormPage) -> list[str]:
    """Return the facts that a person sees asked for."""
    return [name for name in page.visible() if name in WORDS]


def sensible(profile: so.PatientProfile) -> set[str]:
    """Return the facts that it makes sense to ask for, given what is known."""
    answers = profile.answers(MONDAY)
    return {fact for fact, words in WORDS.items() if Condition(words.when, words.unless).verdict(answers) is True}


def read(page: FormPage) -> so.PatientProfile:
    """Return the profile that the form now describes."""
    return profile_from_questionnaire_response(page.response())


def test_the_intake_is_shown(page: FormPage) -> None:
    """At first a person sees the questions that make sense for everybody, with their help, and nothing is answered."""
    page.show(questionnaire_r4(BUNDLED))
    assert set(asked(page)) == sensible(so.PatientProfile())
    assert asked(page)[0] == "role"
    assert len(asked(page)) == len(set(asked(page)))
    assert {f"{fact}.help" for fact in asked(page)} < set(page.visible())
    assert page.page.get_by_text("Getting ready for a second opinion").is_visible()
    assert read(page) == so.PatientProfile()


def test_questions_come_and_go_with_the_answers(page: FormPage) -> None:
    """A question is seen once what it depends on is answered, and no longer when the answer changes."""
    page.show(questionnaire_r4(BUNDLED))
    page.choose("phase", "The cancer has come back")
    assert set(asked(page)) == sensible(so.PatientProfile(phase="recurrence"))
    page.choose("age_group", "Adult")
    assert "fertility_matters" in asked(page)
    page.choose("phase", "Cancer is suspected but not confirmed")
    assert set(asked(page)) == sensible(so.PatientProfile(phase="suspected", age_group="adult"))
    page.choose("insurance", "Medicare (United States)")
    assert "insurer_requires_opinion" in asked(page)
    page.choose("insurance", "No health insurance")
    assert "insurer_requires_opinion" not in asked(page)


def test_what_a_person_answers_comes_back(page: FormPage) -> None:
    """Options that are clicked, days and codes that are written make the profile that they mean."""
    page.show(questionnaire_r4(BUNDLED))
    page.choose("role", "A parent of a child with cancer")
    page.choose("phase", "The cancer was found not long ago")
    page.choose("is_rare", "No")
    page.choose("tests_had", "MRI scan")
    page.choose("tests_had", "Blood tests")
    page.choose("second_doctor", "The second opinion is booked or done")
    page.choose("hospital_stay", "Yes")
    page.choose("hospital_stay", "Not Answered")
    for kind in ("brain", "sarcoma"):
        page.pick("cancer_type", next(one.label for one in BUNDLED.options("cancer_type") if one.value == kind))
    page.write("treatment_start", "12/14/2026")
    page.write("country", "uk")
    page.pick("reading_language", "Spanish")
    assert read(page) == so.PatientProfile(
        role="parent",
        phase="newly_diagnosed",
        is_rare=False,
        tests_had=("blood_tests", "mri"),
        second_doctor="booked",
        cancer_type=("brain", "sarcoma"),
        treatment_start=dt.date(2026, 12, 14),
        country="GB",
        reading_language="es",
    )


@pytest.mark.parametrize(
    "profile",
    [
        so.PatientProfile(
            role="caregiver",
            age_group="older_adult",
            cancer_type=("breast", "lung"),
            phase="recurrence",
            treatment_start=dt.date(2026, 12, 14),
            treatments_had=("surgery", "radiation"),
            country="FR",
            insurance=("public_system",),
            second_doctor="booked",
            visit_mode="video",
            companion=True,
            appointment=dt.date(2026, 11, 2),
            opinions="differ",
            reading_language="zh-Hant",
            records_held=("pathology-report", "own-1"),
        ),
        so.PatientProfile(phase="suspected", second_doctor="searching", visit_mode="written_review", is_rare=False),
    ],
    ids=("much", "little"),
)
def test_what_is_known_is_shown_and_comes_back(page: FormPage, profile: so.PatientProfile) -> None:
    """A form that is filled in from the start shows what makes sense then, and gives back what is known."""
    page.show(questionnaire_r4(BUNDLED, profile=profile))
    assert set(asked(page)) == sensible(profile)
    assert read(page) == profile


def test_the_questions_of_a_plan_are_shown_and_their_answers_come_back(page: FormPage) -> None:
    """Each question of a plan has room for an answer, and what is written there goes under it in the plan."""
    plan = so.build_plan(so.PatientProfile(cancer_type="lung", phase="recurrence"), today=MONDAY)
    plan = plan.add_question('Is "5 < 6 & more" right?', audience="second_doctor")
    page.show(questions_r4(plan))
    ids = {entry.id for entry in plan.questions}
    assert sorted(name for name in page.visible() if name in ids) == sorted(ids)
    assert page.page.locator("textarea:visible").count() == len(ids)
    first, last = plan.questions[0].id, plan.questions[-1].id
    page.write(first, "Three ways:\n1. Wait & see")
    page.write(last, "Yes.")
    page.write("own-1", "No.")
    expected = plan.update(first, answer="Three ways:\n1. Wait & see", status="done")
    expected = expected.update(last, answer="Yes.", status="done").update("own-1", answer="No.", status="done")
    assert answers_from_questionnaire_response(plan, page.response()) == expected


def test_a_form_that_needs_a_server_is_not_shown(browser_page: FormPage) -> None:
    """The control: LHC-Forms does not show a form whose options are elsewhere, and what it asks for is noted."""
    form = questionnaire_r4(BUNDLED)
    for item in form["item"]:
        if item.pop("answerOption", None):
            item["answerValueSet"] = "https://example.org/ValueSet/phases"
    with pytest.raises(NotShownError, match="ValueSet"):
        browser_page.show(form)
    browser_page.page.evaluate("fetch('https://example.org/').catch(() => null)")
    assert browser_page.outside == ["https://example.org/"]


def test_a_question_about_nothing_is_not_among_those_seen(browser_page: FormPage) -> None:
    """The control: a condition that no answer meets hides its question, so that what is seen is no list of all."""
    form = questionnaire_r4(BUNDLED)
    form["item"][1]["enableWhen"] = [{"question": "phase", "operator": "exists", "answerBoolean": True}]
    browser_page.show(form)
    assert "role" not in asked(browser_page)
