"""How far a person has come with a plan."""

import typing as t
from collections import Counter

import attrs

from second_opinion.entries import PlanItem
from second_opinion.items import Item


@attrs.frozen(kw_only=True)
class Tally:
    """How many entries of a list are open, done and left out."""

    open: int = 0
    done: int = 0
    skipped: int = 0

    @classmethod
    def of(cls, entries: t.Iterable[PlanItem[Item]]) -> t.Self:
        """Return the tally of some entries."""
        count = Counter(entry.status for entry in entries)
        return cls(open=count["open"], done=count["done"], skipped=count["skipped"])

    @property
    def total(self) -> int:
        """How many there are."""
        return self.open + self.done + self.skipped


@attrs.frozen(kw_only=True)
class Progress:
    """How far a person has come: with the questions, the records and the steps, own ones among them.

    What is there to be read (notices, topics, resources) does not count.
    """

    questions: Tally
    records: Tally
    steps: Tally

    @property
    def open(self) -> int:
        """How many questions, records and steps are open."""
        return self.questions.open + self.records.open + self.steps.open

    @property
    def done(self) -> int:
        """How many are done."""
        return self.questions.done + self.records.done + self.steps.done

    @property
    def skipped(self) -> int:
        """How many were left out."""
        return self.questions.skipped + self.records.skipped + self.steps.skipped

    @property
    def total(self) -> int:
        """How many there are."""
        return self.open + self.done + self.skipped
