"""When an item applies: clauses about facts, with three outcomes."""

import typing as t

import attrs

from second_opinion.errors import Problem, not_one_of
from second_opinion.profile import Answers, FactValue, facts

Verdict = bool | None
"""True: it applies. False: it does not. None: a fact that decides is unknown."""

IfUnknown = t.Literal["show", "leave_out"]


@attrs.frozen
class Clause:
    """A fact and the values of it that are meant; in JSON ``{"fact": "insurance", "is": ["medicare"]}``."""

    fact: str
    is_: tuple[FactValue, ...]

    def holds(self, answers: Answers) -> Verdict:
        """Return whether one of the values is among the answers; `None` where the fact is unknown."""
        known = answers.get(self.fact)
        return None if known is None else not known.isdisjoint(self.is_)

    def share(self) -> float:
        """Return how much of what can be answered makes the clause hold, from 0 to 1.

        Every answer counts alike. Where any text may be the answer (a country, a language), each value named counts
        as one of a hundred.
        """
        return len(self.is_) / len(facts()[self.fact].values or range(100))

    def problems(self, path: str) -> tuple[Problem, ...]:
        """Return what is wrong: a fact or a value that does not exist, or no value at all."""
        fact = facts().get(self.fact)
        if fact is None:
            return (Problem(f"{path}.fact", not_one_of(self.fact, tuple(facts()))),)
        if not self.is_:
            return (Problem(f"{path}.is", "is empty: name at least one value"),)
        refusals = [fact.clause_refusal(value) for value in self.is_]
        return tuple(Problem(f"{path}.is[{i}]", refusal) for i, refusal in enumerate(refusals) if refusal)


@attrs.frozen
class Condition:
    """For whom an item is: all of `when` must hold and none of `unless` may.

    An item whose deciding facts are unknown *may apply*; `if_unknown` says whether it is then shown, marked as such.
    """

    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    if_unknown: IfUnknown = "leave_out"

    def verdict(self, answers: Answers) -> Verdict:
        """Return whether an item with this condition applies to a person.

        >>> medicare = Condition(when=(Clause("insurance", ("medicare",)),))
        >>> medicare.verdict({"insurance": frozenset({"medicaid"})})
        False
        >>> medicare.verdict({}) is None
        True
        """
        outcome: Verdict = True
        for clause in self.when:
            holds = clause.holds(answers)
            if holds is False:
                return False
            if holds is None:
                outcome = None
        for clause in self.unless:
            holds = clause.holds(answers)
            if holds:
                return False
            if holds is None:
                outcome = None
        return outcome

    def influence(self, answers: Answers) -> dict[str, float]:
        """Return, for each unknown fact that alone could change what is shown, how likely an answer is to.

        Only for a condition whose verdict is `None`. An item that is shown as *may apply* changes with any answer
        that settles it; one that is left out changes only with an answer that brings it in.
        """
        hold: dict[str, float] = {}
        for clause in self.when:
            if clause.fact not in answers:
                hold[clause.fact] = hold.get(clause.fact, 1.0) * clause.share()
        for clause in self.unless:
            if clause.fact not in answers:
                hold[clause.fact] = hold.get(clause.fact, 1.0) * (1 - clause.share())
        if len(hold) == 1:
            return hold if self.if_unknown == "leave_out" else dict.fromkeys(hold, 1.0)
        return {} if self.if_unknown == "leave_out" else {fact: 1 - share for fact, share in hold.items()}
