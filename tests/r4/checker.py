"""Check a resource against R4 (4.0.1)."""

import itertools
import typing as t

from r4 import bundles
from r4.codes import codes
from r4.invariants import invariants
from r4.narrative import narrative
from r4.nodes import Problem, nodes
from r4.shape import shape
from r4.values import values

_OF_ONE_PLACE = (shape, codes, narrative, invariants, values, bundles.contained)


def problems(
    resource: t.Any,
    *,
    external: t.Iterable[str] = (),
    others: t.Iterable[t.Mapping[str, t.Any]] = (),
) -> list[Problem]:
    """Return all that R4 does not allow in a resource.

    Args:
        resource: As `json.loads` gives it.
        external: References that lead to what stands elsewhere, such as ``Patient/123``.
        others: Resources elsewhere to which canonical addresses may lead.
    """
    if not isinstance(resource, dict):
        return [Problem("Resource", "type", "a resource is an object in JSON")]
    places = list(nodes(resource))
    around = bundles.Surroundings.of(resource, external, others)
    found = itertools.chain(
        (problem for node in places for check in _OF_ONE_PLACE for problem in check(node)),
        bundles.references(places, around),
        bundles.of_forms(places, around),
        bundles.bundle(resource),
    )
    return list(dict.fromkeys(found))
