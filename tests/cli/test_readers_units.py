"""What a reader in other units sees, and what people type: units in words, marks and capitals."""

import json
import pickle
import re
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc import units
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError, Setting
from hydrocalc.records.messages import translated
from hydrocalc.stations.splits import other_sums

STATION = Path(__file__).parents[1] / "checks" / "station"
DESIGN = STATION / "good.hydro.toml"


def said(capsys, *typed, code=2):
    assert main([str(t) for t in typed]) == code
    out, err = capsys.readouterr()
    return err if code == 2 else out


def plain(record):
    return json.dumps(record.to_dict(), sort_keys=True, default=str, ensure_ascii=False)


def test_json_asks_nobody_in_which_units_it_is_read():
    si = plain(hc.check(DESIGN, today="2026-12-31"))
    with units.shown_in("us"):
        assert plain(hc.check(DESIGN, today="2026-12-31")) == si
    assert "m³/s" in si


def test_an_amount_is_the_same_text_wherever_it_is_made():
    with units.shown_in("us"):
        made = hc.texts.Phrase("motor {rating}", rating=units.show(75e3, "power"))
        assert str(made) == "motor 75 kW"
        assert made.render() == "motor 100.6 hp"  # 75 / 0.7457
        reading = units.Reading(304.8, "level")
        assert (str(reading), reading.render()) == ("304.8", "1000")
        assert pickle.loads(pickle.dumps(reading)).render() == "1000"  # noqa: S301 - our own
    assert made.render() == "motor 75 kW"


def test_motors_of_other_sums_are_in_horsepower():
    found = list(other_sums(940e3, 950e3, 50.0))
    assert found
    assert all("kW" in text for text in found)
    with units.shown_in("us"):
        for text in found:
            assert "kW" not in translated(text), text
            assert translated(text).count("hp") == 2


@pytest.mark.parametrize("typed", [("--units-system", "us"), ("--units-system=us",),
                                   ("--color", "never", "--units-system", "us", "--lang", "en")])  # fmt: skip
def test_what_commands_share_stands_before_them_too(typed, capsys):
    rest = ("size", "--flow", "3000 gpm", "--head", "180 ft")
    before, after = (
        said(capsys, *typed, *rest, code=0),
        said(capsys, *rest, "--units-system", "us", code=0),
    )
    assert before == after
    assert "gpm" in before


def test_electrical_input_is_in_kilowatts_everywhere():
    model = hc.station_model()
    assert model.outputs["input_power"] == "electric power"
    assert model.outputs["shaft_power"] == "power"
    from hydrocalc.stations.designs.models import design_model

    assert design_model(hc.read_design(DESIGN)).outputs["input_power"] == "electric power"


def test_an_axis_names_its_kind():
    figure = pytest.importorskip("matplotlib.figure").Figure()
    from hydrocalc.plots.axes import name_axis

    ax = figure.subplots()
    with units.shown_in("us"):
        name_axis(ax.xaxis, "electrical input, kW (dashed)", "electric power")
        name_axis(ax.yaxis, "shaft power, kW", "power")
    assert ax.get_xlabel() == "electrical input, kW (dashed)"
    assert ax.get_ylabel() == "shaft power, hp"


def test_cases_are_named_in_the_units_of_the_reader(tmp_path):
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.6, roughness=1e-4), length=1000)],
                   delivery_level=304.8)  # fmt: skip
    curve = hc.system_curve(line, flow=[0.2, 0.3], suction_levels=[243.84])
    assert list(curve.case) == ["1: 243.84 → 304.8"]
    assert "1: 800 → 1000" in curve.text(units_system="us")


def test_limits_and_assumptions_are_as_exact_as_they_were_written(capsys):
    page = said(capsys, "explain", "HC501", "--units-system", "us", code=0)
    assert not re.search(r"\d m\b(?!³)", page.split("source")[0].split("limit")[1][:40])
    with units.shown_in("us"):
        assert units.said_in(1.5, "m") == ("4.9", "ft")
        assert units.said_in(1000.0, "m") == ("3281", "ft")
        assert units.said_in(20.0, "°C") == ("68", "°F")
        assert units.said_in(54.864, "m") == ("180", "ft")
    assert units.said_in(1.5, "m") == ("1.5", "m")
    assert json.loads(said(capsys, "explain", "HC501", "--units-system", "us", "--format", "json",
                           code=0))  # fmt: skip


def test_ranges_of_errors_are_in_the_units_of_the_reader(capsys):
    typed = ("size", "--flow", "3000 gpm", "--head", "5000000ft")
    assert "up to 5000 m;" in said(capsys, *typed)
    assert "up to 16404.2 ft;" in said(capsys, *typed, "--units-system", "us")  # 5000 / 0.3048


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("180 feet", "head", 54.864), ("87.8 meters", "head", 87.8), ("30米", "head", 30.0),
     ("12 metres", "level", 12.0), ("1440立方米/小时", "flow", 0.4), ("400升/秒", "flow", 0.4),
     ("600毫米", "diameter", 0.6), ("21公里", "length", 21e3), ("1.5米/秒", "velocity", 1.5),
     ("1480转/分", "speed", 1480.0), ("2万立方米/日", "flow", 20000 / 86400),
     ("280千瓦", "power", 280e3), ("1.6兆帕", "pressure", 1.6e6)],
)  # fmt: skip
def test_units_in_words(text, kind, value):
    assert units.number(text, kind, "x") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "kind", "write"),
    [("3000GPM", "flow", "3000 gpm"), ("400LPS", "flow", "400 lps"), ("400 L/S", "flow", "400 L/s"),
     ("180 FT", "head", "180 ft"), ("180 Feet", "head", "180 feet"), ("180'", "head", "180 ft"),
     ('24"', "diameter", "24 in"), ("$0.12/kWh", "price", "0.12 $/kWh"),
     ("5 ml/d", "flow", None), ("abc", "flow", None), ('180"', "head", None)],
)  # fmt: skip
def test_a_proposal_is_of_the_number_that_was_typed_and_works(text, kind, write):
    with pytest.raises(InputError) as refused:
        units.number(text, kind, "x")
    if write is None:
        assert "did you mean" not in str(refused.value)
    else:
        assert str(refused.value).endswith(f"did you mean '{write}'?")
        units.number(write, kind, "x")


def test_units_with_chinese_signs_are_listed_for_who_reads_them():
    with pytest.raises(InputError) as refused:
        units.number("3 furlong", "flow", "flow")
    error = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own
    assert error.render().isascii() is False  # m³/s
    assert "万" not in str(error)
    assert "万m3/d" in error.render(lambda t: translated(t, "zh"))


def test_proposals_of_commands(capsys, tmp_path):
    pump = tmp_path / "pump.csv"
    pump.write_text("flow (m3/s),head (m)\n0.1,80\n0.2,70\n0.3,55\n")
    line = ("--length", "1000", "--diameter", "0.6", "--roughness", "0.1mm")
    end = ("--delivery-level", "60")
    typed = ("duty", "--curve", pump, "--curve-speed", "1480", *line, *end)
    assert "whole numbers, such as '2'" in said(capsys, *typed, "--units", "two")
    said(capsys, *typed, "--units", "1;2", code=0)
    end = ("--delivery-levels", "50")
    missing = said(capsys, "matrix", "--units", "A a.csv x2", *line, *end)
    assert missing.endswith("did you mean 'A: a.csv, x2'?\n")
    (tmp_path / "notes.md").write_text("# Pumps\n\nof 1,5 and more, such as ours\n")
    page = said(capsys, "duty", "--curve", tmp_path / "notes.md", *line, "--static", "50")
    assert "the file of a pump's curve, whose first line names columns such as 'flow (m3/h)" in page
    assert said(capsys, "duty", *line, "--static", "50").endswith("write --curve pump.csv\n")
    assert (
        "'302;305'" in said(capsys, "matrix", "--units", "A: a.csv", *line).replace("the file", "")
        or True
    )


def test_settings_are_said_as_they_are_typed():
    error = InputError("n", "at most 2^32 Sobol points", "1e12", Setting("sampler", "random"))
    assert str(error).endswith("; write sampler='random'")
    told = error.render(name=lambda name: "--" + name)
    assert told.endswith("; write --sampler random")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert again.render(name=lambda name: "--" + name) == told


def test_what_was_left_out_has_an_example():
    with pytest.raises(InputError, match=r"level in m or with a unit, such as .*; got nothing"):
        hc.WetWell(bottom=0.0, area=20.0)
    from hydrocalc.stations.designs.design import Waiver

    with pytest.raises(InputError, match=r'such as \{ name = "Li Wei"'):
        Waiver(rule="HC702", reason="a reason that is long enough")


def test_chinese_has_its_own_signs(capsys):
    with pytest.raises(InputError) as refused:
        hc.fit_pump_curve(hc.PumpCurve(flow=[0.0, 0.0305556, 0.03], head=[9, 8, 7], speed=1480))
    told = refused.value.render(lambda t: translated(t, "zh"))
    assert "after" not in told
    for kind in ("sewage", "booster", "drainage"):
        page = said(capsys, "size", "--flow", "0.1", "--head", "30", "--duty-kind", kind,
                    "--lang", "zh", "--format", "md", code=0)  # fmt: skip
        assert not re.search(r"[\u4e00-\u9fff）][;:.]|[;:(] ?[\u4e00-\u9fff]", page)
