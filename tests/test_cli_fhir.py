"""The command line on health records: what was found is shown, and nothing is taken that is not accepted."""

import datetime as dt
import json
import os
import pathlib
import typing as t

import pytest
from click.testing import CliRunner, Result

import second_opinion as so
from second_opinion.cli import commands

DAY: t.Final = "2026-11-22"
RECORDS: t.Final[list[dict[str, t.Any]]] = [
    {"resourceType": "Patient", "id": "ada", "birthDate": "1961-05-04", "name": [{"family": "Zyxwell"}]},
    {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/ada"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Malignant neoplasm of breast"},
        "onsetDateTime": "2026-10-28",
    },
    {
        "resourceType": "DiagnosticReport",
        "id": "d1",
        "subject": {"reference": "Patient/ada"},
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "11529-5"}], "text": "Surgical pathology"},
        "effectiveDateTime": "2026-10-28",
        "conclusion": "Invasive carcinoma.",
    },
]


def run(*arguments: str | os.PathLike[str], stdin: str | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(commands, [os.fspath(one) for one in arguments], input=stdin)


@pytest.fixture
def records(tmp_path: pathlib.Path) -> pathlib.Path:
    """Return a file of NDJSON with the records of a person."""
    path = tmp_path / "records.ndjson"
    path.write_text("\n".join(json.dumps(one) for one in RECORDS), encoding="utf-8")
    return path


def test_what_was_found_is_shown(records: pathlib.Path) -> None:
    """`from-fhir` says in plain words what the records say, how sure it is, and where it stands; no name is shown."""
    shown = run("from-fhir", records, "--today", DAY)
    assert (shown.exit_code, shown.stderr) == (0, "")
    for words in ("The kind of cancer: Breast", "Lab reports on the tissue", "2026-10-28", "Condition/c1"):
        assert words in shown.stdout
    assert "Zyxwell" not in shown.stdout
    assert run("from-fhir", "-", "--today", DAY, stdin=records.read_text()).stdout == shown.stdout


def test_each_thing_is_asked_for(records: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """A profile is written of what the person says yes to, and of nothing else."""
    out = tmp_path / "profile.json"
    found = so.fhir.from_fhir_r4(records, today=dt.date(2026, 11, 22))
    asked = [fact.fact for fact in found.facts]
    yes = ("cancer_type", "age_group")
    said = "".join("y\n" if name in yes else "n\n" for name in asked) + "n\n"
    result = run("from-fhir", records, "--today", DAY, "-o", out, stdin=said)
    assert result.exit_code == 0
    profile = so.profile_loads(out.read_text("utf-8"))
    assert set(profile.known()) == set(yes)
    assert "What goes into your plan" in result.stderr
    held = run("from-fhir", records, "--today", DAY, "-o", out, stdin="n\n" * len(asked) + "y\n")
    assert held.exit_code == 0
    assert so.profile_loads(out.read_text("utf-8")) == so.PatientProfile(records_held=("record-pathology-report",))
    assert run("from-fhir", records, "--today", DAY, "-o", out, stdin="n\n" * (len(asked) + 1)).exit_code == 0
    assert so.profile_loads(out.read_text("utf-8")) == so.PatientProfile()


def test_facts_are_accepted_by_name(records: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """With `--accept`, facts are taken without asking: some by name, or all that is sure."""
    out = tmp_path / "profile.json"
    assert run("from-fhir", records, "--accept", "cancer_type", "-o", out).exit_code == 0
    assert so.profile_loads(out.read_text("utf-8")) == so.PatientProfile(cancer_type="breast")
    assert run("from-fhir", records, "--accept", "all", "--today", DAY, "-o", out).exit_code == 0
    profile = so.profile_loads(out.read_text("utf-8"))
    assert (profile.cancer_type, profile.records_held) == ("breast", ("record-pathology-report",))
    wrong = run("from-fhir", records, "--accept", "cancertype", "-o", out)
    assert wrong.exit_code == 2
    assert "cancer_type" in wrong.stderr


def test_with_nobody_to_ask_nothing_is_taken(records: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Where nobody answers, the command says what to add, and writes no profile."""
    out = tmp_path / "profile.json"
    result = run("from-fhir", records, "-o", out, stdin="")
    assert result.exit_code == 2
    assert "--accept all" in result.stderr
    assert not out.exists()


def test_a_plan_from_records(records: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """`plan --fhir` builds the plan of what is accepted, on top of a profile if there is one."""
    result = run("plan", "--fhir", records, "--accept", "all", "--today", DAY, "--format", "json")
    assert result.exit_code == 0
    plan = so.loads(result.stdout)
    assert plan.profile.cancer_type == "breast"
    assert {entry.status for entry in plan.records if entry.id == "record-pathology-report"} == {"done"}
    base = tmp_path / "profile.json"
    base.write_text('{"country": "CA"}', encoding="utf-8")
    both = run("plan", base, "--fhir", records, "--accept", "cancer_type", "--today", DAY, "--format", "json")
    assert so.loads(both.stdout).profile == so.PatientProfile(country="CA", cancer_type="breast")


def test_whose_records_has_to_be_clear(records: pathlib.Path) -> None:
    """With two people in a file nothing is taken but that of the one who is named, and a warning says why."""
    other = {"resourceType": "Patient", "id": "bob"}
    records.write_text(records.read_text() + "\n" + json.dumps(other), encoding="utf-8")
    both = run("plan", "--fhir", records, "--accept", "all", "--today", DAY, "--format", "json")
    assert so.loads(both.stdout).profile == so.PatientProfile()
    assert "more than one person" in both.stderr
    one = run("plan", "--fhir", records, "--patient", "ada", "--accept", "all", "--today", DAY, "--format", "json")
    assert so.loads(one.stdout).profile.cancer_type == "breast"


def test_a_plan_as_fhir(records: pathlib.Path) -> None:
    """`--format fhir` prints the document bundle of the plan."""
    result = run("plan", "--fhir", records, "--accept", "cancer_type", "--today", DAY, "--format", "fhir")
    plan = so.build_plan(so.PatientProfile(cancer_type="breast"), today=dt.date.fromisoformat(DAY))
    assert json.loads(result.stdout) == so.fhir.to_fhir_r4(plan)


def test_something_to_plan_for_is_needed(records: pathlib.Path) -> None:
    """Without a profile, an example and records there is nothing to plan for; a profile and an example are too much."""
    assert run("plan").exit_code == 2
    assert run("plan", records, "--example", "jenny-m").exit_code == 2
