"""Drives and their tables."""

import math

import numpy as np
import pytest

from hydrocalc.kernels import drives

RATINGS, LOADS = np.array([10e3, 40e3, 160e3]), np.array([0.25, 0.5, 1.0])
TABLE = np.array([[0.80, 0.88, 0.91], [0.84, 0.90, 0.93], [0.89, 0.94, 0.96]])


def by_hand(x, P):
    """Straight in the load and in the logarithm of the rating, held at the ends."""
    x, P = min(max(x, 0.25), 1.0), min(max(P, 10e3), 160e3)
    j = 0 if x < 0.5 else 1
    i = 0 if P < 40e3 else 1
    a = (x - LOADS[j]) / (LOADS[j + 1] - LOADS[j])
    b = math.log(P / RATINGS[i]) / math.log(4)
    low, high = (TABLE[k, j] + a * (TABLE[k, j + 1] - TABLE[k, j]) for k in (i, i + 1))
    return low + b * (high - low)


def test_efficiency_between_the_rows_and_columns_of_a_table():
    x = np.array([0.1, 0.25, 0.3, 0.5, 0.7, 1.0, 1.2])
    for P in (5e3, 10e3, 17e3, 40e3, 100e3, 160e3, 300e3):
        found = drives.drive_efficiency(x, P, ratings=RATINGS, loads=LOADS, table=TABLE)
        assert found == pytest.approx([by_hand(v, P) for v in x], rel=1e-13)
