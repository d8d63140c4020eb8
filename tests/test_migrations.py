"""Plans of older versions of the format, brought up to the newest."""

import copy
import json
import pathlib
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ENTRY_LISTS, json_values, places, plans, with_value

import second_opinion as so
from second_opinion.migrations import OLDEST, VERSION, migrated

OLD: t.Final = pathlib.Path(__file__).parent / "old"
FIRST: t.Final[dict[str, t.Any]] = json.loads((OLD / "plan-0.json").read_text("utf-8"))


def in_version_0(plan: so.PrepPlan) -> dict[str, t.Any]:
    """Return a plan as version 0 of the format would have had it; of several reasons it has the first."""
    data: dict[str, t.Any] = json.loads(so.dumps(plan))
    data["version"] = 0
    data = {"made_on" if key == "created" else key: value for key, value in data.items()}
    for name in ENTRY_LISTS:
        for entry in data[name]:
            del entry["rush"]
            entry["because"] = "".join(entry["because"][:1])
            entry["status"] = "todo" if entry["status"] == "open" else entry["status"]
    return data


def expected(plan: so.PrepPlan) -> dict[str, t.Any]:
    """Return a plan as it is after it was written in version 0: without rush, and with one reason at most."""
    data = so.to_dict(plan)
    for name in ENTRY_LISTS:
        for entry in data[name]:
            entry["rush"] = False
            entry["because"] = [one for one in entry["because"][:1] if one]
    return data


def test_the_versions_make_a_chain() -> None:
    """There is a step from each version that is read to the next, and what comes out is of the newest."""
    assert (OLDEST, VERSION) == (0, 1)
    for version in range(OLDEST, VERSION + 1):
        data = {"format": "second-opinion/prep-plan", "version": version}
        assert migrated(data) == {"format": "second-opinion/prep-plan", "version": VERSION}


def test_the_newest_version_stays_as_it_is() -> None:
    """A plan of the newest version is not touched, whatever is in it."""
    data = {**FIRST, "version": VERSION, "made_on": "x", "topics": [{"status": "todo", "because": "x"}]}
    assert migrated(data) is data


def test_what_version_0_named_otherwise() -> None:
    """Of version 0 the day, the reasons and what is open are named anew, and a rush is none."""
    entry = {"item": {"id": "ask-a"}, "because": "you are new", "status": "todo", "note": "todo"}
    done = {"because": "", "status": "done", "rush": False}
    data = {"version": 0, "made_on": "2026-11-23", "questions": [entry, done], "unanswered": ["todo"]}
    assert migrated(data) == {
        "version": 1,
        "created": "2026-11-23",
        "questions": [
            {"item": {"id": "ask-a"}, "because": ["you are new"], "status": "open", "note": "todo", "rush": False},
            {"because": [], "status": "done", "rush": False},
        ],
        "unanswered": ["todo"],
    }


def test_migrating_changes_nothing_of_what_was_given() -> None:
    """The dict that is read stays what it was."""
    before = copy.deepcopy(FIRST)
    so.from_dict(FIRST)
    migrated(FIRST)
    assert before == FIRST


def test_a_migrated_plan_is_written_in_the_newest_version() -> None:
    """Once read, an old plan is a plan like any other, and is stored as such."""
    plan = so.from_dict(FIRST)
    assert so.to_dict(plan)["version"] == VERSION
    assert so.loads(so.dumps(plan)) == plan


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_plan_goes_through_the_chain(plan: so.PrepPlan) -> None:
    """Any plan, written as version 0 would have had it, comes back with all that this version could say."""
    assert so.to_dict(so.from_dict(in_version_0(plan))) == expected(plan)


@pytest.mark.parametrize("key", [key for key in FIRST if key not in ("format", "version")])
def test_what_version_0_lacks_is_named(key: str) -> None:
    """A field that is missing from an old plan is named as it is called now."""
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict({name: value for name, value in FIRST.items() if name != key})
    assert [str(one) for one in caught.value.problems] == [f"$.{'created' if key == 'made_on' else key}: is missing"]


@pytest.mark.parametrize("key", ["because", "certainty", "due", "status", "note", "answer", "origin"])
def test_what_an_old_entry_lacks_is_named(key: str) -> None:
    """An entry of an old plan has all that entries had then; a rush is the only thing that it need not have."""
    data = copy.deepcopy(FIRST)
    del data["questions"][0][key]
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(data)
    assert [str(one) for one in caught.value.problems] == [f"$.questions[0].{key}: is missing"]


@pytest.mark.parametrize(
    ("keys", "wrong", "path"),
    [
        (("questions",), {}, "$.questions"),
        (("questions",), None, "$.questions"),
        (("questions", 0), "todo", "$.questions[0]"),
        (("questions", 0, "because"), 7, "$.questions[0].because"),
        (("questions", 0, "because"), ["x", None], "$.questions[0].because[1]"),
        (("questions", 0, "status"), "TODO", "$.questions[0].status"),
        (("questions", 0, "status"), ["todo"], "$.questions[0].status"),
        (("made_on",), "today", "$.created"),
        (("packs", 0, "version"), "one", "$.packs[0].version"),
    ],
)
def test_what_is_wrong_with_an_old_plan_is_named(keys: tuple[str | int, ...], wrong: t.Any, path: str) -> None:
    """What a step cannot turn into anything is left to the strict reader, which names it, alone, with its path."""
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(with_value(FIRST, keys, wrong))
    assert [one.path for one in caught.value.problems] == [path]


_PLACES: t.Final = list(places(FIRST))
_VALUES: t.Final = json_values(
    values=("done", "todo", "2026-11-23", "user"), keys=("id", "item", "status", "because", "rush", "made_on")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_PLACES), _VALUES), min_size=1, max_size=3))
def test_anything_anywhere_in_an_old_plan_is_read_or_refused(
    faults: list[tuple[tuple[str, tuple[str | int, ...], t.Any], t.Any]],
) -> None:
    """Whatever stands in a plan that says version 0, it is a `PlanFormatError`, or it is read and can be stored."""
    data: t.Any = FIRST
    for (_, keys, _), value in sorted(faults, key=lambda fault: len(fault[0][1]), reverse=True):
        data = with_value(data, keys, value)
    try:
        plan = so.from_dict(data)
    except so.PlanFormatError:
        return
    assert so.loads(so.dumps(plan)) == plan


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*FIRST, "created", "colour"]), _VALUES))
def test_any_object_that_says_version_0_is_read_or_refused(fields: dict[str, t.Any]) -> None:
    """A plan of version 0 may have anything, in anything's place: it is never another error."""
    with pytest.raises(so.PlanFormatError):
        so.from_dict({**fields, "format": "second-opinion/prep-plan", "version": 0})
