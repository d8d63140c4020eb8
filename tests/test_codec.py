"""Between JSON and objects: what is read, what is refused, and what is taken on trust."""

import datetime as dt
import json
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import packs, plan_of, plans, profiles, topic

import second_opinion as so
from second_opinion import _codec, _json

Readers = t.Callable[[str | bytes], object]
READERS: t.Final[tuple[tuple[Readers, type[so.ProfileError] | type[so.PlanFormatError]], ...]] = (
    (so.loads, so.PlanFormatError),
    (so.profile_loads, so.ProfileError),
)
each_reader = pytest.mark.parametrize(("read", "error"), READERS, ids=["plan", "profile"])


def _exactly(value: object) -> object:
    """Return a value taken apart to the bottom, with the type of each part."""
    kind: t.Any = type(value)
    if attrs.has(kind):
        return kind, [(field.name, _exactly(getattr(value, field.name))) for field in attrs.fields(kind)]
    if isinstance(value, tuple):
        return tuple, [_exactly(one) for one in t.cast("tuple[object, ...]", value)]
    return kind, value


# Text


@each_reader
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" \r\n\t", "is empty"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        ("{", "is not JSON"),
        ("{]", "line 1, column 2"),
        ("{\n  'a': 1}", "line 2, column 3"),
        ("{} {}", "is not JSON"),
        ("\ufeff{}", "is not JSON"),
        (b"\xff\xfe\xfa", "UTF-8"),
        (b'{"a": "\xe9"}', "UTF-8"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a":' * 200_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "is not JSON"),
    ],
    ids=[f"text {i}" for i in range(14)],
)
def test_a_text_that_cannot_be_read_is_refused(
    read: Readers, error: type[Exception], text: str | bytes, said: str
) -> None:
    """A text that is no JSON is refused as a whole, with the reason, by an error of this package."""
    with pytest.raises(error) as caught:
        read(text)
    (problem,) = t.cast("so.PlanFormatError", caught.value).problems
    assert problem.path == "$"
    assert said in problem.message


@each_reader
@pytest.mark.parametrize("text", ["a" * 80_000_000, b"[" * 80_000_000, " " * 80_000_000])
def test_a_text_that_is_too_long_is_not_read(read: Readers, error: type[Exception], text: str | bytes) -> None:
    """Eighty megabytes are refused before they are read, with the length that would do."""
    with pytest.raises(error, match=r"80,000,000 characters are too long: at most 70,000,000"):
        read(text)


@each_reader
@pytest.mark.parametrize("text", [None, 7, {}, [], bytearray(b"{}")], ids=repr)
def test_only_text_is_read(read: Readers, error: type[Exception], text: t.Any) -> None:
    """What is neither text nor bytes is refused, also where a dict was handed over in place of its text."""
    with pytest.raises(error, match="expected JSON text"):
        read(text)


def test_a_long_text_is_read() -> None:
    """A text of the greatest length is read; one character more is not."""
    most = 70_000_000
    assert _json.parse(f'"{"a" * (most - 2)}"') == "a" * (most - 2)
    with pytest.raises(_json.RefusedError):
        _json.parse(f'"{"a" * (most - 1)}"')


@each_reader
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[]", "a list"),
        ("null", "null"),
        ('"a"', "text"),
        ("1", "a whole number"),
        ("1.0", "a number with a fraction"),
        ("true", "true or false"),
        ("NaN", "a number with a fraction"),
    ],
)
def test_a_text_of_something_else_is_refused(read: Readers, error: type[Exception], text: str, kind: str) -> None:
    """JSON that is no object is refused, and the message says what it is."""
    with pytest.raises(error, match=f"expected an object, got {kind}"):
        read(text)


@pytest.mark.parametrize("twice", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "c": 2, "a": 3}}]'])
def test_a_key_that_stands_twice_is_refused_where_people_write(twice: str) -> None:
    """In what people write by hand, of two values for one key neither wins; in what a program wrote, nobody asks."""
    with pytest.raises(_json.RefusedError) as caught:
        _json.parse(twice, unique_keys=True)
    (problem,) = caught.value.problems
    assert "'a'" in problem.message
    assert _json.parse(twice) is not None


def test_keys_of_two_objects_are_not_mixed_up() -> None:
    """One key in two objects is no key that stands twice."""
    text = '[{"a": 1, "b": {"a": 1}}, {"a": 1}]'
    assert _json.parse(text, unique_keys=True) == json.loads(text)


# Objects


@settings(max_examples=30, deadline=None)
@given(packs())
def test_a_pack_is_read_as_it_was_written(made: so.Pack) -> None:
    """What was written is read to the last type, strictly and on trust alike."""
    data = json.loads(json.dumps(_json.to_json(made)))
    assert _exactly(_codec.structure(data, so.Pack)) == _exactly(made)
    assert _exactly(_json.rebuild(data, so.Pack)) == _exactly(made)


@settings(max_examples=30, deadline=None)
@given(plans())
def test_a_plan_is_read_as_it_was_written(plan: so.PrepPlan) -> None:
    """A plan is read to the last type, not only so that it compares equal."""
    assert _exactly(so.loads(so.dumps(plan))) == _exactly(plan)


@settings(max_examples=30, deadline=None)
@given(profiles(records=("record-a", "record-b")))
def test_a_profile_is_read_as_it_was_written(profile: so.PatientProfile) -> None:
    """A profile is read to the last type: lists become tuples, and texts dates."""
    assert _exactly(so.profile_from_dict(so.profile_to_dict(profile))) == _exactly(profile)


def test_what_is_an_object_already_is_kept() -> None:
    """A part that is an object of the right class is taken as it is."""
    item = topic()
    assert _codec.structure(item, so.Topic) is item


def test_what_is_an_object_of_another_class_is_refused() -> None:
    """An object of another class is no object of JSON."""
    with pytest.raises(_json.RefusedError):
        _codec.structure(topic(), so.PatientProfile)


@pytest.mark.parametrize(
    "wrong", [{"a"}, frozenset(), iter(()), b"a", dt.date(2026, 1, 1), object], ids=lambda wrong: type(wrong).__name__
)
def test_only_what_json_has_is_read(wrong: object) -> None:
    """A set, bytes, a date or a class are not what JSON gives for a list or a text, and are refused."""
    for field in ("concerns", "role", "country", "companion"):
        with pytest.raises(so.ProfileError) as caught:
            so.profile_from_dict({field: wrong})
        assert [problem.path for problem in caught.value.problems] == [f"$.{field}"]


def test_problems_come_with_the_path_to_each() -> None:
    """A path goes through objects by name and through lists by index, to the very value."""
    data: t.Any = so.to_dict(
        plan_of(topic("a", when=(so.Clause("companion", (True,)),), points=("x", "y")), companion=True)
    )
    data["topics"][0]["item"]["points"][1] = 7
    data["topics"][0]["item"]["when"][0]["is"][0] = 7
    data["topics"][0]["rank"] = "first"
    data["packs"][0]["version"] = None
    data["profile"]["companion"] = "yes"
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(data)
    assert sorted(problem.path for problem in caught.value.problems) == [
        "$.packs[0].version",
        "$.profile.companion",
        "$.topics[0].item.points[1]",
        "$.topics[0].item.when[0].is[0]",
        "$.topics[0].rank",
    ]


def test_every_unknown_field_is_named() -> None:
    """All fields of an object that do not exist are named, each with its own likeness."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({"rolle": "parent", "zzz": 1, "fase": 1})
    said = sorted(problem.message for problem in caught.value.problems)
    assert [message.split()[2] for message in said] == ["'fase'", "'rolle'", "'zzz'"]
    assert ["did you mean" in message for message in said] == [True, True, False]


def test_keys_that_are_no_text_are_refused() -> None:
    """A dict with keys that JSON does not have is refused like any other wrong one."""
    with pytest.raises(so.ProfileError):
        so.profile_from_dict({1: "a", "b": 2, None: 3})
    with pytest.raises(so.PlanFormatError):
        so.from_dict({**so.to_dict(plan_of(topic())), 1: "a", "b": 2, None: 3})


_json_values: t.Final[st.SearchStrategy[t.Any]] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(_json_values | st.dictionaries(st.sampled_from(("role", "insurance", "appointment", "companion")), _json_values))
def test_anything_is_a_profile_or_refused(data: t.Any) -> None:
    """Whatever JSON is given, reading a profile gives one or a `ProfileError`, and no other error."""
    try:
        profile = so.profile_from_dict(data)
    except so.ProfileError as error:
        refused = error
        profile = None
    assert isinstance(profile, so.PatientProfile) or refused.problems


class _Faulty:
    """A class whose own reading has a fault."""

    @classmethod
    def from_values(cls, values: dict[str, t.Any]) -> t.Self:
        """Fail as a program with a fault does."""
        raise TypeError(f"a fault of the program, whatever is in {len(values)} values")


def test_a_fault_of_the_program_is_no_fault_of_the_file() -> None:
    """What is raised for another reason than a wrong value is not told as one: it comes through as it is."""
    with pytest.raises(TypeError, match="a fault of the program"):
        _codec.structure([{}], tuple[_Faulty, ...])


def test_what_is_null_in_a_bundled_pack_is_not_there() -> None:
    """In files that are taken on trust, null stands for a value that is not there, of whatever type."""
    trusted = _json.rebuild({"id": "step-a", "title": "A", "stage": "visit", "timing": None}, so.Step)
    assert trusted.timing is None
