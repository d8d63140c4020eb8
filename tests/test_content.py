"""Where packs come from: the bundled ones, and those of files and folders."""

import json
import os
import pathlib
import re
import tempfile
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MONDAY, json_values, pack_data, places, with_value, write_pack

import second_opinion as so
from second_opinion import _json
from second_opinion.content import bundled

PACKS = pathlib.Path(so.__file__).parent / "packs"


def _refused(folder: pathlib.Path, data: t.Any) -> dict[str, str]:
    """Return what is wrong with a pack: path to message."""
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(folder, data))
    return {problem.path: problem.message for problem in caught.value.problems}


def _changed(*changes: tuple[tuple[str | int, ...], t.Any]) -> dict[str, t.Any]:
    data: t.Any = pack_data()
    for keys, value in changes:
        data = with_value(data, keys, value)
    return t.cast("dict[str, t.Any]", data)


def _exactly(value: object) -> object:
    """Return a value taken apart to the bottom, with the type of each part."""
    kind: t.Any = type(value)
    if attrs.has(kind):
        return kind, [(field.name, _exactly(getattr(value, field.name))) for field in attrs.fields(kind)]
    if isinstance(value, tuple):
        return tuple, [_exactly(one) for one in t.cast("tuple[object, ...]", value)]
    return kind, value


# Reading a pack


def test_a_pack_is_read_to_the_letter(tmp_path: pathlib.Path) -> None:
    """All that stands in a pack is in the objects: written again it is the same text, in the same order."""
    read = so.read_pack(write_pack(tmp_path))
    assert json.dumps(_json.to_json(read)) == json.dumps(pack_data())


def test_a_pack_needs_little(tmp_path: pathlib.Path) -> None:
    """A pack without any content, and without a day of review, is a pack; its lists are empty."""
    head = {"id": "x", "title": "", "version": "2026.11", "language": "en", "licence": "", "review": ""}
    read = so.read_pack(write_pack(tmp_path, head))
    assert (read.id, read.reviewed_on, read.contents(), read.retired) == ("x", None, (), ())


@pytest.mark.parametrize("kind", [str, pathlib.Path])
def test_a_path_is_text_or_a_path(kind: t.Callable[[pathlib.Path], t.Any], tmp_path: pathlib.Path) -> None:
    """A file may be named as text or as a path."""
    path = kind(write_pack(tmp_path))
    assert so.read_pack(path).id == "sample-pack"
    assert "ask-sample" in so.load_catalog(path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: pathlib.Path) -> None:
    """Some editors begin a UTF-8 file with a mark; it is read like any other."""
    path = write_pack(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert so.read_pack(path).id == "sample-pack"


def test_a_pack_is_read_as_utf_8(tmp_path: pathlib.Path) -> None:
    """Text of any script is read as it stands, whatever the locale of the machine."""
    path = tmp_path / "pack.json"
    path.write_bytes(json.dumps(_changed((("title",), "Größe 大小 😀")), ensure_ascii=False).encode())
    assert so.read_pack(path).title == "Größe 大小 😀"


# What is refused

_WRONG: t.Final[dict[type, tuple[t.Any, ...]]] = {
    str: (7, ["a"], {"a": 1}),
    bool: (0, 1, "true", None),
    int: (50.0, "50", True, None),
    list: ({}, "a", 7, None),
    dict: ([], "a", 7),
    type(None): (7, "a", []),
}


def test_a_wrong_type_is_refused_wherever_it_is(tmp_path: pathlib.Path) -> None:
    """Whatever value of a pack has the wrong type, it is refused, alone, with the path to it."""
    data = pack_data()
    missed: list[tuple[str, object, object]] = []
    for path, keys, value in places(data):
        for wrong in _WRONG[type(value)]:
            # Own words are a text or a list of texts.
            if (".wording." in path or ".stale." in path) and isinstance(wrong, list | str):
                continue
            problems = _refused(tmp_path, with_value(data, keys, wrong))
            if list(problems) != [path] or not re.search("expected|not one of", problems[path]):
                missed.append((path, wrong, problems))
    assert missed == []


def test_a_field_that_is_missing_is_named(tmp_path: pathlib.Path) -> None:
    """A field without a default is asked for with its path; all others may be left out."""
    needed: set[str] = set()
    data = pack_data()
    for _, keys, _ in places(data):
        if keys and isinstance(keys[-1], str) and not {"wording", "stale", "review_by"}.intersection(keys):
            parent: t.Any = data
            for key in keys[:-1]:
                parent = parent[key]
            without = with_value(data, keys[:-1], {key: value for key, value in parent.items() if key != keys[-1]})
            try:
                so.read_pack(write_pack(tmp_path, without))
            except so.PackError as error:
                needed.update(f"{problem.path} {problem.message}" for problem in error.problems)
    heads = {f"$.{name} is missing" for name in ("id", "title", "version", "language", "licence", "review")}
    source = {f"$.sources[0].{name} is missing" for name in ("id", "title", "publisher", "kind", "seen_on", "licence")}
    cites = {
        f"$.{kind}[0].sources is empty: cite at least one source"
        for kind in ("topics", "questions", "records", "steps", "resources", "notices")
    }
    ends = {
        "topics": ("id", "title", "summary"),
        "questions": ("id", "text", "audience"),
        "records": ("id", "name", "form"),
        "steps": ("id", "title", "stage"),
        "resources": ("id", "name", "what", "status", "checked_on"),
        "terms": ("id", "term", "meaning", "sources"),
        "notices": ("id", "text", "kind"),
        "facts": ("id", "fact", "label"),
        "rules": ("id", "sheet", "name", "text", "sources"),
        "retired": ("id",),
    }
    items = {f"$.{kind}[0].{name} is missing" for kind, names in ends.items() for name in names}
    timings = {f"$.{kind}[0].timing.{name} is missing" for kind in ("records", "steps") for name in ("anchor", "days")}
    options = {f"$.facts[0].options[0].{name} is missing" for name in ("value", "label", "because")}
    clauses = {
        f"$.{kind}[0].{clause}[0].{name} is missing"
        for kind in ("topics", "questions", "records", "steps", "resources", "notices")
        for clause in ("when", "unless", "except", "raised_by")
        for name in ("fact", "is")
    } | {
        f"$.{kind}[0].{clause}[0].{name} is missing"
        for kind in ("facts", "rules")
        for clause in ("when", "unless")
        for name in ("fact", "is")
    }
    assert needed == heads | source | cites | items | timings | options | clauses


ENUMS: t.Final = (
    (("sources", 0, "kind"), ("government", "society", "charity", "paper", "center")),
    (
        ("questions", 0, "audience"),
        ("current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself"),
    ),
    (("questions", 0, "if_unknown"), ("show", "leave_out")),
    (("records", 0, "form"), ("report", "material", "images", "summary", "list", "paper")),
    (("records", 0, "tier"), ("essential", "if_it_exists", "situational")),
    (("records", 0, "timing", "anchor"), ("plan", "visit", "treatment")),
    (("steps", 0, "stage"), ("decide", "arrange", "gather", "prepare", "visit", "after")),
    (("resources", 0, "status"), ("live", "moved", "retired", "unverified")),
    (("notices", 0, "kind"), ("safety", "timing", "reassurance", "caution")),
    (
        ("rules", 0, "sheet"),
        (
            *("records_request", "pathology_request", "telling_your_doctor", "insurer_call", "second_office_call"),
            *("timeline", "note_to_doctor", "visit_sheet", "side_by_side"),
        ),
    ),
)


@pytest.mark.parametrize(("keys", "options"), ENUMS, ids=lambda value: str(value[-1]))
def test_a_value_that_is_not_listed_is_refused(
    keys: tuple[str | int, ...], options: tuple[str, ...], tmp_path: pathlib.Path
) -> None:
    """Each listed value is read; any other is refused with all that there are."""
    for option in options:
        assert so.read_pack(write_pack(tmp_path, _changed((keys, option)))).id == "sample-pack"
    (message,) = _refused(tmp_path, _changed((keys, f"{options[0]}s"))).values()
    assert all(repr(option) in message for option in options)
    assert f"did you mean {options[0]!r}" in message


@pytest.mark.parametrize(
    ("keys", "field", "meant"),
    [
        ((), "licens", "licence"),
        (("topics", 0), "sumary", "summary"),
        (("questions", 0), "audiense", "audience"),
        (("questions", 0, "when", 0), "facts", "fact"),
        (("records", 0, "timing"), "ancor", "anchor"),
        (("facts", 0), "promt", "prompt"),
        (("facts", 0, "options", 0), "becuase", "because"),
        (("rules", 0), "leter", "letter"),
        (("retired", 0), "replaced", "replaced_by"),
    ],
)
def test_a_misspelt_field_is_answered(
    keys: tuple[str | int, ...], field: str, meant: str, tmp_path: pathlib.Path
) -> None:
    """A field that does not exist is refused at its object, with the one that was likely meant."""
    ((path, message),) = _refused(tmp_path, _with_field(keys, field)).items()
    assert path == next(path for path, there, _ in places(pack_data()) if there == keys)
    assert f"unknown field {field!r}" in message
    assert f"'{meant}'" in message.partition("did you mean")[2]


def _with_field(keys: tuple[str | int, ...], field: str) -> t.Any:
    data: t.Any = pack_data()
    place = data
    for key in keys:
        place = place[key]
    place[field] = 1
    return data


def test_is_is_called_is(tmp_path: pathlib.Path) -> None:
    """The name that a field must have in Python does not go into the format: ``is_`` is no field."""
    clause = {"fact": "companion", "is_": [True]}
    problems = _refused(tmp_path, _changed((("topics", 0, "when"), [clause])))
    assert problems == {
        "$.topics[0].when[0].is": "is missing",
        "$.topics[0].when[0]": "unknown field 'is_' (did you mean 'is'?)",
    }


RULES: t.Final[tuple[tuple[tuple[str | int, ...], t.Any, str], ...]] = (
    *(((kind, 0, "sources"), [], f"$.{kind}[0].sources") for kind in ("topics", "questions", "records", "steps")),
    *(((kind, 0, "sources"), [], f"$.{kind}[0].sources") for kind in ("resources", "notices", "terms")),
    *((("steps", 0, "weight"), weight, "$.steps[0].weight") for weight in (0, -1, 101, 10**6)),
    (("topics", 0, "wording"), {"parent": {"titel": "x"}}, "$.topics[0].wording.parent"),
    (("topics", 0, "wording"), {"parent": {"weight": "x"}}, "$.topics[0].wording.parent"),
    (("topics", 0, "wording"), {"parent": {"id": "x"}}, "$.topics[0].wording.parent"),
    (("topics", 0, "wording"), {"parent": {"sources": ["x"]}}, "$.topics[0].wording.parent"),
    (("topics", 0, "wording"), {"parent": {"points": "x"}}, "$.topics[0].wording.parent.points"),
    (("topics", 0, "wording"), {"parent": {"title": ["x"]}}, "$.topics[0].wording.parent.title"),
    (("questions", 0, "wording"), {"parent": {"audience": "insurer"}}, "$.questions[0].wording.parent"),
    (("questions", 0, "wording"), {"parent": {"topic": "x"}}, "$.questions[0].wording.parent"),
    (("records", 0, "wording"), {"parent": {"loinc": ["1-1"]}}, "$.records[0].wording.parent"),
    (("facts", 0, "fact"), "insurence", "$.facts[0].fact"),
    (("facts", 0, "after", 0), "contry", "$.facts[0].after[0]"),
    (("facts", 0, "when", 0, "fact"), "fase", "$.facts[0].when[0].fact"),
    (("facts", 0, "when", 0, "is"), [], "$.facts[0].when[0].is"),
    (("facts", 0, "when", 0, "is", 1), "suspected", "$.facts[0].when[0].is"),
    (("facts", 0, "unless", 0, "is", 0), "yes", "$.facts[0].unless[0].is[0]"),
    (("facts", 0, "wording"), {"parent": {"promt": "x"}}, "$.facts[0].wording.parent"),
    (("facts", 0, "wording"), {"parent": {"label": "x"}}, "$.facts[0].wording.parent"),
    (("facts", 0, "wording"), {"parent": {"fact": "x"}}, "$.facts[0].wording.parent"),
    (("facts", 0, "wording"), {"parent": {"after": ["x"]}}, "$.facts[0].wording.parent"),
    (("facts", 0, "wording"), {"parent": {"help": ["x"]}}, "$.facts[0].wording.parent.help"),
    (("rules", 0, "sources"), [], "$.rules[0].sources"),
    (("rules", 0, "when", 0, "is", 0), "UK", "$.rules[0].when[0].is[0]"),
    (("rules", 0, "unless", 0, "fact"), "roll", "$.rules[0].unless[0].fact"),
    (("facts", 0, "options", 0, "value"), "aetna", "$.facts[0].options[0].value"),
    (("facts", 0, "options", 0, "value"), True, "$.facts[0].options[0].value"),
)


@pytest.mark.parametrize(("keys", "value", "path"), RULES, ids=[f"{row[2]} {i}" for i, row in enumerate(RULES)])
def test_a_rule_of_content_is_kept(
    keys: tuple[str | int, ...], value: t.Any, path: str, tmp_path: pathlib.Path
) -> None:
    """Each item cites a source, weighs 1 to 100, and has words only for fields and facts that there are."""
    assert list(_refused(tmp_path, _changed((keys, value)))) == [path]


@pytest.mark.parametrize("weight", [1, 100])
def test_weights_run_from_1_to_100(weight: int, tmp_path: pathlib.Path) -> None:
    """The ends of the scale are on it."""
    assert so.read_pack(write_pack(tmp_path, _changed((("steps", 0, "weight"), weight)))).steps[0].weight == weight


@pytest.mark.parametrize(
    "wording", [{"nurse": {"title": "x"}}, {"nurse": {}}, {"nurse": 7}, {"": {"title": "x"}}], ids=str
)
def test_own_words_are_for_a_role_that_there_is(wording: t.Any, tmp_path: pathlib.Path) -> None:
    """Words for a reader who does not exist are refused."""
    problems = _refused(tmp_path, _changed((("topics", 0, "wording"), wording)))
    assert all(path.startswith("$.topics[0].wording.") for path in problems)
    assert problems


@pytest.mark.parametrize(
    "wording", [{"parent": {"because": "x"}}, {"caregiver": {"prompt": "x", "help": "y"}}], ids=str
)
def test_a_question_may_have_own_words(wording: t.Any, tmp_path: pathlib.Path) -> None:
    """The question for a fact, its help and its reason may be in other words for a role."""
    read = so.read_pack(write_pack(tmp_path, _changed((("facts", 0, "wording"), wording))))
    assert read.facts[0].wording.to_json() == wording


@pytest.mark.parametrize("wording", [{"parent": {"becuase": "x"}}, {"parent": {"because": ["x", "y"]}}], ids=str)
def test_own_words_of_a_reason_are_checked(wording: t.Any, tmp_path: pathlib.Path) -> None:
    """The words of a reason for a role are checked like those of an item: a field that there is, and a text."""
    (path,) = _refused(tmp_path, _changed((("facts", 0, "options", 0, "wording"), wording)))
    assert path.startswith("$.facts[0].options[0].wording.parent")


def test_all_problems_are_named_at_once(tmp_path: pathlib.Path) -> None:
    """Whoever corrects a pack sees all that is wrong with its form, in one go."""
    data = _changed(
        (("version",), "1.0"),
        (("topics", 0, "title"), 7),
        (("questions", 0, "audience"), "nurse"),
        (("records", 0, "timing", "days"), "ten"),
        (("resources", 0, "checked_on"), "yesterday"),
        (("facts", 0, "options", 0, "value"), 7),
    )
    assert sorted(_refused(tmp_path, {**data, "licens": "x"})) == [
        "$",
        "$.facts[0].options[0].value",
        "$.questions[0].audience",
        "$.records[0].timing.days",
        "$.resources[0].checked_on",
        "$.topics[0].title",
        "$.version",
    ]


def test_all_rules_that_are_broken_are_named_at_once(tmp_path: pathlib.Path) -> None:
    """Whoever corrects a pack sees all rules of content that it breaks, in one go."""
    data = _changed(
        *[(keys, value) for keys, value, _ in (RULES[0], RULES[7], RULES[-3])], (("terms", 0, "sources"), [])
    )
    assert set(_refused(tmp_path, data)) == {RULES[0][2], RULES[7][2], RULES[-3][2], "$.terms[0].sources"}


@pytest.mark.parametrize("path", ["$", "$.topics[0]", "$.topics[0].when[0]", "$.records[0].timing"])
def test_a_key_stands_once(path: str, tmp_path: pathlib.Path) -> None:
    """Of two values for one key in an object neither may win silently."""
    where = next(value for there, _, value in places(pack_data()) if there == path)
    key = next(iter(where))
    text = json.dumps(pack_data())
    twice = text.replace(json.dumps(where), json.dumps(where)[:-1] + f", {json.dumps(key)}: 1}}")
    file = tmp_path / "pack.json"
    file.write_text(twice, encoding="utf-8")
    with pytest.raises(so.PackError, match=f"'{key}' stands twice"):
        so.read_pack(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"{", "is not JSON"),
        (b"id: sample", "line 1, column 1"),
        (b'{"id": "x",\n}', "line 2, column 1"),
        (b'{"title": "Gr\xf6\xdfe"}', "UTF-8"),
        (b"\xff\xff\xff\xff", "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "expected an object, got a list"),
        (b"null", "expected an object, got null"),
        (b'"text"', "expected an object, got text"),
        (b"1.5", "expected an object, got a number"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_pack_is_refused(content: bytes, said: str, tmp_path: pathlib.Path) -> None:
    """A file that cannot be read as a JSON object is a `PackError` that says why, and not another error."""
    path = tmp_path / "pack.json"
    path.write_bytes(content)
    with pytest.raises(so.PackError) as caught:
        so.read_pack(path)
    (problem,) = caught.value.problems
    assert problem.path == "$"
    assert said in problem.message


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: pathlib.Path) -> None:
    """What the system refuses is the system's own error, for a pack and for a catalog."""
    for read in (so.read_pack, so.load_catalog):
        with pytest.raises(FileNotFoundError):
            read(tmp_path / "none.json")
    with pytest.raises(OSError, match=str(tmp_path)):
        so.read_pack(tmp_path)


# A catalog from files


def test_the_bundled_packs_are_read_once() -> None:
    """Without own packs, everyone shares one catalog."""
    assert so.load_catalog() is so.load_catalog(language="en")


def test_own_packs_come_after_the_bundled_ones(tmp_path: pathlib.Path) -> None:
    """Own packs are added to the bundled ones, which stay what they are."""
    bundled = so.load_catalog()
    content = so.load_catalog(write_pack(tmp_path))
    assert content.packs[:-1] == bundled.packs
    assert content.packs[-1].id == "sample-pack"
    assert "ask-sample" not in bundled
    assert "ask-sample" in content


def test_a_folder_gives_its_json_files_by_name(tmp_path: pathlib.Path) -> None:
    """Of a folder, the files that end in ``.json`` are read, in the order of their names, and nothing else."""
    for name in ("b", "a", "c"):
        write_pack(tmp_path, {**pack_data_without_content(), "id": name}, f"{name}.json")
    (tmp_path / "notes.txt").write_text("no pack", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    write_pack(tmp_path / "folder", {**pack_data_without_content(), "id": "deeper"})
    content = so.load_catalog(tmp_path)
    assert [pack.id for pack in content.packs[len(bundled()) :]] == ["a", "b", "c"]


def pack_data_without_content() -> dict[str, t.Any]:
    """Return the head of a pack."""
    return {key: value for key, value in pack_data().items() if not isinstance(value, list)}


def test_an_empty_folder_is_a_mistake(tmp_path: pathlib.Path) -> None:
    """A folder in which no pack lies is likely another one than was meant: it is refused by its name."""
    (tmp_path / "notes.txt").write_text("no pack", encoding="utf-8")
    with pytest.raises(so.PackError) as caught:
        so.load_catalog(tmp_path)
    assert caught.value.where == str(tmp_path)


def test_files_and_folders_together(tmp_path: pathlib.Path) -> None:
    """Any number of files and folders can be named, and come in that order."""
    (tmp_path / "folder").mkdir()
    second = write_pack(tmp_path / "folder", {**pack_data_without_content(), "id": "in-folder"})
    first = write_pack(tmp_path)
    both = so.load_catalog(second.parent, os.fspath(first))
    assert [pack.id for pack in both.packs[-2:]] == ["in-folder", "sample-pack"]


def test_one_bad_pack_spoils_the_catalog(tmp_path: pathlib.Path) -> None:
    """A pack that breaks a rule is refused whole, and the error names its file."""
    good, bad = write_pack(tmp_path), write_pack(tmp_path, {**pack_data(), "weight": 1}, "bad.json")
    with pytest.raises(so.PackError) as caught:
        so.load_catalog(good, bad)
    assert caught.value.where == str(bad)


def test_a_pack_twice_is_refused(tmp_path: pathlib.Path) -> None:
    """The same file twice, or an id that is taken, is refused."""
    path = write_pack(tmp_path)
    with pytest.raises(so.PackError, match="sample-pack"):
        so.load_catalog(path, path)


def test_an_id_of_the_bundled_packs_is_taken(tmp_path: pathlib.Path) -> None:
    """An own pack cannot replace a bundled item by using its id."""
    taken = so.load_catalog().packs[0].questions[0].id
    data = _changed((("questions", 0, "id"), taken), (("retired",), []))
    with pytest.raises(so.PackError, match=f"'{taken}'"):
        so.load_catalog(write_pack(tmp_path, data))


def test_an_own_pack_may_cite_bundled_sources(tmp_path: pathlib.Path) -> None:
    """A hospital's pack can use the sources and terms that are there, and its items come into plans."""
    core = so.load_catalog().packs[0]
    item = {
        "id": "notice-of-the-ward",
        "text": "Ring twice.",
        "kind": "timing",
        "sources": [core.sources[0].id],
        "terms": [core.terms[0].id],
    }
    path = write_pack(tmp_path, {**pack_data_without_content(), "notices": [item]})
    plan = so.build_plan(so.PatientProfile(), catalog=so.load_catalog(path), today=MONDAY)
    assert "notice-of-the-ward" in [entry.id for entry in plan.notices]
    assert core.sources[0] in plan.sources
    assert core.terms[0] in plan.terms
    assert [used.id for used in plan.packs] == [*bundled(), "sample-pack"]


def test_a_pack_in_another_language_is_refused(tmp_path: pathlib.Path) -> None:
    """A catalog is in one language; a pack in another one is refused, though alone it can be read."""
    path = write_pack(tmp_path, _changed((("language",), "es")))
    assert so.read_pack(path).language == "es"
    with pytest.raises(so.PackError) as caught:
        so.load_catalog(path)
    ((where, problem),) = [(caught.value.where, problem) for problem in caught.value.problems]
    assert (where, problem.path) == (str(path), "$.language")
    assert "'es'" in problem.message
    assert "'en'" in problem.message


@pytest.mark.parametrize("language", ["xx", "", "e", "english", "xx-US", "-en"])
def test_a_language_without_content_is_refused(language: str) -> None:
    """Content is not silently given in another language than the one that was asked for."""
    with pytest.raises(so.UnknownLanguageError) as caught:
        so.load_catalog(language=language)
    assert (caught.value.name, caught.value.options) == (language, ("en",))


@pytest.mark.parametrize("language", ["en", "EN", "en-US", "en-GB-oxendict"])
def test_a_language_is_known_by_its_primary_subtag(language: str) -> None:
    """Whoever reads American English gets the content in English."""
    assert so.load_catalog(language=language) is so.load_catalog()


# The bundled packs


def test_every_bundled_file_is_loaded() -> None:
    """No pack lies in the package unread, and none is named that is not there."""
    assert sorted(path.stem for path in PACKS.glob("*.json")) == sorted(bundled())
    assert tuple(pack.id for pack in so.load_catalog().packs) == tuple(bundled())


@pytest.mark.parametrize("name", bundled())
def test_trust_in_the_bundled_packs_is_earned(name: str) -> None:
    """A bundled pack, which is taken on trust, is to the last type what the strict reader makes of it."""
    trusted = so.load_catalog().packs[list(bundled()).index(name)]
    strict = so.read_pack(PACKS / f"{name}.json")
    assert _exactly(trusted) == _exactly(strict)


# Anything at all

_json_values: t.Final = json_values(values=("companion", "en"), keys=("id", "fact"))
_places: t.Final = list(places(pack_data()))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_places), _json_values)
def test_any_value_anywhere_is_read_or_refused(place: tuple[str, tuple[str | int, ...], t.Any], value: t.Any) -> None:
    """Whatever stands in a pack, reading it gives a pack or a `PackError`, and no other error."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_pack(pathlib.Path(folder), with_value(pack_data(), place[1], value))
        try:
            read = so.read_pack(path)
        except so.PackError:
            return
    assert isinstance(read, so.Pack)
