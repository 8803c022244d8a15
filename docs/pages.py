"""Pages that are made from the package, the tests and the benchmarks."""

import contextlib
import csv
import io
import json
import math
import re
from pathlib import Path

from hydrocalc import data, units
from hydrocalc.records.assumptions import with_unit
from hydrocalc.records.tables import Table, markdown_text
from hydrocalc.records.writing import write_file

HERE = Path(__file__).parent
GENERATED = HERE / "_generated"
TESTS = HERE.parent / "tests" / "validation"


def table(columns, rows):
    """A Markdown table, with code in backticks."""
    text = Table(columns, [[str(c) for c in r] for r in rows]).as_markdown() + "\n"
    text = text.replace("\\`", "`")
    # In code, Markdown shows every sign as it is, but the bar that ends a cell.
    return re.sub(r"`[^`\n]*`", lambda code: _UNESCAPED.sub(_as_it_is, code[0]), text)


_UNESCAPED = re.compile(r"\\([\\*_\[\]#])|&(lt|gt|amp);")


def _as_it_is(found):
    return found[1] or {"lt": "<", "gt": ">", "amp": "&"}[found[2]]


def units_page():
    rows = []
    for kind in units.KINDS.values():
        spellings = ", ".join(f"`{s}`" for s in kind.spellings if s != "1")
        us = units.US.get(kind.name, kind.shown)
        rows.append([kind.name, kind.unit, kind.shown, us, spellings])
    words = ", ".join(f"{word} for `{unit}`" for word, unit in units.WORDS.items())
    return (
        table(["kind", "bare number", "shown in", "in US units", "spellings"], rows)
        + f"\n\nWords stand for units, on either side of a stroke too: {words}.\n"
    )


def duty_kinds_page():
    rows = [
        [
            r["kind"],
            r["what"].replace("_", " "),
            r["value"] or "–",
            r["unit"],
            r["basis"],
            r["source"],
        ]
        for r in data.rows("duty_kinds")
    ]
    return table(["kind of duty", "what", "value", "unit", "basis", "source"], rows)


def formulas_page():
    import importlib
    import pkgutil

    import hydrocalc.kernels
    from hydrocalc.kernels.formulas import FORMULAS

    for module in pkgutil.iter_modules(hydrocalc.kernels.__path__, "hydrocalc.kernels."):
        importlib.import_module(module.name)
    rows = []
    for kernel, formula in FORMULAS.items():
        valid = "; ".join(f"{s} {low:g} to {high:g}" for s, (low, high) in formula.valid.items())
        name = f"{kernel.__module__.rsplit('.', 1)[1]}.{kernel.__name__}"
        rows.append([f"`{name}`", f"`{formula.text}`", valid or "–", formula.source])
    return table(["kernel", "formula (SI; n in rpm, t in °C)", "valid for", "source"], rows)


def assumptions_page():
    rows = [
        [
            a.label,
            _assumed(a),
            f"`{a.option}`" if a.option else "–",
            a.basis,
            a.source,
        ]
        for a in data.assumptions().values()
    ]
    return table(["assumption", "value", "option", "basis", "source"], rows)


def _assumed(a):
    """The value as results show it; a text as it is."""
    try:
        return with_unit(a.number, a.unit, "en")
    except ValueError:
        return a.value


def limits_page():
    rows = [
        [f"`{r.id}`", r.quantity, r.operator, f"{r.value:g}", r.unit, r.basis, r.project, r.source]
        for r in data.limits().values()
    ]
    heads = ["id", "quantity", "", "value", "unit", "basis", "a design may", "source"]
    return table(heads, rows)


def command_line_page():
    from hydrocalc.cli.main import COMMANDS, main

    pages = []
    for arguments in (["--help"], *([name, "--help"] for name in COMMANDS)):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
            main(arguments)
        pages.append(f"```text\n$ hydrocalc {' '.join(arguments)}\n{out.getvalue()}```\n")
    return "\n".join(pages)


def duties_page():
    rows = []
    with open(TESTS / "duties.csv", encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            answer = "nothing"
            if r["duty"]:
                answer = f"{r['duty']}+1 {r['type']}, {r['poles']}-pole, {r['motor_kw']} kW"
            options = r["options"].replace(";", ", ")
            rows.append([r["what"], r["flow"], r["head"], options, answer, r["defence"]])
    return table(["duty", "flow", "head", "options", "answer", "why"], rows)


def duty_table_page():
    """Many duties with the answer, what speaks for it, and what a pump engineer would take."""
    import hydrocalc as hc

    rows, show = [], units.digits_of
    with open(TESTS / "duty_table.csv", encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            options = dict(pair.split("=") for pair in r["options"].split(";") if pair)
            sizing = hc.size_station(flow=r["flow"], head=r["head"], **options)
            best, second, answer, why = sizing.recommended, sizing.runner_up, "none", ""
            if best is not None:
                motor = units.show(best.si.motor_rating, "power")
                answer = f"{best.name()}, {motor}"
                stages = f", {best.stages} stages" if best.stages > 1 else ""
                why = f"η {show(100 * best.efficiency, 3)} % at nq {show(best.nq_eye, 2)}{stages}"
                eye = min(best.si.eye_level, 0.0)
                why += f", eye {show(-eye, 2)} m under water" if eye < -0.5 else ""
                if second is not None:
                    more = show(100 * (second.index / best.index - 1), 2)
                    why += f"; {second.name()} {more} % in the index"
            asked = f" ({', '.join(options.values())})" if options else ""
            rows.append([r["what"], f"{r['flow']}, {r['head']}{asked}", answer, why, r["engineer"],
                         r["objection"]])  # fmt: skip
    heads = ["duty", "flow, head", "answer", "defence", "engineer, or built", "looked through"]
    return table(heads, rows)


def published_page():
    """Real stations with flow, head and power: as published, and as computed from flow and head."""
    import hydrocalc as hc

    with open(TESTS / "published.csv", encoding="utf-8", newline="") as file:
        why = {row["id"]: row["why"] for row in csv.DictReader(file)}
    rows, real = [], hc.real_stations().si
    for i, name in enumerate(real.name):
        Q, H, P = float(real.flow[i]), float(real.head[i]), float(real.installed[i])
        if not all(x == x for x in (Q, H, P)):
            continue
        sizing = hc.size_station(flow=Q, head=H)
        found, best = hc.reconcile_installed(sizing, installed=P), sizing.recommended
        low, high = (math.prod(getattr(f, k) for f in found.factors) for k in ("low", "high"))
        count = f"{real.units[i]:.0f} units, " if real.units[i] == real.units[i] else ""
        rows.append(
            [name, f"{Q:.4g} m³/s, {H:.4g} m ({real.head_class[i]})", f"{count}{P / 1e6:.4g} MW",
             f"{best.duty}+{best.standby} × {best.si.motor_rating / 1e6:.3g} MW {best.type}",
             f"{found.ratio:.2f}", f"{low:.2f}–{high:.2f}",
             f"{found.installed_verdict}: {why[real.id[i]]}" if real.id[i] in why
             else found.installed_verdict]
        )  # fmt: skip
    heads = [
        "station",
        "flow, head",
        "published",
        "computed",
        "over hydraulic power",
        "explained by",
    ]
    return table([*heads, "verdict"], rows)


def measured_page():
    file = GENERATED / "validation.json"
    if not file.exists():
        return "Run the tests, then build this page again: they write its numbers.\n"
    rows = [
        [r["reference"], r["quantity"], r["values"],
         *(f"{r[k]:.7g}" if k in r and r["values"] == 1 else "–" for k in ("expected", "computed")),
         *(f"{r[k]:.2g} {r['unit']}".removesuffix(" 1") for k in ("deviation", "tolerance"))]
        for r in json.loads(file.read_text(encoding="utf-8"))
    ]  # fmt: skip
    heads = ["reference", "quantity", "values", "expected", "computed", "largest deviation"]
    return table([*heads, "tolerance"], rows)


def rules_page():
    from hydrocalc.checks.catalogue import explain
    from hydrocalc.stations.designs.rules import SETS, every_rule

    c, parts = explain(), []
    for name in SETS:
        rows = [
            [f"`{c.code[i]}`", f"{c.title[i]}. {c.explanation[i]}", c.severity[i],
             f"`{every_rule()[c.code[i]].quantity}` {c.limit[i]}", f"{c.basis[i]}: {c.clause[i]}"]
            for i in range(len(c.code)) if c.rules[i] == name
        ]  # fmt: skip
        heads = ["rule", "what and why", "severity", "quantity and limit", "basis: clause"]
        parts.append(f"## {name}\n\n" + table(heads, rows))
    return "\n".join(parts)


def verdicts_page(lang="en"):
    """The reference design and a complete one, line by line."""
    import hydrocalc as hc

    parts = []
    for name in ("shuangjiang", "qinghe/qinghe"):
        report = hc.check(str(HERE.parent / "examples" / f"{name}.hydro.toml"))
        parts.append(f"### {report.name}")
        for part in [*report.opening(lang), report.table(lang)]:
            parts.append(part.as_markdown() if isinstance(part, Table) else markdown_text(part))
    return "\n\n".join(parts) + "\n"


def chinese_verdicts_page():
    return verdicts_page("zh")


def design_file_page():
    from hydrocalc.stations.designs.schema import design_schema

    def rows(fields, above, required):
        for name, field in fields.items():
            field = field.get("anyOf", [field])[-1] if "properties" in str(field)[:2000] else field
            inner = field.get("items", field)
            key = f"{above}{name}" + ("[]" if field.get("type") == "array" else "")
            if "properties" in inner and name != "limits":
                yield [f"`{key}`", "a table", field.get("description", "")]
                yield from rows(inner["properties"], key + ".", inner.get("required", []))
            else:
                words = ", ".join(f"`{w}`" for w in field.get("enum", []) if w)
                said = field.get("description", "").partition("; or text")[0]
                must = "required" if name in required else ""
                yield [f"`{key}`", must, f"{said} {words}".strip()]

    schema = design_schema()
    return table(["key", "", "what"], rows(schema["properties"], "", schema["required"]))


def accuracy_page():
    file = GENERATED / "accuracy.json"
    if not file.exists():
        return "Run the tests, then build this page again: they write its numbers.\n"
    rows = [
        [f"`{r['function']}`", r["region"], r["values"], f"{r['ulp']:.1f}", f"{r['relative']:.1e}"]
        for r in json.loads(file.read_text(encoding="utf-8"))
    ]
    heads = ["kernel", "region", "values", "largest error, ulp", "largest relative error"]
    return table(heads, rows)


def performance_page():
    parts = []
    for r in json.loads((HERE / "performance.json").read_text(encoding="utf-8")).values():
        rows = [
            [m["what"], f"{m['value']:.3g} {m['unit']}".strip(),
             f"{'at least' if m['more'] else 'at most'} {m['bar']:g} {m['unit']}".strip(),
             "met" if (m["value"] >= m["bar"]) == m["more"] or m["value"] == m["bar"] else "missed"]
            for m in r["measured"]
        ]  # fmt: skip
        said = f"`{r['command']}`, {r['date']}: {r['machine']}; {r['versions']}."
        note = f"\n\n{r['note']}" if r.get("note") else ""
        parts.append(f"## {r['title']}\n\n{said}{note}\n\n"
                     + table(["what", "measured", "bar", ""], rows))  # fmt: skip
    return "\n".join(parts)


def shown_limit(model, name, value):
    """A limit as a summary says it."""
    from hydrocalc import units

    return units.show(value, model.outputs[name])


def models_page():
    """Inputs and outputs of our models, as they say it themselves."""
    import hydrocalc as hc

    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    unit = hc.PumpUnit(pump=pump, motor_rating="280 kW", motor_efficiency="95 %")
    line = hc.read_design(str(TESTS.parent / "checks" / "station" / "good.hydro.toml"))
    parts = []
    for title, model in (
        ("`station_model()`", hc.station_model()),
        ("`duty_model(pump)`", hc.duty_model(unit)),
        ("`design_model(design)`, of a file with a unit A, its motor and a line with a profile",
         hc.design_model(line)),
    ):  # fmt: skip
        rows = [
            [what, f"`{name}`", unit, default] for what, name, default, unit in model.table().rows
        ]
        parts.append(f"## {title}\n\n" + table(["", "name", "bare number", "default"], rows))
        asked = [
            f"`{name}` {sign} {shown_limit(model, name, value)}"
            for name, limits in model.limits.items() for sign, value in limits
        ]  # fmt: skip
        parts.append("Conditions that are counted: " + ", ".join(asked) + ".\n")
    return "\n".join(parts)


PAGES = {
    "units": units_page, "duty_kinds": duty_kinds_page, "formulas": formulas_page,
    "assumptions": assumptions_page,
    "limits": limits_page, "cli": command_line_page, "duties": duties_page,
    "measured": measured_page, "published": published_page, "duty_table": duty_table_page,
    "rules": rules_page, "design_file": design_file_page, "accuracy": accuracy_page,
    "performance": performance_page, "models": models_page,
    "verdicts": verdicts_page, "verdicts_zh": chinese_verdicts_page,
}  # fmt: skip


def write_pages():
    """All pages of this file, into `_generated`."""
    GENERATED.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        write_file(GENERATED / f"{name}.md", page(), force=True)
