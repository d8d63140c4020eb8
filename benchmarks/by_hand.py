"""What the library is measured against: the same plan by a hand-written loop over plain dicts with bit masks."""

import datetime as dt
import typing as t

from second_opinion import Catalog, PatientProfile
from second_opinion.edition import edition
from second_opinion.items import RecordItem, Stage, Step, Tier
from second_opinion.ranking import DOUBT, RAISE

Json = t.Any
_STAGES = {stage: place for place, stage in enumerate(t.get_args(Stage))}
_TIERS = {tier: place for place, tier in enumerate(t.get_args(Tier))}


class ByHand:
    """A catalog as plain dicts, each condition as masks over one integer of known and one of true bits."""

    def __init__(self, catalog: Catalog) -> None:
        self.bits: dict[tuple[str, t.Any], int] = {}
        self.known: dict[str, int] = {}
        ready = edition(catalog, "patient")
        self.reasons = dict(ready.reasons)
        self.rows = [
            self._row(item)
            for _, groups in ready.branches
            for group in groups
            for _, items in group.items
            for item in items
        ]

    def _row(self, item: t.Any) -> Json:
        condition = item.condition()
        return {
            "item": item,
            "id": item.id,
            "kind": type(item).__name__,
            "weight": item.weight,
            "tier": _TIERS[item.tier] if isinstance(item, RecordItem) else 0,
            "stage": _STAGES[item.stage] if isinstance(item, Step) else 0,
            "timing": (item.timing.anchor, item.timing.days) if getattr(item, "timing", None) else None,
            "when": [self._masks(clause) for clause in condition.when],
            "unless": [self._masks(clause) for clause in condition.unless],
            "except": [self._masks(clause) for clause in condition.except_],
            "raised_by": [self._masks(clause) for clause in item.raised_by],
            "show": condition.if_unknown == "show",
        }

    def _masks(self, clause: t.Any) -> tuple[int, int, list[tuple[int, str]]]:
        known = self.known.setdefault(clause.fact, 1 << len(self.known))
        reasons = []
        mask = 0
        for value in clause.is_:
            bit = self.bits.setdefault((clause.fact, value), 1 << len(self.bits))
            mask |= bit
            reasons.append((bit, self.reasons.get((clause.fact, value), "")))
        return known, mask, reasons

    def plan(self, profile: PatientProfile, today: dt.date) -> dict[str, list[Json]]:
        """Select, explain, date and rank."""
        known = true = 0
        for fact, values in profile.answers(today).items():
            known |= self.known.get(fact, 0)
            for value in values:
                true |= self.bits.get((fact, value), 0)
        anchors = {"plan": today}
        if profile.appointment and profile.appointment >= today:
            anchors["visit"] = profile.appointment
        if profile.treatment_start and profile.treatment_start >= today:
            anchors["treatment"] = profile.treatment_start
        lists: dict[str, list[Json]] = {}
        for row in self.rows:
            sure = True
            out = False
            because = []
            for fact, mask, reasons in row["when"]:
                if true & mask:
                    because += [words for bit, words in reasons if true & bit]
                elif known & fact:
                    out = True
                    break
                else:
                    sure = False
            if out:
                continue
            for fact, mask, _ in row["unless"]:
                if true & mask:
                    out = True
                    break
                if not known & fact:
                    sure = False
            if any(true & mask for _, mask, _ in row["except"]):
                out = True
            if out or not (sure or row["show"]):
                continue
            weight = row["weight"] if sure else row["weight"] - DOUBT
            for _, mask, _ in row["raised_by"]:
                if true & mask:
                    weight += RAISE
            due, rush = None, False
            if row["timing"]:
                anchor, days = row["timing"]
                start = anchors.get(anchor)
                if start:
                    due = start + dt.timedelta(days)
                    if due < today:
                        due, rush = today, True
                    else:
                        due = max(today, due - dt.timedelta(max(0, due.weekday() - 4)))
            kind = row["kind"]
            if kind == "Step":
                at = due or (anchors.get("visit") if row["stage"] == 4 else None) or dt.date.max
                place: tuple[t.Any, ...] = (at, row["stage"], -weight, row["id"])
            elif kind == "RecordItem":
                place = (row["tier"], -weight, row["id"])
            else:
                place = (-weight, row["id"])
            entry = {
                "item": row["item"],
                "because": because,
                "certainty": "applies" if sure else "may_apply",
                "due": due,
                "rush": rush,
                "rank": 0,
                "status": "open",
                "note": None,
                "answer": None,
                "origin": "content",
            }
            lists.setdefault(kind, []).append((place, entry))
        plan = {}
        for kind, placed in lists.items():
            placed.sort(key=lambda pair: pair[0])
            for rank, (_, entry) in enumerate(placed, 1):
                entry["rank"] = rank
            plan[kind] = [entry for _, entry in placed]
        return plan
