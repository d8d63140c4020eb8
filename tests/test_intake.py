"""Intake: what to ask a person next, and what an answer makes of a profile."""

import datetime as dt
import json
import re
import typing as t

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import (
    ALL_FACTS,
    BOOLS,
    DATES,
    MANY_OF,
    MONDAY,
    ONE_OF,
    asked_for,
    catalog,
    fact_words,
    ids,
    notice,
    pack,
    packs,
    profiles,
    record,
    step,
    texts,
    topic,
)

import second_opinion as so
from second_opinion import intake
from second_opinion.catalog import Retired
from second_opinion.intake import IntakeOption, IntakeQuestion
from second_opinion.items import Content, Wordings
from second_opinion.words import FactWords, Option

ROLES: t.Final[tuple[t.Any, ...]] = ONE_OF["role"]
ABOUT_TREATMENT: t.Final = {"treatments_proposed", "treatments_had", "treatment_start", "fertility_matters"}


def clause(fact: str, *values: t.Any) -> so.Clause:
    """Return a clause about a fact: that it has one of these values, or is true."""
    return so.Clause(fact, values or (True,))


def items_for(number: int, *clauses: so.Clause, **changes: t.Any) -> list[so.Topic]:
    """Return so many topics for whom some clauses hold."""
    name = "-".join(f"{one.fact}-{one.is_[0]}" for one in clauses).replace("_", "-").lower()
    return [topic(f"about-{name}-{n}", when=clauses, **changes) for n in range(number)]


def asked(
    content: so.Catalog | None = None, *, limit: int = 99, skip: t.Collection[str] = (), **facts: t.Any
) -> list[str]:
    """Return which facts are asked for next."""
    profile = so.PatientProfile(**facts)
    return [one.fact for one in intake.next_questions(profile, content, limit=limit, skip=skip, today=MONDAY)]


def only(content: so.Catalog, fact: str, **facts: t.Any) -> IntakeQuestion:
    """Return the question for one fact, which has to be among those that are asked."""
    found = intake.next_questions(so.PatientProfile(**facts), content, limit=99, today=MONDAY)
    return next(one for one in found if one.fact == fact)


# What is asked, in which order


def test_what_would_change_most_is_asked_first() -> None:
    """A fact comes before another if an answer to it is likely to bring in, take out or change more items."""
    content = catalog(
        *items_for(1, clause("companion")),
        *items_for(4, clause("is_rare")),
        *items_for(2, clause("hospital_stay")),
        *map(asked_for, ("companion", "is_rare", "hospital_stay")),
    )
    assert asked(content) == ["is_rare", "hospital_stay", "companion"]


def test_a_likely_answer_counts_for_more() -> None:
    """What only one answer of many would change weighs less than what every second answer would change."""
    content = catalog(
        *items_for(3, clause("cancer_type", "breast")),
        *items_for(1, clause("companion")),
        *map(asked_for, ("cancer_type", "companion")),
    )
    assert asked(content) == ["companion", "cancer_type"]


def test_of_equals_the_order_is_that_of_the_facts() -> None:
    """Questions that would change the same stand in the order of the contract, whatever that of the packs."""
    names = ("wants_trials", "companion", "is_rare", "told_current_doctor")
    content = catalog(*(one for name in names for one in items_for(1, clause(name))), *map(asked_for, names))
    assert asked(content) == sorted(names, key=ALL_FACTS.index)


def test_what_would_change_nothing_is_not_asked() -> None:
    """A fact on which nothing of the catalog depends is not asked for, nor one that is known, nor one without words."""
    content = catalog(
        *items_for(1, clause("companion")),
        *items_for(1, clause("is_rare")),
        *items_for(1, clause("hospital_stay")),
        *map(asked_for, ("companion", "is_rare", "wants_trials")),
        fact_words("hospital_stay", {True: "there was a stay"}),
    )
    assert asked(content) == ["is_rare", "companion"]
    assert asked(content, is_rare=False) == ["companion"]
    assert asked(content, is_rare=False, companion=True) == []


def test_what_no_answer_can_change_any_more_is_not_asked() -> None:
    """Once another fact has decided, a fact that could have decided as well is of no interest."""
    content = catalog(
        *items_for(1, clause("phase", "recurrence"), clause("companion")),
        *map(asked_for, ("phase", "companion")),
    )
    assert asked(content, phase="suspected") == []
    assert asked(content, phase="recurrence") == ["companion"]


def test_dates_are_asked_for_what_they_would_date() -> None:
    """A day is asked for where steps are dated from it, and not for content that has no dates."""
    content = catalog(step(timing=so.Timing("visit", -3)), *map(asked_for, DATES))
    assert asked(content) == ["appointment"]
    assert asked(catalog(step(), *map(asked_for, DATES))) == []


def test_role_is_asked_for_the_words_it_chooses() -> None:
    """Who is answering counts for every item that is in other words for somebody, and for every such question."""
    for_a_parent = Wordings((("parent", "text", "For a parent."),))
    prompts = Wordings((("parent", "prompt", "What of your child?"),))
    others = (*items_for(3, clause("companion")), *items_for(3, clause("is_rare")))
    spoken = [asked_for(name, wording=prompts) for name in ("companion", "is_rare")]
    plain = [asked_for(name) for name in ("companion", "is_rare")]
    own_words = notice(wording=for_a_parent)
    assert asked(catalog(*others, own_words, asked_for("role"), *plain)) == ["is_rare", "companion", "role"]
    assert asked(catalog(*others, own_words, asked_for("role"), *spoken)) == ["role", "is_rare", "companion"]


@pytest.mark.parametrize(("limit", "number"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (-1, 0), (10**9, 3)])
def test_no_more_is_asked_than_was_wanted(limit: int, number: int) -> None:
    """At most *limit* questions are given, the first ones; none where it is not above zero."""
    names = ("companion", "is_rare", "hospital_stay")
    content = catalog(*(one for name in names for one in items_for(1, clause(name))), *map(asked_for, names))
    assert asked(content, limit=limit) == asked(content)[:number]


def test_five_are_asked_at_a_time() -> None:
    """Without a limit five questions are given: few enough for a page."""
    assert len(intake.next_questions(so.PatientProfile(), today=MONDAY)) == 5


def test_without_a_catalog_the_bundled_packs_ask() -> None:
    """The bundled catalog is used where none is given, and today where no day is."""
    assert intake.next_questions(so.PatientProfile()) == intake.next_questions(
        so.PatientProfile(),
        so.load_catalog(),
        today=dt.date.today(),  # noqa: DTZ011 (the day that the function sees)
    )


# Gates


def gated(**gates: t.Any) -> so.Catalog:
    """Return a catalog in which the question about company waits, with *gates*, for that about the phase or others."""
    return catalog(
        *items_for(4, clause("companion")),
        *items_for(1, clause("phase", "recurrence")),
        *items_for(1, clause("is_rare")),
        asked_for("phase"),
        asked_for("is_rare"),
        asked_for("companion", **gates),
    )


WAITING: t.Final[dict[str, dict[str, t.Any]]] = {
    "after": {"after": ("phase",)},
    "when": {"when": (clause("phase", "recurrence", "in_treatment"),)},
    "unless": {"unless": (clause("phase", "suspected"),)},
}


@pytest.mark.parametrize("gate", WAITING)
def test_a_question_waits_for_those_it_depends_on(gate: str) -> None:
    """A question is not asked before the facts in `after`, `when` and `unless` are known, and asked once they are."""
    content = gated(**WAITING[gate])
    assert "companion" not in asked(content)
    assert "companion" in asked(content, phase="recurrence")


@pytest.mark.parametrize("gate", WAITING)
def test_what_the_person_does_not_know_holds_nothing_up(gate: str) -> None:
    """A fact that was asked for and is not known is settled: what waited for it is asked, since it may make sense."""
    content = gated(**WAITING[gate])
    assert asked(content, skip=("phase",)) == ["companion", "is_rare"]


def test_a_question_is_asked_where_it_makes_sense() -> None:
    """All clauses of `when` must hold and none of `unless`; `after` asks for no certain answer."""
    wanted = gated(when=(clause("phase", "recurrence"), clause("is_rare")))
    assert "companion" in asked(wanted, phase="recurrence", is_rare=True)
    assert "companion" not in asked(wanted, phase="recurrence", is_rare=False)
    assert "companion" not in asked(wanted, phase="suspected", is_rare=True)
    unwanted = gated(unless=(clause("phase", "suspected"), clause("is_rare")))
    assert "companion" in asked(unwanted, phase="recurrence", is_rare=False)
    assert "companion" not in asked(unwanted, phase="recurrence", is_rare=True)
    assert "companion" not in asked(unwanted, phase="suspected", is_rare=False)
    for phase in ONE_OF["phase"]:
        assert "companion" in asked(gated(after=("phase",)), phase=phase)


def test_one_answer_is_enough_to_make_no_sense() -> None:
    """A question that makes no sense already is not asked, also where what else it depends on was not known."""
    content = gated(when=(clause("phase", "recurrence"),), unless=(clause("is_rare"),))
    assert "companion" not in asked(content, phase="suspected", skip=("is_rare",))
    assert "companion" not in asked(content, is_rare=True, skip=("phase",))
    assert "companion" in asked(content, phase="recurrence", skip=("is_rare",))


def test_a_question_waits_for_all_of_several() -> None:
    """A question with two facts to wait for is asked when both are settled, one known and one not if need be."""
    content = gated(after=("phase", "is_rare"))
    assert "companion" not in asked(content, phase="recurrence")
    assert "companion" not in asked(content, skip=("is_rare",))
    assert "companion" in asked(content, phase="recurrence", skip=("is_rare",))
    assert "companion" in asked(content, phase="recurrence", is_rare=True)


def test_what_is_skipped_is_not_asked() -> None:
    """A fact to skip is not asked for, whatever collection names it, and a known one may be named as well."""
    content = gated()
    for skip in (("phase",), ["phase"], {"phase"}, frozenset(("phase",)), {"phase": 1}):
        assert asked(content, skip=skip) == ["companion", "is_rare"]
    assert asked(content, skip=ALL_FACTS) == []
    assert asked(content, skip=("phase",), phase="recurrence") == asked(content, phase="recurrence")


def test_a_question_that_opens_others_has_a_share_in_them() -> None:
    """A question is lifted by those that wait for it: alone it would come second here."""
    content = (
        *items_for(4, clause("hospital_stay")),
        *items_for(1, clause("companion")),
        *items_for(10, clause("is_rare")),
        *map(asked_for, ("hospital_stay", "companion")),
    )
    assert asked(catalog(*content, asked_for("is_rare"))) == ["is_rare", "hospital_stay", "companion"]
    assert asked(catalog(*content, asked_for("is_rare", after=("companion",)))) == ["companion", "hospital_stay"]


def test_the_share_is_as_large_as_an_answer_is_likely_to_open() -> None:
    """An answer that opens a question in one of seven cases has a seventh of the share that any answer would have."""
    base = (
        *items_for(4, clause("hospital_stay")),
        *items_for(1, clause("phase", "recurrence")),
        *items_for(10, clause("is_rare")),
        *map(asked_for, ("hospital_stay", "phase")),
    )
    phases = ONE_OF["phase"]
    rarely = asked_for("is_rare", when=(clause("phase", phases[0]),))
    mostly = asked_for("is_rare", when=(clause("phase", *phases[1:]),))
    but_for_one = asked_for("is_rare", unless=(clause("phase", phases[0]),))
    but_for_most = asked_for("is_rare", unless=(clause("phase", *phases[1:]),))
    assert asked(catalog(*base, rarely))[0] == asked(catalog(*base, but_for_most))[0] == "hospital_stay"
    assert asked(catalog(*base, mostly))[0] == asked(catalog(*base, but_for_one))[0] == "phase"


def test_the_share_is_divided_among_those_that_open_a_question_together() -> None:
    """Where two questions are to be asked first, each has half of what the one that waits would change."""
    base = (
        *items_for(3, clause("hospital_stay")),
        *items_for(1, clause("companion")),
        *items_for(1, clause("wants_trials")),
        *items_for(4, clause("is_rare")),
        *map(asked_for, ("hospital_stay", "companion", "wants_trials")),
    )
    one = asked_for("is_rare", after=("companion",))
    two = asked_for("is_rare", after=("companion", "wants_trials"))
    assert asked(catalog(*base, one)) == ["companion", "hospital_stay", "wants_trials"]
    assert asked(catalog(*base, two)) == ["hospital_stay", "companion", "wants_trials"]
    assert asked(catalog(*base, two), companion=False) == ["wants_trials", "hospital_stay"]


def test_a_question_is_asked_for_what_it_opens_alone() -> None:
    """A question on whose answer no item depends is asked if another that would change the plan waits for it."""
    content = catalog(
        *items_for(1, clause("opinions", "differ")),
        asked_for("second_doctor"),
        asked_for("opinions", when=(clause("second_doctor", "booked"),)),
    )
    assert asked(content) == ["second_doctor"]
    assert asked(content, second_doctor="booked") == ["opinions"]
    assert asked(content, second_doctor="searching") == []


# What a question is like


@pytest.mark.parametrize("fact", ALL_FACTS)
def test_the_form_is_that_of_the_fact(fact: str) -> None:
    """A fact with one value is answered with one option, one with many with several; days and texts are written.

    Who has two cancers can say so.
    """
    form = {**dict.fromkeys(BOOLS, "one"), **dict.fromkeys(ONE_OF, "one"), **dict.fromkeys(DATES, "date")}
    form |= {
        **dict.fromkeys(MANY_OF, "many"),
        "records_held": "many",
        "cancer_type": "many",
        "country": "text",
        "reading_language": "text",
    }
    (value,) = ("record-a",) if fact == "records_held" else _some_value(fact)
    on_it = topic(raised_by=(clause(fact, value),))
    assert only(catalog(record(), on_it, asked_for(fact)), fact).form == form[fact]


def _some_value(fact: str) -> tuple[t.Any]:
    if fact in BOOLS:
        return (True,)
    if fact in DATES:
        return ("ahead",)
    listed = {**ONE_OF, **MANY_OF}
    return (listed[fact][0],) if fact in listed else ("US" if fact == "country" else "en",)


def test_options_are_the_values_with_words() -> None:
    """What may be chosen are the values that the pack has words for, each with its label, in the order of the pack."""
    options = tuple(Option(value=one, label=f"Label {one}", because="so") for one in ("recurrence", "suspected"))
    content = catalog(*items_for(1, clause("phase", "recurrence")), asked_for("phase", options=options))
    assert only(content, "phase").options == (
        IntakeOption("recurrence", "Label recurrence"),
        IntakeOption("suspected", "Label suspected"),
    )


def test_options_of_all_packs_are_offered_once() -> None:
    """A pack may add options to a question of another (a language, a country); a later label takes the place."""
    first = pack(
        *items_for(1, clause("country", "FR")),
        asked_for("country", options=(Option(value="US", label="America", because="so"),)),
    )
    more = (Option(value="FR", label="France", because="so"), Option(value="US", label="United States", because="so"))
    second = pack(
        FactWords(id="fact-country-more", fact="country", label="Country", options=more), id="more", sources=()
    )
    question = only(so.Catalog((first, second)), "country")
    assert question.prompt == "What of country?"
    assert question.options == (IntakeOption("US", "United States"), IntakeOption("FR", "France"))


def test_a_day_has_no_options() -> None:
    """A day is written: what conditions see of it (ahead, past) is not offered."""
    options = (Option(value="ahead", label="Ahead", because="so"),)
    content = catalog(step(timing=so.Timing("visit", -3)), asked_for("appointment", options=options))
    assert only(content, "appointment").options == ()


def test_records_that_may_be_held_are_those_of_the_plan() -> None:
    """The records to choose from are those that the person's plan has now, by their names in the person's words."""
    named = Wordings((("parent", "name", "Your child's slides"),))
    content = catalog(
        record("record-slides", name="Your slides", wording=named),
        record("record-back", when=(clause("phase", "recurrence"),)),
        record("record-may", when=(clause("companion"),), if_unknown="show", name="Perhaps"),
        asked_for("records_held"),
    )
    assert only(content, "records_held").options == (
        IntakeOption("record-slides", "Your slides"),
        IntakeOption("record-may", "Perhaps"),
    )
    for_a_parent = only(content, "records_held", role="parent", phase="recurrence")
    assert [option.label for option in for_a_parent.options] == ["Your child's slides", "A report", "Perhaps"]
    assert [option.value for option in for_a_parent.options] == ["record-slides", "record-back", "record-may"]


def test_a_question_is_in_the_words_for_the_reader() -> None:
    """The question and its help are those for the role; what a role has no words for is as for everybody."""
    spoken = Wordings(
        (
            ("parent", "prompt", "Your child?"),
            ("parent", "help", "Help for a parent."),
            ("caregiver", "help", "Theirs."),
        )
    )
    content = catalog(*items_for(1, clause("companion")), asked_for("companion", wording=spoken))
    told = {role: only(content, "companion", role=role) for role in (None, *ROLES)}
    assert {role: (one.prompt, one.help) for role, one in told.items()} == {
        None: ("What of companion?", "It is about companion."),
        "patient": ("What of companion?", "It is about companion."),
        "parent": ("Your child?", "Help for a parent."),
        "caregiver": ("What of companion?", "Theirs."),
    }


def test_a_question_does_not_change() -> None:
    """Questions and options are frozen, equal by their content, and can stand in a set."""
    first, again = (intake.next_questions(so.PatientProfile(), today=MONDAY) for _ in range(2))
    assert first == again
    assert len({*first, *again}) == 5
    with pytest.raises(AttributeError):
        first[0].prompt = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        first[0].options[0].label = "x"  # type: ignore[misc]


# What is refused


@pytest.mark.parametrize(("wrong", "meant"), [("fase", "phase"), ("Phase", "phase"), ("country ", "country"), ("", "")])
@pytest.mark.parametrize("by", ["skip", "answer"])
def test_a_fact_that_there_is_not_is_refused(by: str, wrong: str, meant: str) -> None:
    """A name that is no fact is refused with the facts that there are, and the one that was likely meant."""
    calls: dict[str, t.Callable[[], object]] = {
        "skip": lambda: intake.next_questions(so.PatientProfile(), skip=("phase", wrong), today=MONDAY),
        "answer": lambda: intake.answer(so.PatientProfile(), wrong, "x"),
    }
    with pytest.raises(so.ProfileError) as caught:
        calls[by]()
    (problem,) = caught.value.problems
    assert problem.path == "$"
    assert all(repr(fact) in problem.message for fact in ALL_FACTS)
    if meant:
        assert f"'{meant}'" in problem.message.partition("did you mean")[2]


def test_all_facts_that_there_are_not_are_named() -> None:
    """Each name to skip that is no fact has its own problem."""
    with pytest.raises(so.ProfileError) as caught:
        intake.next_questions(so.PatientProfile(), skip=("fase", "phase", "roll"), today=MONDAY)
    assert [("'fase'" in one.message, "'roll'" in one.message) for one in caught.value.problems] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("today", [dt.date(1, 1, 1), dt.datetime(2026, 11, 23), "2026-11-23"])  # noqa: DTZ001
def test_a_day_that_is_none_is_refused(today: t.Any) -> None:
    """A day that no plan could be made for is refused here as well."""
    with pytest.raises(so.UnusableDayError):
        intake.next_questions(so.PatientProfile(), today=today)


def test_past_and_ahead_are_seen_from_today() -> None:
    """Whether the visit is over, and with it which questions make sense, depends on the day that is given."""
    content = catalog(
        *items_for(1, clause("opinions", "differ")),
        asked_for("opinions", unless=(clause("appointment", "ahead"),)),
    )
    profile = so.PatientProfile(appointment=MONDAY)
    assert intake.next_questions(profile, content, today=MONDAY) == ()
    after = intake.next_questions(profile, content, today=MONDAY + dt.timedelta(1))
    assert [one.fact for one in after] == ["opinions"]


# Answers


@pytest.mark.parametrize(
    ("fact", "given_", "kept"),
    [
        ("phase", "recurrence", "recurrence"),
        ("companion", False, False),
        ("insurance", ["medicare", "medicaid"], ("medicare", "medicaid")),
        ("insurance", ("medicare",), ("medicare",)),
        ("appointment", "2026-12-14", dt.date(2026, 12, 14)),
        ("appointment", dt.date(2026, 12, 14), dt.date(2026, 12, 14)),
        ("country", "DE", "DE"),
        ("reading_language", "zh-Hant", "zh-Hant"),
        ("records_held", ["record-slides"], ("record-slides",)),
    ],
)
def test_an_answer_is_kept(fact: str, given_: object, kept: object) -> None:
    """A value as in JSON, or as in a profile, becomes that of the fact; the given profile stays as it was."""
    before = so.PatientProfile(role="parent")
    after = intake.answer(before, fact, given_)
    assert after == so.PatientProfile(role="parent", **{fact: t.cast("t.Any", kept)})
    assert before == so.PatientProfile(role="parent")


@pytest.mark.parametrize("fact", ALL_FACTS)
def test_none_makes_a_fact_unknown_again(fact: str) -> None:
    """`None` takes an answer back, and so does the empty list where there may be several."""
    value = "2026-12-14" if fact in DATES else _some_value(fact)[0]
    value = ["record-slides"] if fact == "records_held" else value
    value = [value] if fact in MANY_OF else value
    known = intake.answer(so.PatientProfile(), fact, value)
    assert known.known() == (fact,)
    assert intake.answer(known, fact, None) == so.PatientProfile()
    if fact in MANY_OF:
        assert intake.answer(known, fact, []) == so.PatientProfile()


@pytest.mark.parametrize(
    ("fact", "wrong", "path", "said"),
    [
        ("phase", "cured", "$.phase", "'cured' is not one of 'suspected', "),
        ("phase", "", "$.phase", "is not one of 'suspected', "),
        ("phase", ["recurrence"], "$.phase", "a list is not one of 'suspected', "),
        ("phase", True, "$.phase", "True is not one of 'suspected', "),
        ("companion", "yes", "$.companion", "expected true or false, got 'yes'"),
        ("companion", 1, "$.companion", "expected true or false, got 1"),
        ("insurance", "medicare", "$.insurance", "expected a list, got 'medicare'"),
        ("insurance", ["medicare", "aetna"], "$.insurance[1]", "'aetna' is not one of 'private_hmo', "),
        ("insurance", ["medicare", "medicare"], "$.insurance", "'medicare' is listed twice"),
        ("insurance", [None], "$.insurance[0]", "None is not one of "),
        ("appointment", "14.12.2026", "$.appointment", "as in '2026-12-14', got '14.12.2026'"),
        ("appointment", "2026-02-30", "$.appointment", "as in '2026-12-14', got '2026-02-30'"),
        ("appointment", "0001-01-01", "$.appointment", "0001-01-01 is not a day from 1900-01-01"),
        ("appointment", 20261214, "$.appointment", "as in '2026-12-14', got 20261214"),
        ("country", "UK", "$.country", "'UK' is not the code of a country: write 'GB'"),
        ("country", "Germany", "$.country", "'Germany' is not "),
        ("reading_language", "Spanish!", "$.reading_language", "'Spanish!' is not "),
        ("records_held", ["My Slides"], "$.records_held[0]", "a text of 9 characters is not "),
    ],
)
def test_a_wrong_answer_is_refused_with_what_would_do(fact: str, wrong: object, path: str, said: str) -> None:
    """A value that the fact cannot have is refused at its place, and the error names the options or the form."""
    with pytest.raises(so.ProfileError) as caught:
        intake.answer(so.PatientProfile(), fact, wrong)
    (problem,) = caught.value.problems
    assert problem.path == path
    assert said in problem.message


@settings(deadline=None)
@given(st.sampled_from(ALL_FACTS), texts | st.none() | st.integers() | st.lists(texts, max_size=2))
@example("country", "a secret note of somebody")
def test_any_value_at_all_is_taken_or_refused(fact: str, value: t.Any) -> None:
    """Whatever is given, there is a profile that can be stored, or a `ProfileError` that does not repeat a sentence."""
    refused, profile = "", None
    try:
        profile = intake.answer(so.PatientProfile(), fact, value)
    except so.ProfileError as error:
        refused = str(error)
    assert bool(refused) == (profile is None)
    assert not isinstance(value, str) or " " not in value.strip() or value not in refused
    if profile is not None:
        assert set(profile.known()) <= {fact}
        assert so.profile_from_dict(so.profile_to_dict(profile)) == profile


# Any interview


def _value(question: IntakeQuestion, draw: t.Any) -> object:
    """Return an answer that the question offers."""
    if question.form == "date":
        return str(draw(st.dates(MONDAY - dt.timedelta(400), MONDAY + dt.timedelta(400))))
    values = [option.value for option in question.options]
    if question.form == "many":
        return draw(st.lists(st.sampled_from(values), unique=True, min_size=1, max_size=4))
    usual = st.sampled_from(values)
    return draw(
        usual if question.form == "one" else usual | st.sampled_from(("JP", "BR") if "US" in values else ("ko",))
    )


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_any_interview_gives_a_profile_and_ends(data: st.DataObject) -> None:
    """Whatever options are chosen or skipped, each answer is taken, no fact comes up twice, and questions run out."""
    profile, skip, seen = so.PatientProfile(), list[str](), set[str]()
    while found := intake.next_questions(profile, limit=data.draw(st.integers(1, 3)), skip=skip, today=MONDAY):
        question = found[-1]
        assert question.fact not in seen
        assert question.prompt
        assert question.help
        assert question.options or question.form == "date"
        seen.add(question.fact)
        if data.draw(st.integers(0, 4)) == 0:
            skip.append(question.fact)
        else:
            profile = intake.answer(profile, question.fact, _value(question, data.draw))
    assert len(seen) <= len(ALL_FACTS)
    assert set(profile.known()) == seen - set(skip)
    plan = so.build_plan(profile, today=MONDAY)
    assert so.loads(so.dumps(plan)) == plan


@settings(deadline=None, max_examples=25)
@given(packs(), profiles(), st.data())
def test_questions_would_change_the_plan(chosen: so.Pack, profile: so.PatientProfile, data: st.DataObject) -> None:
    """With words for every fact and no gates, exactly what would change the plan is asked, in the order of the plan.

    Only who is answering may come earlier, since the questions themselves depend on that.
    """
    worded = pack(
        *chosen.terms, *chosen.sources, *chosen.items(), *map(asked_for, data.draw(st.permutations(ALL_FACTS)))
    )
    content = so.Catalog((worded,))
    found = [one.fact for one in intake.next_questions(profile, content, limit=99, today=MONDAY)]
    assert found == list(so.build_plan(profile, catalog=content, today=MONDAY).unanswered)


# The bundled questions


def bundled_words() -> list[FactWords]:
    """Return the words for facts of all bundled packs."""
    return [words for pack in so.load_catalog().packs for words in pack.facts]


def test_every_fact_has_its_question() -> None:
    """Each fact of the contract is asked for by one question, and no two questions are the same, for any reader."""
    assert sorted(words.fact for words in bundled_words() if words.prompt) == sorted(ALL_FACTS)
    for role in ROLES:
        prompts = [words.asked(role)[0] for words in bundled_words()]
        assert len(set(prompts)) == len(ALL_FACTS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("words", bundled_words(), ids=lambda words: words.fact)
def test_every_question_is_a_question(words: FactWords, role: t.Any) -> None:
    """The question is one sentence with a question mark, and its help is some sentences, for any reader."""
    prompt, help_ = words.asked(role)
    assert re.fullmatch(r"[A-Z][^?.!]*\?", prompt)
    assert re.fullmatch(r"[A-Z].*\.", help_)
    assert len(prompt.split()) <= 16
    assert len(help_.split()) <= 45


@pytest.mark.parametrize("fact", [fact for fact in ALL_FACTS if fact in {**ONE_OF, **MANY_OF} or fact in BOOLS])
def test_every_value_is_an_option_with_words(fact: str) -> None:
    """Each value of a fact is an option, with a label of its own and words that go on from "this is here because"."""
    (words,) = (one for one in bundled_words() if one.fact == fact)
    values = [option.value for option in words.options]
    assert sorted(map(str, values)) == sorted(map(str, {**ONE_OF, **MANY_OF}.get(fact, (True, False))))
    labels = [option.label for option in words.options]
    assert len(set(labels)) == len(labels)
    for option in words.options:
        assert option.label == " ".join(option.label.split())
        for role in ROLES:
            reason = option.reason(role)
            assert reason == reason.strip(" .")
            assert re.match(r"[a-z]|[A-Z]{2}", reason)


def test_facts_of_any_text_have_words_for_any_value() -> None:
    """A country, a language or a record without an option has words as well, and dates have options for both ways."""
    by_fact = {words.fact: words for words in bundled_words()}
    for fact in ("country", "reading_language", "records_held"):
        assert by_fact[fact].because
    assert "{value}" in by_fact["country"].because
    assert "{value}" in by_fact["reading_language"].because
    for fact in DATES:
        assert {option.value for option in by_fact[fact].options} == {"ahead", "past"}


@pytest.mark.parametrize("words", bundled_words(), ids=lambda words: words.fact)
def test_no_question_waits_for_itself(words: FactWords) -> None:
    """What a question waits for never waits for it in turn, at however many removes."""
    by_fact = {one.fact: one for one in bundled_words()}
    waiting, seen = [words.fact], set[str]()
    while waiting:
        one = by_fact[waiting.pop()]
        first = {*one.after, *(clause.fact for clause in (*one.when, *one.unless))} - seen
        assert words.fact not in first
        seen |= first
        waiting += first


def test_the_first_questions_are_those_a_nurse_would_ask() -> None:
    """With nothing known, it is asked who answers, how far the search is, where things stand, where, and what it is."""
    first = intake.next_questions(so.PatientProfile(), today=MONDAY)
    assert [one.fact for one in first[:3]] == ["role", "second_doctor", "phase"]
    assert {one.fact for one in first[3:]} == {"country", "cancer_type"}


@settings(deadline=None, max_examples=40)
@given(profiles(tuple(fact for fact in ALL_FACTS if fact != "phase")), st.sets(st.sampled_from(ALL_FACTS)))
def test_nobody_with_a_suspicion_is_asked_about_treatment(profile: so.PatientProfile, skip: set[str]) -> None:
    """Whatever else is known or not, a person with only a suspicion is not asked about treatment or the outlook."""
    suspected = intake.answer(profile, "phase", "suspected")
    found = {one.fact for one in intake.next_questions(suspected, limit=99, skip=skip, today=MONDAY)}
    assert not found & {*ABOUT_TREATMENT, "wants_trials", "wants_prognosis"}


def test_others_are_asked_about_treatment() -> None:
    """Somebody whose cancer has come back is asked about all of that: the rule above holds for a reason."""
    profile = so.PatientProfile(phase="recurrence", cancer_type="breast", age_group="adult", concerns=("cost",))
    found = {one.fact for one in intake.next_questions(profile, limit=99, today=MONDAY)}
    assert {*ABOUT_TREATMENT, "wants_trials", "wants_prognosis"} <= found


def test_nobody_is_asked_twice_whether_to_talk_about_the_outlook() -> None:
    """Who said what worries them, or would not, is asked once whether to talk about what may lie ahead."""
    known: dict[str, t.Any] = {"phase": "recurrence", "concerns": ("cost",)}
    assert "wants_prognosis" in asked(**known)
    assert "wants_prognosis" not in asked(**known, wants_prognosis=False)
    assert "wants_prognosis" not in asked(**known, skip=("wants_prognosis",))


# The words for a reason


def _because(content: so.Catalog, role: str | None = None, **facts: t.Any) -> set[tuple[str, ...]]:
    profile = so.PatientProfile(role=t.cast("t.Any", role), **facts)
    return {entry.because for entry in so.build_plan(profile, catalog=content, today=MONDAY).entries()}


def test_a_value_without_an_option_has_the_words_of_its_fact() -> None:
    """Where a value has no option, the reason is that of the fact, with the value in its place, for each reader."""
    own_words = Wordings((("parent", "because", "your child lives in {value}"),))
    options = (Option(value="US", label="United States", because="you live in America"),)
    words = asked_for("country", because="the country is {value}", options=options, wording=own_words)
    content: tuple[Content | Retired, ...] = tuple(items_for(1, clause("country", "JP", "US", "BR")))
    assert _because(catalog(*content, words), country="JP") == {("the country is JP",)}
    assert _because(catalog(*content, words), country="US") == {("you live in America",)}
    assert _because(catalog(*content, words), "parent", country="BR") == {("your child lives in BR",)}
    assert _because(catalog(*content), country="JP") == {("country: JP",)}
    assert _because(catalog(*content, asked_for("country")), country="JP") == {("country: JP",)}


def test_braces_in_the_words_of_a_fact_are_harmless() -> None:
    """Only the place for the value is filled: other braces stay as they are."""
    words = asked_for("country", because="{0} {value.x} {value} {{value}}")
    content = catalog(*items_for(1, clause("country", "JP")), words)
    assert _because(content, country="JP") == {("{0} {value.x} JP {JP}",)}


@pytest.mark.parametrize("role", ROLES)
def test_no_reason_of_a_bundled_plan_is_a_code(role: t.Any) -> None:
    """A country, a language or a record for which a pack has no option still gives a reason in words."""
    held = ids(so.load_catalog().packs[0].records)[:1]
    on_all = [
        *items_for(1, clause("country", "JP")),
        *items_for(1, clause("reading_language", "ko")),
        *items_for(1, clause("records_held", *held)),
    ]
    content = so.Catalog((*so.load_catalog().packs, pack(*on_all, id="more")))
    profile = so.PatientProfile(role=role, country="JP", reading_language="ko", records_held=tuple(held))
    plan = so.build_plan(profile, catalog=content, today=MONDAY)
    reasons = [reason for entry in plan.topics for reason in entry.because if entry.id in ids(on_all)]
    assert len(reasons) == 3
    assert not any(re.search(r"[{}_]|: ", reason) for reason in reasons)
    assert any("JP" in reason for reason in reasons)


def test_questions_can_be_sent_as_they_are() -> None:
    """A question is made of texts and values that JSON has, and each value comes back as an answer."""
    for question in intake.next_questions(so.PatientProfile(), limit=99, today=MONDAY):
        for option in question.options:
            value: t.Any = json.loads(json.dumps(option.value))
            value = [value] if question.form == "many" else value
            assert intake.answer(so.PatientProfile(), question.fact, value).known() == (question.fact,)
