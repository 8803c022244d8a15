"""US customary units: no unit of the other system in what people read, and the numbers convert back."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import units
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.records.tables import Table
from hydrocalc.reports.tree import Listing, Step

STATION = Path(__file__).parents[1] / "checks" / "station"
ALLOWED = {
    "", "1", "gpm", "MGD", "ft", "in", "ft/s", "psi", "ksi", "hp", "kW", "kWh", "kWh/Mgal", "kgal",
    "°F", "lb/ft³", "ft²/s", "ft²", "lb·ft²", "rpm", "r/min", "Hz", "%", "s", "h", "h/d", "a",
    "ft/1000 ft", "1/kWh", "in/a", "s/ft²",
}  # fmt: skip
"""Units that a reader in the US knows, and those of both systems."""
SI = (
    "m³/s|m³/h|m³/d|m³|L/s|kPa|MPa|GPa|bar|mm²/s|mm|km|m/s|m/km|m²/s|m²|m|°C|kg/m³|kWh/m³|MW|W|J|"
    "kg·m²"
)
NUMBER = re.compile(rf"(?<![\w.'])[-+−]?\d[\d.,]*\s?(?:{SI})(?![\w/³²·])")
CELL = re.compile(rf"(?:{SI})")
SIZE = ["size", "--flow", "3000 gpm", "--head", "180 ft", "--frequency", "60"]
LINE = ["--length", "5000ft", "--diameter", "16in", "--roughness", "0.1mm"]
FACTORS = {  # of NIST SP 811, not of our tables
    "gpm": 6.30902e-5, "ft": 0.3048, "in": 0.0254, "hp": 745.6999, "psi": 6894.757,
    "MGD": 3785.412, "kWh/Mgal": 3.6e6 / 3785.412, "kW": 1000.0, "lb/ft³": 16.01846, "ft/s": 0.3048,
}  # fmt: skip


def out(capsys, *typed, code=0):
    assert main([str(t) for t in typed]) == code
    return capsys.readouterr().out


def sourced(heads):
    """Columns that cite: what a source says is in its own units."""
    return {i for i, h in enumerate(heads) if "source" in h or "来源" in h or "依据" in h}


ELECTRIC = re.compile("electrical input|输入功率|输入电功率")
"""What is in kW for every reader."""
KILOWATTS = re.compile(r"(?<![\w.'])\d[\d.,]*\s?kW(?!\w)")


def kilowatts(part):
    """Powers in kW that are none of electrical input: ratings and shaft powers are in hp."""
    if not isinstance(part, Table):
        text = re.sub(r"[(（](?:memory|secondary|law|standard|经验|转述)[^)）]*[)）]", "", part)
        return KILOWATTS.findall(text) if not ELECTRIC.search(text) else []
    named = list(zip(part.columns, part.units or [""] * len(part.columns), strict=True))
    found = [head for head, unit in named if unit == "kW" and not ELECTRIC.search(head)]
    away = sourced(part.columns)
    for row in part.rows:
        if ELECTRIC.search(row[0]):
            continue
        cells = [(i, c) for i, c in enumerate(row) if i not in away]
        found += [row[0] for i, c in cells if c == "kW" and i]
        found += [m for i, c in cells for m in KILOWATTS.findall(c)]
    return found


def leaks(parts):
    """Cells, headings and sentences that hold a unit of the SI."""
    found = [x for part in parts for x in kilowatts(part)]
    for part in parts:
        if not isinstance(part, Table):
            # what stands in brackets behind a rule is its source
            text = re.sub(r"[(（](?:memory|secondary|law|standard|经验|转述)[^)）]*[)）]", "", part)
            found += NUMBER.findall(text)
            continue
        found += [u for u in part.units if u not in ALLOWED]
        away = sourced(part.columns)
        unit = [i for i, head in enumerate(part.columns) if head in ("unit", "单位")]
        for row in part.rows:
            if row[0] in ("published head", "公布的扬程"):  # as it was printed
                continue
            found += [row[i] for i in unit if row[i] not in ALLOWED]
            found += [m for i, c in enumerate(row) if i not in away for m in NUMBER.findall(c)]
            found += [c for i, c in enumerate(row) if i not in away and CELL.fullmatch(c)]
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_size_in_us_units(lang):
    for kind, flow, head in (("raw-water", 0.19, 55), ("drainage", 18, 4.5), ("booster", 0.012, 35),
                             ("mine", 0.06, 420), ("sewage", 0.001, 300)):  # fmt: skip
        sizing = hc.size_station(flow=flow, head=head, duty_kind=kind, frequency=60)
        parts = sizing.sections(lang, units_system="us", every=True)
        rules = ("75", "1 m", "500 kW")  # of standards that are written so
        assert [x for x in leaks(parts) if not x.startswith(rules)] == []
        assert leaks(sizing.sections(lang))  # the test can tell


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_and_duty_in_us_units(lang):
    report = hc.check(STATION / "good.hydro.toml", today="2026-12-31")
    parts = report.sections(lang, units_system="us")
    # The name of an air vessel is its owner's, the scope of a law its own; what was published
    # stays as it was printed.
    assert [x for x in leaks(parts) if x not in ("21.14 m3", "0 m", "150 kW", "840 kW")] == []
    pump = hc.read_pump_curve(STATION / "pump.csv", speed=1480)
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)],
                   delivery_level=75.6)  # fmt: skip
    duty = hc.duty_point(pump, line, units_running=[1, 2])
    assert leaks(duty.sections(lang, units_system="us")) == []
    assert leaks(duty.sections(lang)) != []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sheets_in_us_units(lang):
    sheet = hc.calculation_sheet(
        STATION / "good.hydro.toml", lang=lang, today="2026-12-31", units_system="us"
    )
    found, results = [], []
    for chapter in sheet.chapters:
        for block in chapter.blocks:
            if isinstance(block, Listing):
                found += leaks([block.table])
            elif isinstance(block, Step):  # formulas are of the SI; their results are said in both
                results.append(block.shown)
            elif hasattr(block, "text") and "EN 545" not in block.text:
                found += leaks([block.text])
    assert [x for x in found if x not in ("21.14 m3", "0 m", "88.7 m", "150 kW", "840 kW")] == []
    assert [x for x in results if NUMBER.search(x)] == []
    assert "gpm" in " ".join(results)


def test_the_numbers_convert_back():
    """Every number with a unit of a US table is the field's, by factors of NIST SP 811."""
    sizing = hc.size_station(flow="3000 gpm", head="180 ft", frequency=60)
    si = {label: (v, u) for label, v, u in sizing.recommended.rows()}
    us = {label: (v, u) for label, v, u in sizing.recommended.rows(units_system="us")}
    compared = 0
    for name, field in sizing.recommended.fields.items():
        value, unit = us[field.label]
        plain = sizing.recommended._plain[name]
        if unit in FACTORS and value != "–":
            digits = 10.0 ** -(field.digits - 1)
            assert float(value) * FACTORS[unit] == pytest.approx(plain, rel=digits, abs=1e-3), name
            compared += 1
        elif unit not in FACTORS:
            assert si[field.label] == (value, unit)
    assert compared >= 12
    assert us["motor rating"] == ("125", "hp")  # a nameplate stays one
    duty = {row[0]: row[1:] for row in sizing.sections(units_system="us")[0].rows}
    assert duty["design flow"] == ["3000", "gpm"]
    assert duty["design head"] == ["180", "ft"]
    assert duty["daily volume"] == ["4.32", "MGD"]  # 3000 gpm × 1440
    assert duty["water temperature"] == ["68", "°F"]


def test_json_and_records_stay_as_they_are(capsys):
    plain = out(capsys, *SIZE, "--format", "json")
    assert out(capsys, *SIZE, "--format", "json", "--units-system", "us") == plain
    assert json.loads(plain)["flow"]["unit"] == "m³/s"
    sizing = hc.size_station(flow=0.4, head=87.8)
    before = sizing.text()
    sizing.text(units_system="us")
    assert (sizing.text(), units.system()) == (before, "si")
    assert sizing.text(units_system="si") == before


def test_csv_has_its_units_in_the_headings(capsys):
    rows = out(capsys, *SIZE, "--format", "csv", "--units-system", "us").splitlines()
    assert "unit flow (gpm)" in rows[0]
    assert "1500" in rows[1]


@pytest.mark.parametrize("command", ["size", "line", "duty", "matrix", "npsh", "pipes", "check",
                                     "report", "sweep", "uncertainty"])  # fmt: skip
def test_every_command_that_prints_tables_takes_it(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert "--units-system" in capsys.readouterr().out


def test_lines_in_us_units(capsys):
    page = out(capsys, "line", "--flow", "3000gpm", *LINE, "--units-system", "us")
    assert re.search(r"\bgpm\b", page)
    for text in page.split("Assumptions")[0].splitlines():
        assert not NUMBER.findall(text), text


def test_errors_are_said_in_the_units_that_were_asked_for(capsys):
    typed = ["size", "--flow", "3000 gpm", "--head", "180 ft", "--head-min", "200 ft"]
    assert main([*typed, "--units-system", "us"]) == 2
    assert "200 ft" in capsys.readouterr().err
    assert main([*typed, "--units-system", "imperial"]) == 2
    assert "--units-system: expected one of: si, us" in capsys.readouterr().err
    with pytest.raises(InputError, match="units_system"):
        hc.size_station(flow=0.4, head=80).text(units_system="uk")


def test_amounts_follow_the_reader():
    said = units.show(343800.0, "power")
    assert str(said) == "343.8 kW"
    with units.shown_in("us"):
        assert said.render() == "461 hp"
        assert str(units.show(0.1, "electric power")).endswith("kW")
    assert said.render() == "343.8 kW"
    for kind, unit in units.US.items():
        assert unit in ALLOWED
        assert units.find_spelling(units.KINDS[kind], unit) is not None
        with units.shown_in("us"):
            shown = units.shown(1.5, kind)
        assert units.converted(shown, kind, unit, "x") == pytest.approx(1.5, rel=1e-12)


def test_axes_are_read_in_feet_and_gallons():
    pytest.importorskip("matplotlib")
    from hydrocalc.plots.systems import plot_pump_curve

    fit = hc.fit_pump_curve(hc.estimated_curve(flow=0.2, head=87.8, speed=1485))
    plain, us = plot_pump_curve(fit), plot_pump_curve(fit, units_system="us")
    assert (plain.get_xlabel(), us.get_xlabel()) == ("flow, m³/s", "flow, gpm")
    assert us.get_ylabel() == "head, ft"
    np.testing.assert_allclose(us.lines[0].get_xdata(), plain.lines[0].get_xdata())
    us.figure.draw_without_rendering()
    for place, label in zip(us.get_xticks(), us.get_xticklabels(), strict=True):
        assert float(label.get_text().replace("−", "-")) * FACTORS["gpm"] == pytest.approx(
            place, rel=1e-4, abs=1e-9
        )
