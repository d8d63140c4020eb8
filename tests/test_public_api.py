"""The public names: pinned, described, and found."""

import importlib.metadata
import inspect
import pathlib
import subprocess
import sys
import tomllib
import typing as t

import pytest

import second_opinion as so

PYPROJECT: t.Final = pathlib.Path(__file__).parents[1] / "pyproject.toml"

PUBLIC: t.Final = {
    *(
        "Catalog",
        "Changes",
        "Clause",
        "Notice",
        "Pack",
        "PatientProfile",
        "PlanItem",
        "PrepPlan",
        "Problem",
        "Progress",
    ),
    *("Question", "RecordItem", "Resource", "Source", "Step", "Term", "Timing", "Topic"),
    *("EntryError", "MissingExtraError", "PackError", "PlanFormatError", "ProfileError", "SecondOpinionError"),
    *(
        "UnknownAudienceError",
        "UnknownFormatError",
        "UnknownIdError",
        "UnknownLanguageError",
        "UnknownSectionError",
        "UnusableDayError",
    ),
    *("build_plan", "changes", "dumps", "from_dict", "load_catalog", "loads", "profile_from_dict", "profile_loads"),
    *("profile_to_dict", "read_pack", "refresh", "render", "to_dict"),
}
"""What other programs may count on: a name is added here on purpose, and none is taken away."""

SIGNATURES: t.Final = {
    "build_plan": "(profile, *, catalog=None, today=None)",
    "changes": "(old, new)",
    "dumps": "(plan, *, indent=None)",
    "from_dict": "(data)",
    "load_catalog": "(*extra_packs, language='en')",
    "loads": "(text)",
    "profile_from_dict": "(data)",
    "profile_loads": "(text)",
    "profile_to_dict": "(profile)",
    "read_pack": "(path)",
    "refresh": "(plan, *, profile=None, catalog=None, today=None)",
    "render": "(plan, format, *, sections=None, audience=None, **options)",
    "to_dict": "(plan)",
}
"""How each function is called."""


def test_the_public_names_are_pinned() -> None:
    """The public names are those of the contract, each once, in the order of the alphabet."""
    assert set(so.__all__) == PUBLIC
    assert so.__all__ == sorted(so.__all__)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_each_public_name_is_described(name: str) -> None:
    """Each public name is there, has a docstring of its own, and is a class or a function of this package."""
    found = getattr(so, name)
    assert found.__module__.startswith("second_opinion.")
    assert found.__name__ == name
    assert vars(found).get("__doc__") if inspect.isclass(found) else found.__doc__


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_first_line_of_a_docstring_is_a_sentence(name: str) -> None:
    """The first line of each public docstring stands for itself and ends with a full stop."""
    first = (getattr(so, name).__doc__ or "").partition("\n")[0]
    assert first.endswith((".", ":"))
    assert len(first) > 15


def test_every_function_is_called_as_agreed() -> None:
    """The parameters of each function, their names and what they default to, are those of the contract."""
    functions = {name: getattr(so, name) for name in PUBLIC if inspect.isfunction(getattr(so, name))}
    bare: dict[str, str] = {}
    for name, function in functions.items():
        found = inspect.signature(function)
        plain = [one.replace(annotation=inspect.Parameter.empty) for one in found.parameters.values()]
        bare[name] = str(found.replace(parameters=plain, return_annotation=inspect.Signature.empty))
    assert bare == SIGNATURES


@pytest.mark.parametrize("name", sorted(name for name in PUBLIC if inspect.isfunction(getattr(so, name))))
def test_every_function_says_what_it_raises(name: str) -> None:
    """A function that can refuse what it is given says so in its docstring."""
    assert ("Raises:" in getattr(so, name).__doc__) == (name not in ("changes", "dumps", "profile_to_dict", "to_dict"))


def test_dir_lists_the_public_names() -> None:
    """`dir()` shows the public names and the version, before any of them is loaded."""
    assert set(dir(so)) == {*PUBLIC, "__version__"}


def test_every_name_is_found_in_place_of_another_one() -> None:
    """Names are loaded when they are first used: no two of them are the same thing by mistake."""
    found = [getattr(so, name) for name in so.__all__]
    assert len({id(one) for one in found}) == len(found)


@pytest.mark.parametrize("name", ["intake", "sheets"])
def test_some_modules_are_found(name: str) -> None:
    """Modules that are public as a whole are there without being imported; in a fresh process too."""
    assert getattr(so, name).__name__ == f"second_opinion.{name}"
    script = f"import second_opinion as so; print(so.{name}.__doc__)"
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert found.strip() == getattr(so, name).__doc__.strip()


@pytest.mark.parametrize("name", ["build_plam", "_anything", "json", "__wrapped__"])
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    """A name that the package does not have is an `AttributeError` that names it, as for any module."""
    with pytest.raises(AttributeError, match=f"module 'second_opinion' has no attribute '{name}'"):
        getattr(so, name)
    assert not hasattr(so, name)


def test_the_version_is_that_of_the_project() -> None:
    """`__version__` is that of pyproject.toml and of what is installed."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert so.__version__ == project["version"] == importlib.metadata.version("second-opinion")


def test_the_package_needs_only_three_others() -> None:
    """The core depends on attrs, cattrs and importlib-resources; the command line's click is an extra."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert [need.partition(">")[0] for need in project["dependencies"]] == ["attrs", "cattrs", "importlib-resources"]
    assert {need.partition(">")[0] for need in project["optional-dependencies"]["cli"]} == {"click"}
