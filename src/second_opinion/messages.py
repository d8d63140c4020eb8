"""The package's own words, in a language: kept apart from code, to be reviewed and translated."""

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

    def count(self, key: str, number: int) -> str:
        """Return the message for a number of things: that for one of them, or that for more."""
        return self(f"{key}_one" if number == 1 else f"{key}_more", n=str(number))

    def means(self, key: str, said: str) -> bool:
        """Return whether what somebody said is one of the words for something."""
        return said.lower() in self._texts[key]

    def spoken(self, key: str, role: str | None, **values: str) -> str:
        """Return the message for one reader: that for the role, or where there is none that for everybody."""
        own = f"{key}_{role}"
        return self(own if own in self._texts else key, **values)

    def date(self, day: dt.date, key: str = "date") -> str:
        """Return a day in words, with its weekday; with the key ``"plain_date"``, without."""
        return self(
            key,
            weekday=self._texts["weekdays"][day.weekday()],
            day=str(day.day),
            month=self._texts["months"][day.month - 1],
            year=str(day.year),
        )


@functools.cache
def messages(language: str) -> Messages:
    """Return the messages in a language, or in English where there are none."""
    primary = language.partition("-")[0].lower()
    folder = ("locales", primary if primary in LANGUAGES else "en")
    texts: dict[str, t.Any] = {}
    for name in packaged.names(*folder, suffix=".json"):
        texts |= json.loads(packaged.read(*folder, f"{name}.json"))
    return Messages(texts)
