"""Design checks: ``python benchmarks/checks.py``.

200 complete designs, each a station of its own, checked in one call of the command against one
process each; and one design from a cold start.
"""

import shutil
import tempfile
from pathlib import Path

import record
from run import machine, medians, process, report

STATION = Path(__file__).parents[1] / "tests" / "checks" / "station"
DESIGNS = 200


def designs(folder):
    for name in ("pump.csv", "profile.csv"):
        shutil.copy(STATION / name, folder)
    text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
    for i in range(DESIGNS):
        one = text.replace("delivery_design = 318", f"delivery_design = {318 - 0.01 * i}")
        path = folder / f"s{i:03}.hydro.toml"
        path.write_text(one, encoding="utf-8")
        yield str(path)


if __name__ == "__main__":
    machine()
    with tempfile.TemporaryDirectory() as folder:
        files = list(designs(Path(folder)))
        out = ("--format", "json", "-o", str(Path(folder) / "r.json"), "--force")
        one, many = medians(
            process("-m", "hydrocalc", "check", files[0], *out),
            process("-m", "hydrocalc", "check", *files, *out), repeat=5,
        )  # fmt: skip
        report("one design from a cold start", one, 1.0, "s")
        report(f"{DESIGNS} designs in one call", many, 4.0, "s")
        print(f"  a design {many / DESIGNS * 1e3:.1f} ms; over as many processes: "
              f"{one * DESIGNS / many:.0f} times faster")  # fmt: skip
    record.save("checks", "Design checks")
