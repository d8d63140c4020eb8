"""Every block of code in the README, the docs and the docstrings is run as a test."""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

pytest_collect_file = (
    Sybil(
        parsers=[
            PythonCodeBlockParser(doctest_optionflags=_FLAGS),
            DocTestDirectiveParser(optionflags=_FLAGS),
            SkipParser(),
        ],
        patterns=["README.md", "docs/**/*.md", "docs/*.md"],
        excludes=["docs/_build/**"],
    )
    + Sybil(parsers=[DocTestParser(optionflags=_FLAGS)], patterns=["src/**/*.py"])
).pytest()
