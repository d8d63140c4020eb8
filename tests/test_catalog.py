"""Packs together: a checked, immutable mapping from id to content."""

import collections.abc
import copy
import pickle
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from strategies import (
    MONDAY,
    asked_for,
    catalog,
    fact_words,
    notice,
    pack,
    packs,
    plan_of,
    profiles,
    question,
    record,
    resource,
    rule,
    source,
    step,
    term,
    topic,
)

import second_opinion as so
from second_opinion.catalog import Retired, pack_problems
from second_opinion.items import Content

CONTENT: t.Final[tuple[Content, ...]] = (
    source(),
    topic(),
    question(topic="about-a"),
    record(),
    step(),
    resource(),
    notice(),
    term(),
    fact_words("companion", {True: "you have company"}),
    rule(),
)
IDS: t.Final = {content.id for content in CONTENT}


def _problems(*made: so.Pack) -> list[so.Problem]:
    with pytest.raises(so.PackError) as caught:
        so.Catalog(made)
    return list(caught.value.problems)


# A mapping


def test_a_catalog_is_a_mapping_by_id() -> None:
    """Every content object is found by its id, and there is nothing else in a catalog."""
    content = catalog(*CONTENT)
    assert isinstance(content, collections.abc.Mapping)
    assert set(content) == set(content.keys()) == IDS
    assert len(content) == len(IDS)
    assert {item_id: content[item_id] for item_id in content} == {one.id: one for one in CONTENT}
    assert sorted(one.id for one in content.values()) == sorted(IDS)
    assert dict(content.items()) == {one.id: one for one in CONTENT}


def test_membership_is_by_id() -> None:
    """An id is in a catalog; an object of it, another id and a retired id are not."""
    content = catalog(*CONTENT, Retired("ask-old", ("ask-a",)))
    assert "ask-a" in content
    assert all(one not in content for one in ("ask-b", "ask-old", "", 7, None))


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    """Asking for an id that is not there gives an error with the ids that look most like it, the likeliest first."""
    content = catalog(*CONTENT, question("ask-all-options"))
    with pytest.raises(so.UnknownIdError) as caught:
        content["ask-all-option"]
    assert caught.value.item_id == "ask-all-option"
    assert caught.value.nearest[0] == "ask-all-options"
    assert caught.value.replaced_by == ()


def test_an_id_like_no_other_is_refused_without_a_guess() -> None:
    """Where no id is near, none is named."""
    with pytest.raises(so.UnknownIdError) as caught:
        catalog(*CONTENT)["zzzzzzzzzzzzzzz"]
    assert caught.value.nearest == ()


def test_a_retired_id_is_refused_with_what_replaced_it() -> None:
    """A retired id is no longer there; the error says what does its work now."""
    content = catalog(question("ask-new"), question("ask-newer"), Retired("ask-old", ("ask-newer", "ask-new")))
    with pytest.raises(so.UnknownIdError, match="retired") as caught:
        content["ask-old"]
    assert caught.value.replaced_by == ("ask-newer", "ask-new")


def test_get_gives_the_default() -> None:
    """A catalog is a mapping to the last: `get` gives the default for an id that is not there."""
    content = catalog(*CONTENT)
    assert content.get("ask-a") == content["ask-a"]
    assert content.get("ask-b") is None
    assert content.get("ask-b", "nothing") == "nothing"


def test_a_pair_can_be_looked_for() -> None:
    """A pair of id and content is among the items of a catalog, or it is not; asking is no error."""
    content = catalog(*CONTENT)
    assert ("ask-a", content["ask-a"]) in content.items()
    assert ("ask-b", content["ask-a"]) not in content.items()


def test_retired_ids_are_known() -> None:
    """A catalog lists the ids that are no longer used with what replaced them, and that list cannot be changed."""
    content = catalog(question(), Retired("ask-old", ("ask-a",)), Retired("ask-older"))
    assert dict(content.retired) == {"ask-old": ("ask-a",), "ask-older": ()}
    with pytest.raises(TypeError):
        t.cast("dict[str, t.Any]", content.retired)["ask-b"] = ()


def test_an_empty_catalog_is_a_catalog() -> None:
    """No packs are no error: there is nothing in the catalog."""
    content = so.Catalog(())
    assert (len(content), list(content), dict(content.retired)) == (0, [], {})
    with pytest.raises(so.UnknownIdError):
        content["ask-a"]


def test_a_catalog_does_not_change() -> None:
    """A catalog is frozen."""
    content = catalog(*CONTENT)
    with pytest.raises(AttributeError):
        content.packs = ()  # type: ignore[misc]


def test_repr_is_short() -> None:
    """`repr` names the packs with their versions, not their content."""
    content = so.Catalog((pack(), pack(id="other", version="2027.1", sources=())))
    assert repr(content) == "Catalog(sample 2026.11, other 2027.1)"


# Equality


def test_catalogs_of_the_same_content_are_equal() -> None:
    """Two catalogs made from the same content are equal, and stand for each other in a set."""
    assert catalog(*CONTENT) == catalog(*CONTENT)
    assert len({catalog(*CONTENT), catalog(*CONTENT)}) == 1


def test_catalogs_of_other_content_are_not_equal() -> None:
    """A change of one text makes another catalog, though the packs have the same names and versions."""
    assert catalog(topic(title="One")) != catalog(topic(title="Another"))
    assert catalog(topic()) != catalog(topic(), version="2026.12")
    assert catalog(topic()) != {"about-a": topic()}


def test_catalogs_with_the_same_names_give_their_own_plans() -> None:
    """What is worked out for one catalog is not taken for another whose packs only have the same names and versions."""
    titles = ["One", "Another", "One"]
    plans = [plan_of(topic(title=title)) for title in titles]
    assert [plan.topics[0].item.title for plan in plans] == titles


def test_a_catalog_survives_copying() -> None:
    """A catalog is equal to its copies and its pickle, also once it has been used."""
    content = catalog(*CONTENT, Retired("ask-old", ("ask-a",)))
    assert content.retired
    so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    again = [copy.copy(content), copy.deepcopy(content), pickle.loads(pickle.dumps(content))]  # noqa: S301 (made here)
    assert again == [content] * 3
    assert {hash(one) for one in again} == {hash(content)}
    assert [dict(one.retired) for one in again] == [dict(content.retired)] * 3


# Together


def test_catalogs_are_combined() -> None:
    """`combine` gives a catalog of the packs of both, in their order, and changes neither."""
    first = catalog(topic())
    second = catalog(source("source-b"), notice(sources=("source-b",)), id="other")
    both = first.combine(second)
    assert both.packs == (*first.packs, *second.packs)
    assert set(both) == {*first, *second}
    assert len(first) == len(second) == 2


def test_a_pack_may_build_on_another() -> None:
    """Content of one pack may cite sources and use terms and topics of another: a catalog checks them together."""
    first = pack(topic(), term(), id="first")
    second = pack(question(topic="about-a", terms=("term-a",)), id="second", sources=())
    assert so.Catalog((second, first))["ask-a"] == question(topic="about-a", terms=("term-a",))
    with pytest.raises(so.PackError):
        so.Catalog((second,))


@pytest.mark.parametrize("language", ["es", "es-MX", "zh"])
def test_languages_do_not_mix(language: str) -> None:
    """A catalog is in one language: packs in two are refused, and both are named."""
    with pytest.raises(so.PackError) as caught:
        catalog(topic()).combine(catalog(id="other", language=language, sources=()))
    (problem,) = caught.value.problems
    assert problem.path == "$.language"
    assert {"en", language[:2]} <= set(problem.message.replace(",", "").split())


def test_one_language_in_two_countries_is_one() -> None:
    """Content in American and in British English goes together."""
    both = catalog(topic(), language="en-US").combine(catalog(id="other", language="EN-gb", sources=()))
    assert [pack.language for pack in both.packs] == ["en-US", "EN-gb"]


def test_catalogs_that_clash_do_not_combine() -> None:
    """Two catalogs with one id in both are refused together, and the id is named."""
    with pytest.raises(so.PackError, match="'source-a'"):
        catalog(topic()).combine(catalog(notice(), id="other"))


# Ids that stand twice


@pytest.mark.parametrize("twin", CONTENT, ids=lambda content: content.id)
def test_an_id_stands_once(twin: Content) -> None:
    """An id is used once in all packs and kinds together; each that stands twice is named."""
    other: tuple[t.Any, ...] = (notice(twin.id),) if not isinstance(twin, so.Notice) else (topic(twin.id),)
    (problem,) = _problems(pack(*CONTENT, id="first"), pack(*other, id="second", sources=()))
    assert repr(twin.id) in problem.message


def test_an_id_stands_once_within_a_pack() -> None:
    """Two items of one pack, of one kind or of two, do not share an id."""
    assert len(_problems(pack(topic("x"), topic("x")))) == 1
    assert len(_problems(pack(topic("x"), notice("x")))) == 1


def test_a_retired_id_is_not_used_again() -> None:
    """An id that was retired names nothing else, ever, and is retired once."""
    (problem,) = _problems(pack(question(), Retired("ask-a")))
    assert "'ask-a'" in problem.message
    (problem,) = _problems(pack(Retired("ask-old"), Retired("ask-old")))
    assert "'ask-old'" in problem.message


def test_a_pack_is_there_once() -> None:
    """A pack twice is refused by its name: a later edition replaces an earlier one, and does not join it."""
    problems = _problems(pack(topic("a"), id="twin"), pack(topic("b"), id="twin", sources=()))
    assert ["'twin'" in problem.message for problem in problems] == [True]


def test_all_ids_that_stand_twice_are_named() -> None:
    """Every double id is named at once."""
    said = " ".join(problem.message for problem in _problems(pack(topic("x"), notice("x"), step("y"), record("y"))))
    assert "'x'" in said
    assert "'y'" in said


# Ids of people's own items

_BY_ID: t.Final[dict[str, t.Callable[[str], Content]]] = {
    "source": source,
    "topic": topic,
    "question": question,
    "record": record,
    "step": step,
    "resource": resource,
    "notice": notice,
    "term": term,
    "rule": rule,
    "words of a fact": lambda item_id: asked_for("companion", id=item_id),
}


@pytest.mark.parametrize("kind", _BY_ID)
@pytest.mark.parametrize("item_id", ["own-1", "own-question", "own-"])
def test_no_content_has_the_id_of_an_own_item(item_id: str, kind: str) -> None:
    """An id that begins as those of people's own items do is refused, so that the two can never clash."""
    made = (source(), _BY_ID[kind](item_id))
    (problem,) = _problems(pack(*made))
    assert item_id in problem.message
    assert "people's own items" in problem.message


def test_an_id_may_look_like_that_of_an_own_item() -> None:
    """Only the beginning with its hyphen is kept free: other ids with those letters are fine."""
    assert set(catalog(topic("owner"), question("ask-own-1"))) == {"owner", "ask-own-1", "source-a"}


def test_all_ids_that_are_not_free_are_named() -> None:
    """Every id that begins as an own one does is named at once, and ids that stand twice with them."""
    said = " ".join(
        problem.message for problem in _problems(pack(topic("own-1"), step("own-2"), step("x"), notice("x")))
    )
    assert ["'own-1'" in said, "'own-2'" in said, "'x'" in said] == [True] * 3


# Ids that name nothing

DANGLING: t.Final[tuple[tuple[Content | Retired, str], ...]] = (
    *((make("x", sources=("nothing",)), "$.x.sources") for make in (topic, question, record, step, resource, notice)),
    *((make("x", terms=("nothing",)), "$.x.terms") for make in (topic, question, record, step, resource, notice)),
    (question("x", topic="nothing"), "$.x.topic"),
    (resource("x", replaced_by=("nothing",)), "$.x.replaced_by"),
    (term("x", sources=("nothing",)), "$.x.sources"),
    (rule("x", sources=("nothing",)), "$.x.sources"),
    (rule("x", sources=("source-a", "term-a")), "$.x.sources"),
    (Retired("x", ("nothing",)), "$.x.replaced_by"),
    (topic("x", sources=("source-a", "term-a")), "$.x.sources"),
    (topic("x", terms=("source-a",)), "$.x.terms"),
    (question("x", topic="term-a"), "$.x.topic"),
    (resource("x", replaced_by=("source-a",)), "$.x.replaced_by"),
    (Retired("x", ("x",)), "$.x.replaced_by"),
)


@pytest.mark.parametrize(
    ("referring", "path"),
    [
        pytest.param(
            one,
            path,
            id=f"{type(one).__name__} {path} {i}",
        )
        for i, (one, path) in enumerate(DANGLING)
    ],
)
def test_every_id_that_is_referred_to_is_there(referring: Content | Retired, path: str) -> None:
    """An id that names nothing, or nothing of the right kind, is refused with the place that refers to it."""
    (problem,) = _problems(pack(source(), term(), referring))
    assert problem.path == path


def test_an_id_that_is_nearly_right_is_answered() -> None:
    """A reference that is misspelt is answered with the nearest id of the right kind, not of another."""
    (problem,) = _problems(pack(source("source-leaflet"), topic("source-leaflets", sources=("source-leaflett",))))
    assert "did you mean 'source-leaflet'?" in problem.message


def test_every_id_that_names_nothing_is_named_at_once() -> None:
    """All references that lead nowhere are refused together, each with its own problem."""
    made = pack(topic("x", sources=("nothing",), terms=("none", "neither")), notice("y", sources=("no", "source-a")))
    assert [problem.path for problem in _problems(made)] == ["$.y.sources", "$.x.sources", "$.x.terms", "$.x.terms"]


# Ready for a reader


@settings(max_examples=20, deadline=None)
@given(packs(), packs(max_size=3), profiles())
def test_a_pack_that_is_added_takes_nothing_away(first: so.Pack, second: so.Pack, profile: so.PatientProfile) -> None:
    """With one pack more, a plan holds what it held, and what the other pack alone would add."""
    renamed = attrs.evolve(
        pack(
            *(attrs.evolve(item, id=f"more-{item.id}", sources=("source-a",), terms=()) for item in second.items()),
        ),
        id="more",
        sources=(),
    )
    alone = so.Catalog((first,))
    both = so.Catalog((first, renamed))
    before, after = (so.build_plan(profile, catalog=content, today=MONDAY) for content in (alone, both))
    kept = {entry.id for entry in after.entries() if not entry.id.startswith("more-")}
    assert kept == {entry.id for entry in before.entries()}
    assert len(after.entries()) - len(before.entries()) <= len(renamed.items())


def test_packs_of_two_languages_do_not_go_together() -> None:
    """A plan is in one language, so packs in different ones make no catalog; regions of one language do."""
    english, spanish = pack(topic("a"), id="first"), pack(topic("b"), id="second", sources=(), language="es")
    (problem,) = _problems(english, spanish)
    assert problem.path == "$.language"
    assert len(so.Catalog((english, attrs.evolve(spanish, language="en-GB"))).packs) == 2


def test_what_is_in_both_catalogs_is_there_once() -> None:
    """Two catalogs that share a pack, as all made by `load_catalog` do, can be combined."""
    shared, own = pack(topic("a"), id="first"), pack(topic("b"), id="second", sources=())
    both = so.Catalog((shared,)).combine(so.Catalog((shared, own)))
    assert [one.id for one in both.packs] == ["first", "second"]


def test_a_clause_about_a_record_names_one_that_is_there() -> None:
    """A clause on `records_held` refers to a record of the catalog: a slip would make the item unreachable."""
    held = so.Clause("records_held", ("record-slides", "record-slise"))
    (problem,) = _problems(pack(record("record-slides"), topic("a", when=(held,))))
    assert problem.path == "$.a.records_held"
    assert "did you mean 'record-slides'" in problem.message


# A pack for some people


LUNG: t.Final = so.Clause("cancer_type", ("lung",))
EITHER: t.Final = so.Clause("cancer_type", ("lung", "breast"))


def test_a_pack_for_some_is_in_plans_of_those() -> None:
    """A pack for some people is listed, and its items shown, where its clauses hold, and else not."""
    for_lung = pack(topic(when=(LUNG,)), when=(LUNG,))
    known: t.Any
    for known, listed in (("lung", True), (("breast", "lung"), True), ("breast", False)):
        plan = so.build_plan(so.PatientProfile(cancer_type=known), catalog=so.Catalog((for_lung,)), today=MONDAY)
        assert (bool(plan.packs), bool(plan.topics)) == (listed, listed)


def test_a_pack_for_some_is_not_shown_to_who_may_be_one() -> None:
    """While it is unknown whether a pack is for a person, it is listed, and none of its items is shown."""
    unsure = topic(when=(LUNG, so.Clause("phase", ("recurrence",))), if_unknown="show")
    content = so.Catalog((pack(unsure, when=(LUNG,)),))
    shown = {
        known: [entry.certainty for entry in so.build_plan(profile, catalog=content, today=MONDAY).topics]
        for known, profile in {
            "nothing": so.PatientProfile(),
            "the phase": so.PatientProfile(phase="recurrence"),
            "the cancer": so.PatientProfile(cancer_type="lung"),
            "both": so.PatientProfile(cancer_type="lung", phase="recurrence"),
        }.items()
    }
    assert shown == {"nothing": [], "the phase": [], "the cancer": ["may_apply"], "both": ["applies"]}
    assert so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY).packs
    assert "cancer_type" in so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY).unanswered


@pytest.mark.parametrize(
    ("head", "own", "wrong"),
    [
        (LUNG, LUNG, []),
        (EITHER, LUNG, []),
        (EITHER, EITHER, []),
        (LUNG, EITHER, ["$.topics[0].when"]),
        (LUNG, so.Clause("country", ("US",)), ["$.topics[0].when"]),
        (LUNG, None, ["$.topics[0].when"]),
    ],
)
def test_each_item_says_for_whom_its_pack_is(head: so.Clause, own: so.Clause | None, wrong: list[str]) -> None:
    """Each item of a pack for some people asks for the same or for less in its own `when`, or the pack is refused."""
    made = pack(topic(when=(own,) if own else ()), when=(head,))
    assert [problem.path for problem in pack_problems(made)] == wrong


def test_a_clause_of_a_pack_is_checked() -> None:
    """A fact or a value in the head of a pack that does not exist is named with its place."""
    made = pack(when=(so.Clause("cancer_type", ("brest",)),))
    assert [problem.path for problem in pack_problems(made)] == ["$.when[0].is[0]"]
