"""The words of the renderers themselves, in a language: kept apart from code, to be reviewed and translated."""

import datetime as dt
import functools
import json
import typing as t

from second_opinion import packaged
from second_opinion.content import LANGUAGES


class Messages:
    """The messages in one language, by their key."""

    def __init__(self, texts: t.Mapping[str, t.Any]) -> None:
        self._texts = texts

    def __call__(self, key: str, **values: str) -> str:
        """Return a message, its places filled."""
        return str(self._texts[key]).format_map(values)

    def date(self, day: dt.date) -> str:
        """Return a day in words, with its weekday."""
        return self(
            "date",
            weekday=self._texts["weekdays"][day.weekday()],
            day=str(day.day),
            month=self._texts["months"][day.month - 1],
            year=str(day.year),
        )


@functools.cache
def messages(language: str) -> Messages:
    """Return the messages in a language, or in English where there are none."""
    primary = language.partition("-")[0].lower()
    name = f"{primary if primary in LANGUAGES else 'en'}.json"
    return Messages(json.loads(packaged.read("rendering", "messages", name)))
