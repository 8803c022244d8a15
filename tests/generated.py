"""Designs that nobody would draw, each of them valid."""

import numpy as np
from hypothesis import strategies as st

import hydrocalc as hc

NAMES = st.characters(exclude_categories=["Cs", "Cc", "Cf"])
level = st.floats(-400, 8000, allow_nan=False)
share = st.floats(0.01, 1.0, exclude_max=False)


@st.composite
def designs(draw):
    n = draw(st.integers(3, 6))
    q = np.cumsum(draw(st.lists(st.floats(0.01, 1.0), min_size=n, max_size=n)))
    head = np.cumsum(draw(st.lists(st.floats(0.1, 50.0), min_size=n, max_size=n)))[::-1]
    pump = hc.PumpCurve(
        name=draw(st.text(NAMES, max_size=8)), flow=q,
        head=head, speed=draw(st.floats(100, 3600)),
    )  # fmt: skip
    lowest = draw(st.none() | level)
    eye = level if lowest is None else st.floats(-50, 50).map(lambda above: lowest + above)
    unit = hc.PumpUnit(
        pump=pump, count=draw(st.integers(1, 20)), eye_level=draw(st.none() | eye),
        motor_efficiency=draw(st.none() | share),
    )  # fmt: skip
    reach = hc.Reach(
        pipe=hc.Pipe(diameter=draw(st.floats(0.05, 5)), roughness=draw(st.floats(0, 0.002))),
        length=draw(st.floats(1, 1e5)), strings=draw(st.integers(1, 20)),
    )  # fmt: skip
    line = draw(st.none() | st.just(hc.Line(reaches=[reach], delivery_level=draw(level))))
    return hc.StationDesign(
        project=hc.Project(name=draw(st.text(NAMES, max_size=20))),
        levels=hc.Levels(suction_min=lowest),
        demand=hc.Demand(flow=draw(st.none() | st.floats(1e-3, 100))),
        station=hc.Station(standby=draw(st.none() | st.integers(0, 20))),
        line=line, units=draw(st.sampled_from([(), (unit,), (unit, unit)])),
    )  # fmt: skip
