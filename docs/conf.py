"""How the documentation is built. What it says of versions, facts and commands is read from the code."""

import importlib.metadata
import inspect
import typing as t

import attrs
from click.testing import CliRunner

import second_opinion as so
from second_opinion.cli import commands
from second_opinion.profile import Fact, facts

project = "second_opinion"
author = "The second_opinion founders"
copyright = f"2026, {author}"  # noqa: A001 (the name that Sphinx reads)
release = so.__version__
version = release.rpartition(".")[0]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"{project} {release}"
html_show_sphinx = False

myst_enable_extensions = ["deflist", "substitution"]
myst_heading_anchors = 3

default_role = "py:obj"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
maximum_signature_line_length = 88
napoleon_numpy_docstring = False

# Nothing is fetched to build these pages, so names of the standard library have nowhere to link to.
nitpick_ignore_regex = [
    ("py:obj", ".*"),
    ("py:exc", "OSError"),
    ("py:class", r"datetime\.(date|datetime)|os\.PathLike"),
]


def _how_many(fact: Fact) -> str:
    if fact.many:
        return "several"
    return "one or several" if fact.one_or_more else "one"


def _values(fact: Fact) -> str:
    if fact.is_date:
        return "a day; a clause says `ahead` or `past`"
    if fact.form:
        return fact.form.rule.replace("'", "`")
    return ", ".join(f"`{str(value).lower()}`" for value in fact.values or ())


def _facts() -> str:
    labels = {words.fact: words.label for pack in so.load_catalog().packs for words in pack.facts}
    rows = [
        f"| `{fact.name}` | {labels[fact.name]} | {_how_many(fact)} | {_values(fact)} |" for fact in facts().values()
    ]
    return "\n".join(["| fact | what it is | values | which |", "|---|---|---|---|", *rows])


def _help(*names: str) -> str:
    shown = CliRunner().invoke(commands, [*names, "--help"], prog_name="second-opinion", terminal_width=88)
    return f"```text\n{shown.output.strip()}\n```"


def _pythons() -> str:
    named = importlib.metadata.metadata("second-opinion").get_all("Classifier") or []
    versions = [name.rpartition(" ")[2] for name in named if name.startswith("Programming Language :: Python :: 3.")]
    return f"CPython {', '.join(versions)}"


myst_substitutions = {
    "facts": _facts(),
    "pythons": _pythons(),
    "help": _help(),
    **{f"help_{name.replace('-', '_')}": _help(name) for name in commands.commands},
}


def _without_types(*documented: t.Any) -> tuple[str, None] | None:
    """Return the signature of a class without the types of its fields, which are explained where its form is."""
    _, what, _, described, *_ = documented
    if what != "class" or not attrs.has(described):
        return None
    signature = inspect.signature(described)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty)), None


def setup(app: t.Any) -> None:
    """Tell Sphinx how signatures are shown."""
    app.connect("autodoc-process-signature", _without_types)
