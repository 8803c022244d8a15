"""The catalogue: self-consistent, readable by name, honest about what isn't known."""

import json

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.components import catalogue
from hydrocalc.errors import InputError, NoSolutionError

ALL = [*catalogue.products(), "ASME schedule 40", "AWWA DR25C900"]


@pytest.mark.parametrize("product", ALL)
def test_rows_are_consistent(product):
    c = hc.pipe_catalogue(product).si
    assert (np.diff(c.dn) > 0).all()
    assert (np.diff(c.diameter) > 0).all()
    walled = ~np.isnan(c.wall)
    assert (c.diameter < c.outer_diameter)[walled].all()
    bore = c.outer_diameter - 2 * (c.wall + c.lining)
    # fluids' schedules are printed to three digits
    tolerance = 1e-4 if product in catalogue.products() else 2e-3
    np.testing.assert_allclose(c.diameter[walled], bore[walled], atol=tolerance)
    assert c.roughness_design >= c.roughness_new > 0
    assert c.hazen_williams_c_design <= c.hazen_williams_c_new
    assert 0 < c.poisson < 0.5
    assert set(c.basis) <= set(data.BASES)
    assert all(c.source)
    assert (c.diameter > 0.7 * c.dn / 1000).all() or "SDR 7.4" in product or c.dn[0] < 50


@pytest.mark.parametrize("material", ["PE100", "PE80"])
def test_rating_falls_and_bore_rises_with_sdr(material):
    previous = None
    for sdr in ("7.4", "9", "11", "13.6", "17", "21", "26", "33", "41"):
        c = hc.pipe_catalogue(f"{material} SDR {sdr}").si
        # PN = 20 MRS/(1.25 (SDR - 1)), a series of round numbers
        exact = 20 * (10 if material == "PE100" else 8) / 1.25 / (float(sdr) - 1)
        assert c.rating[0] / 1e5 == pytest.approx(exact, rel=0.07)
        if previous is not None:
            assert c.rating[0] < previous.rating[0]
            assert (c.diameter > previous.diameter).all()
        previous = c


def test_classes_of_ductile_iron():
    c30, c40, k9 = (hc.pipe_catalogue(f"ductile iron {n}").si for n in ("C30", "C40", "K9"))
    for dn in c30.dn:
        i, j, k = (list(c.dn).index(dn) for c in (c30, c40, k9))
        assert c30.wall[i] < c40.wall[j]
        assert c30.rating[i] < c40.rating[j]
        assert c30.outer_diameter[i] == c40.outer_diameter[j] == k9.outer_diameter[k]
    assert (np.diff(k9.rating) <= 0).all()
    e = 9 * (0.5 + 0.001 * np.array(k9.dn))
    np.testing.assert_allclose(1000 * k9.wall, np.maximum(e, 6.0), atol=0.051)


def test_sizes_of_the_judgement():
    """K9 DN 800 has a bore of 806 mm with its lining, PE SDR 17 DN 800 one of 705 mm."""
    assert hc.catalogue_pipe("ductile iron K9 DN 800").si.diameter == pytest.approx(0.8066)
    assert hc.catalogue_pipe("pe100 sdr 17 DN800").si.diameter == pytest.approx(0.7058)
    new = hc.catalogue_pipe("ductile iron K9 DN 800", condition="new")
    assert new.si.roughness < hc.catalogue_pipe("ductile iron K9 DN 800").si.roughness
    assert hc.catalogue_pipe("PCCP DN 1200").wall is None
    # Crane TP-410: 10 in schedule 40 is 10.02 in
    asme = hc.catalogue_pipe("ASME schedule 40 DN 250")
    assert asme.si.diameter / 0.0254 == pytest.approx(10.02, abs=0.01)
    assert hc.catalogue_pipe("AWWA DR25C900 DN 200").material == "PVC-U"


def test_next_size():
    pipe = hc.next_size("ductile iron K9", diameter="724 mm")
    assert pipe.name == "ductile iron K9 DN 800"
    exact = hc.next_size("ductile iron K9", diameter=0.8066)
    assert exact.name == "ductile iron K9 DN 800"
    with pytest.raises(NoSolutionError, match="ends at a bore of"):
        hc.next_size("PE80 SDR 41", diameter="3 m")


@pytest.mark.parametrize(
    ("name", "argument", "said"),
    [
        ("ductile iron K9", "pipe", "such as 'ductile iron K9 DN 800'"),
        ("ductile iron K9 DN 850", "pipe", "DN 80, 100"), ("K9 DN 800", "pipe", "did you mean"),
        ("ASME schedule 41 DN 100", "pipe", "10S"), ("", "pipe", "product and size"),
        ("x" * 9000, "pipe", "product and size"),
    ],
)  # fmt: skip
def test_bad_names(name, argument, said):
    with pytest.raises(InputError) as caught:
        hc.catalogue_pipe(name)
    assert caught.value.argument == argument
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_pages():
    page = str(hc.pipe_catalogue("ductile iron K9"))
    assert "806.6" in page
    assert "Sources:" in page
    assert "公称直径" in hc.pipe_catalogue("PCCP").text("zh")
    assert "ductile iron K9" in str(catalogue.product_list())
    assert json.dumps(hc.pipe_catalogue("GRP").to_dict(), allow_nan=False)
    one = catalogue.one_size(hc.pipe_catalogue("ductile iron K9"), "800")
    assert list(one.dn) == [800]
    with pytest.raises(InputError, match="dn"):
        catalogue.one_size(hc.pipe_catalogue("ductile iron K9"), 801)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PE 100 SDR17 DN 800", "PE100 SDR 17 DN 800"), ("steel 10mm, DN800", "steel 10 mm DN 800"),
        ("Ductile-Iron k9 dn 600", "ductile iron K9 DN 600"),
    ],
)  # fmt: skip
def test_names_are_read_as_people_write_them(typed, found):
    assert hc.catalogue_pipe(typed).name == found
