"""What a document is made of; every format is written from this."""

import typing as t

import attrs

PictureKind = t.Literal["way", "time_line", "progress"]
MarkState = t.Literal["behind", "here", "ahead"]


@attrs.frozen
class Detail:
    """A line below an entry: some text, with a label before it where there is one."""

    text: str
    label: str = ""
    is_link: bool = False


@attrs.frozen
class Entry:
    """One thing of a list, with a box to tick where it can be done, its details, and room to write an answer.

    The text of a thing with a name is strong; that of a sentence is not. What is `said` goes on from it.
    """

    text: str
    details: tuple[Detail, ...] = ()
    has_box: bool = False
    is_done: bool = False
    room: str = ""
    is_strong: bool = False
    said: str = ""


@attrs.frozen
class Field:
    """A label and what belongs to it; without a value there is room to write it by hand, on so many lines."""

    label: str
    value: str = ""
    lines: int = 1


@attrs.frozen
class Table:
    """Rows below a header; an empty cell is room to write in, of at least so many lines."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: int = 3


@attrs.frozen
class Mark:
    """A place in a picture: what it is called, whether it is behind, and how far along it is, from 0 to 1."""

    label: str
    state: MarkState = "ahead"
    at: float = 0.0


@attrs.frozen
class Picture:
    """What a format that can draw shows beside the words: a way, a time line, or bars of progress.

    `text` says in words what is to be seen. Of bars, `at` is how much is done.
    """

    kind: PictureKind
    text: str
    marks: tuple[Mark, ...]


@attrs.frozen
class Part:
    """A heading, what is said below it, a list, fields, and a table; what is empty is left out.

    `level` is 2 for a section, and 3 and 4 for parts of one. `section` is the name of the section of a plan that
    begins here.
    """

    title: str = ""
    level: int = 2
    said: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    fields: tuple[Field, ...] = ()
    table: Table | None = None
    picture: Picture | None = None
    section: str = ""


@attrs.frozen
class Document:
    """A title, the first words, and the parts in their order; what `render` writes in a format.

    `lead` is the one thing to take away: it stands out, below the title and before all else.
    """

    language: str
    title: str
    said: tuple[str, ...]
    parts: tuple[Part, ...]
    lead: str = ""
