"""The JSON schema of the design file."""

from __future__ import annotations

from typing import Any

from hydrocalc import data, units
from hydrocalc.components.curves import PumpCurve
from hydrocalc.components.motors import MAINS, Mains
from hydrocalc.components.pipes import COEFFICIENTS
from hydrocalc.records.documents import MOST_ENTRIES
from hydrocalc.records.fields import (
    MAX_TEXT,
    REQUIRED,
    Choice,
    Count,
    Day,
    Field,
    Flag,
    Measure,
    Printed,
    Words,
)
from hydrocalc.records.record import Part, Record
from hydrocalc.stations.designs.design import LimitOverride, StationDesign
from hydrocalc.stations.designs.reading import MOST_CONDITIONS, MOST_TABLES, OTHERS, SCHEMA


def design_schema() -> dict[str, Any]:
    """JSON Schema of the design file, made from the records' declarations.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12.

    Notes
    -----
    A number is in the unit that its description names; text carries one.

    References
    ----------
    JSON Schema 2020-12.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.design_schema()["required"]
    ['schema', 'project']
    """
    schema = _object(StationDesign)
    fields = schema["properties"]
    for name in ("origin", "other_lines"):
        del fields[name]
    text: dict[str, Any] = {"type": "string", "maxLength": MAX_TEXT}
    for name, coefficient in OTHERS.items():
        fields["line"]["properties"][name] = {
            "type": "array", "items": _measure(*COEFFICIENTS[coefficient]),
            "maxItems": MOST_CONDITIONS, "description": "the same line in another condition",
        }  # fmt: skip
    fields["line"]["properties"]["profile"] = {
        "anyOf": [text, fields["line"]["properties"]["profile"]]
    }
    result = fields["transients"]["properties"]["results"]["items"]["properties"]
    result["envelope"] = {"anyOf": [text, result["envelope"]]}
    reach = fields["line"]["properties"]["reaches"]["items"]["properties"]
    reach["pipe"] = {"anyOf": [text, reach["pipe"]]}
    unit = fields["units"]["items"]["properties"]
    series = {"type": "array", "items": text, "maxItems": MOST_TABLES}
    unit["pump"], unit["series"] = text, series
    signed = _object(LimitOverride)
    del signed["properties"]["id"]
    signed["required"] = ["value"]
    fields["limits"] = {
        "type": "object", "additionalProperties": False,
        "properties": {
            id: {"anyOf": [{"type": "number"}, signed],
                 "description": f"{x.quantity} {x.operator} {x.value:g} {x.unit}"}
            for id, x in data.limits().items() if x.project
        },
    }  # fmt: skip
    approver = fields["waivers"]["items"]["properties"]
    approver["approver"] = {"anyOf": [text, approver["approver"]]}
    pump = _object(PumpCurve)
    pump["properties"] |= {"curve": text, "estimate": {"type": "object"}}
    pump["patternProperties"] = {
        r"[\[(_]": {"type": "array", "items": {"type": "number"}, "description": "a column"}
    }
    pump["required"] = ["name"]
    fields["pumps"] = {"type": "array", "items": pump, "maxItems": MOST_TABLES}
    fields = {"schema": {"const": SCHEMA}, **fields}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hydrocalc design file", **schema, "properties": fields,
        "required": ["schema", *schema["required"]],
    }  # fmt: skip


def _object(cls: type[Record]) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False,
        "properties": {name: _declared(field) for name, field in cls.fields.items()},
        "required": [n for n, f in cls.fields.items() if f.default is REQUIRED],
    }  # fmt: skip


def _declared(field: Field) -> dict[str, Any]:
    """One field's declaration as a schema."""
    found: dict[str, Any]
    if isinstance(field, Part):
        found = _object(field.of) if field.of is not None else {"type": "object"}
        if field.many:
            found = {"type": "array", "items": found, "maxItems": MOST_TABLES}
    elif isinstance(field, Mains):
        found = _measure(field.kind)
        found["anyOf"][0] = {"enum": list(MAINS)}
    elif isinstance(field, Measure):
        low = units.KINDS[field.kind].low if field.many and field.low is None else field.low
        one = _measure(field.kind, low, field.high)
        found = {"type": "array", "items": one, "maxItems": MOST_ENTRIES} if field.many else one
    elif isinstance(field, Count):
        found = {"type": "integer", "minimum": field.low, "maximum": field.high}
    elif isinstance(field, Choice):
        found = {"enum": list(field.words)}
    elif isinstance(field, Printed):
        found = {"type": ["number", "string"], "description": units.KINDS[field.kind].unit}
    elif isinstance(field, Words):
        found = {"type": "array", "items": {"type": "string"}, "maxItems": field.most}
    elif isinstance(field, Flag):
        found = {"type": "boolean"}
    elif isinstance(field, Day):
        found = {"type": "string", "format": "date"}
    else:
        found = {"type": "string", "maxLength": MAX_TEXT}
    said = found.get("description", "")
    return {**found, "description": f"{field.label}, {said}" if said else field.label}


def _measure(kind: str, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    k = units.KINDS[kind]
    number: dict[str, Any] = {"type": "number"}
    number["maximum"] = k.high if high is None else high
    if low is not None or k.low != 0:
        number["minimum"] = k.low if low is None else low
    else:
        number["exclusiveMinimum"] = 0
    shown = [s for s in k.spellings if s != "1"]
    said = f"{k.unit}; or text with one of: {', '.join(shown)}" if shown else "a number"
    return {"anyOf": [number, {"type": "string", "maxLength": units.MAX_TEXT}], "description": said}
