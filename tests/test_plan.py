"""The plan: a frozen object, its lists, and what it shows of them."""

import copy
import inspect
import pickle
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ENTRY_LISTS, MONDAY, ids, notice, plan_of, plans, question, record, resource, step, topic

import second_opinion as so

AUDIENCES: t.Final = ("current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself")
ONE_OF_EACH: t.Final = (topic(), question(), record(), step(), resource(), notice())


def _with_status(plan: so.PrepPlan, item_id: str, status: t.Any) -> so.PrepPlan:
    entries = (attrs.evolve(one, status=status) if one.id == item_id else one for one in plan.questions)
    return attrs.evolve(plan, questions=tuple(entries))


def test_the_fields_of_a_plan_are_those_of_the_contract() -> None:
    """A plan and its entries have the fields of section 6, in its order."""
    assert tuple(inspect.signature(so.PrepPlan).parameters) == (
        *("created", "language", "packs", "profile", "notices", "topics", "questions", "records", "steps", "resources"),
        *("terms", "sources", "unanswered"),
    )
    assert tuple(inspect.signature(so.PlanItem).parameters) == (
        *("item", "because", "certainty", "due", "rush", "rank", "status", "note", "answer", "origin"),
    )


def test_entries_are_those_of_all_lists() -> None:
    """`entries` gives all that a person can act on, list by list in the order of the contract."""
    plan = plan_of(*ONE_OF_EACH, topic("about-b"))
    assert plan.entries() == tuple(entry for name in ENTRY_LISTS for entry in getattr(plan, name))
    assert ids(plan.entries()) == ["notice-a", "about-a", "about-b", "ask-a", "record-a", "step-a", "resource-a"]


def test_an_entry_has_the_id_of_its_item() -> None:
    """An entry is found by the id of its item."""
    assert [entry.id == entry.item.id for entry in plan_of(*ONE_OF_EACH).entries()] == [True] * 6


def test_a_plan_does_not_change() -> None:
    """Neither a plan nor an entry can be set, nor given another attribute."""
    plan = plan_of(topic())
    for one, names in ((plan, ("created", "topics", "owner")), (plan.topics[0], ("note", "status", "id", "mood"))):
        for name in names:
            with pytest.raises(AttributeError):
                setattr(one, name, "x")


@settings(max_examples=20, deadline=None)
@given(plans())
def test_a_plan_survives_copying(plan: so.PrepPlan) -> None:
    """A plan is equal to its copies and its pickle, with an equal hash: made of tuples to the bottom."""
    again = [copy.copy(plan), copy.deepcopy(plan), pickle.loads(pickle.dumps(plan))]  # noqa: S301 (made here)
    assert again == [plan] * 3
    assert {hash(one) for one in again} == {hash(plan)}


def test_the_parts_of_a_plan_are_given_by_name() -> None:
    """A plan and an entry have too many fields to be made from positions."""
    plan = plan_of(topic())
    for one in (plan, plan.topics[0]):
        values = [getattr(one, field.name) for field in attrs.fields(type(one))]
        with pytest.raises(TypeError):
            t.cast("t.Any", type(one))(*values)


def test_every_word_of_a_person_counts_in_a_comparison() -> None:
    """Plans with another note, answer, status or date are not equal."""
    plan = plan_of(topic())
    changes: list[dict[str, t.Any]] = [
        {"note": "x"},
        {"answer": "x"},
        {"status": "done"},
        {"due": MONDAY},
        {"rush": True},
        {"rank": 2},
        {"origin": "user"},
        {"certainty": "may_apply"},
        {"because": ("x",)},
        {"item": topic(title="Other")},
    ]
    changed = [attrs.evolve(plan, topics=(attrs.evolve(plan.topics[0], **change),)) for change in changes]
    assert len({plan, *changed}) == len(changes) + 1


def test_repr_of_a_plan_is_short() -> None:
    """`repr` says for which day a plan is and how long it is; that of an entry says its id and status."""
    plan = plan_of(*ONE_OF_EACH)
    assert repr(plan) == str(plan) == "PrepPlan(created=2026-11-23, 6 items)"
    assert repr(plan.topics[0]) == str(plan.topics[0]) == "PlanItem(id='about-a', status='open')"


# The shortlist


def _questions(count: int = 8) -> so.PrepPlan:
    some = [question(f"q-{i}", weight=90 - i, audience="second_doctor") for i in range(count)]
    return plan_of(*some, *(question(f"x-{audience}", audience=audience, weight=1) for audience in AUDIENCES))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_shortlist_is_for_one_audience(audience: t.Any) -> None:
    """A shortlist has the questions for that audience and no other; each audience of the contract has one."""
    plan = _questions(0)
    assert ids(plan.shortlist(audience)) == [f"x-{audience}"]


def test_a_shortlist_has_the_first_five() -> None:
    """A few questions first: five of them unless another number is asked for, in the order of the plan."""
    plan = _questions()
    assert ids(plan.shortlist("second_doctor")) == ["q-0", "q-1", "q-2", "q-3", "q-4"]
    assert ids(plan.shortlist("second_doctor", limit=2)) == ["q-0", "q-1"]
    assert ids(plan.shortlist("second_doctor", 7)) == [f"q-{i}" for i in range(7)]
    assert len(plan.shortlist("second_doctor", limit=100)) == 9


@pytest.mark.parametrize("limit", [0, -1, -100])
def test_a_shortlist_of_none_is_empty(limit: int) -> None:
    """No questions are no questions: a negative number does not count from the end."""
    assert _questions().shortlist("second_doctor", limit=limit) == ()


@pytest.mark.parametrize("status", ["done", "skipped"])
def test_a_shortlist_has_what_is_still_open(status: str) -> None:
    """A question that was asked, or that the person does not want to ask, gives its place to the next."""
    plan = _with_status(_questions(), "q-1", status)
    assert ids(plan.shortlist("second_doctor", limit=3)) == ["q-0", "q-2", "q-3"]


@pytest.mark.parametrize("audience", ["doctor", "", "second doctor", None, 7])
def test_an_unknown_audience_is_refused(audience: t.Any) -> None:
    """A name that is no audience is not taken for one without questions; the error lists those there are."""
    with pytest.raises(so.UnknownAudienceError) as caught:
        _questions().shortlist(audience)
    assert caught.value.options == AUDIENCES
    assert all(repr(one) in str(caught.value) for one in AUDIENCES)


@settings(max_examples=30, deadline=None)
@given(plans(), st.sampled_from(AUDIENCES), st.integers(-2, 12))
def test_the_rules_of_a_shortlist(plan: so.PrepPlan, audience: t.Any, limit: int) -> None:
    """In any plan: the first open questions of that audience, in their order, not more than asked for."""
    rest = [entry for entry in plan.questions if entry.item.audience == audience and entry.status == "open"]
    shortlist = plan.shortlist(audience, limit)
    assert list(shortlist) == rest[: len(shortlist)]
    assert len(shortlist) == min(len(rest), max(limit, 0))
