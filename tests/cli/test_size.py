"""``hydrocalc size`` in the terminal: lines, curves, trims, speeds, and the design file it writes."""

import json

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.stations.designs.sized import sized_design
from hydrocalc.stations.duty_kinds import DUTY_KINDS

MAIN = ["--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm"]
ENDS = ["--suction-levels", "243;241;246", "--delivery-levels", "318", "--water-above-eye", "2m"]
DUTIES = {
    "raw-water": (0.4, 87.8), "treated-water": (0.4, 60), "sewage": (0.045, 14),
    "drainage": (18, 4.5), "mine": (0.06, 420), "borehole": (0.02, 120), "booster": (0.012, 35),
    "other": (0.2, 40),
}  # fmt: skip


@pytest.fixture(autouse=True)
def curves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, flow, head in (("a", 0.2, 88.5), ("b", 0.2, 98), ("small", 0.05, 60)):
        pump = hc.estimated_curve(flow=flow, head=head, speed=1485).si
        rows = zip(pump.flow * 3600, pump.head, pump.efficiency * 100, pump.npsh_required,
                   strict=True)  # fmt: skip
        text = "flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]\n"
        text += "".join(",".join(f"{x:.6g}" for x in row) + ",1485\n" for row in rows)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")


def size(capsys, *typed, code=0):
    assert main(["size", *map(str, typed)]) == code
    return capsys.readouterr()


def test_a_pump_is_chosen_among_curves_on_a_line(capsys):
    typed = ["--flow", 0.4, *MAIN, *ENDS, "--curve", "small.csv", "--curve", "Good: a.csv"]
    found = json.loads(size(capsys, *typed, "--format", "json").out)
    assert found["recommended"]["type"] == "Good"
    assert (found["recommended"]["duty"], found["recommended"]["standby"]) == (2, 1)
    assert {*found["candidates"]["type"]} == {"small", "Good"}
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
                                     length="21 km")])  # fmt: skip
    pumps = [hc.read_pump_curve(f"{f}.csv", name=n) for f, n in (("small", "small"), ("a", "Good"))]
    same = hc.size_station(line, pumps, flow=0.4, suction_levels=[243, 241, 246],
                           delivery_levels=[318], water_above_eye=2)  # fmt: skip
    assert found["recommended"] == json.loads(json.dumps(same.recommended.to_dict()))


def test_trims_and_speeds_are_looked_at(capsys):
    """A pump of 98 m is too large for 88.3 m: of its trims one meets the duty with least energy."""
    typed = ["--flow", 0.4, *MAIN, *ENDS, "--curve", "b.csv", "--trims", "1;0.96;0.8", "--duty", 2]
    found = json.loads(size(capsys, *typed, "--format", "json").out)
    assert found["recommended"]["type"] == "b D 96 %"
    table = found["candidates"]
    energy = dict(zip(table["type"], table["specific_energy"]["value"], strict=True))
    flow = dict(zip(table["type"], table["unit_flow"]["value"], strict=True))
    assert energy["b"] is None or energy["b D 96 %"] < energy["b"]
    assert flow["b D 80 %"] is None or 2 * flow["b D 80 %"] < 0.4  # its head is 0.64 of the full
    slow = [*typed[:-4], "--speeds", "1485;990", "--duty", 2]
    table = json.loads(size(capsys, *slow, "--format", "json", code=1).out)["candidates"]
    assert table["type"] == ["b 1485 rpm", "b 990 rpm"]
    assert table["poles"] == [4, 6]
    assert table["status"][1] > 1  # 98 × (990/1485)² = 43.6 m carries nothing over 75 m


def test_a_trim_follows_its_law():
    """Above ns 80 Q ∝ λ, H ∝ λ²; here λ 0.95."""
    from hydrocalc.stations.curve_sizing import curve_units

    pump = hc.read_pump_curve("b.csv", name="b").replace(eyes=2)
    cut = curve_units([pump], trims=[0.95])[0].pump
    assert hc.fit_pump_curve(pump).ns_cn > 0
    power = 1 if hc.fit_pump_curve(pump).ns_cn > 80 else 2
    np.testing.assert_allclose(cut.si.flow, 0.95**power * pump.si.flow)
    np.testing.assert_allclose(cut.si.head, 0.95**2 * pump.si.head)
    assert cut.impeller_diameter is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--flow", 0.4, "--curve", "a.csv", "--head", 80], "--curve: expected --length beside it"),
        (["--flow", 0.4, "--head", 80, "--trims", "0.9"], "--trims: expected --curve beside it"),
        (["--flow", 0.4, "--head", 80, *MAIN, *ENDS], "--head: expected no value: the line gives"),
        (["--flow", 0.4, *MAIN], "--static: expected either a static head or --delivery-levels"),
        (["--flow", 0.4, *MAIN, *ENDS, "--curve", "a.csv", "--curve", "a.csv"],
         "--curve: expected pumps of different names"),
        (["--flow", 0.4, *MAIN, *ENDS, "--curve", "a.csv", "--trims", "1.2"], "--trims: expected"),
        (["--flow", 0.4, *MAIN, *ENDS, "--curve", "none.csv"], "--curve: expected a file"),
        (["--flow", 0.4, "--head", 80, "--write", "a.csv"], "--write: expected a new file; got 'a.csv'; write --force"),
        (["--flow", 0.4, "--head", 80, "--write", "x.toml", "-o", "x.toml"],
         "--write: expected another file than that of --output"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_option(capsys, typed, said):
    assert said in size(capsys, *typed, code=2).err


@pytest.mark.parametrize("kind", DUTY_KINDS)
def test_check_reads_what_is_written(capsys, tmp_path, kind):
    """Read again it is the station that was recommended; no verdict is bad input."""
    flow, head = DUTIES[kind]
    typed = ["--flow", flow, "--head", head, "--duty-kind", kind, "--format", "json"]
    code = main(["size", *map(str, typed), "--write", "s.hydro.toml"])
    assert code in (0, 1)
    best = json.loads(capsys.readouterr().out)["recommended"]
    design = hc.read_design("s.hydro.toml")
    assert design.project.kind == kind
    (unit,) = design.units
    assert (unit.count, design.station.standby) == (best["duty"], best["standby"])
    assert unit.si.motor_rating == best["motor_rating"]["value"]
    duty = hc.fit_pump_curve(unit.pump).si
    assert duty.best_efficiency == pytest.approx(best["efficiency"]["value"], abs=2e-3)
    assert duty.best_flow == pytest.approx(flow / best["duty"], rel=0.02)
    assert failed(design) == []


def failed(design):
    return [f.code for f in hc.check(design).findings if f.outcome == "fail"]


SIZES = {
    "raw-water": ((0.02, 30), (0.4, 87.8), (3, 8)), "treated-water": ((0.05, 40), (2, 30)),
    "sewage": ((0.008, 10), (0.5, 12)), "drainage": ((0.5, 10), (2, 6), (3, 8), (30, 6)),
    "mine": ((0.06, 420), (0.2, 200)), "borehole": ((0.008, 40), (0.02, 120), (0.05, 60)),
    "booster": ((0.003, 30), (0.05, 50)), "other": ((0.2, 40), (2, 12)),
}  # fmt: skip


@pytest.mark.parametrize("frequency", [50, 60])
@pytest.mark.parametrize("heads", [(None, None), (1.05, 0.92), (1.19, 0.8)])
@pytest.mark.parametrize("kind", DUTY_KINDS)
@pytest.mark.filterwarnings("ignore:at the highest head")
def test_nothing_fails_that_the_sizing_itself_chose(kind, heads, frequency):
    """All of what is written of typed heads the sizing chose, but the duty itself."""
    for flow, head in SIZES[kind]:
        high, low = (None if x is None else x * head for x in heads)
        sizing = hc.size_station(flow=flow, head=head, head_max=high, head_min=low,
                                 duty_kind=kind, frequency=frequency)  # fmt: skip
        if sizing.recommended is not None:
            runs_out = "beyond its allowable region" in " ".join(sizing.text().split())
            said = {"HC203"} if runs_out else set()  # where no tolerance of the curve mends it
            assert {*failed(sized_design(sizing))} <= said, (flow, head)
        else:
            assert heads[0] == 1.19, (flow, head)


def test_a_design_on_a_line_with_curves_is_written_whole(capsys):
    typed = ["--flow", 0.4, *MAIN, *ENDS, "--curve", "a.csv", "--write", "s.hydro.toml"]
    size(capsys, *typed)
    design = hc.read_design("s.hydro.toml")
    assert design.line.reaches[0].si.length == 21000.0
    assert (design.levels.si.suction_design, design.levels.si.suction_min) == (243, 241)
    np.testing.assert_allclose(design.units[0].pump.si.head, hc.read_pump_curve("a.csv").si.head)
    assert failed(design) == ["HC203"]  # the curve that was given: one alone at high water runs out


def test_a_file_that_is_there_stays(capsys, tmp_path):
    file = tmp_path / "s.hydro.toml"
    file.write_text("mine", encoding="utf-8")
    typed = ["--flow", 0.4, "--head", 87.8, "--write", file]
    assert "--force" in size(capsys, *typed, code=2).err
    assert file.read_text(encoding="utf-8") == "mine"
    size(capsys, *typed, "--force")
    assert hc.read_design(file).project.kind == "raw-water"


def test_where_nothing_is_recommended_nothing_is_written(capsys, tmp_path):
    err = size(capsys, "--flow", 0.4, "--head", 3, "--type", "split-case", "--write", "s.toml",
               code=1).err  # fmt: skip
    assert "is not written" in err
    assert not (tmp_path / "s.toml").exists()


@pytest.mark.parametrize(
    ("typed", "write"),
    [
        (["--flow", 400], "400 L/s"), (["--flow", 3000], "3000 m3/h"),
        (["--flow", 400, "--units-system", "us"], "400 gpm"),
        (["--flow", 3000, "--units-system", "us"], "3000 gpm"),
    ],
)  # fmt: skip
def test_a_flow_that_no_station_has_is_asked_for_its_unit(capsys, typed, write):
    said = size(capsys, *typed, "--head", 87.8, code=2).err
    assert f"did you mean '{write}'" in said
    size(capsys, "--flow", write, "--head", "87.8 m")
    size(capsys, "--flow", "400 m3/s", "--head", 5)


def test_nothing_is_written_where_nothing_is_recommended(capsys, tmp_path):
    typed = ["--flow", 0.4, "--head", 87.8, "--head-max", 120, "--write", "s.hydro.toml"]
    page = size(capsys, *typed, code=1)
    assert "No arrangement is feasible" in page.out
    assert not (tmp_path / "s.hydro.toml").exists()


def test_high_voltage_of_a_country_is_typed(capsys):
    page = size(capsys, "--flow", 0.4, "--head", 87.8, "--country", "EU").out
    assert "280 kW (LV)" in " ".join(page.split())
