"""The command line: what each command prints, and how a mistake is told."""

import datetime as dt
import errno
import importlib
import json
import os
import pathlib
import runpy
import subprocess
import sys
import typing as t

import click
import pytest
from click.testing import CliRunner, Result
from strategies import pack_data, with_value, write_pack

import second_opinion as so
from second_opinion import cli, packaged, sheets
from second_opinion.cli import commands
from second_opinion.rules import SheetName

DAY: t.Final = "2026-11-22"
EXAMPLES: t.Final = packaged.names("examples", suffix=".json")


def run(*arguments: str | os.PathLike[str], stdin: str | bytes | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(commands, [os.fspath(argument) for argument in arguments], input=stdin)


def run_for_real(*arguments: str, **options: t.Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "second_opinion", *arguments],
        check=False,
        **{"capture_output": True, "text": True, "encoding": "utf-8", **options},
    )


def assert_refused(result: Result, *said: str) -> list[str]:
    """Assert that a mistake was told on standard error, with status 2 and nothing else, and return its lines."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    for text in said:
        assert text in result.stderr
    assert result.stderr.endswith("\n")
    return result.stderr[result.stderr.index("Error: ") :].removeprefix("Error: ").splitlines()


def good_pack(folder: pathlib.Path, name: str = "good", **changes: t.Any) -> pathlib.Path:
    """Write a pack that goes with the bundled ones, and return where it is."""
    topic = {"id": f"about-{name}", "sources": [f"source-{name}"], "title": "Parking", "summary": "Use gate B."}
    source = {**pack_data()["sources"][0], "id": f"source-{name}"}
    head = {key: pack_data()[key] for key in ("title", "version", "language", "licence", "review")}
    data = {"id": name, **head, "sources": [source], "topics": [topic], **changes}
    return write_pack(folder, data, f"{name}.json")


@pytest.fixture
def profile_file(tmp_path: pathlib.Path) -> pathlib.Path:
    """Return a file with a profile."""
    path = tmp_path / "profile.json"
    path.write_text('{"cancer_type": "breast", "insurance": ["medicare"], "appointment": "2026-12-14"}', "utf-8")
    return path


def plan_of_file(path: pathlib.Path) -> so.PrepPlan:
    """Return the plan that the library builds for the profile in a file."""
    return so.build_plan(so.profile_loads(path.read_bytes()), today=dt.date.fromisoformat(DAY))


# plan


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_a_plan_is_printed(form: t.Any, profile_file: pathlib.Path) -> None:
    """`plan` prints what the library renders for the same profile, day and format, and nothing on standard error."""
    result = run("plan", profile_file, "--format", form, "--today", DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == so.render(plan_of_file(profile_file), form)


def test_markdown_is_the_format_without_asking(profile_file: pathlib.Path) -> None:
    """Without a format, `plan` prints Markdown."""
    assert run("plan", profile_file, "--today", DAY).stdout == so.render(plan_of_file(profile_file), "markdown")


def test_a_plan_as_json_can_be_loaded(profile_file: pathlib.Path) -> None:
    """The JSON that `plan` prints is a plan that loads, equal to the library's, and ends with a line feed."""
    result = run("plan", profile_file, "--format", "json", "--today", DAY)
    assert result.exit_code == 0
    assert so.loads(result.stdout) == plan_of_file(profile_file)
    assert result.stdout.endswith("}\n")


def test_a_profile_is_read_from_standard_input(profile_file: pathlib.Path) -> None:
    """A single hyphen stands for standard input."""
    result = run("plan", "-", "--today", DAY, stdin=profile_file.read_bytes())
    assert result.stdout == run("plan", profile_file, "--today", DAY).stdout
    assert result.stdout


@pytest.mark.parametrize("option", ["-o", "--output"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_plan_is_written_to_a_file(
    option: str, form: str, profile_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    """With an output file, what would be printed is written there as UTF-8, and nothing is printed."""
    extra = good_pack(tmp_path, title="x", topics=[])
    said = good_pack(tmp_path, "unicode", review="gelesen von Dr. \u00dc, \u4e2d\u6587")
    arguments = ("plan", profile_file, "--format", form, "--today", DAY, "--pack", extra, "--pack", said)
    result = run(*arguments, option, tmp_path / "out.txt")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "out.txt").read_text("utf-8") == run(*arguments).stdout


def test_a_plan_on_paper_is_written_as_it_is(profile_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """A PDF goes to a file, or byte by byte to a pipe, but not to a terminal, which could not show it."""
    arguments = ("plan", profile_file, "--format", "pdf", "--section", "summary", "--today", DAY)
    assert run(*arguments, "-o", tmp_path / "plan.pdf").exit_code == 0
    written = (tmp_path / "plan.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    assert run(*arguments).stdout_bytes == written


def test_no_paper_is_shown_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal, the command says to name a file."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(click.UsageError, match="--output"):
        cli._write(b"%PDF-", None)


@pytest.mark.parametrize("form", ["html", "calendar", "csv"])
def test_a_part_of_a_plan_is_written(form: t.Any, profile_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The sections and the audience that are named are handed on, and line ends stay as they are."""
    more = ("--section", "questions", "--audience", "insurer", "-o", tmp_path / "out")
    assert run("plan", profile_file, "--format", form, "--today", DAY, *more).exit_code == 0
    wanted: str = so.render(plan_of_file(profile_file), form, sections=["questions"], audience="insurer")
    assert (tmp_path / "out").read_bytes() == wanted.encode()


def test_without_a_day_it_is_today(profile_file: pathlib.Path) -> None:
    """Without --today a plan is made for the machine's own day."""
    before = dt.date.today()  # noqa: DTZ011 (the day that the program sees)
    plan = so.loads(run("plan", profile_file, "--format", "json").stdout)
    assert before <= plan.created <= dt.date.today()  # noqa: DTZ011 (the day that the program sees)


def test_packs_are_added_from_files_and_folders(profile_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Each --pack adds a file or all packs of a folder to the bundled ones."""
    folder = tmp_path / "packs"
    folder.mkdir()
    good_pack(folder, "one")
    good_pack(folder, "two")
    (folder / "notes.txt").write_text("no pack", "utf-8")
    third = good_pack(tmp_path, "three")
    result = run(*("plan", profile_file, "--format", "json", "--today", DAY, "--pack", folder, "--pack", third))
    plan = so.loads(result.stdout)
    assert [pack.id for pack in plan.packs][-3:] == ["one", "two", "three"]
    assert {"about-one", "about-two", "about-three"} <= {entry.id for entry in plan.topics}
    assert plan.records == plan_of_file(profile_file).records


def test_examples_are_listed() -> None:
    """`--example list` names every example, one on a line."""
    result = run("plan", "--example", "list")
    assert (result.exit_code, result.stderr) == (0, "")
    assert tuple(result.stdout.splitlines()) == EXAMPLES
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_makes_a_plan(name: str) -> None:
    """The plan of an example is that of the profile of its name."""
    result = run("plan", "--example", name, "--today", DAY, "--format", "json")
    assert so.loads(result.stdout).profile == so.profile_loads(packaged.read("examples", f"{name}.json"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a PROFILE file or --example NAME, and not both"),
        (("{profile}", "--example", "jenny-m"), "give a PROFILE file or --example NAME, and not both"),
        (("{profile}", "--example", "list"), "give a PROFILE file or --example NAME, and not both"),
        (("missing.json",), "'missing.json' does not exist"),
        (("{folder}",), "is a directory"),
        (("--example", "nobody"), "no example is called 'nobody': use brian-l"),
        (("--example", "../packs/core"), "no example is called '../packs/core'"),
        (("--example", ""), "no example is called ''"),
        (("{profile}", "--format", "docx"), "'docx' is not one of 'markdown', 'text', 'html', 'pdf'"),
        (("{profile}", "--today", "22.11.2026"), "'22.11.2026' does not match"),
        (("{profile}", "--today", "2026-02-30"), "'2026-02-30' does not match"),
        (("{profile}", "--today", "0001-01-01"), "Error: today: "),
        (("{profile}", "--pack", "missing.json"), "'missing.json' does not exist"),
        (("{profile}", "-o", "{folder}"), "is a directory"),
        (("{profile}", "-o", "{folder}/none/plan.md"), "No such file or directory"),
        (("{profile}", "--exmple"), "--example"),
        (("{profile}", "second.json"), "unexpected extra argument"),
    ],
)
def test_a_mistake_in_the_command_is_told(
    arguments: tuple[str, ...], said: str, profile_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    """A wrong option, name, day or file is told on one line of standard error, and nothing is printed or written."""
    places = {"{profile}": str(profile_file), "{folder}": str(tmp_path)}
    filled = [argument.replace("{folder}", places["{folder}"]) for argument in arguments]
    lines = assert_refused(run("plan", *(places.get(argument, argument) for argument in filled)), said)
    assert len(lines) == 1
    assert list(tmp_path.iterdir()) == [profile_file]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ["$: is empty: expected JSON text"]),
        (b" \n", ["$: is empty: expected JSON text"]),
        (b"{", ["$: is not JSON: "]),
        (b"role: parent", ["$: is not JSON: "]),
        (b"[]", ["$: expected an object, got a list"]),
        (b"\xff\xfe\x00", ["$: is not text: save it as UTF-8"]),
        (b'{"role": "parent", "role": "patient"}', ["'role' stands twice"]),
        (b'{"phase": "in_treatmen"}', ["$.phase: 'in_treatmen' is not one of ", "did you mean 'in_treatment'"]),
        (b'{"roll": "parent"}', ["$: unknown field 'roll' (did you mean 'role'?)"]),
        (b'{"country": "UK"}', ["$.country: 'UK' is not the code of a country: write 'GB'"]),
        (
            b'{"records_held": ["record-pathology-reprt"]}',
            ["$.records_held[0]: ", "did you mean 'record-pathology-report"],
        ),
        (
            b'{"roll": "x", "phase": 7, "insurance": ["medicare", "medicar"], "appointment": "soon"}',
            ["$.phase: ", "$.insurance[1]: ", "$.appointment: ", "$: unknown field 'roll'"],
        ),
    ],
)
@pytest.mark.parametrize("by", ["file", "stdin"])
def test_what_is_wrong_with_a_profile_is_told(by: str, content: bytes, said: list[str], tmp_path: pathlib.Path) -> None:
    """Each problem of a profile is told on a line of its own, with where it is and what would do."""
    path = tmp_path / "profile.json"
    path.write_bytes(content)
    result = run("plan", path) if by == "file" else run("plan", "-", stdin=content)
    lines = assert_refused(result, *said)
    assert len(lines) == (4 if b"medicar" in content else 1)
    assert all(line.startswith("$") for line in lines)


# sheet

SHEETS: t.Final[tuple[SheetName, ...]] = t.get_args(SheetName)


@pytest.mark.parametrize("form", ["markdown", "text"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_printed(name: SheetName, form: t.Any, profile_file: pathlib.Path) -> None:
    """`sheet` prints the sheet that the library makes for the same profile, with blanks for personal details."""
    result = run("sheet", name, profile_file, "--format", form, "--today", DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == so.render(getattr(sheets, name)(plan_of_file(profile_file)), form)


def test_a_sheet_is_in_markdown_without_asking(profile_file: pathlib.Path) -> None:
    """Without a format, `sheet` prints Markdown, as `plan` does; without a day it is made for today."""
    result = run("sheet", "insurer_call", profile_file)
    assert result.stdout == run("sheet", "insurer_call", profile_file, "--format", "markdown").stdout
    assert result.stdout.startswith("# ")


def test_a_sheet_is_made_from_standard_input(profile_file: pathlib.Path) -> None:
    """A single hyphen stands for standard input here as well."""
    result = run("sheet", "timeline", "-", "--today", DAY, stdin=profile_file.read_bytes())
    assert result.exit_code == 0
    assert result.stdout == run("sheet", "timeline", profile_file, "--today", DAY).stdout


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_a_sheet_is_written_to_a_file(option: str, profile_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """With an output file, what would be printed is written there as UTF-8, and nothing is printed."""
    said = good_pack(tmp_path, review="gelesen von Dr. \u00dc, \u4e2d\u6587")
    arguments = ("sheet", "visit_sheet", profile_file, "--today", DAY, "--pack", said)
    result = run(*arguments, option, tmp_path / "out.md")
    assert (result.exit_code, result.output) == (0, "")
    written = (tmp_path / "out.md").read_text("utf-8")
    assert written == run(*arguments).stdout
    assert "\u4e2d\u6587" in written


def test_rules_of_a_pack_stand_on_a_sheet(profile_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """A rule of a pack that --pack adds stands on the sheet."""
    profile_file.write_text('{"country": "FR"}', "utf-8")
    own = {**pack_data()["rules"][0], "sources": ["source-good"], "name": "Une loi", "unless": []}
    own["when"] = [{"fact": "country", "is": ["FR"]}]
    path = good_pack(tmp_path, rules=[own])
    arguments = ("sheet", "records_request", profile_file, "--today", DAY)
    assert "Une loi" not in run(*arguments).stdout
    assert "Une loi" in run(*arguments, "--pack", path).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("timeline",), "Missing argument 'PROFILE'"),
        (("letter", "{profile}"), "'letter' is not one of 'records_request', "),
        (("Timeline", "{profile}"), "'Timeline' is not one of "),
        (("timeline", "missing.json"), "'missing.json' does not exist"),
        (("timeline", "{profile}", "--format", "json"), "'json' is not one of 'markdown', 'text'"),
        (("timeline", "{profile}", "--today", "soon"), "'soon' does not match"),
        (("timeline", "{profile}", "--today", "0001-01-01"), "Error: today: "),
        (("timeline", "{profile}", "--pack", "missing.json"), "'missing.json' does not exist"),
        (("timeline", "{profile}", "--name", "Jenny"), "--name"),
    ],
)
def test_a_mistake_in_the_command_for_a_sheet_is_told(
    arguments: tuple[str, ...], said: str, profile_file: pathlib.Path
) -> None:
    """A wrong name, file, format or day is told on standard error, and nothing is printed."""
    assert_refused(run("sheet", *(str(profile_file) if one == "{profile}" else one for one in arguments)), said)


@pytest.mark.parametrize("content", [b"{", b'{"phase": "cured"}'])
def test_a_sheet_needs_a_profile(content: bytes, profile_file: pathlib.Path) -> None:
    """What is no profile is told as `plan` tells it."""
    profile_file.write_bytes(content)
    assert run("sheet", "timeline", profile_file).stderr == run("plan", profile_file).stderr
    assert_refused(run("sheet", "timeline", profile_file), "$")


# interview: what is said and kept is in test_interview.py


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{folder}",), "is a directory"),
        (("--today", "soon"), "'soon' does not match"),
        (("--today", "0001-01-01"), "Error: today: "),
        (("--pack", "missing.json"), "'missing.json' does not exist"),
        (("--format", "text"), "--format"),
        (("a.json", "b.json"), "unexpected extra argument"),
    ],
)
def test_a_mistake_in_the_command_for_an_interview_is_told(
    arguments: tuple[str, ...], said: str, tmp_path: pathlib.Path
) -> None:
    """A wrong file, day, pack or option is told on standard error, and nothing is written."""
    result = run("interview", *(argument.replace("{folder}", str(tmp_path)) for argument in arguments), stdin="1\n")
    assert_refused(result, said)
    assert list(tmp_path.iterdir()) == []


def test_an_interview_runs_in_a_process_of_its_own(tmp_path: pathlib.Path) -> None:
    """With answers from a pipe, the talk is on standard error, the file is kept, and no plan is printed."""
    result = run_for_real("interview", str(tmp_path / "a.json"), "--today", DAY, input="3\n1\nq\n")
    assert (result.returncode, result.stdout) == (0, "")
    assert "Question 3" in result.stderr
    kept = so.profile_loads((tmp_path / "a.json").read_bytes())
    assert kept == so.PatientProfile(role="parent", second_doctor="not_looking_yet")


# check


def test_a_pack_without_problems_is_called_right(tmp_path: pathlib.Path) -> None:
    """`check` names each pack with its version, how much is in it and who reviewed it."""
    result = run("check", good_pack(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "good 2026.11: right, 2 entries, not clinically reviewed\n"


def test_several_packs_are_checked_together(tmp_path: pathlib.Path) -> None:
    """Packs of files and folders are checked with each other, so one may refer to another."""
    folder = tmp_path / "packs"
    folder.mkdir()
    good_pack(folder, "one")
    own = {"id": "ask-two", "sources": ["source-one"], "topic": "about-one"}
    question = {**own, "text": "Where is gate B?", "audience": "second_office"}
    other = good_pack(tmp_path, "two", sources=[], topics=[], questions=[question])
    result = run("check", other, folder)
    assert result.exit_code == 0
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()] == ["two", "one"]


def test_an_id_that_is_nowhere_is_told(tmp_path: pathlib.Path) -> None:
    """What a pack refers to and is not there is told with the place, as a problem of the pack; all of them at once."""
    topic = {"id": "about-good", "sources": ["source-nowhere"], "terms": ["term-nowhere"], "title": "x", "summary": "y"}
    lines = assert_refused(run("check", good_pack(tmp_path, topics=[topic])))
    assert [line.partition(": ")[0] for line in lines] == ["$.about-good.sources", "$.about-good.terms"]


def test_all_that_is_wrong_with_a_pack_is_told(tmp_path: pathlib.Path) -> None:
    """Each problem of a pack is told on a line of its own, which starts with the file."""
    data = with_value(pack_data(), ("questions", 0, "audience"), "second_docter")
    data = with_value(data, ("sources", 0, "kind"), 7)
    path = write_pack(tmp_path, data)
    lines = assert_refused(run("check", path), "(did you mean 'second_doctor'")
    assert len(lines) == 2
    assert [line.startswith(f"{path}: $.") for line in lines] == [True, True]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "core"}, "the pack 'core' is there twice"),
        ({"language": "es"}, "'es' is not the language of the catalog"),
        ({"retired": [{"id": "about-second-opinion"}]}, "the id 'about-second-opinion' stands 2 times"),
        (
            {"retired": [{"id": "about-gone", "replaced_by": ["about-god"]}]},
            "$.about-gone.replaced_by: 'about-god' is not the id of a",
        ),
        ({"topics": [{"id": "about-good", "title": "x", "summary": "y"}]}, "cite at least one source"),
    ],
)
def test_a_pack_that_does_not_fit_is_told(changes: dict[str, t.Any], said: str, tmp_path: pathlib.Path) -> None:
    """A pack that clashes with the bundled ones, or breaks a rule of content, is refused by `check` and by `plan`."""
    path = good_pack(tmp_path, **changes)
    assert_refused(run("check", path), said)
    assert_refused(run("plan", "--example", "jenny-m", "--pack", path), said)


def test_check_wants_something_to_check() -> None:
    """Without a pack, and for a file that is not there, `check` says so."""
    assert_refused(run("check"), "give a file or a folder of PACKS, or --as-of DATE")
    assert_refused(run("check", "missing.json"), "'missing.json' does not exist")


def test_a_folder_without_packs_is_not_right(tmp_path: pathlib.Path) -> None:
    """A folder in which there is no pack is a mistake (a wrong path), and not a check that was passed."""
    assert_refused(run("check", tmp_path))


# schema, help, version


@pytest.mark.parametrize("kind", ["pack", "plan", "profile"])
def test_a_schema_is_printed(kind: str) -> None:
    """`schema` prints the file of the package as it is."""
    result = run("schema", kind)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == packaged.read("schemas", f"{kind}.schema.json")
    assert json.loads(result.stdout)["$id"].startswith(f"urn:second-opinion:{kind}:")


def test_an_unknown_schema_is_refused() -> None:
    """A kind that there is not is told with those that there are."""
    assert_refused(run("schema", "plans"), "'plans' is not one of 'pack', 'plan', 'profile'")
    assert_refused(run("schema"), "Missing argument")


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize(
    "command", [(), ("plan",), ("interview",), ("sheet",), ("from-fhir",), ("check",), ("schema",)]
)
def test_every_command_explains_itself(command: tuple[str, ...], option: str) -> None:
    """Each command has a help text that names its options."""
    result = run(*command, option)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    own = {
        "plan": ("--example", "--format", "--output", "--pack", "--today"),
        "interview": ("[FILE]", "--pack", "--today"),
        "from-fhir": ("FILE", "--accept", "--patient", "--output", "--today"),
        "sheet": ("records_request", "--format", "--output", "--pack", "--today"),
    }
    for name in own.get("".join(command), ("--help",)):
        assert name in result.stdout


def test_the_commands_are_these() -> None:
    """The group has these commands; others are refused, with the nearest."""
    assert set(commands.commands) == {"plan", "interview", "sheet", "from-fhir", "check", "schema"}
    assert_refused(run("pln"), "'plan'")


def test_the_version_is_that_of_the_package() -> None:
    """`--version` prints the version of the package."""
    assert so.__version__ in run("--version").stdout


# A process of its own


def test_the_module_runs() -> None:
    """`python -m second_opinion` runs the command line."""
    result = run_for_real("plan", "--example", "jenny-m", "--today", DAY, "--format", "text")
    assert (result.returncode, result.stderr) == (0, "")
    plan = so.build_plan(so.profile_loads(packaged.read("examples", "jenny-m.json")), today=dt.date(2026, 11, 22))
    assert result.stdout == so.render(plan, "text")


def test_the_module_tells_a_mistake() -> None:
    """In a process of its own as well, a mistake is told on standard error without a traceback, with status 2."""
    result = run_for_real("plan", "-", input='{"roll": 1, "phase": "x"}')
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: $.phase: ")
    assert len(result.stderr.splitlines()) == 2


def test_without_click_it_says_what_to_install() -> None:
    """Without the extra, the command line says on one line which command installs it, with status 2."""
    program = "import runpy, sys; sys.modules['click'] = None; runpy.run_module('second_opinion', run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"Error: {so.MissingExtraError('cli')}\n"
    assert "pip install 'second-opinion[cli]'" in result.stderr


def test_a_terminal_without_unicode_gets_a_plan_or_an_error(tmp_path: pathlib.Path) -> None:
    """Where the terminal cannot show a character, there is a plan all the same or a message, but no traceback."""
    path = good_pack(tmp_path, review="\u4e2d\u6587")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    result = run_for_real("plan", "--example", "jenny-m", "--pack", str(path), env=environment, encoding="cp1252")
    assert "Traceback" not in result.stderr


def test_a_reader_that_stops_is_no_mistake() -> None:
    """Where the reader of a pipe has gone (`| head`), the program ends without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        result = run_for_real(
            *("plan", "--example", "jenny-m"), capture_output=False, stdout=pipe, stderr=subprocess.PIPE
        )
    assert result.stderr == ""


@pytest.mark.parametrize(("fault", "status", "said"), [(BrokenPipeError, 1, ""), (OSError, 2, "Error: ")])
def test_only_a_closed_pipe_is_passed_over(
    fault: type[OSError], status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that has gone is left to click, which says nothing; any other fault of a file or a pipe is told."""

    def fail(*_: object, **__: object) -> None:
        raise fault(errno.EPIPE if fault is BrokenPipeError else errno.ENOSPC, "it failed")

    monkeypatch.setattr(commands.commands["schema"], "callback", fail)
    result = run("schema", "plan")
    assert result.exit_code == status
    assert result.stderr.startswith(said)
    assert bool(result.stderr) == bool(said)


# The way in, in this process


def test_the_way_in_runs_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Running the module is running its commands, under the name of the script."""
    monkeypatch.setattr(sys, "argv", ["anything", "--help"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("second_opinion", run_name="__main__")
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("Usage: second-opinion ")


def _main_without(monkeypatch: pytest.MonkeyPatch, missing: str) -> t.Callable[[], None]:
    monkeypatch.delitem(sys.modules, "second_opinion.cli")
    monkeypatch.setitem(sys.modules, missing, None)
    main: t.Callable[[], None] = importlib.import_module("second_opinion.__main__").main
    return main


def test_the_way_in_names_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where click is not there, the way in names the extra on standard error and ends with status 2."""
    with pytest.raises(SystemExit) as caught:
        _main_without(monkeypatch, "click")()
    assert caught.value.code == 2
    assert str(so.MissingExtraError("cli")) in capsys.readouterr().err


def test_the_way_in_hides_no_other_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another module is not there, that is a fault of this package and is not taken for a missing extra."""
    with pytest.raises(ModuleNotFoundError) as caught:
        _main_without(monkeypatch, "second_opinion.rendering")()
    assert caught.value.name == "second_opinion.rendering"
