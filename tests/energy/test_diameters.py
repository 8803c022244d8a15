"""Which bore: what is left of a head, and the cheapest size by hand."""

import json

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.energy.diameters import read_pipe_prices
from hydrocalc.errors import InputError

PRICES = {600: 1200, 700: 1550, 800: 1900, 900: 2300}
CASE = {"flow": 0.4, "length": "21 km", "head": 87.8}


def test_what_is_left_of_the_head():
    sizes = hc.compare_diameters("ductile iron K9", **CASE, local_share="5 %")
    for i, dn in enumerate(sizes.dn):
        pipe = hc.catalogue_pipe(f"ductile iron K9 DN {dn}")
        loss = hc.head_loss(flow=0.4, diameter=pipe.diameter, length=21e3, roughness=pipe.roughness)
        assert sizes.si.friction[i] == pytest.approx(loss.magnitude, rel=1e-12)
        assert sizes.si.left[i] == pytest.approx(87.8 - 1.05 * loss.magnitude, rel=1e-12)
    assert sizes.economic == -1
    assert "together" not in str(sizes)


def test_cost_by_hand():
    sizes = hc.compare_diameters(
        "ductile iron K9", **CASE, price=0.6, pipe_prices=PRICES, efficiency="80 %",
        interest="6 %", years=30, maintenance="1 %", hours=24,
    )  # fmt: skip
    row = list(sizes.dn).index(800)
    kw = 998.203 * 9.80665 * 0.4 * sizes.si.friction[row] / 0.8 / 1000
    assert sizes.energy_cost[row] == pytest.approx(kw * 8760 * 0.6, rel=1e-6)
    annuity = 0.06 / (1 - 1.06**-30)
    assert sizes.capital_cost[row] == pytest.approx(1900 * 21e3 * (annuity + 0.01), rel=1e-9)
    known = ~np.isnan(sizes.total_cost)
    assert set(sizes.dn[known]) == set(PRICES)
    assert sizes.total_cost[sizes.economic] == np.nanmin(sizes.total_cost)
    assert sizes.dn[sizes.economic] == 700
    assert sizes.assumptions == ()
    assert "* 700" in str(sizes)
    assert json.dumps(sizes.to_dict(), allow_nan=False)
    dearer = hc.compare_diameters("ductile iron K9", **CASE, price=2, pipe_prices=PRICES)
    assert dearer.dn[dearer.economic] > 700
    assert {a.id for a in dearer.assumptions} == {
        "line_efficiency", "line_hours", "line_interest", "line_years", "line_maintenance",
    }  # fmt: skip


def test_the_cheapest_must_leave_something_of_the_head():
    prices = {500: 2000, 600: 4000, 700: 6000}
    sizes = hc.compare_diameters("ductile iron K9", **CASE, price=0.1, pipe_prices=prices)
    assert sizes.si.left[list(sizes.dn).index(500)] < 0
    assert sizes.dn[sizes.economic] == 600


def test_shown_sizes():
    sizes = hc.compare_diameters("ductile iron K9", **CASE)
    assert len(sizes.table().rows) < len(sizes.table(every=True).rows) == len(sizes.dn)
    assert "Shown are sizes" in str(sizes)
    assert "Shown are sizes" not in sizes.text(every=True)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"flow": 0}, "flow"), ({"flow": [1, 2]}, "flow"), ({"length": -1}, "length"),
        ({"condition": "old"}, "condition"), ({"pipe_prices": {1: 5.0}}, "pipe_prices"),
        ({"pipe_prices": {800: -5.0}}, "pipe_prices"), ({"price": -1}, "price"),
        ({"price": 1, "efficiency": 80}, "efficiency"),
        ({"pipe_prices": PRICES, "interest": 6}, "interest"),
    ],
)  # fmt: skip
def test_bad_input(change, argument):
    with pytest.raises(InputError) as caught:
        hc.compare_diameters("ductile iron K9", **{**CASE, **change})
    assert caught.value.argument == argument


def test_price_files(tmp_path):
    file = tmp_path / "prices.csv"
    file.write_text("dn,price\n800,1900\n", encoding="utf-8")
    assert read_pipe_prices(str(file)) == {800: 1900.0}
    file.write_text("dn,price\n800.5,1900\n", encoding="utf-8")
    with pytest.raises(InputError, match="pipe_price"):
        read_pipe_prices(str(file))


def test_prices_are_one_for_each_size(tmp_path):
    from hydrocalc.energy.diameters import read_pipe_prices

    file = tmp_path / "prices.csv"
    for text, said in (
        ("dn,price\n800,1900\n800,1950\n", "one price for each DN"),
        ("dn;price\n800;1900\n", "commas between the columns"),
        ("dn,price\n800,1900,5\n", "not decimal commas"),
        ('dn,price\n800,"1900,5"\n', "not decimal commas"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            read_pipe_prices(str(file))
    given = hc.compare_diameters(
        "ductile iron K9", flow=0.4, length="21 km", pipe_prices={"800": 1900.0}
    )
    assert not np.isnan(given.capital_cost[list(given.dn).index(800)])
