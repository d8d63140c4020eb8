"""The words for facts and their values: how they are asked for, and how a plan says that they counted."""

import attrs

from second_opinion.conditions import Clause
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
    """The words for a fact and for its values, and the question by which it is asked for.

    The question is asked once the facts in `after` and in its conditions are settled, and only where it makes sense:
    all clauses of `when` must hold, and none of `unless`. `because` is for values that have no option: in it,
    ``{value}`` stands for the value.
    """

    fact: str
    label: str
    prompt: str = ""
    help: str = ""
    after: tuple[str, ...] = ()
    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    because: str = ""
    options: tuple[Option, ...] = ()
    wording: Wordings = NO_WORDINGS

    def asked(self, role: Role) -> tuple[str, str]:
        """Return the question and its help in the words for one reader."""
        texts = self.wording.for_role(role)
        return str(texts.get("prompt", self.prompt)), str(texts.get("help", self.help))

    def reason(self, value: FactValue, role: Role) -> str:
        """Return the words for one reader by which a plan says that a value without an option counted."""
        return str(self.wording.for_role(role).get("because", self.because)).replace("{value}", str(value))
