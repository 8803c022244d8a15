"""What a benchmark measured, for the performance page: ``run.py --record "how quiet it was"``.

Every line that `noted` gets is kept; `save` writes them to ``docs/performance.json`` under the
script's name, with machine, versions, date and the words behind ``--record`` (how quiet the machine
was). A casual run writes nothing.
"""

import datetime
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count
from pathlib import Path

from hydrocalc.records.writing import write_file

FILE = Path(__file__).parents[1] / "docs" / "performance.json"
PACKAGES = ("numpy", "scipy", "pint", "fluids", "numba", "hydrocalc")
_NOTED = []


def machine():
    """Processor, cores and system, in words."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = lines[0].split(":")[1].strip() if lines else model
    return f"{model}, {cpu_count()} cores, {platform.system()}"


def versions():
    """Python and the packages that matter, in words."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def noted(what, value, bar, unit="", more=False):
    """Keep one measured ratio or time; return whether its bar is met.

    `more` says that larger is better, so that the bar is the least.
    """
    row = {"what": " ".join(what.split()), "value": float(f"{value:.3g}"), "bar": float(bar)}
    _NOTED.append({**row, "unit": unit, "more": more})
    return bool(value >= bar if more else value <= bar)


def save(name, title):
    """Write what was noted as the part `name` of the page, if ``--record`` was given."""
    if "--record" not in sys.argv[1:]:
        return
    note = " ".join(sys.argv[sys.argv.index("--record") + 1 :])
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    known[name] = {
        "title": title, "command": f"python benchmarks/{name}.py --record",
        "date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions(),
        "note": note, "measured": _NOTED,
    }  # fmt: skip
    text = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
    write_file(FILE, text + "\n", force=True)
