"""Write the JSON Schemas of packs, profiles and plans from the classes that the strict reader fills.

usage: python scripts/schemas.py [--check]
"""

import datetime as dt
import json
import pathlib
import sys
import types
import typing as t

import attrs

from second_opinion import Pack, PatientProfile, PlanItem, PrepPlan
from second_opinion._json import json_name
from second_opinion.formats import Form
from second_opinion.migrations import VERSION
from second_opinion.serialize import FORMAT

SCHEMAS = pathlib.Path(__file__).parents[1] / "src" / "second_opinion" / "schemas"
SIMPLE = {str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer"}, type(None): {"type": "null"}}

Schema = dict[str, t.Any]


def main() -> int:
    """Write the schemas, or say which are not what they should be."""
    wanted = {"pack": schema(Pack, "pack"), "profile": schema(PatientProfile, "profile"), "plan": _plan_schema()}
    changed = []
    for kind, content in wanted.items():
        path = SCHEMAS / f"{kind}.schema.json"
        text = json.dumps(content, indent=1) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(kind)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    print(f"changed: {', '.join(changed)}" if changed else "nothing to change")
    return 1 if changed and "--check" in sys.argv else 0


def _plan_schema() -> Schema:
    plan = schema(PrepPlan, "plan")
    plan["properties"] = {"format": {"const": FORMAT}, "version": {"const": VERSION}, **plan["properties"]}
    plan["required"] = ["format", "version", *plan["required"]]
    return plan


def schema(cls: type, kind: str) -> Schema:
    """Return the JSON Schema of the JSON form of a class."""
    definitions: dict[str, Schema] = {}
    top = _object(cls, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:second-opinion:{kind}:{VERSION}",
        "title": f"second_opinion {kind}",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(cls: t.Any, definitions: dict[str, Schema]) -> Schema:
    origin = t.get_origin(cls) or cls
    parameters = dict(zip(getattr(origin, "__parameters__", ()), t.get_args(cls), strict=True))
    fields = attrs.fields(origin)
    properties = {json_name(f.name): _of(parameters.get(f.type, f.type), definitions) for f in fields}
    if origin is PatientProfile:
        # A fact of which several values may be true is unknown where it is null, too.
        properties |= {name: {"anyOf": [of, SIMPLE[type(None)]]} for name, of in properties.items() if "items" in of}
    if "rank" in properties:
        properties["rank"] = {"type": "integer", "minimum": 1}
    return {
        "type": "object",
        "description": (origin.__doc__ or "").partition("\n")[0],
        "properties": properties,
        "required": [json_name(f.name) for f in fields if f.default is attrs.NOTHING or origin is PlanItem],
        "additionalProperties": False,
    }


def _of(annotation: t.Any, definitions: dict[str, Schema]) -> Schema:  # noqa: PLR0911 (one for each sort of type)
    origin, parts = t.get_origin(annotation), t.get_args(annotation)
    if hasattr(annotation, "json_type"):
        return _of(annotation.json_type, definitions)
    if attrs.has(annotation):
        return _defined(annotation, definitions)
    if annotation is dt.date:
        return {"type": "string", "format": "date"}
    if origin is t.Annotated:
        form = next(note for note in annotation.__metadata__ if isinstance(note, Form))
        return {"type": "string", "pattern": f"^(?:{form.pattern})$", "description": form.rule}
    if origin is t.Literal:
        return {"enum": list(parts)}
    if origin is tuple:
        return {"type": "array", "items": _of(parts[0], definitions)}
    if origin is dict:
        names = _of(parts[0], definitions)
        return {"type": "object", "propertyNames": names, "additionalProperties": _of(parts[1], definitions)}
    if origin in (types.UnionType, t.Union):
        return {"anyOf": [_of(part, definitions) for part in parts]}
    return SIMPLE[annotation]


def _defined(cls: t.Any, definitions: dict[str, Schema]) -> Schema:
    name = "Of".join([(t.get_origin(cls) or cls).__name__, *(part.__name__ for part in t.get_args(cls))])
    if name not in definitions:
        definitions[name] = {}
        definitions[name].update(_object(cls, definitions))
    return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":
    sys.exit(main())
