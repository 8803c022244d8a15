"""The sheet: its numbers come from the calculation that ran, and nothing stops it."""

import json
import operator
import re
from pathlib import Path

import numpy as np
import pytest
from generated import OURS, designs, worded
from hypothesis import given, settings

import hydrocalc as hc
from hydrocalc.checks.quantities.registry import registered
from hydrocalc.data import chinese
from hydrocalc.errors import InputError
from hydrocalc.reports.expressions import Call, Negative, Number, Operation, Symbol, Value
from hydrocalc.reports.station import BELONGS
from hydrocalc.reports.tree import Listing, Paragraph, Step
from hydrocalc.stations.designs.contradictions import contradictions

ZH = chinese()

ROOT = Path(__file__).parents[2]
GOOD = Path(__file__).parents[1] / "checks/station/good.hydro.toml"
REFERENCE = ROOT / "examples/shuangjiang.hydro.toml"
DAY = "2026-11-25"
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "^": operator.pow,
}  # fmt: skip
FUNCTIONS = {"sqrt": np.sqrt, "exp": np.exp, "ln": np.log, "lg": np.log10, "min": min, "max": max}


@pytest.fixture(scope="module")
def good():
    return hc.read_design(str(GOOD))


@pytest.fixture(scope="module")
def sheets(good):
    return {
        (name, lang): hc.calculation_sheet(design, lang=lang, today=DAY)
        for name, design in (("good", good), ("reference", str(REFERENCE)))
        for lang in ("en", "zh")
    }


def blocks(sheet, kind):
    return [b for chapter in sheet.chapters for b in chapter.blocks if isinstance(b, kind)]


def number(text):
    mantissa, _, power = text.partition("×10")
    return float(mantissa) * 10.0 ** float(power.translate(LOWERED) or 0)


def value_of(node, names):
    """A tree's value by the test's own arithmetic."""
    if isinstance(node, (Number, Value)):
        return number(node.text)
    if isinstance(node, Symbol):
        return np.pi if node.name == "pi" else names[node.name]
    if isinstance(node, Negative):
        return -value_of(node.of, names)
    if isinstance(node, Call):
        return FUNCTIONS[node.function](*(value_of(a, names) for a in node.arguments))
    assert isinstance(node, Operation)
    return OPERATORS[node.sign](value_of(node.left, names), value_of(node.right, names))


def recomputed(step):
    names = {}
    for equation in step.numbers:
        found = value_of(equation.right, names)
        if isinstance(equation.left, Symbol):
            names[equation.left.name] = found
    if step.solved:
        return found
    return found, value_of(step.numbers[-1].left, names)


def assert_recomputes(step):
    if not step.solved:
        right, left = recomputed(step)
        assert left == pytest.approx(right, rel=2e-5), step.what
        shown = number(step.result.split(" ")[0])
        assert shown == pytest.approx(step.value, rel=1e-4), step.what
        return
    # Six digits of what goes in; where terms cancel, of the terms.
    # A difference of large terms keeps their digits, not its own.
    terms = 2e-3 if step.value and abs(step.value) < 100 and " − " in step.formula else 0.0
    assert recomputed(step) == pytest.approx(step.value, rel=1e-4, abs=terms), step.what
    shown = number(step.result.split(" ")[0])
    assert shown == pytest.approx(step.value, rel=1e-4), step.what


def test_every_step_follows_from_the_numbers_it_shows(sheets):
    for sheet in sheets.values():
        steps = blocks(sheet, Step)
        assert len(steps) > 10
        for step in steps:
            assert_recomputes(step)
            assert step.source


def test_a_changed_input_changes_every_number_that_hangs_on_it():
    before, after = (
        hc.size_station(flow="0.40 m3/s", head=head, price=0.6) for head in ("87.8 m", "88.9 m")
    )
    pairs = zip(
        *(blocks(hc.calculation_sheet(s, today=DAY), Step) for s in (before, after)), strict=True
    )
    changed = set()
    for old, new in pairs:
        assert old.what == new.what
        assert_recomputes(new)
        assert (old.substituted == new.substituted) <= (old.result == new.result)
        if old.value != new.value:
            changed.add(new.what)
            assert old.result != new.result
            assert old.substituted != new.substituted
    # By the formulas: neither flow nor hours nor ratings hang on the head.
    assert changed == {
        "hydraulic power", "P_duty, shaft power of a unit", "motor rating over P_duty",
        "motor rating over P_max", "motor efficiency at the duty point", "specific energy",
        "electrical input at the mean flow", "energy a day",
        "energy a year (design flow all year: upper bound)",
        "cost of energy a year (design flow all year: upper bound)", "P_max (estimates: at the low efficiency)",
        "specific speed nq (total flow, per stage)", "electrical input of a unit",
        "motor load at the duty point",
        "highest impeller eye above minimum water level",  # C hangs on the specific speed
    }  # fmt: skip
    by_hand = 9.80665 * 0.4 * 88.9 * after.si.liquid.density
    power = next(s for s in blocks(hc.calculation_sheet(after), Step) if s.symbol == "P_h")
    assert power.value == pytest.approx(by_hand, rel=1e-12)


def test_a_changed_design_is_recomputed_throughout(good):
    wider = good.line.reaches[0].pipe.replace(roughness="0.4 mm")
    line = good.line.replace(reaches=(good.line.reaches[0].replace(pipe=wider),))
    old = {s.what: s for s in blocks(hc.calculation_sheet(good, today=DAY), Step)}
    new = {
        s.what: s for s in blocks(hc.calculation_sheet(good.replace(line=line), today=DAY), Step)
    }
    for step in new.values():
        assert_recomputes(step)
    assert set(old) == set(new)
    for what in (
        "design head", "hydraulic power", "relative roughness (reach 1)", "velocity (reach 1)",
        "friction factor (reach 1)", "friction loss of the reach (reach 1)",
        "shaft power of one unit (A)", "least NPSH margin (A)", "energy a year",
        "head rise of a sudden stop in the reach (reach 1)", "velocity (A, suction)",
    ):  # fmt: skip
        assert old[what].value != new[what].value, what
    for what in ("flow built up from the demand", "standard atmosphere", "daily volume"):
        assert old[what] == new[what]


def test_verdicts_stand_at_their_steps(sheets):
    steps = {s.what: s for s in blocks(sheets["good", "en"], Step)}
    said = [v.text for v in steps["velocity (reach 1)"].verdicts]
    assert any(t.startswith("HC501 ") and "CECS 193:2005 3.1.5" in t for t in said)
    assert "margin +54 %" in said[0]
    report = hc.check(str(GOOD), today=DAY)
    everything = json.dumps(sheets["good", "en"].to_dict(), ensure_ascii=False)
    for finding in report.findings:
        assert finding.code in everything


def test_chapters_always_stand(sheets):
    titles = [c.title for c in sheets["reference", "zh"].chapters]
    assert titles == [c.title for c in sheets["good", "zh"].chapters]
    for word in (
        "工程特性表",
        "设计流量",
        "特征扬程",
        "水泵选型",
        "工况校核",
        "安装高程",
        "水力过渡过程",
        "计算假定",
    ):
        assert any(word in title for title in titles)
    assert len(titles) == 18
    open_ = [p.text for p in blocks(sheets["reference", "en"], Paragraph) if p.weight == "open"]
    assert "Not computed. Missing in the design file: line." in open_
    assert any(t.startswith("Not computed: compulsory.") for t in open_)
    assert "缺少：line\n" in sheets["reference", "zh"].to_markdown().replace(" |", "\n")
    zh = [p.text for p in blocks(sheets["reference", "zh"], Paragraph)]
    assert any(t.startswith("未计算：必须进行") for t in zh)


def test_transients_that_the_screening_spares(good):
    short = good.line.reaches[0].replace(length="300 m", strings=16)
    line = good.line.replace(reaches=(short,), profile=None)
    spared = good.replace(line=line, other_lines=(), transients=None)
    chapter = hc.calculation_sheet(spared, today=DAY).chapters[10]
    assert "not compulsory" in chapter.blocks[0].text


def test_the_caveat_stands_once(sheets):
    for (_, lang), sheet in sheets.items():
        caveat = sheet.note
        text = sheet.to_markdown()
        assert text.count(caveat[:20]) == 1, lang


def test_chinese_sheets_hold_no_english_of_the_catalogue(sheets):
    words = {k for k, v in ZH.items() if len(k) > 3 and k != v}
    for name in ("good", "reference"):
        for table in (b.table for b in blocks(sheets[name, "zh"], Listing)):
            for text in (table.title, *table.columns):
                assert text not in words, text
        for step in blocks(sheets[name, "zh"], Step):
            assert step.source not in words
            assert not re.search(r"\b(flow|head|power|loss)\b", step.what + step.where)


@pytest.mark.parametrize("word", OURS)
def test_what_a_user_wrote_is_shown_as_typed(tmp_path, word):
    """With words of ours in every name a sheet says what it says with a word that is nobody's."""

    def said(folder, name):
        sheet = hc.calculation_sheet(worded(tmp_path / folder, name), lang="zh", today=DAY)
        # Without the hash of the input.
        texts = strings([sheet.title, sheet.to_dict()["chapters"][:-1]])
        # The material of a pipe moves the water: the hydraulic fingerprint follows it.
        return [re.sub(r"sha256:[^\s。]+", "", text) for text in texts]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hydrocalc.plots.axes.chinese_font", lambda: "DejaVu Sans")
        plain, ours = said("plain", "Xyz"), said("ours", word)
    assert sum("Xyz" in text for text in plain) > 40
    assert sorted(ours) == sorted(text.replace("Xyz", word) for text in plain)


def strings(tree):
    """All texts of a tree."""
    if isinstance(tree, str):
        return [tree]
    if not isinstance(tree, dict | list):
        return []
    parts = tree.values() if isinstance(tree, dict) else tree
    return [text for part in parts for text in strings(part)]


def test_what_we_wrote_is_chinese(good, sheets, tmp_path):
    said = strings(sheets["good", "zh"].to_dict())
    assert "柯列布鲁克公式, ε 0.1 mm" in said
    assert "柯列布鲁克公式" in said
    assert "r/min" in said
    assert any("无可比泵站：0座，至少需8座" in text for text in said)
    assert not any("rpm" in text for text in said)
    secured = good.replace(station=good.station.replace(storage_secured=True))
    assert "是" in strings(hc.calculation_sheet(secured, lang="zh", today=DAY).to_dict())
    wild = worded(tmp_path / "wild", "Xyz")
    said = strings(hc.calculation_sheet(wild, lang="zh", today=DAY).to_dict())
    assert any("无豁免时：不通过" in text and "Xyz as long as" in text for text in said)
    english = strings(hc.calculation_sheet(wild, today=DAY).to_dict())
    assert any("without it: fail" in text and "Xyz as long as" in text for text in english)


def test_same_input_same_bytes(good):
    one, two = (hc.calculation_sheet(good, today=DAY) for _ in range(2))
    assert one.to_html() == two.to_html()
    assert one.to_markdown() == two.to_markdown()
    assert one.to_json() == two.to_json()
    elsewhere = hc.calculation_sheet(good.replace(origin=None), today=DAY)
    assert elsewhere.to_json() == one.to_json()
    other = hc.calculation_sheet(good.replace(site=hc.Site(altitude=251)), today=DAY)
    assert other.identity[2] != one.identity[2]


def test_days(good):
    import datetime

    assert hc.calculation_sheet(good).identity[0][1] == datetime.date.today().isoformat()
    with pytest.raises(InputError, match="today"):
        hc.calculation_sheet(good, today="soon")
    with pytest.raises(InputError, match="lang"):
        hc.calculation_sheet(good, lang="fr")
    with pytest.raises(InputError, match="StationDesign"):
        hc.calculation_sheet(3)


def test_every_quantity_has_its_chapter():
    placed = [q for names in BELONGS.values() for q in names]
    assert len(placed) == len(set(placed))
    assert set(registered()[0]) - set(placed) == {
        "expired_waivers", "weak_limits", "least_over_best", "largest_over_best",
    }  # fmt: skip


PIPE = hc.Pipe(diameter="800 mm", roughness="0.1 mm", hazen_williams_c=130, manning_n=0.012)
PUMP = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
GROUP = hc.PumpGroup(units=[hc.PumpUnit(name="A", pump=PUMP, count=2, motor_rating="280 kW")])


def line(method="colebrook"):
    return hc.Line(
        reaches=[hc.Reach(pipe=PIPE, length="21 km", local_share="5 %")], delivery_level=75.6,
        method=method,
    )  # fmt: skip


@pytest.mark.parametrize(
    "method",
    ["colebrook", "epanet", "churchill", "swamee-jain", "haaland", "serghides", "hazen-williams",
     "hazen-williams-exact", "hazen-williams-epanet", "manning", "manning-epanet", "pavlovskii",
     "shevelev", "plastic"],
)  # fmt: skip
def test_every_law_of_friction_is_shown_by_its_own_formula(method):
    grade = hc.hydraulic_grade_line(line(method), flow=0.4)
    steps = blocks(hc.calculation_sheet(grade), Step)
    for step in steps:
        assert_recomputes(step)
    loss = next(s for s in steps if s.what == "friction loss of the reach")
    assert loss.value == grade.si.reach_friction[0, 0]
    assert any(s.what == "friction factor" for s in steps) == (grade.si.friction_factor[0, 0] > 0)


@pytest.mark.parametrize(
    "result",
    [
        hc.operating_matrix(GROUP, line(), suction_levels=[-2, 2]),
        hc.duty_point(PUMP, line(), units_running=2),
        hc.fit_pump_curve(PUMP),
        hc.staging_map(GROUP, line(), flow=[0.2, 0.4]),
        hc.npsh_envelope(hc.PumpUnit(pump=PUMP, eye_level=240), suction_levels=[239, 243]),
        hc.characteristic_heads(line(), flow=0.4, suction_levels=[-2, 2]),
        hc.reconcile_installed(hc.size_station(flow=0.4, head=87.8), installed="945 kW"),
        hc.size_station(flow=[0.3, 0.4], head=87.8),
        hc.size_station(flow=0.4, head=900),
        hc.submergence(flow=0.2, bell_diameter=0.5),
        hc.compare_designs(
            [hc.Design(name="2+1", line=line(), group=GROUP)], flow=0.4, suction_levels=[0], price=1
        ),
        hc.compare_head_loss(flow=0.4, diameter=0.8, length=21e3),
        hc.check(str(GOOD), today=DAY),
    ],
    ids=lambda r: type(r).__name__,
)  # fmt: skip
def test_a_sheet_of_any_result(result):
    for lang in ("en", "zh"):
        sheet = hc.calculation_sheet(result, lang=lang, today=DAY)
        for step in blocks(sheet, Step):
            assert_recomputes(step)
        assert sheet.to_html().startswith("<!doctype html>")
        assert sheet.to_markdown()
        json.loads(sheet.to_json())
    assert sheet._repr_html_().startswith("<style>")


@settings(max_examples=12, deadline=None, derandomize=True)
@given(designs())
def test_no_valid_design_stops_it(design):
    if list(contradictions(design)):
        return
    sheet = hc.calculation_sheet(design, today=DAY)
    assert len(sheet.chapters) == 18
    assert sheet.to_markdown()
    json.loads(sheet.to_json())


def test_write_by_ending(tmp_path, sheets):
    sheet = sheets["reference", "en"]
    for ending in ("html", "md", "json"):
        file = tmp_path / f"sheet.{ending}"
        sheet.write(file)
        assert file.read_text(encoding="utf-8") == sheet.render(ending)
    for name in ("sheet.txt", "sheet", "sheet.doc"):
        with pytest.raises(InputError, match="ending in"):
            sheet.write(tmp_path / name)
    with pytest.raises(InputError, match="format"):
        sheet.render("odt")


def energy_steps(sheet):
    chapter = next(c for c in sheet.chapters if c.title.startswith("13 "))
    return {s.symbol: s for s in chapter.blocks if isinstance(s, Step)}, chapter


def test_energy_a_year_follows_the_pumping_hours(good):
    """0.4 m³/s for 16 h on 365 days is 8 409 600 m³; with both flows 0.36 m³/s is 7 568 640 m³."""
    demand = good.demand.replace(hours=16)
    for changes, volume, upper in (
        ({"flows": None, "shares": None}, 8409600.0, True), ({}, 7568640.0, False),
    ):  # fmt: skip
        design = good.replace(demand=demand.replace(**changes))
        steps, chapter = energy_steps(hc.calculation_sheet(design, today=DAY))
        assert steps["V_y"].value == pytest.approx(volume, rel=1e-12)
        assert "16 h" in steps["V_y"].substituted
        assert "T_d: pumping hours a day" in steps["V_y"].where
        e = steps["e"].value
        assert steps["E_y"].value == pytest.approx(e * volume, rel=1e-12)
        for step in steps.values():
            assert_recomputes(step)
            assert ("upper bound" in step.what) == upper
        said = next(b.text for b in chapter.blocks if isinstance(b, Paragraph))
        assert ("0.4 × 0.3 + 0.6 × 0.4 = 0.36 m³/s" in said) != upper


def test_designs_side_by_side_take_pumping_hours(good):
    lines = {"suction_levels": [243], "delivery_levels": [318]}
    design = hc.Design(name="x", line=good.line, group=hc.PumpGroup(units=good.units))
    whole, some = (
        hc.compare_designs([design], flow=0.4, hours=hours, price=0.6, **lines)
        for hours in (None, 16)
    )
    assert some.si.energy_per_year == pytest.approx(whole.si.energy_per_year * 16 / 24, rel=1e-12)
    assert some.si.cost_per_year == pytest.approx(whole.si.cost_per_year * 16 / 24, rel=1e-12)
    assert some.si.specific_energy == pytest.approx(whole.si.specific_energy, rel=1e-12)


def test_levels_keep_their_centimetres(sheets):
    """245 − … : NPSHa − NPSHr − 1 m under the lowest level of 241 m, with two decimals."""
    table = next(
        b.table for b in blocks(sheets["good", "en"], Listing)
        if b.table.columns[-1] == "lowest permissible water level"
    )  # fmt: skip
    # (95406.8 − 3782.98)/(996.23 · 9.80665) + 1 − 0.10149 − 4.66014 = 5.6168 m, of which 0.5 m is asked for
    last = table.rows[-1]
    assert last[-1] == "235.88"
    assert any("允许最低水位" in b.table.columns for b in blocks(sheets["good", "zh"], Listing))


def test_editions_stand_with_their_clauses_and_one_clause_has_one_basis(sheets):
    texts = "\n".join(sheets[key].to_markdown() for key in sheets)
    assert not re.search(r"GB 50(265|013) \d", texts)
    for clause, basis in (("GB 50013-2018 7.1.2", "standard"), ("GB 18613-2020", "secondary")):
        lines = [line for line in texts.split("\n") if clause in line and "|" in line]
        lines += [line for line in texts.split("\n") if clause in line and "HC" in line]
        said = {b for line in lines for b in ("standard", "secondary", "memory") if b in line}
        assert said == {basis}, clause


def test_shaft_power_is_never_called_electrical_input(sheets):
    """417.6 kW are 2 × 208.8 kW at the shafts; the motors' efficiency isn't in the file."""
    sheet = sheets["reference", "en"]
    text = sheet.to_markdown().split("\n## 7 ")[1].split("\n## 8 ")[0]
    assert "417.6" not in text
    assert "0.29" not in text
    assert "electrical input isn't known" in text
    group = hc.PumpGroup(units=hc.read_design(str(REFERENCE)).units)
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
                                     length="21 km")], delivery_level=75.6)  # fmt: skip
    alone = hc.calculation_sheet(hc.operating_matrix(group, line), today=DAY)
    assert "specific energy" not in {s.what for s in blocks(alone, Step)}
    assert "electrical input isn't known" in alone.to_markdown()
    assert "electrical input isn't known" not in sheets["good", "en"].to_markdown()


def assumptions(sheet):
    table = next(b.table for b in blocks(sheet, Listing) if "chapters" in b.table.columns)
    return {row[0]: row[3] for row in table.rows}


def test_only_what_was_used_is_called_an_assumption(good, sheets):
    listed = assumptions(sheets["good", "en"])
    for known in ("IE class of LV motors", "warmest water", "altitude", "pumping hours",
                  "distance of air valves", "wave speed"):  # fmt: skip
        assert known not in listed, known
    assert "suction loss" not in listed  # the branch of the file
    assert "water above impeller eye" not in listed  # the eyes and the lowest level
    assert listed["low air pressure"] == "6, 8, 15"
    open_ = assumptions(sheets["reference", "en"])
    assert "13" in open_["IE class of LV motors"].split(", ")
    assert "8" in open_["suction loss"].split(", ")
    warm = good.replace(site=good.site.replace(temperature=15))
    assert "water temperature" not in assumptions(hc.calculation_sheet(warm, today=DAY))


def test_defaults_are_not_data_given(good):
    def rows(design):
        sheet = hc.calculation_sheet(design, today=DAY)
        table = next(b.table for b in blocks(sheet, Listing) if b.table.title == "Data given")
        return [row[1] for row in table.rows]

    assert "pumping hours (default)" in rows(good)
    assert "pumping hours" in rows(good.replace(demand=good.demand.replace(hours=16)))
    assert "method (default)" in rows(good)


def test_counts_and_classes_have_no_margin(sheets):
    """No state off its curve against a limit of none; IE3 against IE3."""
    rows = {
        row[1].split(" ")[0]: list(row[2:5])
        for b in blocks(sheets["good", "en"], Listing) if b.table.title == "Verdicts"
        for row in b.table.rows
    }  # fmt: skip
    assert rows["HC204"] == ["0", "≤ 0", "–"]
    assert rows["HC206"] == ["0 m", "≤ 0 m", "–"]
    assert rows["HC404"] == ["IE3", "≥ IE3", "–"]
    assert rows["HC106"][2] == "+6.5 %"


def test_steps_lead_from_duty_to_energy_and_to_the_eye():
    """P = 171.9 kW/0.7965 (by hand in the test of `pump_efficiency`); the eye at 0 + 8.131 − 7.167 − 1 m.

    NPSHr: C = 0.87 × (700 + 120 ln(16.37/12)/ln(17/12)), (5.62 × 1485 × √0.1/C)^(4/3) × 1.12^1.8.
    """
    sheet = hc.calculation_sheet(hc.size_station(flow=0.4, head=87.8), today=DAY)
    symbols = [s.symbol for s in blocks(sheet, Step)]
    order = ["P_h", "n_q", "P_s", "P_max", "k", "P_inst", "x", "η", "P_in", "e", "E_y", "z"]
    assert [s for s in dict.fromkeys(symbols) if s in order] == order
    steps = {s.symbol: s for s in blocks(sheet, Step)}
    assert steps["z"].value == pytest.approx(8.131 - 7.167 - 1, abs=1e-3)
    assert "- 1 m" in steps["z"].substituted
    assert "m: NPSH margin" in steps["z"].where
    P = 998.203 * 9.80665 * 0.2 * 87.8 / 0.796546
    x = P / 280e3  # 96.0 % at full load: losses of 0.3 + 0.7 x²
    eta_m = x / (x + (1 / 0.96 - 1) * (0.3 + 0.7 * x * x))
    assert steps["P_in"].value == pytest.approx(P / eta_m, rel=2e-5)
    # p₀ = 0.38 + 0.04 ln(16.372/8)/ln(30/8) = 0.40167; η a quarter has less: 79.655 − 2.117 %
    assert steps["P_max"].value == pytest.approx(
        (1 + 0.12 * (1 - 0.40167)) * 343791 / 2 / (0.796546 - 0.021174), rel=2e-5
    )
    assert "upper bound" in steps["E_y"].what
    mean = hc.size_station(flow=0.4, head=87.8, average_flow=0.3)
    assert "upper bound" not in str([s.what for s in blocks(hc.calculation_sheet(mean), Step)])


def test_a_sizing_by_curves_shows_no_formulas_of_estimates():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485).replace(name="P")
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
                                     length="21 km")], delivery_level=318)  # fmt: skip
    sized = hc.size_station(line, [pump], flow=0.35, suction_levels=[243], duty=2)
    for step in blocks(hc.calculation_sheet(sized, today=DAY), Step):
        assert_recomputes(step)


def test_what_used_to_stand_without_a_step(good, sheets):
    """a = √(K/ρ)/√(1 + K/E·D/e·c), c = 2e/D (1 + μ) + D/(D + e) (1 − μ²); z_r = 325.9 + 6.649; Z = 3600 Q/(4 V n)."""
    steps = {s.what: s for s in blocks(sheets["good", "en"], Step)}
    water = hc.water_at(20, altitude=250).si
    stiff = water.bulk_modulus / 170e9 * 45 * (2 / 45 * 1.28 + 45 / 46 * (1 - 0.28**2))
    a = np.sqrt(water.bulk_modulus / water.density) / np.sqrt(1 + stiff)
    assert steps["wave speed (reach 1)"].value == pytest.approx(a, rel=1e-9)
    assert steps["grade line required at the start"].value == pytest.approx(332.549, abs=1e-3)
    Z = steps["starts per hour"]
    assert Z.value == pytest.approx(3600 * 0.237750 / (4 * 500 * 3), rel=1e-5)
    assert Z.verdicts
    assert steps["installed power"].value == 840e3
    loaded = steps["motor efficiency at the duty point (A)"].value
    assert steps["electrical input of a unit (A)"].value == pytest.approx(225514 / loaded, rel=1e-5)
    assert steps["suction specific speed S per eye (A)"].symbol == "S"
    assert "NPSH_r" in steps["suction specific speed S per eye (A)"].formula
    assert steps["head rise of a sudden stop in the reach (reach 1)"].symbol == "ΔH"
    text = sheets["good", "en"].to_markdown()
    for said in ("5.825", "240.3 kW with 1 A", "an efficiency of 81.1 %", "3.783 kPa", "4.66 m"):
        assert said in text, said
    soft = good.line.reaches[0].pipe.replace(wall=None, material="")
    line = good.line.replace(reaches=(good.line.reaches[0].replace(pipe=soft),))
    sheet = hc.calculation_sheet(good.replace(line=line), today=DAY)
    assert "wave speed (reach 1)" not in {s.what for s in blocks(sheet, Step)}
    assert assumptions(sheet)["wave speed"] == "11"
