"""FHIR data of any shape as single entries: a Bundle, a resource, a list, text, NDJSON, a file of any of these."""

import codecs
import contextlib
import json
import os
import pathlib
import re
import typing as t

import attrs

from second_opinion import _json
from second_opinion.fhir.reading import Raw, codes, is_in_error, objects, text, texts

_DEEPEST = 10
_LONGEST_PATH = 1_000


_SUBJECTS = ("subject", "patient", "beneficiary")
_ID = re.compile(r"([A-Z][A-Za-z]{2,40})/([A-Za-z0-9.-]{1,100})(?:/_history/[^/]*)?$", re.ASCII)


def key_of(reference: str) -> str:
    """Return the one form of a reference by which things are found: ``Type/id``, or what it is else."""
    match = None if reference.startswith("urn:") else _ID.search(reference)
    return f"{match[1]}/{match[2]}" if match else reference


@attrs.frozen(repr=False)
class Entry:
    """A resource, what references may call it (its usual name first), and the keys of those whom it is about.

    It `is_void` where it is gone, or says of itself that it should not be there.
    """

    raw: Raw
    kind: str
    keys: tuple[str, ...]
    subjects: tuple[str, ...]
    is_void: bool

    @classmethod
    def of(cls, raw: Raw, url: str = "") -> t.Self:
        """Return the entry of a resource to which its bundle gives an address."""
        kind, own = text(raw.get("resourceType")), text(raw.get("id"))
        usual = f"{kind}/{own}" if kind and own else ""
        keys = dict.fromkeys((usual, key_of(url), f"urn:uuid:{own}" if own else ""))
        return cls(raw, kind, tuple(key for key in keys if key), _subjects(raw), is_in_error(raw))

    @classmethod
    def deleted(cls, url: str) -> t.Self:
        """Return the entry of a resource that is gone."""
        return cls({}, "", (key_of(url),), (), is_void=True)


def _subjects(raw: Raw) -> tuple[str, ...]:
    """Return the keys of those whom a resource is about; a contained one or a search names nobody."""
    said = (one for name in _SUBJECTS if name in raw for one in texts(raw[name], "reference"))
    return tuple(key_of(one) for one in said if not one.startswith("#") and "?" not in one)


@attrs.define(repr=False)
class Supply:
    """The entries of some data, as often as one asks; `is_odd` once something could not be read.

    A file is read again each time, one of NDJSON line by line, so that it need not fit into memory.
    """

    _data: object
    is_odd: bool = False
    _read: tuple[Entry, ...] | None = None

    def __iter__(self) -> t.Iterator[Entry]:
        path = _path(self._data)
        if path is not None:
            return self._of_file(path)
        if self._read is None:
            self._read = tuple(self._entries(self._data, 0))
        return iter(self._read)

    def _of_file(self, path: pathlib.Path) -> t.Iterator[Entry]:
        """Yield the entries of a folder of files, or of a file, which is one resource or has one in each line."""
        if path.is_dir():
            for file in sorted(path.iterdir()):
                if file.suffix in {".json", ".ndjson"}:
                    yield from self._of_file(file)
            return
        with path.open("rb") as lines:
            if not _is_whole(next((line for line in lines if line.strip()), b"")):
                yield from self._of_text(path.read_bytes(), 0)
                return
            lines.seek(0)
            for line in lines:
                yield from self._of_line(line, 0)

    def _entries(self, data: object, depth: int) -> list[Entry]:
        if depth > _DEEPEST:
            self.is_odd = True
        elif isinstance(data, os.PathLike):
            return list(self._of_file(pathlib.Path(t.cast("os.PathLike[str]", data))))
        elif isinstance(data, str | bytes):
            return self._of_text(data, depth)
        elif _json.is_object(data):
            return self._of_object(data, depth)
        elif isinstance(data, list | tuple):
            return [entry for one in t.cast("t.Sequence[object]", data) for entry in self._entries(one, depth + 1)]
        else:
            self.is_odd = True
        return []

    def _of_text(self, data: str | bytes, depth: int) -> list[Entry]:
        whole = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        whole = whole.removeprefix(codecs.BOM_UTF8).strip()
        lines = whole.split(b"\n")
        if len(lines) > 1 and _is_whole(lines[0]):
            return [entry for line in lines for entry in self._of_line(line, depth)]
        return self._of_line(whole, depth) or self._nothing()

    def _of_line(self, line: bytes, depth: int) -> list[Entry]:
        if not line.strip():
            return []
        try:
            parsed = json.loads(line)
        except (ValueError, RecursionError):
            return self._nothing()
        return self._entries(parsed, depth + 1)

    def _nothing(self) -> list[Entry]:
        """Take note that something could not be read."""
        self.is_odd = True
        return []

    def _of_object(self, raw: Raw, depth: int, url: str = "") -> list[Entry]:
        kind = text(raw.get("resourceType"))
        if kind == "Bundle" or (not kind and "entry" in raw):
            return [entry for one in objects(raw, "entry") for entry in self._of_entry(one, depth)]
        if kind == "Parameters":
            inside = objects(raw, "parameter", "resource")
            return [entry for one in inside for entry in self._entries(one, depth + 1)]
        if not kind and "resource" in raw:
            return self._of_entry(raw, depth)
        return [Entry.of(raw, url)] if kind else self._nothing()

    def _of_entry(self, entry: Raw, depth: int) -> list[Entry]:
        url = text(entry.get("fullUrl"))
        if "request" in entry and "DELETE" in codes(entry, "request", "method"):
            return [Entry.deleted(url or text(entry, "request", "url"))]
        if depth > _DEEPEST or ("search" in entry and "outcome" in codes(entry, "search", "mode")):
            return []
        return [one for inner in objects(entry, "resource") for one in self._of_object(inner, depth + 1, url)]


def _path(data: object) -> pathlib.Path | None:
    """Return the path that some data is, if it is one: text that looks like no JSON may name a file."""
    if isinstance(data, str) and len(data) < _LONGEST_PATH and data.lstrip("\ufeff \n\r\t")[:1] not in {"{", "["}:
        with contextlib.suppress(ValueError, OSError):  # any text at all may come
            return pathlib.Path(data) if pathlib.Path(data).is_file() else None
    return pathlib.Path(t.cast("os.PathLike[str]", data)) if isinstance(data, os.PathLike) else None


def _is_whole(line: bytes) -> bool:
    """Return whether a line looks like a whole JSON object, as the lines of NDJSON do."""
    said = line.strip()
    return said.startswith(b"{") and said.endswith(b"}") and b":" in said
