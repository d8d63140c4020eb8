"""A plan as a table for a spreadsheet: one row an item."""

import csv
import io
import re
import types
import typing as t

import attrs

from second_opinion.entries import PlanItem
from second_opinion.items import Item, Notice, Question, RecordItem, Resource, Step, Topic
from second_opinion.messages import Messages, messages
from second_opinion.plan import ENTRY_LISTS, PrepPlan
from second_opinion.rendering.choice import Choice
from second_opinion.rendering.cleaning import clean

_COLUMNS: t.Final = (
    *("kind", "number", "group", "title", "more", "who", "due", "rush", "status", "answer", "note", "because"),
    *("certainty", "sources", "id"),
)
_TO_DO: t.Final = frozenset(("steps", "questions", "records"))

# Spreadsheets that do not see this take a file for one in the machine's own code page, and spoil its letters.
_UTF_8: t.Final = "\ufeff"

# What spreadsheets work out, also behind blanks, quotes and marks that cannot be seen. Some take the wide and the
# small forms of these signs for the signs themselves.
_FORMULA: t.Final = re.compile(
    "[\t\r\n]|[\\s\"'\u00ad\u180e\u200b-\u200f\u2060-\u2064]*[=+@\uff1d\uff0b\uff20\ufe66\ufe62\ufe6b\uff0d\ufe63-]"
)
# Digits, and months with digits, that a spreadsheet would take for a day, a time, or a number with other digits.
_DIGITS: t.Final = re.compile(r"\s*\d[\d\s.,:/eE+-]*\s*")
_PLAIN_NUMBER: t.Final = re.compile(r"0|[1-9]\d{0,14}")
_MONTH: t.Final = re.compile(
    r"[\d\s.,/-]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\d\s.,/-]*", re.IGNORECASE
)
_TRUTHS: t.Final = frozenset(("true", "false"))
# What is told of an entry by a person or by content; the other cells are days, numbers and the words of messages.
_FREE: t.Final = frozenset(("title", "more", "who", "answer", "note", "because", "sources"))


def spreadsheet(plan: PrepPlan, choice: Choice) -> str:
    """Return a plan as comma-separated values (RFC 4180): a header, and one row an item of the chosen sections.

    The text begins with a byte order mark, by which spreadsheets know UTF-8, and its rows end with CRLF: write it as
    UTF-8 with ``newline=""``, and read it back with the codec ``utf-8-sig``.

    No text becomes a formula, a day or another number: one that would be taken for that has a ``'`` before it, and a
    row at the end says why. The last row says what was left out. Days are as in ``2026-12-14``.
    """
    say = messages(plan.language)
    chosen = choice.of_plan(plan)
    addresses = {source.id: source.address or source.title for source in plan.sources}
    rows = [
        _row(name, entry, say, addresses)
        for name in choice.sections
        if name in ENTRY_LISTS
        for entry in t.cast("tuple[PlanItem[Item], ...]", getattr(chosen, name))
    ]
    cells = [[_cell(name, cell) for name, cell in zip(_COLUMNS, row, strict=True)] for row in rows]
    is_guarded = any(cell.startswith("'") and _is_mistaken(cell[1:]) for row in cells for cell in row)
    last = (say("spreadsheet_guard") if is_guarded else "", choice.left_out(say))
    notes = [[said, *[""] * (len(_COLUMNS) - 1)] for said in last if said]
    return _written([[say(f"spreadsheet_{name}") for name in _COLUMNS], *cells, *notes])


def _written(rows: list[list[str]]) -> str:
    file = io.StringIO(newline="")
    file.write(_UTF_8)
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _cell(column: str, text: str) -> str:
    """Return cleaned text that a spreadsheet takes for what it is."""
    cleaned = clean(text)
    return f"'{cleaned}" if column in _FREE and _is_mistaken(cleaned) else cleaned


def _is_mistaken(text: str) -> bool:
    """Return whether a spreadsheet would take a text for something else."""
    if _FORMULA.match(text) or text.strip().lower() in _TRUTHS:
        return True
    is_number = _DIGITS.fullmatch(text) and not _PLAIN_NUMBER.fullmatch(text)
    return bool(is_number or (_MONTH.fullmatch(text) and any(letter.isdigit() for letter in text)))


def _row(name: str, entry: PlanItem[Item], say: Messages, addresses: t.Mapping[str, str]) -> list[str]:
    about = _about(entry.item, say)
    state = {"done": "done", "skipped": "skipped"}.get(entry.status, "spreadsheet_open" if name in _TO_DO else "")
    return [
        say(f"spreadsheet_of_{name}"),
        str(entry.rank),
        about.group,
        about.title,
        "\n".join(filter(None, about.more)),
        about.who,
        entry.due.isoformat() if entry.due else "",
        say("spreadsheet_yes") if entry.rush else "",
        say(state) if state else "",
        entry.answer or "",
        entry.note or "",
        "\n".join(entry.because),
        say(f"spreadsheet_{entry.certainty}"),
        "\n".join(addresses.get(source, "") for source in entry.item.sources),
        entry.id,
    ]


@attrs.frozen
class _About:
    """What is said of an item: among which it is, what it is called, and what else there is to it."""

    group: str
    title: str
    more: tuple[str, ...] = ()
    who: str = ""


def _about(item: Item, say: Messages) -> _About:
    return _ABOUT[type(item)](item, say)


def _of_notice(notice: Notice, say: Messages) -> _About:
    return _About(say(f"notices_{notice.kind}"), notice.text)


def _of_step(step: Step, say: Messages) -> _About:
    takes = say("takes", takes=step.takes) if step.takes else ""
    return _About(say(f"way_{step.stage}"), step.title, (step.why, *step.actions, takes), step.who)


def _of_question(question: Question, say: Messages) -> _About:
    more = (question.why, *_labelled(say, good_answer=question.good_answer))
    return _About(say(f"audience_{question.audience}"), question.text, more)


def _of_record(record: RecordItem, say: Messages) -> _About:
    pitfalls = " ".join(record.pitfalls)
    texts = {"say": record.say, "lead_time": record.lead_time, "pitfalls": pitfalls, "instead": record.instead}
    more = (record.what, record.why, *_labelled(say, **texts))
    return _About(say(f"tier_{record.tier}"), record.name, more, record.holder)


def _of_topic(topic: Topic, _: Messages) -> _About:
    return _About("", topic.title, (topic.summary, *topic.points))


def _of_resource(resource: Resource, say: Messages) -> _About:
    where = {"address": resource.url or "", "phone": resource.phone or "", "hours": resource.hours or ""}
    more = (
        resource.what,
        *_labelled(say, **where, limits=resource.limits),
        say("unverified") if resource.status == "unverified" else "",
        say("checked", date=say.date(resource.checked_on)),
    )
    return _About("", resource.name, more)


def _labelled(words: Messages, /, **texts: str) -> tuple[str, ...]:
    return tuple(f"{words(label)}: {text}" for label, text in texts.items() if text)


_ABOUT: t.Final[t.Mapping[type[Item], t.Callable[[t.Any, Messages], _About]]] = types.MappingProxyType(
    {
        Notice: _of_notice,
        Step: _of_step,
        Question: _of_question,
        RecordItem: _of_record,
        Topic: _of_topic,
        Resource: _of_resource,
    }
)
