"""Every block of code in the README, the docs and the docstrings is run as a test."""

from sybil import Sybil
from sybil.evaluators.doctest import NORMALIZE_WHITESPACE
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pytest_collect_file = (
    Sybil(
        parsers=[
            PythonCodeBlockParser(doctest_optionflags=NORMALIZE_WHITESPACE),
            SkipParser(),
            DocTestDirectiveParser(),
        ],
        patterns=["README.md", "docs/**/*.md"],
    )
    + Sybil(parsers=[DocTestParser(optionflags=NORMALIZE_WHITESPACE)], patterns=["src/**/*.py"])
).pytest()
