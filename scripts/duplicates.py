"""Find questions, notices, steps and records of the bundled packs that say nearly the same.

usage: python scripts/duplicates.py [--check]

Two of a kind are compared by the words they share: without endings, one word for those that mean the same here, and
the rarer the heavier. What stands in the first line counts more than what stands below it. Pairs that no person gets
both of are left out, as their conditions say. Without --check the closest pairs are listed; with it only those that
are too close and not among the pairs that were read and found to differ, and those found so that are close no more.
"""

import collections
import itertools
import math
import re
import sys
import typing as t

import second_opinion as so
from second_opinion.items import Item
from second_opinion.profile import facts

LISTED: t.Final = 150
TOO_CLOSE: t.Final = 0.37
FAR_ENOUGH: t.Final = 0.28
"""Below this a pair needs no exception. Between the two one may stay: each new text changes all scores a little."""
LINES: t.Final = {
    "questions": ("text", "good_answer"),
    "notices": ("text",),
    "steps": ("title", "actions"),
    "records": ("name", "what"),
}
"""By kind the field of the first line, and of what stands below it."""

DIFFERENT: t.Final[dict[str, tuple[str, ...]]] = {
    "asked of two people, whose answers may differ": (
        "ask-change-hope-and-ready ask-self-trial-hopes",
        "ask-change-hope-and-ready ask-self-want-from-opinion",
        "ask-experience ask-your-experience",
        "ask-endometrial-both-slides ask-endometrial-lab-groups",
        "ask-far-ill-at-home ask-older-who-needs-me",
        "ask-far-tests-at-home ask-remote-who-near-home",
        "ask-goal-of-treatment ask-plan-and-options",
        "ask-hospital-to-hospital ask-stay-my-doctor",
        "ask-how-sure ask-self-sure-result",
        "ask-kids-childrens-team ask-liver-child-center",
        "ask-missing-results ask-self-sure-result",
        "ask-new-plan-covered ask-nz-funded-here",
        "ask-other-plan-too ask-second-on-first-plan",
        "ask-ovarian-right-surgeon ask-ovarian-scans-before-visit",
        "ask-same-facts ask-second-what-you-saw",
        "ask-second-decide-by ask-trial-is-there-time",
        "ask-self-near-or-far ask-where-treated",
        "ask-self-which-plan-fits ask-what-fits-me",
        "ask-self-which-plan-fits ask-what-matters-fit",
        "ask-slides-reread ask-who-read-biopsy",
        "ask-team-meeting ask-team-review",
        "ask-time-before-start-date ask-trial-is-there-time",
        "ask-trial-is-there-time ask-trial-which-first",
        "ask-trials-anywhere ask-trials-for-me",
        "ask-what-fits-me ask-what-matters-fit",
    ),
    "one is for before the opinion, the other for when it is there": (
        "ask-access-calls-in-language ask-interpreter",
        "ask-approval-if-care-moves ask-on-your-list",
        "ask-medicare-helps ask-medicare-third",
        "ask-team-review ask-who-leads-now",
        "notice-child-after-opinions notice-child-ask-today",
        "step-access-with-interpreter step-ask-for-interpreter",
        "step-check-medicare step-us-medicare-notice",
    ),
    "two payers, or two things to be paid": (
        "ask-approval-first ask-trial-plan-pays",
        "ask-medicare-third ask-third-opinion-covered",
        "ask-my-share ask-price-no-insurance",
        "step-us-ma-appeal step-us-medicaid-appeal",
    ),
    "the trip as a whole, and what one country gives for it": (
        "record-far-travel-letter record-nz-travel-papers",
        "step-au-travel-scheme step-plan-the-trip",
        "step-ca-travel-help step-plan-the-trip",
        "step-ie-plan-travel step-plan-the-trip",
        "step-nz-travel-assistance step-plan-the-trip",
    ),
    "what holds for everybody, and what is so in one place or for one age": (
        "ask-ca-expert-advice ask-remote-doctor-to-doctor",
        "notice-ask-the-insurer-first notice-ca-approval-first",
        "notice-aya-ask-before-you-share notice-us-results-online",
        "step-au-find-names step-look-for-names",
        "step-ca-follow-referral step-confirm-arrival",
        "step-look-for-names step-nz-find-names",
    ),
    "signs or dates of one illness, beside those for everybody": (
        "ask-immuno-late-effects ask-side-effects",
        "notice-blood-acute-signs notice-call-now-signs",
        "notice-blood-acute-signs notice-feeling-very-unwell",
    ),
    "what everybody is asked, and what is so for one cancer": ("record-family-history record-melanoma-skin-history",),
    "two answers that do not go together, each with its own way out": (
        "notice-check-opinions-before-doctor notice-check-opinions-before-visit",
        "notice-check-opinions-before-doctor notice-check-visit-date-without-doctor",
        "notice-check-new-but-treated notice-check-start-date-passed",
        "notice-check-new-but-treated notice-check-surgery-and-watching",
        "notice-check-start-date-passed notice-check-visit-date-without-doctor",
    ),
    "a report or a part, and what it is about or part of": (
        "ask-reports-scans-slides ask-scan-images",
        "record-blood-marrow-slides record-bone-marrow",
        "record-blood-myeloma-proteins record-myeloma-lines-table",
        "record-change-treatment-so-far record-radiation-summary",
        "record-clinic-notes record-rec-board-note",
        "record-drug-plan-sheet record-drug-treatment",
        "record-old-radiation-plan-files record-radiation-summary",
        "record-plan-request-letter record-second-opinion-report",
    ),
    "alike in words only": (
        "ask-approval-if-care-moves ask-approval-in-place",
        "ask-aya-trials-my-age ask-aya-which-plan",
        "ask-aya-trials-my-age ask-child-plan",
        "ask-blood-transplant-when ask-why-transplant",
        "ask-blood-treat-or-watch ask-how-watched",
        "ask-booked-dates ask-date-to-decide",
        "ask-ca-online-results ask-second-what-you-saw",
        "ask-caring-watch-at-home ask-change-who-cares-for-me",
        "ask-change-why-no-more ask-likely-course",
        "ask-cost-of-plan ask-price-no-insurance",
        "ask-elsewhere-plan-pays ask-new-plan-covered",
        "ask-experience ask-follow-up-plan",
        "ask-far-tests-at-home ask-prostate-watch-plan",
        "ask-fert-birth-control ask-opinion-mid-treatment",
        "ask-full-cost ask-reviews-covered",
        "ask-kids-agree ask-kids-own-questions",
        "ask-next-step ask-safe-to-wait",
        "ask-plan-required-details ask-uk-keep-my-dates",
        "ask-radiation-visits-and-order ask-trial-visits",
        "ask-radiation-visits-and-order ask-where-treated",
        "ask-why-radiation ask-why-surgery",
        "record-trial-papers record-trial-search-page",
        "step-access-book-needs step-far-ask-aid-early",
        "step-access-book-needs step-look-for-names",
        "step-ask-for-estimate step-fert-check-costs",
        "step-aya-speak-first step-caring-get-the-ok",
        "step-child-set-start-date step-fert-see-someone-first",
        "step-child-set-start-date step-get-ready-to-start",
        "step-compare-two-places step-time-one-calendar",
    ),
}
"""Pairs that are close in words and both worth having, by the reason."""

PLAIN: t.Final = frozenset(
    re.findall(
        r"\w+",
        "a about after all am an and any are as at be been before but by can could did do does each for from "
        "get had has have help her here how i if in is it its like made make many may me might more most much "
        "must my need no not now of on one or other our out should so some such than that the their them then "
        "there these they this those to too two up us was we what when where which while who whom whose why "
        "will with would you your",
    )
)
"""Words that say little about what a text is about."""
ENDING: t.Final = re.compile(r"(?<=\w{3})(?:ations?|ments?|ings?|ions?|ers?|ed|es|s|ly|e|y)$")
SAME: t.Final = {
    ENDING.sub("", word): group.split()[0]
    for group in (
        "cost fee price bill expense charge",
        "pay cover fund",
        "start begin",
        "stop end",
        "doctor physician clinician",
        "call phone ring",
        "copy duplicate",
        "approve authorize permission",
        "cancer tumor disease illness",
        "treatment therapy",
        "kid child youngster",
        "last stay lasting persist",
        "likely probable expect possible",
        "often frequently",
        "center hospital clinic",
        "choice option alternative",
        "soon quick fast early rapid",
        "trip travel journey",
        "full whole entire complete",
        "person people patient",
        "matter important",
        "paper form file document",
    )
    for word in group.split()
}
"""Words that mean the same here: each with the one that stands for it."""


class Pair(t.NamedTuple):
    """Two items of a kind, and from 0 to 1 how close they are."""

    score: float
    one: Item
    other: Item

    @property
    def name(self) -> str:
        """The two ids in their order."""
        return " ".join(sorted((self.one.id, self.other.id)))


def main() -> int:
    """List the closest pairs, or say which should not be there."""
    catalog = so.load_catalog()
    if "--check" not in sys.argv:
        for pair in pairs(catalog)[:LISTED]:
            print(f"{pair.score:.2f} {pair.name}", *map(_first_line, pair[1:]), sep="\n     ")
        return 0
    wrong = problems(catalog)
    print("\n".join(wrong) or "nothing too close")
    return 1 if wrong else 0


def problems(catalog: so.Catalog) -> list[str]:
    """Return what is to be done: pairs that are too close, and exceptions that are needed no more."""
    known = {name for names in DIFFERENT.values() for name in names}
    scores = {pair.name: pair.score for pair in pairs(catalog)}
    return [
        *(
            f"{name}: {score:.2f} close; merge them, or say why both are there"
            for name, score in scores.items()
            if score >= TOO_CLOSE and name not in known
        ),
        *(f"{name}: needs no exception" for name in sorted(known) if scores.get(name, 0) < FAR_ENOUGH),
    ]


def pairs(catalog: so.Catalog) -> list[Pair]:
    """Return the pairs of two of a kind that one person may get, the closest first."""
    found = (
        pair
        for kind in LINES
        for pair in _scored(kind, [item for pack in catalog.packs for item in getattr(pack, kind)])
        if not _apart(pair.one, pair.other) and not _apart(pair.other, pair.one)
    )
    return sorted(found, key=lambda pair: -pair.score)


def _scored(kind: str, items: list[Item]) -> t.Iterator[Pair]:
    lines = LINES[kind]
    shares = (0.6, 0.4) if len(lines) > 1 else (1.0,)
    vectors = zip(*(_vectors([_text(item, line) for item in items]) for line in lines), strict=True)
    for (one, its), (other, theirs) in itertools.combinations(zip(items, vectors, strict=True), 2):
        yield Pair(sum(map(_overlap, shares, its, theirs)), one, other)


def _text(item: Item, field: str) -> str:
    value: str | tuple[str, ...] = getattr(item, field)
    return value if isinstance(value, str) else " ".join(value)


def _vectors(texts: list[str]) -> list[dict[str, float]]:
    """Return for each text its words with their weights, of length 1."""
    bags = [set(_words(text)) for text in texts]
    used = collections.Counter(word for bag in bags for word in bag)
    weights = [{word: math.log(len(texts) / used[word]) for word in bag} for bag in bags]
    return [{word: weight / math.hypot(*one.values()) for word, weight in one.items()} for one in weights]


def _words(text: str) -> t.Iterator[str]:
    stems = (
        ENDING.sub("", word) for word in re.findall(r"[a-z]+", text.lower().replace("'s", "")) if word not in PLAIN
    )
    return (SAME.get(stem, stem) for stem in stems)


def _overlap(share: float, one: dict[str, float], other: dict[str, float]) -> float:
    return share * sum(weight * other.get(word, 0) for word, weight in one.items())


def _apart(one: Item, other: Item) -> bool:
    """Tell if nobody who gets one gets the other: a fact would need two values, or has one that keeps the other out."""
    has = {clause.fact: set(clause.is_) for clause in one.when if not facts()[clause.fact].many}
    return any(has.get(clause.fact, set(clause.is_)).isdisjoint(clause.is_) for clause in other.when) or any(
        has[clause.fact] <= set(clause.is_) for clause in (*other.unless, *other.except_) if clause.fact in has
    )


def _first_line(item: Item) -> str:
    return next(_text(item, lines[0]) for lines in LINES.values() if hasattr(item, lines[0]))


if __name__ == "__main__":
    sys.exit(main())
