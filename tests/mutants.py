"""A random sample of mutants of what computes, and which of them the tests kill.

Cosmic Ray makes the mutants (``cosmic-ray.toml``) and keeps the session (``cr-report`` and
``cr-html`` read it). This chooses and runs them, with the tests only that run their function, the
quickest first. ::

    python tests/mutants.py run --seed 1 --number 300 --session mutants.sqlite
    python tests/mutants.py again --session mutants.sqlite tests/cli tests/checks

``run`` goes on where a session stopped; ``again`` tries its survivors on other tests.
"""

import argparse
import ast
import difflib
import gc
import itertools
import json
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import traceback
import types
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[1]
TREE = ("hydrocalc", "tests", "docs", "examples", "pyproject.toml", "README.md", "CHANGELOG.md")
TESTS = (
    "kernels", "validation", "test_lines.py", "test_curves.py", "test_units.py", "test_stations.py",
    "test_pipes.py", "test_wetwells.py", "test_acceptance.py", "test_systems.py", "test_drives.py",
)  # fmt: skip
"""Tests of what is mutated."""
OPTIONS = ("--hypothesis-profile=mutants", "-q", "-s", "--no-header", "-p", "no:cacheprovider", "-W",
           "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
"""The warning is of libraries that are imported beforehand."""


def main():
    """Run a sample, or its survivors again."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("run", "again"))
    parser.add_argument("tests", nargs="*", help="tests in place of those of what is mutated")
    parser.add_argument("--session", type=Path, default=Path("mutants.sqlite"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_intermixed_args()
    from cosmic_ray.config import load_config
    from cosmic_ray.work_db import WorkDB, use_db

    os.chdir(ROOT)
    config = load_config("cosmic-ray.toml")
    new = not asked.session.exists()
    with use_db(asked.session, WorkDB.Mode.create) as session:
        if new:
            session.add_work_items(sample(all_mutants(config), asked.seed, asked.number))
        run(session, config.timeout, asked)
        report(session)


def sample(pool, seed, number):
    """Mutants drawn at random; for those that aren't Python others are drawn."""
    draw = random.Random(seed)
    drawn = draw.sample(range(len(pool)), min(number, len(pool)))
    rest = sorted(set(range(len(pool))) - set(drawn))
    drawn += draw.sample(rest, len(rest))
    chosen = list(itertools.islice((pool[i] for i in drawn if is_python(pool[i])), number))
    print(f"{len(chosen)} of {len(pool)} mutants, seed {seed}", flush=True)
    return chosen


def is_python(item):
    """Whether a mutant can be read at all: a star for keywords may have become a plus."""
    try:
        ast.parse(mutated(item.mutations[0]))
    except SyntaxError:
        return False
    return True


def all_mutants(config):
    """All mutants of the configuration, in a fixed order."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.modules import find_modules
    from cosmic_ray.plugins import get_operator, operator_names
    from cosmic_ray.work_item import MutationSpec, WorkItem

    left_out = config.sub("filters", "operators-filter")["exclude-operators"]
    names = [n for n in operator_names() if not any(re.match(x, n) for x in left_out)]
    operators = {n: get_operator(n) for n in sorted(names)}
    found = []
    for path in sorted(find_modules(Path(p) for p in config["module-path"])):
        nodes = list(ast_nodes(get_ast_from_path(path)))
        typed = annotations(ast.parse(path.read_text(encoding="utf-8")))
        for name, operator in operators.items():
            if operator.arguments():
                continue
            places = [p for node in nodes for p in operator().mutation_positions(node)]
            found += [
                WorkItem.single(uuid.uuid4().hex, MutationSpec(path, name, i, start, end))
                for i, (start, end) in enumerate(places)
                if not any(a <= start < b for a, b in typed)
            ]
    return found


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

    waiting = {item.job_id: item for item in session.pending_work_items}
    if asked.what == "again":
        left = {job for job, r in session.results if r.test_outcome == TestOutcome.SURVIVED}
        waiting = {item.job_id: item for item in session.work_items if item.job_id in left}
    preload()
    copy = copy_of_the_tree()
    suite = Suite(copy, asked.tests or [f"tests/{name}" for name in TESTS], limit)
    copies = [copy, *(shutil.copytree(copy, f"{copy}-{i}") for i in range(1, asked.processes))]
    tried = 0
    # First in processes that have collected all tests; what survives there, in new ones.
    for way in (quickly, afresh):
        mine = [list(waiting.values())[i :: asked.processes] for i in range(asked.processes)]
        for job, result in side_by_side(way, copies, mine, suite):
            session.set_result(job, result)
            if result.test_outcome == TestOutcome.KILLED:
                del waiting[job]
            tried += 1
            print(tried, result.test_outcome.value, where(result), flush=True)
    for copy in copies:
        shutil.rmtree(copy)


def where(result):
    """File and line of a mutant."""
    return re.sub(r"(?s)--- (\S+).*?@@ -(\d+).*", r"\1:\2", result.diff)


def side_by_side(way, copies, parts, suite):
    """What several processes find, as they find it: lines of JSON on one pipe."""
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    ends, pipe = os.pipe()
    for copy, part in zip(copies, parts, strict=True):
        if not os.fork():
            try:
                os.close(ends)
                log = os.open(Path(copy) / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(log, 1)
                os.dup2(log, 2)

                def tell(item, status, said):
                    outcome = "killed" if status else "survived"
                    line = [item.job_id, outcome, difference(item), said]
                    os.write(pipe, (json.dumps(line) + "\n").encode())

                way(Path(copy), part, suite, tell)
            except BaseException:
                traceback.print_exc()
            os._exit(0)
    os.close(pipe)
    with open(ends, encoding="utf-8") as lines:
        for line in lines:
            job, outcome, diff, said = json.loads(line)
            yield job, WorkResult(WorkerOutcome.NORMAL, said, outcome, diff)
    for _ in copies:
        os.wait()


def quickly(copy, items, suite, tell):
    """Mutants of functions: their code is put into what all tests have imported."""

    class Loop:
        def pytest_runtestloop(self, session):
            known = {test.nodeid: test for test in session.items}
            gc.freeze()
            for item in items:
                (m,) = item.mutations
                chosen = suite.of(m)
                if suite.function(m) is None or not chosen:
                    continue

                def mutant(m=m, chosen=chosen):
                    put_into_memory(m)
                    tests = [known[name] for name in chosen]
                    for test, following in zip(tests, [*tests[1:], None], strict=True):
                        session.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
                        if session.testsfailed:
                            os.write(2, test.nodeid.encode())
                            return 1
                    return 0

                status = in_a_fork(mutant, suite.seconds_for(chosen))
                if status:
                    tell(item, status, "hung" if os.WIFSIGNALED(status) else "")
            return True

    ours(copy)
    import pytest

    pytest.main([*OPTIONS, *suite.files], plugins=[Loop()])


def put_into_memory(m):
    """Give the functions of a module that is imported the code of a mutant."""
    name = ".".join(m.module_path.with_suffix("").parts)
    module = sys.modules[name]
    codes, found = {}, [compile(mutated(m), module.__file__, "exec")]
    while found:
        code = found.pop()
        codes[code.co_qualname] = code
        found += [c for c in code.co_consts if isinstance(c, types.CodeType)]
    for function in functions(vars(module).values(), name):
        function.__code__ = codes[function.__code__.co_qualname]
    for other in [m for n, m in sys.modules.items() if n.startswith("hydrocalc")]:
        for value in vars(other).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def functions(values, module):
    """The functions of a module and of its classes."""
    for value in values:
        plain = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
        plain = getattr(plain, "__wrapped__", plain)
        if getattr(plain, "__module__", None) != module:
            continue
        if isinstance(plain, types.FunctionType):
            yield plain
        elif isinstance(plain, type):
            yield from functions(vars(plain).values(), module)


def afresh(copy, items, suite, tell):
    """Any mutants: each is written into the copy and imported, tests named as its module first."""
    ours(copy)
    import pytest

    for item in items:
        (m,) = item.mutations
        chosen = suite.of(m)
        path = copy / m.module_path
        path.write_text(mutated(m), encoding="utf-8")
        files = sorted({name.partition("::")[0] for name in chosen})
        names = {f"test_{m.module_path.stem}.py", "test_formulas.py"}
        near = [f for f in files if Path(f).name in names]

        def mutant(near=near, files=files, chosen=chosen):
            for some in (near, [f for f in files if f not in near]):
                code = pytest.main([*OPTIONS, "-x", *some], plugins=[Chosen(chosen)]) if some else 0
                if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                    return 1
            return 0

        status = in_a_fork(mutant, 10 + suite.seconds_for(chosen))
        tell(item, status, "hung" if os.WIFSIGNALED(status) else "")
        shutil.copy2(ROOT / m.module_path, path)  # with its time: as compiled before


def in_a_fork(work, seconds):
    """Status of some work in a fork; `seconds` are of the processor, whatever else runs."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    code = 70
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def ours(copy):
    """Make a copy the tree that this process imports from."""
    os.chdir(copy)
    sys.dont_write_bytecode = (copy / "seconds").exists()
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.path[:] = [str(copy), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]


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


def copy_of_the_tree():
    """A copy of the tree, to be mutated."""
    copy = Path(tempfile.mkdtemp(prefix="mutants-"))
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name)
        else:
            shutil.copy2(ROOT / name, copy / name)
    return copy


class Chosen:
    """Plugin: some tests only, in their order."""

    def __init__(self, names):
        self.places = {name: i for i, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted(
            (item for item in items if item.nodeid in self.places),
            key=lambda item: self.places[item.nodeid],
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


class Suite:
    """Which tests run which line, and how long they take: from a run without a mutant."""

    def __init__(self, copy, tests, limit):
        import coverage

        def whole():
            import pytest

            ours(copy)
            cover = ("--cov=hydrocalc", "--cov-context=test", "--cov-report=")
            return int(pytest.main([*OPTIONS, *cover, *tests], plugins=[Timed()]))

        status = os.waitstatus_to_exitcode(in_a_fork(whole, 100 * limit))
        if status not in (0, 1):
            raise SystemExit("the tests don't run without a mutant")
        self.seconds = json.loads((copy / "seconds").read_text(encoding="utf-8"))
        self.files = sorted({name.partition("::")[0] for name in self.seconds})
        self.limit = limit
        data = coverage.CoverageData(str(copy / ".coverage"))
        data.read()
        self.lines = {
            Path(file).relative_to(copy): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }  # fmt: skip

    def function(self, m):
        """First and last line of the innermost body of a function around a mutant, or None."""
        tree = ast.parse((ROOT / m.module_path).read_text(encoding="utf-8"))
        bodies = [
            (node.body[0].lineno, node.end_lineno) for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
        ]  # fmt: skip
        return max((b for b in bodies if b[0] <= m.start_pos[0] <= b[1]), default=None)

    def of(self, m):
        """Tests that run the function around a mutant, the quickest first; all if it has none."""
        around, names = self.function(m), set(self.seconds)
        if around is not None:
            names &= {
                name.partition("|")[0] for line, found in self.lines[m.module_path].items()
                if around[0] <= line <= around[1] for name in found
            }  # fmt: skip
        return sorted(names, key=self.seconds.get)

    def seconds_for(self, names):
        """Seconds after which tests hang: what they took with coverage, ten times."""
        return min(10 + 10 * sum(self.seconds[name] for name in names), self.limit)


def mutated(m):
    """The text of a mutant."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    original = (ROOT / m.module_path).read_text(encoding="utf-8")
    return mutate_code(original, get_operator(m.operator_name)(**m.operator_args), m.occurrence)


def difference(item):
    """The changed lines of a mutant."""
    (m,) = item.mutations
    original = (ROOT / m.module_path).read_text(encoding="utf-8")
    lines = difflib.unified_diff(
        original.splitlines(), mutated(m).splitlines(), str(m.module_path), "", lineterm="", n=0
    )
    return "\n".join(lines)


def report(session):
    """Print the survivors and the share of the killed."""
    results = dict(session.results)
    left = [r for r in results.values() if r.test_outcome.value == "survived"]
    for result in sorted(left, key=lambda r: r.diff):
        print(*result.diff.splitlines(), sep="\n")
    killed = len(results) - len(left)
    print(f"{killed} of {len(results)} killed: {killed / len(results):.1%}")


if __name__ == "__main__":
    main()
