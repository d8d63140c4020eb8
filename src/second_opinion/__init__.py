"""Cited content and personal plans for people who prepare a second medical opinion about cancer.

Importing this package loads the profile and the errors. All else is loaded when it is first used.
"""

import typing as t

from second_opinion.errors import (
    EntryError,
    MissingExtraError,
    PackError,
    PlanFormatError,
    Problem,
    ProfileError,
    SecondOpinionError,
    UnknownAudienceError,
    UnknownFormatError,
    UnknownIdError,
    UnknownLanguageError,
    UnknownSectionError,
    UnusableDayError,
)
from second_opinion.profile import PatientProfile

if t.TYPE_CHECKING:
    from second_opinion import fhir as fhir
    from second_opinion import intake as intake
    from second_opinion import sheets as sheets
    from second_opinion.catalog import Catalog, Pack
    from second_opinion.conditions import Clause
    from second_opinion.content import load_catalog, read_pack
    from second_opinion.differences import Changes, changes
    from second_opinion.entries import PlanItem
    from second_opinion.items import Notice, Question, RecordItem, Resource, Source, Step, Term, Timing, Topic
    from second_opinion.plan import PrepPlan
    from second_opinion.planner import build_plan
    from second_opinion.progress import Progress
    from second_opinion.rendering import render
    from second_opinion.renewal import refresh
    from second_opinion.serialize import (
        dumps,
        from_dict,
        loads,
        profile_from_dict,
        profile_loads,
        profile_to_dict,
        to_dict,
    )

__version__: str

__all__ = [
    "Catalog",
    "Changes",
    "Clause",
    "EntryError",
    "MissingExtraError",
    "Notice",
    "Pack",
    "PackError",
    "PatientProfile",
    "PlanFormatError",
    "PlanItem",
    "PrepPlan",
    "Problem",
    "ProfileError",
    "Progress",
    "Question",
    "RecordItem",
    "Resource",
    "SecondOpinionError",
    "Source",
    "Step",
    "Term",
    "Timing",
    "Topic",
    "UnknownAudienceError",
    "UnknownFormatError",
    "UnknownIdError",
    "UnknownLanguageError",
    "UnknownSectionError",
    "UnusableDayError",
    "build_plan",
    "changes",
    "dumps",
    "from_dict",
    "load_catalog",
    "loads",
    "profile_from_dict",
    "profile_loads",
    "profile_to_dict",
    "read_pack",
    "refresh",
    "render",
    "to_dict",
]

_LOADED_WHEN_USED = {
    "Catalog": "catalog",
    "Changes": "differences",
    "Clause": "conditions",
    "Notice": "items",
    "Pack": "catalog",
    "PlanItem": "entries",
    "PrepPlan": "plan",
    "Progress": "progress",
    "Question": "items",
    "RecordItem": "items",
    "Resource": "items",
    "Source": "items",
    "Step": "items",
    "Term": "items",
    "Timing": "items",
    "Topic": "items",
    "build_plan": "planner",
    "changes": "differences",
    "dumps": "serialize",
    "from_dict": "serialize",
    "load_catalog": "content",
    "loads": "serialize",
    "profile_from_dict": "serialize",
    "profile_loads": "serialize",
    "profile_to_dict": "serialize",
    "read_pack": "content",
    "refresh": "renewal",
    "render": "rendering",
    "to_dict": "serialize",
}

_MODULES = ("fhir", "intake", "sheets")


def __getattr__(name: str) -> t.Any:  # noqa: ANN401 (any public name)
    import importlib  # noqa: PLC0415 (not a name of this package)

    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("second-opinion")
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_LOADED_WHEN_USED[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
