"""The forms of short text: ids, addresses, codes, dates in part."""

import pathlib
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import pack_data, with_value, write_pack

import second_opinion as so

Keys = tuple[str | int, ...]

PLACES: t.Final[dict[str, tuple[Keys, str]]] = {
    "id": (("id",), "$.id"),
    "version": (("version",), "$.version"),
    "language": (("language",), "$.language"),
    "url": (("sources", 0, "url"), "$.sources[0].url"),
    "doi": (("sources", 0, "doi"), "$.sources[0].doi"),
    "published": (("sources", 0, "published"), "$.sources[0].published"),
    "loinc": (("records", 0, "loinc", 0), "$.records[0].loinc[0]"),
    "resource url": (("resources", 0, "url"), "$.resources[0].url"),
}
"""A place of each form in a pack, as keys and as path."""

RIGHT: t.Final = {
    "id": ("a", "core", "breast-cancer", "a1-2b"),
    "version": ("2026.11", "2026.1", "2026.11.2"),
    "language": ("en", "es", "zh-Hant", "en-US", "fil", "sr-Latn-RS"),
    "url": ("https://example.org", "https://example.org/a?b=c&d=%20#e"),
    "doi": ("10.1136/bmj.m4087", "10.1000/182", "10.123456789/a(b)c:d"),
    "published": ("2021", "2021-03", "2021-03-09"),
    "loinc": ("11529-5", "123-4", "1234567-8"),
    "resource url": ("https://example.org",),
}

WRONG: t.Final = {
    "id": ("", "A", "1a", "a_b", "a--b", "-a", "a-", "a b", "é", "a\n", " a", "a.b"),
    "version": ("", "2026", "26.11", "2026.111", "v2026.11", "2026-11", "2026.11\n", "2026.11.", "1.0"),
    "language": ("", "e", "english", "en_US", "en-", "-en", "en-U", "en US", "en\n", "e1", "en-abcdefghi"),
    "url": (
        *("", "http://example.org", "https://", "HTTPS://example.org", "//example.org", "javascript:alert(1)"),
        *(
            'https://a"onclick="x',
            "https://a b",
            "https://a<b>",
            "https://a\n",
            " https://a",
            "https://a'b",
            "https://a`",
        ),
    ),
    "doi": (
        "",
        "doi:10.1136/x",
        "https://doi.org/10.1136/x",
        "10.1136/",
        "10.12/x",
        "10.1136",
        "10.1136/a b",
        "10.1136/a\n",
    ),
    "published": (
        "",
        "21",
        "2021-3",
        "2021-03-9",
        "2021/03",
        "March 2021",
        "2021-",
        "2021-03-09\n",
        "2021-03-09T10:00",
    ),
    "loinc": ("", "11529", "11529-", "12-3", "12345678-9", "11529-55", "11529-5\n", "a1529-5"),
    "resource url": ("", "ftp://example.org"),
}

_right = [(place, text) for place, some in RIGHT.items() for text in some]
_wrong = [(place, text) for place, some in WRONG.items() for text in some]


def test_each_form_is_tried_both_ways() -> None:
    """No form goes without right and wrong examples."""
    assert set(RIGHT) == set(WRONG) == set(PLACES)


@pytest.mark.parametrize(("place", "text"), _right)
def test_a_text_of_the_right_form_is_read(place: str, text: str, tmp_path: pathlib.Path) -> None:
    """A text that has the form of its field is read as it stands."""
    keys, _ = PLACES[place]
    read: t.Any = so.read_pack(write_pack(tmp_path, with_value(pack_data(), keys, text)))
    for key in keys:
        read = read[key] if isinstance(key, int) else getattr(read, key)
    assert read == text


@pytest.mark.parametrize(("place", "text"), _wrong)
def test_a_text_of_the_wrong_form_is_refused(place: str, text: str, tmp_path: pathlib.Path) -> None:
    """A text without the form of its field is refused with its path, and a pattern is held against the whole of it."""
    keys, path = PLACES[place]
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, with_value(pack_data(), keys, text)))
    assert path in [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize("place", PLACES)
def test_the_message_shows_what_would_do(place: str, tmp_path: pathlib.Path) -> None:
    """A message about a form shows the text that was seen, and says in words how it must look."""
    keys, path = PLACES[place]
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, with_value(pack_data(), keys, "?!")))
    (message,) = [problem.message for problem in caught.value.problems if problem.path == path]
    assert message.startswith("'?!' is not ")
    assert len(message) > len("'?!' is not ") + 10


@pytest.mark.parametrize("bad", [None, 7, True, [], {}])
def test_only_text_has_a_form(bad: object, tmp_path: pathlib.Path) -> None:
    """A value that is no text is refused as such where a form is asked for."""
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, with_value(pack_data(), ("id",), bad)))
    (problem,) = caught.value.problems
    assert problem.path == "$.id"
    assert problem.message.startswith("expected text, got ")


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True), st.sampled_from(["_", "--", " ", "A", "\n", "."]))
def test_ids_are_in_kebab_case(name: str, foreign: str) -> None:
    """Small letters, digits and single hyphens make an id; any other character at its end breaks it."""
    assert so.PatientProfile(records_held=(name,)).records_held == (name,)
    with pytest.raises(so.ProfileError):
        so.PatientProfile(records_held=(name + foreign,))
