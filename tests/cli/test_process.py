"""The command line as whole processes: streams, encodings, modules loaded."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hydrocalc import data
from hydrocalc.cli.main import main

SIZE = [sys.executable, "-m", "hydrocalc", "size", "--flow", "0.4", "--head", "87.8"]


def run(arguments, *, encoding="utf-8", env=None, **settings):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, **(env or {})}
    return subprocess.run(arguments, env=environment, capture_output=True, timeout=60, **settings)


def test_json_of_the_reference_case():
    done = run([*SIZE, "--format", "json"])
    assert done.returncode == 0
    assert done.stderr == b""
    sizing = json.loads(done.stdout, parse_constant=lambda c: pytest.fail(c))
    assert sizing["schema"] == "hydrocalc/station-sizing"
    assert isinstance(sizing["schema_version"], int)
    assert sizing["hydraulic_power"]["unit"] == "W"
    assert 343_500 <= sizing["hydraulic_power"]["value"] <= 344_600
    assert sizing["daily_volume"] == {"value": 34560.0, "unit": "m³/d"}
    assert sizing["flow"] == {"value": 0.4, "unit": "m³/s"}


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp936", "cp1252", "utf-8"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "json", "csv", "md"])
def test_no_encoding_crashes(encoding, lang, form):
    if form in ("csv", "md") and encoding in ("cp936", "cp1252"):
        pytest.skip("as text")
    done = run([*SIZE, "--format", form, "--lang", lang], encoding=encoding)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    assert "1485" in text
    if form == "json":
        assert json.loads(text)["flow"]["unit"] == "m³/s"
    elif encoding != "utf-8":
        assert "kWh/m3" in text or "kWh/m³" in text
    if lang == "zh" and encoding in ("gbk", "cp936", "utf-8") and form != "json":
        assert "机组方案" in text or "泵型" in text
        assert "?" not in text


def test_errors_in_a_poor_encoding():
    done = run([*SIZE, "--hours", "２５", "--lang", "zh"], encoding="ascii")
    assert done.returncode == 2
    assert b"--hours" in done.stderr


def test_closed_pipe():
    command = " ".join(SIZE) + " | head -1"
    done = run(["bash", "-c", "set -o pipefail; " + command])
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_full_disk():
    with open("/dev/full", "w") as full:
        done = subprocess.run(SIZE, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


STATION = Path(__file__).parents[1] / "checks" / "station"


@pytest.fixture(scope="module")
def designs(tmp_path_factory):
    """Names of designs by the exit code of their check."""
    folder = tmp_path_factory.mktemp("designs")
    for file in STATION.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    good = (folder / "good.hydro.toml").read_text(encoding="utf-8")
    bad = good.replace('motor_rating = "280 kW"', 'motor_rating = "220 kW"')
    (folder / "bad.hydro.toml").write_text(bad, encoding="utf-8")
    (folder / "open.hydro.toml").write_text('schema = 1\n[project]\nname = "A"\n')
    return {
        code: str(folder / f"{name}.hydro.toml")
        for code, name in ((0, "good"), (1, "bad"), (4, "open"))
    }


@pytest.mark.parametrize(
    ("code", "reader", "form"),
    [(0, "true", "text"), (1, "true", "text"), (1, "head -c 1", "json"), (1, "true", "github"),
     (4, "true", "text")],
)  # fmt: skip
def test_the_verdict_stands_whoever_closes_the_pipe(designs, code, reader, form):
    check = f"{sys.executable} -m hydrocalc check {designs[code]} --format {form}"
    done = run(["bash", "-c", f"{check} | {reader} > /dev/null; exit ${{PIPESTATUS[0]}}"])
    assert done.returncode == code
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(("code", "ends"), [(0, 2), (1, 1), (4, 4)])
def test_a_full_disk_never_makes_a_verdict_better(designs, code, ends):
    """A design that passes, but whose report is lost, ends as every result that is lost."""
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "hydrocalc", "check", designs[code]]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == ends
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_file_that_cannot_be_written_is_an_error_whatever_the_verdict(designs, tmp_path):
    command = [
        sys.executable,
        "-m",
        "hydrocalc",
        "check",
        designs[1],
        "-o",
        str(tmp_path / "no" / "a.json"),
    ]
    assert run(command).returncode == 2


def test_colours():
    def coloured(*options, env=None):
        done = run([*SIZE, *options], env=env)
        return b"\x1b[" in done.stdout + done.stderr

    assert not coloured()
    assert coloured("--color", "always")
    assert coloured("--color=always", env={"NO_COLOR": "1"})
    assert not coloured("--color", "never")
    assert not coloured("always")  # a word in the wrong place asks for nothing


@pytest.mark.parametrize(
    "value", [["--altitude", "-3m"], ["--altitude", "-3 m"], ["--altitude=-3m"]]
)
def test_negative_values(value):
    done = run([*SIZE, *value, "--format", "json"])
    assert done.returncode == 0, done.stderr


def test_script_and_module_agree():
    script = os.path.join(os.path.dirname(sys.executable), "hydrocalc")
    if not os.path.exists(script):
        pytest.skip("not installed")
    assert run([script, *SIZE[3:]]).stdout == run(SIZE).stdout


@functools.cache
def of_numpy():
    """Modules of numpy's own that importing it loads: before 2, more."""
    code = "import sys, numpy; print(*sys.modules)"
    found = run([sys.executable, "-c", code]).stdout.decode().split()
    return {name for name in found if name.startswith("numpy.")}


def loaded(*arguments):
    code = (
        "import sys; from hydrocalc.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sorted(sys.modules)), file=sys.stderr)"
    )
    done = run([sys.executable, "-c", code, *arguments])
    return set(done.stderr.decode().split()) - of_numpy()


HEAVY = {"pint", "scipy", "fluids", "matplotlib", "pandas", "numba", "dask", "importlib.metadata"}


def test_modules_of_size():
    modules = loaded(*SIZE[3:])
    assert "numpy" in modules
    assert not modules & {*HEAVY, "numpy.ma"}
    assert {m for m in modules if m.startswith("hydrocalc.")} == {
        "hydrocalc.cli", "hydrocalc.cli.main", "hydrocalc.cli.output", "hydrocalc.cli.size",
        "hydrocalc.components", "hydrocalc.components.liquids", "hydrocalc.components.motors",
        "hydrocalc.components.pumps", "hydrocalc.data", "hydrocalc.errors", "hydrocalc.kernels",
        "hydrocalc.kernels.blocks", "hydrocalc.kernels.choices", "hydrocalc.kernels.formulas",
        "hydrocalc.kernels.liquids", "hydrocalc.kernels.motors", "hydrocalc.kernels.pumps", "hydrocalc.kernels.stations",
        "hydrocalc.kernels.wetwells",
        "hydrocalc.records", "hydrocalc.records.assumptions", "hydrocalc.records.faces",
        "hydrocalc.records.fields", "hydrocalc.records.messages", "hydrocalc.records.record",
        "hydrocalc.records.tables", "hydrocalc.records.writing", "hydrocalc.stations", "hydrocalc.stations.choice_text", "hydrocalc.stations.duty_kind_text", "hydrocalc.stations.duty_kinds", "hydrocalc.stations.nothing_text", "hydrocalc.stations.sizing",
        "hydrocalc.stations.sizing_text", "hydrocalc.texts", "hydrocalc.units", "hydrocalc.version",
    }  # fmt: skip


ROOT = Path(__file__).parents[2]
DESIGNS = {
    "reference": str(ROOT / "examples" / "shuangjiang.hydro.toml"),
    "good": str(ROOT / "tests" / "checks" / "station" / "good.hydro.toml"),
}
MAIN = ["--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm"]
CURVES = {
    "falling": "flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]\n"
    "0,110,0,3,1480\n400,103,75,4,1480\n720,88,84,5,1480\n900,75,78,7,1480\n",
    "rising to a peak": "flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]\n"
    "0,104,0,3,1480\n300,108,70,4,1480\n720,88,84,5,1480\n900,75,78,7,1480\n",
}  # fmt: skip


@pytest.fixture(params=CURVES)
def curve(request, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(CURVES[request.param], encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["duty", "--curve", "{}", "--units", "1;2", "--static", "75.6m", *MAIN],
        ["matrix", "--units", "A: {}, x2, eye 240 m; B: {}, min 1150 rpm, eye 240 m", *MAIN,
         "--suction-levels", "241;246", "--delivery-levels", "318"],
        ["npsh", "--unit", "{}, eye 240 m, suction 400 mm K 3", "--suction-levels", "239;243"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "json"])
def test_commands_with_a_curve_load_nothing_heavy(curve, arguments, form):
    modules = loaded(*(a.format(curve, curve) for a in arguments), "--format", form)
    assert "hydrocalc.components.curves" in modules
    assert not modules & {*HEAVY, "numpy.ma"}


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_check_loads_nothing_heavy(design, form):
    modules = loaded("check", DESIGNS[design], "--format", form)
    assert "hydrocalc.checks.engine" in modules
    assert not modules & {*HEAVY, "numpy.ma"}
    assert ("hydrocalc.checks.formats" in modules) == (form == "sarif")
    assert not any(m.startswith(("hydrocalc.reports", "hydrocalc.plots")) for m in modules)


@pytest.mark.parametrize("design", DESIGNS)
def test_sweep_loads_nothing_heavy(design):
    modules = loaded("sweep", DESIGNS[design], "--vary", "flow=0.2:0.5:0.01")
    assert "hydrocalc.studies.sweeps" in modules
    assert not modules & {*HEAVY, "multiprocessing"}


@pytest.mark.parametrize(("lang", "times"), [("en", 0), ("zh", 1)])
def test_chinese_is_read_once_and_for_chinese_alone(capsys, lang, times):
    data.chinese.cache_clear()
    assert main(["size", "--flow", "0.4", "--head", "87.8", "--lang", lang]) == 0
    assert data.chinese.cache_info().misses == times
    assert ("推荐方案" in capsys.readouterr().out) == (lang == "zh")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_report_loads_only_what_draws(design, form):
    modules = loaded("report", DESIGNS[design], "--format", form)
    assert "hydrocalc.reports.calculation" in modules
    # Of scipy it says the version.
    assert not modules & (HEAVY - {"scipy", "matplotlib", "importlib.metadata"})
    assert not modules & {f"scipy.{part}" for part in ("optimize", "interpolate", "stats")}
    assert ("matplotlib" in modules) == (form == "html")
    assert not modules & {"matplotlib.pyplot", "ssl"}


@pytest.mark.parametrize("arguments", [["--help"], ["size", "--help"], ["--version"]])
def test_help_needs_no_numpy(arguments):
    assert not loaded(*arguments) & {"numpy", "dataclasses", "inspect", *HEAVY}


def test_importing_any_module_loads_nothing_heavy():
    code = (
        "import sys, pkgutil, importlib, hydrocalc\n"
        "for m in pkgutil.walk_packages(hydrocalc.__path__, 'hydrocalc.'):\n"
        "    if m.name not in ('hydrocalc.__main__', 'hydrocalc.checks.plugin'):\n"  # pytest's own
        "        importlib.import_module(m.name)\n"
        "print('\\n'.join(sys.modules))"
    )
    modules = set(run([sys.executable, "-c", code]).stdout.decode().split())
    assert "hydrocalc.stations.sizing" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_sheet_on_a_poor_stdout_is_utf_8(form):
    file = str(Path(__file__).parents[1] / "checks" / "station" / "good.hydro.toml")
    done = run([sys.executable, "-m", "hydrocalc", "report", file, "--format", form, "--lang", "zh"],
               encoding="ascii")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "水力计算书" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("form", ["junit", "html"])
def test_what_says_that_it_is_utf_8_is(form):
    file = str(Path(__file__).parents[2] / "examples" / "shuangjiang.hydro.toml")
    done = run([sys.executable, "-m", "hydrocalc", "check", file, "--format", form, "--lang", "zh"],
               encoding="gbk")  # fmt: skip
    assert done.returncode in (1, 4), done.stderr
    text = done.stdout.decode("utf-8")
    assert "≥" in text or "&#8805;" in text
    assert "\ufffd" not in text


def test_a_backend_that_nobody_knows_stops_no_plot(tmp_path):
    arguments = ["line", "--flow", "0.4", "--diameter", "0.8", "--length", "21 km"]
    arguments += ["--roughness", "0.1 mm", "--plot", str(tmp_path / "a.svg")]
    done = run([sys.executable, "-m", "hydrocalc", *arguments], env={"MPLBACKEND": "nonsense"})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.svg").read_text().endswith("</svg>\n")
