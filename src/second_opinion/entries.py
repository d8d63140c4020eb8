"""The entries of a plan: items, each with its reasons, its date, and what the person has done with it."""

import datetime as dt
import typing as t

import attrs

from second_opinion.items import Item

Certainty = t.Literal["applies", "may_apply"]
Status = t.Literal["open", "done", "skipped"]
Origin = t.Literal["content", "user"]

ItemT_co = t.TypeVar("ItemT_co", bound=Item, covariant=True)


@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlanItem(t.Generic[ItemT_co]):
    """One entry of a plan.

    `because` says in a person's words which facts brought the item in; it is empty for what everyone gets. `rank` is
    the place in its list, from 1. `rush` is true where there is less time than the item usually needs. `note` and
    `answer` are the person's own words, kept to the letter; `repr` does not show them. An `origin` of ``"user"`` is
    an item that the person added.
    """

    item: ItemT_co
    because: tuple[str, ...] = ()
    certainty: Certainty = "applies"
    due: dt.date | None = None
    rush: bool = False
    rank: int
    status: Status = "open"
    note: str | None = None
    answer: str | None = None
    origin: Origin = "content"

    @property
    def id(self) -> str:
        """The id of the item."""
        return self.item.id

    @property
    def is_own(self) -> bool:
        """Whether the person added this."""
        return self.origin == "user"

    @property
    def is_touched(self) -> bool:
        """Whether the person has added this, marked it, or written something to it."""
        return self.is_own or self.status != "open" or self.note is not None or self.answer is not None

    def __repr__(self) -> str:
        return f"PlanItem(id={self.id!r}, status={self.status!r})"


def ranked(entries: t.Iterable[PlanItem[ItemT_co]]) -> tuple[PlanItem[ItemT_co], ...]:
    """Return entries with their place in this order as their rank."""
    return tuple(
        [entry if entry.rank == rank else attrs.evolve(entry, rank=rank) for rank, entry in enumerate(entries, 1)]
    )
