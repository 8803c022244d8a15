"""What a station owes at the lowest level of its well, and at heads that its pumps don't reach."""

import pytest

import hydrocalc as hc
from hydrocalc.checks.engine import examined
from hydrocalc.errors import DesignFileError
from tests.checks.test_governing_states import AGED, finding, flow
from tests.checks.test_rules import PUMP, write

WELL = [("eye_level = 240", "eye_level = 234"), ("bottom = 238.5", "bottom = 232.5"),
        ("minimum_level = 241", "minimum_level = 235"),
        ("bell_level = 239.5", "bell_level = 233.5")]  # fmt: skip


def test_a_well_below_the_river_decides_the_capacity(tmp_path):
    """The flow at 235 m by PCHIP, Colebrook and bisection; at the river's 241 m it is enough."""
    owed = 2 * flow(2, 235.0, AGED) / 0.4
    assert owed < 1 < 2 * flow(2, 241.0, AGED) / 0.4
    report = hc.check(write(tmp_path, *WELL))
    for code, more in (("HC108", ""), ("HC107", ", A out")):
        f = finding(report, code)
        assert f.value == pytest.approx(owed, rel=1e-4)
        assert f.state == f"lowest level of the well, aged line, 2 A{more}"
    assert (report.verdict, finding(report, "HC108").outcome) == ("FAIL", "fail")
    drawn = hc.check(write(tmp_path, *WELL, ("suction_min = 241", "suction_min = 235")))
    assert finding(drawn, "HC108").value == pytest.approx(finding(report, "HC108").value)


def test_levels_have_the_names_that_they_are_declared_by(tmp_path):
    """No level of the well is the design level at the pumps."""
    case, _ = examined(write(tmp_path, *WELL, ("maximum_level = 245", "maximum_level = 246")))
    s = case.states
    names = {float(z): str(s.case(j)[0]) for j, z in enumerate(s.suction)}
    assert names == {
        241.0: "lowest level at the pumps", 243.0: "design level at the pumps",
        245.0: "highest level at the pumps", 235.0: "lowest level of the well",
        246.0: "highest level of the well",
    }  # fmt: skip


def lower(row):
    """A point with 80/112 of its head."""
    q, head, *rest = row.split(",")
    return ",".join([q, f"{float(head) * 80 / 112:g}", *rest])


def test_a_mean_head_that_no_pump_reaches_fails(tmp_path):
    """80 m at no flow: the lift alone is 325.9 - 243 = 82.9 m."""
    head, *rows = PUMP.rstrip().split("\n")
    pump = "\n".join([head, *map(lower, rows)]) + "\n"
    f = finding(hc.check(write(tmp_path, pump=pump)), "HC210")
    assert (f.value, f.outcome) == (0.0, "fail")


@pytest.mark.parametrize(("flows", "refused"), [("0.3, 0.4", 0), ("0.3, 0.401", 0),
                                                ("0.3, 0.41", 1), ("0.3, 1.2", 1)])  # fmt: skip
def test_flows_over_the_year_are_within_the_design_flow(tmp_path, flows, refused):
    path = write(tmp_path, ("flows = [0.3, 0.4]", f"flows = [{flows}]"))
    if not refused:
        assert finding(hc.check(path), "HC210").outcome == "pass"
        return
    with pytest.raises(
        DesignFileError, match=r"demand.flows: expected flows up to the design flow, 0.4"
    ):
        hc.check(path)
