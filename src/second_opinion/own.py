"""What people write themselves: checked, so that it can be stored, and kept to the letter."""

import datetime as dt
import itertools
import typing as t
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from second_opinion.entries import PlanItem, Status
from second_opinion.errors import EntryError, Problem, not_one_of
from second_opinion.items import OWN_ID, Audience, Item, Question, RecordForm, RecordItem, Stage, Step, Tier
from second_opinion.profile import unusable_day

LONGEST: t.Final = 300_000
"""The most characters that one text of a person may have; some hundred printed pages."""

MOST: t.Final = 5_000_000
"""The most characters that all texts of a person in a plan may have together, so that the plan can be read again."""


_Option = t.TypeVar("_Option", bound=str)


class Check:
    """What is wrong with the values that somebody wants to put into a plan, gathered to be said all at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def text(self, name: str, value: object, *, needed: bool = False) -> str:
        """Return a text as it is stored; *needed* says that there must be something in it."""
        if not isinstance(value, str):
            return self._refuse(name, f"expected text, got {_kind(value)}")
        if len(value) > LONGEST:
            return self._refuse(name, f"{len(value):,} characters are too long: at most {LONGEST:,} are kept")
        if needed and not value.strip():
            return self._refuse(name, "is empty: write something")
        return _whole_characters(value)

    def texts(self, name: str, values: object) -> tuple[str, ...]:
        """Return several texts, none of them empty."""
        if not _is_list(values):
            self._refuse(name, f"expected a list of texts, got {_kind(values)}")
            return ()
        return tuple(self.text(f"{name}[{i}]", value, needed=True) for i, value in enumerate(values))

    def option(self, name: str, value: _Option, kind: object) -> _Option:
        """Return a value of a closed list as it is stored."""
        options = t.get_args(kind)
        if value in options:
            return t.cast("_Option", options[options.index(value)])
        self._refuse(name, not_one_of(value, options))
        return value

    def day(self, name: str, value: object) -> None:
        """Take note if a value is neither `None` nor a day that a plan can reckon with."""
        trouble = None if value is None else unusable_day(value)
        if trouble:
            self._refuse(name, trouble)

    def born(self, name: str, value: object) -> None:
        """Take note if a value is neither `None` nor a day of birth, and say nothing of it."""
        if value is not None and unusable_day(value):
            self._refuse(name, f"expected a datetime.date of this or the last century, got {_kind(value)}")

    def instance(self, name: str, value: object, kind: type) -> None:
        """Take note if a value is not of a class."""
        if not isinstance(value, kind):
            self._refuse(name, f"expected a {kind.__name__}, got {_kind(value)}")

    def _refuse(self, name: str, message: str) -> str:
        self._problems.append(Problem(f"$.{name}", message))
        return ""

    def done(self) -> None:
        """Raise `EntryError` if anything was wrong."""
        if self._problems:
            raise EntryError(tuple(self._problems))


def _kind(value: object) -> str:
    """Return what a message says of a value that a person may have written: its type, and nothing of it."""
    return f"a value of type {type(value).__name__}"


def _is_list(values: object) -> t.TypeGuard[t.Iterable[object]]:
    """Return whether there are several values, in an order."""
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | AbstractSet | Mapping)


def _whole_characters(text: str) -> str:
    """Return text in which two halves of a character are one, as they are in any JSON that is read again."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def changes(*, status: Status | None, answer: str | None, note: str | None) -> dict[str, str]:
    """Return what is to be changed in an entry: those of the values that are not `None`."""
    check = Check()
    changed: dict[str, str] = {} if status is None else {"status": check.option("status", status, Status)}
    for name, text in (("answer", answer), ("note", note)):
        if text is not None:
            changed[name] = check.text(name, text)
    check.done()
    return changed


def own_question(item_id: str, text: str, audience: Audience) -> PlanItem[Question]:
    """Return the entry of a question that a person adds."""
    check = Check()
    item = Question(
        id=item_id,
        text=check.text("text", text, needed=True),
        audience=check.option("audience", audience, Audience),
    )
    check.done()
    return _own(item)


def own_record(  # noqa: PLR0913 (one for each thing that can be said of a record)
    item_id: str, name: str, *, what: str, holder: str, form: RecordForm, tier: Tier, due: dt.date | None
) -> PlanItem[RecordItem]:
    """Return the entry of a record that a person adds."""
    check = Check()
    item = RecordItem(
        id=item_id,
        name=check.text("name", name, needed=True),
        what=check.text("what", what),
        holder=check.text("holder", holder),
        form=check.option("form", form, RecordForm),
        tier=check.option("tier", tier, Tier),
    )
    check.day("due", due)
    check.done()
    return _own(item, due)


def own_step(  # noqa: PLR0913 (one for each thing that can be said of a step)
    item_id: str, title: str, *, stage: Stage, why: str, actions: t.Iterable[str], due: dt.date | None
) -> PlanItem[Step]:
    """Return the entry of a step that a person adds."""
    check = Check()
    item = Step(
        id=item_id,
        title=check.text("title", title, needed=True),
        why=check.text("why", why),
        actions=check.texts("actions", actions),
        stage=check.option("stage", stage, Stage),
    )
    check.day("due", due)
    check.done()
    return _own(item, due)


_Kind = t.TypeVar("_Kind", Question, RecordItem, Step)


def _own(item: _Kind, due: dt.date | None = None) -> PlanItem[_Kind]:
    return PlanItem(item=item, due=due, rank=1, origin="user")


def next_id(ids: t.Collection[str]) -> str:
    """Return an id for another own item, beside these ids of a plan.

    >>> next_id(["ask-all-options", "own-1", "own-2"])
    'own-3'
    """
    first = 1 + sum(one.startswith(OWN_ID) for one in ids)
    return next(one for number in itertools.count(first) if (one := f"{OWN_ID}{number}") not in ids)


def check_room(entries: t.Iterable[PlanItem[Item]]) -> None:
    """Raise `EntryError` if a person has written more than a plan can hold."""
    written = sum(
        len(entry.note or "") + len(entry.answer or "") + (len(entry.item.json_text) if entry.is_own else 0)
        for entry in entries
    )
    if written > MOST:
        raise EntryError((Problem("$", f"{written:,} characters in all are too many: at most {MOST:,} are kept"),))
