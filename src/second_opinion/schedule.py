"""When something is due."""

import datetime as dt
import typing as t

from second_opinion.errors import UnusableDayError
from second_opinion.items import RecordItem, Step, Timing
from second_opinion.profile import PatientProfile, unusable_day

_SATURDAY = 5


def day_of(today: dt.date | None) -> dt.date:
    """Return the day for which to reckon: *today*, or the machine's local date where it is `None`.

    Raises:
        UnusableDayError: *today* is not a `datetime.date`, or is centuries away.
    """
    if today is None:
        return dt.date.today()  # noqa: DTZ011 (a person's own day)
    unusable = unusable_day(today)
    if unusable:
        raise UnusableDayError(unusable)
    return today


class Due(t.NamedTuple):
    """The day by which to do something, and whether that leaves less time than it usually needs."""

    date: dt.date | None = None
    rush: bool = False


UNDATED = Due()


class Schedule(t.NamedTuple):
    """The days from which things are dated: today, the visit and the start of treatment.

    A visit before today has happened, and a treatment that started before today has begun: nothing is dated from
    them, since a rush to what is over would only frighten. `is_over` says that what led up to the visit is over as
    well: the visit has happened, or the opinion is there and no visit is ahead.
    """

    today: dt.date
    visit: dt.date | None
    treatment: dt.date | None
    is_over: bool = False

    @classmethod
    def of(cls, profile: PatientProfile, today: dt.date) -> "Schedule":
        """Return the schedule of a person."""
        visit = _not_past(profile.appointment, today)
        has_opinion = profile.opinions in ("agree", "differ")
        is_over = visit is None and (profile.appointment is not None or has_opinion)
        return cls(today, visit, _not_past(profile.treatment_start, today), is_over)

    def step_due(self, step: Step) -> Due:
        """Return when a step is to be done; what led up to a visit that is over has no date."""
        return UNDATED if step.stage != "after" and self._is_past(step.timing) else self.due(step.timing)

    def record_due(self, record: RecordItem) -> Due:
        """Return when a record is to be asked for; for a visit that is over, none is."""
        return UNDATED if self._is_past(record.timing) else self.due(record.timing)

    def _is_past(self, timing: Timing | None) -> bool:
        return self.is_over and timing is not None and timing.anchor != "treatment"

    def due(self, timing: Timing | None) -> Due:
        """Return the day for a timing.

        Weekend days move back to Friday, but not to before today. A day that is over becomes today, in a rush.

        >>> monday = dt.date(2026, 12, 14)
        >>> Schedule(dt.date(2026, 11, 23), visit=monday, treatment=None).due(Timing("visit", -1))
        Due(date=datetime.date(2026, 12, 11), rush=False)
        """
        start = self._anchor(timing) if timing else None
        if timing is None or start is None:
            return UNDATED
        day = start + dt.timedelta(timing.days)
        return Due(self.today, rush=True) if day < self.today else Due(max(self.today, _working_day(day)))

    def _anchor(self, timing: Timing) -> dt.date | None:
        if timing.anchor == "visit":
            return self.visit
        return self.today if timing.anchor == "plan" else self.treatment


def _not_past(day: dt.date | None, today: dt.date) -> dt.date | None:
    return day if day is not None and day >= today else None


def _working_day(day: dt.date) -> dt.date:
    return day - dt.timedelta(max(0, day.weekday() - _SATURDAY + 1))
