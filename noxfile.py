"""What is asked of every change. `nox -l` lists the sessions; without a name all that gate are run.

All sessions use the environment that nox itself runs in, made from requirements/dev.txt.
"""

import datetime as dt
import pathlib

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "structure", "generated", "docs", "package"]


@nox.session
def lint(session: nox.Session) -> None:
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("codespell")
    session.run("interrogate", "-q", "src", "tests", "scripts", "benchmarks")


@nox.session
def types(session: nox.Session) -> None:
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "second_opinion", "--ignoreexternal")


@nox.session
def structure(session: nox.Session) -> None:
    session.run("lint-imports", silent=True)
    session.run("slotscheck", "-m", "second_opinion")
    session.run("deptry", ".")


@nox.session
def generated(session: nox.Session) -> None:
    session.run("python", "scripts/packs.py", "--check")
    session.run("python", "scripts/duplicates.py", "--check")
    session.run("python", "scripts/schemas.py", "--check")
    session.run("python", "scripts/review.py", "--check")
    session.run("python", "scripts/golden.py", "--check")


@nox.session
def docs(session: nox.Session) -> None:
    session.run("sphinx-build", "-q", "-n", "-W", "--keep-going", "docs", "docs/_build")


@nox.session
def package(session: nox.Session) -> None:
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--no-isolation", "--outdir", folder, silent=True)
    session.run("twine", "check", "--strict", *map(str, pathlib.Path(folder).glob("*")))


@nox.session
def requirements(session: nox.Session) -> None:
    """Compile the hash-pinned requirements again; add `--upgrade` to move the versions."""
    for group in ("dev", "test"):
        session.run(
            "uv", "pip", "compile", "pyproject.toml", "--group", group, "--all-extras", "--generate-hashes",
            "--universal", "--python-version", "3.11", "-q", "-o", f"requirements/{group}.txt",
            *(["-c", "requirements/dev.txt"] if group == "test" else []), *session.posargs,
        )  # fmt: skip


@nox.session
def coverage(session: nox.Session) -> None:
    """Run all the tests and ask for 100 % branch coverage; the measuring takes more than twice as long as the tests."""
    session.run("pytest", "-q", "--cov", "--cov-report=term-missing:skip-covered", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session
def due(session: nox.Session) -> None:
    """List the items with a figure that is to be reviewed again as of today, or of a day that is given."""
    day = session.posargs[0] if session.posargs else dt.date.today().isoformat()  # noqa: DTZ011
    session.run("second-opinion", "check", "--as-of", day)
