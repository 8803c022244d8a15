"""The design file ``*.hydro.toml``: read with all its faults at once, written, and its schema.

A file is a table of the fields of `StationDesign`; every table below it is one of the records
that the library is called with, validated by their own declarations. What a file may say
otherwise than a call (a pipe by its name in a catalogue, curves and profiles in CSV files beside
it) stands in `_Reader` under the name of the field.
"""

from __future__ import annotations

import difflib
import math
import os
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.catalogue import catalogue_pipe
from hydrocalc.components.curve_files import CurveFile, curve_columns, curve_file, curve_of
from hydrocalc.components.curves import PumpCurve, check_curve, estimated_curve, saddles
from hydrocalc.components.pipes import COEFFICIENTS, Pipe
from hydrocalc.errors import DesignFileError, HydrocalcError, InputError, Problem
from hydrocalc.hydraulics.lines import Line, read_profile
from hydrocalc.records.columns import path_of, read_text
from hydrocalc.records.documents import MOST_BYTES, line_of, read_json, read_toml, unit_left_out
from hydrocalc.records.fields import (
    MAX_TEXT,
    REQUIRED,
    Field,
    Measure,
)
from hydrocalc.records.record import Part, Record
from hydrocalc.stations.designs.contradictions import contradictions
from hydrocalc.stations.designs.design import LimitOverride, Origin, StationDesign
from hydrocalc.stations.designs.signatures import NOT_SET
from hydrocalc.texts import Phrase, quoted
from hydrocalc.transients.analysis import Envelope, read_envelope

SCHEMA = 1
MOST_PROBLEMS = 100
MOST_TABLES = 200
"""Tables of one name, such as ``[[units]]``."""
MOST_CURVE_BYTES = 1_000_000
"""Of all files of curves that a design names; one of a maker has a thousand."""
MOST_ENVELOPE_BYTES = 5_000_000
"""Of all envelopes that a design names; one every 20 m of 40 km has 60 kB."""
MOST_POINTS = 100_000
"""Of the curves of all pumps of a design; a maker gives ten for each, a logger thousands."""
MOST_SADDLES = 1000
"""Saddles of all curves times combinations of units: a second or two of a check."""
MOST_CONDITIONS = 5
"""Entries of ``line.other_roughness``."""
OTHERS = {f"other_{coefficient}": coefficient for coefficient in COEFFICIENTS}
"""Keys that give the line in other conditions, by what their law calls its coefficient."""
MOST_GUESSES = 10
"""Unknown words for which the nearest known one is looked for; it costs more than reading."""
_ESTIMATE = ("flow", "head", "speed", "type", "stages")


def read_design(path: str | os.PathLike[str]) -> StationDesign:
    r"""The station that a design file describes.

    Parameters
    ----------
    path : str or path
        TOML 1.0, or JSON of the same form if it ends in ``.json``; UTF-8 with or without a
        byte-order mark, or GB18030; at most 1 MiB. CSV files that it names lie in its folder or
        below it.

    Returns
    -------
    StationDesign
        The records that the library is called with.

    Raises
    ------
    DesignFileError
        With everything that is wrong: file, line, key, what was expected and what came.

    Notes
    -----
    Lines are those of the nearest key that could be located. Nothing is run, and no file outside
    the folder is opened.

    References
    ----------
    TOML 1.0.

    Examples
    --------
    >>> import hydrocalc as hc, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "a.hydro.toml"
    >>> _ = file.write_text('schema = 1\n[project]\nname = "A"\n[demand]\nflow = "400 L/s"\n')
    >>> print(f"{hc.read_design(file).demand.flow:~P}")
    0.4 m³/s
    """
    file = path_of(path, "path")
    try:
        text = read_text(file, "file", MOST_BYTES)
        read = read_json if file.lower().endswith(".json") else read_toml
        table, lines = read(text, "file")
    except InputError as error:
        line, key = int(error.values.get("line", 1)), str(error.values.get("key", "file"))
        raise DesignFileError((Problem(file, line, key, error),)) from None
    reader = _Reader(os.path.dirname(os.path.abspath(file)))
    design = reader.design(table)
    if design is not None and not reader.problems:
        for key, found in contradictions(design):
            reader.fault(key, found)
    if reader.problems:
        raise DesignFileError(
            tuple(
                Problem(file, line_of(lines, key), key, error)
                for key, error in reader.problems[:MOST_PROBLEMS]
            )
        )
    if design is None:  # pragma: no cover: there would be a problem
        raise AssertionError
    origin = Origin(file=file, keys=tuple(lines), lines=list(lines.values()))
    return design.replace(origin=origin)


class _Reader:
    """Walks a table along the fields of the records, and collects what is wrong."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problems: list[tuple[str, InputError]] = []
        self.pumps: dict[str, PumpCurve | None] = {}
        self.curves: dict[str, CurveFile] = {}
        self.envelopes: dict[str, Envelope] = {}
        self.bytes: dict[str, int] = {}
        self.points = self.guesses = 0

    def design(self, table: Mapping[str, Any]) -> StationDesign | None:
        """The whole file."""
        known = (*StationDesign.fields, "schema", "pumps")
        table = dict(table)
        number = table.pop("schema", None)
        if number is None or isinstance(number, bool) or number != SCHEMA:
            got = Phrase("nothing") if number is None else quoted(number)
            self.fault("schema", InputError("schema", "schema = {n}", got, n=SCHEMA))
        for i, pump in enumerate(self.tables(table.pop("pumps", []), "pumps")):
            self.pump(pump, f"pumps[{i}]")
        for name in ("origin", "other_lines"):
            if name in table:
                self.unknown(name, name, known)
                del table[name]
        others = self.conditions(table)
        design = self.record(StationDesign, table, "", ("schema", "pumps"))
        if design is not None and design.line is not None:
            design = design.replace(
                other_lines=tuple(_in_condition(design.line, other) for other in others)
            )
        if not isinstance(design, StationDesign):
            return None
        self.saddles(design)
        return design

    def saddles(self, design: StationDesign) -> None:
        """What takes long: each combination of units on each falling stretch of its curves."""
        found = [sum(map(saddles, (unit.pump, *unit.series))) for unit in design.units]
        ways = math.prod(unit.count + 1 for unit in design.units)
        if sum(found) * ways > MOST_SADDLES:
            key = f"units[{np.argmax(found)}].pump"
            self.fault(key, InputError(
                key, "at most {n} saddles of curves times combinations of units",
                f"{sum(found)} × {ways}", Phrase("form = 'polynomial' for points of a test"),
                n=MOST_SADDLES,
            ))  # fmt: skip

    def conditions(self, table: dict[str, Any]) -> list[dict[str, float]]:
        """``line.other_roughness``, or what its law has instead: the same line, new and aged."""
        line = table.get("line")
        if not isinstance(line, dict):
            return []
        given = {k: line[k] for k in OTHERS if k in line}
        table["line"] = {k: v for k, v in line.items() if k not in given}
        found = []
        for name, values in given.items():
            coefficient, key = OTHERS[name], f"line.{name}"
            values = values if isinstance(values, list) else [values]
            if len(values) > MOST_CONDITIONS:
                expected = "a list of at most {n} entries"
                self.fault(key, InputError(key, expected, str(len(values)), n=MOST_CONDITIONS))
                continue
            for i, value in enumerate(values):
                with _Faults(self, f"{key}[{i}]"):
                    kind, low, high = COEFFICIENTS[coefficient]
                    number = units.number(
                        value, kind, f"{key}[{i}]", low=low, high=high, scalar=True
                    )
                    found.append({coefficient: number})
        return found

    def record(self, cls: type[Record], table: Any, key: str, also: tuple[str, ...] = ()) -> Any:
        """A record of a table, or None if anything is wrong in it."""
        if not isinstance(table, dict):
            self.fault(key, InputError(key, "a table", _got(table)))
            return None
        before = len(self.problems)
        values = {}
        for name, value in table.items():
            path = f"{key}.{name}" if key else str(name)
            field = cls.fields.get(name)
            if field is None:
                self.unknown(str(name), path, (*cls.fields, *also))
                continue
            special = getattr(self, f"{cls.__name__.lower()}_{name}", None)
            read = special or self.field
            with _Faults(self, path):
                values[name] = read(field, value, path)
        for name, field in cls.fields.items():
            if name not in table and field.default is REQUIRED:
                self.fault(f"{key}.{name}" if key else name, field.lacking())
        # What couldn't be built has its fault where it stands.
        if len(self.problems) > before or any(
            part is None
            for name, value in values.items()
            if isinstance(cls.fields[name], Part)
            for part in (value if isinstance(value, tuple) else (value,))
        ):
            return None
        with _Faults(self, key, below=cls.fields):
            return cls(**values)
        return None

    def field(self, field: Field, value: Any, key: str) -> Any:
        """The value of a field, read and held to what the field declares."""
        kind = getattr(field, "kind", "")
        if type(value) in (int, float) and (unit := unit_left_out(value, kind)):
            expected = "{kind} with its unit: so little is hardly meant in {unit}"
            raise InputError(
                key, expected, repr(value), f"'{value!r} {unit}'", guess=True,
                kind=Phrase(kind), unit=units.KINDS[kind].unit,
            )  # fmt: skip
        if isinstance(field, Part):
            of: Any = field.of
            if not field.many:
                return self.record(of, value, key)
            rows = self.tables(value, key)
            return tuple([self.record(of, row, f"{key}[{i}]") for i, row in enumerate(rows)])
        if isinstance(field, Measure):
            if field.many:
                return self.numbers(field, value, key)
            if isinstance(value, (list, dict)):
                raise InputError(key, "one value", _got(value))
            if isinstance(value, float) and math.isnan(value):
                raise InputError(key, "a number", "nan")
        return field.read(value)

    def numbers(self, field: Measure, value: Any, key: str) -> Any:
        """A list of numbers within the field's bounds; nan stands for what isn't known."""
        if not isinstance(value, list) or not value:
            raise InputError(key, "a list of numbers", _got(value))
        low = units.KINDS[field.kind].low if field.low is None else field.low
        found = [
            math.nan
            if isinstance(x, float) and math.isnan(x)
            else units.number(x, field.kind, f"{key}[{i}]", low=low, high=field.high, scalar=True)
            for i, x in enumerate(value)
        ]  # fmt: skip
        return np.array(found)

    def tables(self, value: Any, key: str) -> list[Any]:
        """A list of tables; anything else is a fault and none."""
        if isinstance(value, list) and len(value) <= MOST_TABLES:
            return value
        got = f"{len(value)} of them" if isinstance(value, list) else _got(value)
        expected = "a list of at most {n} tables, [[{key}]]"
        self.fault(key, InputError(key, expected, got, key=key, n=MOST_TABLES))
        return []

    def fault(self, key: str, error: InputError) -> None:
        """Keep what is wrong at a key."""
        self.problems.append((key or "file", error))

    def unknown(self, name: str, path: str, known: tuple[str, ...]) -> None:
        """A key that doesn't exist, and the nearest that does."""
        known = tuple(k for k in known if k not in ("origin", "other_lines"))
        self.fault(
            path[:200],
            InputError(
                path[:200], "one of: {words}", Phrase("this key"), self.nearest(name, known),
                guess=True, words=", ".join(known),
            ),
        )  # fmt: skip

    def nearest(self, word: Any, known: Sequence[str], most: int = 1) -> str:
        """The known words nearest to another, for the first few that are asked for."""
        self.guesses += 1
        if self.guesses > MOST_GUESSES or not isinstance(word, str):
            return ""
        return ", ".join(difflib.get_close_matches(word[:60], known, most))

    # What a file says otherwise than a call.

    def below(self, value: Any, key: str) -> str:
        """Path of a file that must lie in the design file's folder or below it."""
        return file_below(self.folder, value, key)

    def reach_pipe(self, field: Field, value: Any, key: str) -> Any:
        """A pipe of the catalogue by its name, or a table."""
        if isinstance(value, str):
            return catalogue_pipe(value)
        return self.record(Pipe, value, key)

    def line_profile(self, field: Part, value: Any, key: str) -> Any:
        """A CSV file, or a table."""
        if isinstance(value, str):
            return read_profile(self.below(value, key))
        return self.field(field, value, key)

    def transientresult_envelope(self, field: Part, value: Any, key: str) -> Any:
        """A CSV file, or a table."""
        if not isinstance(value, str):
            return self.field(field, value, key)
        path = self.below(value, key)
        if path not in self.envelopes:
            self.weigh(
                path, key, "files of envelopes of at most {n} MB in all", MOST_ENVELOPE_BYTES
            )
            self.envelopes[path] = read_envelope(path)
        return self.envelopes[path]

    def pumpunit_pump(self, field: Field, value: Any, key: str) -> Any:
        """The name of one of the pumps."""
        if not isinstance(value, str) or value not in self.pumps:
            names = ", ".join(self.pumps) or "[[pumps]]"
            raise InputError(
                key, "the name of one of the pumps: {words}", _got(value),
                self.nearest(value, list(self.pumps)), guess=True, words=names[:MAX_TEXT],
            )  # fmt: skip
        return self.pumps[value]

    def pumpunit_series(self, field: Field, value: Any, key: str) -> Any:
        """Names of pumps."""
        if not isinstance(value, list) or len(value) > MOST_TABLES:
            got = f"{len(value)} of them" if isinstance(value, list) else _got(value)
            raise InputError(key, "a list of at most {n} names of pumps", got, n=MOST_TABLES)
        return tuple(self.pumpunit_pump(field, x, f"{key}[{i}]") for i, x in enumerate(value))

    def stationdesign_limits(self, field: Field, value: Any, key: str) -> Any:
        """A table of limits by their ids."""
        if not isinstance(value, dict):
            raise InputError(key, "a table of limits", _got(value))
        limits = data.limits()
        known = tuple(id for id, limit in limits.items() if limit.project)
        found = []
        for id, number in value.items():
            if id not in known:
                self.fault(
                    f"{key}.{id}"[:200],
                    InputError(id, NOT_SET) if id in limits else
                    InputError(id[:60], "the id of a limit", Phrase("this key"),
                               self.nearest(id, known, 3), guess=True),
                )  # fmt: skip
                continue
            with _Faults(self, f"{key}.{id}"):
                given = number if isinstance(number, dict) else {"value": number}
                one = self.record(LimitOverride, {"id": id, **given}, f"{key}.{id}")
                if one is not None:
                    found.append(one)
        return tuple(found)

    def waiver_approver(self, field: Part, value: Any, key: str) -> Any:
        """A table, or the name alone."""
        return self.field(field, {"name": value} if isinstance(value, str) else value, key)

    def pump(self, table: Any, key: str) -> None:
        """One of ``[[pumps]]``: a CSV, points, or an estimate; kept under its name."""
        if not isinstance(table, dict):
            self.fault(key, InputError(key, "a table", _got(table)))
            return
        given = dict(table)
        name = given.get("name")
        fine = isinstance(name, str) and 0 < len(name) <= MAX_TEXT
        if not fine or name in self.pumps:
            expected = "a name of its own" if isinstance(name, str) and name else "a name"
            self.fault(f"{key}.name", InputError(f"{key}.name", expected, _got(name)))
            name = f"\0{key}"
        self.pumps[str(name)] = None
        with _Faults(self, key, below=table):
            self.pumps[str(name)] = self.curve(given, key)

    def curve_file(self, value: Any, key: str) -> CurveFile:
        """What the file of a curve says: read once, however many pumps it is for."""
        path = self.below(value, key)
        if path not in self.curves:
            self.weigh(
                path, key, "files of curves of at most {n} MB in all", MOST_CURVE_BYTES
            )  # fmt: skip
            self.curves[path] = curve_file(path)
        return self.curves[path]

    def weigh(self, path: str, key: str, expected: str, most: int) -> None:
        """Refuse files of one kind that are too large together."""
        size = os.path.getsize(path) if os.path.isfile(path) else 0
        size = self.bytes[expected] = self.bytes.get(expected, 0) + size
        if size > most:
            raise InputError(key, expected, f"{size / 1e6:.3g} MB", n=f"{most / 1e6:.3g}")

    def count(self, columns: Mapping[str, Any], key: str) -> None:
        """Refuse more points than one design has, however few files they stand in."""
        self.points += len(columns["flow"])
        if self.points > MOST_POINTS:
            raise InputError(
                key, "at most {n} points of all curves", str(self.points), n=MOST_POINTS
            )

    def curve(self, given: dict[str, Any], key: str) -> PumpCurve | None:
        """The curve that a table of ``[[pumps]]`` stands for."""
        if "estimate" in given:
            what = given.pop("estimate")
            name = given.pop("name", "")
            if not isinstance(what, dict) or given:
                expected = "a table of {words}, and only a name beside it"
                raise InputError(key, expected, _got(what), words=", ".join(_ESTIMATE))
            for word in what:
                if word not in _ESTIMATE:
                    self.unknown(word, f"{key}.estimate.{word}", _ESTIMATE)
                    return None
            missing = [w for w in ("flow", "head", "speed") if w not in what]
            if missing:
                raise InputError(f"{key}.estimate.{missing[0]}", "a value", Phrase("nothing"))
            with _Faults(self, f"{key}.estimate", below=what):
                return estimated_curve(**what).replace(name=name)
            return None
        if "curve" in given:
            file = self.curve_file(given.pop("curve"), f"{key}.curve")
            speed = given.pop("speed", None)
            if speed is not None:
                speed = self.field(PumpCurve.fields["speed"], speed, f"{key}.speed")
            self.count(file.columns, f"{key}.curve")
            points = None
            with _Faults(self, f"{key}.curve", below=("speed",)):
                points = curve_of(file, speed=speed)
            if points is None:
                return None
            taken = {k: v for k, v in points._plain.items() if v is not None}
            also = self.record(_Extra, given, key)
            if also is None:
                return None
            curve = PumpCurve(**(taken | {k: also._plain[k] for k in given}))
            with _Faults(self, f"{key}.curve", below=given):
                check_curve(curve)
                return curve
            return None
        columns = {k: v for k, v in given.items() if isinstance(v, list)}
        for header, column in columns.items():
            for x in column:
                if not isinstance(x, (int, float)) or x is True:
                    expected = "bare numbers: their unit goes with the key, 'flow [m3/h]'"
                    raise InputError(f"{key}.{header}"[:80], expected, _got(x))
        found = curve_columns(columns)
        self.count(found, key)
        rest = {k: v for k, v in given.items() if k not in columns}
        before = len(self.problems)
        scalars = {}
        for name, value in rest.items():
            field = PumpCurve.fields.get(name)
            if field is None:
                self.unknown(name, f"{key}.{name}", (*PumpCurve.fields, "curve", "estimate"))
                continue
            with _Faults(self, f"{key}.{name}"):
                scalars[name] = self.field(field, value, f"{key}.{name}")
        if len(self.problems) > before:
            return None
        curve = PumpCurve(**found, **scalars)
        check_curve(curve)
        return curve


_BELOW = "the name of a file below the design file's folder"
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\..*)?")
_WINDOWS = os.name == "nt"
MOST_LINKS = 16


def file_below(folder: str, value: Any, key: str) -> str:
    """Path of a file that must lie in the design file's folder or below it.

    It is refused by its name: only to ask what ``//host/share`` is makes Windows call that host.
    Links are followed here, and where they lead is held to the same.
    """
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
        raise InputError(key, _BELOW, _got(value))
    folder = os.path.realpath(folder)
    named, links = value, 0
    while True:
        # Windows' separators mean the same on every machine.
        names = [name for name in named.replace("\\", "/").split("/") if name not in ("", ".")]
        wrong = _elsewhere(named, names)
        if links > MOST_LINKS:
            wrong = Phrase("more links than {n}", n=MOST_LINKS)
        if wrong:
            wrong = Phrase("a link to {what}", what=wrong) if links else wrong
            got = Phrase("{name}, {what}", name=quoted(value, 80), what=wrong)
            raise InputError(key, _BELOW, got)
        paths = [os.path.join(folder, *names[: i + 1]) for i in range(len(names))]
        link = next((i for i, path in enumerate(paths) if os.path.islink(path)), None)
        if link is None:
            return os.path.join(folder, *names)
        # No link stands before it, so that its dots can be resolved by name.
        led = os.readlink(paths[link])
        inside = os.path.join(folder, "")
        led = led.removeprefix(inside) if led.startswith(inside) else os.path.join(
            *names[:link], led
        )  # fmt: skip
        named, links = os.path.join(os.path.normpath(led), *names[link + 1 :]), links + 1


def _elsewhere(named: str, names: list[str]) -> str:
    """Why a name can lead out of the folder; nothing if it can't."""
    if named[0] in "/\\":
        return Phrase("an absolute path")
    if re.match(r"~[^/\\]*[/\\]|~$", named):
        return Phrase("a path from somebody's home folder")
    if ":" in named or "\0" in named:
        return Phrase("a name with a sign that names of files don't have")
    if ".." in names:
        return Phrase("a path that leads above the folder")
    if _WINDOWS and any(map(_DEVICE.fullmatch, names)):
        return Phrase("the name of a device")
    return ""


class _Extra(PumpCurve):
    """What may stand beside the file of a curve."""


_Extra.fields = {
    k: v for k, v in PumpCurve.fields.items() if not (isinstance(v, Measure) and v.many)
    and k != "speed"
}  # fmt: skip


class _Faults:
    """Keeps an `InputError` raised inside it as a problem at a key."""

    def __init__(self, reader: _Reader, key: str, *, below: Container[str] = ()) -> None:
        self.reader, self.key, self.below = reader, key, below
        """Keys below this one, by which an error may say where it is."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if not isinstance(error, HydrocalcError):
            return False
        if not isinstance(error, InputError):
            error = InputError(self.key, "a value that can be used", str(error)[:80])
        key = f"{self.key}.{error.argument}" if error.argument in self.below else self.key
        if error.argument.startswith((f"{self.key}.", f"{self.key}[")):
            key = error.argument
        self.reader.fault(key, error)
        return True


def _got(value: Any) -> str:
    if isinstance(value, dict):
        return Phrase("a table")
    return Phrase("a list") if isinstance(value, list) else quoted(value)


def _in_condition(line: Line, other: Mapping[str, float]) -> Line:
    """The line with another coefficient of all its pipes."""
    return line.replace(
        reaches=tuple(r.replace(pipe=r.pipe.replace(**other)) for r in line.reaches)
    )
