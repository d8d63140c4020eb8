"""Where packs come from: the bundled files, and files or folders that an application names."""

import functools
import os
import pathlib
import threading
import types
import typing as t

from second_opinion import _codec, _json, packaged
from second_opinion.catalog import Catalog, Pack, pack_problems
from second_opinion.conditions import Clause, may_hold
from second_opinion.errors import PackError, Problem, UnknownLanguageError
from second_opinion.profile import Answers

LANGUAGES: t.Final = ("en",)
"""The languages in which there is bundled content."""

AnyPath = str | os.PathLike[str]


def load_catalog(*extra_packs: AnyPath, language: str = "en") -> Catalog:
    """Return the bundled packs together with the packs in files, or in the ``.json`` files of folders.

    The bundled packs are read once in a process. A pack is refused whole, with every problem, not in part.

    Raises:
        PackError: a pack breaks a rule of the format, is in another language, or uses an id that is taken.
        UnknownLanguageError: there is no bundled content in that language.
        OSError: a file or a folder cannot be read.

    >>> load_catalog()["about-second-opinion"].id
    'about-second-opinion'
    """
    primary = language.partition("-")[0].lower()
    if primary not in LANGUAGES:
        raise UnknownLanguageError(language, LANGUAGES)
    files = [file for path in extra_packs for file in _files(pathlib.Path(path))]
    return _catalog_with(tuple(_pack_in_language(file, primary) for file in files))


def read_pack(path: AnyPath) -> Pack:
    """Return the pack in a JSON file, checked by every rule that can be checked of a pack alone.

    Raises:
        PackError: with all that is wrong with its form or, where that is right, with its content.
        OSError: the file cannot be read.
    """
    try:
        pack = _codec.structure(_json.parse(pathlib.Path(path).read_bytes(), unique_keys=True), Pack)
    except _json.RefusedError as error:
        raise PackError(error.problems, os.fspath(path)) from None
    problems = pack_problems(pack)
    if problems:
        raise PackError(problems, os.fspath(path))
    return pack


def _files(path: pathlib.Path) -> list[pathlib.Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.json"))
    if not found:
        raise PackError((Problem("$", "no .json file is in this folder"),), os.fspath(path))
    return found


def _pack_in_language(path: pathlib.Path, language: str) -> Pack:
    pack = read_pack(path)
    if pack.language.partition("-")[0].lower() != language:
        message = f"{pack.language!a} is not the language of the catalog: write {language!a}, or load it with its own"
        raise PackError((Problem("$.language", message),), os.fspath(path))
    return pack


def _catalog_with(packs: tuple[Pack, ...]) -> Catalog:
    everything = _SHELF.catalog(bundled())
    return Catalog((*everything.packs, *packs)) if packs else everything


def catalog_for(answers: Answers, ids: t.Iterable[str] = ()) -> Catalog:
    """Return a catalog of bundled packs that has all that may be for a person with these answers, and these ids.

    A pack is read when the first person comes who may need it, so that a plan for one cancer does not pay for all.
    """
    some = _SHELF.catalog([name for name, when in bundled().items() if may_hold(when, answers)])
    return some if all(one in some for one in ids) else load_catalog()


@functools.cache
def bundled() -> t.Mapping[str, tuple[Clause, ...]]:
    """Return the names of the bundled packs in their order, each with the clauses in `when` of its pack."""
    heads = _json.parse(packaged.read("bundled.json"))
    clauses = {name: tuple(_json.rebuild(clause, Clause) for clause in when) for name, when in heads.items()}
    return types.MappingProxyType(clauses)


class _Shelf:
    """The bundled packs that have been read so far; they are taken on trust, since the tests read them strictly."""

    def __init__(self) -> None:
        self._filled = Catalog(())
        self._lock = threading.Lock()

    def catalog(self, names: t.Collection[str]) -> Catalog:
        """Return a catalog in which at least these packs are, and which is kept for those who come next."""
        with self._lock:
            there = {pack.id: pack for pack in self._filled.packs}
            if not there.keys() >= set(names):
                wanted = [name for name in bundled() if name in there or name in names]
                self._filled = Catalog(tuple(there.get(name) or _read(name) for name in wanted))
            return self._filled


_SHELF: t.Final = _Shelf()


def _read(name: str) -> Pack:
    return _json.rebuild(_json.parse(packaged.read("packs", f"{name}.json")), Pack)
