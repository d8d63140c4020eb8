"""Packs for cancer types: what is different for one cancer, there for whoever has it, and for nobody else."""

import datetime as dt
import functools
import json
import subprocess
import sys
import typing as t
from collections import Counter

import pytest
from hypothesis import given, settings
from strategies import MONDAY, ONE_OF, profiles

import second_opinion as so
from second_opinion.items import Item

TYPES: t.Final = [name for name in ONE_OF["cancer_type"] if name != "other"]
FOR: t.Final[dict[str, so.Pack]] = {
    str(clause.is_[0]): pack
    for pack in so.load_catalog().packs
    for clause in pack.when
    if clause.fact == "cancer_type" and len(clause.is_) == 1
}
"""By type its pack."""
HOMES: t.Final = {item.id: name for name, pack in FOR.items() for item in pack.items()}
"""By item the type in whose pack it stands."""


def plan_for(*types: str, **known: t.Any) -> so.PrepPlan:
    """Return the plan for a person with these cancers."""
    return so.build_plan(so.PatientProfile(cancer_type=t.cast("t.Any", types), **known), today=MONDAY)


def special(plan: so.PrepPlan) -> Counter[str]:
    """Return of how many entries of a plan each cancer's pack is the home."""
    return Counter(HOMES[entry.id] for entry in plan.entries() if entry.id in HOMES)


# What is there


def test_every_type_has_its_pack() -> None:
    """Each cancer type of the contract has a pack of its own, but for *other*, which the general packs serve."""
    assert sorted(FOR) == sorted(TYPES)
    assert sum(len(pack.items()) for pack in FOR.values()) >= 450


@functools.cache
def _only_for(name: str) -> tuple[Item, ...]:
    """Return the items of all packs that ask for this cancer type and no other."""
    items = (item for pack in so.load_catalog().packs for item in pack.items())
    return tuple(item for item in items if any(c.fact == "cancer_type" and c.is_ == (name,) for c in item.when))


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_what_no_other_has(name: str) -> None:
    """Each type adds at least twelve items that are for it alone, each with words that no other type's item has."""
    own = _only_for(name)
    others = {text for other in TYPES if other != name for text in map(_words, _only_for(other))}
    assert len(own) >= 12
    assert len({_words(item) for item in own} - others) >= 8


def _words(item: t.Any) -> str:
    return str(next(getattr(item, field) for field in ("text", "title", "name") if hasattr(item, field)))


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_something_of_each(name: str) -> None:
    """Each type has tests to ask for, one of them essential, questions for both doctors, a topic and places to go."""
    pack = FOR[name]
    assert len(pack.records) >= 4
    assert "essential" in {record.tier for record in pack.records}
    assert len(pack.questions) >= 7
    assert {"second_doctor", "current_doctor"} <= {question.audience for question in pack.questions}
    assert pack.topics
    assert pack.resources


# For whom it is


@pytest.mark.parametrize("name", TYPES)
def test_a_plan_is_about_this_cancer(name: str) -> None:
    """Whoever has a cancer gets what is for it, also in the list for the second doctor, and nothing of another's."""
    plan = plan_for(name, phase="newly_diagnosed")
    assert set(special(plan)) == {name}
    assert special(plan)[name] >= 8
    ids = {item.id for item in FOR[name].items()}
    assert ids & {entry.id for entry in plan.questions if entry.item.audience == "second_doctor"}
    assert ids & {entry.id for entry in plan.records if entry.item.tier == "essential"}
    assert ids & {entry.id for entry in plan.topics}


@pytest.mark.parametrize("known", [{}, {"cancer_type": "other"}, {"cancer_type": "other", "is_rare": True}])
@pytest.mark.parametrize("phase", [None, "newly_diagnosed", "recurrence"])
def test_without_a_type_nothing_is_presumed(known: dict[str, t.Any], phase: t.Any) -> None:
    """With an unknown or another cancer a plan is the general one, whole, and holds nothing that is for one cancer."""
    plan = so.build_plan(so.PatientProfile(phase=phase, **known), today=MONDAY)
    assert special(plan) == Counter()
    assert all((plan.notices, plan.topics, plan.questions, plan.records, plan.steps, plan.resources))
    assert ("cancer_type" in plan.unanswered) == (not known)


@pytest.mark.parametrize("role", ONE_OF["role"])
@pytest.mark.parametrize("name", TYPES)
def test_a_suspicion_presumes_little(name: str, role: t.Any) -> None:
    """Where a cancer is only suspected there is less that is for it, and no question of how to treat it leads."""
    suspected, found = (plan_for(name, phase=phase, role=role) for phase in ("suspected", "newly_diagnosed"))
    assert special(suspected)[name] < special(found)[name]


# Two cancers


def test_two_cancers_are_served() -> None:
    """Whoever has two cancers gets what is for either, each with its own reason."""
    both = plan_for("breast", "lung", phase="newly_diagnosed")
    assert special(both) == sum(
        (special(plan_for(name, phase="newly_diagnosed")) for name in ("breast", "lung")), Counter()
    )
    reasons = {reason for entry in both.entries() for reason in entry.because}
    assert {"the cancer is breast cancer", "the cancer is lung cancer"} <= reasons
    assert so.loads(so.dumps(both)) == both
    assert so.to_dict(both)["profile"]["cancer_type"] == ["breast", "lung"]


def test_a_second_cancer_can_be_added() -> None:
    """A cancer that is found later comes into the plan, and nothing that was written is lost."""
    plan = plan_for("breast", phase="newly_diagnosed")
    (first, *_) = [entry for entry in plan.questions if entry.id in {item.id for item in FOR["breast"].items()}]
    plan = plan.update(first.id, answer="Yes.")
    two = so.intake.answer(plan.profile, "cancer_type", ["breast", "thyroid"])
    renewed = so.refresh(plan, profile=two, today=MONDAY)
    assert set(special(renewed)) == {"breast", "thyroid"}
    assert [entry.answer for entry in renewed.questions if entry.id == first.id] == ["Yes."]
    assert "breast" in {pack.id for pack in renewed.packs}


def test_what_was_written_outlives_another_diagnosis() -> None:
    """If the cancer turns out to be another, what the person wrote stays, and the plan says from which pack it is."""
    plan = plan_for("kidney", phase="newly_diagnosed")
    (first, *_) = [entry for entry in plan.questions if entry.id in {item.id for item in FOR["kidney"].items()}]
    plan = plan.update(first.id, answer="Yes.")
    changed = so.refresh(plan, profile=so.intake.answer(plan.profile, "cancer_type", "bladder"), today=MONDAY)
    assert special(changed)["kidney"] == 1
    assert [entry.answer for entry in changed.questions if entry.id == first.id] == ["Yes."]
    assert {"kidney", "bladder"} <= {pack.id for pack in changed.packs}


# What is read


@pytest.mark.parametrize("pack", [pack for pack in so.load_catalog().packs if pack.when], ids=lambda pack: pack.id)
def test_a_pack_for_some_stands_with_those_for_all(pack: so.Pack) -> None:
    """A pack that is only for some names nothing that stands in another such pack, nor do those that are for all."""
    for_all = [one for one in so.load_catalog().packs if not one.when]
    assert pack in so.Catalog((*for_all, pack)).packs


@settings(deadline=None, max_examples=25)
@given(profiles())
def test_packs_that_are_not_for_a_person_change_nothing(profile: so.PatientProfile) -> None:
    """A plan is the same whether or not the packs are there of which nothing can be for the person."""
    everything = so.load_catalog()
    answers = profile.answers(MONDAY)
    known = so.PatientProfile(**{name: getattr(profile, name) for name in profile.known() if name != "records_held"})
    some = so.Catalog(tuple(pack for pack in everything.packs if pack.may_apply(answers)))
    assert so.build_plan(known, catalog=some, today=MONDAY) == so.build_plan(known, catalog=everything, today=MONDAY)


READS: t.Final = """
import datetime as dt, json, sys
from second_opinion import packaged
read, said = packaged.read, []
packaged.read = lambda *parts: said.append(parts[-1]) or read(*parts)
import second_opinion as so
plans = []
for known in json.loads(sys.argv[1]):
    plans.append(so.dumps(so.build_plan(so.profile_from_dict(known), today=dt.date(2026, 11, 23))))
print(json.dumps([said, plans]))
"""


def reading(*known: dict[str, t.Any]) -> tuple[list[str], list[str]]:
    """Return the files that a fresh process reads to build the plans of some people, and the plans."""
    run = subprocess.run([sys.executable, "-c", READS, json.dumps(known)], check=True, capture_output=True, text=True)
    said, plans = json.loads(run.stdout)
    return said, plans


def test_only_what_is_needed_is_read() -> None:
    """A plan for one cancer reads its pack and no other's, each file once, and is the same as with all of them."""
    person = {"cancer_type": "breast", "phase": "newly_diagnosed", "country": "GB", "age_group": "adult"}
    said, (plan, again, other) = reading(person, person, {**person, "cancer_type": "lung"})
    names = {f"{pack.id}.json": name for name, pack in FOR.items()}
    assert [names[file] for file in said if file in names] == ["breast", "lung"]
    assert not {"canada.json", "children.json", "blood-cancers.json"} & set(said)
    assert max(Counter(said).values()) == 1
    assert (
        plan == again == so.dumps(so.build_plan(so.profile_from_dict(person), catalog=so.load_catalog(), today=MONDAY))
    )
    assert other != plan


def test_a_record_at_hand_is_known_from_any_pack() -> None:
    """A record of another pack that a person has at hand is no mistake: then all packs are read."""
    record = FOR["lung"].records[0].id
    profile = so.PatientProfile(cancer_type="breast", records_held=(record,))
    everything = so.build_plan(profile, catalog=so.load_catalog(), today=MONDAY)
    _, (plan,) = reading({"cancer_type": "breast", "records_held": [record]})
    assert so.loads(plan) == everything


def test_nothing_for_one_cancer_expires() -> None:
    """No text for one cancer rests on a figure that expires."""
    assert all(item.as_of(dt.date(2199, 1, 1)) == item for pack in FOR.values() for item in pack.items())
