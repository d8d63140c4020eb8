"""How the documentation is built. What it says of versions, facts and commands is read from the code."""

import inspect
import typing as t

import attrs
import click

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
    ("py:exc", "OSError|ValueError|LookupError|ImportError"),
    ("py:class", r"datetime\.date|date|pathlib\..*|os\.PathLike.*|PathLike|collections\.abc\..*|typing\..*|(t\.)?Any|"
     r"Mapping|Json|Self|ItemT_co|second_opinion\.(items|plan|serialize|content)\.[A-Z]\w*_co"),
]  # fmt: skip


def _values(fact: Fact) -> str:
    if fact.is_date:
        return "a day; a clause says `ahead` or `past`"
    if fact.form:
        return fact.form.rule.replace("'", "`")
    return ", ".join(f"`{str(value).lower()}`" for value in fact.values or ())


def _facts() -> str:
    labels = {words.fact: words.label for pack in so.load_catalog().packs for words in pack.facts}
    rows = [
        f"| `{fact.name}` | {labels[fact.name]} | {'several' if fact.many else 'one'} | {_values(fact)} |"
        for fact in facts().values()
    ]
    return "\n".join(["| fact | what it is | values | which |", "|---|---|---|---|", *rows])


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=88, max_content_width=88)
    return f"```text\n{command.get_help(context)}\n```"


myst_substitutions = {
    "facts": _facts(),
    "number_of_facts": str(len(facts())),
    "help": _help(commands, "second-opinion"),
    **{f"help_{name}": _help(command, f"second-opinion {name}") for name, command in commands.commands.items()},
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
