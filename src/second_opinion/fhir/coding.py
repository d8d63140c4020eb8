"""A code of some code system."""

import typing as t


class Coding(t.NamedTuple):
    """A code, its system and its name; what is absent is empty."""

    system: str
    code: str
    display: str
