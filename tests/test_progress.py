"""What a person does with a plan: marks, answers, notes and items of their own."""

import datetime as dt
import enum
import itertools
import re
import typing as t

import attrs
import pytest
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    ENTRY_LISTS,
    MONDAY,
    entry,
    ids,
    notice,
    plan_of,
    plans,
    question,
    record,
    resource,
    step,
    texts,
    topic,
)

import second_opinion as so
from second_opinion.own import LONGEST

DAY: t.Final = dt.timedelta(1)
ONE_OF_EACH: t.Final = (notice(), topic(), question(), record(), step(), resource())
EVERY_ID: t.Final = ("notice-a", "about-a", "ask-a", "record-a", "step-a", "resource-a")
AUDIENCES: t.Final = ("current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself")
FORMS: t.Final = ("report", "material", "images", "summary", "list", "paper")
TIERS: t.Final = ("essential", "if_it_exists", "situational")
STAGES: t.Final = ("decide", "arrange", "gather", "prepare", "visit", "after")
MARKER: t.Final = "zebra-crossing-7731"
"""Stands for what a person wrote; without spaces, as codes are, so that nothing hides it but the rule."""

Adding = t.Callable[[so.PrepPlan], so.PrepPlan]


def stored(plan: so.PrepPlan) -> so.PrepPlan:
    """Return a plan as it comes back from where it was stored."""
    return so.loads(so.dumps(plan))


def problems(write: t.Callable[[], object]) -> dict[str, str]:
    """Return what is wrong with what somebody wants to write: path to message."""
    with pytest.raises(so.EntryError) as caught:
        write()
    return {problem.path: problem.message for problem in caught.value.problems}


def untyped(plan: so.PrepPlan) -> t.Any:
    """Return a plan as it is to a caller who does not look at types."""
    return plan


# Marks, answers and notes


@pytest.mark.parametrize("item_id", EVERY_ID)
def test_any_entry_can_be_marked_answered_and_noted(item_id: str) -> None:
    """An entry of any kind takes a status, an answer and a note; nothing else of it changes, nor any other entry."""
    plan = plan_of(*ONE_OF_EACH)
    after = plan.update(item_id, status="done", answer="Yes.", note="Friendly.")
    expected = attrs.evolve(entry(plan, item_id), status="done", answer="Yes.", note="Friendly.")
    assert entry(after, item_id) == expected
    assert [one for one in after.entries() if one.id != item_id] == [one for one in plan.entries() if one.id != item_id]
    assert attrs.evolve(after, **{name: getattr(plan, name) for name in ENTRY_LISTS}) == plan


def test_the_plan_itself_does_not_change() -> None:
    """An update gives a new plan; the one it was asked of stays as it was."""
    plan = plan_of(*ONE_OF_EACH)
    before = so.dumps(plan)
    plan.update("ask-a", answer="Yes.").add_question("And?", audience="yourself")
    assert so.dumps(plan) == before


@pytest.mark.parametrize("status", ["open", "done", "skipped"])
def test_every_status_can_be_set_and_taken_back(status: t.Any) -> None:
    """Whatever an entry is, it can be made anything else."""
    plan = plan_of(*ONE_OF_EACH)
    for other in ("open", "done", "skipped"):
        changed = plan.update("step-a", status=t.cast("t.Any", other)).update("step-a", status=status)
        assert entry(changed, "step-a").status == status


@settings(max_examples=40, deadline=None)
@given(
    *(st.none() | st.sampled_from(("open", "done", "skipped")) for _ in range(2)),
    *(st.none() | texts for _ in range(4)),
)
def test_what_is_not_given_stays(  # noqa: PLR0913, PLR0917 (two of each)
    first: t.Any, second: t.Any, answer: str | None, other: str | None, note: str | None, another: str | None
) -> None:
    """Of status, answer and note each is the last that was given, whatever was given of the others."""
    plan = plan_of(*ONE_OF_EACH).update("ask-a", status=first, answer=answer, note=note)
    plan = plan.update("ask-a", status=second, answer=other, note=another)
    found = entry(plan, "ask-a")
    assert found.status == (second or first or "open")
    assert found.answer == (answer if other is None else other)
    assert found.note == (note if another is None else another)


def test_an_empty_text_takes_the_place_of_another() -> None:
    """A person can take back what they wrote: an empty text is one, and not the same as none."""
    plan = plan_of(*ONE_OF_EACH).update("ask-a", answer="Yes.", note="Friendly.").update("ask-a", answer="")
    found = entry(stored(plan), "ask-a")
    assert (found.answer, found.note) == ("", "Friendly.")


def test_an_update_of_nothing_changes_nothing() -> None:
    """Without a value the plan is equal."""
    plan = plan_of(*ONE_OF_EACH)
    assert plan.update("ask-a") == plan


def test_own_items_are_updated_like_others() -> None:
    """What a person added can be marked, answered and noted."""
    plan = plan_of().add_question("And?", audience="insurer").update("own-1", status="done", answer="Yes.", note="x")
    found = entry(stored(plan), "own-1")
    assert (found.status, found.answer, found.note, found.is_own) == ("done", "Yes.", "x", True)


def test_an_entry_says_whether_it_was_touched() -> None:
    """Touched is what is marked, answered or noted, if only with an empty text, and what the person added."""
    plan = plan_of(*ONE_OF_EACH)
    assert not any(one.is_touched or one.is_own for one in plan.entries())
    changes: list[dict[str, t.Any]] = [{"status": "done"}, {"status": "skipped"}, {"answer": ""}, {"note": ""}]
    assert all(entry(plan.update("ask-a", **change), "ask-a").is_touched for change in changes)
    assert not entry(plan.update("ask-a", status="open"), "ask-a").is_touched
    own = entry(plan.add_step("Do"), "own-1")
    assert (own.is_own, own.is_touched) == (True, True)


# To the letter


def whole(text: str) -> str:
    """Return a text with the halves of characters that stand side by side joined, as in any JSON that is read."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


TYPED: t.Final = {
    **{name: text[:LONGEST] for name, text in HOSTILE.items()},
    "crlf": "one\r\ntwo\rthree\nfour\r\n",
    "only-line-ends": "\r\n\r\n",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "nul": "\x00a\x00",
    "lone-low": "\udc00",
    "lone-high": "\ud83d",
    "wrong-way-round": "\udc00\ud83d",
    "bom": "\ufeffa\ufffe",
    "combining": "e\u0301 \u1100\u1161 \ufb01",
    "spaces": "  \t two \u00a0 ends  ",
    "the-longest": "x" * LONGEST,
}


@pytest.mark.parametrize("name", TYPED)
def test_every_character_is_kept(name: str) -> None:
    """Whatever is typed comes back from storing to the letter: line ends, NUL, halves of characters, markup."""
    said = TYPED[name]
    plan = plan_of(*ONE_OF_EACH).update("ask-a", answer=said, note=said)
    assert (entry(plan, "ask-a").answer, entry(plan, "ask-a").note) == (whole(said), whole(said))
    assert stored(plan) == plan
    needed = f"{said[: LONGEST - 1]}."
    plan = (
        plan.add_question(needed, audience="yourself")
        .add_record(needed, what=said, holder=said)
        .add_step(needed, why=said, actions=(needed,))
    )
    again = stored(plan)
    assert again == plan
    asked, gathered, done = (entry(again, f"own-{n}").item for n in (1, 2, 3))
    assert asked.text == gathered.name == done.title == whole(needed)
    assert gathered.what == gathered.holder == done.why == whole(said)
    assert done.actions == (whole(needed),)


@settings(max_examples=60, deadline=None)
@given(plans(), texts, texts, st.data())
def test_any_text_to_any_entry_comes_back(plan: so.PrepPlan, answer: str, note: str, data: st.DataObject) -> None:
    """In any plan, with any words in it already, what is written to an entry is there after storing."""
    plan = plan.add_question("And?", audience="yourself")
    item_id = data.draw(st.sampled_from(ids(plan.entries())))
    plan = stored(plan.update(item_id, answer=answer, note=note))
    assert (entry(plan, item_id).answer, entry(plan, item_id).note) == (answer, note)


def test_two_halves_are_joined_at_once() -> None:
    """Halves of a character that no JSON can tell from it are joined when they are written, not when they are read."""
    plan = plan_of(question()).update("ask-a", answer="\ud83d\ude00 \ude00\ud83d")
    assert entry(plan, "ask-a").answer == "😀 \ude00\ud83d"
    assert stored(plan) == plan


def test_a_text_of_a_class_of_its_own_is_stored_as_text() -> None:
    """A text that an application wraps in a class of its own is kept as plain text, so that plans are equal."""

    class Marked(str):
        """A text that is marked as safe, say."""

        __slots__ = ()

    plan = plan_of(question()).update("ask-a", answer=Marked("Yes.")).add_question(Marked("A?"), audience="yourself")
    assert type(entry(plan, "ask-a").answer) is str
    assert type(entry(plan, "own-1").item.text) is str
    assert stored(plan) == plan


def full(add: Adding, plan: so.PrepPlan) -> so.PrepPlan:
    """Return a plan after as much was added as it takes; at the most sixty times."""
    for _ in range(60):
        try:
            plan = add(plan)
        except so.EntryError as error:
            (problem,) = error.problems
            return plan if problem.path == "$" and "in all are too many" in problem.message else pytest.fail(str(error))
    pytest.fail("it took more than can be read again")


def with_long_question(plan: so.PrepPlan, letter: str) -> so.PrepPlan:
    """Return a plan with one more own question, answered and noted at the greatest length."""
    longer = plan.add_question("A?", audience="yourself")
    (new,) = {*ids(longer.questions)} - {*ids(plan.questions)}
    return longer.update(new, answer=letter * LONGEST, note=letter * LONGEST)


@pytest.mark.parametrize("letter", ["x", "\x00", "\U0001f642", "\ud800"], ids=ascii)
@pytest.mark.parametrize("kind", ["question", "record", "step"])
def test_whatever_was_taken_can_be_loaded(letter: str, kind: str) -> None:
    """A plan takes what can be stored and read again; when it is full it says so, and stays as it was."""
    adding: dict[str, Adding] = {
        "question": lambda plan: with_long_question(plan, letter),
        "record": lambda plan: plan.add_record("A", what=letter * LONGEST, holder=letter * LONGEST),
        "step": lambda plan: plan.add_step("A", actions=[f"{letter}." * (LONGEST // 2)] * 3),
    }
    # The longest that a plan is without what a person writes counts as well.
    plan = full(adding[kind], so.build_plan(so.PatientProfile(), today=MONDAY))
    assert plan.progress().total > 1
    assert stored(plan) == plan


def test_a_full_plan_can_be_made_shorter() -> None:
    """Where a plan is full a person can go on marking, and take back what they wrote to write something else."""
    plan = full(lambda plan: with_long_question(plan, "x"), plan_of(question()))
    before = plan
    with pytest.raises(so.EntryError, match="in all are too many"):
        with_long_question(plan, "x")
    assert plan == before
    plan = plan.update("own-1", status="done").update("own-1", note="").update("ask-a", note="y" * (LONGEST // 2))
    assert stored(plan) == plan


# Own items


def test_an_own_question() -> None:
    """A question of the person's own has the words and the audience given, and nothing that it does not know."""
    (own,) = plan_of().add_question("And then?", audience="insurer").questions
    assert own == so.PlanItem(item=so.Question(id="own-1", text="And then?", audience="insurer"), rank=1, origin="user")


def test_an_own_record() -> None:
    """A record of the person's own has what was said of it, or what fits anything."""
    plan = (
        plan_of()
        .add_record("A letter")
        .add_record("Slides", what="Glass", holder="The lab", form="material", tier="essential", due=MONDAY)
    )
    plain = so.RecordItem(id="own-1", name="A letter", form="paper", tier="if_it_exists")
    full = so.RecordItem(id="own-2", name="Slides", what="Glass", holder="The lab", form="material", tier="essential")
    assert plan.records == (
        so.PlanItem(item=plain, rank=1, origin="user"),
        so.PlanItem(item=full, rank=2, origin="user", due=MONDAY),
    )


def test_an_own_step() -> None:
    """A step of the person's own has what was said of it, or what fits anything; actions may come as a list."""
    plan = (
        plan_of()
        .add_step("Pack")
        .add_step("Call", stage="arrange", why="To ask.", actions=["Find.", "Dial."], due=MONDAY)
    )
    plain = so.Step(id="own-1", title="Pack", stage="prepare")
    full = so.Step(id="own-2", title="Call", stage="arrange", why="To ask.", actions=("Find.", "Dial."))
    assert plan.steps == (
        so.PlanItem(item=full, rank=1, origin="user", due=MONDAY),
        so.PlanItem(item=plain, rank=2, origin="user"),
    )


def test_actions_may_come_one_by_one() -> None:
    """What gives texts in an order is as good as a list of them."""
    actions: t.Any = (action for action in ("Find.", "Dial."))
    assert entry(plan_of().add_step("Call", actions=actions), "own-1").item.actions == ("Find.", "Dial.")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_own_question_leads_its_shortlist(audience: t.Any) -> None:
    """What a person wants to ask comes before what others thought of, in the order in which they thought of it."""
    plan = plan_of(*(question(f"ask-{name.replace('_', '-')}", audience=name, weight=100) for name in AUDIENCES))
    plan = plan.add_question("First?", audience=audience).add_question("Second?", audience=audience)
    first, second, third = plan.shortlist(audience)
    assert (first.item.text, second.item.text, third.is_own) == ("First?", "Second?", False)
    assert [one.rank for one in plan.questions] == list(range(1, 9))


def test_own_records_lead() -> None:
    """A record that a person added comes before what is essential, whatever its tier."""
    plan = plan_of(record(tier="essential", weight=100)).add_record("A", tier="situational").add_record("B")
    assert [(one.id, one.rank) for one in plan.records] == [("own-1", 1), ("own-2", 2), ("record-a", 3)]


STEPS: t.Final = (
    step("step-soon", timing=so.Timing("plan", 1)),
    step("step-later", timing=so.Timing("plan", 8)),
    step("step-visit", stage="visit"),
    step("step-undated", stage="prepare"),
)


@pytest.mark.parametrize(
    ("given_", "order"),
    [
        ({"due": MONDAY}, ["own-1", "step-soon", "step-later", "step-visit", "step-undated"]),
        ({"due": MONDAY - 9 * DAY}, ["own-1", "step-soon", "step-later", "step-visit", "step-undated"]),
        ({"due": MONDAY + DAY, "stage": "gather"}, ["own-1", "step-soon", "step-later", "step-visit", "step-undated"]),
        ({"due": MONDAY + DAY, "stage": "after"}, ["step-soon", "own-1", "step-later", "step-visit", "step-undated"]),
        ({"due": MONDAY + 2 * DAY}, ["step-soon", "own-1", "step-later", "step-visit", "step-undated"]),
        ({"stage": "visit"}, ["step-soon", "step-later", "own-1", "step-visit", "step-undated"]),
        ({"due": MONDAY + 15 * DAY}, ["step-soon", "step-later", "step-visit", "own-1", "step-undated"]),
        ({}, ["step-soon", "step-later", "step-visit", "own-1", "step-undated"]),
        ({"stage": "after"}, ["step-soon", "step-later", "step-visit", "step-undated", "own-1"]),
    ],
    ids=str,
)
def test_an_own_step_is_in_its_place_by_date(given_: dict[str, t.Any], order: list[str]) -> None:
    """A step that a person adds stands at its day, or at its stage, and leads what is there at the same time."""
    plan = plan_of(*STEPS, appointment=MONDAY + 14 * DAY)
    assert ids(plan.steps) == [name for name in order if name != "own-1"]
    plan = plan.add_step("Own", **given_)
    assert ids(plan.steps) == order
    assert [one.rank for one in plan.steps] == [1, 2, 3, 4, 5]


def test_own_steps_of_one_time_keep_their_order() -> None:
    """Two steps that a person adds for one day stand in the order in which they were added."""
    plan = plan_of(*STEPS).add_step("One", due=MONDAY + DAY, stage="gather")
    plan = plan.add_step("Two", due=MONDAY + DAY, stage="gather")
    assert ids(plan.steps)[:3] == ["own-1", "own-2", "step-soon"]


def test_after_the_visit_an_own_step_of_that_stage_leads() -> None:
    """Once the visit is over, what comes after it leads, own steps too."""
    plan = plan_of(step("step-after", stage="after"), step("step-before"), appointment=MONDAY - DAY)
    plan = plan.add_step("After", stage="after").add_step("Before", due=MONDAY)
    assert ids(plan.steps) == ["own-1", "step-after", "own-2", "step-before"]


def test_own_ids_never_clash() -> None:
    """Own items of all kinds are counted together, and go on counting after storing."""
    plan = plan_of(*ONE_OF_EACH)
    adding: tuple[Adding, ...] = (
        lambda plan: plan.add_question("A?", audience="yourself"),
        lambda plan: plan.add_record("A"),
        lambda plan: plan.add_step("A"),
    )
    for add in itertools.chain(adding, reversed(adding), adding * 2):
        plan = stored(add(plan))
    assert sorted(one.id for one in plan.entries() if one.is_own) == sorted(f"own-{n}" for n in range(1, 13))
    assert len(set(ids(plan.entries()))) == len(plan.entries())


@pytest.mark.parametrize(
    "used", ["own-7", "own-07", "own-abc", "own-7-b", "own-0", f"own-{'9' * 5000}"], ids=lambda used: used[:9]
)
def test_own_ids_do_not_clash_with_any_that_was_loaded(used: str) -> None:
    """Whatever id an own item in a stored plan has, the next one gets another, and the plan can be stored."""
    data = so.to_dict(plan_of().add_question("A?", audience="yourself"))
    data["questions"][0]["item"]["id"] = used
    plan = so.from_dict(data).add_question("B?", audience="yourself").add_step("C")
    assert len(set(ids(plan.entries()))) == 3
    assert stored(plan) == plan


@settings(max_examples=40, deadline=None)
@given(plans(), st.lists(st.sampled_from(("question", "record", "step")), min_size=1, max_size=5), st.booleans())
def test_adding_changes_nothing_else(plan: so.PrepPlan, kinds: list[str], store: bool) -> None:  # noqa: FBT001 (drawn)
    """In any plan, what is added is there beside all that was, each once, in the old order, ranked from 1."""
    before = plan
    for kind in kinds:
        if kind == "question":
            plan = plan.add_question("And?", audience="yourself")
        else:
            plan = plan.add_record("A") if kind == "record" else plan.add_step("A")
        plan = stored(plan) if store else plan
    added = {one.id for one in plan.entries()} - {one.id for one in before.entries()}
    assert len(added) == len(kinds)
    for name in ENTRY_LISTS:
        entries = getattr(plan, name)
        assert [one.rank for one in entries] == list(range(1, len(entries) + 1))
        old = [attrs.evolve(one, rank=1) for one in entries if one.id not in added]
        assert old == [attrs.evolve(one, rank=1) for one in getattr(before, name)]


# How far


def test_progress_counts_what_there_is_to_do() -> None:
    """Questions, records and steps are counted by their status, own ones too; what is there to be read is not."""
    plan = plan_of(*ONE_OF_EACH, question("ask-b"), question("ask-c"), record("record-b"))
    plan = plan.add_question("A?", audience="yourself").add_step("B").update("own-1", status="done")
    for item_id in ("ask-a", "record-a", "about-a", "notice-a", "resource-a"):
        plan = plan.update(item_id, status="done")
    plan = plan.update("ask-b", status="skipped")
    progress = plan.progress()
    asked, gathered, steps = progress.questions, progress.records, progress.steps
    assert (asked.open, asked.done, asked.skipped, asked.total) == (1, 2, 1, 4)
    assert (gathered.open, gathered.done, gathered.skipped, gathered.total) == (1, 1, 0, 2)
    assert (steps.open, steps.done, steps.skipped, steps.total) == (2, 0, 0, 2)
    assert (progress.open, progress.done, progress.skipped, progress.total) == (4, 3, 1, 8)


def test_progress_of_an_empty_plan() -> None:
    """Where there is nothing to do, nothing is open."""
    progress = so.build_plan(so.PatientProfile(), catalog=so.Catalog(()), today=MONDAY).progress()
    assert (progress.open, progress.done, progress.skipped, progress.total) == (0, 0, 0, 0)
    assert isinstance(progress, so.Progress)


@settings(max_examples=30, deadline=None)
@given(plans())
def test_progress_adds_up(plan: so.PrepPlan) -> None:
    """Every question, record and step of any plan is counted once."""
    progress = plan.progress()
    assert progress.total == len(plan.questions) + len(plan.records) + len(plan.steps)
    assert progress.total == progress.open + progress.done + progress.skipped
    assert progress.done == sum(one.status == "done" for one in (*plan.questions, *plan.records, *plan.steps))


# Refused


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    """An id that no entry has is a lookup error that names those that look like it."""
    plan = plan_of(*ONE_OF_EACH)
    with pytest.raises(so.UnknownIdError) as caught:
        plan.update("ask-b", status="done")
    assert isinstance(caught.value, LookupError)
    assert caught.value.nearest[0] == "ask-a"
    assert "'ask-b'" in str(caught.value)


def test_an_unknown_own_id_is_answered_with_an_own_one() -> None:
    """Own items are among what may have been meant."""
    with pytest.raises(so.UnknownIdError) as caught:
        plan_of().add_step("A").update("own-2")
    assert caught.value.nearest == ("own-1",)


@pytest.mark.parametrize("item_id", [None, 7, "", "term-a", "source-a", ["ask-a"], "x" * 300_000], ids=str)
def test_what_is_no_id_of_an_entry_is_unknown(item_id: t.Any) -> None:
    """Terms and sources are no entries, and neither is anything that is no id."""
    with pytest.raises(so.UnknownIdError):
        plan_of(*ONE_OF_EACH).update(item_id, note="x")


NO_TEXT: t.Final = (7, True, 1.5, ["x"], ("x",), {"x": 1}, b"x", object())


@pytest.mark.parametrize("wrong", NO_TEXT, ids=lambda wrong: type(wrong).__name__)
def test_a_text_is_text(wrong: t.Any) -> None:
    """What is no text is refused wherever one is wanted, each place with its name."""
    plan = untyped(plan_of(*ONE_OF_EACH))
    assert set(problems(lambda: plan.update("ask-a", answer=wrong, note=wrong))) == {"$.answer", "$.note"}
    assert set(problems(lambda: plan.add_question(wrong, audience="yourself"))) == {"$.text"}
    assert set(problems(lambda: plan.add_record(wrong, what=wrong, holder=wrong))) == {"$.name", "$.what", "$.holder"}
    assert set(problems(lambda: plan.add_step(wrong, why=wrong, actions=(wrong, "ok", wrong)))) == {
        *("$.title", "$.why", "$.actions[0]", "$.actions[2]")
    }


@pytest.mark.parametrize("empty", ["", " ", "\r\n\t", "\u2003", None], ids=repr)
def test_what_names_an_own_item_is_not_empty(empty: t.Any) -> None:
    """An item without words could not be found again, and an action without words not be done."""
    plan = plan_of(*ONE_OF_EACH)
    assert set(problems(lambda: plan.add_question(empty, audience="yourself"))) == {"$.text"}
    assert set(problems(lambda: plan.add_record(empty))) == {"$.name"}
    assert set(problems(lambda: plan.add_step(empty, actions=("ok", empty)))) == {"$.title", "$.actions[1]"}


def test_a_text_has_a_limit() -> None:
    """A text may be as long as some thirty pages; one character more is refused with both numbers."""
    plan = plan_of(*ONE_OF_EACH)
    longest = "x" * 300_000
    assert entry(plan.update("ask-a", note=longest), "ask-a").note == longest
    for write, path in (
        (lambda: plan.update("ask-a", answer=f"{longest}x"), "$.answer"),
        (lambda: plan.update("ask-a", note=f"{longest}x"), "$.note"),
        (lambda: plan.add_question(f"{longest}x", audience="yourself"), "$.text"),
        (lambda: plan.add_record("A", holder=f"{longest}x"), "$.holder"),
        (lambda: plan.add_step("A", actions=(f"{longest}x",)), "$.actions[0]"),
    ):
        ((where, message),) = problems(t.cast("t.Callable[[], object]", write)).items()
        assert (where, "300,001" in message, "300,000" in message) == (path, True, True)


@pytest.mark.parametrize("wrong", ["Find.", 7, {"Find."}, {"Find.": 1}, b"Find."], ids=repr)
def test_actions_are_a_list(wrong: t.Any) -> None:
    """One text is not a list of its letters, and what has no order is no list."""
    plan = untyped(plan_of())
    assert set(problems(lambda: plan.add_step("A", actions=wrong))) == {"$.actions"}


@pytest.mark.parametrize("wrong", ["finished", "Done", "", 7, True, ["done"], {"done": 1}], ids=repr)
def test_a_status_is_one_of_three(wrong: t.Any) -> None:
    """A status that is none of those there are is refused with all of them."""
    ((path, message),) = problems(lambda: plan_of(question()).update("ask-a", status=wrong)).items()
    assert path == "$.status"
    assert all(repr(status) in message for status in ("open", "done", "skipped"))


@pytest.mark.parametrize("wrong", ["nurse", "", None, 7, ["insurer"]], ids=repr)
def test_what_has_options_is_one_of_them(wrong: t.Any) -> None:
    """An audience, a form, a tier or a stage that is none of those there are is refused with all of them."""
    plan = plan_of()
    for write, path, options in (
        (lambda: plan.add_question("A?", audience=wrong), "$.audience", AUDIENCES),
        (lambda: plan.add_record("A", form=wrong), "$.form", FORMS),
        (lambda: plan.add_record("A", tier=wrong), "$.tier", TIERS),
        (lambda: plan.add_step("A", stage=wrong), "$.stage", STAGES),
    ):
        ((where, message),) = problems(t.cast("t.Callable[[], object]", write)).items()
        assert where == path
        assert all(repr(option) in message for option in options)


def test_every_option_is_taken() -> None:
    """Every audience, form, tier and stage of the contract can be given to an own item, and stored."""
    plan = untyped(plan_of())
    for audience in AUDIENCES:
        plan = plan.add_question("A?", audience=audience)
    for form, tier in itertools.product(FORMS, TIERS):
        plan = plan.add_record("A", form=form, tier=tier)
    for stage in STAGES:
        plan = plan.add_step("A", stage=stage)
    assert stored(plan) == plan
    assert len(plan.entries()) == 6 + 18 + 6


class Word(str, enum.Enum):  # noqa: UP042 (the older kind, whose `str` is not its value)
    """Values as an application may keep them."""

    DONE = "done"
    INSURER = "insurer"
    IMAGES = "images"
    ESSENTIAL = "essential"
    AFTER = "after"


def test_an_enum_of_texts_is_stored_or_refused() -> None:
    """A value that is equal to an option, but of a class of its own, makes no plan that cannot be stored and read."""
    for write in (
        lambda plan: plan.update("ask-a", status=Word.DONE),
        lambda plan: plan.add_question("A?", audience=Word.INSURER),
        lambda plan: plan.add_record("A", form=Word.IMAGES),
        lambda plan: plan.add_record("A", tier=Word.ESSENTIAL),
        lambda plan: plan.add_step("A", stage=Word.AFTER),
    ):
        try:
            plan = t.cast("Adding", write)(plan_of(question()))
        except so.EntryError:
            continue
        assert stored(plan) == plan


@pytest.mark.parametrize(
    "wrong",
    ["2026-12-14", "soon", 20261214, True, dt.datetime(2026, 12, 14, tzinfo=dt.UTC), dt.date.min, dt.date.max, ""],
    ids=str,
)
def test_a_day_is_a_day(wrong: t.Any) -> None:
    """A day that is none, or is centuries away, is refused for records and for steps."""
    plan = plan_of()
    assert set(problems(lambda: plan.add_record("A", due=wrong))) == {"$.due"}
    assert set(problems(lambda: plan.add_step("A", due=wrong))) == {"$.due"}


def test_a_day_may_be_over() -> None:
    """The day is the person's: one that is over, or is on a weekend, stays as it is, without a rush."""
    for day in (MONDAY - 30 * DAY, MONDAY + 5 * DAY, MONDAY + 6 * DAY):
        plan = stored(plan_of().add_step("A", due=day).add_record("B", due=day))
        assert [(one.due, one.rush) for one in plan.entries()] == [(day, False)] * 2


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Whoever filled in a form sees all that is wrong with it, each with its place."""
    plan = untyped(plan_of(question()))
    assert list(problems(lambda: plan.update("ask-a", status="x", answer=7, note=8))) == [
        *("$.status", "$.answer", "$.note"),
    ]
    assert list(problems(lambda: plan.add_question("", audience="x"))) == ["$.text", "$.audience"]
    assert list(problems(lambda: plan.add_record("", what=1, holder=2, form="x", tier="y", due=3))) == [
        *("$.name", "$.what", "$.holder", "$.form", "$.tier", "$.due"),
    ]
    assert list(problems(lambda: plan.add_step("", why=1, actions=[2], stage="x", due=3))) == [
        *("$.title", "$.why", "$.actions[0]", "$.stage", "$.due"),
    ]


# What a person wrote is not shown


def test_nothing_shows_what_was_written() -> None:
    """`repr` and `str` of a plan, its entries and its progress hold no word of the person."""
    plan = plan_of(*ONE_OF_EACH).update("ask-a", answer=MARKER, note=MARKER).add_question(MARKER, audience="yourself")
    plan = plan.add_record(MARKER, what=MARKER, holder=MARKER).add_step(MARKER, why=MARKER, actions=(MARKER,))
    assert so.dumps(plan).count(MARKER) == 9
    shown = [plan, plan.entries(), [one.item for one in plan.entries()], plan.progress(), plan.shortlist("yourself")]
    assert all(MARKER not in f"{one} {one!r}" for one in shown)


@pytest.mark.parametrize(
    "wrong",
    [[MARKER], {MARKER: MARKER}, (MARKER,), MARKER.encode(), bytearray(MARKER.encode()), f"{MARKER} " * 20_000],
    ids=lambda wrong: type(wrong).__name__,
)
def test_no_error_shows_what_was_written(wrong: t.Any) -> None:
    """A text that cannot be taken, or stands beside a fault, is not in the error: neither in words nor in bytes."""
    plan = untyped(plan_of(question()).update("ask-a", answer=MARKER).add_step(MARKER))
    wrongs: tuple[t.Callable[[], object], ...] = (
        lambda: plan.update("ask-a", answer=wrong, note=MARKER),
        lambda: plan.update("ask-a", answer=MARKER, note=MARKER, status="x"),
        lambda: plan.add_question(wrong, audience="yourself"),
        lambda: plan.add_question(MARKER, audience="nurse"),
        lambda: plan.add_record(wrong, what=wrong, holder=wrong),
        lambda: plan.add_record(MARKER, what=MARKER, holder=MARKER, form="x", due=wrong),
        lambda: plan.add_step(MARKER, why=MARKER, actions=(wrong,)),
        lambda: plan.add_step(wrong, why=wrong, stage="x"),
    )
    for write in wrongs:
        with pytest.raises(so.EntryError) as caught:
            write()
        assert MARKER not in f"{caught.value} {caught.value!r} {caught.value.problems!r}"
    with pytest.raises(so.UnknownIdError) as unknown:
        plan.update("ask-b", answer=MARKER, note=MARKER)
    assert MARKER not in f"{unknown.value} {unknown.value!r}"


def test_a_single_word_is_not_shown_either() -> None:
    """One word or a number may be a name or a phone number: where it is refused, only its type is said."""
    plan = untyped(plan_of(question()))
    wrongs: tuple[t.Callable[[], object], ...] = (
        lambda: plan.add_step("Call", actions="Jenny"),
        lambda: plan.add_question(5551234, audience="yourself"),
        lambda: plan.update("ask-a", answer=5551234),
    )
    for write in wrongs:
        with pytest.raises(so.EntryError) as caught:
            write()
        assert "a value of type " in str(caught.value)
        assert not re.search("Jenny|5551234", f"{caught.value!r}")
