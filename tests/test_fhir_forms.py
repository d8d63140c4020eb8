"""Forms: the intake as a FHIR Questionnaire, and what responses make of a profile and of a plan."""

import datetime as dt
import json
import typing as t

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import given, settings
from hypothesis import strategies as st
from r4.checker import problems
from strategies import (
    ALL_FACTS,
    BOOLS,
    CLAUSE_FACTS,
    DATES,
    MANY_OF,
    MONDAY,
    ONE_OF,
    asked_for,
    catalog,
    conditions,
    entry,
    json_values,
    plan_of,
    profiles,
    question,
    record,
    step,
    texts,
)

import second_opinion as so
from second_opinion.conditions import Condition
from second_opinion.fhir.questionnaires import questionnaire_r4
from second_opinion.fhir.responses import answers_from_questionnaire_response, profile_from_questionnaire_response
from second_opinion.items import Wordings
from second_opinion.words import FactWords, Option

Json = t.Any
BUNDLED: t.Final = so.load_catalog()
FORM: t.Final = questionnaire_r4(BUNDLED)


# What stands in a form, and in a response


def everything(form: Json) -> t.Iterator[Json]:
    """Yield the items of a form, or of a part of one, with those in them."""
    for item in form.get("item", ()):
        yield item
        yield from everything(item)


def questions(form: Json) -> dict[str, Json]:
    """Return the questions of a form by their names."""
    return {item["linkId"]: item for item in everything(form) if item["type"] not in ("display", "group")}


def asking(*words: FactWords, **profile: t.Any) -> Json:
    """Return the form of a catalog that has words for some facts, and a record."""
    return questionnaire_r4(catalog(*words, record()), profile=so.PatientProfile(**profile))


def codes(item: Json) -> list[str]:
    """Return the codes of the options of a question."""
    return [option["valueCoding"]["code"] for option in item["answerOption"]]


def response(*items: Json, **more: Json) -> Json:
    """Return a response with some items."""
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items), **more}


def answered(name: str, *answers: Json) -> Json:
    """Return an item with answers: each an object, or a text."""
    return {"linkId": name, "answer": [{"valueString": one} if isinstance(one, str) else one for one in answers]}


def coding(code: str, **more: str) -> Json:
    """Return an answer that is a code."""
    return {"valueCoding": {"code": code, **more}}


def profile_of(*items: Json) -> so.PatientProfile:
    """Return the profile that a response with some items describes."""
    return profile_from_questionnaire_response(response(*items))


def refused(*items: Json) -> str:
    """Return what is said of a response whose answers are refused."""
    with pytest.raises(so.ProfileError) as caught:
        profile_of(*items)
    return str(caught.value)


def filled_in(item: Json) -> list[Json]:
    """Return the answers that a form gives to a question from the start."""
    chosen = [{"valueCoding": one["valueCoding"]} for one in item.get("answerOption", ()) if one.get("initialSelected")]
    return [*chosen, *item.get("initial", ())]


# The form


def test_every_fact_that_is_asked_for_is_a_question_of_the_form() -> None:
    """A form asks for the facts that packs ask for, each once, by its name and in their words."""
    asked = {words.fact: words.prompt for pack in BUNDLED.packs for words in pack.facts if words.prompt}
    assert {name: item["text"] for name, item in questions(FORM).items()} == asked
    names = [item["linkId"] for item in everything(FORM)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("fact", ALL_FACTS)
def test_a_question_takes_the_answers_that_its_fact_can_have(fact: str) -> None:
    """What can be yes or no is a boolean, a day a date, the rest a choice, with room for more where any text will do.

    Of a fact with several values several may be chosen.
    """
    item = questions(FORM)[fact]
    kind = "boolean" if fact in BOOLS else "date" if fact in DATES else "choice"
    assert item["type"] == ("open-choice" if fact in ("country", "reading_language") else kind)
    assert item.get("repeats", False) == (fact in MANY_OF or fact in ("cancer_type", "records_held"))


def test_options_stand_in_the_form() -> None:
    """The options are those that packs have words for, with their labels, and no value set has to be fetched."""
    assert "answerValueSet" not in json.dumps(FORM)
    for fact in (*ONE_OF, *MANY_OF, "country", "reading_language"):
        shown = [(one["valueCoding"]["code"], one["valueCoding"]["display"]) for one in _options(fact)]
        assert shown == [(option.value, option.label) for option in BUNDLED.options(fact)]
        systems = {one["valueCoding"]["system"] for one in _options(fact)}
        assert systems == {f"https://second-opinion.invalid/fhir/CodeSystem/{fact}"}


def _options(fact: str) -> list[Json]:
    return list(questions(FORM)[fact]["answerOption"])


def test_records_are_those_of_the_plan() -> None:
    """The records to tick are those that a plan for the person would have, whatever day it is."""
    profile = so.PatientProfile(cancer_type="lung", phase="recurrence", appointment=dt.date(2026, 12, 14))
    plan = so.build_plan(so.PatientProfile(cancer_type="lung", phase="recurrence"), today=MONDAY)
    form = questionnaire_r4(BUNDLED, profile=profile)
    assert set(codes(questions(form)["records_held"])) == {one.id for one in plan.records}


def test_help_stands_below_its_question() -> None:
    """The help is an item of its own under the question; a question without help has none."""
    (help_,) = questions(FORM)["phase"]["item"]
    assert (help_["type"], help_["text"].split(".")[0]) == ("display", "Choose the line that fits best today")
    assert "item" not in questions(asking(asked_for("companion", help="")))["companion"]


def test_no_help_says_how_to_write_a_day() -> None:
    """A form takes days in its own way, so it is not said to write them as in 2026-12-14."""
    said = {fact: questions(FORM)[fact]["item"][0]["text"] for fact in DATES}
    assert said["treatment_start"].startswith("If more than one is planned, give the next one.")
    assert "2026" not in str(said)


def test_the_role_chooses_the_words() -> None:
    """A parent is asked in a parent's words, and the form of a parent is another form than that of a patient."""
    words = asked_for("companion", wording=Wordings((("parent", "prompt", "And you?"), ("parent", "help", "Say."))))
    form = asking(words, role="parent")
    assert questions(form)["companion"]["text"] == "And you?"
    assert questions(form)["companion"]["item"][0]["text"] == "Say."
    assert questions(asking(words))["companion"]["text"] == "What of companion?"
    assert {form["url"], asking(words)["url"]} == {
        f"https://second-opinion.invalid/fhir/Questionnaire/intake-{role}" for role in ("parent", "patient")
    }


def test_the_form_says_what_it_is() -> None:
    """A form has an address and a version, as new as the newest pack, that a response can name."""
    old, new = (attrs_of(name, version) for name, version in (("a", "2026.9"), ("b", "2026.11")))
    form = questionnaire_r4(so.Catalog((old, new)), base_url="https://example.org/fhir/")
    assert (form["url"], form["version"]) == ("https://example.org/fhir/Questionnaire/intake-patient", "2026.11")
    assert (form["resourceType"], form["status"], form["subjectType"]) == ("Questionnaire", "active", ["Patient"])
    assert (form["language"], form["title"]) == ("en", "Getting ready for a second opinion")


def attrs_of(name: str, version: str) -> so.Pack:
    """Return a pack without items, with a name and a version."""
    return so.Pack(id=name, title=name, version=version, language="en", licence="CC0-1.0", review="none")


def test_a_catalog_without_questions_gives_a_form_without_them() -> None:
    """An empty catalog is no error."""
    form = questionnaire_r4(so.Catalog(()))
    assert not questions(form)
    assert "version" not in form


def test_an_address_that_is_none_is_refused() -> None:
    """Where the form is said to be has to be an address."""
    with pytest.raises(so.EntryError, match=r"\$\.base_url"):
        questionnaire_r4(BUNDLED, base_url="here")


def test_a_question_without_answers_to_choose_from_is_left_out() -> None:
    """Where no pack has words for the values of a fact there is nothing to tick; any text may still be written."""
    form = questionnaire_r4(catalog(asked_for("phase"), asked_for("records_held"), asked_for("country")))
    assert {name: item["type"] for name, item in questions(form).items()} == {"country": "string"}


def test_the_form_holds_no_extension_that_changes_what_it_means() -> None:
    """Extensions only say how options are shown."""
    assert "modifierExtension" not in json.dumps(FORM)
    urls = {one["url"].rpartition("/")[2] for item in everything(FORM) for one in item.get("extension", ())}
    assert urls == {"questionnaire-itemControl", "questionnaire-choiceOrientation"}


# When a question is shown


def shown(form: Json, facts: so.PatientProfile) -> set[str]:
    """Return which questions are shown to a person whose answers are those of a profile, as R4 has it."""
    return set(_shown(form, questions(form), facts))


def _shown(part: Json, every: t.Mapping[str, Json], facts: so.PatientProfile) -> t.Iterator[str]:
    for item in part.get("item", ()):
        passed = [_passes(test, every, facts) for test in item.get("enableWhen", ())]
        if any(passed) if item.get("enableBehavior") == "any" else all(passed):
            yield item["linkId"]
            yield from _shown(item, every, facts)


def _passes(test: Json, every: t.Mapping[str, Json], facts: so.PatientProfile) -> bool:
    known = getattr(facts, test["question"])
    values = known if isinstance(known, tuple) else () if known is None else (known,)
    (kind,) = (key for key in test if key.startswith("answer"))
    if test["operator"] == "exists":
        return bool(values) is test[kind]
    assert (
        every[test["question"]]["type"]
        in {
            "answerCoding": ("choice", "open-choice"),
            "answerBoolean": ("boolean",),
            "answerString": ("string", "open-choice"),
        }[kind]
    ), "a test is for the kind of answer that its question has"
    named = test[kind]["code"] if kind == "answerCoding" else test[kind]
    return bool(named in values) is (test["operator"] == "=")


NOT_DATES: t.Final = [fact for fact in CLAUSE_FACTS if fact not in DATES and fact != "reading_language"]


def labelled(fact: str) -> FactWords:
    """Return words for a fact that have an option for each value of a closed list."""
    values = {**ONE_OF, **MANY_OF}.get(fact, ())
    return asked_for(fact, options=tuple(Option(value=one, label=one, because=one) for one in values))


@given(conditions(NOT_DATES), profiles(NOT_DATES))
def test_a_question_is_shown_when_it_makes_sense(condition: dict[str, t.Any], profile: so.PatientProfile) -> None:
    """A question is shown once all that its condition asks is answered and it holds, as in the intake."""
    when, unless = condition["when"], condition["unless"]
    words = [labelled(fact) for fact in NOT_DATES]
    form = questionnaire_r4(catalog(*words, asked_for("appointment", when=when, unless=unless)))
    makes_sense = Condition(when, unless).verdict(profile.answers(MONDAY)) is True
    assert ("appointment" in shown(form, profile)) == makes_sense


@given(profiles())
def test_the_questions_of_the_bundled_packs_are_shown_when_they_make_sense(profile: so.PatientProfile) -> None:
    """So it is for the bundled packs, but that a date that is known is as good as ahead and past."""
    there = shown(FORM, profile)
    for words in (one for pack in BUNDLED.packs for one in pack.facts if one.prompt):
        when, unless = (tuple(one for one in some if one.fact not in DATES) for some in (words.when, words.unless))
        dates = {one.fact for one in (*words.when, *words.unless) if one.fact in DATES}
        verdict = Condition(when, unless).verdict(profile.answers(MONDAY)) is True
        assert (words.fact in there) == (verdict and all(getattr(profile, fact) for fact in dates)), words.fact


def test_a_question_about_a_date_is_shown_once_there_is_one() -> None:
    """A form is for any day, so whether the date is past cannot be asked of it."""
    past = so.Clause("appointment", ("past",))
    form = asking(asked_for("appointment"), asked_for("companion", when=(past,)), asked_for("is_rare", unless=(past,)))
    both = {"companion", "is_rare"}
    assert not both & shown(form, so.PatientProfile())
    assert both <= shown(form, so.PatientProfile(appointment=MONDAY))


def test_questions_come_after_those_that_they_depend_on() -> None:
    """Whoever goes from the top to the bottom meets each question after those that decide whether it is asked."""
    names = list(questions(FORM))
    assert names[0] == "role"
    for words in (one for pack in BUNDLED.packs for one in pack.facts if one.prompt):
        first = {*words.after, *(clause.fact for clause in (*words.when, *words.unless))}
        assert first <= set(names[: names.index(words.fact)]), words.fact


def test_a_question_that_could_never_be_shown_is_left_out() -> None:
    """What depends on a fact that is not asked for is not in the form, nor what depends on that.

    A wish for an order is no such thing, even where it goes round in a circle.
    """
    rare = (so.Clause("is_rare", (True,)),)
    form = asking(
        asked_for("companion", when=rare),
        asked_for("hospital_stay", unless=(so.Clause("companion", (True,)),)),
        asked_for("wants_trials", after=("center_far_away", "is_rare")),
        asked_for("center_far_away", after=("wants_trials",)),
    )
    assert set(questions(form)) == {"wants_trials", "center_far_away"}


def test_what_an_item_cannot_ask_at_once_is_asked_by_groups_without_a_heading() -> None:
    """Of two lists of alternatives about facts with many values, a group asks for one."""
    when = [so.Clause(fact, MANY_OF[fact][:2]) for fact in ("insurance", "tests_had")]
    form = asking(*map(labelled, ("insurance", "tests_had")), asked_for("companion", when=tuple(when)))
    (group,) = (item for item in everything(form) if item["type"] == "group")
    assert "text" not in group
    assert [item["linkId"] for item in group["item"]] == ["companion"]
    insured, tested = MANY_OF["insurance"], MANY_OF["tests_had"]
    for insurance, test, sensible in ((1, 0, True), (0, 1, True), (2, 0, False), (0, 2, False)):
        known: t.Any = {"insurance": [insured[insurance]], "tests_had": [tested[test]]}
        profile = so.PatientProfile(**known)
        assert ("companion" in shown(form, profile)) == sensible


# What is known is filled in


@settings(deadline=None)  # the first time a role comes up, its edition of the catalog is made
@given(profiles(records=("record-a", "record-b")))
def test_what_is_known_is_filled_in_and_comes_back(profile: so.PatientProfile) -> None:
    """The answers that a form has from the start are those of the profile, also where no pack has words for them.

    Several values come in the order of the options.
    """
    form = questionnaire_r4(BUNDLED, profile=profile)
    items = [{"linkId": name, "answer": filled_in(item)} for name, item in questions(form).items()]
    read = profile_of(*items)
    assert read.known() == profile.known()
    assert read.answers(MONDAY) == profile.answers(MONDAY)
    assert all(getattr(read, fact) == getattr(profile, fact) for fact in (*DATES, "reading_language"))


def test_nothing_is_filled_in_for_somebody_unknown() -> None:
    """Without a profile no answer is given from the start."""
    assert not [item for item in questions(FORM).values() if filled_in(item)]


def test_what_is_chosen_is_marked_and_not_said_twice() -> None:
    """R4 does not allow an initial value beside options: the option is marked instead."""
    form = asking(asked_for("country"), asked_for("companion"), country="FR", companion=True)
    option = form["item"][1]["answerOption"]
    assert [(one["valueCoding"]["code"], one["initialSelected"]) for one in option] == [("FR", True)]
    assert not [item for item in everything(form) if "initial" in item and "answerOption" in item]
    assert questions(form)["companion"]["initial"] == [{"valueBoolean": True}]


# The form is right by R4


@settings(deadline=None, max_examples=20)  # R4 has many rules
@given(profiles(records=("record-a", "record-b")))
def test_a_form_breaks_no_rule_of_r4(profile: so.PatientProfile) -> None:
    """A form is a Questionnaire by HL7's definitions, whoever it is for, and other tools take it for one."""
    form = questionnaire_r4(BUNDLED, profile=profile)
    assert problems(form) == []
    assert json.loads(Questionnaire.model_validate(form).model_dump_json()) == form


@settings(deadline=None, max_examples=20)
@given(conditions(NOT_DATES))
def test_a_condition_breaks_no_rule_of_r4(condition: dict[str, t.Any]) -> None:
    """So it is whatever a question depends on."""
    when, unless = condition["when"], condition["unless"]
    last = asked_for("appointment", when=when, unless=unless)
    assert problems(questionnaire_r4(catalog(*map(labelled, NOT_DATES), last))) == []


# A response makes a profile


@pytest.mark.parametrize(
    ("fact", "answer", "value"),
    [
        ("phase", coding("recurrence", system="https://example.org", display="Whatever"), "recurrence"),
        ("phase", {"valueCoding": {"display": "The cancer has come back"}}, "recurrence"),
        ("phase", coding("7", display="the cancer has come back"), "recurrence"),
        ("phase", "  Recurrence ", "recurrence"),
        ("cancer_type", coding("lung"), "lung"),
        ("companion", {"valueBoolean": False}, False),
        ("companion", coding("Y", system="http://terminology.hl7.org/CodeSystem/v2-0136"), True),
        ("companion", coding("false"), False),
        ("companion", "true", True),
        ("wants_trials", "No, not for now", False),
        ("wants_trials", "No", False),
        ("appointment", {"valueDate": "2026-12-14"}, dt.date(2026, 12, 14)),
        ("appointment", {"valueDateTime": "2026-12-14T09:00:00+01:00"}, dt.date(2026, 12, 14)),
        ("appointment", "2026-12-14", dt.date(2026, 12, 14)),
        ("country", coding("NZ"), "NZ"),
        ("country", "uk", "GB"),
        ("country", "us", "US"),
        ("country", "united kingdom", "GB"),
        ("reading_language", "Spanish", "es"),
        ("reading_language", "zh-Hant", "zh-Hant"),
        ("insurance", coding("medicare"), ("medicare",)),
        ("records_held", coding("pathology-report"), ("pathology-report",)),
    ],
)
def test_an_answer_is_understood_in_the_forms_in_which_it_comes(fact: str, answer: Json, value: object) -> None:
    """Codes, labels, truth values, days and times mean the values of their facts, in whatever letters."""
    assert getattr(profile_of(answered(fact, answer)), fact) == value


def test_the_name_of_a_record_stands_for_it() -> None:
    """A form that sends labels sends the names of records."""
    held = next(one.item for one in so.build_plan(so.PatientProfile(), today=MONDAY).records)
    assert profile_of(answered("records_held", held.name)).records_held == (held.id,)


def test_several_answers_make_several_values() -> None:
    """Values come in the order of the answers, each once; two kinds of cancer are both kept."""
    insurance = answered("insurance", coding("medicare"), coding("medicaid"), "medicare")
    profile = profile_of(insurance, answered("cancer_type", coding("lung"), coding("breast")))
    assert (profile.insurance, profile.cancer_type) == (("medicare", "medicaid"), ("lung", "breast"))


def test_answers_are_found_however_deep_they_stand() -> None:
    """Groups, items under an answer, and a lone object where a list should be make no difference."""
    inner = {"linkId": "phase", "answer": [{**coding("recurrence"), "item": [answered("companion", "yes")]}]}
    group = {"linkId": "x", "item": {"linkId": "y", "item": [inner]}}
    assert profile_of(group) == so.PatientProfile(phase="recurrence", companion=True)


def test_what_the_intake_does_not_ask_is_passed_over() -> None:
    """A form may ask for more; that is not for the profile."""
    assert profile_of(answered("shoe-size", "44"), {"answer": [{"valueString": "x"}]}) == so.PatientProfile()


NOTHING: t.Final[tuple[Json, ...]] = (
    *({}, {"valueString": " "}, {"valueCoding": {}}, {"valueCoding": None}, coding(""), None, {"extension": []}),
    coding("unknown", system="http://terminology.hl7.org/CodeSystem/data-absent-reason"),
    coding("ASKU", system="http://terminology.hl7.org/CodeSystem/v3-NullFlavor"),
)


@pytest.mark.parametrize("answer", NOTHING)
def test_no_answer_leaves_what_was_known(answer: Json) -> None:
    """An empty answer, and one that says why there is none, changes nothing; an answer takes the place of another."""
    base = so.PatientProfile(phase="recurrence", companion=True, insurance=("medicare",))
    items = [{"linkId": name, "answer": [answer]} for name in ("phase", "insurance")]
    new = profile_from_questionnaire_response(response(*items, answered("companion", "no")), base=base)
    assert new == so.PatientProfile(phase="recurrence", companion=False, insurance=("medicare",))


def test_all_wrong_answers_are_named_at_once_with_their_places() -> None:
    """An error says where each wrong answer stands and what would do."""
    said = refused(
        answered("phase", coding("recurence")),
        {"linkId": "group", "item": [answered("country", "France")]},
        answered("appointment", {"valueDate": "2026-12"}),
        answered("treatment_start", {"valueDate": "1492-10-12"}),
        answered("companion", {"valueInteger": 1}),
        answered("insurance", coding("medicare"), {"valueReference": {"reference": "Coverage/1"}}),
        answered("second_doctor", coding("booked"), coding("searching")),
    ).splitlines()
    paths = [line.partition(": ")[0] for line in said]
    assert paths == [
        *("$.item[0].answer[0]", "$.item[1].item[0].answer[0]", "$.item[2].answer[0]", "$.item[3].answer[0]"),
        *("$.item[4].answer[0]", "$.item[5].answer[1]", "$.item[6].answer[1]"),
    ]
    assert "did you mean 'recurrence'?" in said[0]
    assert "as in 'US' or 'GB'" in said[1]
    assert "as in '2026-12-14'" in said[2]
    assert "1900-01-01" in said[3]
    assert "expected true or false, got 1" in said[4]
    assert "2 answers to 'second_doctor'" in said[6]


def test_a_letter_that_is_two_in_capitals_is_no_country() -> None:
    """One letter is not read as the code of a country, though its capitals would be one."""
    assert "alpha-2 code" in refused(answered("country", "\N{LATIN SMALL LETTER SHARP S}"))


def test_what_a_person_wrote_is_not_repeated() -> None:
    """An error does not quote what somebody wrote where an option was asked for."""
    assert "Mary" not in refused(answered("phase", "Mary Smith, 12 High Street"), answered("country", "Mary's land"))


NO_RESPONSES: t.Final[tuple[Json, ...]] = (None, [], "text", {}, {"resourceType": "Patient"}, {"resourceType": []})


@pytest.mark.parametrize("thing", NO_RESPONSES)
def test_what_is_no_response_is_refused(thing: Json) -> None:
    """Anything but a QuestionnaireResponse gets an error that says so."""
    with pytest.raises(so.ProfileError, match="expected a QuestionnaireResponse"):
        profile_from_questionnaire_response(thing)
    with pytest.raises(so.EntryError, match="expected a QuestionnaireResponse"):
        answers_from_questionnaire_response(PLAN, thing)


def test_a_response_that_was_entered_in_error_is_refused() -> None:
    """What its sender has taken back is not used."""
    taken_back = response(answered("ask-a", "Yes."), status="entered-in-error")
    with pytest.raises(so.ProfileError, match="entered in error"):
        profile_from_questionnaire_response(taken_back)
    with pytest.raises(so.EntryError, match="entered in error"):
        answers_from_questionnaire_response(PLAN, taken_back)


KEYS: t.Final = (
    *("item", "answer", "linkId", "valueString", "valueCoding", "valueBoolean", "valueDate", "code", "display"),
    *("system", "status", "valueDateTime", "valueQuantity", "value", "valueReference"),
)
VALUES: t.Final = (*ALL_FACTS, "ask-a", "recurrence", "2026-12-14", "GB", "true", "lung")


@given(json_values(VALUES, KEYS), st.sampled_from(VALUES), json_values(VALUES, KEYS))
def test_no_response_breaks_the_reader(item: Json, name: str, value: Json) -> None:
    """Whatever JSON comes is read or refused."""
    inner = {"linkId": name, "answer": value}
    for items in (item, [item, inner], [{"linkId": name, "answer": [{"valueCoding": value}, {"value": value}]}]):
        sent = response(item=items)
        for read in (profile_from_questionnaire_response, lambda sent: answers_from_questionnaire_response(PLAN, sent)):
            try:
                read(sent)
            except (so.ProfileError, so.EntryError) as error:
                assert error.problems  # noqa: PT017 (either outcome is right)


def test_a_response_may_be_nested_deeply() -> None:
    """Depth is no way to break the reader."""
    item = answered("phase", "recurrence")
    for _ in range(10_000):
        item = {"linkId": "group", "item": [item]}
    assert profile_of(item).phase == "recurrence"


# A response makes answers under questions

PLAN: t.Final = plan_of(question("ask-a"), question("ask-b"), question("ask-c"), step("step-a"))


def test_answers_are_written_under_their_questions() -> None:
    """An answer goes to the question with its id, to the letter, and the question is done; the others stay."""
    group = {"linkId": "audience.second_doctor", "item": [answered("ask-a", " Three ways.\n"), answered("ask-b", "")]}
    before = PLAN.update("ask-b", answer="Old").update("ask-c", note="Mine")
    after = answers_from_questionnaire_response(before, response(group))
    assert after == before.update("ask-a", answer=" Three ways.\n", status="done")


@given(texts)
def test_any_text_is_kept_as_it_was_written(text: str) -> None:
    """What somebody typed into a form is what `update` would have written, and nothing is nothing."""
    written = answers_from_questionnaire_response(PLAN, response(answered("ask-a", text)))
    assert written == (PLAN.update("ask-a", answer=text, status="done") if text.strip() else PLAN)


def test_several_answers_stand_one_below_the_other() -> None:
    """Nothing of several answers is lost, also where the question stands twice in the response."""
    sent = response(answered("ask-a", "One", "Two"), answered("ask-b", "B"), answered("ask-a", "Three"))
    assert entry(answers_from_questionnaire_response(PLAN, sent), "ask-a").answer == "One\nTwo\nThree"
    nested = response({"linkId": "group", "item": sent["item"]})
    assert answers_from_questionnaire_response(PLAN, nested) == answers_from_questionnaire_response(PLAN, sent)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"valueBoolean": True}, "Yes"),
        ({"valueBoolean": False}, "No"),
        ({"valueInteger": 0}, "0"),
        ({"valueDecimal": 1.5}, "1.5"),
        ({"valueDate": "2026-12"}, "2026-12"),
        (coding("x", display="An option"), "An option"),
        (coding("x"), "x"),
        ({"valueQuantity": {"comparator": "<", "value": 3, "unit": "weeks"}}, "< 3 weeks"),
    ],
)
def test_an_answer_of_another_kind_is_written_in_words(answer: Json, text: str) -> None:
    """A truth value, a number, a code or a quantity reads as a person would write it."""
    written = answers_from_questionnaire_response(PLAN, response(answered("ask-a", answer)))
    assert entry(written, "ask-a").answer == text


def test_an_answer_takes_the_place_of_another_and_no_answer_does_not() -> None:
    """The response is newer than the plan; what is empty in it takes nothing away."""
    before = PLAN.update("ask-a", answer="Old").update("ask-b", answer="Kept")
    after = answers_from_questionnaire_response(before, response(answered("ask-a", "New"), answered("ask-b", " ")))
    assert (entry(after, "ask-a").answer, entry(after, "ask-b").answer) == ("New", "Kept")


def test_an_answer_without_a_place_is_not_dropped() -> None:
    """Where an answer is to no question of the plan, or cannot be written, nothing is; all such answers are named."""
    sent = response(
        answered("ask-a", "Good"),
        answered("ask-bb", "Mary Smith"),
        answered("step-a", "Done"),
        answered("ask-c", {"valueAttachment": {"url": "https://example.org/1"}}, {"valueCoding": [1]}),
        answered("ask-b", {"valueQuantity": {}}, {"valueQuantity": {"x": 1}}),
        {"linkId": "ask-b", "answer": ["Bare"]},
        {"answer": [{"valueString": "Nobody's"}]},
    )
    with pytest.raises(so.EntryError) as caught:
        answers_from_questionnaire_response(PLAN, sent)
    said = str(caught.value).splitlines()
    assert said[0] == (
        "$.item[1].answer[0]: no question of this plan has the id 'ask-bb' (did you mean 'ask-b', 'ask-c' or 'ask-a'?)"
    )
    assert [line.partition(":")[0] for line in said] == [
        *("$.item[1].answer[0]", "$.item[2].answer[0]", "$.item[3].answer[0]", "$.item[3].answer[1]"),
        *("$.item[4].answer[1]", "$.item[6].answer[0]"),
    ]
    assert "Smith" not in str(caught.value)


def test_an_answer_that_is_far_too_long_is_refused() -> None:
    """What cannot be stored is refused as `update` refuses it."""
    with pytest.raises(so.EntryError, match="too long"):
        answers_from_questionnaire_response(PLAN, response(answered("ask-a", "x" * 300_001)))
