"""A station's sheet: laws, hashes, names, speeds, and its sizing."""

import os
import re
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.writing import FileError

STATION = Path(__file__).parents[1] / "checks" / "station"


@pytest.fixture
def station(tmp_path):
    for name in ("profile.csv", "pump.csv"):
        (tmp_path / name).write_text((STATION / name).read_text(encoding="utf-8"), encoding="utf-8")

    def write(*changes):
        text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
        text = text.split("\n[transients.")[0] + "\n"  # it is of this station alone
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "a.hydro.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("method", LAWS)
def test_a_station_with_every_law_of_friction(station, method):
    uses = {"hazen_williams_c": "hazen_williams_c = 130, ", "manning_n": "manning_n = 0.012, "}
    more = uses.get(LAWS[method].coefficient or "", "")
    other = 'other_roughness = ["0.2 mm"]'
    path = station(
        (other, f'method = "{method}"'), ('roughness = "0.1 mm", ', f'roughness = "0.1 mm", {more}')
    )
    text = hc.calculation_sheet(path, today="2026-12-31").to_markdown()
    assert "Colebrook (1939)" in text or method != "colebrook"
    assert "friction" in text


def test_the_hash_covers_the_rule_files(station, tmp_path):
    own = '[[rules]]\ncode = "P1"\ntitle = "own"\nquantity = "main_velocity"\noperator = "<="\nlimit_value = {}\nseverity = "should"\n'
    path = station(('rules = ["default"', 'rule_files = ["own.toml"]\nrules = ["default"'))

    def hash_of(value):
        (tmp_path / "own.toml").write_text(own.format(value), encoding="utf-8")
        sheet = hc.calculation_sheet(path, today="2026-12-31")
        return dict(sheet.identity)["hash of the input"]

    assert hash_of(3.0) == hash_of(3.0)
    assert hash_of(3.0) != hash_of(0.1)


def test_a_pump_beyond_its_curve_lacks_no_key(station):
    path = station(("= 325.9", "= 260"), ('profile = "profile.csv"\n', ""))
    text = hc.calculation_sheet(path, today="2026-12-31").to_markdown()
    assert "points of the curve of P beyond its last" in text
    assert "efficiency of P" not in text
    assert "got nan" not in text


def test_names_are_no_markdown(station):
    path = station(('name = "A"\npump', 'name = "[c](http://evil) `x` $y$"\npump'))
    text = hc.calculation_sheet(path, today="2026-12-31").to_markdown()
    assert "](http://evil)" not in re.sub(r"\\.", "", text)


def test_a_sheet_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text("old")
    sheet = hc.calculation_sheet(hc.size_station(flow=0.4, head=87.8), today="2026-12-31")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left"):
        sheet.write(path, force=True)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.html"]


def test_many_kinds_of_units_are_refused_at_once():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    group = hc.PumpGroup(units=[hc.PumpUnit(name=f"U{i}", pump=pump) for i in range(20)])
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=2e4)])
    with pytest.raises(hc.InputError, match="1048575"):
        hc.operating_matrix(group, line, suction_levels=0, delivery_levels=75)


def test_report_says_what_it_wrote(station, tmp_path, capsys):
    assert main(["report", station(), "-o", str(tmp_path / "a.md"), "--today", "2026-12-31"]) == 0
    assert capsys.readouterr().err == ""


def test_a_unit_has_its_own_speed(station):
    path = station(('name = "A"\npump = "P"', 'name = "A"\npump = "P"\nspeed = "1400 rpm"'))
    sheet = hc.calculation_sheet(path, today="2026-12-31").to_markdown()
    row = next(line for line in sheet.splitlines() if line.startswith("| A | P |"))
    assert [cell.strip() for cell in row.split("|")][4:6] == ["1400", "1480"]
    assert "| speed | 1400 | rpm |" in sheet


def test_what_the_design_says_goes_into_its_sizing(station):
    from hydrocalc.stations.designs.conditions import DesignConditions
    from hydrocalc.stations.designs.solved import SolvedStation

    path = station(('temperature_max = "28 °C"', 'temperature_max = "28 °C"\ntemperature = "5 °C"'),
                   ('motor_class = "IE3"', 'motor_class = "IE4"'), ('motor_rating = "280 kW"',
                   'motor_rating = "280 kW"\ncoupling_efficiency = "97 %"'))  # fmt: skip
    case = SolvedStation(DesignConditions(hc.read_design(path)))
    assert case.sizing.si.liquid.density == pytest.approx(
        hc.water_at(5, altitude=250).si.density, rel=1e-6
    )
    assert {a.id for a in case.sizing.assumptions}.isdisjoint(
        {"temperature", "ie_class", "coupling_efficiency"})  # fmt: skip
    assert case.sizing.si.flow == 0.4


def test_published_figures_have_a_sizing_of_their_own(station):
    from hydrocalc.stations.designs.conditions import DesignConditions
    from hydrocalc.stations.designs.solved import SolvedStation

    path = station(
        (
            '[published]\nflow = "0.40 m3/s"\nhead = "88.7 m"',
            '[published]\nflow = "0.20 m3/s"\nhead = "60 m"',
        )
    )
    case = SolvedStation(DesignConditions(hc.read_design(path)))
    assert case.sizing.si.flow == 0.4
    assert case.sizing.si.head == pytest.approx(88.725, abs=1e-3)  # 82.9 m and Colebrook's 5.825
    assert (case.published_sizing.si.flow, case.published_sizing.si.head) == (0.2, 60.0)
    assert case.reconciliation.sizing == case.published_sizing


SECOND = '\n[[units]]\nname = "B"\npump = "P"\nspeed = "1400 rpm"\neye_level = 240\nmotor_rating = "250 kW"\n'


def characteristics(path, lang="en"):
    sheet = hc.calculation_sheet(path, lang=lang, today="2026-12-31")
    rows = sheet.chapters[1].blocks[0].table.rows
    return {label: (shown, unit) for label, shown, unit in rows}


def test_values_of_two_kinds_of_pumps_say_whose_they_are(station):
    one = characteristics(station())
    assert (one["speed"], one["motor rating"]) == (("1480", "rpm"), ("280", "kW"))
    assert one["bore"] == ("450", "mm")
    two = characteristics(station(("\n[wet_well]", SECOND + "\n[wet_well]")))
    assert (two["speed (A)"], two["speed (B)"]) == (("1480", "rpm"), ("1400", "rpm"))
    assert (two["motor rating (A)"], two["motor rating (B)"]) == (("280", "kW"), ("250", "kW"))
    assert two["pump efficiency (A)"] != two["pump efficiency (B)"]
    assert not {"speed", "motor rating", "pump efficiency"} & {*two}


def test_shares_of_the_demand_are_per_cent(station):
    sheet = hc.calculation_sheet(station(), today="2026-12-31")
    given = next(b.table for b in sheet.chapters[0].blocks if getattr(b, "table", None) is not None
                 and b.table.title == "Data given")  # fmt: skip
    rows = {row[1]: tuple(row[2:]) for row in given.rows}
    assert (rows["own use"], rows["leakage"]) == (("5", "%"), ("3", "%"))


@pytest.mark.parametrize("kind", ["raw-water", "treated-water", "mine", "booster"])
def test_wear_is_a_reason_where_the_water_wears(station, kind):
    path = station(('name = "Good station"', f'name = "Good station"\nkind = "{kind}"'))
    text = hc.calculation_sheet(path, today="2026-12-31").to_markdown()
    assert "Recommended" in text
    assert ("wears least" in text) == (kind == "raw-water")


def test_what_a_sheet_is_worth_follows_what_is_in(station):
    """The good station's makers' curves are in, its transient analysis is taken out."""
    assert "screening estimate" in hc.calculation_sheet(station(), today="2026-12-31").note
    complete = hc.calculation_sheet(STATION / "good.hydro.toml", today="2026-12-31").note
    assert "screening" not in complete
    assert "work of others" in complete


def test_figures_and_formulas_of_a_pdf_stay_in_their_place(station):
    """No figure floats out of its chapter, and no line of a formula is wider than the page."""
    typst = pytest.importorskip("typst")
    from hydrocalc.reports.formats import pdf

    sheet = hc.calculation_sheet(station(), today="2026-12-31")
    source = pdf._source(sheet, typst.Fonts().families())
    assert "float" not in source
    wide = re.search(r"#fitted\[(\$display\( =[^\n]*?max[^\n]*?\)\$)\] #h", source)[1]
    page = "#set page(width: 400mm, height: 50mm, margin: 0mm)\n#set text(size: 10pt)\n"
    probe = page + pdf._HEAD[pdf._HEAD.index("#let fitted") :]
    for inside, fits in ((f"[{wide}]", False), (f"fitted[{wide}]", True)):
        measured = f"#context [#metadata(measure({inside}).width / 1mm) <w>]"
        found = typst.query((probe + measured).encode(), "<w>", field="value", one=True)
        assert (float(found) < 167.0) == fits
