"""Designs that nobody would draw, each of them valid."""

import datetime
import json
import shutil
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

import hydrocalc as hc

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the order of a line."""
refused = st.characters(categories=["Cc", "Cs"], exclude_characters="\t\n") | st.sampled_from(
    [*TURNING, "\ufffe", "\uffff"]
)
"""Signs that no record takes."""
HOSTILE = (
    "{", "}", "{}", "{0}", "{name}", "{example}", "{x.__class__.__mro__}", "{units[0]}", "{{", "}}",
    "{example:>900000000}", "{0:{1}}", "%", "%s", "%(name)s", "%d", "$x$", "\\frac", "`", "[a](b)",
    "<b>", "&lt;", "|", "#", "=1+1", "@", "-", '"', "'", "\u200b", "\u200d", "\ufeff", "\u3000",
    "flow", "head", "water", "rpm", "nothing", "\t", "\n", "一", "\U0001f600",
)  # fmt: skip
"""What templates, markup, spreadsheets, terminals and our own catalogue read as theirs."""
OURS = (
    "7 rpm", "rpm", "True", "epanet", "colebrook, ε 0.1 mm", "maker", "estimate", "flow", "pass",
    "FAIL", "reason (≤ 2027-01-01; fail)", "no comparable stations: 0, 8 needed",
    "the unit doesn't run", "transient analysis", "see (--flow)",
)  # fmt: skip
"""Words of the catalogue, and what looks like our sentences: in a user's text they are his."""
LONG = " as long as a reason has to be"
TODAY = datetime.date(2026, 12, 1)
"""The system's date in tests: waivers last a year at most."""
STATION = Path(__file__).parent / "checks/station"


def worded(folder, word):
    """The good station with one word in every text that a user may give; its design file."""
    shutil.copytree(STATION, folder)
    file, word = folder / "good.hydro.toml", json.dumps(word, ensure_ascii=False)
    changes = (
        ('"Good station"', f"{word}\ndescription = {word}"), ('"A"', word), ('"P"', word),
        ("pipe = { diameter", f"pipe = {{ name = {word}, diameter"), ('"ductile iron"', word),
        ('daily_volume = "35000 m3/d"', f'daily_volume = "35000 m3/d"\nsource = {word}'),
        ("[checks]", '[checks]\nrule_files = ["own.toml"]'),
    )  # fmt: skip
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    approver = json.dumps(json.loads(word) + "Li", ensure_ascii=False)
    reason = json.dumps(json.loads(word) + LONG, ensure_ascii=False)
    text += (
        f'\n[[waivers]]\nrule = "XY102"\nreason = {reason}\napprover = {{ name = {approver} }}\n'
        f"date = {TODAY}\nuntil = {TODAY + datetime.timedelta(days=365)}\n"
    )
    file.write_text(text, encoding="utf-8")
    rules = [
        f"""[[rules]]
        code = "XY10{i}"
        title = {word}
        quantity = "main_velocity"
        operator = "<="
        severity = "shall"
        kind = "velocity"
        limit_value = 0.01
        standard = {word}
        clause = {word}
        formula = {word}
        explanation = {word}
        """
        for i in (1, 2)
    ]
    (folder / "own.toml").write_text("\n".join(rules), encoding="utf-8")
    return file


def texts(most):
    """Texts of up to `most` signs that a record takes, many of them hostile."""
    signs = st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters=TURNING + "\ufffe\uffff"
    )
    parts = st.lists(st.sampled_from(HOSTILE) | signs, max_size=most)
    return parts.map("".join).map(lambda text: text[:most])


level = st.floats(-400, 8000, allow_nan=False)
share = st.floats(0.01, 1.0, exclude_max=False)


@st.composite
def designs(draw):
    n = draw(st.integers(3, 6))
    q = np.cumsum(draw(st.lists(st.floats(0.01, 1.0), min_size=n, max_size=n)))
    head = np.cumsum(draw(st.lists(st.floats(0.1, 50.0), min_size=n, max_size=n)))[::-1]
    pump = hc.PumpCurve(
        name=draw(texts(40)), flow=q,
        head=head, speed=draw(st.floats(100, 3600)),
    )  # fmt: skip
    lowest = draw(st.none() | level)
    eye = level if lowest is None else st.floats(-50, 50).map(lambda above: lowest + above)
    unit = hc.PumpUnit(
        name=draw(texts(40)), pump=pump, count=draw(st.integers(1, 20)), eye_level=draw(st.none() | eye),
        motor_efficiency=draw(st.none() | share),
    )  # fmt: skip
    other = unit.replace(name=unit.name and unit.name[:39] + "'")
    reach = hc.Reach(
        pipe=hc.Pipe(
            name=draw(texts(20)), material=draw(st.sampled_from(HOSTILE[:14]) | texts(20)),
            diameter=draw(st.floats(0.05, 5)), roughness=draw(st.floats(0, 0.002)),
        ),
        length=draw(st.floats(1, 1e5)), strings=draw(st.integers(1, 20)),
    )  # fmt: skip
    end = draw(level)
    length = reach.length.m
    start = end if unit.eye_level is None else unit.eye_level.m  # the line begins at its pumps
    ground = hc.Profile(chainage=[0, length], ground=[start + 1, end + 1], axis=[start, end])
    line = draw(
        st.none()
        | st.just(hc.Line(reaches=[reach], delivery_level=end))
        | st.just(hc.Line(reaches=[reach], delivery_level=end, profile=ground))
    )
    return hc.StationDesign(
        project=hc.Project(name=draw(texts(60)), description=draw(texts(60))),
        levels=hc.Levels(suction_min=lowest),
        demand=hc.Demand(flow=draw(st.none() | st.floats(1e-3, 100))),
        station=hc.Station(standby=draw(st.none() | st.integers(0, 20))),
        line=line, units=draw(st.sampled_from([(), (unit,), (unit, other)])),
    )  # fmt: skip
