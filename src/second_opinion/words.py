"""The words for facts and their values, by which a plan says what counted."""

import attrs

from second_opinion.items import NO_WORDINGS, Content, Wordings
from second_opinion.profile import FactValue, Role


@attrs.frozen(kw_only=True)
class Option:
    """One value of a fact: its label, and words that go on from "this is here because"."""

    value: FactValue
    label: str
    because: str
    wording: Wordings = NO_WORDINGS

    def reason(self, role: Role) -> str:
        """Return the words for one reader by which a plan says that this value counted."""
        return str(self.wording.for_role(role).get("because", self.because))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FactWords(Content):
    """The words for a fact and for its values."""

    fact: str
    label: str
    options: tuple[Option, ...] = ()
