"""What comes first."""

import datetime as dt
import random
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ENTRY_LISTS, MONDAY, ids, packs, plan_of, profiles, question, record, step, topic

import second_opinion as so
from second_opinion.ranking import DOUBT, RAISE

DAY = dt.timedelta(1)
TIERS = ("essential", "if_it_exists", "situational")
STAGES = ("decide", "arrange", "gather", "prepare", "visit", "after")
COMPANION = so.Clause("companion", (True,))
RARE = so.Clause("is_rare", (True,))


def test_the_heavier_item_comes_first() -> None:
    """Among items of a kind the weight decides, and `rank` counts the places from 1."""
    plan = plan_of(topic("a", weight=40), topic("b", weight=80), topic("c", weight=60))
    assert [(entry.id, entry.rank) for entry in plan.topics] == [("b", 1), ("c", 2), ("a", 3)]


def test_items_of_one_weight_come_by_id() -> None:
    """The id decides between equals, so that the order is the same on every machine."""
    assert ids(plan_of(topic("c"), topic("a"), topic("b")).topics) == ["a", "b", "c"]


@pytest.mark.parametrize(("heavier", "order"), [(RAISE - 1, ["a", "b"]), (RAISE + 1, ["b", "a"])])
def test_a_clause_that_holds_raises_an_item(heavier: int, order: list[str]) -> None:
    """What a person told us lifts an item over those that weigh a little more, not over much heavier ones."""
    items = (topic("a", weight=50, raised_by=(COMPANION,)), topic("b", weight=50 + heavier))
    assert ids(plan_of(*items, companion=True).topics) == order


def test_each_clause_that_holds_raises() -> None:
    """Two reasons raise twice as far as one."""
    items = (topic("a", weight=50, raised_by=(COMPANION, RARE)), topic("b", weight=50 + 2 * RAISE - 1))
    assert ids(plan_of(*items, companion=True, is_rare=True).topics) == ["a", "b"]
    assert ids(plan_of(*items, companion=True, is_rare=False).topics) == ["b", "a"]


@pytest.mark.parametrize("companion", [False, None])
def test_a_clause_that_does_not_hold_raises_nothing(companion: bool | None) -> None:  # noqa: FBT001 (a fact)
    """What is not so, or not known, raises no item."""
    items = (topic("a", weight=50, raised_by=(COMPANION,)), topic("b", weight=51))
    assert ids(plan_of(*items, companion=companion).topics) == ["b", "a"]


@pytest.mark.parametrize(("heavier", "order"), [(DOUBT - 1, ["b", "a"]), (DOUBT + 1, ["a", "b"])])
def test_what_may_apply_gives_way_to_what_applies(heavier: int, order: list[str]) -> None:
    """An item that only may apply falls behind a sure one that weighs a little less."""
    items = (topic("a", weight=50 + heavier, when=(COMPANION,), if_unknown="show"), topic("b", weight=50))
    plan = plan_of(*items)
    assert ids(plan.topics) == order
    assert {entry.id: entry.certainty for entry in plan.topics} == {"a": "may_apply", "b": "applies"}


def test_records_come_by_tier() -> None:
    """What is essential is asked for before what may exist, whatever it weighs; within a tier the weight decides."""
    records = (
        record("a", tier="situational", weight=100),
        record("b", tier="if_it_exists", weight=90),
        record("c", tier="essential", weight=1),
        record("d", tier="essential", weight=2),
    )
    assert ids(plan_of(*records).records) == ["d", "c", "b", "a"]


def test_a_record_is_raised_within_its_tier() -> None:
    """What a person told us raises a record among those of its tier, not into another."""
    records = (
        record("a", tier="if_it_exists", weight=100, raised_by=(COMPANION,)),
        record("b", tier="essential", weight=1),
        record("c", tier="essential", weight=2),
        record("d", tier="essential", weight=1, raised_by=(COMPANION,)),
    )
    assert ids(plan_of(*records, companion=True).records) == ["d", "c", "b", "a"]


def test_steps_come_by_date() -> None:
    """What is due first comes first, whatever its stage and weight; what has no date comes last."""
    plan = plan_of(
        step("a", stage="decide", weight=100),
        step("b", stage="decide", weight=100, timing=so.Timing("visit", -1)),
        step("c", stage="after", weight=1, timing=so.Timing("plan", 1)),
        step("d", stage="prepare", weight=1, timing=so.Timing("visit", -5)),
        appointment=MONDAY + 14 * DAY,
    )
    assert ids(plan.steps) == ["c", "d", "b", "a"]


def test_steps_of_one_day_come_by_stage_and_then_by_weight() -> None:
    """On one day, or without one, the way goes through the stages, and the weight decides within one."""
    stages = [step(f"{stage}-{weight}", stage=stage, weight=weight) for stage in STAGES for weight in (1, 2)]
    expected = [f"{stage}-{weight}" for stage in STAGES for weight in (2, 1)]
    assert ids(plan_of(*stages[::-1]).steps) == expected
    dated = [attrs.evolve(one, timing=so.Timing("plan", 3)) for one in stages]
    assert ids(plan_of(*dated[::-1]).steps) == expected


def test_a_step_at_the_visit_stands_at_the_day_of_the_visit() -> None:
    """A step of the visit itself comes between what is due before that day and what is due after, and has no date."""
    plan = plan_of(
        step("a-at", stage="visit"),
        step("b-before", stage="prepare", timing=so.Timing("visit", -1)),
        step("c-after", stage="after", timing=so.Timing("visit", 1)),
        step("d-undated", stage="decide"),
        appointment=MONDAY + 15 * DAY,
    )
    assert ids(plan.steps) == ["b-before", "a-at", "c-after", "d-undated"]
    assert plan.steps[1].due is None


@pytest.mark.parametrize(
    "facts", [{"appointment": MONDAY - DAY}, {"opinions": "agree"}, {"opinions": "differ"}], ids=str
)
def test_what_comes_after_the_visit_leads_once_that_is_over(facts: dict[str, t.Any]) -> None:
    """After the visit, or with the opinion at hand, the steps of the stage after come first."""
    steps = (
        step("a", stage="decide"),
        step("b", stage="gather", timing=so.Timing("plan", 0)),
        step("c", stage="after"),
    )
    assert ids(plan_of(*steps, **facts).steps)[0] == "c"


@pytest.mark.parametrize("facts", [{}, {"appointment": MONDAY}, {"opinions": "waiting"}], ids=str)
def test_what_comes_after_the_visit_waits_until_then(facts: dict[str, t.Any]) -> None:
    """Before and on the day of the visit, and while the answer is awaited, the stage after comes last."""
    steps = (step("a", stage="after"), step("b", stage="prepare"))
    assert ids(plan_of(*steps, **facts).steps) == ["b", "a"]


def test_questions_of_all_audiences_are_ranked_together() -> None:
    """A shortlist is a cut of the one ranked list, in its order."""
    questions = [question(f"q-{i}", weight=90 - i, audience=("insurer", "second_doctor")[i % 2]) for i in range(6)]
    plan = plan_of(*questions)
    assert [entry.rank for entry in plan.questions] == [1, 2, 3, 4, 5, 6]
    assert [entry.rank for entry in plan.shortlist("insurer")] == [1, 3, 5]


@settings(max_examples=40, deadline=None)
@given(packs(), profiles(), st.randoms(use_true_random=False))
def test_the_order_within_a_pack_does_not_matter(
    made: so.Pack, profile: so.PatientProfile, chance: random.Random
) -> None:
    """The place of an item hangs on what it is, not on where its pack has it."""
    shuffled = {name: tuple(chance.sample(getattr(made, name), len(getattr(made, name)))) for name in ENTRY_LISTS}
    lists = []
    for one in (made, attrs.evolve(made, **t.cast("t.Any", shuffled))):
        plan = so.build_plan(profile, catalog=so.Catalog((one,)), today=MONDAY)
        lists.append([getattr(plan, name) for name in ENTRY_LISTS])
    assert lists[0] == lists[1]


@settings(max_examples=40, deadline=None)
@given(packs(), profiles())
def test_the_rules_of_order(made: so.Pack, profile: so.PatientProfile) -> None:
    """In any plan the ranks count from 1, records come by tier, and dated steps by date unless the visit is over."""
    plan = so.build_plan(profile, catalog=so.Catalog((made,)), today=MONDAY)
    for name in ENTRY_LISTS:
        entries = getattr(plan, name)
        assert [entry.rank for entry in entries] == list(range(1, len(entries) + 1))
    tiers = [TIERS.index(entry.item.tier) for entry in plan.records]
    assert tiers == sorted(tiers)
    days = [entry.due or dt.date.max for entry in plan.steps if entry.item.stage != "visit"]
    over = profile.appointment is not None and profile.appointment < MONDAY
    if profile.opinions in (None, "waiting") and not over:
        assert days == sorted(days)
    else:
        lead = [entry.item.stage == "after" for entry in plan.steps]
        ahead = profile.appointment is not None and not over
        assert ahead or lead == sorted(lead, reverse=True)
