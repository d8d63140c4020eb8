"""Importing: what is loaded when, seen from a process of its own."""

import functools
import json
import subprocess
import sys
import typing as t

import pytest

NETWORK: t.Final = ("socket", "ssl", "http", "urllib.request", "asyncio", "ftplib", "smtplib")

PLAN: t.Final = """
import datetime as dt
plan = second_opinion.build_plan(
    second_opinion.PatientProfile(insurance=("medicare",)), today=dt.date(2026, 11, 22)
)
text = second_opinion.dumps(plan)
"""
RENDER: t.Final = PLAN + 'second_opinion.render(plan, "markdown")\nsecond_opinion.render(plan, "text")\n'
HEALTH_DATA: t.Final = PLAN + "second_opinion.fhir.from_fhir_r4([])\nsecond_opinion.fhir.to_fhir_r4(plan)\n"
LOAD: t.Final = PLAN + "assert second_opinion.loads(text) == plan\n"


@functools.cache
def loaded_by(program: str) -> frozenset[str]:
    """Return the modules that a process has loaded after `import second_opinion` and a program."""
    report = "import json, sys\nprint(json.dumps([name for name in modules]))"
    code = f"import second_opinion\n{program}\nimport sys\nmodules = list(sys.modules)\n{report}"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return frozenset(json.loads(result.stdout)) - _loaded_by_python()


@functools.cache
def _loaded_by_python() -> frozenset[str]:
    """Return what Python has loaded before any program runs (site, and the hooks of an editable install)."""
    code = "import sys\nmodules = list(sys.modules)\nimport json\nprint(json.dumps(modules))"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return frozenset(json.loads(result.stdout))


@pytest.mark.parametrize(
    "module",
    [
        *("cattrs", "importlib_resources", "importlib.resources", "importlib.metadata", "json", "pathlib", "click"),
        *(
            "second_opinion.fhir",
            "second_opinion.content",
            "second_opinion.items",
            "second_opinion.planner",
            "second_opinion.rendering",
        ),
        "second_opinion._codec",
    ],
)
def test_importing_loads_only_what_is_needed(module: str) -> None:
    """`import second_opinion` costs little more than attrs: no content, no cattrs, no resources, no metadata."""
    assert module not in loaded_by("")


def test_importing_loads_the_profile_and_the_errors() -> None:
    """What is loaded at import is the profile, the errors and what these two need, and nothing else of the package."""
    own = {name.partition(".")[2] for name in loaded_by("") if name.startswith("second_opinion.")}
    assert {"errors", "profile"} <= own <= {"errors", "formats", "profile", "_json"}


def test_a_first_plan_does_not_pay_for_cattrs() -> None:
    """Building the first plan and writing it as JSON needs neither cattrs nor the renderers."""
    loaded = loaded_by(PLAN)
    assert "second_opinion.planner" in loaded
    assert not {"cattrs", "cattr", "second_opinion.rendering", "click", "importlib.metadata"} & loaded


def test_cattrs_is_loaded_to_read() -> None:
    """What may be wrong is read by cattrs: this shows that the tests above look for the right name."""
    assert "cattrs" in loaded_by(LOAD)


def test_health_data_needs_nothing_else() -> None:
    """Reading and writing FHIR needs neither cattrs nor any package for FHIR, and no plan pays for it."""
    loaded = loaded_by(HEALTH_DATA)
    assert "second_opinion.fhir.imports" in loaded
    assert not {"cattrs", "pydantic", "fhir", "fhirpathpy", "click"} & loaded
    assert not [name for name in loaded_by(RENDER) if name.startswith("second_opinion.fhir")]


PROGRAMS: t.Final = (PLAN, RENDER, LOAD, HEALTH_DATA)


@pytest.mark.parametrize("program", [pytest.param("", id="import"), *map(pytest.param, PROGRAMS)])
def test_nothing_can_reach_a_network(program: str) -> None:
    """Nothing that could send anything anywhere is loaded, whether to import, to plan, to render or to read."""
    assert not {name for name in loaded_by(program) if name.startswith(tuple(f"{one}." for one in NETWORK))}
    assert not set(NETWORK) & loaded_by(program)


def test_names_are_loaded_once() -> None:
    """A name that was loaded when it was first used is then a plain name of the package."""
    program = """
first = second_opinion.build_plan
assert vars(second_opinion)["build_plan"] is first
import second_opinion.planner
assert second_opinion.planner.build_plan is first
from second_opinion import *
assert build_plan is first
"""
    assert "second_opinion.planner" in loaded_by(program)
