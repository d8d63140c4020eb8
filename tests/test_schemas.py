"""The JSON Schemas: current, valid, and as strict as the reader of this package."""

import datetime as dt
import functools
import json
import pathlib
import subprocess
import sys
import typing as t

import jsonschema
import pytest
from hypothesis import given, settings
from strategies import (
    ALL_FACTS,
    MANY_OF,
    ONE_OF,
    notice,
    pack_data,
    plan_of,
    plans,
    profiles,
    question,
    record,
    resource,
    step,
    term,
    topic,
    with_value,
    write_pack,
)

import second_opinion as so
from second_opinion import packaged
from second_opinion.content import bundled

ROOT: t.Final = pathlib.Path(__file__).parents[1]
KINDS: t.Final = ("pack", "plan", "profile")
EXAMPLES: t.Final = packaged.names("examples", suffix=".json")

Keys = tuple[str | int, ...]


@functools.cache
def schema(kind: str) -> dict[str, t.Any]:
    """Return a schema of the package."""
    found: dict[str, t.Any] = json.loads(packaged.read("schemas", f"{kind}.schema.json"))
    return found


@functools.cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """Return a validator for a schema of the package, one that looks at dates as well."""
    return jsonschema.Draft202012Validator(schema(kind), format_checker=jsonschema.FormatChecker(["date"]))


def assert_valid(kind: str, data: t.Any) -> None:
    """Assert that a schema has nothing to say against a document."""
    assert [f"{error.json_path}: {error.message}" for error in validator(kind).iter_errors(data)] == []


def example(name: str) -> dict[str, t.Any]:
    """Return an example profile as it is in its file."""
    found: dict[str, t.Any] = json.loads(packaged.read("examples", f"{name}.json"))
    return found


@functools.cache
def plan_data() -> dict[str, t.Any]:
    """Return a plan as JSON, with an entry of every kind."""
    plan = plan_of(
        *(notice(), topic(terms=("term-a",)), question(), record(), step(), resource(), term()),
        role="parent",
        phase="recurrence",
    )
    data: dict[str, t.Any] = json.loads(so.dumps(plan))
    return data


def test_the_schemas_are_those_of_the_classes() -> None:
    """The shipped schemas are what the classes give: none was forgotten when a field came or went."""
    script = ROOT / "scripts" / "schemas.py"
    result = subprocess.run([sys.executable, script, "--check"], check=False, capture_output=True, text=True)
    assert (result.returncode, result.stdout.strip()) == (0, "nothing to change")


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one(kind: str) -> None:
    """Each schema is a valid JSON Schema of draft 2020-12 with an id of its own, and every reference in it ends."""
    jsonschema.Draft202012Validator.check_schema(schema(kind))
    assert schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(kind)["$id"].startswith(f"urn:second-opinion:{kind}:")
    text = json.dumps(schema(kind))
    for name in schema(kind)["$defs"]:
        assert f'"#/$defs/{name}"' in text
    assert text.count('"$ref": "#/$defs/') == text.count('"$ref"')


def test_the_schema_of_a_profile_is_the_contract() -> None:
    """The schema has every fact of the contract, with exactly its values."""
    properties = schema("profile")["properties"]
    assert tuple(properties) == ALL_FACTS
    for name, values in ONE_OF.items():
        several = [{"type": "array", "items": {"enum": list(values)}}] if name == "cancer_type" else []
        assert properties[name]["anyOf"] == [{"enum": list(values)}, *several, {"type": "null"}]
    for name, values in MANY_OF.items():
        several, null = properties[name]["anyOf"]
        assert (several["items"], null) == ({"enum": list(values)}, {"type": "null"})


def test_the_schema_of_a_plan_is_the_contract() -> None:
    """A plan has the keys of the contract, in their order, all required, and no others."""
    keys = (
        *("format", "version", "created", "language", "packs", "profile", "notices", "topics", "questions"),
        *("records", "steps", "resources", "terms", "sources", "unanswered"),
    )
    assert tuple(schema("plan")["properties"]) == keys
    assert tuple(schema("plan")["required"]) == keys
    assert schema("plan")["additionalProperties"] is False


@pytest.mark.parametrize("name", bundled())
def test_bundled_packs_are_valid(name: str) -> None:
    """Every bundled pack fits the schema."""
    assert_valid("pack", json.loads(packaged.read("packs", f"{name}.json")))


def test_a_pack_with_every_field_is_valid() -> None:
    """A pack with every field that the format has fits the schema."""
    assert_valid("pack", pack_data())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_and_their_plans_are_valid(name: str) -> None:
    """Every example profile, and the plan that it gives, fits its schema."""
    assert_valid("profile", example(name))
    plan = so.build_plan(so.profile_from_dict(example(name)), today=dt.date(2026, 11, 22))
    assert_valid("plan", so.to_dict(plan))
    assert_valid("profile", so.to_dict(plan)["profile"])


@settings(deadline=None, max_examples=20)
@given(plans())
def test_any_plan_is_valid(plan: so.PrepPlan) -> None:
    """Whatever plan is written fits the schema, whatever was typed into it."""
    assert_valid("plan", json.loads(so.dumps(plan)))


@settings(deadline=None)
@given(profiles())
def test_any_profile_is_valid(profile: so.PatientProfile) -> None:
    """Whatever profile is written fits the schema."""
    assert_valid("profile", so.profile_to_dict(profile))


# Faults that the schema and the reader both refuse

ADD: t.Final = object()
"""Stands for a field that is added and is not one."""
TAKE: t.Final = object()
"""Stands for a field that is taken away."""

PACK_FAULTS: t.Final[list[tuple[Keys, t.Any]]] = [
    *(((key,), TAKE) for key in ("id", "title", "version", "language", "licence", "review")),
    *(((kind, 0, "id"), TAKE) for kind in ("sources", "topics", "questions", "records", "steps", "resources")),
    *(((kind, 0), ADD) for kind in ("sources", "topics", "questions", "records", "steps", "resources", "terms")),
    *(((kind, 0), ADD) for kind in ("notices", "facts", "retired")),
    *(((kind,), {}) for kind in ("sources", "topics", "facts", "retired")),
    *(((key,), 7) for key in ("id", "title", "licence", "review")),
    ((), ADD),
    (("id",), "Sample Pack"),
    (("version",), "1.0"),
    (("language",), "english"),
    (("reviewed_on",), "2026-11-31"),
    (("reviewed_on",), "yesterday"),
    (("sources", 0, "url"), "http://example.org"),
    (("sources", 0, "url"), "javascript:alert(1)"),
    (("sources", 0, "doi"), "https://doi.org/10.1136/bmj"),
    (("sources", 0, "kind"), "blog"),
    (("sources", 0, "published"), "March 2021"),
    (("sources", 0, "seen_on"), None),
    (("topics", 0, "points"), "One point."),
    (("topics", 0, "points", 0), None),
    (("topics", 0, "weight"), "60"),
    (("topics", 0, "weight"), True),
    (("topics", 0, "weight"), 6.5),
    (("topics", 0, "if_unknown"), "hide"),
    (("topics", 0, "wording"), []),
    (("topics", 0, "wording", "nurse"), {"title": "x"}),
    (("topics", 0, "wording", "parent", "title"), 7),
    (("topics", 0, "when", 0), ADD),
    (("topics", 0, "when", 0, "fact"), TAKE),
    (("topics", 0, "when", 0, "is"), TAKE),
    (("topics", 0, "when", 0, "is"), "medicare"),
    (("topics", 0, "when", 0, "is", 0), 7),
    (("topics", 0, "when", 0, "is", 0), None),
    (("questions", 0, "audience"), "nurse"),
    (("questions", 0, "audience"), TAKE),
    (("questions", 0, "sensitive"), "yes"),
    (("questions", 0, "sensitive"), 1),
    (("questions", 0, "topic"), "About It"),
    (("questions", 0, "text"), ["What?"]),
    (("records", 0, "form"), "letter"),
    (("records", 0, "tier"), None),
    (("records", 0, "loinc", 0), "11529"),
    (("records", 0, "timing"), ADD),
    (("records", 0, "timing", "anchor"), "birthday"),
    (("records", 0, "timing", "days"), "ten"),
    (("records", 0, "timing", "days"), 1.5),
    (("steps", 0, "stage"), "later"),
    (("steps", 0, "timing"), -10),
    (("resources", 0, "status"), "dead"),
    (("resources", 0, "checked_on"), TAKE),
    (("resources", 0, "phone"), 18002272345),
    (("terms", 0, "also"), None),
    (("terms", 0, "meaning"), TAKE),
    (("notices", 0, "kind"), "warning"),
    (("facts", 0, "options", 0, "value"), 1),
    (("facts", 0, "options", 0, "because"), TAKE),
    (("retired", 0, "replaced_by"), "ask-sample"),
]

PROFILE_FAULTS: t.Final[list[tuple[Keys, t.Any]]] = [
    ((), ADD),
    ((), []),
    ((), None),
    *(((name,), "no such value") for name in ONE_OF),
    *(((name,), ["no such value"]) for name in MANY_OF),
    *(((name,), values[0]) for name, values in MANY_OF.items()),
    (("is_rare",), "yes"),
    (("is_rare",), 1),
    (("hospital_stay",), []),
    (("appointment",), "14.12.2026"),
    (("appointment",), "2026-02-30"),
    (("appointment",), 20261214),
    (("treatment_start",), "soon"),
    (("country",), "us"),
    (("country",), "USA"),
    (("reading_language",), "English, please"),
    (("records_held",), ["Pathology report"]),
    (("records_held",), "record-pathology-report"),
]

PLAN_FAULTS: t.Final[list[tuple[Keys, t.Any]]] = [
    *(((key,), TAKE) for key in schema("plan")["required"]),
    *(((key, 0), ADD) for key in ("notices", "topics", "questions", "records", "steps", "resources")),
    *(((key, 0), ADD) for key in ("terms", "sources", "packs")),
    *(((key, 0, "item"), TAKE) for key in ("notices", "topics", "questions", "records", "steps")),
    *(((key, 0, "item"), ADD) for key in ("notices", "topics", "questions", "records", "steps")),
    *(((key, 0, "rank"), TAKE) for key in ("notices", "topics", "questions", "records", "steps")),
    ((), ADD),
    ((), []),
    (("format",), "second-opinion/pack"),
    (("version",), 2),
    (("version",), -1),
    (("version",), "1"),
    (("version",), True),
    (("created",), "today"),
    (("created",), None),
    (("language",), ""),
    (("packs",), {}),
    (("packs", 0, "version"), TAKE),
    (("profile",), None),
    (("profile", "role"), "nurse"),
    (("profile", "phase"), "cured"),
    (("profile",), ADD),
    (("questions", 0, "certainty"), "maybe"),
    (("questions", 0, "status"), "finished"),
    (("questions", 0, "status"), None),
    (("questions", 0, "origin"), "doctor"),
    (("questions", 0, "due"), "2026-13-01"),
    (("questions", 0, "rush"), "no"),
    (("questions", 0, "rush"), 0),
    (("questions", 0, "rank"), "1"),
    (("questions", 0, "rank"), 1.5),
    (("questions", 0, "note"), 7),
    (("questions", 0, "answer"), ["Yes."]),
    (("questions", 0, "because"), "you are a parent"),
    (("questions", 0, "because"), [None]),
    (("questions", 0, "item", "audience"), "nurse"),
    (("questions", 0, "item", "text"), None),
    (("questions", 0, "item"), None),
    (("steps", 0, "item", "stage"), "later"),
    (("records", 0, "item", "form"), None),
    (("terms", 0, "meaning"), TAKE),
    (("sources", 0, "url"), "ftp://example.org"),
    (("unanswered",), None),
    (("unanswered",), [7]),
]


def faulty(data: t.Any, keys: Keys, value: t.Any) -> t.Any:
    """Return a document with one fault."""
    if value is ADD:
        return faulty(data, (*keys, "no_such_field"), "x")
    if not keys:
        return value
    found = data
    for key in keys[:-1]:
        found = found[key]
    changed: t.Any = dict(found) if isinstance(found, dict) else list(found)
    if value is TAKE:
        del changed[keys[-1]]
    else:
        changed[keys[-1]] = value
    return with_value(data, keys[:-1], changed)


def named(faults: list[tuple[Keys, t.Any]]) -> list[t.Any]:
    """Return faults as parameters, each with a name that says where it is and what."""
    words = {id(ADD): "added", id(TAKE): "taken"}
    return [
        pytest.param(keys, value, id=f"{i}-{'.'.join(map(str, keys)) or 'all'}-{words.get(id(value), repr(value))}")
        for i, (keys, value) in enumerate(faults)
    ]


@pytest.mark.parametrize(("keys", "value"), named(PACK_FAULTS))
def test_a_fault_in_a_pack_is_refused_by_both(keys: Keys, value: t.Any, tmp_path: pathlib.Path) -> None:
    """What the reader of packs refuses for its form, an editor with the schema marks as well."""
    data = faulty(pack_data(), keys, value)
    assert not validator("pack").is_valid(data)
    with pytest.raises(so.PackError):
        so.read_pack(write_pack(tmp_path, data))


@pytest.mark.parametrize(("keys", "value"), named(PROFILE_FAULTS))
def test_a_fault_in_a_profile_is_refused_by_both(keys: Keys, value: t.Any) -> None:
    """A wrong type, value, form or field of a profile is refused by the reader and by the schema."""
    data = faulty(example("parent-of-a-child"), keys, value)
    assert not validator("profile").is_valid(data)
    with pytest.raises(so.ProfileError):
        so.profile_from_dict(data)


@pytest.mark.parametrize(("keys", "value"), named(PLAN_FAULTS))
def test_a_fault_in_a_plan_is_refused_by_both(keys: Keys, value: t.Any) -> None:
    """A wrong type, value, form or field of a plan is refused by the reader and by the schema."""
    data = faulty(plan_data(), keys, value)
    assert not validator("plan").is_valid(data)
    with pytest.raises(so.PlanFormatError):
        so.from_dict(data)


def test_the_faults_are_the_only_ones(tmp_path: pathlib.Path) -> None:
    """Without a fault the same documents are taken by both, so it is the fault that is refused."""
    assert_valid("pack", pack_data())
    assert so.read_pack(write_pack(tmp_path)).id == "sample-pack"
    assert_valid("profile", example("parent-of-a-child"))
    assert so.profile_from_dict(example("parent-of-a-child")).role == "parent"
    assert_valid("plan", plan_data())
    assert so.from_dict(plan_data()).profile.role == "parent"
