"""From what a person has told us to a plan."""

import datetime as dt
import hashlib
import os
import pathlib
import subprocess
import sys
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    ENTRY_LISTS,
    MONDAY,
    catalog,
    ids,
    notice,
    pack,
    packs,
    plan_of,
    profiles,
    question,
    record,
    resource,
    source,
    step,
    term,
    topic,
)

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.plan import PackUsed

DAY = dt.timedelta(1)


def test_a_plan_of_the_bundled_content() -> None:
    """Without a catalog the bundled packs are used, and every list has something in it."""
    profile = so.PatientProfile(
        cancer_type="breast",
        phase="newly_diagnosed",
        country="US",
        insurance=("medicare",),
        appointment=MONDAY + 21 * DAY,
    )
    plan = so.build_plan(profile, today=MONDAY)
    assert all(getattr(plan, name) for name in (*ENTRY_LISTS, "terms", "sources"))
    assert plan == so.build_plan(profile, catalog=so.load_catalog(), today=MONDAY)


def test_a_plan_says_what_it_was_made_from() -> None:
    """A plan holds the day, the profile, and each pack with its version and how far it is reviewed."""
    first = pack(topic(), id="first", version="2026.11", reviewed_on=MONDAY, review="reviewed by Dr. A. Example")
    second = pack(notice(sources=()), id="second", version="2027.1", sources=())
    profile = so.PatientProfile(role="parent")
    plan = so.build_plan(profile, catalog=so.Catalog((first, second)), today=MONDAY)
    assert plan.created == MONDAY
    assert plan.profile == profile
    assert plan.packs == (
        PackUsed("first", "2026.11", MONDAY, "reviewed by Dr. A. Example"),
        PackUsed("second", "2027.1", None, "not clinically reviewed"),
    )


def test_a_plan_is_in_the_language_of_its_content() -> None:
    """The language of a plan is that of the packs, not that which the person reads."""
    content = catalog(topic(), language="es")
    plan = so.build_plan(so.PatientProfile(reading_language="zh-Hant"), catalog=content, today=MONDAY)
    assert plan.language == "es"


def test_an_empty_catalog_gives_an_empty_plan() -> None:
    """Without content there is nothing to do, to ask or to answer; it is a plan all the same, and can be stored."""
    plan = so.build_plan(so.PatientProfile(role="parent"), catalog=so.Catalog(()), today=MONDAY)
    assert plan.entries() == ()
    assert (plan.packs, plan.terms, plan.sources, plan.unanswered, plan.language) == ((), (), (), (), "en")
    assert so.loads(so.dumps(plan)) == plan


def test_an_empty_catalog_is_not_the_bundled_one() -> None:
    """A catalog without packs, which is empty and so counts as false, is not taken for none."""
    assert so.build_plan(so.PatientProfile(), catalog=so.Catalog(()), today=MONDAY).packs == ()


def test_today_is_the_default() -> None:
    """Without a day, the plan is made for the machine's own."""
    before = dt.date.today()  # noqa: DTZ011 (the rule)
    plan = so.build_plan(so.PatientProfile(), catalog=catalog(topic()))
    assert before <= plan.created <= dt.date.today()  # noqa: DTZ011 (the rule)


def test_a_fresh_entry_is_open() -> None:
    """Nothing is done, noted or answered in a new plan, and all that is in it comes from content."""
    plan = plan_of(topic(), question(), record(), step(), resource(), notice())
    assert len(plan.entries()) == 6
    for entry in plan.entries():
        assert (entry.status, entry.note, entry.answer, entry.origin) == ("open", None, None, "content")
        assert (entry.certainty, entry.because, entry.due, entry.rush) == ("applies", (), None, False)


def test_items_without_other_words_are_shared() -> None:
    """A plan holds the catalog's own objects where they need no other words, so that many plans cost little."""
    content = catalog(topic(), question(), record(), step(), resource(), notice(), term())
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    assert all(entry.item is content[entry.id] for entry in plan.entries())


# Records at hand


def test_a_record_that_is_held_is_done() -> None:
    """What a person has already need not be gathered; what they do not have is open."""
    plan = plan_of(record("record-a"), record("record-b"), records_held=("record-b",))
    assert {entry.id: entry.status for entry in plan.records} == {"record-a": "open", "record-b": "done"}


def test_a_record_that_is_held_but_not_needed_stays_out() -> None:
    """Having a record does not bring it into the plan."""
    item = record(when=(so.Clause("companion", (True,)),))
    assert plan_of(item, records_held=("record-a",), companion=False).records == ()


def test_a_record_that_does_not_exist_is_refused() -> None:
    """An id that is no record's is refused with its place and the nearest record, not with a near topic."""
    content = catalog(topic("record-slice"), record("record-slides"), record("record-scans"))
    profile = so.PatientProfile(records_held=("record-scans", "record-slide", "record-slice", "zzzz"))
    with pytest.raises(so.ProfileError) as caught:
        so.build_plan(profile, catalog=content, today=MONDAY)
    problems = {problem.path: problem.message for problem in caught.value.problems}
    assert list(problems) == ["$.records_held[1]", "$.records_held[2]", "$.records_held[3]"]
    assert "did you mean 'record-slides'" in problems["$.records_held[1]"]
    assert "'record-slice'" not in problems["$.records_held[2]"].partition("did you mean")[2]
    assert "did you mean" not in problems["$.records_held[3]"]


def test_a_record_is_refused_where_there_are_none() -> None:
    """In a catalog without records no record can be held."""
    with pytest.raises(so.ProfileError):
        so.build_plan(so.PatientProfile(records_held=("record-a",)), catalog=so.Catalog(()), today=MONDAY)


def test_a_retired_record_is_answered_with_its_replacement() -> None:
    """A stored profile may name a record that was retired since: the error, if there is one, says what replaced it."""
    content = catalog(record("slides-and-blocks"), Retired("record-old", ("slides-and-blocks",)))
    try:
        so.build_plan(so.PatientProfile(records_held=("record-old",)), catalog=content, today=MONDAY)
    except so.ProfileError as error:
        message = error.problems[0].message
    else:
        message = "slides-and-blocks"
    assert "slides-and-blocks" in message


# What is in, and what it rests on


@pytest.mark.parametrize("status", ["live", "moved", "unverified"])
def test_a_resource_is_there_while_it_may_be(status: t.Any) -> None:
    """A resource that is there, has moved, or could not be checked is in the plan, with its status."""
    (entry,) = plan_of(resource(status=status)).resources
    assert entry.item.status == status


def test_a_retired_resource_is_in_no_plan() -> None:
    """Help that is no longer there is not offered, though the catalog still knows it."""
    content = catalog(resource(status="retired", replaced_by=("resource-b",)), resource("resource-b"))
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    assert ids(plan.resources) == ["resource-b"]
    assert "resource-a" in content


def test_what_only_a_retired_resource_uses_is_not_in_the_plan() -> None:
    """A source or a term that only a retired resource needs is not used."""
    content = catalog(
        source("source-a"), term("term-a"), resource(status="retired", sources=("source-a",), terms=("term-a",))
    )
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    assert (plan.terms, plan.sources, plan.unanswered) == ((), (), ())


@settings(max_examples=40, deadline=None)
@given(packs(), profiles())
def test_terms_and_sources_are_just_those_that_are_used(made: so.Pack, profile: so.PatientProfile) -> None:
    """A plan holds the terms of its items, and the sources of its items and of these terms; no more, none twice."""
    plan = so.build_plan(profile, catalog=so.Catalog((made,)), today=MONDAY)
    terms = {name for entry in plan.entries() for name in entry.item.terms}
    sources = {name for entry in plan.entries() for name in entry.item.sources}
    sources |= {name for one in plan.terms for name in one.sources}
    assert sorted(ids(plan.terms)) == sorted(terms)
    assert sorted(ids(plan.sources)) == sorted(sources)


def test_terms_and_sources_are_in_the_order_of_the_alphabet() -> None:
    """Words and sources can be looked up by eye: by word and by title, capitals or not."""
    words = {"term-a": "Ultrasound", "term-b": "biopsy", "term-c": "MRI"}
    titles = {"source-a": "zebra", "source-b": "Apple", "source-c": "monkey"}
    content = catalog(
        *(source(name, title=title) for name, title in titles.items()),
        *(term(name, term=word) for name, word in words.items()),
        topic(sources=tuple(titles), terms=tuple(words)),
    )
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    assert [one.term for one in plan.terms] == ["biopsy", "MRI", "Ultrasound"]
    assert [one.title for one in plan.sources] == ["Apple", "monkey", "zebra"]


@settings(max_examples=25, deadline=None)
@given(packs(), profiles())
def test_every_entry_is_an_item_of_the_catalog(made: so.Pack, profile: so.PatientProfile) -> None:
    """Every entry is an item of the catalog, stands once, and is in the list of its kind."""
    plan = so.build_plan(profile, catalog=so.Catalog((made,)), today=MONDAY)
    kinds = dict(zip(ENTRY_LISTS, (so.Notice, so.Topic, so.Question, so.RecordItem, so.Step, so.Resource), strict=True))
    assert all(isinstance(entry.item, kind) for name, kind in kinds.items() for entry in getattr(plan, name))
    assert len(set(ids(plan.entries()))) == len(plan.entries())
    assert set(ids(plan.entries())) <= {item.id for item in made.items()}


# Pure


@settings(max_examples=25, deadline=None)
@given(packs(), profiles(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_the_same_input_gives_the_same_plan(made: so.Pack, profile: so.PatientProfile, today: dt.date) -> None:
    """A plan hangs on profile, catalog and day alone: built again from equal ones it is equal, to the byte."""
    plans = [
        so.build_plan(attrs.evolve(profile), catalog=so.Catalog((attrs.evolve(made),)), today=today) for _ in range(2)
    ]
    assert plans[0] == plans[1]
    assert hash(plans[0]) == hash(plans[1])
    assert so.dumps(plans[0]) == so.dumps(plans[1])


@settings(max_examples=25, deadline=None)
@given(packs(), profiles(("role",)), profiles(("role", "companion", "insurance")))
def test_one_plan_does_not_change_the_next(made: so.Pack, first: so.PatientProfile, second: so.PatientProfile) -> None:
    """A plan made for one person leaves no trace in that of another."""
    content = so.Catalog((made,))
    alone = so.build_plan(second, catalog=content, today=MONDAY)
    so.build_plan(first, catalog=content, today=MONDAY)
    assert so.build_plan(second, catalog=content, today=MONDAY) == alone


SCRIPT: t.Final = """
import datetime as dt
import hashlib
import second_opinion as so

today = dt.date(2026, 11, 23)
profiles = (
    so.PatientProfile(),
    so.PatientProfile(role="parent", age_group="child", cancer_type="leukemia", country="GB", concerns=("time",)),
    so.PatientProfile(
        cancer_type="breast", phase="newly_diagnosed", country="US", insurance=("medicare", "medicaid"),
        appointment=dt.date(2026, 12, 14), treatment_start=dt.date(2027, 1, 4), tests_had=("biopsy", "mri"),
        wants_prognosis=True, companion=False, visit_mode="video",
    ),
)
for profile in profiles:
    plan = so.build_plan(profile, today=today)
    text = so.dumps(plan)
    print(hashlib.sha256(text.encode("ascii")).hexdigest(), len(plan.entries()))
    print(hashlib.sha256(so.dumps(so.loads(text), indent=1).encode("ascii")).hexdigest(), plan.unanswered)
"""


def test_plans_are_the_same_for_every_hash_seed() -> None:
    """The same input gives the same bytes of JSON in every process, whatever the seed by which Python hashes."""
    outputs: set[bytes] = set()
    for seed in ("0", "1", "4711"):
        path = os.pathsep.join((str(pathlib.Path(so.__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "TZ": f"UTC+{len(outputs)}"}
        command = [sys.executable, "-c", SCRIPT]
        outputs.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    (output,) = outputs
    assert len(output.splitlines()) == 6


def test_plans_of_other_people_differ() -> None:
    """The bytes compared above are those of the plan: another profile gives others."""
    texts = [so.dumps(so.build_plan(so.PatientProfile(country=code), today=MONDAY)) for code in ("US", "GB")]
    assert len({hashlib.sha256(text.encode()).digest() for text in texts}) == 2


def test_arguments_but_the_profile_are_given_by_name() -> None:
    """A day cannot be taken for a catalog."""
    with pytest.raises(TypeError):
        t.cast("t.Any", so.build_plan)(so.PatientProfile(), catalog())
