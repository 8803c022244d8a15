"""How inputs vary."""

import numpy as np
import pytest
from scipy.stats import uniform

import hydrocalc as hc


@pytest.mark.parametrize("grade", ["1U", "1E", "1B", "2B", "2U", "3B"])
@pytest.mark.parametrize("shut_off", [1.1, 1.3, 2.0])
def test_every_pump_of_a_grade_passes_its_test(grade, shut_off):
    """Pumps drawn for a grade, flat and steep, against `judge_test`."""
    q = np.linspace(0.0, 0.3, 13)
    head = 90.0 * (shut_off - (shut_off - 1) * (q / 0.2) ** 2)
    inputs = hc.grade_inputs(grade)
    corners = [inputs.get(n, uniform(1, 0)).support() for n in ("flow_factor", "head_factor")]
    rng = np.random.default_rng(1)
    drawn = [(f, h) for f in corners[0] for h in corners[1]]
    drawn += list(
        zip(
            *(d.ppf(rng.random(20)) for d in (inputs["flow_factor"], inputs["head_factor"])),
            strict=True,
        )
    )
    for f, h in drawn:
        keep = head > 0
        test = hc.PumpCurve(flow=q[keep] * f, head=head[keep] * h, speed=1480)
        assert hc.judge_test(test, grade=grade, flow=0.2, head=90, speed=1480).accepted, (f, h)
