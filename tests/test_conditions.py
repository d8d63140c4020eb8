"""For whom an item is: clauses about facts, with three outcomes."""

import datetime as dt
import pathlib
import typing as t

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import (
    ALL_FACTS,
    BOOLS,
    DATES,
    MANY_OF,
    MONDAY,
    ONE_OF,
    catalog,
    conditions,
    pack_data,
    plan_of,
    profiles,
    record,
    topic,
    with_value,
    write_pack,
)

import second_opinion as so

Truth = bool | None


def _clause_truth(clause: so.Clause, profile: so.PatientProfile, today: dt.date) -> Truth:
    """Return what the contract says of a clause: it holds if the fact is known and one of its values is listed."""
    value = getattr(profile, clause.fact)
    if value is None or value == ():
        return None
    if isinstance(value, dt.date):
        return ("past" if value < today else "ahead") in clause.is_
    if isinstance(value, tuple):
        return any(one in clause.is_ for one in value)
    if clause.fact == "reading_language":
        return value in clause.is_ or value.split("-")[0] in clause.is_
    return value in clause.is_


def _outcome(when: t.Sequence[Truth], unless: t.Sequence[Truth]) -> Truth:
    """Return the outcome by the truth table of the contract: out, in, or may apply."""
    if any(truth is False for truth in when) or any(truth is True for truth in unless):
        return False
    if all(truth is True for truth in when) and all(truth is False for truth in unless):
        return True
    return None


def _shown(if_unknown: str, outcome: Truth) -> list[str]:
    """Return the certainty of each entry that a plan is to have of one item with this outcome."""
    if outcome:
        return ["applies"]
    return ["may_apply"] if outcome is None and if_unknown == "show" else []


def _certainties(item: so.Topic, profile: so.PatientProfile, today: dt.date = MONDAY) -> list[str]:
    facts = {name: getattr(profile, name) for name in profile.known()}
    return [entry.certainty for entry in plan_of(item, today=today, **facts).topics]


@settings(max_examples=200, deadline=None)
@given(conditions(), profiles(), st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)))
def test_a_condition_has_the_outcome_of_the_truth_table(
    condition: dict[str, t.Any], profile: so.PatientProfile, today: dt.date
) -> None:
    """All of `when` must hold, none of `unless` or `except`; what hangs on an unknown fact may apply."""
    when = [_clause_truth(clause, profile, today) for clause in condition["when"]]
    unless = [_clause_truth(clause, profile, today) for clause in condition["unless"]]
    is_out = any(_clause_truth(clause, profile, today) for clause in condition["except_"])
    expected = [] if is_out else _shown(condition["if_unknown"], _outcome(when, unless))
    assert _certainties(topic(**condition), profile, today) == expected


TRUTHS: t.Final[tuple[Truth, ...]] = (True, False, None)
_FIRST, _SECOND, _THIRD = "companion", "is_rare", "hospital_stay"


@pytest.mark.parametrize("first", TRUTHS)
@pytest.mark.parametrize("second", TRUTHS)
@pytest.mark.parametrize("third", TRUTHS)
@pytest.mark.parametrize("if_unknown", ["show", "leave_out"])
def test_the_truth_table_in_full(first: Truth, second: Truth, third: Truth, if_unknown: t.Any) -> None:
    """Two clauses of `when` and one of `unless`, each true, false and unknown: every row of the table."""
    item = topic(
        when=(so.Clause(_FIRST, (True,)), so.Clause(_SECOND, (True,))),
        unless=(so.Clause(_THIRD, (True,)),),
        if_unknown=if_unknown,
    )
    profile = so.PatientProfile(companion=first, is_rare=second, hospital_stay=third)
    assert _certainties(item, profile) == _shown(if_unknown, _outcome([first, second], [third]))


@pytest.mark.parametrize("truth", TRUTHS)
def test_an_exception_leaves_nothing_in_doubt(truth: Truth) -> None:
    """A clause of `except` that holds takes an item out; one that does not, or of an unknown fact, changes nothing."""
    item = topic(except_=(so.Clause(_FIRST, (True,)),))
    assert _certainties(item, so.PatientProfile(companion=truth)) == ([] if truth else ["applies"])


def test_an_exception_asks_last() -> None:
    """A fact that only exceptions name comes after those by which anything is more likely to change."""
    items = [topic(f"about-{n}", except_=(so.Clause(_FIRST, (True,)),)) for n in range(9)]
    plan = plan_of(*items, topic(when=(so.Clause("country", ("US",)),), if_unknown="show"))
    assert plan.unanswered == ("country", _FIRST)


def test_what_has_no_condition_is_for_everyone() -> None:
    """An item without clauses applies, whether anything is known or not."""
    assert _certainties(topic(), so.PatientProfile()) == ["applies"]


def test_what_may_apply_is_left_out_unless_asked_for() -> None:
    """Without `if_unknown`, an item that hangs on an unknown fact is not shown."""
    assert _certainties(topic(when=(so.Clause("companion", (True,)),)), so.PatientProfile()) == []


def test_unknown_is_not_no() -> None:
    """A clause that asks for *no* does not hold where nothing is known."""
    item = topic(when=(so.Clause("companion", (False,)),), if_unknown="show")
    assert _certainties(item, so.PatientProfile()) == ["may_apply"]
    assert _certainties(item, so.PatientProfile(companion=False)) == ["applies"]


@pytest.mark.parametrize("held", [("medicaid",), ("medicare", "veterans"), ("military", "medicare")])
def test_one_of_many_values_is_enough(held: tuple[str, ...]) -> None:
    """A clause holds where any value that is listed is among those a person has."""
    item = topic(when=(so.Clause("insurance", ("medicare", "medicaid")),))
    assert _certainties(item, so.PatientProfile(insurance=t.cast("t.Any", held))) == ["applies"]


@pytest.mark.parametrize("fact", DATES)
@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "past"), (0, "ahead"), (1, "ahead"), (-400, "past"), (400, "ahead")]
)
def test_a_day_is_past_or_ahead(fact: str, days: int, expected: str) -> None:
    """A date is seen as past or ahead of the day of the plan, and today still counts as ahead."""
    profile = so.PatientProfile(**{fact: t.cast("t.Any", MONDAY + dt.timedelta(days))})
    outcomes = {word: _certainties(topic(when=(so.Clause(fact, (word,)),)), profile) for word in ("past", "ahead")}
    assert outcomes == {word: ["applies"] if word == expected else [] for word in ("past", "ahead")}


@pytest.mark.parametrize(
    ("tag", "clause", "holds"),
    [
        ("es-MX", "es", True),
        ("es-MX", "es-MX", True),
        ("es", "es", True),
        ("ES-mx", "es", True),
        ("es", "es-MX", False),
        ("en-US", "es", False),
        ("zh-Hant", "zh", True),
    ],
)
def test_a_language_is_also_its_primary_subtag(tag: str, clause: str, holds: bool) -> None:  # noqa: FBT001 (a table)
    """Whoever reads Mexican Spanish reads Spanish; the reverse does not follow."""
    item = topic(when=(so.Clause("reading_language", (clause,)),))
    assert bool(_certainties(item, so.PatientProfile(reading_language=tag))) is holds


def test_a_clause_can_name_a_country() -> None:
    """A clause about the country names codes, and holds for these alone."""
    item = topic(when=(so.Clause("country", ("US", "CA")),))
    assert _certainties(item, so.PatientProfile(country="CA")) == ["applies"]
    assert _certainties(item, so.PatientProfile(country="GB")) == []


def test_a_clause_can_name_records_held() -> None:
    """A clause can ask which records are at hand."""
    held = ("record-a",)
    item = topic(unless=(so.Clause("records_held", held),))
    facts = so.PatientProfile(records_held=held)
    assert so.build_plan(facts, catalog=catalog(item, record()), today=MONDAY).topics == ()


# Clauses in a pack


def _refused(tmp_path: pathlib.Path, clause: object, field: str = "when") -> list[so.Problem]:
    data = with_value(pack_data(), ("topics", 0, field), [clause])
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, data))
    return list(caught.value.problems)


@pytest.mark.parametrize("field", ["when", "unless", "except", "raised_by"])
@pytest.mark.parametrize(
    ("clause", "path", "message"),
    [
        ({"fact": "insurence", "is": ["medicare"]}, ".fact", "did you mean 'insurance'?"),
        ({"fact": "name", "is": ["Ann"]}, ".fact", "'records_held'"),
        ({"fact": "insurance", "is": []}, ".is", "at least one"),
        ({"fact": "insurance", "is": ["medicare", "aetna"]}, ".is[1]", "'aetna'"),
        ({"fact": "companion", "is": ["yes"]}, ".is[0]", "'yes'"),
        ({"fact": "role", "is": [True]}, ".is[0]", "True"),
        ({"fact": "appointment", "is": ["2026-12-14"]}, ".is[0]", "'ahead' or 'past'"),
        ({"fact": "country", "is": ["UK"]}, ".is[0]", "'GB'"),
        ({"fact": "reading_language", "is": ["spanish!"]}, ".is[0]", "BCP 47"),
        ({"fact": "companion", "is": [1]}, ".is[0]", "whole number"),
        ({"fact": "companion", "is": True}, ".is", "expected a list"),
        ({"fact": "companion"}, ".is", "is missing"),
        ({"is": [True]}, ".fact", "is missing"),
        ({"fact": "companion", "is": [True], "not": 1}, "", "unknown field 'not'"),
    ],
    ids=repr,
)
def test_a_clause_about_nothing_is_refused(
    field: str, clause: object, path: str, message: str, tmp_path: pathlib.Path
) -> None:
    """A clause that names a fact or a value that does not exist is an error when the pack is read, with its path."""
    (problem,) = _refused(tmp_path, clause, field)
    assert problem.path == f"$.topics[0].{field}[0]{path}"
    assert message in problem.message


def test_every_wrong_value_of_a_clause_is_named(tmp_path: pathlib.Path) -> None:
    """All values of a clause that do not exist are named at once."""
    paths = [problem.path for problem in _refused(tmp_path, {"fact": "role", "is": ["uncle", "patient", "aunt"]})]
    assert paths == ["$.topics[0].when[0].is[0]", "$.topics[0].when[0].is[2]"]


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        *((fact, list(values)) for fact, values in {**ONE_OF, **MANY_OF}.items()),
        *((fact, [True, False]) for fact in BOOLS),
        *((fact, ["ahead", "past"]) for fact in DATES),
        ("country", ["US", "GB"]),
        ("reading_language", ["es", "zh-Hant"]),
        ("records_held", ["record-sample"]),
    ],
)
def test_a_clause_may_name_every_value_of_every_fact(fact: str, values: list[t.Any], tmp_path: pathlib.Path) -> None:
    """Whatever the contract lists for a fact can be asked for."""
    clause = {"fact": fact, "is": values}
    data = with_value(pack_data(), ("topics", 0, "when"), [clause])
    assert so.read_pack(write_pack(tmp_path, data)).topics[0].when == (so.Clause(fact, tuple(values)),)


def test_every_fact_can_be_asked_for() -> None:
    """The table above leaves out no fact of the contract."""
    tried = {*ONE_OF, *MANY_OF, *BOOLS, *DATES, "country", "reading_language", "records_held"}
    assert tried == set(ALL_FACTS)


@settings(max_examples=40, deadline=None)
@given(conditions(), profiles())
@example({"when": (), "unless": (), "except_": (), "if_unknown": "show"}, so.PatientProfile())
def test_the_order_of_clauses_does_not_matter(condition: dict[str, t.Any], profile: so.PatientProfile) -> None:
    """An item is in or out whichever way its clauses are written down."""
    item = topic(**condition)
    turned = attrs.evolve(item, when=item.when[::-1], unless=item.unless[::-1])
    assert _certainties(item, profile) == _certainties(turned, profile)


def test_a_clause_lists_a_value_once() -> None:
    """A value that stands twice in a clause is a slip, and would count twice where answers are weighed."""
    (problem,) = so.Clause("insurance", ("medicare", "medicare")).problems("$.when[0]")
    assert (problem.path, "twice" in problem.message) == ("$.when[0].is", True)
