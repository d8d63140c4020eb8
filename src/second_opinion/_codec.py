"""From JSON values to the package's objects, strictly; the only module that knows cattrs.

Wrong types and unknown fields are refused, and every problem is named with its path.
"""

import datetime as dt
import functools
import types
import typing as t

import attrs

from second_opinion._json import Json, RefusedError, date_of, is_list, json_name, type_of
from second_opinion.errors import Problem, ProfileError, did_you_mean, nearest, not_one_of, shown
from second_opinion.formats import Form

if t.TYPE_CHECKING:
    from cattrs import Converter, ForbiddenExtraKeysError

_T = t.TypeVar("_T")


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
        (lambda kind: hasattr(kind, "from_values"), _self_checked_hook),
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


def _self_checked_hook(cls: t.Any) -> _Hook:  # noqa: ANN401 (a class with `from_values`)
    """Return a hook for a class that finds by itself all that is wrong with its values."""
    return _only(dict, lambda raw, _: cls.from_values(raw))


def expected(kind: type, raw: Json) -> str:
    """Return the message for a value of the wrong type; it does not show the value, which may be a person's words."""
    return f"expected {_KINDS[kind]}, got {_KINDS.get(type_of(raw), 'something else')}"


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
    day = date_of(raw)
    if day is None:
        raise ValueError(f"expected a date, as in '2026-12-14', got {shown(raw)}")
    return day


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
    for field in sorted(error.extra_fields, key=str):
        yield Problem(path, f"unknown field {shown(field)}{did_you_mean(nearest(field, known))}")


def _step(error: BaseException, cls: type | None) -> str:
    """Return the step from a value to the part of it that is wrong: a field or an index."""
    note: t.Any = error.__notes__[-1]
    if cls is not None:
        return f".{json_name(note.name)}"
    return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
