"""A plan brought up to date: new facts, newer content or another day, and nothing lost that a person wrote."""

import datetime as dt
import typing as t

import attrs

from second_opinion.catalog import Catalog
from second_opinion.content import load_catalog
from second_opinion.edition import by_term, by_title, edition
from second_opinion.entries import PlanItem, Status, ranked
from second_opinion.items import Content, Item, RecordItem, Source, Step, Term
from second_opinion.messages import messages
from second_opinion.plan import ENTRY_LISTS, PackUsed, PrepPlan
from second_opinion.planner import build_plan
from second_opinion.profile import PatientProfile
from second_opinion.ranking import Place, step_time
from second_opinion.schedule import UNDATED, Due, Schedule

_Entry = PlanItem[Item]
_Kind = t.TypeVar("_Kind", Source, Term)


def refresh(
    plan: PrepPlan,
    *,
    profile: PatientProfile | None = None,
    catalog: Catalog | None = None,
    today: dt.date | None = None,
) -> PrepPlan:
    """Return the plan as it is worked out from new facts, newer content or another day.

    Nothing that the person wrote is lost: answers, notes, marks, own items. What they touched stays, though it may no
    longer apply; it comes last in its list then and says why it is there. What was written to an item that has been
    retired goes to the one that replaced it, where that is in the plan and free. What is done or left out keeps its
    date while that is not past. What nobody touched is as in a new plan.

    Without a *profile* it is that of the plan, without a *catalog* that of the bundled packs, and without *today* the
    machine's local date. A plan made with packs of your own needs the catalog that has them.

    An application may go on giving a profile that names a record which newer content no longer has: it is left out of
    `records_held`, or what replaced it is put there.

    Raises:
        UnusableDayError: *today* is not a `datetime.date`, or is centuries away.

    >>> import second_opinion as so
    >>> plan = so.build_plan(so.PatientProfile(), today=dt.date(2026, 11, 22))
    >>> plan = plan.update("ask-all-options", answer="Three ways.")
    >>> moved = so.PatientProfile(appointment=dt.date(2026, 12, 14))
    >>> plan = so.refresh(plan, profile=moved, today=dt.date(2026, 11, 25))
    >>> [entry.answer for entry in plan.questions if entry.answer]
    ['Three ways.']
    """
    catalog = load_catalog() if catalog is None else catalog
    profile = plan.profile if profile is None else profile
    fresh = build_plan(_with_known_records(profile, catalog), catalog=catalog, today=today)
    held = _Held.of(plan, profile, fresh, catalog)
    old = {entry.id: entry for entry in plan.entries() if not entry.is_own}
    touched = {item_id for item_id, entry in old.items() if held.is_touched(entry)}
    heirs = _heirs(old, touched, fresh, catalog)
    renewal = _Renewal(
        heirs=heirs,
        kept=frozenset(touched.difference(entry.id for entry in heirs.values())),
        held=held,
        items=edition(catalog, fresh.profile.role or "patient").items,
        schedule=Schedule.of(fresh.profile, fresh.created),
        because=messages(fresh.language)("kept"),
    )
    lists: t.Any = {name: renewal.entries(_entries(plan, name), _entries(fresh, name)) for name in ENTRY_LISTS}
    kept = [entry.item for name in ENTRY_LISTS for entry in lists[name] if entry.id in renewal.kept]
    renewed = attrs.evolve(fresh, **lists)
    return _with_words(renewed, kept, plan, catalog) if kept else renewed


class _Held(t.NamedTuple):
    """The records that the person had at hand when the plan was made, and those of now.

    To have a record at hand marks it as done. The last word counts: the mark goes when the person says that the record
    is not at hand after all. `said` are the records at hand that content has, and what they replaced: that
    they are done stands in the profile.
    """

    before: frozenset[str]
    now: frozenset[str]
    said: frozenset[str]

    @classmethod
    def of(cls, plan: PrepPlan, profile: PatientProfile, fresh: PrepPlan, catalog: Catalog) -> t.Self:
        """Return the records at hand before and after a profile was given for a plan."""
        records = frozenset(entry.id for entry in (*plan.records, *fresh.records))
        known = frozenset(fresh.profile.records_held)
        held = (*profile.records_held, *plan.profile.records_held)
        replaced = frozenset(one for one in held if known.intersection(_now(one, catalog)))
        return cls(
            before=records.intersection(plan.profile.records_held),
            now=records.intersection((*profile.records_held, *known, *replaced)),
            said=known | replaced,
        )

    def is_touched(self, entry: _Entry) -> bool:
        """Return whether there is anything that the person has written or marked, and that the profile does not say."""
        by_itself = "done" if entry.id in self.said else "open"
        return self.status(entry.id, entry) != by_itself or entry.note is not None or entry.answer is not None

    def status(self, item_id: str, old: _Entry) -> Status:
        """Return the status of an entry that continues an old one."""
        was = old.id in self.before
        if item_id in self.said and not was:
            return "done"
        return "open" if was and item_id not in self.now and old.status == "done" else old.status


def _entries(plan: PrepPlan, name: str) -> tuple[_Entry, ...]:
    return t.cast("tuple[_Entry, ...]", getattr(plan, name))


def _with_known_records(profile: PatientProfile, catalog: Catalog) -> PatientProfile:
    """Return a profile without the records that content does not have, and with those that took their place."""
    known = (one for held in profile.records_held for one in _now(held, catalog))
    return attrs.evolve(profile, records_held=tuple(dict.fromkeys(known)))


def _now(held: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the id of a record that content has or, where it is retired, the ids of those that replaced it."""
    ids = catalog.retired.get(held, (held,))
    return tuple(one for one in ids if one in catalog and isinstance(catalog[one], RecordItem))


def _heirs(old: t.Mapping[str, _Entry], touched: set[str], fresh: PrepPlan, catalog: Catalog) -> dict[str, _Entry]:
    """Return, by the id of a new entry, the old one whose marks and writing it gets.

    That is the one with the same id or, where nobody touched that, one that it alone has replaced.
    """
    new = {entry.id: entry for entry in fresh.entries()}
    heirs = {item_id: old[item_id] for item_id in new if item_id in old}
    for entry in old.values():
        replaced_by = catalog.retired.get(entry.id, ())
        heir = replaced_by[0] if len(replaced_by) == 1 else None
        if entry.id in touched and heir in new and type(new[heir].item) is type(entry.item):
            current = heirs.get(heir)
            if current is None or current.id not in touched:
                heirs[heir] = entry
    return heirs


class _Renewal(t.NamedTuple):
    """What decides how the entries of a plan go on.

    `heirs` is what `_heirs` returns, `kept` has the ids of old entries that stay without being in the new plan, and
    `items` is the new content.
    """

    heirs: t.Mapping[str, _Entry]
    kept: frozenset[str]
    held: _Held
    items: t.Mapping[str, Item]
    schedule: Schedule
    because: str

    def entries(self, old: tuple[_Entry, ...], fresh: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
        """Return a list renewed: what the person added, what applies now, what stays though it may not."""
        own = [entry for entry in old if entry.is_own]
        kept = [self._kept(entry) for entry in old if entry.id in self.kept]
        return ranked((*sorted((*own, *map(self._continued, fresh)), key=self._time), *kept))

    def _time(self, entry: _Entry) -> Place:
        """Return the place of a step in time; what is no step keeps its place."""
        return step_time(entry.item, entry.due, self.schedule) if isinstance(entry.item, Step) else ()

    def _continued(self, entry: _Entry) -> _Entry:
        """Return a new entry with the marks and the writing of the one that it continues."""
        old = self.heirs.get(entry.id)
        if old is None:
            return entry
        status = self.held.status(entry.id, old)
        due = self._due(entry, old, status)
        return attrs.evolve(entry, status=status, note=old.note, answer=old.answer, due=due.date, rush=due.rush)

    def _due(self, entry: _Entry, old: _Entry, status: Status) -> Due:
        if status == "open":
            # A record that is held has no date, but for one that turned out not to be at hand.
            return (
                self.schedule.record_due(entry.item)
                if isinstance(entry.item, RecordItem)
                else Due(entry.due, entry.rush)
            )
        is_past = old.due is None or old.due < self.schedule.today
        return UNDATED if is_past or entry.id in self.held.now else Due(old.due, old.rush)

    def _kept(self, old: _Entry) -> _Entry:
        """Return an entry that stays, in today's words where there are any."""
        now = self.items.get(old.id)
        return attrs.evolve(
            old,
            item=(now if now and type(now) is type(old.item) else old.item).as_of(self.schedule.today),
            because=(self.because,),
            certainty="may_apply",
            due=None,
            rush=False,
            status=self.held.status(old.id, old),
        )


def _with_words(plan: PrepPlan, kept: list[Item], old: PrepPlan, catalog: Catalog) -> PrepPlan:
    """Return a plan with what items that stayed rest on: terms, sources and, for content that is gone, packs."""
    ids = {item.id for item in kept}
    known = {one.id: one for one in (*old.terms, *old.sources, *catalog.values())}
    terms = _more(plan.terms, (one for item in kept for one in item.terms), known, Term)
    users: tuple[Item | Term, ...] = (*kept, *terms)
    cited = (one for user in users for one in user.sources)
    old_packs = old.packs if any(item.id not in catalog for item in kept) else ()
    homes = (PackUsed.of(pack) for pack in catalog.packs if not ids.isdisjoint(item.id for item in pack.items()))
    packs = {pack.id: pack for pack in (*old_packs, *plan.packs, *homes)}
    return attrs.evolve(
        plan,
        terms=tuple(sorted(terms, key=by_term)),
        sources=tuple(sorted(_more(plan.sources, cited, known, Source), key=by_title)),
        packs=tuple(packs.values()),
    )


def _more(
    there: tuple[_Kind, ...], ids: t.Iterable[str], known: t.Mapping[str, Content], kind: type[_Kind]
) -> list[_Kind]:
    """Return what is there already, and what else of one kind the ids name."""
    found = {one.id: one for one in there}
    for item_id in ids:
        one = known.get(item_id)
        if isinstance(one, kind):
            found.setdefault(item_id, one)
    return list(found.values())
