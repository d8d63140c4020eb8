"""What words mean: phrases of a table, found in a text whatever its spelling, plurals and endings."""

import functools
import json
import re
import typing as t

import attrs

from second_opinion.packaged import read

_TOKEN = re.compile(r"[a-z0-9]+")
_LONG = 7


def folded(said: str) -> tuple[str, ...]:
    """Return the words of a text in one form, so that spelling, plurals and the endings of many languages agree."""
    return tuple(_fold(token) for token in _TOKEN.findall(said.lower()))


def _fold(token: str) -> str:
    token = token.replace("ae", "e").replace("oe", "e").replace("our", "or")
    if token.endswith("ies"):
        return f"{token[:-3]}y"
    if token.endswith("s") and not token.endswith("ss"):
        token = token[:-1]
    return token[:-1] if len(token) >= _LONG and token[-1] in "aeo" else token


@attrs.frozen(eq=False)
class Phrases:
    """What phrases mean. The longest counts, so that one that means nothing hides what stands within it."""

    _meanings: t.Mapping[tuple[str, ...], frozenset[str]]
    _endings: t.Mapping[str, str]
    _longest: int

    @classmethod
    def of(
        cls, words: t.Mapping[str, t.Iterable[str]], endings: t.Mapping[str, t.Iterable[str]] | None = None
    ) -> t.Self:
        """Return the phrases of a table: of each meaning those that have it; those of ``none`` mean nothing."""
        meanings: dict[tuple[str, ...], set[str]] = {}
        for meaning, phrases in words.items():
            for phrase in phrases:
                meanings.setdefault(folded(phrase), set()).update(() if meaning == "none" else (meaning,))
        ends = {end: meaning for meaning, several in (endings or {}).items() for end in several}
        return cls({key: frozenset(one) for key, one in meanings.items()}, ends, max(map(len, meanings)))

    def found(self, said: str) -> t.Iterator[frozenset[str]]:
        """Yield the meanings of each phrase of a text."""
        tokens = folded(said)
        place = 0
        while place < len(tokens):
            length, meanings = self._at(tokens, place)
            if meanings:
                yield meanings
            place += length

    def _at(self, tokens: tuple[str, ...], place: int) -> tuple[int, frozenset[str]]:
        for length in range(min(self._longest, len(tokens) - place), 0, -1):
            meanings = self._meanings.get(tokens[place : place + length])
            if meanings is not None:
                return length, meanings
        return 1, self._by_ending(tokens[place])

    def _by_ending(self, token: str) -> frozenset[str]:
        return frozenset(meaning for end, meaning in self._endings.items() if token.endswith(end) and token != end)


@functools.cache
def table(name: str) -> t.Any:  # noqa: ANN401 (JSON)
    """Return a table of codes and words."""
    return json.loads(read("codes", f"{name}.json"))


@functools.cache
def phrases(name: str, *path: str) -> Phrases:
    """Return the phrases that stand in a table as one list, under the last name of the path."""
    found = table(name)
    for part in path:
        found = found[part]
    return Phrases.of({path[-1]: found})
