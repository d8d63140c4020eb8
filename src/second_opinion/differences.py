"""What is different between two states of a plan, as data and in words."""

import datetime as dt
import typing as t

import attrs

from second_opinion.entries import PlanItem
from second_opinion.items import Item
from second_opinion.messages import Messages, messages
from second_opinion.plan import ENTRY_LISTS, PrepPlan

_Entry = PlanItem[Item]


@attrs.frozen
class Redated:
    """An open entry, as it is now, whose date is another; a date is `None` where there was or is none."""

    entry: _Entry
    before: dt.date | None
    after: dt.date | None


@attrs.frozen(kw_only=True)
class Changes:
    """What a plan has that an older one had not, what it no longer has, and what has another date or other words.

    Entries that are gone are as they were, all others as they are. `visit_before` and `visit_after` are the days of
    the visit. Truthy where there is any change; `str` says it in plain words, in the language of the newer plan. What
    the person has done or written in between is no change.
    """

    language: str
    added: tuple[_Entry, ...]
    removed: tuple[_Entry, ...]
    redated: tuple[Redated, ...]
    reworded: tuple[_Entry, ...]
    visit_before: dt.date | None
    visit_after: dt.date | None

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.redated or self.reworded) or self._visit() != "redated"

    def __str__(self) -> str:
        say = messages(self.language)
        said = say("changes_join").join(self._said(say))
        return say("changes_end", all=said[0].upper() + said[1:]) if said else say("changes_none")

    def _said(self, say: Messages) -> t.Iterator[str]:
        for key, entries in (("added", self.added), ("removed", self.removed)):
            for name, kind in ENTRY_LISTS.items():
                number = sum(type(entry.item) is kind for entry in entries)
                if number:
                    yield say.count(f"{key}_{name}", number)
        visit = self._visit()
        if self.redated:
            yield say.count(visit, len(self.redated))
        elif visit != "redated":
            yield say(visit)
        if self.reworded:
            yield say.count("reworded", len(self.reworded))

    def _visit(self) -> str:
        """Return the key of the message for what has happened to the visit."""
        if self.visit_before == self.visit_after:
            return "redated"
        if self.visit_before is None:
            return "visit_set"
        return "visit_moved" if self.visit_after else "visit_gone"


def changes(old: PrepPlan, new: PrepPlan) -> Changes:
    """Return what was added, removed, dated otherwise and put in other words between two states of a plan.

    >>> import second_opinion as so
    >>> day = dt.date(2026, 11, 22)
    >>> old = so.build_plan(so.PatientProfile(country="US"), today=day)
    >>> new = so.refresh(old, profile=so.PatientProfile(country="US", insurance=("uninsured",)), today=day)
    >>> bool(changes(old, new)), bool(changes(new, new))
    (True, False)
    >>> print(changes(new, new))
    Nothing changed.
    """
    before = {entry.id: entry for entry in old.entries()}
    after = {entry.id: entry for entry in new.entries()}
    both = [(before[entry.id], entry) for entry in new.entries() if entry.id in before]
    return Changes(
        language=new.language,
        added=tuple(entry for entry in new.entries() if entry.id not in before),
        removed=tuple(entry for entry in old.entries() if entry.id not in after),
        redated=tuple(
            Redated(now, then.due, now.due) for then, now in both if now.status == "open" and then.due != now.due
        ),
        reworded=tuple(now for then, now in both if then.item != now.item),
        visit_before=old.profile.appointment,
        visit_after=new.profile.appointment,
    )
