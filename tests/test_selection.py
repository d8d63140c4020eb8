"""Which items are for a person, why, and which answers would change that."""

import datetime as dt
import itertools
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from strategies import (
    BOOLS,
    DATES,
    ENTRY_LISTS,
    MANY_OF,
    MONDAY,
    ONE_OF,
    catalog,
    fact_words,
    ids,
    notice,
    packs,
    plan_of,
    profiles,
    question,
    record,
    source,
    step,
    topic,
)

import second_opinion as so
from second_opinion.items import Wordings

DAY = dt.timedelta(1)
MEDICARE = so.Clause("insurance", ("medicare",))
COMPANION = so.Clause("companion", (True,))
RARE = so.Clause("is_rare", (True,))
WORDS = fact_words(
    "insurance",
    {"medicare": "you have Medicare", "medicaid": "you have Medicaid"},
    parent="your child is insured",
)

# Why


def _because(*content: t.Any, **facts: t.Any) -> tuple[str, ...]:
    (entry,) = plan_of(*content, **facts).topics
    return entry.because


def test_what_everyone_gets_needs_no_reason() -> None:
    """An item without a condition has nothing in `because`, whatever is known."""
    assert _because(topic(), WORDS, insurance=("medicare",)) == ()


def test_a_reason_is_in_words_that_a_person_recognises() -> None:
    """The fact that brought an item in is said in the words that the packs have for its value."""
    assert _because(topic(when=(MEDICARE,)), WORDS, insurance=("medicare",)) == ("you have Medicare",)


def test_a_reason_without_words_is_still_said() -> None:
    """Where no pack has words for a value, the fact and the value stand for themselves."""
    assert _because(topic(when=(MEDICARE,)), insurance=("medicare",)) == ("insurance: medicare",)
    assert _because(topic(when=(COMPANION,)), companion=True) == ("companion: True",)


def test_a_reason_is_said_to_the_reader() -> None:
    """A reason has own words for a role, like an item."""
    item = topic(when=(MEDICARE,))
    assert _because(item, WORDS, insurance=("medicare",), role="parent") == ("your child is insured",)
    assert _because(item, WORDS, insurance=("medicare",), role="caregiver") == ("you have Medicare",)


def test_only_what_counted_is_a_reason() -> None:
    """Values that the item does not ask for, and values that the person does not have, are no reasons."""
    item = topic(when=(so.Clause("insurance", ("medicaid", "veterans", "medicare")),))
    because = _because(item, WORDS, insurance=("medicare", "military", "medicaid"))
    assert because == ("you have Medicaid", "you have Medicare")


def test_every_clause_gives_its_reason() -> None:
    """All facts that brought an item in are named, in the order of the clauses."""
    item = topic(when=(COMPANION, MEDICARE))
    assert _because(item, WORDS, insurance=("medicare",), companion=True) == ("companion: True", "you have Medicare")


def test_a_reason_is_said_once() -> None:
    """Two values with the same words give one reason."""
    item = topic(when=(so.Clause("insurance", ("medicare", "medicaid")),))
    assert _because(item, WORDS, insurance=("medicaid", "medicare"), role="parent") == ("your child is insured",)


def test_what_did_not_keep_an_item_out_is_no_reason() -> None:
    """A clause of `unless`, or one that raises, brought nothing in."""
    item = topic(unless=(COMPANION,), raised_by=(MEDICARE,))
    assert _because(item, WORDS, insurance=("medicare",), companion=False) == ()


def test_what_may_apply_has_the_reasons_that_are_known() -> None:
    """An item that hangs on an unknown fact names the facts that are known and speak for it."""
    item = topic(when=(COMPANION, MEDICARE), if_unknown="show")
    assert _because(item, WORDS, insurance=("medicare",)) == ("you have Medicare",)
    assert _because(item, WORDS) == ()


def test_a_date_is_a_reason() -> None:
    """A clause about a date gives the words for past or ahead."""
    words = fact_words("appointment", {"ahead": "you have a visit ahead", "past": "your visit was"})
    item = topic(when=(so.Clause("appointment", ("ahead",)),))
    assert _because(item, words, appointment=MONDAY) == ("you have a visit ahead",)


def test_a_language_is_a_reason() -> None:
    """A clause about a language gives the words for what it names, not for the tag that the person has."""
    words = fact_words("reading_language", {"es": "you read Spanish"})
    item = topic(when=(so.Clause("reading_language", ("es",)),))
    assert _because(item, words, reading_language="es-MX") == ("you read Spanish",)


def test_the_later_pack_has_the_last_word() -> None:
    """Where two packs have words for a value, those of the pack that was added count."""
    first = catalog(topic(when=(MEDICARE,)), WORDS)
    other = attrs.evolve(fact_words("insurance", {"medicare": "you are in Medicare"}), id="fact-other")
    both = first.combine(catalog(source("source-b"), other, id="other"))
    (entry,) = so.build_plan(so.PatientProfile(insurance=("medicare",)), catalog=both, today=MONDAY).topics
    assert entry.because == ("you are in Medicare",)


# What is still to be asked


def test_a_fact_that_brings_something_in_is_to_be_asked() -> None:
    """An unknown fact on which an item hangs is in `unanswered`; once it is known, it is not."""
    item = topic(when=(COMPANION,))
    assert plan_of(item).unanswered == ("companion",)
    assert plan_of(item, companion=False).unanswered == ()
    assert plan_of(item, companion=True).unanswered == ()


def test_a_fact_that_takes_something_out_is_to_be_asked() -> None:
    """An unknown fact that would take out what is shown meanwhile is in `unanswered`."""
    assert plan_of(topic(unless=(COMPANION,), if_unknown="show")).unanswered == ("companion",)


def test_a_fact_that_makes_sure_is_to_be_asked() -> None:
    """An unknown fact that would turn *may apply* into *applies* is in `unanswered`, though nothing comes or goes."""
    item = topic(when=(so.Clause("role", ("patient", "caregiver", "parent")),), if_unknown="show")
    assert "role" in plan_of(item).unanswered


def test_a_fact_on_which_nothing_hangs_is_not_asked() -> None:
    """Nobody is asked what would change nothing: a fact that no item names, or only one that is out anyway."""
    assert plan_of(topic()).unanswered == ()
    assert plan_of(topic(when=(COMPANION, RARE)), is_rare=False).unanswered == ()


def test_a_fact_that_alone_changes_nothing_is_not_asked() -> None:
    """Where two facts are unknown, and both are needed, neither answer alone would change the plan."""
    item = topic(when=(COMPANION, RARE))
    assert plan_of(item).unanswered == ()
    assert plan_of(item, is_rare=True).unanswered == ("companion",)


def test_each_of_two_facts_can_take_out_what_is_shown() -> None:
    """Where two facts are unknown and the item is shown, either answer alone can take it out."""
    assert set(plan_of(topic(when=(COMPANION, RARE), if_unknown="show")).unanswered) == {"companion", "is_rare"}


def test_what_would_change_most_is_asked_first() -> None:
    """The fact on which more items hang comes before the one on which fewer do."""
    items = [topic("a", when=(COMPANION,)), topic("b", when=(RARE,)), notice("c", when=(RARE,))]
    assert plan_of(*items).unanswered == ("is_rare", "companion")
    assert plan_of(*items, topic("d", when=(COMPANION,)), notice("e", when=(COMPANION,))).unanswered[0] == "companion"


def test_what_is_likely_to_change_something_is_asked_first() -> None:
    """With as many items on each, the fact of which more answers count comes first."""
    rare_answer = topic("a", when=(so.Clause("cancer_type", ("sarcoma",)),))
    likely_answer = topic("b", when=(so.Clause("phase", ("recurrence", "not_responding", "in_treatment")),))
    in_one_country = topic("c", when=(so.Clause("country", ("US",)),))
    assert plan_of(rare_answer, likely_answer, in_one_country).unanswered == ("phase", "cancer_type", "country")


def test_what_is_shown_on_a_guess_is_settled_first() -> None:
    """Any answer settles what is shown as *may apply*: its fact comes before one that may bring another item in."""
    guessed = topic("a", when=(so.Clause("cancer_type", ("sarcoma",)),), if_unknown="show")
    waiting = topic("b", when=(COMPANION,))
    assert plan_of(guessed, waiting).unanswered == ("cancer_type", "companion")


def test_facts_that_change_as_much_come_in_the_order_of_the_profile() -> None:
    """Equals come in one fixed order, that of the contract."""
    items = [topic(f"a-{i}", when=(so.Clause(name, (True,)),)) for i, name in enumerate(reversed(BOOLS))]
    assert plan_of(*items).unanswered == BOOLS


def test_the_visit_is_asked_for_where_it_dates_something() -> None:
    """The days of the visit and of the treatment are to be asked where a step or a record is dated from them."""
    assert plan_of(step(timing=so.Timing("visit", -7))).unanswered == ("appointment",)
    assert plan_of(step(timing=so.Timing("treatment", -7))).unanswered == ("treatment_start",)
    assert "appointment" in plan_of(record(timing=so.Timing("visit", -7))).unanswered
    assert plan_of(step(timing=so.Timing("visit", -7), when=(COMPANION,)), companion=False).unanswered == ()


def test_the_reader_is_asked_for_where_an_item_has_other_words() -> None:
    """The role is to be asked where it would put an item in other words."""
    spoken = Wordings((("parent", "text", "For a parent."),))
    assert plan_of(notice(wording=spoken)).unanswered == ("role",)
    assert plan_of(notice(wording=spoken), role="patient").unanswered == ()


def test_records_at_hand_are_asked_for_where_there_are_records() -> None:
    """Which records are at hand is to be asked where the plan has records, and after what decides whole items."""
    assert plan_of(record()).unanswered == ("records_held",)
    assert plan_of(record(), topic(when=(COMPANION,))).unanswered == ("companion", "records_held")


def test_prognosis_is_to_be_asked_about() -> None:
    """Whether a person wants to talk about prognosis is to be asked where a sensitive question hangs on it."""
    assert plan_of(question(sensitive=True)).unanswered == ("wants_prognosis",)


# Every answer tried

FEW = ("role", "phase", "companion", "is_rare", "opinions", "insurance", "country", "visit_mode", *DATES)
ASKED = (*FEW, "wants_prognosis", "records_held")


def _answers(fact: str, plan: so.PrepPlan) -> t.Iterator[t.Any]:
    """Yield answers to a fact: each that could make a difference to a small pack."""
    if fact in BOOLS:
        yield from (True, False)
    elif fact in DATES:
        yield from (MONDAY + days * DAY for days in (-40, -1, 0, 1, 5, 30, 61, 120))
    elif fact in MANY_OF:
        yield from ((one,) for one in MANY_OF[fact])
        yield from itertools.combinations(MANY_OF[fact][:6], 2)
    elif fact == "records_held":
        yield from ((entry.id,) for entry in plan.records)
    else:
        yield from ONE_OF.get(fact, ("US", "GB", "CA", "DE", "IN", "FR"))


def _lists(plan: so.PrepPlan) -> list[t.Any]:
    return [getattr(plan, name) for name in (*ENTRY_LISTS, "terms", "sources")]


def _plans_with(fact: str, plan: so.PrepPlan, content: so.Catalog) -> t.Iterator[so.PrepPlan]:
    """Yield the plan for each answer to one more fact."""
    for answer in _answers(fact, plan):
        profile = attrs.evolve(plan.profile, **{fact: answer})
        yield so.build_plan(profile, catalog=content, today=MONDAY)


SMALL_PACKS: t.Final = packs(FEW, once=True)


def _may_reorder(plan: so.PrepPlan) -> set[str]:
    """Return the facts that weigh in the order of a plan, whether or not an answer makes one item pass another."""
    raised = {clause.fact for entry in plan.entries() for clause in entry.item.raised_by}
    stages = {entry.item.stage for entry in plan.steps}
    mixed = len(stages) > 1 and not stages.isdisjoint(("visit", "after"))
    return raised | ({"appointment", "opinions"} if mixed else set())


@settings(max_examples=60, deadline=None)
@given(SMALL_PACKS, profiles(ASKED[:-1]))
def test_each_fact_that_is_asked_can_change_the_plan(made: so.Pack, profile: so.PatientProfile) -> None:
    """For every fact in `unanswered` there is an answer that gives another plan, or that weighs in its order."""
    content = so.Catalog((made,))
    plan = so.build_plan(profile, catalog=content, today=MONDAY)
    assert not set(plan.unanswered) & set(profile.known())
    for fact in set(plan.unanswered) - _may_reorder(plan):
        assert any(_lists(other) != _lists(plan) for other in _plans_with(fact, plan, content)), fact


@settings(max_examples=60, deadline=None)
@given(SMALL_PACKS, profiles(ASKED[:-1]))
def test_no_fact_that_is_not_asked_can_change_the_plan(made: so.Pack, profile: so.PatientProfile) -> None:
    """An answer to an unknown fact that is not in `unanswered` changes no item, date, reason or place."""
    content = so.Catalog((made,))
    plan = so.build_plan(profile, catalog=content, today=MONDAY)
    for fact in set(ASKED) - set(plan.unanswered) - set(profile.known()):
        assert all(_lists(other) == _lists(plan) for other in _plans_with(fact, plan, content)), fact


def test_the_day_of_the_visit_is_asked_where_it_gives_a_step_its_place() -> None:
    """A step of the visit stands at that day, before what has no date: to know the day gives another order."""
    steps = (step("a", stage="decide"), step("b", stage="visit"))
    assert ids(plan_of(*steps).steps) == ["a", "b"]
    assert ids(plan_of(*steps, appointment=MONDAY + DAY).steps) == ["b", "a"]
    assert "appointment" in plan_of(*steps).unanswered


ASKED_IN_VAIN: t.Final[tuple[tuple[str, t.Any, dict[str, t.Any]], ...]] = (
    # The record is at hand, so that it is not asked for by any day.
    ("appointment", record(timing=so.Timing("visit", -7)), {"records_held": ("record-a",)}),
    # No answer is both.
    ("role", topic(when=(so.Clause("role", ("parent",)), so.Clause("role", ("patient",)))), {}),
    ("companion", topic(when=(COMPANION,), unless=(COMPANION,)), {}),
    ("wants_prognosis", question(sensitive=True, when=(so.Clause("wants_prognosis", (False,)),)), {}),
)


@pytest.mark.parametrize(("fact", "item", "facts"), ASKED_IN_VAIN, ids=lambda value: str(value)[:30])
def test_nothing_is_asked_in_vain(fact: str, item: t.Any, facts: dict[str, t.Any]) -> None:
    """A fact no answer to which changes anything is not in `unanswered`, whatever else is known."""
    assert fact not in plan_of(item, **facts).unanswered


NOT_ASKED: t.Final[tuple[tuple[str, t.Any, dict[str, t.Any], t.Any], ...]] = (
    # With the visit over, or the opinion there, what was dated from today has no date.
    ("appointment", (step(timing=so.Timing("plan", 2)),), {}, MONDAY - DAY),
    ("opinions", (step(timing=so.Timing("plan", 2)),), {}, "agree"),
    ("opinions", (step("a", stage="decide"), step("b", stage="after")), {}, "agree"),
    # A step of the visit takes its place among those with a date.
    ("appointment", (step("a", stage="visit"), step("b", timing=so.Timing("plan", 2))), {}, MONDAY + DAY),
    # A record before the visit and a step after it do not make up for each other, nor do two anchors.
    (
        "appointment",
        (record(timing=so.Timing("visit", -7)), step(stage="after", timing=so.Timing("visit", 7))),
        {"opinions": "waiting"},
        MONDAY + 21 * DAY,
    ),
    (
        "opinions",
        (step("a", timing=so.Timing("plan", 2)), step("b", timing=so.Timing("treatment", -2))),
        {"treatment_start": MONDAY + 21 * DAY},
        "agree",
    ),
    # Another order of the list is another plan.
    ("companion", (topic("a", raised_by=(COMPANION,)), topic("b", weight=51)), {}, True),
    # The reason is in other words, or there is one more.
    ("role", (topic(when=(MEDICARE,)), WORDS), {"insurance": ("medicare",)}, "parent"),
    (
        "role",
        (topic(when=(so.Clause("role", ("patient", "caregiver", "parent")), RARE), if_unknown="show"),),
        {},
        "parent",
    ),
)


@pytest.mark.parametrize(("fact", "content", "facts", "answer"), NOT_ASKED, ids=lambda value: str(value)[:30])
def test_whatever_would_change_the_plan_is_asked(
    fact: str, content: t.Any, facts: dict[str, t.Any], answer: t.Any
) -> None:
    """`unanswered` lists every unknown fact that would change the plan: its dates, its order and its reasons too."""
    plan = plan_of(*content, **facts)
    assert _lists(plan_of(*content, **facts, **{fact: answer})) != _lists(plan)
    assert fact in plan.unanswered


def test_every_answer_is_tried() -> None:
    """The answers tried above hold every value of a small fact, so that none that matters is missed."""
    plan = plan_of(record("record-x"))
    assert set(_answers("role", plan)) == {"patient", "caregiver", "parent"}
    assert list(_answers("records_held", plan)) == [("record-x",)]
    assert ids(plan.records) == ["record-x"]
    assert {day < MONDAY for day in _answers("appointment", plan)} == {True, False}
