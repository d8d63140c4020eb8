"""What is different between two states of a plan: as data, and in words that a person reads."""

import datetime as dt
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MONDAY, catalog, ids, notice, packs, plans, profiles, question, record, resource, step, topic

import second_opinion as so
from second_opinion.items import Content

DAY: t.Final = dt.timedelta(1)
VISIT: t.Final = MONDAY + 21 * DAY
KINDS: t.Final = {
    "notices": notice,
    "topics": topic,
    "questions": question,
    "records": record,
    "steps": step,
    "resources": resource,
}


def built(*contents: Content, **facts: t.Any) -> so.PrepPlan:
    """Return the plan that some content gives to a person with some facts."""
    return so.build_plan(so.PatientProfile(**facts), catalog=catalog(*contents), today=MONDAY)


def some(kind: str, number: int) -> tuple[Content, ...]:
    """Return a number of items of a kind."""
    return tuple(KINDS[kind](f"{kind}-{n}") for n in range(number))


# In words


ADDED: t.Final = [
    ("notices", "1 new thing to know.", "2 new things to know."),
    ("topics", "1 new topic to read.", "2 new topics to read."),
    ("questions", "1 new question to ask.", "2 new questions to ask."),
    ("records", "1 new record to gather.", "2 new records to gather."),
    ("steps", "1 new step to take.", "2 new steps to take."),
    ("resources", "1 new place to find help.", "2 new places to find help."),
]
REMOVED: t.Final = [
    ("notices", "1 thing to know is no longer in the plan.", "2 things to know are no longer in the plan."),
    ("topics", "1 topic is no longer in the plan.", "2 topics are no longer in the plan."),
    ("questions", "1 question is no longer in the plan.", "2 questions are no longer in the plan."),
    ("records", "1 record is no longer in the plan.", "2 records are no longer in the plan."),
    ("steps", "1 step is no longer in the plan.", "2 steps are no longer in the plan."),
    ("resources", "1 place to find help is no longer in the plan.", "2 places to find help are no longer in the plan."),
]


@pytest.mark.parametrize(("kind", "one", "more"), ADDED)
def test_what_is_new_is_counted(kind: str, one: str, more: str) -> None:
    """What a plan has that it had not is counted by its kind, in the singular and in the plural."""
    assert str(so.changes(built(), built(*some(kind, 1)))) == one
    assert str(so.changes(built(), built(*some(kind, 2)))) == more


@pytest.mark.parametrize(("kind", "one", "more"), REMOVED)
def test_what_is_gone_is_counted(kind: str, one: str, more: str) -> None:
    """What a plan has no longer is counted by its kind, in the singular and in the plural."""
    assert str(so.changes(built(*some(kind, 1)), built())) == one
    assert str(so.changes(built(*some(kind, 2)), built())) == more


def dated(number: int, **facts: t.Any) -> so.PrepPlan:
    """Return a plan with a number of steps that are dated from the visit."""
    return built(*(step(f"step-{n}", timing=so.Timing("visit", -n - 1)) for n in range(number)), **facts)


@pytest.mark.parametrize(
    ("before", "after", "none", "one", "more"),
    [
        (
            VISIT,
            VISIT + 7 * DAY,
            "The visit moved.",
            "The visit moved, so 1 date moved.",
            "The visit moved, so 2 dates moved.",
        ),
        (
            None,
            VISIT,
            "There is a date for the visit now.",
            "There is a date for the visit now, so 1 date changed.",
            "There is a date for the visit now, so 2 dates changed.",
        ),
        (
            VISIT,
            None,
            "The visit has no date any more.",
            "The visit has no date any more, so 1 date changed.",
            "The visit has no date any more, so 2 dates changed.",
        ),
    ],
    ids=["moved", "set", "gone"],
)
def test_a_visit_that_moves_is_said(
    before: dt.date | None, after: dt.date | None, none: str, one: str, more: str
) -> None:
    """A visit that has come, moved or gone is said together with the number of dates that changed with it."""
    for number, said in enumerate((none, one, more)):
        found = so.changes(dated(number, appointment=before), dated(number, appointment=after))
        assert str(found) == said
        assert found
        assert (found.visit_before, found.visit_after, len(found.redated)) == (before, after, number)


@pytest.mark.parametrize(("number", "said"), [(1, "1 date moved."), (2, "2 dates moved.")])
def test_dates_that_move_without_the_visit_are_counted(number: int, said: str) -> None:
    """Where the visit stays, the dates that moved are counted alone."""
    items = tuple(step(f"step-{n}", timing=so.Timing("plan", 1)) for n in range(number))
    found = so.changes(built(*items), so.refresh(built(*items), catalog=catalog(*items), today=MONDAY + DAY))
    assert (str(found), len(found.redated)) == (said, number)


@pytest.mark.parametrize(("number", "said"), [(1, "1 text has new words."), (2, "2 texts have new words.")])
def test_what_has_other_words_is_counted(number: int, said: str) -> None:
    """Items that are worded otherwise are counted, in the singular and in the plural."""
    old, new = (built(*(topic(f"about-{n}", title=title) for n in range(number))) for title in ("Old", "New"))
    assert str(so.changes(old, new)) == said


def test_nothing_changed() -> None:
    """Between equal plans nothing has changed, and that is said."""
    plan = built(topic(), appointment=VISIT)
    found = so.changes(plan, built(topic(), appointment=VISIT))
    assert str(found) == "Nothing changed."
    assert not found
    assert isinstance(found, so.Changes)


def test_all_is_said_in_one_sentence() -> None:
    """What is new comes first, then what is gone, the dates and the words; only the sentence has a capital."""
    both = (step(timing=so.Timing("visit", -7)), topic("about-x", title="Old"))
    old = built(*both, *some("records", 1), question(), appointment=VISIT)
    newer = (both[0], topic("about-x", title="New"), record("record-x"), record("record-y"), notice())
    new = built(*newer, appointment=VISIT + 7 * DAY)
    assert str(so.changes(old, new)) == (
        "1 new thing to know; 2 new records to gather; 1 question is no longer in the plan; "
        "1 record is no longer in the plan; the visit moved, so 1 date moved; 1 text has new words."
    )


def test_many_are_counted() -> None:
    """Numbers above two are written in digits."""
    assert str(so.changes(built(), built(*some("records", 12)))) == "12 new records to gather."


def test_the_words_are_those_of_the_newer_plan() -> None:
    """The language is that of the newer plan, or English where there are no words in it."""
    new = so.build_plan(so.PatientProfile(), catalog=catalog(topic(), language="es"), today=MONDAY)
    found = so.changes(built(), new)
    assert (found.language, str(found)) == ("es", "1 new topic to read.")


# As data


def test_the_data_name_the_entries() -> None:
    """Entries that came and those with other words are as they are, those that went as they were."""
    old = built(topic("about-old"), topic("about-both", title="Old"))
    new = built(topic("about-new"), topic("about-both", title="New"))
    found = so.changes(old, new)
    assert (found.added, found.removed) == ((new.topics[1],), (old.topics[1],))
    assert [one.item.title for one in t.cast("tuple[so.PlanItem[so.Topic], ...]", found.reworded)] == ["New"]
    assert (ids(found.added), ids(found.removed)) == (["about-new"], ["about-old"])


def test_a_date_is_named_with_both_days() -> None:
    """What is dated otherwise has the entry as it is, the day it was due and the day it is due."""
    old, new = dated(1, appointment=VISIT), dated(1, appointment=VISIT + 7 * DAY)
    (moved,) = so.changes(old, new).redated
    assert (moved.entry, moved.before, moved.after) == (new.steps[0], VISIT - 3 * DAY, VISIT + 4 * DAY)
    (gone,) = so.changes(old, dated(1)).redated
    assert (gone.before, gone.after) == (VISIT - 3 * DAY, None)


@pytest.mark.parametrize("status", ["done", "skipped"])
def test_what_is_done_is_not_redated(status: t.Any) -> None:
    """A date of what is done or left out is nobody's concern any more."""
    new = dated(1, appointment=VISIT + 7 * DAY).update("step-0", status=status)
    assert so.changes(dated(1, appointment=VISIT), new).redated == ()


def test_what_the_person_did_is_no_change() -> None:
    """Marks, answers and notes are no change of the plan."""
    plan = built(*(kind() for kind in KINDS.values()))
    new = plan.update("ask-a", status="done", answer="Yes.").update("about-a", note="x", status="skipped")
    assert not so.changes(plan, new)
    assert str(so.changes(plan, new)) == "Nothing changed."


def test_another_reason_or_place_is_no_change() -> None:
    """That an entry has another rank, or is in the plan for another reason, is nothing to be told of."""
    old = built(topic("about-a", weight=1), topic("about-b", weight=2))
    reasons = tuple(attrs.evolve(entry, because=("x",), certainty="may_apply") for entry in old.topics)
    new = attrs.evolve(old, topics=tuple(attrs.evolve(entry, rank=3 - entry.rank) for entry in reasons))
    assert not so.changes(old, new)


def test_what_stays_is_no_change() -> None:
    """An entry that stays because the person worked on it has neither come nor gone."""
    plan = built(topic()).update("about-a", note="x")
    assert not so.changes(plan, so.refresh(plan, catalog=catalog(), today=MONDAY))


def test_the_words_of_the_issue() -> None:
    """A visit that moves and records that come are told in one line."""
    items = tuple(step(f"step-{n}", timing=so.Timing("visit", -n)) for n in range(1, 6))
    plan = built(*items, appointment=VISIT)
    newer = so.PatientProfile(appointment=VISIT + 14 * DAY)
    new = so.refresh(plan, profile=newer, catalog=catalog(*items, *some("records", 2)), today=MONDAY)
    assert str(so.changes(plan, new)) == "2 new records to gather; the visit moved, so 5 dates moved."


def test_changes_show_no_words_of_a_person() -> None:
    """Neither the sentence nor `repr` holds what a person wrote."""
    marker = "zebra-crossing-7731"
    old = built(topic(), question()).update("ask-a", note=marker)
    new = old.add_question(marker, audience="yourself").add_step(marker).update("about-a", answer=marker)
    for found in (so.changes(old, new), so.changes(new, old)):
        assert marker not in f"{found} {found!r}"


@settings(max_examples=40, deadline=None)
@given(plans(), packs(), profiles())
def test_the_rules_of_changes(old: so.PrepPlan, made: so.Pack, profile: so.PatientProfile) -> None:
    """Between any plans: what is in one only came or went, the rest moved or not; the sentence says so."""
    new = so.refresh(old, profile=profile, catalog=so.Catalog((made,)), today=MONDAY)
    found = so.changes(old, new)
    before, after = {one.id: one for one in old.entries()}, {one.id: one for one in new.entries()}
    assert set(ids(found.added)) == after.keys() - before.keys()
    assert set(ids(found.removed)) == before.keys() - after.keys()
    both = before.keys() & after.keys()
    assert set(ids(found.reworded)) == {one for one in both if before[one].item != after[one].item}
    assert {one.entry.id for one in found.redated} == {
        one for one in both if after[one].status == "open" and before[one].due != after[one].due
    }
    assert bool(found) == (str(found) != "Nothing changed.")
    assert not so.changes(new, new)


@settings(max_examples=20, deadline=None)
@given(plans(), st.sampled_from(["applies", "may_apply"]))
def test_a_plan_has_not_changed_by_being_stored(plan: so.PrepPlan, certainty: t.Any) -> None:
    """Between a plan and what comes back from storing it there is no difference."""
    topics = tuple(attrs.evolve(one, certainty=certainty) for one in plan.topics)
    plan = attrs.evolve(plan, topics=topics)
    assert not so.changes(plan, so.loads(so.dumps(plan)))
