"""The interview in a terminal: what is said, what is kept, and how it goes on."""

import datetime as dt
import json
import os
import pathlib
import re
import stat
import typing as t

import click
import pytest
from click.testing import CliRunner, Result
from hostile import SHORTENED
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import asked_for, pack, topic
from test_cleaning import breaks_a_rule

import second_opinion as so
from second_opinion import _json, intake
from second_opinion.cli import commands
from second_opinion.messages import messages
from second_opinion.words import Option

DAY: t.Final = "2026-11-23"
TODAY: t.Final = dt.date.fromisoformat(DAY)
SAY: t.Final = messages("en")


def run(*said: str, file: pathlib.Path | None = None, ended: bool = False) -> Result:
    """Have an interview in which a person types these lines; unless it has *ended*, they stop with q at the end."""
    typed = "".join(f"{line}\n" for line in (*said, *(() if ended else ("q",)), *(() if file else ("n",))))
    arguments = ["interview", *([str(file)] if file else []), "--today", DAY]
    return CliRunner().invoke(commands, arguments, input=typed)


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without blanks and line ends, for what has a long path in it."""
    return "".join(text.split())


def kept(file: pathlib.Path) -> so.PatientProfile:
    """Return the profile in a file."""
    return so.profile_loads(file.read_bytes())


FIRST: t.Final = [one.fact for one in intake.next_questions(so.PatientProfile(), limit=2, today=TODAY)]


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    """Return where answers may be kept; there is nothing yet."""
    return tmp_path / "answers.json"


# What is asked and kept


def test_the_first_question_is_role() -> None:
    """The tests below rest on it: who answers is asked first, then how far the search for a second doctor is."""
    assert FIRST == ["role", "second_doctor"]


def test_an_answer_is_kept_in_the_file(file: pathlib.Path) -> None:
    """Each answer is in the file at the end, as the library itself would write the profile."""
    result = run("3", "1", file=file)
    assert result.exit_code == 0
    expected = so.PatientProfile(role="parent", second_doctor="not_looking_yet")
    assert kept(file) == expected
    assert json.loads(file.read_text("utf-8")) == so.profile_to_dict(expected)


def test_the_file_is_kept_after_each_answer(file: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is in the file before the next question is asked, so that a power cut takes nothing."""
    known: list[tuple[str, ...]] = []
    ask = intake.next_questions

    def asking(*arguments: t.Any, **options: t.Any) -> t.Any:
        known.append(kept(file).known())
        return ask(*arguments, **options)

    monkeypatch.setattr(intake, "next_questions", asking)
    run("3", "1", file=file)
    assert known == [(), ("role",), ("role", "second_doctor")]


def test_only_the_owner_can_read_the_file(file: pathlib.Path) -> None:
    """The file is for the person alone, and nothing else is left in its folder."""
    before = os.umask(0)
    try:
        run("1", "1", file=file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_nothing_is_written_without_a_file(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file nothing is kept anywhere, and the person is told so at the start, with how to keep it."""
    monkeypatch.chdir(tmp_path)
    result = run("1", "2")
    assert list(tmp_path.iterdir()) == []
    assert flat(SAY("interview_not_kept")) in flat(result.stderr)
    assert result.stdout == ""


def test_the_start_says_what_is_kept_and_what_to_type(file: pathlib.Path) -> None:
    """At the start it is said what this is for, that it stays here, where it is kept, and what to type."""
    said = run(file=file).stderr
    for key in ("interview_welcome", "interview_private", "interview_how"):
        assert flat(SAY(key)) in flat(said)
    assert squeezed(SAY("interview_kept", file=str(file))) in squeezed(said)
    assert flat(SAY("interview_go_on")) not in flat(said)


def test_a_question_is_shown_with_all_its_options() -> None:
    """A question is shown with its number, its help, each option with a number, and Enter for not knowing."""
    (question,) = intake.next_questions(so.PatientProfile(), limit=1, today=TODAY)
    said = run().stderr
    assert "Question 1\n" in said
    assert question.prompt in said
    assert flat(question.help) in flat(said)
    for number, option in enumerate(question.options, 1):
        assert re.search(rf"^ +{number}  {re.escape(option.label)}$", said, re.MULTILINE)
    assert re.search(rf"^ Enter  {re.escape(SAY('interview_unknown'))}$", said, re.MULTILINE)


def test_questions_are_in_the_words_for_the_reader() -> None:
    """Once it is known who answers, the questions are in the words for them."""
    words = next(one for one in so.load_catalog().packs[0].facts if one.fact == "age_group")
    said = {
        role: flat(run(number, *[""] * 30, ended=True).stderr) for role, number in (("patient", "1"), ("parent", "3"))
    }
    for role, text in said.items():
        assert words.asked(t.cast("t.Any", role))[0] in text
    assert words.asked("parent")[0] not in said["patient"]


def test_questions_are_counted() -> None:
    """Each question has its number, and a way back counts back."""
    said = run("1", "", "b", "b", "2").stderr
    assert re.findall(r"^Question (\d+)$", said, re.MULTILINE) == ["1", "2", "3", "2", "1", "2"]


def test_lines_fit_a_terminal() -> None:
    """No line of the talk is wider than 78 characters, whatever is asked."""
    for role in ("1", "2", "3"):
        said = run(role, "3", "3", *[""] * 30, ended=True).stderr
        asked = [line for line in said.splitlines() if not line.startswith(SAY("interview_ask_one")[:8])]
        assert all(len(line) <= 78 for line in asked)


# Answers of every form


@pytest.mark.parametrize("said", ["3", " 3 ", "parent", "PARENT", "A parent of a child with cancer", "\uff13", "03"])
def test_an_option_is_named_in_several_ways(said: str, file: pathlib.Path) -> None:
    """An option is chosen by its number, by its words or by its code, in large or small letters."""
    run(said, file=file)
    assert kept(file).role == "parent"


@pytest.mark.parametrize("said", ["1, 3", "1,3", "1 3", "1;3", " 3 , 1 , 3,", "1\t3", "private_hmo 3"])
def test_several_options_are_numbers_in_a_row(said: str, file: pathlib.Path) -> None:
    """Several options are numbers with commas or blanks between them; what is named twice counts once."""
    file.write_text(_all_but("insurance"), "utf-8")
    run(said, file=file)
    assert set(kept(file).insurance) == {"private_hmo", "private_other"}


@pytest.mark.parametrize(
    ("fact", "said", "value"),
    [
        ("appointment", "2026-12-14", dt.date(2026, 12, 14)),
        ("appointment", " 2026-12-14 ", dt.date(2026, 12, 14)),
        ("country", "de", "DE"),
        ("country", "JP", "JP"),
        ("country", "united kingdom", "GB"),
        ("country", "gb", "GB"),
        ("country", "1", "US"),
        ("reading_language", "ko", "ko"),
        ("reading_language", "spanish", "es"),
        ("reading_language", "zh-Hant", "zh-Hant"),
        ("wants_prognosis", "yes", True),
        ("wants_prognosis", "2", False),
        ("wants_prognosis", "false", False),
    ],
)
def test_an_answer_of_each_form_is_taken(fact: str, said: str, value: object, file: pathlib.Path) -> None:
    """A day is written as in the example; a country or a language is a number, a name that is shown, or a code."""
    file.write_text(_all_but(fact), "utf-8")
    run(said, file=file)
    assert getattr(kept(file), fact) == value


def test_records_are_chosen_by_number(file: pathlib.Path) -> None:
    """The records that a person holds are chosen from those of their plan."""
    file.write_text(_all_but("records_held"), "utf-8")
    plan = so.build_plan(kept(file), today=TODAY)
    run("2", file=file)
    (held,) = kept(file).records_held
    assert held in {entry.id for entry in plan.records}


def _all_but(fact: str) -> str:
    """Return a profile, as JSON, in which this fact is what is asked next."""
    profile = so.PatientProfile(
        role="patient",
        age_group="adult",
        cancer_type="breast",
        is_rare=False,
        phase="recurrence",
        treatment_start=dt.date(2027, 1, 4),
        treatments_proposed=("surgery",),
        treatments_had=("surgery",),
        tests_had=("ct",),
        hospital_stay=False,
        country="US",
        insurance=("medicare",),
        insurer_requires_opinion=False,
        told_current_doctor=True,
        companion=True,
        needs_interpreter=False,
        fertility_matters=False,
        wants_trials=False,
        wants_prognosis=False,
        center_far_away=False,
        second_doctor="booked",
        visit_mode="in_person",
        appointment=dt.date(2026, 12, 14),
        reading_language="en",
        access_needs=("hearing",),
        concerns=("cost",),
        opinions="waiting",
        records_held=("record-pathology-report",),
    )
    known = {name: value for name, value in so.profile_to_dict(profile).items() if name != fact}
    (question,) = intake.next_questions(so.profile_from_dict(known), limit=1, today=TODAY)
    assert question.fact == fact
    return json.dumps(known)


WRONG: t.Final[dict[str, tuple[str, ...]]] = {
    "role": ("0", "4", "-1", "1.5", "99999999999999999999", "nurse", "1, 2", "parents", "²", "yes"),
    "insurance": ("0", "11", "1, 11", "1-3", "aetna", "1 and 3", "medicare!"),
    "appointment": ("14.12.2026", "12/14/2026", "2026-02-30", "2026-13-01", "soon", "1", "0001-01-01", "2026-1-2"),
    "country": ("Germany", "XX", "0", "99", "U", "united"),
    "reading_language": ("Klingon!", "0", "99", "e", "my language"),
}


@pytest.mark.parametrize(("fact", "said"), [(fact, said) for fact, each in WRONG.items() for said in each])
def test_a_wrong_answer_is_told_and_asked_again(fact: str, said: str, file: pathlib.Path) -> None:
    """What is no answer is told with what would do; the same question is still there, and the file is as it was."""
    before = "{}" if fact == "role" else _all_but(fact)
    file.write_text(before, "utf-8")
    result = run(said, file=file)
    assert result.exit_code == 0
    form = {"role": "one", "insurance": "many", "appointment": "date"}.get(fact, "text")
    told = flat(SAY(f"interview_not_{form}", most="@")).partition("@")[0]
    assert told in flat(result.stderr)
    assert file.read_text("utf-8") == before
    assert result.stderr.count("Question 1\n") == 1
    assert "Question 2\n" not in result.stderr
    assert flat(result.stderr).count(flat(SAY(f"interview_ask_{form}"))) == 2


@pytest.mark.parametrize(("said", "code"), [("uk", "GB"), ("UK", "GB"), ("usa", "US"), ("de", "DE"), ("1", "US")])
def test_a_usual_name_of_a_country_is_understood(said: str, code: str, file: pathlib.Path) -> None:
    """What people often type for a country is taken as the code that it stands for."""
    file.write_text(_all_but("country"), "utf-8")
    run(said, file=file)
    assert kept(file).country == code


@pytest.mark.parametrize("said", ["I don't know", "don't know", "Skip", "?"])
def test_not_knowing_can_be_said_in_words(said: str, file: pathlib.Path) -> None:
    """The answer that is offered for Enter may be typed as well, and so may the words for going back and stopping."""
    result = run(said, "1", "back", "2", "quit", file=file)
    assert kept(file).known() == ("second_doctor",)
    assert kept(file).second_doctor == "searching"
    assert SAY("interview_not_one", most="3") not in flat(result.stderr)


def test_a_place_that_cannot_be_written_is_told_at_once(tmp_path: pathlib.Path) -> None:
    """Where the answers cannot be kept, nothing is asked first."""
    result = run("1", file=tmp_path / "nowhere" / "answers.json")
    assert result.exit_code == 2
    assert SAY("interview_number", n="1") not in result.stderr


def test_after_a_wrong_answer_a_right_one_is_taken(file: pathlib.Path) -> None:
    """Any number of wrong answers does no harm: the right one that follows is kept."""
    run("7", "nurse", "", file=file)
    assert not file.exists() or kept(file).role is None
    run("7", "nurse", "2", file=file)
    assert kept(file).role == "caregiver"


TYPED: t.Final = {
    name: " ".join(text.splitlines())
    for name, text in SHORTENED.items()
    if not any("\ud800" <= sign <= "\udfff" for sign in text)
}
"""Hostile strings as one line that can be typed into a terminal."""


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("fact", ["role", "insurance", "appointment", "country"])
def test_a_hostile_answer_does_no_harm(name: str, fact: str, file: pathlib.Path) -> None:
    """Whatever is typed, the talk goes on, nothing of it reaches the terminal as a control, and the file is whole."""
    before = "{}" if fact == "role" else _all_but(fact)
    file.write_text(before, "utf-8")
    result = run(TYPED[name], file=file)
    assert result.exit_code == 0
    assert result.stdout == ""
    # The runner writes down what was typed, as a terminal does.
    assert breaks_a_rule(result.stderr.replace(TYPED[name], "")) == []
    assert getattr(kept(file), fact) in (None, ())
    assert set(kept(file).known()) == set(so.profile_loads(before).known())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from("12345bB?")))
@example(["q"])
def test_whatever_is_typed_the_interview_ends(said: list[str]) -> None:
    """Any lines at all are followed by a calm end, and a plan can be made."""
    lines = [" ".join(line.splitlines()) for line in said]
    result = CliRunner().invoke(commands, ["interview", "--today", DAY], input="\n".join(lines))
    assert result.exit_code == 0
    assert "Traceback" not in result.output


# Not knowing, going back


def test_enter_is_i_do_not_know(file: pathlib.Path) -> None:
    """Enter leaves a fact unknown, and it is not asked for again in this talk."""
    result = run("", "2", file=file)
    assert kept(file) == so.PatientProfile(second_doctor="searching")
    (question,) = intake.next_questions(so.PatientProfile(), limit=1, today=TODAY)
    assert result.stderr.count(question.prompt) == 1


@pytest.mark.parametrize("said", ["", " ", "\t"])
def test_who_knows_nothing_comes_to_an_end(said: str, file: pathlib.Path) -> None:
    """Somebody who presses Enter at every question is thanked at the end, with nothing known and nothing refused."""
    result = run(*[said] * 40, file=file, ended=True)
    assert result.exit_code == 0
    assert SAY.count("interview_done", 0) in result.stderr
    assert SAY("interview_ask_one") in result.stderr
    assert not re.search(r"not one of", result.stderr)
    assert kept(file) == so.PatientProfile()


def test_each_kind_of_question_names_its_way_of_not_knowing() -> None:
    """Where several may be chosen, Enter also stands for none of them."""
    said = run(*[""] * 40, ended=True).stderr
    assert f" Enter  {SAY('interview_unknown_many')}\n" in said
    assert f" Enter  {SAY('interview_unknown')}\n" in said


@pytest.mark.parametrize("back", ["b", "B", " b "])
def test_the_way_back_takes_the_last_answer_away(back: str, file: pathlib.Path) -> None:
    """Going back asks the question before again, and takes its answer from the file."""
    run("3", back, file=file)
    assert kept(file) == so.PatientProfile()
    run("3", "1", back, file=file)
    assert kept(file) == so.PatientProfile(role="parent")
    run("1", file=file)
    run(back, file=file)
    assert kept(file).second_doctor == "not_looking_yet"


def test_an_answer_can_be_changed_on_the_way_back(file: pathlib.Path) -> None:
    """Going back twice and answering otherwise keeps the new answers only."""
    run("3", "1", "b", "b", "1", "3", file=file)
    assert kept(file) == so.PatientProfile(role="patient", second_doctor="booked")


def test_the_way_back_leads_to_what_was_left_open(file: pathlib.Path) -> None:
    """Going back over a question that was skipped asks it again."""
    run("", "b", "2", file=file)
    assert kept(file) == so.PatientProfile(role="caregiver")
    run("b", file=file)
    assert kept(file) == so.PatientProfile(role="caregiver")


def test_there_is_no_way_back_from_the_first_question(file: pathlib.Path) -> None:
    """At the first question it is said that there is nothing to go back to, and the question stands."""
    result = run("b", "b", "2", file=file)
    assert flat(result.stderr).count(flat(SAY("interview_no_way_back"))) == 2
    assert kept(file) == so.PatientProfile(role="caregiver")


# Stopping and going on


@pytest.mark.parametrize("stop", ["q", "Q", " q "])
def test_a_person_can_stop(stop: str, file: pathlib.Path) -> None:
    """With q the talk ends: it is said how much is kept, where, and how to see the plan."""
    result = run("3", "1", stop, file=file, ended=True)
    assert result.exit_code == 0
    assert SAY.count("interview_stopped", 2) in result.stderr
    for key in ("interview_saved", "interview_next"):
        assert squeezed(SAY(key, file=str(file))) in squeezed(result.stderr)
    assert kept(file) == so.PatientProfile(role="parent", second_doctor="not_looking_yet")


@pytest.mark.parametrize("name", ["my-second-opinion-answers.json", "a" * 90, "answers-" * 12])
def test_the_name_of_the_file_stands_whole(name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the file, and the command that shows the plan, can be copied: no line end stands in them."""
    monkeypatch.chdir(tmp_path)
    for folder in (pathlib.Path(), tmp_path):
        path = folder / name
        said = run("3", file=path).stderr
        assert said.count(str(path)) == 3
        assert f"second-opinion plan {path} " in flat(said)


def test_one_answer_is_one() -> None:
    """One answer is counted as one."""
    assert SAY.count("interview_stopped", 1) in run("3").stderr
    assert SAY.count("interview_stopped", 0) in run().stderr


def test_the_end_of_the_input_stops(file: pathlib.Path) -> None:
    """Where the input ends (Ctrl-D), the talk has been stopped, and what was answered is kept."""
    result = run("3", file=file, ended=True)
    assert result.exit_code == 0
    assert SAY.count("interview_stopped", 1) in result.stderr
    assert kept(file) == so.PatientProfile(role="parent")


def test_ctrl_c_stops(file: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With Ctrl-C at a question the talk has been stopped in the same way, without a traceback."""
    answers = iter(("3", "1"))

    def type_or_stop(*_: object, **__: object) -> str:
        for answer in answers:
            return answer
        raise click.Abort

    monkeypatch.setattr(click, "prompt", type_or_stop)
    result = run(file=file, ended=True)
    assert result.exit_code == 0
    assert SAY.count("interview_stopped", 2) in result.stderr
    assert kept(file) == so.PatientProfile(role="parent", second_doctor="not_looking_yet")


@pytest.mark.parametrize("typed", ["", "3\n", "q\n"])
def test_the_end_of_the_input_shows_no_plan(typed: str) -> None:
    """Where the input ends and nothing is kept, no plan is printed that nobody asked for."""
    result = CliRunner().invoke(commands, ["interview", "--today", DAY], input=typed)
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_it_goes_on_where_it_ended(file: pathlib.Path) -> None:
    """With the same file the talk goes on: what is known is not asked, what was left open is, and all is kept."""
    run("3", "", "2", file=file)
    first = kept(file)
    (question,) = intake.next_questions(first, limit=1, today=TODAY)
    result = run("3", file=file)
    assert flat(SAY("interview_go_on")) in flat(result.stderr)
    assert flat(SAY("interview_welcome")) not in flat(result.stderr)
    assert re.search(rf"Question 1\n{re.escape(question.prompt)}\n", result.stderr)
    assert question.fact == "second_doctor"
    assert kept(file) == intake.answer(first, "second_doctor", "booked")


def test_stopping_makes_no_difference(file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Answers given in one talk or in many, stopped after each, make the same file to the letter."""
    other = tmp_path / "other.json"
    given_ = ("1", "3", "2026-12-14", "1")
    assert run(*given_, file=file).exit_code == 0
    for said in given_:
        assert run(said, file=other).exit_code == 0
    assert file.read_bytes() == other.read_bytes()
    assert len(kept(file).known()) == 4


def test_when_all_is_known_there_is_nothing_to_ask(file: pathlib.Path) -> None:
    """With a full profile the talk ends at once, with thanks, and the file is as it was."""
    known = {**json.loads(_all_but("reading_language")), "reading_language": "en"}
    file.write_text(json.dumps(known), "utf-8")
    result = run(file=file, ended=True)
    assert result.exit_code == 0
    assert "Question" not in result.stderr
    assert SAY.count("interview_done", 28) in result.stderr
    assert json.loads(file.read_text("utf-8")) == known


# The plan


def plan_after(**known: t.Any) -> str:
    """Return the text of the plan for a profile."""
    return so.render(so.build_plan(so.PatientProfile(**known), today=TODAY), "text")


@pytest.mark.parametrize("said", ["", "y", "Y", "yes"])
def test_the_plan_is_shown_on_request(said: str) -> None:
    """Who stops without a file may see the plan: it is all that is printed, the talk is on standard error."""
    result = CliRunner().invoke(commands, ["interview", "--today", DAY], input=f"3\nq\n{said}\n")
    assert result.exit_code == 0
    assert result.stdout == plan_after(role="parent")
    assert SAY("interview_show_plan") in result.stderr
    assert "Question 1" in result.stderr
    assert "Question 1" not in result.stdout


@pytest.mark.parametrize("said", ["n", "no"])
def test_no_plan_is_shown_to_who_wants_none(said: str) -> None:
    """A no is a no."""
    result = CliRunner().invoke(commands, ["interview", "--today", DAY], input=f"3\nq\n{said}\n")
    assert (result.exit_code, result.stdout) == (0, "")


def test_the_plan_is_shown_at_the_end() -> None:
    """Who has answered everything sees the plan without being asked again."""
    result = run("3", *[""] * 40, ended=True)
    assert result.exit_code == 0
    assert result.stdout == plan_after(role="parent")
    assert SAY("interview_show_plan") not in result.stderr


def test_with_a_file_no_plan_is_printed(file: pathlib.Path) -> None:
    """With a file nothing is printed: the talk says which command shows the plan, and that command does."""
    result = run("3", *[""] * 40, file=file, ended=True)
    assert result.stdout == ""
    command = result.stderr.splitlines()[-1].partition("second-opinion ")[2]
    shown = CliRunner().invoke(commands, [*command.split(), "--today", DAY])
    assert (shown.exit_code, shown.stdout) == (0, plan_after(role="parent"))


def test_a_pack_of_ones_own_asks_as_well(tmp_path: pathlib.Path, file: pathlib.Path) -> None:
    """With --pack, the questions and the plan are those of the bundled packs and that one together."""
    languages = tuple(Option(value=one, label=f"Language {one}", because="so") for one in ("ja", "ko"))
    words = asked_for("reading_language", id="fact-more-languages", prompt="", help="", options=languages)
    on_it = (so.Clause("reading_language", ("ko",)),)
    more = pack(topic("about-more", when=on_it, title="Reading in Korean"), words, id="more")
    path = tmp_path / "more.json"
    path.write_text(json.dumps(_json.to_json(more)), "utf-8")
    result = CliRunner().invoke(commands, ["interview", "--today", DAY, "--pack", str(path)], input="\n" * 40)
    assert "Language ko" in result.stderr
    file.write_text(_all_but("reading_language"), "utf-8")
    CliRunner().invoke(commands, ["interview", str(file), "--today", DAY, "--pack", str(path)], input="language ko\n")
    assert kept(file).reading_language == "ko"


def test_today_decides_what_is_ahead(file: pathlib.Path) -> None:
    """Whether the visit is over is seen from --today: what is asked then differs."""
    booked = so.PatientProfile(role="patient", second_doctor="booked", appointment=dt.date(2026, 12, 14))
    file.write_text(json.dumps(so.profile_to_dict(booked)), "utf-8")
    prompt = next(one for one in so.load_catalog().packs[0].facts if one.fact == "opinions").prompt
    asked = {
        day: CliRunner().invoke(commands, ["interview", str(file), "--today", day], input="\n" * 40).stderr
        for day in ("2026-12-01", "2026-12-20")
    }
    assert {day: prompt in said for day, said in asked.items()} == {"2026-12-01": False, "2026-12-20": True}


# Files that are no good


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "$: is empty: expected JSON text"),
        (b"{", "$: is not JSON: "),
        (b"my own notes", "$: is not JSON: "),
        (b'{"phase": "cured"}', "$.phase: 'cured' is not one of "),
        (b'{"roll": "parent"}', "unknown field 'roll' (did you mean 'role'?)"),
        (b"\xff\xfe\x00", "$: is not text: save it as UTF-8"),
        (b'{"format": "second-opinion/prep-plan"}', "unknown field"),
    ],
)
def test_a_file_that_is_no_profile_is_not_overwritten(content: bytes, said: str, file: pathlib.Path) -> None:
    """A file that cannot be read as a profile is told before anything is asked, and stays as it is."""
    file.write_bytes(content)
    result = run("3", file=file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert "Question" not in result.stderr
    assert "Traceback" not in result.stderr
    assert file.read_bytes() == content
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_told(tmp_path: pathlib.Path) -> None:
    """Where the file cannot be written, that is told with the name of the place, without a traceback."""
    result = run("3", file=tmp_path / "none" / "answers.json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "No such file or directory" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_is_no_file(tmp_path: pathlib.Path) -> None:
    """A folder in place of the file is told at once."""
    result = run("3", file=tmp_path)
    assert result.exit_code == 2
    assert "is a directory" in result.stderr
    assert "Question" not in result.stderr


def test_a_write_that_fails_leaves_the_file_whole(file: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails half way (no room), what was kept before is still there to the letter."""
    run("3", file=file)
    before = file.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "replace", fail)
    result = run("1", file=file)
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert file.read_bytes() == before


def test_a_file_that_all_could_read_becomes_the_owners(file: pathlib.Path) -> None:
    """A file with other permissions has its owner's alone once an answer was kept."""
    file.write_text("{}", "utf-8")
    file.chmod(0o644)
    run("3", file=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
