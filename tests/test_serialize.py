"""Plans as JSON: written in one form, and read strictly."""

import copy
import datetime as dt
import json
import sys
import typing as t

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import (
    ENTRY_LISTS,
    MONDAY,
    catalog,
    ids,
    json_values,
    notice,
    places,
    plan_of,
    plans,
    profiles,
    question,
    record,
    resource,
    source,
    step,
    term,
    texts,
    topic,
    with_value,
)

import second_opinion as so
from second_opinion.items import Content, Wordings

PLAN_KEYS: t.Final = (
    *("format", "version", "created", "language", "packs", "profile", "notices", "topics", "questions", "records"),
    *("steps", "resources", "terms", "sources", "unanswered"),
)
ENTRY_KEYS: t.Final = (*("item", "because", "certainty", "due", "rush", "rank", "status", "note", "answer", "origin"),)
COMPANION = so.Clause("companion", (True,))


def _full_plan() -> so.PrepPlan:
    """Return a plan with one entry of every kind, and something in every field that can have something."""
    shared: dict[str, t.Any] = {
        "sources": ("source-x",),
        "terms": ("term-x",),
        "when": (COMPANION,),
        "unless": (so.Clause("is_rare", (True,)),),
        "raised_by": (so.Clause("concerns", ("cost",)),),
        "if_unknown": "show",
    }
    timing = so.Timing("visit", -7)
    content = catalog(
        source("source-x", url="https://example.org", doi="10.1000/1", published="2021-03"),
        term("term-x", sources=("source-x",), also=("biopsies",)),
        topic(**shared, points=("One.", "Two.")),
        question(**shared, topic="about-a", why="Why.", good_answer="Good."),
        record(**shared, timing=timing, pitfalls=("A pitfall.",), loinc=("11529-5",)),
        step(**shared, timing=timing, actions=("Do.",)),
        resource(**shared, url="https://example.org", phone="1", hours="2", country="US", replaced_by=("resource-a",)),
        notice(**shared),
    )
    profile = so.PatientProfile(companion=True, appointment=MONDAY + dt.timedelta(14), insurance=("medicare",))
    plan = so.build_plan(profile, catalog=content, today=MONDAY)
    noted = {
        name: tuple(attrs.evolve(one, note="n", answer="a", status="done") for one in getattr(plan, name))
        for name in ENTRY_LISTS
    }
    return attrs.evolve(plan, **t.cast("t.Any", noted), unanswered=("role",))


def _data(plan: so.PrepPlan | None = None) -> dict[str, t.Any]:
    """Return a plan as `json.loads` gives it."""
    return t.cast("dict[str, t.Any]", json.loads(so.dumps(plan or _full_plan())))


def _problems(data: t.Any) -> dict[str, str]:
    """Return what is wrong with a plan: path to message."""
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(data)
    return {problem.path: problem.message for problem in caught.value.problems}


# Writing


def test_the_keys_are_those_of_the_contract() -> None:
    """A plan in JSON has the keys of section 6, in its order, and no others; so has each entry of each list."""
    for data in (_data(), so.to_dict(_full_plan()), json.loads(so.dumps(_full_plan(), indent=2))):
        assert tuple(data) == PLAN_KEYS
        for name in ENTRY_LISTS:
            assert [tuple(entry) for entry in data[name]] == [ENTRY_KEYS]
        assert [tuple(used)[:2] for used in data["packs"]] == [("id", "version")]


def test_the_head_of_a_plan() -> None:
    """A plan begins with what it is and its version, a whole number."""
    data = _data()
    assert data["format"] == "second-opinion/prep-plan"
    assert data["version"] == 1
    assert type(data["version"]) is int
    assert data["created"] == "2026-11-23"


def test_an_entry_holds_its_item_whole() -> None:
    """A front end needs nothing but the plan: items, terms and sources are in it with all their fields."""
    plan, data = _full_plan(), _data()
    for name in ENTRY_LISTS:
        entry = getattr(plan, name)[0]
        fields = [field.name.rstrip("_") for field in attrs.fields(type(entry.item))]
        assert list(data[name][0]["item"]) == fields
    assert list(data["terms"][0]) == ["id", "term", "also", "meaning", "sources"]
    assert data["sources"][0]["url"] == "https://example.org"


def test_what_the_contract_calls_the_parts_of_items() -> None:
    """Every item has an id, and by its kind a title, a name, a text, or a term with its meaning."""
    data = _data()
    parts = {
        "topics": {"title"},
        "steps": {"title"},
        "records": {"name"},
        "resources": {"name"},
        "questions": {"text", "audience", "sensitive"},
        "notices": {"text"},
    }
    assert all({"id"} | keys <= set(data[name][0]["item"]) for name, keys in parts.items())
    assert {"id", "term", "meaning"} <= set(data["terms"][0])
    assert {"id", "title"} <= set(data["sources"][0])


def test_a_clause_is_written_as_the_contract_has_it() -> None:
    """In JSON a clause has a fact and *is*."""
    assert _data()["topics"][0]["item"]["when"] == [{"fact": "companion", "is": [True]}]


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_text_is_that_of_the_dict(plan: so.PrepPlan) -> None:
    """`dumps` gives the text that `json.dumps` gives for `to_dict`, byte for byte; so it does with any indent."""
    assert so.dumps(plan) == json.dumps(so.to_dict(plan))
    for indent in (0, 1, 4):
        assert so.dumps(plan, indent=indent) == json.dumps(so.to_dict(plan), indent=indent)


def test_the_text_of_a_bundled_plan_is_that_of_the_dict() -> None:
    """The ready-made JSON of bundled items is that of their fields."""
    plan = so.build_plan(so.PatientProfile(role="parent", country="US"), today=MONDAY)
    assert so.dumps(plan) == json.dumps(so.to_dict(plan))


@settings(max_examples=15, deadline=None)
@given(plans())
def test_the_text_is_ascii(plan: so.PrepPlan) -> None:
    """A text in ASCII survives any database and any encoding; in one line unless indented."""
    assert so.dumps(plan).isascii()
    assert "\n" not in so.dumps(plan)
    assert "\n  " in so.dumps(plan, indent=2)


def test_a_dict_of_a_plan_is_the_callers_own() -> None:
    """What a caller does to the dict changes neither the plan nor the next dict."""
    plan = _full_plan()
    data = so.to_dict(plan)
    data["topics"][0]["item"]["points"].append("x")
    data["profile"]["insurance"].clear()
    assert so.to_dict(plan) == _data(plan)


# Reading what was written


@settings(max_examples=50, deadline=None)
@given(plans())
def test_a_plan_comes_back(plan: so.PrepPlan) -> None:
    """``loads(dumps(plan)) == plan``, whatever a person typed: so do indented text, bytes and the dict."""
    text = so.dumps(plan)
    assert so.loads(text) == plan
    assert so.loads(text.encode()) == plan
    assert so.loads(so.dumps(plan, indent=3)) == plan
    assert so.from_dict(so.to_dict(plan)) == plan
    assert so.dumps(so.loads(text)) == text


@settings(max_examples=80, deadline=None)
@given(texts, texts)
@example("\ud800", "\x00")
@example("\r\n", "\u2028\u2029")
@example("😀", "\udc00\ud800")
@example("", " ")
def test_the_words_of_a_person_are_kept_to_the_letter(note: str, answer: str) -> None:
    """Notes and answers come back as they were typed: halves of characters, NUL, emoji, and line ends too."""
    plan = _full_plan()
    own = so.Question(id="own-1", text=note, why=answer, audience="yourself")
    entry = attrs.evolve(plan.questions[0], note=note, answer=answer)
    again = so.loads(
        so.dumps(attrs.evolve(plan, questions=(entry, so.PlanItem(item=own, rank=2, origin="user", answer=note))))
    )
    assert (again.questions[0].note, again.questions[0].answer) == (note, answer)
    assert (again.questions[1].item.text, again.questions[1].item.why, again.questions[1].answer) == (
        note,
        answer,
        note,
    )


def test_no_answer_is_not_an_empty_one() -> None:
    """An empty note is a note; none is none."""
    plan = _full_plan()
    for note in ("", None):
        entry = attrs.evolve(plan.topics[0], note=note)
        assert so.loads(so.dumps(attrs.evolve(plan, topics=(entry,)))).topics[0].note == note


def test_two_halves_of_a_character_become_it() -> None:
    """JSON cannot tell two halves of a character side by side from the character: once read, a plan stays as it is."""
    plan = _full_plan()
    halves = attrs.evolve(plan, topics=(attrs.evolve(plan.topics[0], note="\ud83d\ude00"),))
    again = so.loads(so.dumps(halves))
    assert again.topics[0].note == "😀"
    assert so.dumps(again) == so.dumps(halves)
    assert so.loads(so.dumps(again)) == again


@settings(max_examples=25, deadline=None)
@given(profiles(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_a_bundled_plan_comes_back(profile: so.PatientProfile, today: dt.date) -> None:
    """A plan of the bundled content comes back for any person, and as the same text."""
    plan = so.build_plan(profile, today=today)
    again = so.loads(so.dumps(plan))
    assert again == plan
    assert so.dumps(again) == so.dumps(plan)


# Sharing


def _bundled_plan(role: t.Any = "patient") -> so.PrepPlan:
    return so.build_plan(so.PatientProfile(role=role), today=MONDAY)


@pytest.mark.parametrize("role", ["patient", "caregiver", "parent"])
def test_bundled_objects_are_shared(role: str) -> None:
    """However often a plan is read, its items, terms and sources are the same objects if they are bundled ones."""
    plan = _bundled_plan(role)
    first, second = (_objects(read) for read in (so.loads(so.dumps(plan)), so.from_dict(so.to_dict(plan))))
    assert first == _objects(plan)
    assert all(one is other for one, other in zip(first, second, strict=True))


def _objects(plan: so.PrepPlan) -> list[Content]:
    return [*(entry.item for entry in plan.entries()), *plan.terms, *plan.sources]


def test_bundled_objects_are_those_of_the_catalog() -> None:
    """What needs no other words is, in a plan that is read, the object of the catalog itself."""
    again = so.loads(so.dumps(_bundled_plan()))
    content = so.load_catalog()
    alike = [one for one in _objects(again) if content[one.id] == one]
    assert len(alike) > len(again.terms) + len(again.sources)
    assert all(content[one.id] is one for one in alike)


def test_what_a_person_typed_is_not_shared() -> None:
    """An item that is not bundled is read, and is equal."""
    plan = _full_plan()
    again = so.loads(so.dumps(plan))
    assert again.topics[0].item == plan.topics[0].item
    assert again.topics[0].item is not plan.topics[0].item


def _first_with(wanted: t.Callable[[dict[str, t.Any]], bool], name: str) -> tuple[dict[str, t.Any], int]:
    """Return a bundled plan in JSON and the index of the first entry of a list whose item is *wanted*."""
    data = _data(_bundled_plan())
    return data, next(i for i, entry in enumerate(data[name]) if wanted(entry["item"]))


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [
        ("questions", "weight", lambda item: float(item["weight"])),
        ("questions", "weight", lambda _: True),
        ("questions", "weight", lambda item: str(item["weight"])),
        ("questions", "sensitive", lambda item: int(item["sensitive"])),
        ("questions", "sensitive", lambda item: float(item["sensitive"])),
        ("questions", "text", lambda _: None),
        ("questions", "id", lambda item: item["id"].upper()),
        ("topics", "points", lambda item: {str(i): one for i, one in enumerate(item["points"])}),
        ("topics", "terms", lambda _: "term"),
        ("topics", "if_unknown", lambda _: "perhaps"),
    ],
    ids=[f"case {i}" for i in range(10)],
)
def test_a_bundled_item_with_another_type_is_refused(name: str, field: str, wrong: t.Any) -> None:
    """A value that Python calls equal, but that is of another type, is not taken for the bundled one."""
    data, i = _first_with(lambda _: True, name)
    data[name][i]["item"][field] = wrong(data[name][i]["item"])
    assert list(_problems(data)) == [f"$.{name}[{i}].item.{field}"]


def test_a_bundled_clause_with_another_type_is_refused() -> None:
    """Deep within a bundled item, too, 1 is not taken for true."""
    plan = so.build_plan(so.PatientProfile(companion=True, is_rare=True, wants_trials=True), today=MONDAY)
    data = _data(plan)
    found = [
        (path, keys)
        for path, keys, value in places(data)
        if value is True and len(keys) > 2 and keys[2] == "item" and "is" in keys
    ]
    path, keys = found[0]
    assert list(_problems(with_value(data, keys, 1))) == [path]
    assert list(_problems(with_value(data, keys, 1.0))) == [path]


def test_a_bundled_item_with_another_text_is_read_as_it_stands() -> None:
    """A plan of another release has other words: they are kept, and not replaced by those of today."""
    data, i = _first_with(lambda _: True, "questions")
    data["questions"][i]["item"]["text"] = "In other words?"
    again = so.from_dict(data)
    assert again.questions[i].item.text == "In other words?"
    assert so.load_catalog()[again.questions[i].id] is not again.questions[i].item


def test_a_bundled_item_in_another_order_of_keys_is_read() -> None:
    """Some databases sort keys: the plan is equal all the same."""
    plan = _bundled_plan()
    assert so.loads(json.dumps(so.to_dict(plan), sort_keys=True)) == plan


def test_a_bundled_item_with_an_unknown_field_is_refused() -> None:
    """A field more makes an item that is not the bundled one, and is refused."""
    data, i = _first_with(lambda _: True, "topics")
    data["topics"][i]["item"]["colour"] = "red"
    assert list(_problems(data)) == [f"$.topics[{i}].item"]


def test_a_bundled_item_in_the_wrong_list_is_refused() -> None:
    """A question is no topic, though it is in the catalog."""
    data = _data(_bundled_plan())
    data["topics"][0]["item"] = data["questions"][0]["item"]
    assert all(path.startswith("$.topics[0].item") for path in _problems(data))


def test_a_bundled_item_in_the_wrong_list_is_refused_for_what_it_lacks() -> None:
    """An item of the wrong kind is told what a topic has, whether its content is bundled or not."""
    said: list[dict[str, str]] = []
    for item_id in (None, "own-1"):
        data = _data(_bundled_plan())
        data["topics"][0]["item"] = {**data["questions"][0]["item"], **({"id": item_id} if item_id else {})}
        said.append(_problems(data))
    assert said[0] == said[1]


def _nested(depth: int) -> list[t.Any]:
    deep: list[t.Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


@pytest.mark.parametrize("value", [dt.date(2026, 1, 1), object(), _nested(3000)], ids=["date", "object", "deep"])
def test_a_bundled_item_with_anything_in_it_is_refused(value: object) -> None:
    """Whatever stands in an item with a bundled id, it is a `PlanFormatError` that says so."""
    data = _data(_bundled_plan())
    data["topics"][0]["item"]["summary"] = value
    assert list(_problems(data)) == ["$.topics[0].item.summary"]


# Refusing


@pytest.mark.parametrize("wrong", [None, [], "plan", 7, True, 1.5, [{}]], ids=repr)
def test_a_plan_is_an_object(wrong: t.Any) -> None:
    """Anything but an object is refused as a whole."""
    assert list(_problems(wrong)) == ["$"]


@pytest.mark.parametrize(
    "wrong", [None, "", "second-opinion/plan", "prep-plan", 7, ["second-opinion/prep-plan"]], ids=repr
)
def test_something_else_is_no_plan(wrong: t.Any) -> None:
    """An object that does not say that it is a plan is refused for that alone, with what a plan says."""
    problems = _problems(with_value(_data(), ("format",), wrong))
    assert list(problems) == ["$.format"]
    assert "'second-opinion/prep-plan'" in problems["$.format"]


@pytest.mark.parametrize("data", [{}, {"resourceType": "Bundle"}, {"format": "second-opinion/prep-plan"}], ids=repr)
def test_a_head_that_is_missing_is_asked_for(data: t.Any) -> None:
    """Without format or version nothing else is looked at."""
    assert list(_problems(data)) in (["$.format"], ["$.version"])


@pytest.mark.parametrize("wrong", [True, False, -1, 1.0, 0.0, "1", None, [1], {}], ids=repr)
def test_a_version_is_a_whole_number(wrong: t.Any) -> None:
    """True is no version, though Python calls it 1; neither is 1.0."""
    assert list(_problems(with_value(_data(), ("version",), wrong))) == ["$.version"]


@pytest.mark.parametrize("newer", [2, 3, 10**20])
def test_a_newer_version_is_refused(newer: int) -> None:
    """A plan of a newer version is not read in part: the error names both versions and what to do."""
    data = {"format": "second-opinion/prep-plan", "version": newer, "something": "new"}
    problems = _problems(data)
    assert list(problems) == ["$.version"]
    assert str(newer) in problems["$.version"]
    assert "upgrade" in problems["$.version"]


def test_a_version_is_told_from_a_format_first() -> None:
    """What is no plan at all is not called a newer one."""
    assert list(_problems({"format": "x", "version": 99})) == ["$.format"]


def test_a_version_of_any_length_is_refused() -> None:
    """A number that Python does not write out is refused like any other."""
    assert list(_problems({"format": "second-opinion/prep-plan", "version": 10**5000})) == ["$.version"]


@pytest.mark.parametrize("key", PLAN_KEYS[2:])
def test_every_field_of_a_plan_must_be_there(key: str) -> None:
    """A field that a plan of this version has and that is missing is named."""
    data = _data()
    del data[key]
    assert _problems(data) == {f"$.{key}": "is missing"}


@pytest.mark.parametrize("key", ENTRY_KEYS)
@pytest.mark.parametrize("name", ENTRY_LISTS)
def test_every_field_of_an_entry_must_be_there(name: str, key: str) -> None:
    """A field that an entry has and that is missing is named: a status that was lost is not taken for *open*."""
    data = _data()
    del data[name][0][key]
    assert _problems(data) == {f"$.{name}[0].{key}": "is missing"}


def test_fields_that_are_missing_are_named_beside_other_problems() -> None:
    """What an entry lacks is named together with what is wrong elsewhere."""
    data = _data()
    del data["steps"][0]["note"]
    data["topics"][0]["status"] = "finished"
    assert sorted(_problems(data)) == ["$.steps[0].note", "$.topics[0].status"]


@pytest.mark.parametrize("rank", [0, -1, -(10**6)])
def test_a_rank_counts_from_one(rank: int) -> None:
    """There is no place before the first."""
    assert list(_problems(with_value(_data(), ("records", 0, "rank"), rank))) == ["$.records[0].rank"]


def test_what_is_unanswered_is_a_fact() -> None:
    """A fact that does not exist cannot be asked for: it is refused with the one that was likely meant."""
    problems = _problems(with_value(_data(), ("unanswered",), ["role", "insurence"]))
    assert list(problems) == ["$.unanswered[1]"]
    assert "did you mean 'insurance'" in problems["$.unanswered[1]"]


_WRONG: t.Final[dict[type, tuple[t.Any, ...]]] = {
    str: (7, True, ["a"], {"a": 1}),
    bool: (0, 1, "true", None, 0.0),
    int: (50.0, "50", True, None, []),
    list: ({}, "a", 7, None, True),
    dict: ([], "a", 7, True),
    type(None): (1.5,),
}


def test_a_wrong_type_is_refused_wherever_it_is() -> None:
    """Whatever value of a plan has the wrong type, it is refused, alone, with the path to it."""
    data = _data()
    missed: list[tuple[str, object, object]] = []
    tried = 0
    for path, keys, value in places(data):
        if path == "$":
            continue
        for wrong in _WRONG[type(value)]:
            # A value that a clause names may be a text or true, and a fact may be unknown.
            if ".is[" in path and isinstance(wrong, bool | str):
                continue
            if path.startswith("$.profile.") and wrong is None:
                continue
            tried += 1
            problems = _problems(with_value(data, keys, wrong))
            if list(problems) != [path]:
                missed.append((path, wrong, problems))
    assert missed == []
    assert tried > 500


def test_nothing_is_refused_for_being_unknown() -> None:
    """Null stands where a value may be unknown, and nowhere else."""
    data = _data()
    accepted: set[str] = set()
    for path, keys, _ in places(data):
        try:
            so.from_dict(with_value(data, keys, None))
        except so.PlanFormatError:
            continue
        accepted.add(path)
    expected = {f"$.profile.{name}" for name in data["profile"]} | {"$.packs[0].reviewed_on"}
    expected |= {f"$.{name}[0].{field}" for name in ENTRY_LISTS for field in ("due", "note", "answer")}
    expected |= {f"$.{name}[0].item.review_by" for name in ENTRY_LISTS}
    expected |= {f"$.{name}[0].item.timing" for name in ("records", "steps")} | {"$.questions[0].item.topic"}
    expected |= {f"$.resources[0].item.{name}" for name in ("url", "phone", "hours", "country")}
    expected |= {f"$.sources[0].{name}" for name in ("url", "doi", "published")}
    assert accepted == expected


ENUMS: t.Final = (
    (("topics", 0, "certainty"), ("applies", "may_apply")),
    (("steps", 0, "status"), ("open", "done", "skipped")),
    (("records", 0, "origin"), ("content",)),
    (("questions", 0, "item", "audience"), ("current_doctor", "second_office", "second_doctor", "insurer", "yourself")),
    (("steps", 0, "item", "stage"), ("decide", "arrange", "gather", "prepare", "visit", "after")),
    (("profile", "phase"), ("suspected", "newly_diagnosed", "recurrence")),
    (("profile", "insurance", 0), ("private_hmo", "medicare", "uninsured")),
)


@pytest.mark.parametrize(("keys", "options"), ENUMS, ids=lambda value: str(value[-1]))
def test_a_value_that_is_not_listed_is_refused(keys: tuple[str | int, ...], options: tuple[str, ...]) -> None:
    """A value that is none of those there are is shown with all of them, and with the one that was likely meant."""
    data = _data()
    for option in options:
        assert so.from_dict(with_value(data, keys, option)).created == MONDAY
    ((path, message),) = _problems(with_value(data, keys, f"{options[0]}x")).items()
    assert path == next(path for path, there, _ in places(data) if there == keys)
    assert all(repr(option) in message for option in options)
    assert f"did you mean {options[0]!r}" in message


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_misspelt_field_is_answered(data: st.DataObject) -> None:
    """A field that is misspelt, in any object of a plan, is refused at that object with the right one."""
    plan = _data()
    objects = [(path, keys, one) for path, keys, one in places(plan) if isinstance(one, dict) and one and keys]
    path, keys, one = data.draw(st.sampled_from(objects))
    field = data.draw(st.sampled_from([name for name in one if len(name) > 3] or list(one)))
    misspelt = f"{field}e"
    problems = _problems(with_value(plan, keys, {misspelt if name == field else name: one[name] for name in one}))
    assert set(problems) <= {path, f"{path}.{field}"}
    assert f"unknown field '{misspelt}'" in problems[path]
    assert f"'{field}'" in problems[path].partition("did you mean")[2] or len(field) < 3


@pytest.mark.parametrize(
    "wrong", ["2026-02-30", "2026-1-1", "20261123", "2026-11-23T00:00:00", "today", "", "2026-11-23 "]
)
@pytest.mark.parametrize(
    "keys", [("created",), ("profile", "appointment"), ("steps", 0, "due"), ("sources", 0, "seen_on")], ids=str
)
def test_a_date_is_an_iso_date(keys: tuple[str | int, ...], wrong: str) -> None:
    """A date is year, month and day in digits; no other form that Python may understand is read."""
    data = _data()
    path = next(path for path, there, _ in places(data) if there == keys)
    assert list(_problems(with_value(data, keys, wrong))) == [path]


def test_a_week_is_no_date() -> None:
    """The form of a date with a week in it is not that of a plan."""
    assert list(_problems(with_value(_data(), ("created",), "2026-W48-1"))) == ["$.created"]


def test_many_problems_are_named_at_once() -> None:
    """Whoever sent a plan sees all that is wrong with it, each with its path."""
    data = _data()
    data["topics"][0]["status"] = "finished"
    data["questions"][0]["item"]["weight"] = "heavy"
    data["records"][0]["item"]["timing"]["days"] = 1.5
    data["steps"] = "none"
    data["profile"]["role"] = "uncle"
    data["colour"] = "red"
    del data["created"]
    assert sorted(_problems(data)) == [
        "$",
        "$.created",
        "$.profile.role",
        "$.questions[0].item.weight",
        "$.records[0].item.timing.days",
        "$.steps",
        "$.topics[0].status",
    ]


def test_hundreds_of_problems_are_named_at_once() -> None:
    """Each of many wrong entries is named, with its index."""
    data = _data()
    data["topics"] = [{**data["topics"][0], "item": 7}] * 500
    assert list(_problems(data)) == [f"$.topics[{i}].item" for i in range(500)]


def test_an_item_stands_once() -> None:
    """Two entries with one id cannot be told apart: in one list or in two, they are refused and named."""
    data = _data()
    data["topics"] = data["topics"] * 2
    with pytest.raises(so.PlanFormatError, match="'about-a'"):
        so.from_dict(data)
    data = _data()
    data["notices"][0]["item"]["id"] = "about-a"
    with pytest.raises(so.PlanFormatError, match="'about-a'"):
        so.from_dict(data)


def test_all_items_that_stand_twice_are_named() -> None:
    """Every double id is named at once, each once."""
    data = _data()
    data["topics"] = data["topics"] * 3
    data["steps"] = data["steps"] * 2
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(data)
    assert [problem.message.split("'")[1] for problem in caught.value.problems] == ["about-a", "step-a"]


@pytest.mark.parametrize("name", ENTRY_LISTS)
def test_an_own_item_has_an_own_id(name: str) -> None:
    """Who added an item can be seen from its id: where the two say otherwise, the entry is refused and its id named."""
    item_id = _data()[name][0]["item"]["id"]
    problems = _problems(with_value(_data(), (name, 0, "origin"), "user"))
    assert problems == {f"$.{name}[0].origin": f"'{item_id}' is not the id of an own item"}
    problems = _problems(with_value(_data(), (name, 0, "item", "id"), "own-1"))
    assert problems == {f"$.{name}[0].origin": "'own-1' is the id of an own item"}
    own = with_value(with_value(_data(), (name, 0, "item", "id"), "own-1"), (name, 0, "origin"), "user")
    assert so.from_dict(own).entries()[ENTRY_LISTS.index(name)].is_own


def test_reading_changes_nothing_of_what_was_given() -> None:
    """The dict that is read stays what it was, with bundled items and without."""
    for plan in (_full_plan(), _bundled_plan()):
        data = _data(plan)
        before = copy.deepcopy(data)
        so.from_dict(data)
        assert data == before


@pytest.mark.parametrize("place", ['"second-opinion/prep-plan"', '"en"', '"about-a"', '"A title"'])
def test_depth_never_breaks_reading(place: str) -> None:
    """Just before and after the depth at which Python gives up, a plan is refused by an error of this package."""
    _read_at_all_depths(place)


def test_depth_never_breaks_reading_a_date() -> None:
    """The depth of what stands in place of a date does not matter either."""
    _read_at_all_depths('"2026-11-23"')


def _read_at_all_depths(place: str) -> None:
    text = so.dumps(plan_of(topic())).replace(place, "@", 1)
    limit = sys.getrecursionlimit()
    for depth in (*range(limit - 150, limit + 5), limit * 2):
        with pytest.raises(so.PlanFormatError):
            so.loads(text.replace("@", "[" * depth + "]" * depth))


_json_values: t.Final = json_values(values=("done", "2026-11-23"), keys=("id", "item"))
_PLACES: t.Final = list(places(_data()))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_PLACES), _json_values)
def test_anything_anywhere_is_read_or_refused(place: tuple[str, tuple[str | int, ...], t.Any], value: t.Any) -> None:
    """Whatever stands in a plan, it is refused by a `PlanFormatError`, or it is read and can be written again."""
    try:
        plan = so.from_dict(with_value(_data(), place[1], value))
    except so.PlanFormatError:
        return
    assert so.loads(so.dumps(plan)) == plan


@pytest.mark.parametrize("cut", [1, 10, 1000])
def test_a_text_that_was_cut_off_is_refused(cut: int) -> None:
    """A plan that was stored in part is not read in part."""
    with pytest.raises(so.PlanFormatError):
        so.loads(so.dumps(_full_plan())[:-cut])


def test_own_words_of_an_item_survive() -> None:
    """An item that came with words for other readers keeps them in a plan that is written and read."""
    spoken = Wordings((("parent", "text", "x"), ("parent", "why", "y"), ("caregiver", "text", "z")))
    plan = _full_plan()
    entry = attrs.evolve(plan.questions[0], item=question(wording=spoken))
    again = so.loads(so.dumps(attrs.evolve(plan, questions=(entry,))))
    assert again.questions[0].item.wording == spoken


def test_the_full_plan_is_full() -> None:
    """The plan that these tests change has one entry in every list, so that no kind of place is missed."""
    plan = _full_plan()
    assert [len(getattr(plan, name)) for name in ENTRY_LISTS] == [1] * 6
    assert (ids(plan.terms), ids(plan.sources)) == (["term-x"], ["source-x"])
    assert plan.steps[0].due is not None
    assert plan.topics[0].because == ("companion: True",)
