"""A plan as a calendar: the days of what is open, and of the visit."""

import datetime as dt
import functools
import types
import typing as t
import uuid

import attrs

from second_opinion.entries import PlanItem
from second_opinion.errors import MissingExtraError
from second_opinion.items import RecordItem, Step
from second_opinion.messages import Messages, messages
from second_opinion.plan import PrepPlan
from second_opinion.rendering.choice import Choice
from second_opinion.rendering.cleaning import clean, lines, one_line

# The ids of all events are worked out from this, so it never changes.
_IDS: t.Final = uuid.UUID("9aad7bd8-aaf8-4fb1-8d3d-c2cef2176c03")

_DAY: t.Final = dt.timedelta(1)
_DAY_BEFORE: t.Final = dt.timedelta(hours=-15)
_WEEK_BEFORE: t.Final = _DAY_BEFORE - 6 * _DAY
_FIRST_MINUTE: t.Final = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_OCTETS: t.Final = 75
_PART_MASK: t.Final = 0b1100_0000
_PART_OF_A_CHARACTER: t.Final = 0b1000_0000
_STATES: t.Final = types.MappingProxyType({"open": "NEEDS-ACTION", "done": "COMPLETED", "skipped": "CANCELLED"})

_Value = str | dt.date | dt.timedelta
_Line = tuple[str, _Value]
_Entry = PlanItem[Step] | PlanItem[RecordItem]


def calendar(  # noqa: PLR0913 (what a caller may choose of a calendar)
    plan: PrepPlan,
    choice: Choice,
    *,
    details: bool = False,
    todos: bool = False,
    now: dt.datetime | None = None,
    name: str = "",
) -> str:
    """Return the days of a plan as an iCalendar file (RFC 5545), with CRLF at the ends of its lines.

    Each step and each record with a day is an event on that day, and so is a visit that is ahead. An event takes up no
    time, unless it is a visit to go to, and has a reminder at nine on the day before. What is done or left out is a
    cancelled event: to import the file again takes it away, or strikes it out.

    Calendars are shared, and show on locked screens. So an event is private and says no more than "Call the records
    office". With *details* it has the words of the plan, and what the person wrote.

    With *todos* the same steps and records are to-dos instead, and there is no visit: it is a file of its own, since
    some calendars refuse a whole file because of a to-do.

    An event keeps its id for as long as its item is in the plan, whatever else changes, so importing again updates it.
    Ids are worked out from those of the items and from *name*: two plans in one calendar need two names, each the same
    for ever. Use a random name, since a person's could be guessed from an id.

    *now* is when the file is made, in UTC if it has no zone; of two files that of the later minute counts. Where it is
    `None` it is the first minute of the day of the plan: give it where there can be two files on one day.

    Raises:
        MissingExtraError: the extra ``calendar`` is not installed.
    """
    words = _Words(messages(plan.language), has_details=details)
    stamp = _Stamp(_in_utc(now, plan.created), name)
    made = [*_head(choice, words.say, has_todos=todos)]
    for entry, due in _dated(plan, choice):
        made += _todo(entry, due, words, stamp) if todos else _event(entry, due, words, stamp)
    if not todos:
        made += _visit(plan, words, stamp)
    return _written([*made, ("END", "VCALENDAR")])


def _in_utc(now: dt.datetime | None, created: dt.date) -> dt.datetime:
    if now is None:
        return dt.datetime.combine(created, dt.time(), dt.UTC)
    known = now if now.tzinfo else now.replace(tzinfo=dt.UTC)
    return known.astimezone(dt.UTC).replace(microsecond=0)


@attrs.frozen
class _Stamp:
    """When a file is made, and the name that tells its plan from others."""

    now: dt.datetime
    name: str

    def lines(self, kind: t.Literal["event", "visit", "todo"], item_id: str) -> t.Iterator[_Line]:
        """Yield the lines by which a calendar knows what this is, and whether it has a newer one."""
        yield "UID", str(uuid.uuid5(_IDS, f"{kind}/{item_id}/{clean(self.name)}"))
        yield "DTSTAMP", self.now
        yield "LAST-MODIFIED", self.now
        # There is no counter in a plan, so the minutes stand for one: they always go up, and fit into 32 bits.
        yield "SEQUENCE", str(max(0, (self.now - _FIRST_MINUTE) // dt.timedelta(minutes=1)))
        yield "CLASS", "PRIVATE"


@attrs.frozen
class _Words:
    """What is said of an entry: the words of the plan, or only what anybody may see."""

    say: Messages
    has_details: bool

    def summary(self, entry: _Entry) -> str:
        """Return the one line that is always seen."""
        item = entry.item
        neutral = f"step_{item.stage}" if isinstance(item, Step) else f"record_{item.form}"
        said = one_line(item.title if isinstance(item, Step) else item.name) if self.has_details else ""
        # A person may have written a title of which nothing is to be seen.
        return said or self.say(f"calendar_{neutral}")

    def description(self, entry: _Entry) -> str:
        """Return what is said below."""
        if not self.has_details:
            return self.say("calendar_look")
        item = entry.item
        own = _labelled(self.say, answer=entry.answer or "", note=entry.note or "")
        said = self._step(item) if isinstance(item, Step) else self._record(item)
        return "\n".join(lines("\n".join((*said, *own)))) or self.say("calendar_look")

    def _step(self, step: Step) -> tuple[str, ...]:
        who = self.say("who", who=step.who) if step.who else ""
        takes = self.say("takes", takes=step.takes) if step.takes else ""
        return (step.why, *step.actions, who, takes)

    def _record(self, record: RecordItem) -> tuple[str, ...]:
        texts = {"holder": record.holder, "say": record.say, "lead_time": record.lead_time, "instead": record.instead}
        return (record.what, record.why, *_labelled(self.say, **texts))


def _labelled(words: Messages, /, **texts: str) -> tuple[str, ...]:
    return tuple(f"{words(label)}: {text}" for label, text in texts.items() if text)


def _head(choice: Choice, say: Messages, *, has_todos: bool) -> t.Iterator[_Line]:
    yield "BEGIN", "VCALENDAR"
    yield "VERSION", "2.0"
    # What wrote the file says no more of the person than the file does.
    yield "PRODID", "-//Plan//Calendar//EN"
    yield "CALSCALE", "GREGORIAN"
    yield "METHOD", "PUBLISH"
    yield "X-WR-CALNAME", say("calendar_name")
    about = say("calendar_about_todos" if has_todos else "calendar_about")
    yield "X-WR-CALDESC", f"{about} {choice.left_out(say)}".strip()


def _dated(plan: PrepPlan, choice: Choice) -> t.Iterator[tuple[_Entry, dt.date]]:
    """Yield the entries of the chosen sections that have a day."""
    steps = plan.steps if "steps" in choice.sections else ()
    records = plan.records if "records" in choice.sections else ()
    entries: tuple[_Entry, ...] = (*steps, *records)
    yield from ((entry, entry.due) for entry in entries if entry.due is not None)


def _event(entry: _Entry, due: dt.date, words: _Words, stamp: _Stamp) -> t.Iterator[_Line]:
    summary = words.summary(entry)
    yield "BEGIN", "VEVENT"
    yield from stamp.lines("event", entry.id)
    yield from _days(due)
    yield "TRANSP", "TRANSPARENT"
    if entry.status == "open":
        yield from (("STATUS", "CONFIRMED"), ("SUMMARY", summary), ("DESCRIPTION", words.description(entry)))
        yield from _alarm(_DAY_BEFORE, summary)
    else:
        # Some calendars show what is cancelled like all else, so the words say it as well.
        yield from (("STATUS", "CANCELLED"), ("SUMMARY", words.say(f"calendar_{entry.status}", said=summary)))
    yield "END", "VEVENT"


def _visit(plan: PrepPlan, words: _Words, stamp: _Stamp) -> t.Iterator[_Line]:
    """Yield the event of a visit that is ahead; only its day is known."""
    day = plan.profile.appointment
    if day is None or day < plan.created:
        return
    summary = words.say("calendar_visit_details" if words.has_details else "calendar_visit")
    yield "BEGIN", "VEVENT"
    yield from stamp.lines("visit", "")
    yield from _days(day)
    # An opinion in writing comes by itself: nobody has to keep the day free.
    yield "TRANSP", "TRANSPARENT" if plan.profile.visit_mode == "written_review" else "OPAQUE"
    yield from (("STATUS", "CONFIRMED"), ("SUMMARY", summary), ("DESCRIPTION", words.say("calendar_look")))
    # The one that matters more comes first, since some calendars keep only that.
    yield from _alarm(_DAY_BEFORE, summary)
    yield from _alarm(_WEEK_BEFORE, summary)
    yield "END", "VEVENT"


def _days(day: dt.date) -> t.Iterator[_Line]:
    yield "DTSTART", day
    yield "DTEND", day + _DAY


def _alarm(before: dt.timedelta, summary: str) -> t.Iterator[_Line]:
    yield "BEGIN", "VALARM"
    yield from (("ACTION", "DISPLAY"), ("DESCRIPTION", summary), ("TRIGGER", before))
    yield "END", "VALARM"


def _todo(entry: _Entry, due: dt.date, words: _Words, stamp: _Stamp) -> t.Iterator[_Line]:
    yield "BEGIN", "VTODO"
    yield from stamp.lines("todo", entry.id)
    yield "DUE", due
    yield from (("STATUS", _STATES[entry.status]), ("SUMMARY", words.summary(entry)))
    yield "DESCRIPTION", words.description(entry)
    if entry.status == "done":
        yield "PERCENT-COMPLETE", "100"
    yield "END", "VTODO"


def _written(made: t.Iterable[_Line]) -> str:
    """Return lines as they stand in a file; each is worked out only once, since the library takes its time."""
    try:
        import icalendar  # noqa: PLC0415 (an extra; only who asks for a calendar pays for it)
    except ImportError as error:
        raise MissingExtraError("calendar") from error

    def text(said: str) -> str:
        # The library takes a backslash and an N together for the end of a line, so it sees no backslash.
        return r"\\".join(icalendar.vText(part).to_ical().decode() for part in clean(said).split("\\"))

    @functools.cache
    def line(name: str, value: _Value) -> str:
        if isinstance(value, str):
            return _folded(f"{name}:{text(value)}")
        is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        return f"{name}{';VALUE=DATE' if is_day else ''}:{icalendar.vDDDTypes(value).to_ical().decode()}\r\n"

    return "".join([line(name, value) for name, value in made])


def _folded(line: str) -> str:
    """Return a line in lines of at most 75 octets; the library does so too, but letter by letter."""
    rest, folded = line.encode(), list[bytes]()
    while len(rest) > _OCTETS:
        cut = _cut(rest)
        folded.append(rest[:cut])
        rest = b" " + rest[cut:]
    return b"\r\n".join([*folded, rest, b""]).decode()


def _cut(octets: bytes) -> int:
    """Return where to fold: before a character, and not between a backslash and what it stands before."""
    cut = _OCTETS
    while octets[cut] & _PART_MASK == _PART_OF_A_CHARACTER:
        cut -= 1
    head = octets[:cut]
    return cut - (len(head) - len(head.rstrip(b"\\"))) % 2
