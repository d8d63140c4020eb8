"""Plans and profiles as JSON, strictly both ways."""

import functools
import marshal
import typing as t
from collections import Counter

import attrs

from second_opinion import _codec, _json
from second_opinion.content import load_catalog
from second_opinion.edition import edition
from second_opinion.entries import PlanItem
from second_opinion.errors import PlanFormatError, Problem, ProfileError, not_one_of, shown
from second_opinion.formats import PACK_VERSION
from second_opinion.items import OWN_ID, Content, Item, Source, Term
from second_opinion.migrations import OLDEST, VERSION, migrated
from second_opinion.plan import ENTRY_LISTS, PrepPlan
from second_opinion.profile import PatientProfile, Role, facts

FORMAT: t.Final = "second-opinion/prep-plan"
Json = t.Any
"""A value as `json.loads` gives it."""


def to_dict(plan: PrepPlan) -> dict[str, Json]:
    """Return a plan as values that `json.dumps` takes, the keys in the order of the format."""
    return {"format": FORMAT, "version": VERSION, **_json.to_json(plan)}


def from_dict(data: Json) -> PrepPlan:
    """Return the plan that *data* describes; it is equal to the one that was written.

    Raises:
        PlanFormatError: with every problem and the path to it: wrong types, unknown fields, a newer version.
    """
    problems = _head_problems(data)
    if problems:
        raise PlanFormatError(problems)
    newest = migrated(data)
    body = {key: _with_shared(value, key) for key, value in newest.items() if key not in ("format", "version")}
    missing = tuple(_missing(newest))
    try:
        plan = _codec.structure(body, PrepPlan)
    except _json.RefusedError as error:
        raise PlanFormatError((*error.problems, *missing)) from None
    if missing:
        raise PlanFormatError(missing)
    return _checked(plan)


def dumps(plan: PrepPlan, *, indent: int | None = None) -> str:
    """Return a plan as JSON text in ASCII; equal plans give equal texts.

    Without *indent* it takes the JSON of each item ready made, since an item does not change.
    """
    if indent is not None:
        return _json.encoder(indent)(to_dict(plan))
    head = _json.encoder()({"format": FORMAT, "version": VERSION})
    fields = [f'"{field.name}": {_text(getattr(plan, field.name))}' for field in attrs.fields(PrepPlan)]
    return f"{head[:-1]}, {', '.join(fields)}}}"


def _text(value: object) -> str:
    encode = _json.encoder()
    if not isinstance(value, tuple):
        return encode(_json.to_json(value))
    reasons = functools.cache(encode)
    elements = t.cast("tuple[object, ...]", value)
    return f"[{', '.join([_element_text(one, encode, reasons) for one in elements])}]"


def _element_text(value: object, encode: _json.Encoder, reasons: t.Callable[[tuple[str, ...]], str]) -> str:
    if isinstance(value, PlanItem):
        return _entry_text(t.cast("PlanItem[Item]", value), encode, reasons)
    return value.json_text if isinstance(value, Content) else encode(_json.to_json(value))


def _entry_text(entry: PlanItem[Item], encode: _json.Encoder, reasons: t.Callable[[tuple[str, ...]], str]) -> str:
    due = f'"{entry.due}"' if entry.due else "null"
    rush = "true" if entry.rush else "false"
    note = "null" if entry.note is None else encode(entry.note)
    answer = "null" if entry.answer is None else encode(entry.answer)
    return (
        f'{{"item": {entry.item.json_text}, "because": {reasons(entry.because)}, "certainty": "{entry.certainty}", '
        f'"due": {due}, "rush": {rush}, "rank": {entry.rank}, "status": "{entry.status}", '
        f'"note": {note}, "answer": {answer}, "origin": "{entry.origin}"}}'
    )


def loads(text: str | bytes) -> PrepPlan:
    """Return the plan in a JSON text: ``loads(dumps(plan)) == plan``.

    Raises:
        PlanFormatError: the text is empty, too long or not JSON, or is not a plan; with every problem and its path.
    """
    try:
        data = _json.parse(text)
    except _json.RefusedError as error:
        raise PlanFormatError(error.problems) from None
    return from_dict(data)


def profile_to_dict(profile: PatientProfile) -> dict[str, Json]:
    """Return a profile as values that `json.dumps` takes."""
    return t.cast("dict[str, Json]", _json.to_json(profile))


def profile_from_dict(data: Json) -> PatientProfile:
    """Return the profile that *data* describes; a fact that is not in it is unknown.

    Raises:
        ProfileError: with every problem and the path to it.

    >>> profile_from_dict({"cancer_type": "breast", "appointment": "2026-12-14"}).known()
    ('cancer_type', 'appointment')
    """
    try:
        return _codec.structure(data, PatientProfile)
    except _json.RefusedError as error:
        raise ProfileError(error.problems) from None


def profile_loads(text: str | bytes) -> PatientProfile:
    """Return the profile in a JSON text.

    Raises:
        ProfileError: the text is empty, too long or not JSON, or is not a profile; with every problem and its path.
    """
    try:
        return profile_from_dict(_json.parse(text, unique_keys=True))
    except _json.RefusedError as error:
        raise ProfileError(error.problems) from None


def _head_problems(data: Json) -> tuple[Problem, ...]:
    """Return why *data* is not a plan of a version that this release reads."""
    if not _json.is_object(data):
        return (Problem("$", _codec.expected(dict, data)),)
    if "format" not in data:
        return (Problem("$.format", f"is missing: a plan has {FORMAT!a}"),)
    if data["format"] != FORMAT:
        return (Problem("$.format", f"{shown(data['format'])} is not a plan: a plan has {FORMAT!a}"),)
    version = data.get("version")
    if type(version) is not int or version < OLDEST:
        return (Problem("$.version", f"{shown(version)} is not the version of a plan: it is a whole number from 1"),)
    if version > VERSION:
        said = f"{shown(version)} is newer than {VERSION}, the newest that this release reads: {_remedy(data)}"
        return (Problem("$.version", said),)
    return ()


def _remedy(data: dict[str, Json]) -> str:
    """Return what to do about a plan of a newer version.

    The version of the pack `core` is that of the release that brought it, so a plan tells which release made it.
    """
    packs = data.get("packs")
    for pack in packs if _json.is_list(packs) else ():
        version = pack.get("version") if _json.is_object(pack) and pack.get("id") == "core" else None
        if isinstance(version, str) and PACK_VERSION.matches(version):
            release = ".".join(part.lstrip("0") or "0" for part in version.split("."))
            return f"it was made by second-opinion {release}, so upgrade to that or a newer one"
    return "upgrade second-opinion"


# A plan is mostly bundled content, which was checked at release. Where its JSON is, to the letter, that of a bundled
# object, the object itself is taken: plans in memory share it, and most of the reading is spared.


_KINDS: t.Final[t.Mapping[str, type[Content]]] = {**ENTRY_LISTS, "terms": Term, "sources": Source}


def _with_shared(value: Json, field: str) -> Json:
    kind = _KINDS.get(field)
    return [_shared_entry(one, kind) for one in value] if kind and _json.is_list(value) else value


def _shared_entry(raw: Json, kind: type[Content]) -> Json:
    if _json.is_object(raw) and "item" in raw:
        return {**raw, "item": _shared(raw["item"], kind)}
    return _shared(raw, kind)


def _shared(raw: Json, kind: type[Content]) -> Json:
    item_id = raw.get("id") if _json.is_object(raw) else None
    forms = _bundled_forms().get(item_id) if isinstance(item_id, str) else None
    known = forms().get(_exactly(raw)) if forms else None
    return known if type(known) is kind else raw


def _exactly(raw: Json) -> bytes:
    """Return bytes that are equal for equal JSON only, the types too: 1 and True are equal, but are not the same."""
    try:
        return marshal.dumps(raw, 2)
    except ValueError:  # deeper than any item, or not JSON at all
        return b""


@functools.cache
def _bundled_forms() -> dict[str, t.Callable[[], dict[bytes, Content]]]:
    """Return, for the id of each bundled object, how to get its wordings by their exact JSON (worked out if wanted)."""
    return {item_id: functools.cache(functools.partial(_forms, item_id)) for item_id in load_catalog()}


def _forms(item_id: str) -> dict[bytes, Content]:
    editions = [edition(load_catalog(), role) for role in t.get_args(Role)]
    forms = [ready.items.get(item_id, load_catalog()[item_id]) for ready in editions]
    return {_exactly(_json.to_json(form)): form for form in reversed(forms)}


# What version 1 of the format has; what a later release adds to entries is not asked of plans that were written before.
_ENTRY_KEYS: t.Final = ("because", "certainty", "due", "rush", "status", "note", "answer", "origin")


def _missing(data: dict[str, Json]) -> t.Iterator[Problem]:
    """Yield the keys that entries lack: a plan has them all, also those that an entry made in Python may leave out."""
    for field in ENTRY_LISTS:
        entries = data.get(field)
        for i, entry in enumerate(entries if _json.is_list(entries) else ()):
            if _json.is_object(entry):
                absent = [key for key in _ENTRY_KEYS if key not in entry]
                yield from (Problem(f"$.{field}[{i}].{key}", "is missing") for key in absent)


def _checked(plan: PrepPlan) -> PrepPlan:
    """Return a plan that makes sense as a whole.

    Raises:
        PlanFormatError: an id stands twice or says wrongly who added the item, or a fact that is not one is unanswered.
    """
    ids = Counter(entry.item.id for entry in plan.entries())
    problems = [
        *(
            Problem(f"$.{field}[{i}].rank", f"{shown(entry.rank)} is not a whole number from 1")
            for field in ENTRY_LISTS
            for i, entry in enumerate(t.cast("tuple[PlanItem[Item], ...]", getattr(plan, field)))
            if entry.rank < 1
        ),
        *(Problem("$", f"the item {shown(item_id)} is there twice") for item_id, times in ids.items() if times > 1),
        *(
            Problem(f"$.{field}[{i}].origin", f"{shown(entry.id)} is {'not ' * entry.is_own}the id of an own item")
            for field in ENTRY_LISTS
            for i, entry in enumerate(t.cast("tuple[PlanItem[Item], ...]", getattr(plan, field)))
            if entry.is_own != entry.id.startswith(OWN_ID)
        ),
        *(
            Problem(f"$.unanswered[{i}]", not_one_of(fact, tuple(facts())))
            for i, fact in enumerate(plan.unanswered)
            if fact not in facts()
        ),
    ]
    if problems:
        raise PlanFormatError(tuple(problems))
    return plan
