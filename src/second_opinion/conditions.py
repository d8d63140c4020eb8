"""When an item applies: clauses about facts, with three outcomes."""

import functools
import math
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
        if len(set(self.is_)) < len(self.is_):
            return (Problem(f"{path}.is", "lists a value twice: list it once"),)
        refusals = [fact.clause_refusal(value) for value in self.is_]
        return tuple(Problem(f"{path}.is[{i}]", refusal) for i, refusal in enumerate(refusals) if refusal)


def may_hold(clauses: t.Iterable[Clause], answers: Answers) -> bool:
    """Return whether all of some clauses hold, as far as their facts are known."""
    return all(clause.holds(answers) is not False for clause in clauses)


@attrs.frozen
class Condition:
    """For whom an item is: all of `when` must hold and none of `unless` may.

    An item whose deciding facts are unknown *may apply*; `if_unknown` says whether it is then shown, marked as such.
    The clauses of `surely` must hold as those of `when` do, and an item is not shown while one of them is unknown. Nor
    may one of `except_`, but a fact of it that is unknown leaves nothing in doubt.
    """

    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    if_unknown: IfUnknown = "leave_out"
    surely: tuple[Clause, ...] = ()
    except_: tuple[Clause, ...] = ()

    def within(self, scope: tuple[Clause, ...]) -> "Condition":
        """Return the condition of an item whose pack is only for those for whom the clauses of *scope* hold."""
        return attrs.evolve(self, surely=(*self.surely, *scope)) if scope else self

    def verdict(self, answers: Answers) -> Verdict:
        """Return whether an item with this condition applies to a person.

        >>> medicare = Condition(when=(Clause("insurance", ("medicare",)),))
        >>> medicare.verdict({"insurance": frozenset({"medicaid"})})
        False
        >>> medicare.verdict({}) is None
        True
        """
        outcome: Verdict = True
        for clause in (*self.when, *self.surely) if self.surely else self.when:
            known = answers.get(clause.fact)
            if known is None:
                outcome = None
            elif known.isdisjoint(clause.is_):
                return False
        for clause in self.unless:
            known = answers.get(clause.fact)
            if known is None:
                outcome = None
            elif not known.isdisjoint(clause.is_):
                return False
        for clause in self.except_:
            if clause.holds(answers):
                return False
        return outcome

    def shows(self, verdict: Verdict, answers: Answers) -> bool:
        """Return whether an item with this verdict is shown."""
        if verdict is not None:
            return verdict
        return self.if_unknown == "show" and all(clause.holds(answers) for clause in self.surely)

    def influence(self, answers: Answers) -> dict[str, float]:
        """Return, for each unknown fact that alone could change what is shown, how likely an answer is to.

        Only for a condition whose verdict is `None`. An item that is left out changes with an answer that brings it
        in, if nothing else is unknown. One that is shown changes with any answer to a fact of `when`, which is then a
        reason or takes it out, and with an answer to a fact of `unless` that takes it out or settles it.
        """
        unknown = [decides for decides in self._deciding if decides[0] not in answers]
        waiting = {clause.fact for clause in self.surely if clause.fact not in answers}
        if self.if_unknown == "show" and waiting:
            unknown = [decides for decides in unknown if decides[0] in waiting]
        if self.if_unknown == "leave_out" or waiting:
            return {fact: share for fact, share, _ in unknown} if len(unknown) == 1 else {}
        return {fact: 1.0 if asked or len(unknown) == 1 else 1 - share for fact, share, asked in unknown}

    @functools.cached_property
    def _deciding(self) -> tuple[tuple[str, float, bool], ...]:
        """The facts that decide: how much of what can be answered lets the clauses hold, and whether `when` asks."""
        asked = {clause.fact for clause in (*self.when, *self.surely)}
        deciding = dict.fromkeys(clause.fact for clause in (*self.when, *self.surely, *self.unless))
        return tuple((fact, self._share(fact), fact in asked) for fact in deciding)

    def _share(self, fact: str) -> float:
        when = [clause for clause in (*self.when, *self.surely) if clause.fact == fact]
        unless = [clause for clause in self.unless if clause.fact == fact]
        values = facts()[fact].values
        if facts()[fact].many or values is None:
            return math.prod([*(clause.share() for clause in when), *(1 - clause.share() for clause in unless)])
        left = set(values).intersection(*(clause.is_ for clause in when))
        return len(left.difference(*(clause.is_ for clause in unless))) / len(values)
