"""The commands of studies: what they print and write, and what they refuse."""

import csv
import json
import signal
import sys
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.cli import studies
from hydrocalc.cli.main import main
from hydrocalc.studies import folders

GOOD = str(Path(__file__).parents[1] / "checks" / "station" / "good.hydro.toml")
VARY = ["--vary", "line.diameter=0.5:0.7:0.1", "--vary", "flow=300 L/s;0.4"]


def test_sweep_as_text(capsys):
    assert main(["sweep", GOOD, *VARY, "--keep", "total_flow,flow_margin"]) == 0
    out = capsys.readouterr().out
    assert "line.diameter" in out
    assert "flow_margin" in out
    assert main(["sweep", GOOD, *VARY, "--lang", "zh"]) == 0
    assert "情景" in capsys.readouterr().out


def test_sweep_as_csv_and_json(capsys):
    assert main(["sweep", GOOD, *VARY, "--keep", "total_flow", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [(r["line.diameter (m)"], r["flow (m³/s)"]) for r in rows[:3]] == [
        ("0.5", "0.3"),
        ("0.5", "0.4"),
        ("0.6", "0.3"),
    ]
    design = hc.design_model(hc.read_design(GOOD))
    study = hc.sweep(design, over={"line.diameter": [0.5]}, keep=["total_flow"], progress=False)
    assert float(rows[0]["total_flow (m³/s)"]) == pytest.approx(
        study.values("total_flow")[0], rel=1e-11
    )
    assert main(["sweep", GOOD, *VARY, "--keep", "summary", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "hydrocalc/study-summary"
    assert data["scenarios"] == 6


def test_sweep_to_files(tmp_path, capsys):
    parquet = pytest.importorskip("pyarrow.parquet")
    out, png, folder = tmp_path / "o.parquet", tmp_path / "o.png", tmp_path / "parts"
    assert (
        main(["sweep", GOOD, *VARY, "-o", str(out), "--plot", str(png), "--folder", str(folder)])
        == 0
    )
    assert parquet.read_table(out).num_rows == 6
    assert png.read_bytes().startswith(b"\x89PNG")
    assert main(["sweep", GOOD, *VARY, "--folder", str(folder), "--progress", "json"]) == 0
    assert main(["sweep", GOOD, VARY[0], VARY[1], "--folder", str(folder)]) == 2
    assert "--folder" in capsys.readouterr().err
    assert main(["sweep", GOOD, *VARY, "-o", str(out)]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_a_scheduler_ends_a_study_that_goes_on_later(tmp_path, monkeypatch, capsys):
    """It is told after the second of three parts."""
    kept = folders.evaluate
    parts = []

    def interrupted(job, part, **how):
        parts.append(part)
        if len(parts) == 3:
            signal.raise_signal(signal.SIGTERM)
        return kept(job, part, **how)

    command = ["sweep", GOOD, "--vary", "flow=0.3:0.4:5e-7", "--folder", str(tmp_path / "parts")]
    command += ["--keep", "total_flow", "--threads", "1", "--format", "json"]
    monkeypatch.setattr(folders, "evaluate", interrupted)
    assert main(command) == 143
    assert "interrupted; the same command goes on where it was" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert main(command) == 0
    assert len(parts) == 1 + len(set(parts))
    study = json.loads(capsys.readouterr().out)
    assert study["scenarios"] == 200_001
    assert study["failed"] == 0


def test_a_table_of_scenarios(tmp_path, capsys):
    path = tmp_path / "cases.csv"
    path.write_text("flow [L/s],suction_level [m]\n400,241\n300,244\n", encoding="utf-8")
    assert (
        main(["sweep", GOOD, "--table", str(path), "--keep", "total_flow", "--format", "csv"]) == 0
    )
    assert "0.3,244" in capsys.readouterr().out


def test_uncertainty(capsys, tmp_path):
    png = str(tmp_path / "u.png")
    arguments = ["uncertainty", GOOD, "--n", "2e3", "--seed", "7", "--input", "temperature=5..28",
                 "--input", "line.roughness=0.1mm;0.15mm;0.4mm", "--limit", "total_flow >= 400 L/s",
                 "--of", "total_flow", "--plot", png]  # fmt: skip
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "head_factor" in out
    assert "total_flow ≥ 0.4 m³/s" in out
    assert main([*arguments[:-2], "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["scenarios"] == 2000
    assert data["seed"] == 7
    assert {i["input"] for i in data["tornado"]["inputs"]} >= {"head_factor", "line.roughness"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sweep"], "FILE"),
        (["sweep", GOOD], "--vary"),
        (["sweep", GOOD, "--vary", "line.diametre=1;2"], "line.diameter"),
        (
            ["sweep", GOOD, "--vary", "flow"],
            "NAME=START:STOP:STEP; got 'flow'; write flow=0.2:0.4:0.05",
        ),
        (["sweep", GOOD, "--vary", "flow=1:2"], "START:STOP:STEP"),
        (["sweep", GOOD, "--vary", "flow=2:1:0.1"], "upwards"),
        (["sweep", GOOD, "--vary", "flow=200 L/s:400:100"], "beside each number"),
        (["sweep", GOOD, "--vary", "flow=0.1:1:1e-9"], "at most"),
        (["sweep", GOOD, "--vary", "flow=1;2", "--vary", "flow=3;4"], "once"),
        (["sweep", GOOD, "--vary", "flow=1 kg"], "--vary flow"),
        (["sweep", GOOD, "--vary", "flow=1", "--table", "t.csv"], "one or the other"),
        (["sweep", GOOD, "--vary", "flow=0.4", "-o", "out.xlsx"], ".parquet"),
        (["uncertainty", GOOD, "--input", "flow=0.4±0 in 0.3..0.5"], "deviation"),
        (["uncertainty", GOOD, "--input", "flow=0.4±1.2.3% in 0.3..0.5"], "--input"),
        (["uncertainty", GOOD, "--input", "flow=400 L/s±0.02"], "beside each number"),
        (["uncertainty", GOOD, "--input", "flow=0.4±20 L/s in 0.3..0.5"], "beside each number"),
        (["uncertainty", GOOD, "--input", "flow=350 L/s..450"], "beside each number"),
        (["uncertainty", GOOD, "--input", "flow=0.4±5%"], "ends as well"),
        (["uncertainty", GOOD, "--input", "flow=0.3;0.4"], "A..B"),
        (["uncertainty", GOOD, "--input", "flow=0.3..0.4..0.5"], "A..B"),
        (["uncertainty", GOOD, "--input", "flow=0.3..0.4", "--input", "flow=0.3..0.5"], "once"),
        (["sweep", GOOD, "--vary", "flow=0.3", "--keep", "hed"], "head"),
        (["sweep", GOOD, "--vary", "flow=0.3", "--limit", "head about 3"], "condition"),
        (["sweep", GOOD, "--vary", "flow=0.3", "--progress", "loud"], "json"),
        (["sweep", GOOD, "--vary", "flow=0.3", "--threads", "0"], "--threads"),
        (["sweep", GOOD, "--vary", "flow=0.3", "--of", "hed", "--plot", "x.png"], "head"),
        (["sweep", "nothing.toml", "--vary", "flow=0.3"], "nothing.toml"),
        (["uncertainty", GOOD, "--n", "many"], "--n"),
        (["uncertainty", GOOD, "--n", "1e400"], "--n"),
        (["uncertainty", GOOD, "--seed", "x"], "--seed"),
        (["uncertainty", GOOD, "--grade", "9Z"], "2B"),
        (["uncertainty", GOOD, "--sampler", "dice"], "sobol"),
        (["uncertainty", GOOD, "--input", "flow=3"], "A..B"),
        (["uncertainty", GOOD, "--input", "line.roughness=0.1mm±0.1mm"], "Truncated|in A..B"),
    ],
)
def test_bad_input(arguments, says, capsys):
    import re

    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert re.search(says, err), err


def test_a_step_of_temperature_is_a_difference():
    from hydrocalc.cli import studies

    model = hc.design_model(hc.read_design(GOOD))
    name, bell = studies.distribution_of(model, "temperature=10°C±36°F in 0°C..30°C")
    assert name == "temperature"
    assert bell.distribution.std() == pytest.approx(20.0)
    assert studies.values_of(model, "temperature=10°C:30°C:18°F")[1].tolist() == [10, 20, 30]


def test_a_study_stands_without_its_tornado(capsys):
    arguments = ["uncertainty", GOOD, "--n", "500", "--seed", "1", "--input", "suction_level=180..246",
                 "--input", "head_factor=0.1..1.0"]  # fmt: skip
    code = main(arguments)
    out = capsys.readouterr().out
    assert code == 0
    assert "flow_margin" in out


def test_columns_that_are_not_kept_are_refused_before_the_work(capsys, tmp_path):
    path = str(tmp_path / "o.parquet")
    assert main(["sweep", GOOD, *VARY, "--keep", "summary", "-o", path]) == 2
    assert "--keep" in capsys.readouterr().err
    assert not Path(path).exists()


def test_one_unit_for_all_values():
    from hydrocalc.cli import studies

    model = hc.design_model(hc.read_design(GOOD))
    assert studies.values_of(model, "flow=200:400:100 L/s")[1].tolist() == [
        0.2,
        0.30000000000000004,
        0.4,
    ]
    assert studies.values_of(model, "flow=200;300 L/s")[1] == [0.2, 0.3]
    _, even = studies.distribution_of(model, "line.roughness=0.1..0.5 mm")
    assert even.support() == pytest.approx((1e-4, 5e-4))


def test_parquet_needs_a_file(capsys):
    assert main(["sweep", GOOD, *VARY, "--format", "parquet"]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "mean", "deviation"),
    [
        ("flow=0.4±10% in 0.2..0.6", 0.4, 0.04),
        ("flow=400±20 in 300..500 L/s", 0.4, 0.02),
        ("speed=1±2% in 0.9..1.1", 1.0, 0.02),
        ("suction_level=243±50 cm", 2.43, 0.5),
        ("suction_level=243 m ± 50 cm", 243, 0.5),
    ],
)
def test_deviations_as_typed(typed, mean, deviation):
    model = hc.design_model(hc.read_design(GOOD))
    name, found = studies.distribution_of(model, typed)
    assert name == typed.partition("=")[0]
    bell = getattr(found, "distribution", found)  # of one that is cut off
    assert bell.mean() == pytest.approx(mean, rel=1e-12)
    assert bell.std() == pytest.approx(deviation, rel=1e-12)


@pytest.mark.parametrize(
    "typed",
    [
        "flow=400±20 in 350..450 L/s",
        "flow=0.4 m3/s±20 L/s in 350 L/s..0.45 m3/s",
        "flow=400±5% in 350..450 L/s",
    ],
)
def test_one_unit_for_all_of_a_normal_distribution(typed):
    model = hc.design_model(hc.read_design(GOOD))
    _, found = studies.distribution_of(model, typed)
    assert found.support() == pytest.approx((0.35, 0.45), rel=1e-12)
    assert found.distribution.std() == pytest.approx(0.02, rel=1e-12)
