"""Where packs come from: the bundled files, and files or folders that an application names."""

import functools
import os
import pathlib
import typing as t

from second_opinion import _codec, _json, packaged
from second_opinion.catalog import Catalog, Pack, pack_problems
from second_opinion.errors import PackError, Problem, UnknownLanguageError

BUNDLED: t.Final = (
    "core",
    "deciding",
    "timing",
    "getting-records",
    "treatments",
    "trials",
    "changing-course",
    "after-the-opinion",
    "blood-cancers",
    "children",
    "teens-and-young-adults",
    "older-adults",
    "caring",
    "access",
    "fertility",
    "written-review-and-video",
    "far-away",
    "united-states",
    "united-kingdom",
    "canada",
    "australia",
    "new-zealand",
    "ireland",
    "india",
    "elsewhere",
    "country-rules",
)
"""The names of the packs of this release, in the order in which a catalog holds them."""

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
    return Catalog((*_bundled().packs, *packs)) if packs else _bundled()


@functools.cache
def _bundled() -> Catalog:
    """Return the catalog of the bundled packs, which are taken on trust: the tests read them strictly."""
    texts = (packaged.read("packs", f"{name}.json") for name in BUNDLED)
    return Catalog(tuple(_json.rebuild(_json.parse(text), Pack) for text in texts))
