"""What a dozen people get is what was reviewed: a change shows as a difference to look at."""

import pathlib
import runpy
import typing as t

import pytest

ROOT: t.Final = pathlib.Path(__file__).parents[1]
GOLDEN: t.Final[dict[str, t.Any]] = runpy.run_path(str(ROOT / "scripts" / "golden.py"))
PEOPLE: t.Final = GOLDEN["people"]()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_gets_what_was_reviewed(name: str) -> None:
    """The first page and the ids of a plan are those of the file; `python scripts/golden.py` writes it anew."""
    file = ROOT / "tests" / "golden" / f"{name}.txt"
    assert file.read_text(encoding="utf-8") == GOLDEN["outcome"](PEOPLE[name])


def test_there_are_a_dozen() -> None:
    """There is a file for each of a dozen people at least, and none for nobody."""
    files = {file.stem for file in (ROOT / "tests" / "golden").glob("*.txt")}
    assert files == set(PEOPLE)
    assert len(files) >= 12
