"""Loss coefficients: table, fluids, text."""

import pytest

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.components import fittings
from hydrocalc.errors import InputError


@pytest.mark.parametrize("name", fittings.NAMES)
def test_table(name):
    row = next(r for r in data.rows("fittings") if r["fitting"] == name)
    assert hc.loss_coefficient(name) == float(row["k"]) > 0
    assert row["source"]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("bend", 0.12, 0.25), ("mitre", 0.6, 1.2), ("rounded-entrance", 0.0, 0.06),
        ("gate-valve-open", 0.05, 0.15), ("butterfly-valve-open", 0.2, 0.6),
        ("globe-valve-open", 3.0, 6.0), ("swing-check-open", 0.5, 2.5),
        ("ball-valve-open", 0.02, 0.06),
    ],
)  # fmt: skip
def test_through_fluids(name, low, high):
    """Within what the handbook's charts show for DN 500 and larger."""
    assert low <= hc.loss_coefficient(name, diameter="600 mm") <= high


def test_changes_of_bore():
    """Borda–Carnot: (1 - (d/D)²)² on the smaller bore."""
    K = hc.loss_coefficient("enlargement", diameter=0.04, second_diameter=0.05)
    assert pytest.approx((1 - 0.64) ** 2, rel=1e-9) == K
    # Coulson & Richardson, ex. 3.6: 7.2 m³/h, 40 -> 50 mm: 16.7 mm of water
    v = 7.2 / 3600 / (3.14159265 / 4 * 0.04**2)
    assert 1000 * K * v**2 / 2 / 9.81 == pytest.approx(16.7, abs=0.05)
    small = hc.loss_coefficient("contraction", diameter=0.3, second_diameter=0.6)
    assert 0.2 < small < 0.5
    cone = hc.loss_coefficient("diffuser", diameter=0.3, second_diameter=0.6, angle=15)
    assert 0 < cone < hc.loss_coefficient("enlargement", diameter=0.3, second_diameter=0.6)


def test_text():
    assert hc.loss_coefficients("entrance, elbow-90:4, exit") == pytest.approx(0.5 + 0.9 + 1)
    assert hc.loss_coefficients(" 3.2 ") == 3.2
    assert hc.loss_coefficients("bend:2", diameter=0.8) == pytest.approx(
        2 * hc.loss_coefficient("bend", diameter=0.8)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("elbow", "one of"), ("exit:x", "whole number"), ("exit:-1", "whole number"),
        ("bend", "depends on it"), ("exit," * 500, "at most 1000"), ("", "one of"),
    ],
)  # fmt: skip
def test_bad_text(text, said):
    with pytest.raises(InputError, match=said):
        hc.loss_coefficients(text)
    with pytest.raises(InputError, match="larger bore"):
        hc.loss_coefficient("contraction", diameter=0.6, second_diameter=0.3)
