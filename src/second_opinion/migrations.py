"""Plans of older versions of the format, brought up to the newest one version at a time.

Each step turns the JSON of one version into that of the next. It does not check: what is wrong with a plan stays wrong,
and is found by the strict reader at the end. A step is never changed once a release has had it.
"""

import typing as t

from second_opinion._json import Json, is_list, is_object

VERSION: t.Final = 1
"""The version of the plan format that this release writes, and the newest that it reads."""

OLDEST: t.Final = 0
"""The oldest version that this release reads. No release has written it: it was made up, to prove that steps work."""


def migrated(data: dict[str, Json]) -> dict[str, Json]:
    """Return a plan of a version that this release reads in the form of the newest."""
    for version in range(data["version"], VERSION):
        data = {**_STEPS[version](data), "version": version + 1}
    return data


def _from_0(data: dict[str, Json]) -> dict[str, Json]:
    """Return a plan of version 1.

    Version 0 named the day `made_on`, gave reasons as one text, called what is open `todo`, and knew no `rush`.
    """
    renamed = {"created" if key == "made_on" else key: value for key, value in data.items()}
    return {key: _entries_from_0(value) if key in _LISTS_OF_0 else value for key, value in renamed.items()}


_LISTS_OF_0: t.Final = ("notices", "topics", "questions", "records", "steps", "resources")


def _entries_from_0(entries: Json) -> Json:
    return [_entry_from_0(entry) for entry in entries] if is_list(entries) else entries


def _entry_from_0(entry: Json) -> Json:
    if not is_object(entry):
        return entry
    newer = {"rush": False, **entry}
    because = entry.get("because")
    if isinstance(because, str):
        newer["because"] = [because] if because else []
    if entry.get("status") == "todo":
        newer["status"] = "open"
    return newer


_STEPS: t.Final[dict[int, t.Callable[[dict[str, Json]], dict[str, Json]]]] = {0: _from_0}
