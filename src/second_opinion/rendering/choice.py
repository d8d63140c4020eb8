"""What of a plan is shown: some sections, and the questions for one audience; and what that leaves out."""

import typing as t

import attrs

from second_opinion.errors import UnknownAudienceError, UnknownSectionError
from second_opinion.items import Audience
from second_opinion.messages import Messages
from second_opinion.plan import PrepPlan

Section = t.Literal[
    "summary",
    "notices",
    "steps",
    "questions",
    "records",
    "topics",
    "resources",
    "terms",
    "unanswered",
    "sources",
]
Paper = t.Literal["a4", "us-letter"]
SECTIONS: t.Final[tuple[Section, ...]] = t.get_args(Section)


@attrs.frozen
class Choice:
    """The sections that are shown, in the order of the document, and the one audience whose questions are."""

    sections: tuple[Section, ...] = SECTIONS
    audience: Audience | None = None

    @classmethod
    def of(cls, sections: t.Iterable[Section] | None = None, audience: Audience | None = None) -> t.Self:
        """Return a choice; `None` leaves nothing out.

        Raises:
            UnknownSectionError: there is no such section.
            UnknownAudienceError: there is no such audience.
        """
        wanted = SECTIONS if sections is None else (sections,) if isinstance(sections, str) else tuple(sections)
        for name in wanted:
            if name not in SECTIONS:
                raise UnknownSectionError(name, SECTIONS)
        if audience is not None and audience not in t.get_args(Audience):
            raise UnknownAudienceError(audience, t.get_args(Audience))
        return cls(tuple(name for name in SECTIONS if name in wanted), audience)

    def of_plan(self, plan: PrepPlan) -> PrepPlan:
        """Return the plan with the questions of the audience alone."""
        if self.audience is None:
            return plan
        asked = tuple(entry for entry in plan.questions if entry.item.audience == self.audience)
        return attrs.evolve(plan, questions=asked)

    def left_out(self, say: Messages) -> str:
        """Return the words that say what is left out, or nothing."""
        missing = [say(f"section_{name}") for name in SECTIONS if name not in self.sections]
        if self.audience is not None:
            missing.append(say("section_other_questions"))
        return say("left_out", sections=", ".join(missing)) if missing else ""


ALL: t.Final = Choice()
"""The choice that leaves nothing out."""
