"""Questionnaires, and responses to them."""

import typing as t

from r4.nodes import Problem

# The types of an item, each with the names under which an answer to it may stand.
_ANSWERS: t.Final[dict[str, tuple[str, ...]]] = {
    "boolean": ("Boolean",),
    "decimal": ("Decimal",),
    "integer": ("Integer",),
    "date": ("Date",),
    "dateTime": ("DateTime",),
    "time": ("Time",),
    "string": ("String",),
    "text": ("String",),
    "url": ("Uri",),
    "choice": ("Coding",),
    "open-choice": ("Coding", "String"),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
}
Json = t.Mapping[str, t.Any]


def questionnaire(path: str, form: Json) -> t.Iterator[Problem]:
    """Yield what is wrong with the items of a Questionnaire, taken together."""
    places = list(_items(path, form))
    known = {str(item.get("linkId")): item for _, item in places}
    for place, item in places:
        yield from _enabled(place, item, known)
        yield from _options(place, item)


def response(path: str, given: Json, form: Json | None) -> t.Iterator[Problem]:
    """Yield where a response is none to its Questionnaire, if that is known."""
    if form is not None:
        yield from _answers(path, given, form)


def _items(path: str, around: Json) -> t.Iterator[tuple[str, Json]]:
    for i, item in enumerate(_objects(around, "item")):
        place = f"{path}.item[{i}]"
        yield place, item
        yield from _items(place, item)


def _objects(around: Json, name: str) -> list[Json]:
    given = around.get(name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _value(holder: Json, stem: str) -> tuple[str, t.Any]:
    """Return the type's name and the value of a choice."""
    return next(((name.removeprefix(stem), one) for name, one in holder.items() if name.startswith(stem)), ("", None))


def _fits(item: Json, kind: str) -> bool:
    return kind in _ANSWERS.get(str(item.get("type")), ())


# Forms


def _enabled(path: str, item: Json, known: t.Mapping[str, Json]) -> t.Iterator[Problem]:
    conditions = _objects(item, "enableWhen")
    if len(conditions) > 1 and "enableBehavior" not in item:
        yield Problem(f"{path}.enableBehavior", "enableBehavior", "is required where there are two conditions")
    for i, one in enumerate(conditions):
        yield from _condition(f"{path}.enableWhen[{i}]", one, known, item)


def _condition(path: str, one: Json, known: t.Mapping[str, Json], item: Json) -> t.Iterator[Problem]:
    link, (kind, value) = str(one.get("question")), _value(one, "answer")
    if link not in known or link == item.get("linkId"):
        yield Problem(f"{path}.question", "enableWhen", "leads to no other item")
    elif one.get("operator") != "exists":
        yield from _possible(path, kind, value, known[link])
    elif kind != "Boolean":
        yield Problem(path, "que-7", "'exists' is answered by a boolean")


def _possible(path: str, kind: str, value: t.Any, asked: Json) -> t.Iterator[Problem]:
    if not _fits(asked, kind):
        yield Problem(path, "enableWhen", "no answer that the question can have")
    elif kind == "Coding" and not _is_option(value, asked):
        yield Problem(path, "enableWhen", "no option of the question")


def _is_option(value: t.Any, asked: Json) -> bool:
    options = [_value(one, "value")[1] for one in _objects(asked, "answerOption")]
    return not options or _code(value) in map(_code, options)


def _code(value: t.Any) -> t.Any:
    return (value.get("system"), value.get("code")) if isinstance(value, dict) else value


def _options(path: str, item: Json) -> t.Iterator[Problem]:
    options = _objects(item, "answerOption")
    if item.get("type") == "choice" and not options and "answerValueSet" not in item:
        yield Problem(path, "choice", "has nothing to choose from")
    for name in ("answerOption", "initial"):
        for i, one in enumerate(_objects(item, name)):
            if not _fits(item, _value(one, "value")[0]):
                yield Problem(f"{path}.{name}[{i}]", "type", "another type than the item's")
    codes = [repr(_code(_value(one, "value")[1])) for one in options]
    if len(set(codes)) != len(codes):
        yield Problem(f"{path}.answerOption", "distinct", "an option stands twice")
    if sum(one.get("initialSelected") is True for one in options) > 1 and item.get("repeats") is not True:
        yield Problem(f"{path}.answerOption", "que-13", "more than one is chosen where one answer is allowed")


# Responses


def _answers(path: str, given: Json, form: Json) -> t.Iterator[Problem]:
    known = {str(item.get("linkId")): item for item in _objects(form, "item")}
    for i, one in enumerate(_objects(given, "item")):
        place, asked = f"{path}.item[{i}]", known.get(str(one.get("linkId")))
        if asked is None:
            yield Problem(f"{place}.linkId", "linkId", "no such item here in the questionnaire")
        else:
            yield from _answered(place, one, asked)


def _answered(path: str, one: Json, asked: Json) -> t.Iterator[Problem]:
    answers = _objects(one, "answer")
    if len(answers) > 1 and asked.get("repeats") is not True:
        yield Problem(f"{path}.answer", "repeats", "only one answer is asked for")
    for i, answer in enumerate(answers):
        kind, value = _value(answer, "value")
        if not _fits(asked, kind) or (kind == "Coding" and not _is_option(value, asked)):
            yield Problem(f"{path}.answer[{i}]", "answer", "no answer that the item can have")
        yield from _answers(f"{path}.answer[{i}]", answer, asked)
    if asked.get("type") == "group":
        yield from _answers(path, one, asked)
    elif "item" in one:
        yield Problem(f"{path}.item", "answer", "what is under a question stands under its answer")
