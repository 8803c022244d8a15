"""NPSH of a unit over everything that will occur: levels, temperatures, flows, speeds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import water_at
from hydrocalc.components.pump_units import PumpUnit, ready, unit_performance
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.suction import air_over, refuse_depths
from hydrocalc.kernels import chains as scenarios
from hydrocalc.kernels import liquids as liquid_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.kernels.blocks import distinct
from hydrocalc.kernels.liquids import G
from hydrocalc.records.assumptions import assumed, assumptions_table
from hydrocalc.records.faces import renamed
from hydrocalc.records.fields import Measure, Ratio
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records.assumptions import Assumption
    from hydrocalc.records.fields import Amount, Language


class NPSHEnvelope(Result):
    """NPSH available and required; axes are temperature, level, speed and flow, in this order."""

    schema: ClassVar[tuple[str, int]] = ("npsh-envelope", 1)

    unit: Part = Part(label="unit")
    temperature: Measure = Measure("temperature", label="water temperature")
    suction_level: Measure = Measure("level", label="water level at the pumps")
    speed: Measure = Measure("speed", label="speed")
    flow: Measure = Measure("flow", label="flow of one unit")
    suction_loss: Measure = Measure("head", label="loss of the suction branch")
    npsh_available: Measure = Measure("level", label="NPSH available", digits=3)
    npsh_required: Measure = Measure("head", label="NPSH required", digits=3)
    npsh_margin: Measure = Measure("level", label="NPSH margin", digits=3)
    npsh_ratio: Ratio = Ratio(label="NPSH available over required", digits=3)
    least_margin: Measure = Measure("level", label="least NPSH margin", digits=3)
    least_ratio: Ratio = Ratio(label="NPSH available over required there", digits=3)
    worst_temperature: Measure = Measure("temperature", label="at a temperature of")
    worst_level: Measure = Measure("level", label="at a water level of")
    worst_speed: Measure = Measure("speed", label="at a speed of")
    worst_flow: Measure = Measure("flow", label="at a flow of")
    margin_needed: Measure = Measure("level", label="NPSH margin asked for")
    lowest_level: Measure = Measure(
        "level", label="lowest permissible water level by flow at full speed"
    )
    altitude: Measure = Measure("level", label="altitude")
    weather: Ratio = Ratio(label="weather: air pressure below the standard atmosphere")
    standard_pressure: Measure = Measure("pressure", label="standard atmosphere")
    air_pressure: Measure = Measure("pressure", label="air pressure reckoned with")
    worst_density: Measure = Measure("density", label="density of the water there")
    worst_vapour_pressure: Measure = Measure("pressure", label="vapour pressure there")
    worst_height: Measure = Measure("level", label="water above the eye there")
    suction_resistance: Ratio = Ratio(label="resistance of the suction branch, s²/m⁵")
    worst_loss: Measure = Measure("head", label="loss of the suction branch there", digits=3)
    worst_available: Measure = Measure("level", label="NPSH available there", digits=3)
    worst_required: Measure = Measure("head", label="NPSH required there", digits=3)
    assumptions: Part = Part(label="Assumptions")

    made_by: ClassVar[Mapping[str, Made]] = {
        "standard_pressure": made(liquid_kernels.atmospheric_pressure, z="altitude"),
        "air_pressure": made(scenarios.low_air_pressure, p_a="standard_pressure", w="weather"),
        "worst_height": made(
            pump_kernels.water_over_eye, z_w="worst_level", z_e="unit.eye_level"
        ),
        "suction_resistance": made(
            system_kernels.resistance, K="unit.suction_loss_coefficient",
            D="unit.suction_diameter",
        ),
        "worst_loss": made(system_kernels.branch_loss, r="suction_resistance", q="worst_flow"),
        "worst_available": made(
            pump_kernels.npsh_available, p="air_pressure", p_v="worst_vapour_pressure",
            rho="worst_density", z="worst_height", h_s="worst_loss", g=G,
        ),
        "least_margin": made(
            pump_kernels.npsh_margin, NPSHa="worst_available", NPSHr="worst_required"
        ),
    }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0, or 1 if the least margin is below the one asked for."""
        return int(bool(self.si.least_margin < self.si.margin_needed))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Flows as rows: warmest water, lowest and highest level, fastest speed."""
        c = self.si
        warm, fast = int(np.argmax(c.temperature)), int(np.argmax(c.speed))
        low, high = int(np.argmin(c.suction_level)), int(np.argmax(c.suction_level))
        heads = ["flow of one unit", "NPSH required", "NPSHa, lowest level",
                 "NPSHa, highest level", "NPSH margin", "NPSH available over required",
                 "lowest permissible water level"]  # fmt: skip
        columns = [
            c.flow, c.npsh_required[fast], c.npsh_available[warm, low],
            c.npsh_available[warm, high], c.npsh_margin[warm, low, fast],
            c.npsh_ratio[warm, low, fast], c.lowest_level,
        ]  # fmt: skip
        kinds = ("flow", "head", "level", "level", "level", "ratio", "level")
        rows = [
            [
                "–" if np.isnan(v) else units.read(float(v), kind, 3)
                for v, kind in zip(row[:-1], kinds, strict=False)
            ]
            + ["–" if np.isnan(row[-1]) else f"{units.shown(row[-1], 'level'):.2f}"]
            for row in zip(*columns, strict=True)
        ]
        shown = [units.unit_shown(kind) for kind in kinds]
        title = translated("NPSH by flow, warmest water, fastest speed", lang)
        return Table([translated(h, lang) for h in heads], rows, title, frozenset(range(7)), shown)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The table, the worst point and what was assumed."""
        names = ("least_margin", "margin_needed", "least_ratio", "worst_temperature", "worst_level",
                 "worst_speed", "worst_flow", "altitude")  # fmt: skip
        rows = [
            [translated(self.fields[n].label, lang), *self.fields[n].show(self._plain[n], lang)]
            for n in names
        ]
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        parts: list[Table | str] = [self.table(lang), Table(heads, rows, right=frozenset({1}))]
        if self.exit_code:
            parts.append(translated("The least margin is below the one asked for.", lang))
        if np.isnan(self.si.npsh_required).any():
            text = "NPSH required isn't known at all flows and speeds: margins are of the others."
            parts.append(translated(text, lang))
        parts.append(self._judged(lang))
        parts.append(assumptions_table(self.assumptions, lang))
        return parts

    def _judged(self, lang: Language) -> str:
        """What HI 9.6.1 and practice say of the least ratio and difference."""
        ratio, least = float(np.nanmin(self.npsh_ratio)), self.si.least_margin
        shall, should = data.limit("npsh_ratio_shall"), data.limit("npsh_ratio_should")
        difference = data.limit("npsh_difference_shall")
        verdict = translated(
            "too little" if ratio < shall or least < difference else
            "enough for low suction energy, little for high" if ratio < should else "enough", lang,
        )  # fmt: skip
        text = (
            "Least ratio {ratio} (HI 9.6.1, unread: {shall} at low, {should} at high suction "
            "energy): {verdict}."
        )
        return translated(
            text, lang, ratio=units.digits_of(ratio, 3), shall=shall, should=should, verdict=verdict
        )


@renamed(temperatures="temperature_max")
def npsh_envelope(
    unit: PumpUnit,
    *,
    suction_levels: Any,
    flow: Any = None,
    speeds: Any = None,
    temperature_max: Any = None,
    altitude: Amount | None = None,
    npsh_margin: Amount | None = None,
) -> NPSHEnvelope:
    """NPSH margin of a unit over levels, temperatures, speeds and flows.

    Parameters
    ----------
    unit : PumpUnit
        The unit: its curve with NPSH required, the level of its eye, its suction branch.
    suction_levels : array_like or WetWell
        Water levels that it draws from, m above the datum of the eye; of a well, its lowest and
        highest.
    flow : array_like, optional
        Flows of one unit, m³/s; by default eleven over its allowable region.
    speeds : array_like, optional
        Speeds, rpm (full speed and, for a variable unit, its lowest).
    temperature_max : float, str, quantity or array_like, optional
        Warmest water, °C, 0–40 (30 °C); several show how the margin hangs on it.
    altitude : float, str or quantity, optional
        Height above the sea, m (0).
    npsh_margin : float, str or quantity, optional
        Margin asked for, m (1 m).

    Returns
    -------
    NPSHEnvelope
        Arrays over (temperature, level, speed, flow); nan where the curve doesn't reach.

    Raises
    ------
    InputError
        If the curve has no NPSH required, the level of the eye is missing or can't belong to the
        datum of the water levels, or the pressure at the eye falls below that of the vapour.

    Notes
    -----
    NPSHa = (p_atm − p_v)/ρg + z − z_eye − r q², with air 3 % below the standard atmosphere; NPSHr
    grows with the square of the speed at flows in proportion. From levels there is no velocity
    head in it.

    References
    ----------
    ISO 17769-1:2012; ANSI/HI 9.6.1 (margins, unread).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> unit = hc.PumpUnit(pump=pump, eye_level="240 m", suction_diameter="400 mm",
    ...                    suction_loss_coefficient=3)
    >>> envelope = hc.npsh_envelope(unit, suction_levels=[239, 243])
    >>> print(f"{envelope.least_margin:.1f~P} at {envelope.worst_flow:.2f~P}")
    0.8 m at 0.25 m³/s
    """
    found = ready(unit)
    unit = found.record
    eye = unit.si.eye_level
    if found.known[0].npsh is None:
        raise InputError("unit", "a curve with NPSH required", Phrase("nothing"))
    if eye is None:
        raise InputError(
            "eye_level", "the level of the impeller eye, m above the datum", Phrase("nothing")
        )
    z = levels_of(suction_levels)
    taken: list[Assumption] = []

    def given(id: str, value: Any, kind: str, low: float, high: float) -> Any:
        if value is None:
            taken.append(assumed(id))
            value = taken[-1].value
        read = units.row if id == "temperature_max" else partial(units.number, scalar=True)
        return read(value, kind, id, low=low, high=high)

    t = given("temperature_max", temperature_max, "temperature", 0.0, 40.0)
    above = given("altitude", altitude, "level", -500.0, 5000.0)
    needed = given("npsh_margin", npsh_margin, "head", 0.0, 20.0)
    taken.append(assumed("weather"))
    full = found.full * unit.pump.si.speed
    if speeds is None:
        n = full * distinct(found.lowest, 1.0)
    else:
        n = units.row(speeds, "speed", "speeds")
    if flow is None:
        low, high = (x for x in found.regions[2:])
        if np.isnan(low):
            low, high = 0.5 * found.pump.head.end, found.pump.head.end
        q = np.linspace(low, min(high, found.pump.head.end), 11)
    else:
        q = units.row(flow, "flow", "flow")
    weather = data.assumption("weather").number
    standard = float(run(liquid_kernels.atmospheric_pressure, above))
    p = float(scenarios.low_air_pressure(standard, weather))
    waters = [water_at(float(x), altitude=above) for x in t]
    air = np.array([air_over(water, above) for water in waters])
    loss = found.suction * q * q
    refuse_depths(z, eye)
    NPSHa = air[:, None, None] + z[:, None] - eye - loss
    if NPSHa.min() <= 0.0:
        _, j, k = np.unravel_index(int(NPSHa.argmin()), NPSHa.shape)
        raise InputError(
            "suction_levels",
            "water that doesn't boil at the impeller eye: at {flow} and a level of {level} the "
            "pressure there is {short} of head below that of the vapour", "",
            flow=units.show(float(q[k]), "flow"), level=units.show(float(z[j]), "level"),
            short=units.show(-float(NPSHa.min()), "level"),
        )  # fmt: skip
    with np.errstate(all="ignore"):
        NPSHr = np.stack(
            [unit_performance(found, q, np.full_like(q, x / full), 998.2, "usual")[2] for x in n]
        )
        margin = NPSHa[:, :, None, :] - NPSHr
        ratio = NPSHa[:, :, None, :] / NPSHr
    if np.isnan(margin).all():
        raise InputError("flow", "flows on the curve of NPSH required", Phrase("none"))
    worst = np.unravel_index(int(np.nanargmin(margin)), margin.shape)
    fast, there = int(np.argmax(n)), waters[worst[0]].si
    return NPSHEnvelope(
        unit=unit, temperature=t, suction_level=z, speed=n, flow=q, suction_loss=loss,
        npsh_available=NPSHa, npsh_required=NPSHr, npsh_margin=margin, npsh_ratio=ratio,
        least_margin=float(margin[worst]), least_ratio=float(ratio[worst]),
        worst_temperature=float(t[worst[0]]), worst_level=float(z[worst[1]]),
        worst_speed=float(n[worst[2]]), worst_flow=float(q[worst[3]]), margin_needed=needed,
        lowest_level=NPSHr[fast] + needed + eye + loss - air.min(), assumptions=tuple(taken),
        altitude=above, weather=weather, standard_pressure=standard, air_pressure=p,
        worst_density=there.density, worst_vapour_pressure=there.vapour_pressure,
        worst_height=float(z[worst[1]]) - eye, suction_resistance=found.suction,
        worst_loss=float(loss[worst[3]]),
        worst_available=float(NPSHa[worst[0], worst[1], worst[3]]),
        worst_required=float(NPSHr[worst[2], worst[3]]),
    )  # fmt: skip
