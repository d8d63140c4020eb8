"""Between JSON values and the package's objects, strictly; the only module that knows cattrs.

Three ways through:

* `structure` reads what may be wrong: it refuses wrong types and unknown fields, and names every problem with its path.
* `rebuild` reads what was checked at release, the bundled packs, without asking again (cattrs is not even imported).
* `to_json` and `json_text` write.

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

from second_opinion.errors import Problem, ProfileError, did_you_mean, nearest, not_one_of, shown
from second_opinion.formats import Form

if t.TYPE_CHECKING:
    from cattrs import Converter, ForbiddenExtraKeysError

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

MAX_CHARACTERS = 20_000_000
"""The longest text that is read; a plan has some 200,000."""


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
    kind = _type_of(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [one if type(one) is str else to_json(one) for one in value]
    return _writer(kind)(value)


def _type_of(value: object) -> t.Any:  # noqa: ANN401 (what a type checker cannot know either)
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
    if len(keys) == 1:
        return lambda value: {keys[0]: to_json(values(value))}
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
    return t.cast("_T", _rebuilder(t.cast("t.Any", cls))(raw))


@functools.cache
def _rebuilder(annotation: t.Any) -> _Reader:  # noqa: ANN401 (a type expression)
    """Return how to make a value of a type from trusted JSON; the identity where JSON's own value will do."""
    if hasattr(annotation, "from_json"):
        return t.cast("_Reader", annotation.from_json)
    if attrs.has(annotation):
        return _object_rebuilder(annotation)
    if annotation is dt.date:
        return dt.date.fromisoformat
    if t.get_origin(annotation) is tuple:
        one = _rebuilder(t.get_args(annotation)[0])
        return tuple if one is _same else lambda raw: tuple([one(value) for value in raw])
    if isinstance(annotation, types.UnionType):
        return _optional_rebuilder([_rebuilder(part) for part in t.get_args(annotation)])
    return _same


def _same(raw: Json) -> Json:
    return raw


def _optional_rebuilder(parts: list[_Reader]) -> _Reader:
    making = [part for part in parts if part is not _same]
    return (lambda raw: None if raw is None else making[0](raw)) if making else _same


def _object_rebuilder(cls: t.Any) -> _Reader:  # noqa: ANN401 (an attrs class)
    readers = {json_name(field.name): (field.name, _rebuilder(field.type)) for field in attrs.fields(cls)}
    to_change = {key: reader for key, reader in readers.items() if reader != (key, _same)}

    def read(raw: Json) -> object:
        values = {key: value for key, value in raw.items() if key not in to_change}
        for key in to_change.keys() & raw.keys():
            name, one = to_change[key]
            values[name] = one(raw[key])
        return cls(**values)

    return read


# Reading what may be wrong


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
    try:
        return json.loads(text, object_pairs_hook=_object_of_unique_keys if unique_keys else None)
    except json.JSONDecodeError as error:
        raise _refusal(f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _refusal("is nested too deeply to be read") from None
    except UnicodeDecodeError:
        raise _refusal("is not text: save it as UTF-8") from None
    except ValueError as error:
        raise _refusal(f"is not JSON that can be read: {error}") from None


def _refusal(message: str) -> RefusedError:
    return RefusedError((Problem("$", message),))


def _object_of_unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!a} stands twice in one object")
    return found


def structure(raw: Json, cls: type[_T]) -> _T:
    """Return the object that *raw* describes; parts of it that are objects of the right class already are kept.

    Raises:
        RefusedError: with all problems that were found, each with its path.
    """
    import cattrs  # noqa: PLC0415 (costs as much as half the package)

    try:
        return _converter(detailed=False).structure(raw, cls)
    except Exception:  # noqa: BLE001, S110 (whatever it is, it is found again and said in full)
        pass
    try:
        return _converter(detailed=True).structure(raw, cls)
    except (cattrs.BaseValidationError, ValueError) as error:
        raise RefusedError(_problems(error, "$")) from None


_Hook = t.Callable[[Json, t.Any], t.Any]


@functools.cache
def _converter(*, detailed: bool) -> "Converter":
    """Return the cattrs converter, told how strictly this package reads.

    The quick one stops at the first problem, without a path; the *detailed* one finds all of them.
    """
    from cattrs import Converter, gen  # noqa: PLC0415

    strict = Converter(forbid_extra_keys=True, detailed_validation=detailed)

    def object_hook(cls: t.Any) -> _Hook:  # noqa: ANN401 (an attrs class)
        names = [field.name for field in attrs.fields(t.get_origin(cls) or cls)]
        renamed: t.Any = {name: gen.override(rename=json_name(name)) for name in names if json_name(name) != name}
        from_object = _only(dict, gen.make_dict_structure_fn(cls, strict, **renamed))
        return lambda raw, target: raw if type(raw) is cls else from_object(raw, target)

    def dict_hook(kind: t.Any) -> _Hook:  # noqa: ANN401 (a type expression)
        return _only(dict, t.cast("t.Any", gen).mapping_structure_factory(kind, strict))

    factories: list[tuple[t.Callable[[t.Any], bool], t.Callable[[t.Any], _Hook]]] = [
        (attrs.has, object_hook),
        (_is(tuple), lambda kind: _list_hook(strict, t.get_args(kind)[0])),
        (_is(dict), dict_hook),
        (_is(types.UnionType, t.Union), lambda kind: _union_hook(strict, kind)),
        (_is(t.Literal), _option_hook),
        (lambda kind: _form_of(kind) is not None, _form_hook),
        (lambda kind: hasattr(kind, "from_json"), lambda kind: _own_form_hook(strict, kind)),
    ]
    for applies, factory in factories:
        strict.register_structure_hook_factory(applies, factory)
    for kind in (str, bool, int):
        strict.register_structure_hook(kind, _only(kind, None))
    strict.register_structure_hook(dt.date, _date)
    return strict


def _is(*origins: object) -> t.Callable[[object], bool]:
    return lambda annotation: t.get_origin(annotation) in origins


def _own_form_hook(strict: "Converter", cls: t.Any) -> _Hook:  # noqa: ANN401 (a class like OwnForm)
    return lambda raw, _: cls.from_json(strict.structure(raw, cls.json_type))


def expected(kind: type, raw: Json) -> str:
    """Return the message for a value of the wrong type; it does not show the value, which may be a person's words."""
    return f"expected {_KINDS[kind]}, got {_KINDS.get(_type_of(raw), 'something else')}"


_KINDS: dict[type[t.Any], str] = {
    type(None): "null",
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a fraction",
}


def _only(kind: type, then: _Hook | None) -> _Hook:
    """Return a hook that takes values of one type exactly (True is not a number), and goes on with another."""

    def read(raw: Json, target: t.Any) -> t.Any:  # noqa: ANN401 (what cattrs calls)
        if type(raw) is not kind:
            raise ValueError(expected(kind, raw))
        return then(raw, target) if then else raw

    return read


def _list_hook(strict: "Converter", part: t.Any) -> _Hook:  # noqa: ANN401 (a type expression)
    one = strict.get_structure_hook(part)

    def read(raw: Json, target: t.Any) -> tuple[t.Any, ...]:  # noqa: ANN401 (what cattrs calls)
        if not is_list(raw):
            raise ValueError(expected(list, raw))
        if not strict.detailed_validation:
            return tuple([one(value, part) for value in raw])
        return _each(raw, one, part, target)

    return read


def _each(raw: list[Json], one: _Hook, part: object, target: type) -> tuple[t.Any, ...]:
    """Return the values of a list, or raise one error that names each wrong one."""
    from cattrs import errors as cattrs_errors  # noqa: PLC0415 (loaded already)

    untyped = t.cast("t.Any", cattrs_errors)

    values: list[t.Any] = []
    errors: list[Exception] = []
    for i, value in enumerate(raw):
        try:
            values.append(one(value, part))
        except Exception as error:  # noqa: BLE001 (kept, with its place)
            error.__notes__ = [*getattr(error, "__notes__", []), untyped.IterableValidationNote("", i, part)]
            errors.append(error)
    if errors:
        raise untyped.IterableValidationError("", errors, target)
    return tuple(values)


def _union_hook(strict: "Converter", annotation: object) -> _Hook:
    """Return a hook for one type or null, or for two types that JSON tells apart."""
    *most, last = (part for part in t.get_args(annotation) if part is not type(None))
    one: _Hook = strict.get_structure_hook(last)
    if not most:
        return lambda raw, _: None if raw is None else one(raw, last)
    kind = most[0]
    other: _Hook = strict.get_structure_hook(kind)
    return lambda raw, _: other(raw, kind) if type(raw) is kind else one(raw, last)


def _date(raw: Json, _: object) -> dt.date:
    if isinstance(raw, str) and len(raw) == len("2026-12-14"):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(raw)
    raise ValueError(f"expected a date, as in '2026-12-14', got {shown(raw)}")


def _form_of(annotation: object) -> Form | None:
    return next((note for note in getattr(annotation, "__metadata__", ()) if isinstance(note, Form)), None)


def _form_hook(annotation: object) -> _Hook:
    form = t.cast("Form", _form_of(annotation))
    matches = form.matches

    def read(raw: Json, _: object) -> str:
        if type(raw) is not str:
            raise ValueError(expected(str, raw))
        if not matches(raw):
            raise ValueError(f"{shown(raw)} is not {form.rule}")
        return raw

    return read


def _option_hook(annotation: object) -> _Hook:
    options = t.get_args(annotation)

    def read(raw: Json, _: object) -> str:
        if type(raw) is not str:
            raise ValueError(expected(str, raw))
        if raw not in options:
            raise ValueError(not_one_of(raw, options))
        return raw

    return read


# Saying what was wrong


def _problems(error: BaseException, path: str) -> t.Iterator[Problem]:
    """Yield the problems in an error of cattrs, with the path to each."""
    from cattrs import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError  # noqa: PLC0415 (loaded already)

    if isinstance(error, BaseValidationError):
        cls = error.cl if isinstance(error, ClassValidationError) else None
        for inner in error.exceptions:
            if isinstance(inner, ForbiddenExtraKeysError):
                yield from _unknown_fields(inner, path)
            else:
                yield from _problems(inner, path + _step(inner, cls))
    elif isinstance(error, KeyError):
        yield Problem(path, "is missing")
    elif isinstance(error, RefusedError | ProfileError):
        yield from (problem.under(path) for problem in error.problems)
    elif isinstance(error, ValueError):
        yield Problem(path, str(error))
    else:
        raise error


def _unknown_fields(error: "ForbiddenExtraKeysError", path: str) -> t.Iterator[Problem]:
    known = [json_name(field.name) for field in attrs.fields(t.get_origin(error.cl) or error.cl)]
    for field in sorted(error.extra_fields):
        yield Problem(path, f"unknown field {shown(field)}{did_you_mean(nearest(field, known))}")


def _step(error: BaseException, cls: type | None) -> str:
    """Return the step from a value to the part of it that is wrong: a field or an index."""
    note: t.Any = error.__notes__[-1]
    if cls is not None:
        return f".{json_name(note.name)}"
    return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
