"""The package as it is shipped: what is in it, and that it works when it is installed or read from its zip."""

import functools
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import typing as t
import zipfile

import pytest

ROOT: t.Final = pathlib.Path(__file__).parents[1]
SOURCE: t.Final = ROOT / "src"
PROJECT: t.Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSIONS: t.Final = ("3.11", "3.12", "3.13")

PURE: t.Final = ("attr", "attrs", "cattr", "cattrs", "importlib_resources", "typing_extensions", "click")
"""What the package needs, all of it in pure Python, so that it is taken from the environment of the tests."""

SMOKE: t.Final = """
import datetime as dt, hashlib, json, sys
import second_opinion as so
from second_opinion import packaged

assert so.__file__.startswith(sys.argv[1]), so.__file__
profile = so.PatientProfile(cancer_type="breast", insurance=("medicare",), appointment=dt.date(2026, 12, 14))
plan = so.build_plan(profile, today=dt.date(2026, 11, 22))
text = so.dumps(plan)
assert so.loads(text) == plan
assert so.profile_loads(json.dumps(so.profile_to_dict(profile))) == profile
assert so.render(plan, "markdown").startswith("# ")
assert so.render(plan, "text")
for kind in ("pack", "plan", "profile"):
    assert json.loads(packaged.read("schemas", f"{kind}.schema.json"))["$id"]
print(so.__version__, hashlib.sha256(text.encode()).hexdigest())
"""

Files = dict[str, pathlib.Path]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Build the sdist, and the wheel from it as others will, once for all tests."""
    folder = tmp_path_factory.mktemp("dist")
    command: list[str | pathlib.Path] = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return a folder with what the package needs and nothing else, least of all the package itself."""
    folder = tmp_path_factory.mktemp("dependencies")
    for name in PURE:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = pathlib.Path(spec.origin)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, folder)
    return folder


def names_in(files: Files, kind: t.Literal["wheel", "sdist"]) -> list[str]:
    """Return the names of the files in the wheel or, below its one folder, in the sdist."""
    if kind == "wheel":
        with zipfile.ZipFile(files["wheel"]) as wheel:
            return wheel.namelist()
    with tarfile.open(files["sdist"]) as sdist:
        return [name.partition("/")[2] for name in sdist.getnames()]


def files_of_the_package() -> list[str]:
    """Return the files of the package in this repository, seen from its root."""
    package = SOURCE / "second_opinion"
    # The examples stand elsewhere in a clone, and `rglob` does not follow the link to them.
    found = {path: path.relative_to(SOURCE).as_posix() for path in package.rglob("*") if path.is_file()}
    found |= {path: f"second_opinion/examples/{path.name}" for path in (package / "examples").iterdir()}
    return [name for path, name in found.items() if "__pycache__" not in path.parts]


# What is in it


@pytest.mark.parametrize(
    "folder",
    [
        "codes/",
        "packs/",
        "schemas/",
        "locales/",
        "py.typed",
        "__main__.py",
        "examples/",
    ],
)
def test_the_wheel_has_what_the_package_reads(built: Files, folder: str) -> None:
    """Packs, tables of codes, schemas, messages, examples and the mark that it is typed are all in the wheel."""
    wanted = [name for name in files_of_the_package() if name.startswith(f"second_opinion/{folder}")]
    assert wanted
    assert set(wanted) <= set(names_in(built, "wheel"))


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_file_of_the_package_is_lost(built: Files, kind: t.Literal["wheel", "sdist"]) -> None:
    """Every file of the package is in the wheel and in the sdist; there the examples are in their own folder."""
    wanted = files_of_the_package()
    if kind == "sdist":
        wanted = [f"src/{name}".replace("src/second_opinion/examples", "examples/profiles") for name in wanted]
    assert set(wanted) <= set(names_in(built, kind))


def test_the_wheel_has_nothing_else(built: Files) -> None:
    """There are no tests and no tools in the wheel: only the package and what describes it."""
    described = f"second_opinion-{PROJECT['version']}.dist-info/"
    foreign = [name for name in names_in(built, "wheel") if not name.startswith(("second_opinion/", described))]
    assert foreign == []
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names_in(built, "wheel"))
    assert not any(re.search(r"(^|/)(tests?/|test_|conftest)", name) for name in names_in(built, "wheel"))


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
@pytest.mark.parametrize("licence", ["LICENSE", "LICENSE-CONTENT"])
def test_both_licences_come_along(built: Files, kind: t.Literal["wheel", "sdist"], licence: str) -> None:
    """The licence of the code and that of the content are both in what is shipped."""
    assert any(name.rpartition("/")[2] == licence for name in names_in(built, kind))


def test_the_sdist_can_be_tested(built: Files) -> None:
    """The tests, with their data and the plans stored once, are in the sdist; what git ignores is not."""
    there = set(names_in(built, "sdist"))
    wanted = [path for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".json")]
    assert {path.relative_to(ROOT).as_posix() for path in wanted if "__pycache__" not in path.parts} <= there
    assert {"pyproject.toml", "README.md", "conftest.py", "scripts/packs.py", "scripts/schemas.py"} <= there
    assert not any(name.startswith((".venv", ".git/", ".hypothesis", "docs/_build")) for name in there)


def test_the_metadata_is_that_of_the_project(built: Files) -> None:
    """The wheel says its name, version, licence, oldest Python, what it needs, and how it is started."""
    described = f"second_opinion-{PROJECT['version']}.dist-info"
    with zipfile.ZipFile(built["wheel"]) as wheel:
        metadata = wheel.read(f"{described}/METADATA").decode("utf-8").partition("\n\n")[0].splitlines()
        started = wheel.read(f"{described}/entry_points.txt").decode("utf-8")
    for line in (
        *("Name: second-opinion", f"Version: {PROJECT['version']}", "License-Expression: MIT AND CC-BY-4.0"),
        *("Requires-Python: >=3.11", "Provides-Extra: cli", "License-File: LICENSE", "License-File: LICENSE-CONTENT"),
        *(f"Requires-Dist: {need}" for need in PROJECT["dependencies"]),
    ):
        assert line in metadata
    assert "second-opinion = second_opinion.__main__:main" in started


# That it works


@functools.cache
def interpreter(version: str) -> str | None:
    """Return a CPython of a version on this machine, or nothing where there is none."""
    roots = [os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv", pathlib.Path.home() / ".pyenv"]
    kept = [path for root in roots for path in pathlib.Path(root).glob(f"versions/{version}.*/bin/python")]
    named = shutil.which(f"python{version}")
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    options = [*([sys.executable] if version == running else []), *sorted(map(str, kept)), *([named] if named else [])]
    asked = "import sys, venv; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    for option in options:
        result = subprocess.run([option, "-c", asked], check=False, capture_output=True, text=True)
        if result.stdout.strip() == f"cpython {version}":
            return option
    return None


def found_interpreter(version: str) -> str:
    """Return a CPython of a version on this machine, or skip the test."""
    found = interpreter(version)
    if found is None:
        pytest.skip(f"there is no CPython {version} on this machine")
    return found


def run(*command: str | os.PathLike[str], path: list[pathlib.Path], seed: int = 0) -> str:
    """Run a program with nothing but *path* to import from, in its own hash order; return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, path))
    environment |= {"PYTHONHASHSEED": str(seed), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "error"}
    result = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


@pytest.fixture(scope="session")
def installed(built: Files, tmp_path_factory: pytest.TempPathFactory) -> t.Callable[[str], pathlib.Path]:
    """Return how to get an environment with the wheel installed, for a version of Python; each is made once."""
    if importlib.util.find_spec("pip") is None:
        pytest.skip("there is no pip in this environment to install the wheel with")

    @functools.cache
    def made(version: str) -> pathlib.Path:
        folder = tmp_path_factory.mktemp(f"python{version}")
        subprocess.run([found_interpreter(version), "-m", "venv", "--without-pip", folder], check=True)
        pip: list[str | pathlib.Path] = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            folder,
            "--disable-pip-version-check",
            "install",
            "-q",
        ]
        subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", built["wheel"]], check=True)
        return folder / ("Scripts" if os.name == "nt" else "bin")

    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_the_installed_wheel_works(
    version: str, installed: t.Callable[[str], pathlib.Path], dependencies: pathlib.Path
) -> None:
    """Installed in a fresh environment, the wheel builds, stores, loads and renders a plan and has its schemas."""
    scripts = installed(version)
    said = run(scripts / "python", "-c", SMOKE, scripts.parent, path=[dependencies], seed=1)
    assert said.split()[0] == PROJECT["version"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_installed_script_works(
    version: str, installed: t.Callable[[str], pathlib.Path], dependencies: pathlib.Path
) -> None:
    """The script and the module print the same schema, and the script tells its version."""
    scripts = installed(version)
    by_script = run(scripts / "second-opinion", "schema", "plan", path=[dependencies])
    assert by_script == run(scripts / "python", "-m", "second_opinion", "schema", "plan", path=[dependencies])
    assert by_script.startswith("{")
    assert PROJECT["version"] in run(scripts / "second-opinion", "--version", path=[dependencies])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_works_as_a_zip(version: str, built: Files, dependencies: pathlib.Path) -> None:
    """The wheel works unopened, as a zip that Python imports from."""
    wheel = built["wheel"]
    said = run(found_interpreter(version), "-c", SMOKE, wheel, path=[wheel, dependencies], seed=2)
    assert said.split()[0] == PROJECT["version"]


def test_every_python_gives_the_same_bytes(built: Files, dependencies: pathlib.Path) -> None:
    """The same profile and day give the same JSON on each version of Python, in any hash order."""
    wheel = built["wheel"]
    found = [one for one in map(interpreter, VERSIONS) if one]
    runs = [(one, seed) for one in (*found, sys.executable) for seed in (1, 2)]
    said = {run(one, "-c", SMOKE, wheel, path=[wheel, dependencies], seed=seed) for one, seed in runs}
    assert len(said) == 1
