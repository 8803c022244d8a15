"""Models that several tests of studies share."""

QUIET = {"progress": False}
FACTOR = 2.0


def scaled(a):
    return {"y": FACTOR * a}


NAME = "ductile iron K9 DN 800"
