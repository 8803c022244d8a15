"""Lines and pumps that several tests share."""

import math

import numpy as np
from scipy.optimize import brentq

import hydrocalc as hc

G = 9.80665
NAN = np.nan

PUMP = hc.estimated_curve(flow=0.2, head=88, speed=1485)
MAIN = {"static_head": 75.6, "diameter": 0.8, "length": 21e3, "roughness": 1e-4}


def line_of(end=318.0, diameter=0.8, length=21e3, eps=1e-4, **more):
    reach = hc.Reach(pipe=hc.Pipe(diameter=diameter, roughness=eps), length=length)
    return hc.Line(reaches=[reach], delivery_level=end, **more)


def loss(Q, diameter, length, eps=1e-4):
    """Darcy's loss by a scalar root of Colebrook's equation, laminar below Re 2000, m."""
    v = Q / (math.pi / 4 * diameter**2)
    Re = v * diameter / hc.water_at(20).si.viscosity
    if Re < 2000:
        f = 64 / max(Re, 1e-9)
    else:
        x = brentq(lambda x: x + 2 * math.log10(eps / diameter / 3.7 + 2.51 * x / Re), 1, 100,
                   xtol=1e-15)  # fmt: skip
        f = x**-2
    return f * length / diameter * v * v / (2 * G)


ROWS = hc.estimated_curve(flow=0.2, head=88, speed=1485).replace(name="P")


def design(**more):
    unit = hc.PumpUnit(pump=PUMP, count=2, eye_level=240)
    fields = {"name": "2+1", "line": line_of(), "group": hc.PumpGroup(units=[unit])}
    return hc.Design(**{**fields, **more})


def sized(**more):
    return hc.size_station(line_of(), [ROWS], flow=0.4, duty=2, suction_levels=[243], **more)
