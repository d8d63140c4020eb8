"""A plan brought up to date: what goes on, what comes, what stays, and what goes."""

import datetime as dt
import typing as t

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import (
    ENTRY_LISTS,
    MONDAY,
    catalog,
    entry,
    fact_words,
    ids,
    notice,
    pack,
    packs,
    profiles,
    question,
    record,
    resource,
    source,
    step,
    term,
    texts,
    topic,
)

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.items import Content, Item, Wordings

DAY: t.Final = dt.timedelta(1)
VISIT: t.Final = MONDAY + 21 * DAY
KEPT: t.Final = ("you have worked on it before",)
ALONE: t.Final = (so.Clause("companion", (False,)),)
"""A condition that holds for nobody until a test says so."""
EVERY_ID: t.Final = ("notice-a", "about-a", "ask-a", "record-a", "step-a", "resource-a")
KINDS: t.Final = (notice, topic, question, record, step, resource)


def built(*contents: Content | Retired, today: dt.date = MONDAY, **facts: t.Any) -> so.PrepPlan:
    """Return the plan that some content gives to a person with some facts."""
    return so.build_plan(so.PatientProfile(**facts), catalog=catalog(*contents), today=today)


def renewed(plan: so.PrepPlan, *contents: Content | Retired, today: dt.date = MONDAY, **facts: t.Any) -> so.PrepPlan:
    """Return a plan renewed from other content and, where there are any, other facts."""
    profile = so.PatientProfile(**facts) if facts else None
    return so.refresh(plan, profile=profile, catalog=catalog(*contents), today=today)


def written(plan: so.PrepPlan) -> dict[str, tuple[str, str | None, str | None]]:
    """Return what a person has marked and written, by id."""
    return {one.id: (one.status, one.answer, one.note) for one in plan.entries() if one.is_touched}


# What is as in a new plan


def test_the_bundled_content_is_the_default() -> None:
    """Without a catalog it is the bundled one, without a profile that of the plan."""
    profile = so.PatientProfile(country="US", appointment=VISIT)
    plan = so.build_plan(profile, today=MONDAY).update("ask-all-options", answer="Three ways.")
    again = so.refresh(plan, today=MONDAY + 3 * DAY)
    expected = so.build_plan(profile, today=MONDAY + 3 * DAY).update("ask-all-options", answer="Three ways.")
    assert again == expected


def test_today_is_the_default() -> None:
    """Without a day the plan is renewed for the machine's own."""
    before = dt.date.today()  # noqa: DTZ011 (the rule)
    plan = so.refresh(built(topic()), catalog=catalog(topic()))
    assert before <= plan.created <= dt.date.today()  # noqa: DTZ011 (the rule)


@settings(max_examples=60, deadline=None)
@given(st.data(), packs(), packs(), st.integers(-30, 60))
def test_what_nobody_touched_is_as_in_a_new_plan(
    data: st.DataObject, first: so.Pack, second: so.Pack, days: int
) -> None:
    """A plan in which nobody has written becomes, whatever changes, the plan that is built anew."""
    old = so.build_plan(data.draw(profiles()), catalog=so.Catalog((first,)), today=MONDAY)
    profile = data.draw(profiles(records=ids(second.records)))
    content, today = so.Catalog((second,)), MONDAY + days * DAY
    again = so.refresh(old, profile=profile, catalog=content, today=today)
    assert again == so.build_plan(profile, catalog=content, today=today)


@st.composite
def worked_on(draw: st.DrawFn) -> tuple[so.PrepPlan, so.Catalog]:
    """Return a plan in which a person has marked, written and added, and the catalog that it was made from."""
    made = draw(packs())
    content = so.Catalog((made,))
    plan = so.build_plan(draw(profiles(records=ids(made.records))), catalog=content, today=MONDAY)
    for one in plan.entries():
        # A record that is held and opened again is dated when the plan is renewed: that is something new.
        status = None if one.id in plan.profile.records_held else draw(st.sampled_from((None, "done", "skipped")))
        plan = plan.update(
            one.id, status=t.cast("t.Any", status), answer=draw(st.none() | texts), note=draw(st.none() | texts)
        )
    for kind in draw(st.lists(st.sampled_from(("question", "record", "step")), max_size=3)):
        if kind == "question":
            plan = plan.add_question("And?", audience="insurer")
        elif kind == "record":
            plan = plan.add_record("A", due=draw(st.none() | st.just(MONDAY - DAY)))
        else:
            plan = plan.add_step("A", due=draw(st.none() | st.dates(MONDAY - 9 * DAY, MONDAY + 9 * DAY)))
    return plan, content


@settings(max_examples=60, deadline=None)
@given(worked_on())
def test_with_nothing_new_the_plan_is_equal(made: tuple[so.PrepPlan, so.Catalog]) -> None:
    """On the same day, with the same facts and content, a plan with any writing in it stays as it is, to the byte."""
    plan, content = made
    again = so.refresh(plan, catalog=content, today=MONDAY)
    assert again == plan
    assert so.dumps(again) == so.dumps(plan)


@settings(max_examples=60, deadline=None)
@given(worked_on(), packs(), profiles(), st.integers(-5, 60))
def test_a_second_time_changes_nothing(
    made: tuple[so.PrepPlan, so.Catalog], newer: so.Pack, profile: so.PatientProfile, days: int
) -> None:
    """Renewed again from the same, a plan stays as it is, whatever it came from; stored in between or not."""
    facts: dict[str, t.Any] = {"profile": profile, "catalog": so.Catalog((newer,)), "today": MONDAY + days * DAY}
    once = so.refresh(made[0], **facts)
    assert so.refresh(once, **facts) == once
    assert so.dumps(so.refresh(so.loads(so.dumps(once)), **facts)) == so.dumps(once)


@settings(max_examples=60, deadline=None)
@given(worked_on(), packs(), profiles(), st.integers(-5, 60))
def test_untouched_entries_are_those_of_a_new_plan(
    made: tuple[so.PrepPlan, so.Catalog], newer: so.Pack, profile: so.PatientProfile, days: int
) -> None:
    """Whatever was written elsewhere, what nobody touched is as in a new plan, and in its order."""
    facts: dict[str, t.Any] = {"catalog": so.Catalog((newer,)), "today": MONDAY + days * DAY}
    plan = so.refresh(made[0], profile=profile, **facts)
    fresh = so.build_plan(plan.profile, **facts)
    for name in ENTRY_LISTS:
        new = {one.id: one for one in getattr(fresh, name)}
        now = [one for one in getattr(plan, name) if one.id in new and not one.is_touched]
        assert [attrs.evolve(one, rank=1) for one in now] == [attrs.evolve(new[one.id], rank=1) for one in now]
        assert ids(now) == [item_id for item_id in new if item_id in ids(now)]
    assert (plan.created, plan.unanswered) == (fresh.created, fresh.unanswered)


# What was written


@pytest.mark.parametrize("item_id", EVERY_ID)
def test_writing_goes_on(item_id: str) -> None:
    """Marks, answers and notes of an entry of any kind go on with it, in today's words and for today's reasons."""
    wordy = (so.Clause("insurance", ("medicare",)),)
    old = tuple(kind() for kind in KINDS)
    new = tuple(attrs.evolve(item, when=wordy) for item in old)
    plan = built(*old).update(item_id, status="skipped", answer="Yes.", note="")
    reasons = fact_words("insurance", {"medicare": "you have Medicare"})
    found = entry(renewed(plan, *new, reasons, insurance=("medicare",)), item_id)
    assert (found.status, found.answer, found.note) == ("skipped", "Yes.", "")
    assert (found.because, found.certainty) == (("you have Medicare",), "applies")
    assert found.item.when == wordy


def test_own_items_lead_after_renewal() -> None:
    """What a person added comes first in its list, in the order in which it was added, whatever comes."""
    plan = built(question()).add_question("A?", audience="insurer").add_question("B?", audience="yourself")
    plan = plan.add_record("A").add_record("B")
    plan = renewed(plan, question("ask-new", weight=100), record("record-new", tier="essential"))
    assert [(one.id, one.rank) for one in plan.questions] == [("own-1", 1), ("own-2", 2), ("ask-new", 3)]
    assert [(one.id, one.rank) for one in plan.records] == [("own-3", 1), ("own-4", 2), ("record-new", 3)]


def test_own_steps_are_in_their_place_by_date() -> None:
    """What a person added to do stands at its day among the new days of the others, and leads at the same time."""
    steps = (step("step-near", timing=so.Timing("visit", -7)), step("step-undated"))
    plan = built(*steps, appointment=VISIT).add_step("Own", due=VISIT - 7 * DAY, stage="gather")
    plan = plan.add_step("Undated", stage="gather")
    assert ids(plan.steps) == ["own-1", "step-near", "own-2", "step-undated"]
    sooner = renewed(plan, *steps, appointment=VISIT - 7 * DAY)
    assert ids(sooner.steps) == ["step-near", "own-1", "own-2", "step-undated"]
    later = renewed(plan, *steps, appointment=VISIT + 7 * DAY)
    assert ids(later.steps) == ["own-1", "step-near", "own-2", "step-undated"]
    assert [one.rank for one in later.steps] == [1, 2, 3, 4]


@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_an_own_day_is_never_moved(days: int) -> None:
    """The day of an own item is the person's: it stays when it is over, and when the visit moves."""
    plan = built(appointment=VISIT).add_step("A", due=VISIT).add_record("B", due=MONDAY)
    plan = renewed(plan, topic(), today=MONDAY + days * DAY, appointment=VISIT + 30 * DAY)
    assert (entry(plan, "own-1").due, entry(plan, "own-2").due) == (VISIT, MONDAY)


def test_own_items_keep_all_they_are() -> None:
    """An own item goes on with its words, its marks and its id, and the next one gets another id."""
    plan = built(topic()).add_question("A?\r\n", audience="insurer").update("own-1", status="done", answer="\x00")
    before = entry(plan, "own-1")
    plan = renewed(plan, topic(), role="parent")
    assert entry(plan, "own-1") == before
    assert plan.add_step("B").steps[0].id == "own-2"


# What no longer applies


TOUCHES: t.Final = ({"status": "done"}, {"status": "skipped"}, {"answer": ""}, {"note": "x"})


@pytest.mark.parametrize("touch", TOUCHES, ids=str)
@pytest.mark.parametrize("item_id", EVERY_ID)
def test_what_was_touched_stays(item_id: str, touch: dict[str, t.Any]) -> None:
    """An entry that no longer applies stays if it was touched: last, undated, marked as doubtful, and with why."""
    wanted = tuple(kind(when=(so.Clause("companion", (True,)),)) for kind in KINDS)
    others = tuple(kind(f"{item_id}-x", weight=1) for kind, item_id in zip(KINDS, EVERY_ID, strict=True))
    plan = built(*wanted, *others, companion=True).update(item_id, **touch)
    plan = renewed(plan, *wanted, *others, companion=False)
    (name,) = [name for name in ENTRY_LISTS if any(one.id == item_id for one in getattr(plan, name))]
    assert [(one.id, one.rank) for one in getattr(plan, name)] == [(f"{item_id}-x", 1), (item_id, 2)]
    found = entry(plan, item_id)
    assert {key: getattr(found, key) for key in touch} == touch
    assert (found.because, found.certainty, found.due, found.rush) == (KEPT, "may_apply", None, False)
    assert len(plan.entries()) == 7


@pytest.mark.parametrize("item_id", EVERY_ID)
def test_what_nobody_touched_goes(item_id: str) -> None:
    """An entry that no longer applies, and that nobody touched, is in the plan no more."""
    items = tuple(kind(when=(so.Clause("companion", (True,)),)) for kind in KINDS)
    plan = built(*items, companion=True).update(item_id, status="done").update(item_id, status="open")
    assert renewed(plan, *items, companion=False).entries() == ()


def test_what_stays_keeps_its_order() -> None:
    """What stays though it no longer applies stands in the order in which it stood."""
    plan = built(*(topic(f"about-{n}", weight=n) for n in range(1, 6)))
    for item_id in ("about-1", "about-3", "about-5"):
        plan = plan.update(item_id, note=item_id)
    assert ids(renewed(plan, topic("about-new")).topics) == ["about-new", "about-5", "about-3", "about-1"]


@pytest.mark.parametrize("stage", ["decide", "gather", "visit", "after"])
def test_a_step_that_no_longer_applies_comes_last(stage: str) -> None:
    """A step that stays though it no longer applies comes after those that apply, whatever its stage."""
    old = step("step-old", stage=stage, timing=so.Timing("visit", -9), when=(so.Clause("companion", (True,)),))
    others = (step("step-dated", timing=so.Timing("visit", -7)), step("step-undated", stage="after"))
    plan = built(old, *others, companion=True, appointment=VISIT).update("step-old", note="x")
    plan = renewed(plan, old, *others, companion=False, appointment=VISIT)
    assert ids(plan.steps) == ["step-dated", "step-undated", "step-old"]


def test_what_applies_again_is_as_new() -> None:
    """An entry that stayed, and that applies again, has its reasons, its date and its place, and what was written."""
    item = step(when=(so.Clause("companion", (True,)),), timing=so.Timing("visit", -7))
    plan = built(item, companion=True, appointment=VISIT).update("step-a", note="x")
    gone = renewed(plan, item, companion=False, appointment=VISIT)
    assert entry(gone, "step-a").because == KEPT
    assert renewed(gone, item, companion=True, appointment=VISIT) == plan


def test_what_stays_is_in_todays_words_where_there_are_any() -> None:
    """An entry that stays has the words of today's content while that has the item, and then its last ones."""
    plan = built(topic(title="Old")).update("about-a", note="x")
    plan = renewed(plan, topic(title="New", when=ALONE), companion=True)
    assert entry(plan, "about-a").item.title == "New"
    plan = renewed(plan)
    assert (entry(plan, "about-a").item.title, entry(plan, "about-a").because) == ("New", KEPT)


def test_a_resource_that_was_taken_down_stays_if_it_was_touched() -> None:
    """A retired resource is in no new plan; a note to it stays, with the words that it is retired."""
    plan = built(resource()).update("resource-a", note="Ann answered")
    plan = renewed(plan, resource(status="retired"))
    found = entry(plan, "resource-a")
    assert (found.item.status, found.note, found.because) == ("retired", "Ann answered", KEPT)


def test_another_kind_with_the_id_takes_nothing_away() -> None:
    """Where an id names a thing of another kind now, the old entry keeps its own words."""
    plan = built(topic("thing-a")).update("thing-a", note="x")
    found = entry(renewed(plan, question("thing-a", when=ALONE), companion=True), "thing-a")
    assert (found.item, found.note) == (topic("thing-a"), "x")


# What it rests on


def resting(plan: so.PrepPlan) -> tuple[list[str], list[str]]:
    """Return the ids of the terms and of the sources of a plan."""
    return ids(plan.terms), ids(plan.sources)


ROUND: t.Final = (
    source("source-b", title="B"),
    source("source-c", title="C"),
    source("source-a", title="A"),
    term("term-a", term="biopsy", sources=("source-c",)),
    term("term-b", term="Atom", sources=("source-a",)),
)


def test_what_stays_keeps_what_it_rests_on() -> None:
    """Terms and sources of what stays are in the plan, in the order of the alphabet, and no others."""
    old = topic(sources=("source-b",), terms=("term-a",), when=ALONE)
    other = topic("about-b", sources=("source-a",), terms=("term-b",))
    plan = built(old, other, *ROUND, companion=False)
    untouched = renewed(plan, old, other, *ROUND, companion=True)
    assert resting(untouched) == (["term-b"], ["source-a"])
    kept = renewed(plan.update("about-a", note="x"), old, other, *ROUND, companion=True)
    assert resting(kept) == (["term-b", "term-a"], ["source-a", "source-b", "source-c"])


def test_what_stays_may_have_lost_what_it_rested_on() -> None:
    """Where a source is nowhere any more, in neither the content nor the old plan, what cites it stays all the same."""
    plan = built(topic(sources=("source-b",), terms=("term-a",)), *ROUND).update("about-a", note="x")
    kept = renewed(attrs.evolve(plan, sources=(), terms=()), notice(sources=("source-d",)), source("source-d"))
    assert (entry(kept, "about-a").note, resting(kept)) == ("x", ([], ["source-d"]))


def test_what_stays_without_content_keeps_what_it_rested_on() -> None:
    """Where the content has lost an item with its terms and sources, those of the old plan stay."""
    plan = built(topic(sources=("source-b",), terms=("term-a",)), *ROUND).update("about-a", note="x")
    plan = renewed(plan, question("ask-new", sources=("source-z",)), source("source-z", title="B"))
    assert resting(plan) == (["term-a"], ["source-b", "source-z", "source-c"])
    assert so.loads(so.dumps(plan)) == plan


def test_what_stays_rests_on_what_there_is_today() -> None:
    """A term or a source that is worded otherwise today is in the plan in today's words."""
    item = topic(terms=("term-a",), when=ALONE)
    plan = built(item, term(meaning="Old."), companion=False).update("about-a", note="x")
    plan = renewed(plan, item, term(meaning="New."), source(title="Newer"), companion=True)
    assert [one.meaning for one in plan.terms] == ["New."]
    assert [one.title for one in plan.sources] == ["Newer"]


def test_the_packs_are_those_of_today() -> None:
    """A renewed plan names the packs of today; one that is gone is named no more where nothing of it stays."""
    plan = so.build_plan(
        so.PatientProfile(), catalog=so.Catalog((pack(topic(), id="old", version="2026.11"),)), today=MONDAY
    )
    newer = so.Catalog((pack(topic(), id="new", version="2027.1"),))
    for one in (plan, plan.update("about-a", note="x")):
        assert [(used.id, used.version) for used in so.refresh(one, catalog=newer, today=MONDAY).packs] == [
            ("new", "2027.1")
        ]


def test_the_pack_of_what_stays_is_named() -> None:
    """Where an item stays that content no longer has, the pack from which it came is named beside those of today."""
    plan = so.build_plan(
        so.PatientProfile(),
        catalog=so.Catalog((pack(topic(), id="old", review="by A"), pack(notice(sources=()), id="core", sources=()))),
        today=MONDAY,
    ).update("about-a", note="x")
    newer = so.Catalog((pack(notice(), id="core", version="2027.1", review="by B"),))
    plan = so.refresh(plan, catalog=newer, today=MONDAY)
    assert sorted((used.id, used.version, used.review) for used in plan.packs) == [
        ("core", "2027.1", "by B"),
        ("old", "2026.11", "by A"),
    ]
    assert so.refresh(plan, catalog=newer, today=MONDAY) == plan
    assert so.loads(so.dumps(plan)) == plan


# Retired ids


@pytest.mark.parametrize(("kind", "item_id"), [*zip(KINDS, EVERY_ID, strict=True)], ids=EVERY_ID)
def test_writing_goes_to_what_replaced_the_item(kind: t.Callable[..., Item], item_id: str) -> None:
    """What was written to an item that was retired goes to the one that replaced it, and the old entry goes."""
    plan = built(kind(item_id)).update(item_id, status="done", answer="Yes.", note="x")
    plan = renewed(plan, kind("new-a", weight=40), Retired(item_id, ("new-a",)), kind("other-a", weight=90))
    assert {one.id for one in plan.entries()} == {"new-a", "other-a"}
    found = entry(plan, "new-a")
    assert (found.status, found.answer, found.note) == ("done", "Yes.", "x")
    assert (found.because, found.certainty) == ((), "applies")
    assert not entry(plan, "other-a").is_touched


def test_what_nobody_touched_is_replaced() -> None:
    """An item that was retired, and that nobody touched, gives its place to the new one."""
    plan = renewed(built(topic()), topic("new-a"), Retired("about-a", ("new-a",)))
    assert plan == built(topic("new-a"), Retired("about-a", ("new-a",)))


NO_HEIR: t.Final[dict[str, tuple[Content | Retired, ...]]] = {
    "without a replacement": (topic("new-a"), Retired("about-a")),
    "with two": (topic("new-a"), topic("new-b"), Retired("about-a", ("new-a", "new-b"))),
    "by another kind": (question("new-a"), Retired("about-a", ("new-a",))),
    "by what does not apply": (topic("new-a", when=ALONE), Retired("about-a", ("new-a",))),
    "not said to be": (topic("new-a"),),
}


@pytest.mark.parametrize("content", NO_HEIR.values(), ids=NO_HEIR)
def test_what_has_no_one_heir_stays(content: tuple[Content | Retired, ...]) -> None:
    """What was written to a retired item stays with it where there is not exactly one place for it to go."""
    plan = renewed(built(topic(), companion=True).update("about-a", answer="Yes."), *content)
    found = entry(plan, "about-a")
    assert (found.answer, found.because, found.item) == ("Yes.", KEPT, topic())
    assert [one.id for one in plan.entries() if one.is_touched] == ["about-a"]


@pytest.mark.parametrize("touch", TOUCHES, ids=str)
def test_writing_does_not_take_the_place_of_other_writing(touch: dict[str, t.Any]) -> None:
    """Where the person has touched the replacement as well, both stay as they are."""
    plan = built(topic(), topic("new-a")).update("about-a", answer="Old.").update("new-a", **touch)
    before = written(plan)
    plan = renewed(plan, topic("new-a"), Retired("about-a", ("new-a",)))
    assert written(plan) == before
    assert ids(plan.topics) == ["new-a", "about-a"]


def test_of_two_with_one_heir_the_first_goes_on() -> None:
    """Where one item replaces two that were written to, the writing of the first goes to it, the second stays."""
    plan = built(topic("old-a", weight=1), topic("old-b", weight=2))
    plan = plan.update("old-a", note="a").update("old-b", note="b")
    plan = renewed(plan, topic("new-a"), Retired("old-a", ("new-a",)), Retired("old-b", ("new-a",)))
    assert written(plan) == {"new-a": ("open", None, "b"), "old-a": ("open", None, "a")}


def test_what_stayed_goes_to_a_replacement_that_comes_later() -> None:
    """Writing that had no place to go finds it once the replacement is in the plan."""
    old, heirs = topic(), (topic("new-a", when=ALONE), Retired("about-a", ("new-a",)))
    plan = renewed(built(old).update("about-a", note="x"), *heirs, companion=True)
    assert written(plan) == {"about-a": ("open", None, "x")}
    plan = renewed(plan, *heirs, companion=False)
    assert written(plan) == {"new-a": ("open", None, "x")}
    assert ids(plan.entries()) == ["new-a"]


# The reader


def test_another_reader_has_other_words() -> None:
    """With another role every item, what stays as well, is in the words for that reader, with its reasons."""
    spoken = Wordings((("parent", "title", "For a parent"),))
    reasons = fact_words("companion", {True: "you have company"}, parent="your child has company")
    items = (
        topic("about-a", title="For you", wording=spoken, when=(so.Clause("companion", (True,)),)),
        topic("about-b", title="For you", wording=spoken, when=(so.Clause("is_rare", (True,)),)),
        reasons,
    )
    plan = built(*items, companion=True, is_rare=True).update("about-a", note="x").update("about-b", note="y")
    assert [one.item.title for one in plan.topics] == ["For you", "For you"]
    plan = renewed(plan, *items, role="parent", companion=True, is_rare=False)
    assert [(one.item.title, one.note, one.because) for one in plan.topics] == [
        ("For a parent", "x", ("your child has company",)),
        ("For a parent", "y", KEPT),
    ]
    back = renewed(plan, *items, role="patient", companion=True, is_rare=False)
    assert [one.item.title for one in back.topics] == ["For you", "For you"]


def test_a_reader_changes_in_the_bundled_plan() -> None:
    """A parent who takes over gets the plan of a parent, with what was written before."""
    plan = so.build_plan(so.PatientProfile(role="patient"), today=MONDAY).update("ask-all-options", answer="Three.")
    plan = so.refresh(plan, profile=so.PatientProfile(role="parent"), today=MONDAY)
    assert plan == so.build_plan(so.PatientProfile(role="parent"), today=MONDAY).update(
        "ask-all-options", answer="Three."
    )


@pytest.mark.parametrize("language", ["en", "en-GB", "es", "zh-Hant"])
def test_the_language_does_not_matter(language: str) -> None:
    """Whatever the language of the content, nothing is lost, and a second time changes nothing."""
    old, new = catalog(topic(), language=language), catalog(topic("about-b"), language=language)
    plan = so.build_plan(so.PatientProfile(), catalog=old, today=MONDAY).update("about-a", note="x")
    plan = so.refresh(plan, catalog=new, today=MONDAY)
    assert (plan.language, written(plan)) == (language, {"about-a": ("open", None, "x")})
    assert so.refresh(plan, catalog=new, today=MONDAY) == plan
    assert so.loads(so.dumps(plan)) == plan


def test_content_in_another_language_takes_over() -> None:
    """A plan goes on in another language: items that it has are in it, what was written stays to the letter."""
    plan = built(topic(title="A title"), notice()).update("about-a", note="x").update("notice-a", note="y")
    spanish = catalog(topic(title="Un título"), language="es")
    plan = so.refresh(plan, catalog=spanish, today=MONDAY)
    assert (plan.language, entry(plan, "about-a").item.title) == ("es", "Un título")
    assert written(plan) == {"about-a": ("open", None, "x"), "notice-a": ("open", None, "y")}


# Dates


SOON: t.Final = step(timing=so.Timing("visit", -7))


def test_a_moved_visit_moves_what_is_open() -> None:
    """With the visit, the dates of open steps and records move, whatever was written to them."""
    items = (SOON, record(timing=so.Timing("visit", -14)))
    plan = built(*items, appointment=VISIT).update("step-a", note="x").update("record-a", answer="y")
    plan = renewed(plan, *items, appointment=VISIT + 7 * DAY)
    assert (entry(plan, "step-a").due, entry(plan, "record-a").due) == (VISIT, VISIT - 7 * DAY)
    plan = renewed(plan, *items, appointment=MONDAY + DAY)
    assert [(one.due, one.rush) for one in (*plan.steps, *plan.records)] == [(MONDAY, True)] * 2
    plan = renewed(plan, *items, companion=True)
    assert [(one.due, one.rush) for one in (*plan.steps, *plan.records)] == [(None, False)] * 2


def test_another_day_moves_what_is_dated_from_it() -> None:
    """What is open is never in the past: on a later day it is due then."""
    items = (SOON, step("step-b", timing=so.Timing("plan", 2)))
    plan = built(*items, appointment=VISIT).update("step-a", note="x")
    plan = renewed(plan, *items, today=VISIT - 5 * DAY)
    assert (entry(plan, "step-a").due, entry(plan, "step-a").rush) == (VISIT - 5 * DAY, True)
    assert entry(plan, "step-b").due == VISIT - 3 * DAY
    assert plan.created == VISIT - 5 * DAY


@pytest.mark.parametrize("status", ["done", "skipped"])
def test_what_is_done_or_left_out_keeps_its_date(status: t.Any) -> None:
    """What is done or left out keeps the day it had while that is not over, though the visit moves."""
    plan = built(SOON, appointment=VISIT).update("step-a", status=status)
    moved = renewed(plan, SOON, appointment=VISIT + 30 * DAY)
    assert (entry(moved, "step-a").due, entry(moved, "step-a").rush) == (VISIT - 7 * DAY, False)
    on_the_day = renewed(moved, SOON, today=VISIT - 7 * DAY)
    assert entry(on_the_day, "step-a").due == VISIT - 7 * DAY
    after = renewed(on_the_day, SOON, today=VISIT - 6 * DAY)
    assert (entry(after, "step-a").due, entry(after, "step-a").rush) == (None, False)
    assert entry(after, "step-a").status == status


def test_a_rush_that_was_done_stays_one_for_the_day() -> None:
    """What was done in a rush keeps its date and its rush on that day, and has neither on the next."""
    plan = built(SOON, appointment=MONDAY + DAY).update("step-a", status="done")
    assert (entry(plan, "step-a").due, entry(plan, "step-a").rush) == (MONDAY, True)
    assert renewed(plan, SOON) == plan
    later = renewed(plan, SOON, today=MONDAY + DAY)
    assert (entry(later, "step-a").due, entry(later, "step-a").rush) == (None, False)


def test_what_is_opened_again_is_dated_again() -> None:
    """A step that was done, and is to be done again, has its day again."""
    plan = built(SOON, appointment=VISIT).update("step-a", status="done")
    plan = renewed(plan, SOON, today=VISIT - 3 * DAY)
    assert entry(plan, "step-a").due is None
    plan = renewed(plan.update("step-a", status="open"), SOON, today=VISIT - 3 * DAY)
    assert (entry(plan, "step-a").due, entry(plan, "step-a").rush) == (VISIT - 3 * DAY, True)


def test_after_the_visit_nothing_before_it_is_dated() -> None:
    """Once the visit is over what led up to it has no date, and what comes after it leads."""
    steps = (SOON, step("step-after", stage="after", timing=so.Timing("plan", 3)))
    plan = built(*steps, appointment=VISIT).update("step-a", note="x")
    assert ids(plan.steps) == ["step-after", "step-a"]
    plan = renewed(plan, *steps, today=VISIT + DAY).add_step("Own")
    plan = renewed(plan, *steps, today=VISIT + 2 * DAY)
    assert [(one.id, one.due) for one in plan.steps] == [
        ("step-after", VISIT + 4 * DAY),
        ("step-a", None),
        ("own-1", None),
    ]


# Records at hand


DUE: t.Final = so.Timing("visit", -7)


@pytest.mark.parametrize("status", [None, "open", "skipped"])
def test_a_record_that_is_held_now_is_done(status: t.Any) -> None:
    """A record that has come is done and not to be asked for, whatever it was marked before; a note to it stays."""
    content = record(timing=DUE)
    plan = built(content, appointment=VISIT).update("record-a", status=status, note="x")
    plan = renewed(plan, content, appointment=VISIT, records_held=("record-a",))
    found = entry(plan, "record-a")
    assert (found.status, found.note, found.due, found.rush) == ("done", "x", None, False)


def test_a_record_that_turned_out_not_to_be_at_hand() -> None:
    """A record that is held and opened again stays open, and is dated again; so it is while the fact stays."""
    content = record(timing=DUE)
    plan = built(content, appointment=VISIT, records_held=("record-a",)).update("record-a", status="open")
    for _ in range(2):
        plan = renewed(plan, content)
        assert (entry(plan, "record-a").status, entry(plan, "record-a").due) == ("open", VISIT - 7 * DAY)


def test_a_record_that_is_not_at_hand_after_all_is_open() -> None:
    """What was done because it was held is open, and dated, when it is held no more; what was left out stays so."""
    items = (record(timing=DUE), record("record-b"))
    plan = built(*items, appointment=VISIT, records_held=("record-a", "record-b")).update("record-b", status="skipped")
    plan = renewed(plan.update("record-a", note="x"), *items, appointment=VISIT)
    found = entry(plan, "record-a")
    assert (found.status, found.note, found.due) == ("open", "x", VISIT - 7 * DAY)
    assert entry(plan, "record-b").status == "skipped"


def test_a_record_that_was_marked_as_done_stays_done() -> None:
    """A mark that a person has set, and no fact, is taken back by the person alone."""
    plan = built(record()).update("record-a", status="done")
    for companion in (None, True, True):
        plan = renewed(plan, record(), companion=companion)
        assert entry(plan, "record-a").status == "done"


@pytest.mark.parametrize("touch", [None, "x"])
def test_a_held_record_that_no_longer_applies(touch: str | None) -> None:
    """That a record is at hand is a fact, which stays: its entry stays only if more was written to it."""
    item = record(when=(so.Clause("companion", (True,)),))
    plan = built(item, companion=True, records_held=("record-a",)).update("record-a", note=touch)
    plan = renewed(plan, item, companion=False, records_held=("record-a",))
    assert plan.profile.records_held == ("record-a",)
    assert written(plan) == ({"record-a": ("done", None, touch)} if touch else {})
    plan = renewed(plan, item, companion=True, records_held=("record-a",))
    assert [(one.id, one.status, one.note) for one in plan.records] == [("record-a", "done", touch)]


def test_a_record_that_comes_into_the_plan_at_hand_is_done() -> None:
    """A record that was held before it applied is done from the start."""
    item = record(when=(so.Clause("companion", (True,)),))
    plan = built(item, companion=False, records_held=("record-a",))
    plan = renewed(plan, item, companion=True, records_held=("record-a",))
    assert [(one.id, one.status) for one in plan.records] == [("record-a", "done")]


@pytest.mark.parametrize("again", [False, True], ids=["from the plan", "from the application"])
def test_a_held_record_that_content_no_longer_has(again: bool) -> None:  # noqa: FBT001 (a case)
    """A held id that content has lost is dropped from the facts, its entry stays, done; however often it is given."""
    plan = built(record(), record("record-b"), records_held=("record-a", "record-b"))
    for _ in range(3):
        facts: dict[str, t.Any] = {"records_held": ("record-a", "record-b")} if again else {}
        plan = renewed(plan, record("record-b"), **facts)
        assert plan.profile.records_held == ("record-b",)
        assert [(one.id, one.status) for one in plan.records] == [("record-b", "done"), ("record-a", "done")]


def test_no_fact_speaks_of_a_record_that_content_has_lost() -> None:
    """A record that stayed in the plan after content has lost it has the mark that the person gave it, and no other."""
    plan = renewed(built(record()).update("record-a", note="x"), topic())
    plan = renewed(plan, topic(), records_held=("record-a",))
    assert (entry(plan, "record-a").status, plan.profile.records_held) == ("open", ())
    assert entry(plan.update("record-a", status="done"), "record-a").status == "done"


def test_a_held_record_that_was_not_in_the_plan_and_is_gone() -> None:
    """A held id that content has lost does not stand in the way, though its record was not in the plan."""
    plan = built(record(when=(so.Clause("companion", (True,)),)), companion=False, records_held=("record-a",))
    assert plan.records == ()
    plan = renewed(plan, topic())
    assert (plan.profile.records_held, ids(plan.entries())) == ((), ["about-a"])


def test_a_held_record_that_was_replaced() -> None:
    """A held id that was retired becomes those that replaced it: they are held, and done, with what was written."""
    plan = built(record(), records_held=("record-a",)).update("record-a", note="x")
    plan = renewed(plan, record("record-new"), Retired("record-a", ("record-new",)))
    assert plan.profile.records_held == ("record-new",)
    assert written(plan) == {"record-new": ("done", None, "x")}
    two = (record("record-x"), record("record-y"))
    plan = renewed(plan, *two, Retired("record-new", ("record-x", "record-y")))
    assert plan.profile.records_held == ("record-x", "record-y")
    assert written(plan) == {
        "record-x": ("done", None, None),
        "record-y": ("done", None, None),
        "record-new": ("done", None, "x"),
    }


def test_a_held_record_that_was_replaced_is_listed_once() -> None:
    """Where two held records became one, or one that is held already, it stands once."""
    plan = built(record("record-x"), record("record-y"), record("record-z"))
    held = ("record-x", "record-z", "record-y")
    plan = renewed(plan, record("record-x"), record("record-y"), record("record-z"), records_held=held)
    newer = (record("record-z"), Retired("record-x", ("record-z",)), Retired("record-y", ("record-z",)))
    assert renewed(plan, *newer).profile.records_held == ("record-z",)


def test_a_held_record_that_something_else_replaced_is_dropped() -> None:
    """Only a record can be held: where a step or nothing replaced it, the id is dropped and the entry stays."""
    for newer in ((step("step-new"), Retired("record-a", ("step-new",))), (topic(), Retired("record-a"))):
        plan = renewed(built(record(), records_held=("record-a",)), *newer)
        assert plan.profile.records_held == ()
        assert (entry(plan, "record-a").status, entry(plan, "record-a").because) == ("done", KEPT)


def test_a_record_that_is_given_by_its_old_id_is_held() -> None:
    """An application that still says the retired id is understood: what replaced it is held and done."""
    newer = (record("record-new"), Retired("record-a", ("record-new",)))
    plan = renewed(built(record()), *newer, records_held=("record-a",))
    assert (plan.profile.records_held, entry(plan, "record-new").status) == (("record-new",), "done")


def test_an_old_id_said_again_is_nothing_new() -> None:
    """A record that the person opened again stays open, though the application goes on saying the retired id."""
    newer = (record("record-new"), Retired("record-a", ("record-new",)))
    plan = renewed(built(record(), records_held=("record-a",)), *newer, records_held=("record-a",))
    plan = plan.update("record-new", status="open")
    plan = renewed(plan, *newer, records_held=("record-a",))
    assert entry(plan, "record-new").status == "open"


@pytest.mark.parametrize("held", ["record-slide", "topic-a", "own-1"])
def test_a_record_that_content_does_not_have_is_left_out(held: str) -> None:
    """An id that is no record of today's content cannot be held: it is left out, and nothing else changes for it."""
    items = (record("record-slides"), topic("topic-a"))
    plan = built(*items).add_record("A letter")
    assert renewed(plan, *items, records_held=(held,)) == plan
    again = renewed(plan, *items, records_held=(held, "record-slides"))
    assert again.profile.records_held == ("record-slides",)
    assert entry(again, "own-1") == entry(plan, "own-1")


def test_a_plan_that_has_lost_its_words_goes_on() -> None:
    """Where neither the plan nor the content has a term or a source any more, the entry stays without it."""
    plan = attrs.evolve(built(topic(terms=("term-a",)), term()), terms=(), sources=()).update("about-a", note="x")
    plan = renewed(plan, question("ask-new", sources=("source-z",)), source("source-z"))
    assert written(plan) == {"about-a": ("open", None, "x")}
    assert resting(plan) == ([], ["source-z"])


# Refused


@pytest.mark.parametrize("today", ["2026-11-23", dt.datetime(2026, 11, 23, tzinfo=dt.UTC), dt.date.max], ids=str)
def test_today_is_a_day(today: t.Any) -> None:
    """What is no day is refused as it is when a plan is built."""
    with pytest.raises(so.UnusableDayError):
        so.refresh(built(topic()), catalog=catalog(topic()), today=today)


def test_all_but_the_plan_is_given_by_name() -> None:
    """Facts cannot be taken for content."""
    with pytest.raises(TypeError):
        t.cast("t.Any", so.refresh)(built(topic()), so.PatientProfile())


@settings(max_examples=40, deadline=None)
@given(worked_on(), st.integers(0, 400))
def test_without_content_all_that_was_written_is_left(made: tuple[so.PrepPlan, so.Catalog], days: int) -> None:
    """Were all content gone, a plan would have what the person wrote, and nothing else."""
    plan, _ = made
    assume(plan.entries())
    bare = so.refresh(plan, catalog=so.Catalog(()), today=MONDAY + days * DAY)
    assert written(bare) == written(plan)
    assert set(ids(bare.entries())) == set(written(plan))
    assert bare.profile.records_held == ()
    assert so.loads(so.dumps(bare)) == bare
