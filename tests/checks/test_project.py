"""A user's project: the pytest plugin, the action's steps and the pre-commit hook, as they run."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hydrocalc
from hydrocalc.cli.main import main

ROOT = Path(__file__).parents[2]
PACKAGES = Path(hydrocalc.__file__).parents[1]
STATION = Path(__file__).parent / "station"
BREAK = ('motor_rating = "280 kW"', 'motor_rating = "220 kW"')


@pytest.fixture
def project(tmp_path):
    for file in STATION.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "test_own.py").write_text("def test_own():\n    assert True\n", encoding="utf-8")
    return tmp_path


def break_it(project):
    file = project / "good.hydro.toml"
    text = file.read_text(encoding="utf-8")
    assert BREAK[0] in text
    file.write_text(text.replace(*BREAK), encoding="utf-8")


def run(project, *arguments, **more):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "GITHUB", "COV"))}
    scripts = str(Path(sys.executable).parent)
    env |= {"PATH": scripts + os.pathsep + env.get("PATH", ""), "PYTHONUTF8": "1", **more}
    env["PYTHONPATH"] = str(PACKAGES)
    return subprocess.run(
        arguments, cwd=project, env=env, capture_output=True, text=True, encoding="utf-8",
        timeout=120,
    )  # fmt: skip


def run_pytest(project, *arguments):
    plugin = ("-p", "hydrocalc.checks.plugin") if not registered() else ()
    return run(
        project, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugin, *arguments
    )


def registered():
    from importlib.metadata import entry_points

    return any(e.value == "hydrocalc.checks.plugin" for e in entry_points(group="pytest11"))


def test_pytest_plugin(project):
    plain = run_pytest(project, "-q")
    assert "1 passed" in plain.stdout  # opt-in
    done = run_pytest(project, "--hydro", "-v")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "good.hydro.toml::HC401 PASSED" in done.stdout
    assert "good.hydro.toml::HC411 SKIPPED" in done.stdout  # not applicable
    assert "good.hydro.toml::verdict PASSED" in done.stdout
    break_it(project)
    broken = run_pytest(project, "--hydro", "-q")
    assert broken.returncode == 1
    assert "good.hydro.toml::HC401" in broken.stdout
    assert re.search(r"Motor not overloaded anywhere \(A\): 0\.\d+, limit", broken.stdout)
    assert "Traceback" not in broken.stdout
    one = run_pytest(project, "--hydro", "-q", "good.hydro.toml::HC404")
    assert "1 passed" in one.stdout


def test_pytest_plugin_by_ini_and_with_a_malformed_file(project):
    (project / "pytest.ini").write_text("[pytest]\nhydro = true\n", encoding="utf-8")
    bad = 'schema = 1\n[projekt]\n[demand]\nflow = "1,5{x}"\n'
    (project / "bad.hydro.toml").write_text(bad, encoding="utf-8")
    done = run_pytest(project, "-q")
    assert done.returncode == 1
    assert re.search(r"1 failed, \d+ passed, \d+ skipped", done.stdout)
    assert "did you mean project?" in done.stdout
    assert "got '1,5{x}'" in done.stdout


LOUD = "##[error]\\u001b]0;x\\u0007::\\n::error::a"
"""As JSON and TOML write it."""


def test_nothing_obeys_what_the_pytest_plugin_says(project):
    """Reasons of waivers, texts of rules, what is wrong in a file: each beside its test."""
    text = (project / "good.hydro.toml").read_text(encoding="utf-8")
    assert 'name = "A"' in text
    loud = LOUD.replace("\\u001b", "").replace("\\u0007", "")
    waiver = (
        f'\n[[waivers]]\nrule = "HC404"\nvalue = "2"\nreason = "{loud} and so on"\napprover = "{loud}"\n'
        f"date = {datetime.date.today()}\nuntil = {datetime.date.today()}\n"  # another process
    )
    file = (
        text.replace('name = "A"', f'name = "{loud}"').replace(*BREAK).replace("IE3", "IE2")
        + waiver
    )
    (project / "good.hydro.toml").write_text(file, encoding="utf-8")
    (project / "none.hydro.toml").write_text(f'schema = 1\n"{LOUD}" = "{LOUD}"\n', encoding="utf-8")
    (project / "rule.hydro.toml").write_text(
        text + waiver.replace("HC404", loud),
        encoding="utf-8",
    )
    done = run_pytest(
        project, "--hydro", "-v", "-rA", "--junitxml=junit.xml", "-o", "junit_family=xunit1"
    )
    said = done.stdout + done.stderr
    assert "good.hydro.toml::HC404 SKIPPED" in said
    assert "# #[error]" in said
    assert "none.hydro.toml::design-file" in said
    assert "rule.hydro.toml::design-file" in said
    for page in (said, (project / "junit.xml").read_text(encoding="utf-8")):
        assert not re.search("##\\w*\\[|[\x00-\x08\x0b-\x1f\x7f-\x9f]", page)
        assert not re.search(r"^\s*::", page, re.MULTILINE)


def test_the_entry_point_imports_nothing_heavy():
    code = (
        "import pytest, sys; before = set(sys.modules); import hydrocalc.checks.plugin; "
        "print([m for m in set(sys.modules) - before if m.split('.')[0] in "
        "('numpy', 'scipy', 'pint', 'matplotlib', 'fluids')])"
    )
    assert run(ROOT, sys.executable, "-c", code).stdout.strip() == "[]"


def steps_of_the_action():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    found = re.findall(r"- name: (\w+)\n[\s\S]*?run: \|\n((?: {8}.*\n)+)", text)
    return {name: re.sub(r"^ {8}", "", script, flags=re.MULTILINE) for name, script in found}


def stub(folder, name, line):
    """A command of that name, which runs a line of the shell instead."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def step(project, name, **env):
    """Run a step of the action as its runner does, with ``hydrocalc`` being ours."""
    bin = project / "bin"
    if not (bin / "hydrocalc").exists():
        stub(bin, "hydrocalc", f'exec "{sys.executable}" -m hydrocalc "$@"')
    script = f'PATH="{bin}:$PATH"\n' + steps_of_the_action()[name]
    return run(project, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script,
               GITHUB_STEP_SUMMARY=str(project / "summary.md"),
               **{"FILES": "*.hydro.toml", "OPTIONS": "", "SARIF": "out.sarif", **env})  # fmt: skip


BASH = pytest.mark.skipif(
    os.name != "posix" or shutil.which("bash") is None, reason="the action's shell is bash"
)


@BASH
def test_the_action_checks(project):
    env = {"OPTIONS": " --lang   zh "}
    assert step(project, "Check", **env).returncode == 0
    assert "通过" in (project / "summary.md").read_text(encoding="utf-8")
    break_it(project)
    red = step(project, "Check", **env)
    assert red.returncode == 1
    assert red.stdout.startswith("::error file=good.hydro.toml")
    assert '"level": "error"' in (project / "out.sarif").read_text(encoding="utf-8")
    (project / "good.hydro.toml").write_text("x", encoding="utf-8")
    assert step(project, "Check").returncode == 2
    (project / "good.hydro.toml").unlink()
    assert step(project, "Check").returncode == 2  # nothing to check is no success


@BASH
@pytest.mark.parametrize("there", [True, False])
def test_the_action_writes_through_no_link(project, tmp_path_factory, there):
    """Whoever commits a link must not choose which file of the runner is written over."""
    other = tmp_path_factory.mktemp("runner") / "profile"
    if there:
        other.write_text("kept", encoding="utf-8")
    (project / "out.sarif").symlink_to(other)
    assert step(project, "Check").returncode == 0
    assert other.exists() == there
    assert not there or other.read_text(encoding="utf-8") == "kept"
    assert not (project / "out.sarif").is_symlink()
    assert json.loads((project / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert step(project, "Check").returncode == 0  # and once more over its own


HOSTILE = (
    "--force.hydro.toml", "--format=json.hydro.toml", "-o.hydro.toml", "--.hydro.toml", "a b.hydro.toml",
    ";touch pwned;.hydro.toml", "$(touch pwned).hydro.toml", "`touch pwned`.hydro.toml", "*.hydro.toml",
    "'\".hydro.toml", "[a-z].hydro.toml", "line\nend.hydro.toml", " \\.hydro.toml", "泵站.hydro.toml",
)  # fmt: skip


@BASH
@pytest.mark.parametrize("pattern", ["*.hydro.toml", "none\n\n*.hydro.toml", "a b.hydro.toml"])
def test_the_action_passes_names_of_files_as_they_are(project, pattern):
    (project / "good.hydro.toml").unlink()
    for name in HOSTILE:
        (project / name).touch()
    stub(project / "bin", "hydrocalc", "printf '%s\\0' \"$@\" >> calls; printf '\\n\\0' >> calls")
    options = "--lang zh --select HC4*"  # the shell's globs are not for options
    assert (
        step(project, "Check", FILES=pattern, OPTIONS=options, SARIF="-x y.sarif").returncode == 0
    )
    calls = (project / "calls").read_text(encoding="utf-8").split("\n\0")[:-1]
    if "*" in pattern:
        names = [p.name for p in project.glob("*.hydro.toml")]
        assert set(names) == set(HOSTILE)
    else:
        names = [pattern]
    expected = ["none"] * pattern.startswith("none") + sorted(names)
    for call, also in zip(
        calls, (["--format", "sarif", "--output=-x y.sarif", "--force"], ["--format", "github"]),
        strict=True,
    ):  # fmt: skip
        given, _, files = call.removesuffix("\0").partition("\0--\0")
        assert given.split("\0") == ["check", "--lang", "zh", "--select", "HC4*", *also]
        assert sorted(files.split("\0"), key=lambda n: (n != "none", n)) == expected
    assert not (project / "pwned").exists()


@BASH
def test_the_action_installs_its_own_checkout(project):
    stub(project / "bin", "python", "printf '%s\\n' \"$@\"")
    done = step(project, "Install", ACTION="/actions/a b/$(touch pwned)")
    assert done.stdout.splitlines() == [
        "-I", "-m", "pip", "install", "--quiet", "/actions/a b/$(touch pwned)"
    ]  # fmt: skip
    assert not (project / "pwned").exists()
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert "ACTION: ${{ github.action_path }}" in text
    scripts = "".join(steps_of_the_action().values())
    assert "${{" not in scripts  # an expression in a script would be code


NAMES = [name for name in HOSTILE if "\n" not in name and "泵" not in name]


@pytest.mark.skipif(os.name != "posix", reason="no such names there")
def test_after_two_dashes_every_name_is_a_file(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    for name in (*NAMES, "--lang=zh", "always", "-3m"):
        shutil.copy("good.hydro.toml", name)
    (project / "good.hydro.toml").unlink()
    assert main(["check", "--format", "json", "--", *NAMES]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["reports"]) == len(NAMES)
    assert main(["check", "--", "--force.hydro.toml"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert main(["report", "--format", "md", "--", "--force.hydro.toml"]) == 0
    assert capsys.readouterr().out.startswith("# ")
    # Neither a language, nor colours, nor a value of what stands before.
    assert main(["check", "--", "--lang=zh", "--lang", "-3m", "always", "--force.hydro.toml"]) == 2
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert said.startswith("error: --lang:")
    assert "expected" in said
    assert main(["check", "--"]) == 2


def test_the_pre_commit_hook(project):
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = re.search(r"entry: hydrocalc (\w+)\n", hook)[1]
    before = json.loads(re.search(r"args: (\[.*?\])", hook)[1])
    files = re.search(r"files: (\S+)", hook)[1]
    assert re.search(files, "a/station.hydro.toml")
    assert not re.search(files, "pyproject.toml")
    command = [sys.executable, "-m", "hydrocalc", entry, *before]
    assert run(project, *command, "good.hydro.toml").returncode == 0
    (project / "good.hydro.toml").rename(project / "--lang.hydro.toml")
    assert run(project, *command, "--lang.hydro.toml").returncode == 0
    (project / "--lang.hydro.toml").rename(project / "good.hydro.toml")
    break_it(project)
    assert run(project, *command, "good.hydro.toml").returncode == 1
