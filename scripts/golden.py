"""Write what a dozen people get, so that a change of content or code is reviewed as a change of what people read.

usage: python scripts/golden.py [--check]

Each file below ``tests/golden/`` has the first page of a person's plan, and below it the ids of all that is in it, with
the days. With --check it only says what would change.
"""

import datetime as dt
import pathlib
import sys
import typing as t

import second_opinion as so

ROOT = pathlib.Path(__file__).parents[1]
TARGET = ROOT / "tests" / "golden"
DAY = dt.date(2026, 11, 22)
LISTS = ("notices", "topics", "questions", "records", "steps", "resources")

MORE: t.Final[t.Mapping[str, dict[str, t.Any]]] = {
    "nobody-told-anything": {},
    "child-with-leukemia": {"role": "parent", "age_group": "child", "cancer_type": "leukemia", "phase": "in_treatment"},
    "no-options-offered": {"cancer_type": "pancreatic", "phase": "no_options_offered", "country": "GB"},
    "opinions-differ": {"cancer_type": "prostate", "opinions": "differ", "appointment": "2026-11-16", "country": "CA"},
    "two-cancers": {"cancer_type": ["breast", "thyroid"], "phase": "recurrence", "reading_language": "es"},
}


def people() -> dict[str, so.PatientProfile]:
    """Return the people: those of the examples, and some more."""
    files = sorted((ROOT / "examples" / "profiles").glob("*.json"))
    examples = {file.stem: so.profile_loads(file.read_bytes()) for file in files}
    return examples | {name: so.profile_from_dict(facts) for name, facts in MORE.items()}


def outcome(profile: so.PatientProfile) -> str:
    """Return what a person gets."""
    plan = so.build_plan(profile, today=DAY)
    lines = [so.render(plan, "text", sections=["summary"])]
    for name in LISTS:
        lines.append(f"{name}\n")
        lines += [_line(entry) for entry in getattr(plan, name)]
        lines.append("")
    return "\n".join(lines)


def _line(entry: so.PlanItem[t.Any]) -> str:
    marks = (entry.due.isoformat() if entry.due else "", "rush" if entry.rush else "", entry.certainty[:3])
    return "  ".join(filter(None, (f"  {entry.id}", *marks[:2], "may" if marks[2] == "may" else "")))


def stale() -> dict[pathlib.Path, str]:
    """Return the files that are not what they should be, each with what should be in it."""
    wanted = {TARGET / f"{name}.txt": outcome(profile) for name, profile in people().items()}
    return {
        file: text for file, text in wanted.items() if not file.exists() or file.read_text(encoding="utf-8") != text
    }


def main() -> None:
    """Write, or check."""
    TARGET.mkdir(exist_ok=True)
    changed = stale()
    for file, text in changed.items():
        print(f"{file.name} is not what a person gets now")
        if "--check" not in sys.argv:
            file.write_text(text, encoding="utf-8")
    if not changed:
        print("nothing to change")
    elif "--check" in sys.argv:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
