"""JSON values and texts: writing the package's objects, and reading what was checked at release.

`to_json` and `encoder` write; `parse` reads a text; `rebuild` makes objects of the bundled packs, which were checked
at release, without asking again. What may be wrong is for `_codec.structure`.

The name of a field in JSON is its name in Python without a trailing underscore. A class that has a form of its own in
JSON has the methods of `OwnForm`.
"""

import contextlib
import datetime as dt
import functools
import operator
import types
import typing as t

import attrs

from second_opinion.errors import Problem, shown

Json = t.Any
"""A value as `json.loads` gives it."""

_T = t.TypeVar("_T")


def is_object(value: object) -> t.TypeGuard[dict[str, Json]]:
    """Return whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> t.TypeGuard[list[Json]]:
    """Return whether a JSON value is a list."""
    return isinstance(value, list)


_Reader = t.Callable[[Json], t.Any]

MAX_CHARACTERS = 70_000_000
"""The longest text that is read; a plan has some 300,000, and all that a person may write fits as well."""


def date_of(value: object) -> dt.date | None:
    """Return the day that a JSON value names in the one form in which days are written, ``2026-12-14``."""
    # Python reads other forms as well, such as that of weeks, 2026-W50-1.
    if isinstance(value, str) and len(value) == len("2026-12-14") and value[4] == value[7] == "-":
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(value)
    return None


class OwnForm(t.Protocol):
    """A class that is not written as an object of its fields, but as a value of `json_type`."""

    json_type: t.ClassVar[t.Any]

    def to_json(self) -> Json:
        """Return the form in JSON."""
        ...

    @classmethod
    def from_json(cls, raw: Json) -> t.Self:
        """Return the object that a value of `json_type` describes."""
        ...


class RefusedError(Exception):
    """What `structure` and `parse` raise, for their callers to say what was being read."""

    def __init__(self, problems: t.Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


# Writing


def to_json(value: t.Any) -> Json:  # noqa: ANN401 (any value of a field)
    """Return an object of this package, and all that it is made of, as values that `json.dumps` takes."""
    kind = type_of(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [one if type(one) is str else to_json(one) for one in value]
    return _writer(kind)(value)


def type_of(value: object) -> t.Any:  # noqa: ANN401 (what a type checker cannot know either)
    """Return the type of a value, without what type checkers think of it."""
    return type(value)


_PLAIN = frozenset((str, int, bool, type(None)))


@functools.cache
def _writer(kind: t.Any) -> t.Callable[[t.Any], Json]:  # noqa: ANN401 (a class)
    if kind is dt.date:
        return dt.date.isoformat
    if hasattr(kind, "from_json"):
        return t.cast("t.Callable[[t.Any], Json]", kind.to_json)
    names = [(json_name(field.name), field.name) for field in attrs.fields(kind)]
    values = operator.attrgetter(*(name for _, name in names))
    keys = [key for key, _ in names]
    return lambda value: dict(zip(keys, map(to_json, values(value)), strict=True))


def json_name(field: str) -> str:
    """Return the name in JSON of a field."""
    return field.rstrip("_")


Encoder = t.Callable[[Json], str]


@functools.cache
def encoder(indent: int | None = None) -> Encoder:
    """Return the function that makes JSON text: ASCII, so that any text at all survives storing."""
    import json  # noqa: PLC0415 (not needed to import the package)

    return json.JSONEncoder(indent=indent).encode


# Reading what was checked at release


def rebuild(raw: Json, cls: type[_T]) -> _T:
    """Return the object that *raw* describes, taken on trust: only for files that a test puts through `structure`."""
    return t.cast("_T", _object_rebuilder(t.cast("t.Any", cls))(raw))


@functools.cache
def _rebuilder(annotation: t.Any) -> _Reader | None:  # noqa: ANN401 (a type expression)
    """Return how to make a value of a type from trusted JSON, or `None` where JSON's own value will do."""
    if hasattr(annotation, "from_json"):
        return t.cast("_Reader", annotation.from_json)
    if attrs.has(annotation):
        return _object_rebuilder(annotation)
    if annotation is dt.date:
        return dt.date.fromisoformat
    if t.get_origin(annotation) is tuple:
        one = _rebuilder(t.get_args(annotation)[0])
        return (lambda raw: tuple([one(value) for value in raw])) if one else tuple
    if isinstance(annotation, types.UnionType):
        return next(filter(None, map(_rebuilder, t.get_args(annotation))), None)
    return None


@functools.cache
def _object_rebuilder(cls: t.Any) -> _Reader:  # noqa: ANN401 (an attrs class)
    readers = [(json_name(field.name), field.name, _rebuilder(field.type)) for field in attrs.fields(cls)]
    to_change = [(key, name, one) for key, name, one in readers if one or key != name]

    def read(raw: Json) -> object:
        values = dict(raw)
        for key, name, one in to_change:
            if key in values:
                value = values.pop(key)
                # What is null is not there, whatever its type would be.
                values[name] = one(value) if one and value is not None else value
        return cls(**values)

    return read


# Reading a text


def parse(text: str | bytes, *, unique_keys: bool = False) -> Json:
    """Return the value of a JSON text.

    Raises:
        RefusedError: the text is too long, empty or not JSON; with *unique_keys*, also where a key stands twice in
            an object (which costs time, so it is for what people write by hand).
    """
    import json  # noqa: PLC0415 (not needed to import the package)

    if not isinstance(text, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance] (callers may be untyped)
        raise _refusal("expected JSON text")
    if len(text) > MAX_CHARACTERS:
        raise _refusal(f"{len(text):,} characters are too long: at most {MAX_CHARACTERS:,} are read")
    if not text.strip():
        raise _refusal("is empty: expected JSON text")
    trouble = ""
    try:
        return json.loads(text, object_pairs_hook=_object_of_unique_keys if unique_keys else None)
    except json.JSONDecodeError as error:
        trouble = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        trouble = "is nested too deeply to be read"
    except UnicodeDecodeError:
        trouble = "is not text: save it as UTF-8"
    except ValueError as error:
        trouble = f"is not JSON that can be read: {error}"
    # Raised here, not above: the error of `json` holds the whole text, and would go along as the context.
    raise _refusal(trouble)


def _refusal(message: str) -> RefusedError:
    return RefusedError((Problem("$", message),))


def _object_of_unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {shown(key)} stands twice in one object")
        found[key] = value
    return found
