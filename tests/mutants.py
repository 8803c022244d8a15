"""A random sample of mutants of what computes, and which of them the tests kill.

Cosmic Ray makes the mutants (``cosmic-ray.toml``) and keeps the session (``cr-report`` and
``cr-html`` read it). This runs them, each in a copy of the tree and in a fork of a process that has
imported the libraries: only the tests that run its function, those named as its module first. ::

    python tests/mutants.py run --seed 1 --number 300 --session mutants.sqlite
    python tests/mutants.py again --session mutants.sqlite tests/cli tests/checks

``run`` goes on where a session stopped; ``again`` tries its survivors on other tests.
"""

import argparse
import ast
import difflib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[1]
TREE = ("hydrocalc", "tests", "docs", "examples", "pyproject.toml", "README.md", "CHANGELOG.md")
TESTS = (
    "kernels", "validation", "test_lines.py", "test_curves.py", "test_units.py", "test_stations.py",
    "test_pipes.py", "test_wetwells.py", "test_acceptance.py", "test_systems.py", "test_sweeps.py",
    "test_uncertainty.py", "test_drives.py", "test_reconcile.py", "test_economics.py",
)  # fmt: skip
"""Tests of what is mutated."""
OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "-W",
           "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
"""The warning is of libraries that are imported beforehand."""


def main():
    """Run a sample, or its survivors again."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("run", "again"))
    parser.add_argument("tests", nargs="*", help="tests for the survivors")
    parser.add_argument("--session", default="mutants.sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    from cosmic_ray.config import load_config
    from cosmic_ray.work_db import WorkDB, use_db

    os.chdir(ROOT)
    config = load_config("cosmic-ray.toml")
    new = not Path(asked.session).exists()
    with use_db(asked.session, WorkDB.Mode.create) as session:
        if new:
            sample(session, config, asked.seed, asked.number)
        run(session, config.timeout, asked)
        report(session)


def sample(session, config, seed, number):
    """Fill a session with a random sample of all mutants of the configuration."""
    from cosmic_ray.commands import init
    from cosmic_ray.modules import find_modules
    from cosmic_ray.tools.filters.operators_filter import OperatorsFilter

    paths = find_modules(Path(p) for p in config["module-path"])
    init(list(paths), session, config.operators_config)
    OperatorsFilter().filter(session, argparse.Namespace(config="cosmic-ray.toml"))
    annotated = {}
    pool = []
    for item in session.pending_work_items:
        (m,) = item.mutations
        path = str(m.module_path)
        if path not in annotated:
            annotated[path] = annotations(ast.parse(Path(path).read_text(encoding="utf-8")))
        if not any(start <= m.start_pos < end for start, end in annotated[path]):
            pool.append(item)
    pool.sort(key=in_order)
    chosen = random.Random(seed).sample(pool, min(number, len(pool)))
    print(f"{len(chosen)} of {len(pool)} mutants, seed {seed}")
    session.clear()
    session.add_work_items(chosen)


def in_order(item):
    """Where a mutant stands among all, whatever the session calls it."""
    (m,) = item.mutations
    return str(m.module_path), m.operator_name, m.occurrence


def annotations(tree):
    """Where types are annotated: never evaluated, so no mutant."""
    nodes = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            nodes.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            nodes.append(node.returns)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in nodes if n]


def run(session, limit, asked):
    """Try all mutants of a session that have no result, or its survivors."""
    from cosmic_ray.work_item import TestOutcome

    waiting = list(session.pending_work_items)
    if asked.what == "again":
        left = {job for job, r in session.results if r.test_outcome == TestOutcome.SURVIVED}
        waiting = [i for i in session.work_items if i.job_id in left]
    preload()
    first = copy_of_the_tree()
    suite = Suite(first, asked.tests or [f"tests/{name}" for name in TESTS])
    # Copied now, the caches of compiled tests go with them.
    copies = [first, *(shutil.copytree(first, f"{first}-{i}") for i in range(1, asked.processes))]
    running, whole = {}, len(waiting)
    waiting.sort(key=in_order)
    random.Random(0).shuffle(waiting)
    while waiting or running:
        while waiting and copies:
            copy, item = Path(copies.pop()), waiting.pop()
            running[start(copy, item, suite, limit)] = copy, item, time.monotonic()
        pid, status = os.waitpid(-1, os.WNOHANG)
        for late, (_, _, since) in running.items():
            if time.monotonic() - since > 10 * limit:  # waits instead of computing
                os.killpg(late, signal.SIGKILL)
        if pid:
            copy, item, since = running.pop(pid)
            result = result_of(copy, item, status)
            session.set_result(item.job_id, result)
            (m,) = item.mutations
            print(f"{whole - len(waiting) - len(running)}/{whole} {result.test_outcome.value} "
                  f"{time.monotonic() - since:.1f} s {m.module_path}:{m.start_pos[0]} "
                  f"{m.operator_name}", flush=True)  # fmt: skip
            copies.append(copy)
        else:
            time.sleep(0.02)
    for copy in copies:
        shutil.rmtree(copy)


def result_of(copy, item, status):
    """What became of a mutant, which is taken out of the copy."""
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

    (m,) = item.mutations
    original = (ROOT / m.module_path).read_text(encoding="utf-8")
    diff = difflib.unified_diff(
        original.splitlines(), mutated(m).splitlines(), str(m.module_path), "", lineterm="", n=0
    )
    shutil.copy2(ROOT / m.module_path, copy / m.module_path)  # with its time, as compiled before
    log = (copy / "log").read_text(encoding="utf-8", errors="replace")
    return WorkResult(
        WorkerOutcome.NORMAL, output="timeout" if os.WIFSIGNALED(status) else log[-2000:],
        test_outcome=TestOutcome.KILLED if status else TestOutcome.SURVIVED, diff="\n".join(diff),
    )  # fmt: skip


def preload():
    """Import the libraries once, for all forks, but nothing of ours."""
    import fluids
    import hypothesis
    import matplotlib
    import mpmath
    import pandas
    import pint
    import pytest
    import scipy.interpolate
    import scipy.optimize
    import scipy.stats

    assert "hydrocalc" not in sys.modules
    del fluids, matplotlib, mpmath, pandas, pint, pytest, scipy
    # A failure counts, not its smallest example; and none is kept for the next mutant.
    hypothesis.settings.register_profile(
        "mutants", database=None, derandomize=True, deadline=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")


def copy_of_the_tree():
    """A copy of the tree to be mutated."""
    copy = Path(tempfile.mkdtemp(prefix="mutants-"))
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name)
        else:
            shutil.copy2(ROOT / name, copy / name)
    return copy


class Chosen:
    """Plugin: some tests only, the quickest first."""

    def __init__(self, seconds):
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted(
            (item for item in items if item.nodeid in self.seconds),
            key=lambda item: self.seconds[item.nodeid],
        )


class Timed:
    """Plugin: notes how long the tests that pass take."""

    def __init__(self):
        self.seconds = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.seconds[report.nodeid] = report.duration

    def pytest_sessionfinish(self):
        Path("seconds").write_text(json.dumps(self.seconds), encoding="utf-8")


def forked(copy, arguments, plugin, limit=None):
    """The process that runs pytest on a copy, with each of several lists of arguments.

    It ends with what pytest returned, 0 too if there were no tests; `limit` is in seconds of the
    processor, whatever else the machine does.
    """
    import pytest

    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setsid()
        os.chdir(copy)
        out = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        if limit:
            sys.dont_write_bytecode = True
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))
        os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        sys.path[:] = [str(copy), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
        code = 0
        for some in arguments:
            code = int(pytest.main([*OPTIONS, *some], plugins=[plugin]))
            if code != pytest.ExitCode.NO_TESTS_COLLECTED and code:
                break
            code = 0
    except BaseException:
        code = 70
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


class Suite:
    """Which tests run which line, and how long they take: from a run without a mutant."""

    def __init__(self, copy, tests):
        import coverage

        cover = ("--cov=hydrocalc", "--cov-context=test", "--cov-report=")
        _, status = os.waitpid(forked(copy, [[*cover, *tests]], Timed()), 0)
        log = (copy / "log").read_text(encoding="utf-8").splitlines()
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit("\n".join(["the tests don't run without a mutant", *log[-20:]]))
        print(*[line for line in log if line.startswith(("FAILED ", "ERROR "))], log[-1], sep="\n")
        self.seconds = json.loads((copy / "seconds").read_text(encoding="utf-8"))
        self.copy = copy
        self.lines = coverage.CoverageData(str(copy / ".coverage"))
        self.lines.read()
        self.functions = {}

    def of(self, module, line):
        """Tests that run the function around a line; all where there is none."""
        if module not in self.functions:
            tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
            self.functions[module] = [
                (node.body[0].lineno, node.end_lineno) for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef)
            ]  # fmt: skip
        around = [(a, b) for a, b in self.functions[module] if a <= line <= b]
        if not around:
            return self.seconds
        contexts = self.lines.contexts_by_lineno(str(self.copy / module))
        first, last = max(around)
        names = {
            name.partition("|")[0] for number, found in contexts.items() if first <= number <= last
            for name in found
        }  # fmt: skip
        return {name: self.seconds[name] for name in names if name in self.seconds}


def start(copy, item, suite, limit):
    """Put a mutant into a copy and test it."""
    (m,) = item.mutations
    (copy / m.module_path).write_text(mutated(m), encoding="utf-8")
    chosen = suite.of(m.module_path, m.start_pos[0])
    files = sorted({name.partition("::")[0] for name in chosen})
    names = {f"test_{m.module_path.stem}.py", "test_formulas.py"}
    near = [f for f in files if Path(f).name in names]
    rest = [f for f in files if f not in near]
    return forked(copy, [["-x", *some] for some in (near, rest) if some], Chosen(chosen), limit)


def mutated(m):
    """The text of a mutant."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    original = (ROOT / m.module_path).read_text(encoding="utf-8")
    return mutate_code(original, get_operator(m.operator_name)(**m.operator_args), m.occurrence)


def report(session):
    """Print the survivors and the share of the killed."""
    results = dict(session.results)
    left = [r for r in results.values() if r.test_outcome.value == "survived"]
    for result in sorted(left, key=lambda r: r.diff):
        print(*result.diff.splitlines()[1:], sep="\n")
    killed = len(results) - len(left)
    print(f"{killed} of {len(results)} killed: {killed / len(results):.1%}")


if __name__ == "__main__":
    main()
