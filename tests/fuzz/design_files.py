"""Design files: whole stations that hang together, changed a little, some of them broken.

What passes reading is checked in every format, and now and then written again, swept, varied and
printed as a calculation sheet.
"""

import datetime
import io
import json
import math
import shutil
import xml.etree.ElementTree as ET
import zipfile
from typing import Any, NamedTuple

import tomli_w

import hydrocalc as hc
from hydrocalc import data, units
from hydrocalc.checks.engine import check_all
from hydrocalc.checks.reports import CheckReports
from hydrocalc.cli.output import json_text
from hydrocalc.components.catalogue import pipe_catalogue, products
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.fields import Choice, Count, Day, Flag, Measure, Printed, Text, Words
from hydrocalc.records.record import Part
from hydrocalc.stations.designs.design import Waiver
from hydrocalc.stations.designs.rules import SETS, every_rule
from hydrocalc.studies.inputs import grade_inputs
from hydrocalc.transients.analysis import CASES

from .cases import Case, controls

SUBJECT = "design_files"
TODAY = "2026-12-31"
FORMATS = ("text", "json", "csv", "md", "junit", "sarif", "github", "html")
SHEETS = (("html", 30), ("md", 30), ("json", 20), ("pdf", 6), ("docx", 7), ("xlsx", 7))
BROKEN = 0.2
"""Share of the files that are broken on purpose."""
_NO_OBJECTS = ("null", "true", "false", "1", "-0.5", '"x"', "[]", "[{}]", "NaN", "", "[" * 2000)
"""Documents that are no object."""


class Drawn(NamedTuple):
    """A design file with the files beside it, and what is done with it."""

    table: dict[str, Any]
    form: str
    """toml or json."""
    encoding: str
    files: dict[str, str]
    cut: tuple[int, int, str]
    """Damage of the text: from, to (in thousandths of its length), and what stands there."""
    format: str
    lang: str
    also: str
    """sheet, sweep, uncertainty, writing or nothing; a sheet with its format."""


def draw(dice):
    """A station, what is changed in it, and how it is written."""
    table, files = station(dice)
    for _ in range(dice.choice((0, 1, 1, 2, 3, 5))):
        dice.choices(_CHANGES, _WEIGHTS)[0](dice, table)
    if dice.chance(0.9):
        _agreed(table)
    broken = dice.chance(BROKEN)
    cut = (0, 0, "")
    if broken:
        how = dice.randrange(10)
        if how == 0:
            at, to = sorted(dice.randrange(1001) for _ in range(2))
            cut = (at, to if dice.chance(0.5) else at, dice.fragment())
        elif how == 1:
            name = dice.choice(sorted(files)) if files else None
            if name:
                files[name] = dice.damaged(files[name])
        elif how == 2:
            cut = (0, 1000, dice.choice(_NO_OBJECTS))
        else:
            dice.choice((_wrong, _wrong, _unknown, _hostile, _contradiction))(dice, table)
    if dice.chance(0.85):
        _spell(dice, hc.StationDesign, table)
        for pump in table.get("pumps", ()) if isinstance(table.get("pumps"), list) else ():
            if isinstance(pump, dict):
                _spell(dice, hc.PumpCurve, pump)
    also = dice.choices(("", "writing", "sweep", "uncertainty", "sheet"), (800, 150, 20, 18, 12))[0]
    if also == "sheet":
        also = "sheet " + dice.choices(*zip(*SHEETS, strict=True))[0]
    return Drawn(
        table, dice.choices(("toml", "json"), (3, 1))[0],
        dice.choices(("utf-8", "utf-8-sig", "gb18030", "crlf"), (80, 6, 6, 8))[0], files, cut,
        dice.choice(FORMATS), dice.choice(("en", "zh")), also,
    )  # fmt: skip


def _agreed(table):
    """What changes one by one and has to agree: levels, names, speeds, waivers, lengths."""
    levels, well = _part(table, "levels"), _part(table, "wet_well")
    for side in ("suction", "delivery"):
        names = [f"{side}_{k}" for k in ("min", "design", "max") if _number(levels, f"{side}_{k}")]
        levels.update(zip(names, sorted(levels[name] for name in names), strict=True))
    drawn_from = [z for k, z in levels.items() if "suction" in k and _number(levels, k)]
    for key, of in (("minimum_level", min), ("maximum_level", max)):
        if drawn_from and _number(well, key):
            well[key] = of([well[key], *drawn_from])
    line = _part(table, "line")
    if any(_number(levels, f"delivery_{k}") for k in ("min", "design", "max")):
        line.pop("delivery_level", None)
    law = LAWS.get(str(line.get("method", "colebrook")))
    for reach in _rows(line, "reaches"):
        if law and law.coefficient and isinstance(reach.get("pipe"), dict):
            reach["pipe"].setdefault(law.coefficient, _COEFFICIENTS[law.coefficient])
    speeds = {
        str(pump.get("name")): (_part(pump, "estimate") or pump).get("speed")
        for pump in _rows(table, "pumps")
    }
    units = _rows(table, "units")
    for i, unit in enumerate(units):
        if unit in units[:i] or unit.get("name") in [u.get("name") for u in units[:i]]:
            unit["name"] = f"{str(unit.get('name'))[:50]} {i}"
        full = speeds.get(str(unit.get("pump")))
        if unit.get("speed"):
            unit.pop("minimum_speed", None)
        elif _number(unit, "minimum_speed") and type(full) in (int, float):
            unit["minimum_speed"] = min(unit["minimum_speed"], full)
        for side in ("suction", "discharge"):
            if f"{side}_diameter" not in unit:
                unit.pop(f"{side}_loss_coefficient", None)
    for waiver in _rows(table, "waivers"):
        if waiver.get("kind") == "exemption":
            waiver.setdefault("authority", "Water Bureau")
            waiver.setdefault("document", "No. 12")
    site = _part(table, "site")
    if _number(site, "temperature") and _number(site, "temperature_max"):
        site["temperature_max"] = max(site["temperature_max"], site["temperature"])


def _number(table, key):
    return type(table.get(key)) in (int, float)


def _part(table, key):
    """The table of a key; an empty one that belongs to nobody where none is."""
    return table[key] if isinstance(table.get(key), dict) else {}


def _rows(table, key):
    return [one for one in table.get(key) or () if isinstance(one, dict)] if isinstance(
        table.get(key), list
    ) else []  # fmt: skip


def text_of(drawn):
    """The file's bytes."""
    if drawn.form == "json":
        text = json.dumps(_plain(drawn.table), ensure_ascii=len(drawn.files) != 1, indent=1)
    else:
        text = tomli_w.dumps(drawn.table)
    size = len(text)
    at, to = (size * thousandth // 1000 for thousandth in drawn.cut[:2])
    text = text[:at] + drawn.cut[2] + text[to:]
    if drawn.encoding == "crlf":
        text = text.replace("\n", "\r\n")
    encoding = "utf-8" if drawn.encoding == "crlf" else drawn.encoding
    return text.encode(encoding, "replace" if encoding == "gb18030" else "surrogatepass")


def run(drawn, folder):
    """Read it; what can be read, check it and do what else was drawn."""
    case = Case()
    path = _put(drawn, folder)
    with case.step("reading"):
        design = hc.read_design(path)
    if case.failed is not None:
        return case
    case.accepted = True
    with case.step("check"):
        reports = CheckReports(
            reports=check_all([design], today=TODAY), changes=None, accept=(), unusable="",
            unusable_zh="",
        )  # fmt: skip
        case.end = f"check {reports.exit_code}"
    if case.failed is None:
        with case.step("format"):
            _formatted(case, reports, drawn.format, drawn.lang)
    if drawn.also.startswith("sheet"):
        form = drawn.also.removeprefix("sheet ")
        with case.step("sheet"):
            sheet = hc.calculation_sheet(path, lang=drawn.lang, today=TODAY).render(form)
            _whole(case, f"sheet {form}", form, sheet)
    elif drawn.also == "writing":
        with case.step("writing"):
            again = folder / "again.hydro.toml"
            hc.write_design(design, again)
            if hc.read_design(again).replace(origin=None) != design.replace(origin=None):
                case.fault("writing: another design when read again")
    elif drawn.also == "sweep":
        with case.step("sweep"):
            names = [
                n
                for n in ("flow", "suction_level", "speed", "temperature", "line.diameter")
                if n in _model(design).inputs
            ]
            over = {names[0]: [0.1, 0.4], names[-1]: [0.5, 1.0]}
            hc.sweep(_model(design), over=over, progress=False, threads=1).summary.text(drawn.lang)
    elif drawn.also == "uncertainty":
        with case.step("uncertainty"):
            inputs = grade_inputs("2B") | hc.design_inputs(design)
            study = hc.monte_carlo(
                _model(design), inputs=inputs, n=64, seed=1, progress=False, threads=1
            )
            study.summary.text(drawn.lang)
    return case


def smaller(drawn):
    """Without one of its keys or rows, unspoilt, as plain as can be."""
    yield drawn._replace(also="")
    yield drawn._replace(encoding="utf-8")
    yield drawn._replace(form="toml")
    yield drawn._replace(cut=(0, 0, ""))
    for name in drawn.files:
        yield drawn._replace(files={k: v for k, v in drawn.files.items() if k != name})
    for above, key in _leaves(drawn.table, inner=True):
        if key in ("schema", "project"):
            continue
        kept = above[key]
        rest = _copied(drawn.table, above, key)
        above[key] = kept
        yield drawn._replace(table=rest)


def store(drawn, folder):
    """The files."""
    _put(drawn, folder)


def _put(drawn, folder):
    for old in folder.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name, text in drawn.files.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    path = folder / ("station.json" if drawn.form == "json" else "station.hydro.toml")
    path.write_bytes(text_of(drawn))
    return path


def _model(design):
    return hc.design_model(design)


def _formatted(case, reports, form, lang):
    if form == "text":
        text = reports.text(lang)
    elif form == "md":
        text = reports.markdown(lang)
    elif form == "csv":
        text = reports.data(lang).as_csv()
    else:
        text = json_text(reports) if form == "json" else reports.render(form, lang)
    _whole(case, f"check {form}", form, text)


def _whole(case, name, form, text):
    """A document of its form, that a terminal can show if it is text."""
    if isinstance(text, str) and controls(text, "\r" if form == "csv" else ""):
        case.fault(f"{name}: control characters", ascii(controls(text)))
    if isinstance(text, str):
        text.encode()
    if form in ("json", "sarif"):
        json.loads(text, parse_constant=lambda sign: case.fault(f"{name}: {sign}"))
    elif form == "junit":
        ET.fromstring(text)  # noqa: S314 - our own
    elif form == "pdf" and not text.startswith(b"%PDF"):
        case.fault(f"{name}: no PDF")
    elif form in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(text)) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    ET.fromstring(archive.read(part))  # noqa: S314


def _plain(value):
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


# Whole stations.


def station(dice):
    """A station whose parts fit each other, as the table of its file, and the files it names."""
    files: dict[str, str] = {}
    Q, static, v = dice.spread(0.005, 5.0), dice.uniform(2.0, 120.0), dice.uniform(0.5, 2.3)
    strings = dice.choice((1, 1, 1, 2, 2, 3))
    D = min(max(math.sqrt(4.0 * Q / strings / math.pi / v), 0.05), 4.0)
    slope = 0.02 / D * v * v / 19.6
    L = min(dice.spread(50.0, 60e3), 150.0 / slope)
    H = static + 1.1 * slope * L
    low = dice.uniform(0.0, 600.0)
    range_ = dice.uniform(0.0, 6.0)
    kinds = dice.choice((1, 1, 1, 1, 1, 2, 2, 3))
    counts = [dice.choice((1, 2, 2, 3)) for _ in range(kinds)]
    q = Q / sum(counts)
    names = [dice.choice(("P", "Q", "main", "主泵", "R-1", "a b")) + str(i) for i in range(kinds)]
    table: dict[str, Any] = {
        "schema": 1, "project": {"name": dice.choice(("Station", "双江", "A & B", "Werk 1"))},
        "levels": {"suction_design": low + range_ / 2}, "demand": {"flow": Q},
        "pumps": [_pump(dice, name, q, H, files) for name in names],
        "units": [_unit(dice, f"{'ABC'[i]}", names[i], counts[i], q, H, low) for i in range(kinds)],
    }  # fmt: skip
    if dice.chance(0.3):
        table["project"] |= {
            "description": "from the river",
            "kind": dice.choice(("raw-water", "treated-water", "other")),
        }
    if dice.chance(0.8):
        table["levels"] |= {"suction_min": low, "suction_max": low + range_}
    if dice.chance(0.85):
        table["line"] = _line(dice, D, L, strings, low, static, files)
        table["levels"]["delivery_design"] = low + range_ / 2 + static
        if dice.chance(0.4):
            table["levels"] |= {
                "delivery_min": low + static - 1.0,
                "delivery_max": low + static + range_ + 1.0,
            }
    else:
        table["demand"]["head"] = H
        if dice.chance(0.5):
            table["demand"] |= {"head_max": H * 1.1, "head_min": H * 0.85}
    if dice.chance(0.5):
        table["site"] = {"temperature": 15, "temperature_max": 28, "altitude": 250}
    if dice.chance(0.5):
        table["demand"] |= {"max_day": Q * 86400 * 0.9, "own_use": 0.05, "leakage": 0.03}
    if dice.chance(0.3):
        table["demand"] |= {"flows": [Q / 2, Q * 0.75, Q], "shares": [0.25, 0.5, 0.25], "hours": 22}
    if dice.chance(0.7):
        table["station"] = {"standby": dice.randint(0, 2), "motor_class": dice.choice(("IE3", "IE4", "IE1")),
                            "supply": dice.choice(("", "LV", "HV"))}  # fmt: skip
    if dice.chance(0.3):
        table["published"] = {"flow": f"{Q:.2f} m3/s", "head": f"{H:.1f} m", "installed_power": "945 kW",
                              "daily_volume": f"{Q * 86400:.0f} m3/d", "source": "a report"}  # fmt: skip
    if dice.chance(0.4):
        table["tariff"] = {"price": "0.65 元/kWh", "interest": 0.06, "years": 25}
    if dice.chance(0.4):
        table["starts"] = {"volume": q * 600.0}
    if dice.chance(0.5):
        table["wet_well"] = {
            "area": Q * 20.0, "bottom": low - 3.0, "minimum_level": low, "maximum_level": low + max(range_, 0.1),
            "bell_level": low - 2.0, "bell_diameter": min(1.3 * math.sqrt(q), 3.0),
            "position": dice.choice(("down", "inclined", "horizontal")),
        }  # fmt: skip
    table["checks"] = {"rules": ["default", *dice.sample(SETS[1:], dice.randint(0, 4))]}
    if dice.chance(0.1):
        files["own.toml"] = _OWN_RULE
        table["checks"]["rule_files"] = ["own.toml"]
    if dice.chance(0.5):
        table["waivers"] = [
            {
                "rule": "HC702",
                "reason": "relief valve ordered, set 1.35",
                "approver": {"name": "Li"},
                "date": datetime.date(2026, 11, 20),
                "until": datetime.date(2027, 6, 30),
            }
        ]
    if "line" in table and dice.chance(0.3):
        table["transients"] = _transients(dice, table["levels"], L, files)
    return table, files


def _transients(dice, levels, L, files):
    """Results of an analysis, most of them whole, at the design levels."""
    k, low, high = dice.randint(1, 120), levels["suction_design"], levels["delivery_design"]
    rows = [
        f"{L * i / k:.3f},{high + 60 - i / k:.2f},{low + (high - low) * i / k:.2f}"
        for i in range(k + 1)
    ]
    files["envelope.csv"] = "chainage_m,head_max_m,head_min_m\n" + "\n".join(rows) + "\n"
    results = [
        {
            "case": dice.choice(CASES), "suction_level": levels["suction_design"],
            "delivery_level": levels["delivery_design"], "units": dice.randint(1, 6), "roughness": "new",
            "protection": ["air vessel"][: dice.randint(0, 1)], "envelope": "envelope.csv",
            "duration": dice.spread(1.0, 1000.0), "pressure_pump_outlet": dice.spread(1e4, 1e7),
            "reverse_speed": "0 rpm", "reverse_time": 0, "largest_cavity": "0 m3", "valve_slam": 0.1,
        }
        for _ in range(dice.randint(1, 12))
    ]  # fmt: skip
    analysis = {
        "analyst": {"name": "A. Wei"}, "checker": {"name": "B. Ortiz"}, "software": "MOC", "version": "3.1",
        "date": datetime.date(2026, 10, 12), "four_quadrant": "maker",
    }  # fmt: skip
    if dice.chance(0.3):
        analysis["design"] = "sha256:" + dice.choice(("0" * 64, "x", "-".join(["0" * 16] * 5)))
    return {"analysis": analysis, "results": results}


_OWN_RULE = """[[rules]]
code = "OWN1"
title = "velocity"
quantity = "main_velocity"
operator = "<="
severity = "shall"
kind = "velocity"
limit_value = 2.0
"""


def _pump(dice, name, q, H, files):
    speed = min(
        (370, 490, 590, 740, 980, 1480, 2950),
        key=lambda n: abs(math.log(n * math.sqrt(q) / H**0.75 / 40.0)),
    )
    how = dice.choices(("estimate", "points", "csv"), (2, 4, 4))[0]
    if how == "estimate" and q > 0.02:
        given = {"flow": q, "head": H, "speed": speed}
        if dice.chance(0.3):
            given["type"] = dice.choice(
                ("split-case", "end-suction", "vertical-turbine", "multistage")
            )
        return {"name": name, "estimate": given}
    shares = (0.0, 0.3, 0.55, 0.8, 1.0, 1.2, 1.35)
    n = dice.choice((4, 5, 7, 7))
    flow = [round(q * share * 1.02, 6) for share in shares[7 - n :]]
    drop = dice.uniform(0.15, 0.5)
    head = [round(H * (1.0 + drop * (1.0 - (x / q) ** 2)), 4) for x in flow]
    best = dice.uniform(0.55, 0.88)
    eta = [round(max(best * (1.0 - (1.0 - x / q) ** 2), 0.0), 4) for x in flow]
    npsh = [round(2.0 + 2.5 * (x / q) ** 2, 3) for x in flow]
    also: dict[str, Any] = {"eyes": dice.choice((1, 1, 2))}
    if dice.chance(0.3):
        also |= {"minimum_flow": q * 0.4, "maximum_flow": q * 1.3}
    if dice.chance(0.3):
        also["form"] = dice.choice(("monotone", "linear", "quadratic", "power", "polynomial"))
    if dice.chance(0.2):
        also["impeller_diameter"] = 0.45
    if how == "points":
        table = {"name": name, "speed": speed, "flow": flow, "head": head, **also}
        if dice.chance(0.3):
            table["flow [m3/h]"] = [round(3600.0 * x, 4) for x in table.pop("flow")]
        if dice.chance(0.8):
            table["efficiency"] = eta
        elif dice.chance(0.5):
            table["shaft_power"] = [
                round(9810.0 * x * h / max(e, 0.1), 2) + 500.0
                for x, h, e in zip(flow, head, eta, strict=True)
            ]
        if dice.chance(0.7):
            table["npsh_required"] = npsh
        return table
    file = f"pump{len(files)}.csv"
    rows = ["flow [m3/h],head [m],efficiency [%],npsh_required [m]"]
    rows += [
        f"{3600 * a:.3f},{b},{100 * c:.2f},{d}"
        for a, b, c, d in zip(flow, head, eta, npsh, strict=True)
    ]
    files[file] = "\n".join(rows) + "\n"
    return {"name": name, "curve": file, "speed": speed, **also}


def _unit(dice, name, pump, count, q, H, low):
    unit: dict[str, Any] = {"name": name, "pump": pump, "count": count}
    if dice.chance(0.8):
        unit["eye_level"] = low + dice.uniform(-3.0, 2.0)
    bore = max(math.sqrt(4.0 * q / math.pi / 2.0), 0.05)
    if dice.chance(0.7):
        unit |= {"suction_diameter": bore * 1.2, "suction_loss_coefficient": 1.5, "discharge_diameter": bore,
                 "discharge_loss_coefficient": 4}  # fmt: skip
    if dice.chance(0.7):
        unit |= {
            "motor_rating": 9810.0 * q * H / 0.8 * dice.uniform(1.0, 1.5),
            "motor_efficiency": 0.94,
        }
    if dice.chance(0.3):
        unit["minimum_speed"] = dice.choice((300, 400, 600, 800, 1000, 1200))
    if dice.chance(0.2):
        unit |= {"coupling_efficiency": 0.97, "drive_efficiency": 0.95}
    return unit


_COEFFICIENTS = {"roughness": 1e-4, "hazen_williams_c": 130, "manning_n": 0.012}


def _line(dice, D, L, strings, low, static, files):
    method = "colebrook" if dice.chance(0.6) else dice.choice(list(LAWS))
    line: dict[str, Any] = {"reaches": []}
    if method != "colebrook":
        line["method"] = method
    n = dice.choice((1, 1, 1, 2, 3))
    for _ in range(n):
        pipe: Any = {"diameter": D * dice.uniform(0.95, 1.05)}
        pipe |= {
            k: v
            for k, v in _COEFFICIENTS.items()
            if k == LAWS[method].coefficient or dice.chance(0.1)
        }
        if dice.chance(0.6):
            pipe |= {
                "wall": D / 70.0,
                "rating": 2.5e6,
                "modulus": 170e9,
                "poisson": 0.28,
                "material": "ductile iron",
            }
        if dice.chance(0.15):
            pipe = f"ductile iron K9 DN {min((80, 100, 200, 300, 500, 800, 1200, 2000), key=lambda d: abs(d / 1000 - D))}"
        reach: dict[str, Any] = {"pipe": pipe, "length": L / n}
        if strings > 1:
            reach["strings"] = strings
        if dice.chance(0.4):
            reach["loss_coefficient" if dice.chance(0.5) else "local_share"] = dice.uniform(
                0.0, 0.1
            )
        line["reaches"].append(reach)
    if dice.chance(0.3) and LAWS[method].coefficient == "roughness":
        line["other_roughness"] = [5e-4, 1e-3][: dice.randint(1, 2)]
    if dice.chance(0.5):
        k = dice.choice((3000, 100_000)) if dice.chance(0.005) else dice.randint(2, 8)
        x = [L * i / k for i in range(k)] + [L]
        axis = [
            low + (static - 1.5) * s / L + dice.uniform(-0.02, 0.02) * static * (0 < s < L)
            for s in x
        ]
        columns = {"chainage": x, "ground": [z + 1.5 for z in axis], "axis": axis}
        if k <= 3000 and dice.chance(0.5):
            line["profile"] = columns
        else:
            line["profile"] = "profile.csv"
            rows = ["chainage_m,ground_m,axis_m"]
            rows += [
                ",".join(f"{value:.3f}" for value in row)
                for row in zip(*columns.values(), strict=True)
            ]
            files["profile.csv"] = "\n".join(rows) + "\n"
    return line


# Changes that leave most files readable.


def _leaves(value, inner=False):
    """Every place in a table, as the container and the key."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in list(keys):
        below = value[key]
        if isinstance(below, (dict, list)):
            if inner:
                yield value, key
            yield from _leaves(below, inner)
        else:
            yield value, key


def _copied(value, above, key):
    """A copy of a table without one place."""
    if isinstance(value, dict):
        return {
            k: _copied(v, above, key) for k, v in value.items() if not (value is above and k == key)
        }
    if isinstance(value, list):
        return [
            _copied(v, above, key) for i, v in enumerate(value) if not (value is above and i == key)
        ]
    return value


def _fields(cls, table):
    """Tables with the fields that are declared for them."""
    if not isinstance(table, dict):
        return
    yield cls, table
    for name, field in cls.fields.items():
        if isinstance(field, Part) and field.of is not None and name in table:
            below = table[name]
            for one in below if isinstance(below, list) else [below]:
                yield from _fields(field.of, one)


def _tables(table):
    found = list(_fields(hc.StationDesign, table))
    pumps = table.get("pumps")
    found += (
        [(hc.PumpCurve, p) for p in pumps if isinstance(p, dict)] if isinstance(pumps, list) else []
    )
    return found


def _any_value(dice, field):
    """A value within what a field declares."""
    if isinstance(field, Measure):
        k = units.KINDS[field.kind]
        low = k.low if field.low is None else field.low
        high = k.high if field.high is None else field.high
        if dice.chance(0.1):
            value = dice.choice((low, high))
        elif low > 0.0 or (low == 0.0 and dice.chance(0.8)):
            value = dice.spread(max(low, high * 1e-7), high)
        else:
            value = dice.uniform(low, high)
        return [value] * dice.randint(1, 4) if field.many else value
    if isinstance(field, Count):
        return dice.choice(
            (field.low, field.high, dice.randint(field.low, field.high), field.low + 1)
        )
    if isinstance(field, Choice):
        return dice.choice(field.words)
    if isinstance(field, Flag):
        return dice.chance(0.5)
    if isinstance(field, Day):
        return dice.choice((datetime.date(2026, 12, 31), "2020-02-29", "", "9999-12-31"))
    if isinstance(field, Printed):
        k = units.KINDS[field.kind]
        return f"{dice.spread(1e-3, 1e5):.{dice.randint(1, 4)}g} {dice.choice(list(k.spellings))}"
    return _readable(dice)


def _readable(dice):
    """A hostile text that a record takes: no control characters, not too long, no surrogates."""
    text = (
        dice.damaged(dice.choice(("Station", "水泵", "P", "PE 100")))
        if dice.chance(0.7)
        else dice.fragment()
    )
    kept = "".join(
        c for c in text if not controls(c) and c not in "\n\t" and not "\ud800" <= c <= "\udfff"
    )
    return kept[:1000] or "{x}"


def _scaled(dice, table):
    places = [(a, k) for a, k in _leaves(table) if type(a[k]) in (int, float) and k != "schema"]
    if places:
        above, key = dice.choice(places)
        value = above[key] * dice.choice((0.1, 0.5, 0.9, 0.99, 1.01, 1.1, 2.0, 10.0, -1.0, 0.0))
        above[key] = round(value) if isinstance(above[key], int) else value


def _redrawn(dice, table):
    cls, one = dice.choice(_tables(table))
    names = [n for n in one if n in cls.fields and not isinstance(cls.fields[n], (Part, Words))]
    if names:
        name = dice.choice(names)
        one[name] = _any_value(dice, cls.fields[name])


def _added(dice, table):
    cls, one = dice.choice(_tables(table))
    names = [n for n, f in cls.fields.items() if n not in one and not isinstance(f, (Part, Words))]
    if names:
        name = dice.choice(names)
        one[name] = _any_value(dice, cls.fields[name])


def _dropped(dice, table):
    cls, one = dice.choice(_tables(table))
    names = [
        n
        for n in one
        if (n in cls.fields and cls.fields[n].default in (None, "", ()))
        or n in ("levels", "checks")
    ]
    if names:
        del one[dice.choice(names)]


def _named(dice, table):
    """A hostile name, the same wherever it is referred to."""
    places = [
        (one, name) for cls, one in _tables(table) for name in one
        if type(cls.fields.get(name)) is Text and isinstance(one[name], str)
    ]  # fmt: skip
    above, key = dice.choice(places)
    old, new = above[key], _readable(dice)
    above[key] = new
    for unit in table.get("units", ()) if key == "name" and "head" in above else ():
        if isinstance(unit, dict) and unit.get("pump") == old:
            unit["pump"] = new


def _many(dice, table):
    """As many reaches of the same length in all, or units, as a file may have, and one more."""
    number = dice.choice((20, 60, 200, 200, 201))
    reaches = (table.get("line") or {}).get("reaches")
    if reaches and dice.chance(0.7):
        reaches[:] = [
            reach | {"length": reach["length"] * len(reaches) / number}
            for reach in (dice.choice(reaches) for _ in range(number))
            if type(reach.get("length")) in (int, float)
        ]
    elif table.get("units"):
        units = table["units"]
        units[:] = [dict(dice.choice(units)) for _ in range(number)]


def _repeated(dice, table):
    rows = [
        t
        for t in (
            table.get("units"),
            table.get("waivers"),
            (table.get("transients") or {}).get("results"),
            (table.get("line") or {}).get("reaches"),
        )
        if t
    ]
    if rows:
        many = dice.choice(rows)
        many.insert(dice.randint(0, len(many)), dict(dice.choice(many)))


def _another_pump(dice, table):
    pumps = table.get("pumps") or []
    if pumps:
        pumps.append({**dice.choice(pumps), "name": f"other {len(pumps)}"})
        unit = dice.choice(table.get("units") or [{}])
        unit["pump" if dice.chance(0.4) else "series"] = pumps[-1]["name"]
        if not isinstance(unit.get("series", []), list):
            unit["series"] = [unit["series"]] * dice.randint(1, 2)


def _limited(dice, table):
    limits = table.setdefault("limits", {})
    if isinstance(limits, dict):
        one = dice.choice([one for one in data.limits().values() if one.project])
        value: object = float(one.value) * dice.choice((0.5, 0.9, 1.0, 1.1, 2.0, 0.0, -1.0))
        if dice.chance(0.7):
            value = {
                "value": value,
                "name": "Li",
                "date": "2026-11-01",
                "reason": _readable(dice) + " as agreed with the owner",
            }
        limits[one.id] = value


def _waived(dice, table):
    code = dice.choice(list(every_rule()))
    given = {
        "rule": code if dice.chance(0.8) else code[: dice.randint(3, len(code))],
        "reason": _readable(dice) + " and so on and so forth",
        "approver": {"name": _readable(dice) + "."}, "date": datetime.date(2026, 11, 20),
        "until": datetime.date(2027, dice.randint(1, 12 if dice.chance(0.3) else 11), 5),
    }  # fmt: skip
    if dice.chance(0.3):
        given[dice.choice(list(Waiver.fields))] = _readable(dice)
    if dice.chance(0.2):
        given["kind"] = dice.choice(("waiver", "deviation", "exemption"))
    if isinstance(table.setdefault("waivers", []), list):
        table["waivers"].append(given)


def _catalogued(dice, table):
    reaches = (table.get("line") or {}).get("reaches")
    if reaches:
        product = dice.choice(products())
        sizes = (*map(int, pipe_catalogue(product).dn), 805)
        dice.choice(reaches)["pipe"] = f"{product} DN {dice.choice(sizes)}"


_CHANGES = (
    _scaled,
    _redrawn,
    _added,
    _dropped,
    _named,
    _repeated,
    _another_pump,
    _limited,
    _waived,
    _catalogued,
    _many,
)
_WEIGHTS = (5, 2, 3, 4, 3, 2, 2, 3, 2, 1, 0.1)


def _spell(dice, cls, table):
    """Some numbers as text with another unit of their kind."""
    for declared, one in _fields(cls, table):
        for name, field in declared.fields.items():
            if not (isinstance(field, Measure) and name in one and type(one[name]) in (int, float)):
                continue
            if dice.chance(0.6):
                continue
            unit = dice.choice(list(units.KINDS[field.kind].spellings))
            factor = units.KINDS[field.kind].spellings[unit]
            shown = one[name] * factor.denominator / factor.numerator + factor.offset
            one[name] = f"{shown:.9g} {unit}" if unit != "1" else f"{shown:.9g}"


# What breaks a file.


def _wrong(dice, table):
    """A value of another class."""
    above, key = dice.choice(list(_leaves(table, inner=dice.chance(0.3))))
    above[key] = dice.choice((
        True, False, "", [], {}, 0, -1, 1e308, 10**25, -(10**30), math.nan, math.inf, [1, 2], ["1 m"], [[]], {"x": 1},
        [{}], 0.5, "x", "nan", [math.nan] * 3, datetime.date(2026, 1, 1), dice.fragment(), [dice.fragment()],
    ))  # fmt: skip


def _unknown(dice, table):
    """A key that doesn't exist, or stands in another table."""
    _, one = dice.choice(_tables(table))
    name = dice.choice(
        ("flwo", "Flow", "origin", "other_lines", "series", "curve", "x", dice.fragment(), "a.b")
    )
    one[name] = dice.choice((1, "x", [1.0], {"y": 2}))


def _hostile(dice, table):
    """A damaged text where one stands, or anything."""
    places = [(a, k) for a, k in _leaves(table) if isinstance(a[k], str)]
    above, key = dice.choice(places)
    above[key] = dice.damaged(above[key])


def _contradiction(dice, table):
    """Parts that can't be true together."""
    levels = table.setdefault("levels", {})
    demand = table.setdefault("demand", {})
    if isinstance(levels, dict) and isinstance(demand, dict):
        dice.choice((
            lambda: levels.update(suction_min=100, suction_max=50), lambda: demand.update(head=10, head_min=20),
            lambda: demand.update(flows=[1.0], shares=[0.5, 0.5]), lambda: table.update(units=[]),
            lambda: table.update(units=[{"pump": "none"}]), lambda: table.update(pumps=[]), lambda: table.pop("schema", None),
        ))()  # fmt: skip
