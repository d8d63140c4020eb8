"""The one door to the files that the package brings along; it works from a zip as well."""

import typing as t


def read(*parts: str) -> str:
    """Return the text of a file of the package."""
    return str(_at(*parts).read_text(encoding="utf-8"))


def names(*parts: str, suffix: str) -> tuple[str, ...]:
    """Return the names, without *suffix*, of the files in a folder of the package that have it."""
    found = (path.name for path in _at(*parts).iterdir())
    return tuple(sorted(name.removesuffix(suffix) for name in found if name.endswith(suffix)))


def _at(*parts: str) -> t.Any:  # noqa: ANN401 (importlib_resources is loaded when a file is read)
    import importlib_resources  # noqa: PLC0415

    return importlib_resources.files("second_opinion").joinpath(*parts)
