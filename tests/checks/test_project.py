"""A user's project: the pytest plugin, the action's steps and the pre-commit hook, as they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hydrocalc

ROOT = Path(hydrocalc.__file__).parent.parent
STATION = Path(__file__).parent / "station"
BREAK = ('motor_rating = "280 kW"', 'motor_rating = "200 kW"')


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
    env["PYTHONPATH"] = str(ROOT)
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
    assert "good.hydro.toml::HC701 SKIPPED" in done.stdout
    assert "55 passed, 8 skipped" in done.stdout
    break_it(project)
    broken = run_pytest(project, "--hydro", "-q")
    assert broken.returncode == 1
    assert "good.hydro.toml::HC401" in broken.stdout
    assert "Motor not overloaded anywhere (A): 0.806" in broken.stdout
    assert "Traceback" not in broken.stdout
    one = run_pytest(project, "--hydro", "-q", "good.hydro.toml::HC402")
    assert "1 passed" in one.stdout


def test_pytest_plugin_by_ini_and_with_a_malformed_file(project):
    (project / "pytest.ini").write_text("[pytest]\nhydro = true\n", encoding="utf-8")
    bad = 'schema = 1\n[projekt]\n[demand]\nflow = "1,5{x}"\n'
    (project / "bad.hydro.toml").write_text(bad, encoding="utf-8")
    done = run_pytest(project, "-q")
    assert done.returncode == 1
    assert "1 failed, 55 passed, 8 skipped" in done.stdout
    assert "did you mean project?" in done.stdout
    assert "write '1.5{x}'" in done.stdout


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


@pytest.mark.skipif(os.name != "posix", reason="the action's shell is bash")
def test_the_steps_of_the_action(project):
    scripts = steps_of_the_action()
    assert set(scripts) == {"Install", "Report", "Check"}
    env = {"FILES": "*.hydro.toml", "OPTIONS": "--lang zh", "SARIF": "out.sarif"}
    bin = project / "bin"
    bin.mkdir()
    (bin / "hydrocalc").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m hydrocalc "$@"\n', encoding="utf-8"
    )
    (bin / "hydrocalc").chmod(0o755)

    def step(name):
        return run(project, "bash", "-eo", "pipefail", "-c", f'PATH="{bin}:$PATH"\n' + scripts[name],
                   GITHUB_STEP_SUMMARY=str(project / "summary.md"), **env)  # fmt: skip

    assert step("Report").returncode == 0
    assert step("Check").returncode == 0
    assert "通过" in (project / "summary.md").read_text(encoding="utf-8")
    break_it(project)
    assert step("Report").returncode == 0
    red = step("Check")
    assert red.returncode == 1
    assert red.stdout.startswith("::error file=good.hydro.toml")
    assert '"level": "error"' in (project / "out.sarif").read_text(encoding="utf-8")
    (project / "good.hydro.toml").write_text("x", encoding="utf-8")
    assert step("Report").returncode != 0


def test_the_pre_commit_hook(project):
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = re.search(r"entry: hydrocalc (\w+)", hook)[1]
    files = re.search(r"files: (\S+)", hook)[1]
    assert re.search(files, "a/station.hydro.toml")
    assert not re.search(files, "pyproject.toml")
    done = run(project, sys.executable, "-m", "hydrocalc", entry, "good.hydro.toml")
    assert done.returncode == 0
    break_it(project)
    done = run(project, sys.executable, "-m", "hydrocalc", entry, "good.hydro.toml")
    assert done.returncode == 1
