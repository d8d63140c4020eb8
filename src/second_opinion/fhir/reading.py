"""Reading one FHIR resource, tolerantly: whatever stands where, nothing here raises."""

import functools
import re
import typing as t

import attrs

from second_opinion import _json
from second_opinion.fhir.coding import Coding

Raw = dict[str, t.Any]
"""A JSON object that says what it likes."""

_DATE = re.compile(r"((?:18|19|20|21)[0-9]{2})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?(?=T|$)", re.ASCII)
_LONGEST = 1_000
_IN_ERROR = "entered-in-error"
_STATUSES = ("status", "verificationStatus", "docStatus")


_P = t.ParamSpec("_P")
_T = t.TypeVar("_T")
_FORGET: list[t.Callable[[], None]] = []


def remembered(function: t.Callable[_P, _T]) -> t.Callable[_P, _T]:
    """Return a function that remembers what it made of a person's words, until the import is over."""
    kept = functools.lru_cache(maxsize=4096)(function)
    _FORGET.append(kept.cache_clear)
    return t.cast("t.Callable[_P, _T]", kept)


def forget() -> None:
    """Let go of all that was remembered of a person's words."""
    for one in _FORGET:
        one()


@attrs.frozen
class About:
    """Some elements of a resource as they stand there, to be remembered by: there are many of few."""

    key: str = attrs.field(repr=False)
    raw: Raw = attrs.field(eq=False, repr=False)


def about(raw: Raw, *names: str) -> About | None:
    """Return some elements of a resource, or `None` where they are nested too deeply to be compared."""
    kept = {name: raw[name] for name in names if name in raw}
    try:
        return About(repr(kept), kept)
    except RecursionError:
        return None


def members(value: _json.Json, *path: str) -> list[_json.Json]:
    """Return what stands at a path, through lists, in order; what is not there, or null, is passed over."""
    found = _each(value)
    for name in path:
        # Most often there is one object, and most of the time of an import is spent here.
        if len(found) == 1:
            (one,) = found
            found = _each(one.get(name)) if isinstance(one, dict) else []  # pyright: ignore[reportUnknownMemberType] (JSON)
        else:
            inner: list[Raw] = [one for one in found if isinstance(one, dict)]
            found = [each for one in inner for each in _each(one.get(name))]
    return found


def _each(value: _json.Json) -> list[_json.Json]:
    return value if isinstance(value, list) else [] if value is None else [value]  # pyright: ignore[reportUnknownVariableType] (JSON)


def objects(value: _json.Json, *path: str) -> list[Raw]:
    """Return the objects at a path."""
    return [one for one in members(value, *path) if isinstance(one, dict)]


def texts(value: _json.Json, *path: str) -> t.Iterator[str]:
    """Yield the texts at a path that are not blank, each cut where it is far too long for what is read here."""
    return (one.strip()[:_LONGEST] for one in members(value, *path) if isinstance(one, str) and one.strip())


def text(value: _json.Json, *path: str) -> str:
    """Return the first text at a path, or the empty one."""
    if isinstance(value, str) and not path:
        return value.strip()[:_LONGEST]
    for one in members(value, *path):
        if isinstance(one, str) and (said := one.strip()):
            return said[:_LONGEST]
    return ""


def codings(value: _json.Json, *path: str) -> tuple[Coding, ...]:
    """Return the codings of the concepts at a path; a bare `Coding` there will do as well."""
    found: list[Coding] = []
    for concept in objects(value, *path):
        for one in (*objects(concept.get("coding")), concept):
            coding = Coding(_said(one.get("system")), _said(one.get("code")), _said(one.get("display")))
            if any(coding):
                found.append(coding)
    return tuple(found)


def _said(value: _json.Json) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else text(value)


def codes(value: _json.Json, *path: str) -> frozenset[str]:
    """Return the codes of the concepts at a path, whatever their system, and the plain codes there."""
    found: set[str] = set()
    for one in members(value, *path):
        if isinstance(one, str):
            found.add(_said(one))
        elif isinstance(one, dict):
            found.update(texts(one, "coding", "code"), texts(one, "code"))
    found.discard("")
    return frozenset(found)


def words(value: _json.Json, *path: str) -> str:
    """Return what the concepts at a path are called: their own texts, or the names of their codes."""
    own = list(texts(value, *path, "text"))
    return "; ".join(dict.fromkeys(own or [one.display for one in codings(value, *path) if one.display]))


def all_words(value: _json.Json, *path: str) -> tuple[str, ...]:
    """Return every name that is given for the concepts at a path: their own texts, then the names of their codes."""
    own: dict[str, None] = {}
    names: dict[str, None] = {}
    for concept in objects(value, *path):
        own.update(dict.fromkeys(texts(concept.get("text"))))
        for one in (*objects(concept.get("coding")), concept):
            names[_said(one.get("display"))] = None
    return tuple(name for name in own | names if name)


def date(value: _json.Json, *names: str) -> str | None:
    """Return the first date among some elements, or start of a period: a year, a month or a day."""
    for name in names:
        for one in members(value, name):
            said = one if isinstance(one, str) else text(one, "start")
            match = _DATE.match(said.strip())
            if match:
                return match[0]
    return None


def is_in_error(raw: Raw) -> bool:
    """Return whether a resource says of itself that it should not be there."""
    for name in _STATUSES:
        said = raw.get(name)
        if said == _IN_ERROR or (said is not None and not isinstance(said, str) and _IN_ERROR in codes(said)):
            return True
    return False
