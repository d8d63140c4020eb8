"""Put the bundled packs into the one form in which they are kept.

usage: python scripts/packs.py [--check]

Fields stand in their order, those that say nothing are left out, and each item names the terms whose words its texts
use, which this script finds. The index of the packs says for whom each is, so that not all have to be read; a pack that
is new comes last in it. With --check it only says which files would change.
"""

import json
import pathlib
import re
import sys
import typing as t

import attrs

from second_opinion import Pack, _json, read_pack
from second_opinion.content import bundled
from second_opinion.items import Item, Term

PACKAGE = pathlib.Path(__file__).parents[1] / "src" / "second_opinion"
PACKS = PACKAGE / "packs"
INDEX = PACKAGE / "bundled.json"
NOT_TEXT = {field.name for field in attrs.fields(Item)} | {
    "url",
    "phone",
    "audience",
    "topic",
    "stage",
    "form",
    "tier",
    "status",
}


def main() -> int:
    """Rewrite the packs, or say which would change."""
    names = dict.fromkeys((*bundled(), *sorted(path.stem for path in PACKS.glob("*.json"))))
    paths = {name: PACKS / f"{name}.json" for name in names}
    packs = {name: read_pack(path) for name, path in paths.items() if path.exists()}
    terms = [term for pack in packs.values() for term in pack.terms]
    write = "--check" not in sys.argv
    changed = [name for name, pack in packs.items() if _rewrite(paths[name], canonical(pack, terms), write=write)]
    if _rewrite(INDEX, index(packs), write=write):
        changed.append("the index")
    print(f"changed: {', '.join(changed)}" if changed else "nothing to change")
    return 1 if changed and "--check" in sys.argv else 0


def _rewrite(path: pathlib.Path, text: str, *, write: bool) -> bool:
    changed = text != path.read_text(encoding="utf-8")
    if changed and write:
        path.write_text(text, encoding="utf-8")
    return changed


def index(packs: t.Mapping[str, Pack]) -> str:
    """Return the text of the index: for whom each pack is."""
    return json.dumps({name: _json.to_json(pack.when) for name, pack in packs.items()}, indent=1) + "\n"


def canonical(pack: Pack, terms: t.Iterable[Term]) -> str:
    """Return the text of a pack's file, in which items name those of the *terms* whose words they use."""
    words = [(_forms(term), _pattern(term), term) for term in terms]
    lists: t.Any = {
        kind: tuple(attrs.evolve(item, terms=_used(item, words)) for item in getattr(pack, kind))
        for kind in ("topics", "questions", "records", "steps", "resources", "notices")
    }
    return json.dumps(_spare(attrs.evolve(pack, **lists)), indent=1, ensure_ascii=False) + "\n"


def _spare(value: t.Any) -> t.Any:
    """Return the JSON of a value without the fields that have their default."""
    if isinstance(value, tuple):
        return [_spare(one) for one in value]
    if not attrs.has(type(value)) or hasattr(value, "from_json"):
        return _json.to_json(value)
    fields = {field: getattr(value, field.name) for field in attrs.fields(type(value))}
    return {_json.json_name(field.name): _spare(said) for field, said in fields.items() if said != field.default}


def _pattern(term: Term) -> re.Pattern[str]:
    # A short word in capitals ("PET", "CT") is not the word in small letters.
    forms = [re.escape(form) if form.isupper() else f"(?i:{re.escape(form)})" for form in (term.term, *term.also)]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


def _forms(term: Term) -> list[str]:
    return [form.lower() for form in (term.term, *term.also)]


def _used(item: Item, words: list[tuple[list[str], re.Pattern[str], Term]]) -> tuple[str, ...]:
    text = " ".join(_texts(item))
    # To look for the letters first is many times as quick as to search with every pattern.
    low = text.lower()
    found = (term.id for forms, pattern, term in words if any(form in low for form in forms) and pattern.search(text))
    return tuple(sorted(found))


def _texts(item: Item) -> t.Iterator[str]:
    for field in attrs.fields(type(item)):
        value = getattr(item, field.name)
        if field.name not in NOT_TEXT:
            yield from (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    for _, _, text in item.wording.texts:
        yield from (text,) if isinstance(text, str) else text


if __name__ == "__main__":
    sys.exit(main())
