"""The content objects: frozen, shared, compared, and spoken to the reader."""

import copy
import pickle
import typing as t
from unittest import mock

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    MONDAY,
    catalog,
    fact_words,
    items,
    notice,
    pack,
    pack_data,
    packs,
    plan_of,
    question,
    record,
    resource,
    source,
    step,
    term,
    topic,
    write_pack,
)

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.items import Content, Wordings

ONE_OF_EACH: t.Final[tuple[Content, ...]] = (
    source(),
    topic(),
    question(),
    record(timing=so.Timing("visit", -10)),
    step(timing=so.Timing("plan", 2)),
    resource(),
    notice(),
    term(),
    fact_words("companion", {True: "you have company"}),
)
each = pytest.mark.parametrize("content", ONE_OF_EACH, ids=lambda content: type(content).__name__)


@each
def test_content_is_frozen(content: Content) -> None:
    """No field of a content object can be set, and no other attribute added: objects are shared by many plans."""
    for name in ("id", "colour"):
        with pytest.raises(AttributeError):
            setattr(content, name, "other")


@each
def test_content_that_says_the_same_is_equal(content: Content) -> None:
    """Two objects of one class with equal fields are equal, have one hash and stand for each other in a set."""
    twin = attrs.evolve(content)
    assert twin is not content
    assert twin == content
    assert len({twin, content}) == 1


@each
def test_content_that_says_something_else_is_not_equal(content: Content) -> None:
    """An object with another id is another object."""
    assert attrs.evolve(content, id="other") != content


def test_every_field_counts_in_a_comparison() -> None:
    """A change in any field, and in the type of its value, makes another object."""
    item = question()
    changed: list[so.Question] = [
        attrs.evolve(item, **t.cast("t.Any", change))
        for change in (
            {"text": "What then?"},
            {"why": "Because."},
            {"weight": 51},
            {"sensitive": True},
            {"topic": "about-a"},
            {"when": (so.Clause("companion", (True,)),)},
            {"when": (so.Clause("companion", (False,)),)},
            {"if_unknown": "show"},
            {"wording": Wordings((("parent", "text", "What?"),))},
            {"sources": ("source-a", "source-b")},
        )
    ]
    assert all(one != item for one in changed)
    assert len(set(changed)) == len(changed)


def test_content_of_two_kinds_is_not_equal() -> None:
    """Objects of different classes are never equal, nor is an object to its id."""
    assert topic("a") != notice("a")
    assert topic("a") != "a"


def test_an_object_of_another_library_may_say_that_it_is_equal() -> None:
    """Content leaves a comparison with what it does not know to the other side."""
    assert topic() == mock.ANY


@each
def test_content_survives_copying(content: Content) -> None:
    """A content object is equal to its copy, its deep copy and its pickle, also once it has been compared."""
    assert content == attrs.evolve(content)
    again = [copy.copy(content), copy.deepcopy(content), pickle.loads(pickle.dumps(content))]  # noqa: S301 (made here)
    assert again == [content] * 3
    assert {hash(one) for one in again} == {hash(content)}


@each
def test_repr_shows_the_id_alone(content: Content) -> None:
    """The text of an item may be a person's own, so `repr` shows the class and the id, and no more."""
    assert repr(content) == str(content) == f"{type(content).__name__}(id={content.id!r})"


def test_fields_are_given_by_name() -> None:
    """An item has too many fields to be made from positions."""
    with pytest.raises(TypeError):
        t.cast("t.Any", so.Topic)("about-a", "A title")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9).flatmap(items))
def test_any_item_can_be_hashed(item: so.Topic) -> None:
    """Items are made of tuples to the bottom, so that each can be hashed, and with it each plan."""
    assert hash(item) == hash(copy.deepcopy(item))


# The reader's words

SPOKEN: t.Final = Wordings((("parent", "text", "What about my child?"), ("caregiver", "text", "What about them?")))


@pytest.mark.parametrize(
    ("role", "text"),
    [
        (None, "What about me?"),
        ("patient", "What about me?"),
        ("parent", "What about my child?"),
        ("caregiver", "What about them?"),
    ],
)
def test_a_plan_speaks_to_its_reader(role: t.Any, text: str) -> None:
    """An item with own words for a role says these to that reader, and the patient's words to all others."""
    plan = plan_of(question(text="What about me?", why="It matters.", wording=SPOKEN), role=role)
    item = plan.questions[0].item
    assert (item.text, item.why, item.id) == (text, "It matters.", "ask-a")


def test_an_item_in_a_plan_has_no_other_words_left() -> None:
    """A plan holds each item in one wording: those for other readers are not in it."""
    for role in ("parent", "patient"):
        item = plan_of(question(wording=SPOKEN), role=role).questions[0].item
        assert item.wording == Wordings()


def test_the_item_in_the_catalog_keeps_its_words() -> None:
    """Speaking to one reader changes nothing for the next."""
    content = catalog(question(text="What about me?", wording=SPOKEN))
    so.build_plan(so.PatientProfile(role="parent"), catalog=content, today=MONDAY)
    kept = content["ask-a"]
    assert isinstance(kept, so.Question)
    assert (kept.text, kept.wording) == ("What about me?", SPOKEN)


def test_a_list_can_have_own_words(tmp_path: t.Any) -> None:
    """Own words for a list of texts replace the list, as a tuple."""
    read = so.read_pack(write_pack(tmp_path))
    facts = so.PatientProfile(role="parent", insurance=("medicare",))
    (entry,) = so.build_plan(facts, catalog=so.Catalog((read,)), today=MONDAY).topics
    assert (entry.item.title, entry.item.points) == ("For a parent", ("One for a parent.",))


def test_wordings_are_an_object_in_json(tmp_path: t.Any) -> None:
    """In a pack the words stand by role and field; as an object they are in the same order."""
    read = so.read_pack(write_pack(tmp_path))
    assert read.topics[0].wording.texts == (
        ("parent", "title", "For a parent"),
        ("parent", "points", ("One for a parent.",)),
    )
    assert read.topics[0].wording.to_json() == pack_data()["topics"][0]["wording"]


# Sensitive questions


@pytest.mark.parametrize(("wants", "shown"), [(True, True), (False, False), (None, False)])
@pytest.mark.parametrize("if_unknown", ["show", "leave_out"])
def test_prognosis_is_for_those_who_ask(wants: t.Any, shown: bool, if_unknown: t.Any) -> None:  # noqa: FBT001 (a table)
    """A sensitive question is in a plan only where a person said that they want to talk about prognosis."""
    plan = plan_of(question(sensitive=True, if_unknown=if_unknown), wants_prognosis=wants)
    assert [entry.certainty for entry in plan.questions] == (["applies"] if shown else [])


@pytest.mark.parametrize("if_unknown", ["show", "leave_out"])
def test_a_sensitive_question_is_not_shown_on_a_guess(if_unknown: t.Any) -> None:
    """A sensitive question is for those who want to talk about prognosis; then its pack says what a guess does."""
    item = question(sensitive=True, when=(so.Clause("companion", (True,)),), if_unknown=if_unknown)
    assert plan_of(item).questions == plan_of(item, companion=True).questions == ()
    assert plan_of(item, wants_prognosis=False, companion=True).questions == ()
    guessed = [entry.certainty for entry in plan_of(item, wants_prognosis=True).questions]
    assert guessed == (["may_apply"] if if_unknown == "show" else [])
    assert [entry.id for entry in plan_of(item, wants_prognosis=True, companion=True).questions] == ["ask-a"]
    assert plan_of(item, wants_prognosis=True, companion=False).questions == ()


def test_a_sensitive_question_keeps_its_other_conditions() -> None:
    """What takes a question out takes it out, sensitive or not."""
    item = question(sensitive=True, unless=(so.Clause("age_group", ("child",)),))
    assert plan_of(item, wants_prognosis=True, age_group="child").questions == ()
    assert len(plan_of(item, wants_prognosis=True, age_group="adult").questions) == 1


# What a pack holds


def test_a_pack_lists_what_a_plan_may_choose() -> None:
    """`Pack.items` are the six kinds that a plan chooses from; `Pack.contents` are all content objects."""
    chosen = {"topic": topic(), "question": question(), "record": record(), "step": step()}
    chosen.update({"resource": resource(), "notice": notice()})
    rest = {"source": source(), "term": term(), "facts": fact_words("companion", {True: "you have company"})}
    made = pack(*chosen.values(), *rest.values(), Retired("ask-old", ("ask-a",)))
    assert set(made.items()) == set(chosen.values())
    assert set(made.contents()) == {*chosen.values(), *rest.values()}


@settings(max_examples=20, deadline=None)
@given(packs())
def test_a_pack_can_be_hashed_and_copied(made: so.Pack) -> None:
    """A pack is made of tuples to the bottom: it has a hash and is equal to its copies."""
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 (made here)
    assert again == made == copy.deepcopy(made)
    assert hash(again) == hash(made)
