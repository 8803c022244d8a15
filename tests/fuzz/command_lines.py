"""Command lines of every command: what works, with more options, damaged values and odd spellings."""

import io
import json
import os
import re
import shutil
import sys
import time
import xml.etree.ElementTree as ET
from contextlib import chdir
from importlib import import_module
from typing import NamedTuple

from hydrocalc.cli.main import COMMANDS, main
from hydrocalc.kernels.pipes import LAWS

from . import design_files
from .cases import CODES, Case, Dice, controls, place_in

SUBJECT = "command_lines"
WEIGHTS = {"size": 24, "line": 20, "duty": 14, "matrix": 5, "npsh": 6, "pipes": 7, "check": 12, "explain": 3,
           "schema": 0.5, "init": 2, "sweep": 3, "uncertainty": 1, "report": 1}  # fmt: skip
DESIGNS = 12
FILES = {
    "pump.csv": "flow [m3/h],head [m],efficiency [%],npsh_required [m]\n0,110,0,3\n360,104,68,3\n720,88,84,4\n900,74,80,6\n",
    "pump.toml": 'speed = 1480\n"flow [m3/h]" = [0, 360, 720, 900]\nhead = [110, 104, 88, 74]\n',
    "twice.csv": "flow [m3/h],head [m],head [m]\n0,110,55\n360,104,52\n720,88,44\n",
    "comma.csv": "flow;head\n0;110\n0,1;104\n",
    "steep.csv": "q,h\n0,110\n0.1,10\n",
    "empty.csv": "",
    "head.csv": "flow,head\n",
    "binary.csv": "\x00\x01\x02",
    "profile.csv": "chainage_m,ground_m,axis_m\n0,250,248\n9000,300,298\n21000,320,318\n",
    "prices.csv": "dn,price\n600,1200\n700,1550\n800,1900\n900,2300\n",
    "table.csv": "flow [L/s],suction_level\n300,243\n400,\n",
    "old.json": '{"reports": [{"name": "A", "findings": [{"code": "HC401", "outcome": "pa\\u001b[31mss{x}", "value": 1}]}]}',
    "x; y {z}.hydro.toml": "schema = 1\n[project]\nname = '{x}'\n",
}  # fmt: skip
"""What stands in the folder beside some design files."""
FLOWS = ("0.4", "1440 m3/h", "400 L/s", "0.4 m3/s", "35000 m3/d", "6340 gpm", "0.05", "3")
LEVELS = ("243", "241 m", "800 ft", "0", "-3", "246.5 m")
SHARES = ("82%", "0.8", "6 %", "95 %", "1")
LISTS = ("241;246", "243", "241；243；246 m", "0")
UNITS = ("A: pump.csv, x2, curve 1480 rpm, eye 240 m", "pump.toml, eye 240 m", "A: pump.csv, curve 1480; B: pump.toml, min 1100 rpm",
         "pump.toml, x3, suction 400 mm K 2, discharge 0.35 m K 5", "A: pump.csv, x2, motor 250 kW IE3",
         "pump.csv, motor 94.5 %", "pump.csv, motor IE3", "pump.csv, motor 2 MW IE9 K")  # fmt: skip
CURVES = ("pump.csv", "pump.csv", "pump.csv", "pump.toml", "twice.csv", "comma.csv", "steep.csv", "empty.csv", "head.csv",
          "binary.csv", "none.csv", ".", "link.csv", "sub")  # fmt: skip
PIPES = (
    "ductile iron K9 DN 800",
    "PE100 SDR 17 DN 800",
    "steel 10 mm DN 800",
    "GRP DN 900",
    "ductile iron K9 DN 805",
)
VALUES = {
    "flow": FLOWS, "head": ("87.8", "87.8 m", "288 ft", "20", "860 kPa"), "head_max": ("95", "100 m"), "head_min": ("60 m", "50"),
    "duty": ("2", "1-4", "2,3"), "standby": ("0", "1", "2"), "type": ("auto", "split-case", "multistage", "end-suction"),
    "poles": ("4", "2,4"), "frequency": ("50", "60"), "country": ("CN", "EU", "US"), "rank": ("balanced", "energy", "installed", "units"),
    "duty_kind": ("sewage", "booster", "mine", "drainage", "pool"), "daily_demand": ("35000 m3/d", "3.5 万m3/d", "1e9"),
    "trims": ("1;0.95", "0.9", "1.2"), "write": ("w.hydro.toml", "sub/w.toml"),
    "hours": ("24", "20 h", "22"), "average_flow": ("0.3", "1000 m3/h"), "load_factor": ("80 %", "0.7"),
    "price": ("0.65", "0.65/kWh", "0.8 元/kWh"), "installed": ("945 kW", "1e6"), "daily_volume": ("35000 m3/d", "3.5万m3/d"),
    "temperature": ("20", "15 °C", "290 K"), "temperature_max": ("30", "28 C"), "altitude": LEVELS, "suction_level": LEVELS,
    "water_above_eye": ("2", "-3 m", "241"), "level_range": ("4", "12 m"),
    "delivery_level": ("318", "300 m"), "suction_loss": ("1.5", "2 m"), "npsh_margin": ("1", "0.5 m"), "pump_efficiency": SHARES,
    "efficiency_allowance": ("2 %", "0.02"), "power_rise": ("1.15", "1.2"), "margin": ("1.1", "1.2"), "coupling_efficiency": SHARES,
    "ie_class": ("IE3", "IE4"), "length": ("21km", "500", "3000 m", "5 mi"), "diameter": ("800mm", "0.6", "DN 800", "24 in"),
    "pipe": PIPES, "condition": ("design", "new"), "roughness": ("0.1 mm", "0.0005", "50 um"), "hazen_williams_c": ("130", "110"),
    "manning_n": ("0.012", "0.014"), "method": tuple(LAWS), "fittings": ("entrance,elbow-90:4,exit", "12.5", "gate-valve:2"),
    "local_share": ("5 %", "0.1"), "strings": ("1", "2"), "profile": ("profile.csv", "none.csv", "pump.csv", "link.csv"),
    "start_level": ("350", "400 m"), "shutoff_level": ("380", "420 m"), "minimum_pressure": ("2", "5 m"),
    "surge_allowance": ("3 bar", "250000"), "pressure_standard": ("EN 805", "GB 50332"),
    "sizes": ("ductile iron K9", "PE100 SDR 17", "GRP"), "pipe_price": ("prices.csv", "pump.csv"), "efficiency": SHARES,
    "interest": SHARES, "years": ("30", "20"), "maintenance": ("1 %", "0.01"), "curve": CURVES, "curve_speed": ("1480", "1480 rpm"),
    "units": ("1", "2", "1;2;3"), "speed": ("1480", "1300 rpm", "1480;1300"), "static": ("76m", "30", "-2"),
    "suction_levels": LISTS, "delivery_levels": ("318", "310;318"), "also_roughness": ("0.5 mm", "0.001"),
    "speeds": ("1;0.9", "0.8"), "stages": ("0.2;0.4", "0.3"), "unit": UNITS, "temperatures": ("30", "5;30"), "dn": ("800", "600"),
    "rules": ("default", "default,cn-gb50265-2022", "hi"), "select": ("HC4", "HC401,HC402"), "ignore": ("HC7", "HC401"),
    "baseline": ("old.json", "d0/station.hydro.toml", "none.json"), "today": ("2026-12-31", "2030-01-01"), "accept": ("conditional", "conditional,partial"),
    "vary": ("flow=0.2:0.5:0.1", "speed=0.9;1", "suction_level=240;243", "line.diameter=0.6:0.9:0.1"),
    "table": ("table.csv", "pump.csv", "none.parquet"), "keep": ("total_flow", "summary", "head,total_flow"),
    "limit": ("head <= 90 m", "total_flow >= 0.3"), "folder": ("study", "sub", "pump.csv", "a/b"), "threads": ("1", "2", "0"),
    "progress": ("none", "json", "bar"), "of": ("head", "total_flow"), "plot": ("p.png", "p.svg", "p.txt", "sub/p.svg"),
    "n": ("64", "100", "1", "0"), "input": ("flow=0.35..0.45", "speed=0.9;0.95;1", "flow=0.4±5 % in 0.3..0.5"),
    "grade": ("2B", "1U", "none"), "sampler": ("sobol", "random", "halton", "latin-hypercube"), "seed": ("1", "7"),
}  # fmt: skip
"""Values of each option, most of them good; of a command where it means something else."""
OF_COMMAND = {("matrix", "units"): UNITS, ("matrix", "speed"): ("1480",)}
DESIGN_FILES = tuple(f"d{i}/station.hydro.toml" for i in range(DESIGNS))
POSITIONAL = {
    "files": DESIGN_FILES, "file": DESIGN_FILES, "product": (*VALUES["sizes"], "PCCP", "ASME schedule 40", ""),
    "code": ("HC401", "HC4", "GB", "hc", ""),
}  # fmt: skip
BASES = {
    "size": (["flow", "head"], ["flow", "head", "temperature", "price", "hours"], ["flow", "head", "installed", "daily_volume"],
             ["daily_demand", "hours", "head"], ["flow", "head", "duty_kind", "write"],
             ["flow", "length", "pipe", "static", "curve", "curve_speed"]),
    "line": (["flow", "length", "pipe"], ["flow", "length", "diameter", "roughness"], ["flow", "length", "sizes", "price"],
             ["flow", "length", "pipe", "profile", "delivery_level"]),
    "duty": (["curve", "curve_speed", "static", "length", "pipe"], ["curve", "curve_speed", "delivery_level", "suction_level", "length", "pipe"]),
    "matrix": (["units", "suction_levels", "delivery_levels", "length", "pipe"], ["units", "delivery_levels", "length", "pipe", "stages"]),
    "npsh": (["unit", "suction_levels"], ["unit", "suction_levels", "temperatures"]), "sweep": (["vary"], ["table"]),
    "uncertainty": (["n", "grade"], ["n", "input"]),
}  # fmt: skip
"""Options that are enough for a result."""
ODD = (
    "--help",
    "--version",
    "--",
    "-",
    "---",
    "--=",
    "--x=--",
    "-o",
    "--format",
    "--flo=1",
    "--Flow",
    "-5",
    "--no-such",
    "",
)
FORMATS = (
    "text",
    "json",
    "csv",
    "md",
    "junit",
    "sarif",
    "github",
    "html",
    "pdf",
    "docx",
    "xlsx",
    "parquet",
    "yaml",
)
TARGETS = ("out.txt", "out.json", "out.csv", "out.md", "out.xml", "out.sarif", "out.html", "out.pdf", "out.parquet", "none/x.txt",
           "sub", "pump.csv", "link.csv", "d0/station.hydro.toml", "", "out {x}.md")  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "gbk", "ascii", "cp1252", "utf-16")
LONGEST_STUDY = 3000
"""Scenarios that a damaged option may still ask for."""


class Drawn(NamedTuple):
    """A command line, and the terminal it is typed in."""

    arguments: tuple[str, ...]
    encoding: str


def draw(dice):
    """A command with what it needs, more, less and other than that."""
    command = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    module = import_module(f"hydrocalc.cli.{command}")
    calm = dice.chance(0.4)
    names = list(dice.choice(BASES.get(command, ([],))))
    others = [n for n in module.OPTIONS if n not in ("plot", *names)]
    names += dice.sample(others, min(len(others), 0 if calm else dice.choice((0, 1, 1, 2, 4))))
    if "plot" in module.OPTIONS and dice.chance(0.01):
        names.append("plot")
    hostile = 0.0 if calm or dice.chance(0.3) else 0.25
    words = []
    for name in names:
        if not calm and dice.chance(0.03):
            continue
        values = OF_COMMAND.get((command, name)) or VALUES.get(name) or ("1",)
        value = dice.choice(values[:2] if calm else values)
        if dice.chance(hostile):
            value = _moderate(name, dice.damaged(value), value)
        words.append(_typed(dice, module, name, value))
        if not calm and dice.chance(0.02):
            words.append(words[-1])
    words += [[_option(name)] for name in module.FLAGS if dice.chance(0.1)]
    for name in getattr(module, "POSITIONAL", {}):
        for _ in range(
            dice.choice((1, 1, 1, 2))
            if getattr(module, "MANY", False)
            else dice.choice((0, 1, 1, 1, 1, 1))
        ):
            value = dice.choice(POSITIONAL[name])
            words.append([dice.damaged(value) if dice.chance(hostile) else value])
    words += [["--lang", "zh"]] * dice.chance(0.3) if calm else _shared(dice, command)
    if not calm and dice.chance(0.1):
        words.append([dice.choice(ODD) if dice.chance(0.7) else dice.damaged(dice.choice(ODD))])
    dice.shuffle(words)
    arguments = [command, *(word for group in words for word in group)]
    if dice.chance(0.02):
        arguments[0] = dice.damaged(command)
    if dice.chance(0.02):
        del arguments[dice.randrange(len(arguments))]
    encoding = dice.choice(ENCODINGS)
    return Drawn(tuple(map(_typeable, arguments)), encoding)


def run(drawn, folder):
    """Type it in a folder of files, and look at what was printed."""
    case = Case()
    work = folder / "work"
    before = _filled(work)
    streams = [_stream(drawn.encoding) for _ in range(2)]
    saved = sys.stdout, sys.stderr
    code: object = None
    begin = time.process_time()
    try:
        sys.stdout, sys.stderr = streams
        with chdir(work):
            code = main(list(drawn.arguments))
    except SystemExit as end:
        code = end.code
    except Exception as error:
        import traceback

        code = repr(error)
        case.fault(f"raises: {place_in(traceback.format_exc())}", traceback.format_exc())
    finally:
        sys.stdout, sys.stderr = saved
    seconds = time.process_time() - begin
    command = drawn.arguments[0] if drawn.arguments and drawn.arguments[0] in COMMANDS else "other"
    plotted = any(a.startswith("--plot") for a in drawn.arguments)
    step = "sheet" if command == "report" or plotted else command
    case.seconds[step] = seconds
    out, err = (_printed(stream, drawn.encoding, case) for stream in streams)
    case.end, case.accepted = f"exit {code}", code in (0, 1, 4) and type(code) is int
    if code not in CODES or "Traceback" in err:
        case.fault(f"exit {code}: {place_in(err)}", err[-3000:])
    coloured = any("--color" in a for a in drawn.arguments)
    for name, text in (("stdout", out), ("stderr", err)):
        if coloured:
            text = re.sub("\x1b\\[[0-9;]*m", "", text)
        bar = "\r" if any("--progress" in a for a in drawn.arguments) and name == "stderr" else ""
        found = controls(text, bar + ("\r" if _form(drawn.arguments) == "csv" else ""))
        if found:
            case.fault(
                f"{command}: control characters in {name}", ascii(found) + ascii(text[:2000])
            )
    for line in err.split("\n") if "Traceback" not in err else ():
        if len(line) > 3000:
            case.fault(f"{command}: message of more than 3000 characters", line[:3000])
        if re.search("encountered in|deprecated|RuntimeWarning", line):
            case.fault(f"{command}: a warning that isn't ours", line)
    if case.accepted and out:
        _whole(case, command, _form(drawn.arguments), out)
    _tidied(work, before)
    return case


def smaller(drawn):
    """With a word less, or less of a word."""
    words = drawn.arguments
    for i in range(len(words)):
        yield drawn._replace(arguments=words[:i] + words[i + 1 :])
    for i, word in enumerate(words):
        for part in (word[: len(word) // 2], word[len(word) // 2 :], word[1:], word[:-1]):
            if part != word:
                yield drawn._replace(arguments=(*words[:i], part, *words[i + 1 :]))
    yield drawn._replace(encoding="utf-8")


def store(drawn, folder):
    """The words, and the folder that they were typed in."""
    _filled(folder / "work")
    text = json.dumps({"arguments": drawn.arguments, "encoding": drawn.encoding}, indent=1)
    (folder / "case.json").write_text(text, encoding="utf-8")


def _option(name):
    return "--" + name.replace("_", "-")


def _typed(dice, module, name, value):
    word = _option(dice.choice((name, *module.ALIASES.get(name, ()))))
    if dice.chance(0.01):
        word = word[: dice.randint(3, len(word))]
    return [f"{word}={value}"] if dice.chance(0.3) else [word, value]


def _shared(dice, command):
    words = []
    if dice.chance(0.4) or command == "report":
        words.append(["--format", dice.choice(FORMATS[:4] if dice.chance(0.6) else FORMATS)])
    if dice.chance(0.1):
        words.append([dice.choice(("-o", "--output")), dice.choice(TARGETS)])
    words += [["--force"]] if dice.chance(0.05) else []
    words += [["--lang", dice.choice(("en", "zh", "zh", "de"))]] if dice.chance(0.4) else []
    words += [["--units-system", dice.choice(("us", "si", "uk"))]] if dice.chance(0.2) else []
    words += (
        [["--color", dice.choice(("auto", "always", "never", "x"))]] if dice.chance(0.1) else []
    )
    return words


def _moderate(name, value, valid):
    """A damaged value, unless it asks for a study of millions."""
    if name in ("vary", "n", "threads", "folder"):
        numbers = [float(x) for x in re.findall(r"\d+\.?\d*(?:[eE]\d{1,3})?", value)]
        steps = max(numbers, default=0.0) / min([x for x in numbers if x] or [1.0])
        if (
            steps > LONGEST_STUDY
            or max(numbers, default=0.0) > LONGEST_STUDY
            or "/" in value
            or ".." in value
        ):
            return valid
    return value


def _typeable(word):
    """What an argument can hold: no NUL, and of surrogates those that stand for bytes."""
    word = "".join(c for c in word if not "\ud800" <= c <= "\udfff" or "\udc80" <= c <= "\udcff")
    return word.replace("\x00", "")[:100_000]


def _stream(encoding):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")


def _printed(stream, encoding, case):
    stream.flush()
    raw = stream.buffer.getvalue()
    try:
        # Documents are in UTF-8 wherever they go.
        return raw.decode("utf-8" if raw[:1] in (b"<", b"{") and b"\0" not in raw[:8] else encoding)
    except UnicodeDecodeError:
        try:
            return raw.decode("utf-8")  # HTML is UTF-8 everywhere
        except UnicodeDecodeError:
            case.fault("printed in no encoding", ascii(raw[:500]))
            return ""


def _form(arguments):
    for i, word in enumerate(arguments):
        if word == "--format" and i + 1 < len(arguments):
            return arguments[i + 1]
        if word.startswith("--format="):
            return word.partition("=")[2]
    return ""


def _whole(case, command, form, text):
    """What is to be read by a program can be."""
    if command in ("schema", "init") or any(
        word in text[:300] for word in ("usage:", "hydrocalc 0", "hydrocalc 1")
    ):
        return
    try:
        if form in ("json", "sarif"):
            json.loads(text, parse_constant=float)
        elif form == "junit":
            ET.fromstring(text)  # noqa: S314 - our own
    except (ValueError, ET.ParseError) as error:
        case.fault(f"{command}: {form} that can't be read", f"{error}: {text[:1000]}")


def _filled(work):
    """The folder with its files, and what they are; written once."""
    if not work.exists():
        (work / "sub").mkdir(parents=True)
        for name, text in FILES.items():
            (work / name).write_text(text, encoding="utf-8")
        (work / "link.csv").symlink_to("pump.csv")
        for i in range(DESIGNS):
            below = work / f"d{i}"
            below.mkdir()
            drawn = design_files.draw(Dice("designs beside command lines", 1, i))._replace(
                form="toml", cut=(0, 0, "")
            )
            if i < DESIGNS - 3:
                table, files = design_files.station(Dice("designs beside command lines", 1, i))
                drawn = drawn._replace(table=table, files=files)
            design_files.store(drawn, below)
    return _seen(work)


def _seen(work):
    found = {}
    for above, folders, files in os.walk(work):
        for name in (*folders, *files):
            path = os.path.join(above, name)
            state = os.lstat(path)
            found[path] = name in folders or (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def _tidied(work, before):
    """Nothing that a command wrote is there for the next one."""
    after = _seen(work)
    if any(path not in after or after[path] != state for path, state in before.items()):
        shutil.rmtree(work)
        return
    for path in sorted(set(after) - set(before)):
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        elif os.path.lexists(path):
            os.unlink(path)
