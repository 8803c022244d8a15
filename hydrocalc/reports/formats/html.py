"""A sheet as one HTML file: MathML, SVG, nothing from elsewhere, no scripts, for screen and A4."""

from __future__ import annotations

from itertools import count

from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table, escaped
from hydrocalc.reports.expressions import MathML, Plain
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph, Step, needs

_STYLE = """
.sheet{--line:#d4d4d4;font:15px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",
sans-serif;color:#1a1a1a;background:#fff;color-scheme:light;max-width:56rem;margin:0 auto;
padding:1.2rem;overflow-wrap:anywhere}
.sheet h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .8rem}
.sheet h2{font-size:1.15rem;margin:2rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid #333}
.sheet p{margin:.5rem 0}
.sheet .note{border:1px solid #b58900;border-left-width:6px;background:#fdf8e4;padding:.5rem .8rem}
.sheet .open{border-left:4px solid #5b2a86;padding-left:.6rem}
.sheet .bad{border-left:4px solid #a50f15;padding-left:.6rem}
.sheet .good{border-left:4px solid #1b6e3c;padding-left:.6rem}
.sheet dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.6rem 0;
font-size:.92em}
.sheet dt{color:#555}.sheet dd{margin:0}
.sheet .wide{overflow-x:auto;margin:.8rem 0}
.sheet table{border-collapse:collapse;font-size:.88em;min-width:min(100%,34rem)}
.sheet caption{text-align:left;font-weight:600;padding:.2rem 0}
.sheet th,.sheet td{border:0;border-bottom:1px solid var(--line);padding:.25rem .5rem;
text-align:left;vertical-align:top;background:none;white-space:normal;overflow-wrap:break-word}
.sheet th{border-bottom:1.5px solid #666;font-weight:600}
.sheet .r{text-align:right;font-variant-numeric:tabular-nums}.sheet .n{white-space:nowrap}
.sheet .unit{display:block;font-weight:400;color:#555}
.sheet .step{border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.9rem 0}
.sheet .step>p{margin:.15rem 0}
.sheet .what{font-weight:600}
.sheet .math{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .35rem;overflow-x:auto;
overflow-y:hidden;padding:.2rem 0;font-size:1.02em}
.sheet math{font-family:"Latin Modern Math","STIX Two Math","Cambria Math",
"DejaVu Math TeX Gyre",math,serif}
.sheet .long math{font-size:.72em}
.sheet .shown{font-weight:600;white-space:nowrap}
.sheet .small{color:#555;font-size:.86em}.sheet .verdict{font-size:.92em}
.sheet .v{font-weight:600}.sheet .fail{color:#a50f15}.sheet .warning{color:#8a5a00}
.sheet .pass{color:#1b6e3c}.sheet .note-o,.sheet .waived{color:#255a8a}.sheet .not{color:#5b2a86}
.sheet figure{margin:1.2rem 0;max-width:46rem}.sheet svg{width:100%;height:auto;display:block}
.sheet figcaption{font-size:.9em;color:#333;margin-top:.3rem}
@media(max-width:40rem){.sheet{padding:.7rem;font-size:14px}
.sheet dl{grid-template-columns:1fr;gap:0}.sheet dd{margin-bottom:.3rem}}
@page{size:A4;margin:16mm 15mm}
@media print{.sheet{padding:0;max-width:none;font-size:9.5pt}.sheet .wide{overflow:visible}
.sheet .math{overflow:visible}.sheet h2{break-after:avoid}
.sheet tr,.sheet .step,.sheet figure,.sheet .note{break-inside:avoid}
.sheet caption{break-after:avoid}.sheet thead{display:table-header-group}
.sheet table{font-size:8pt}.sheet th,.sheet td{min-width:0!important}
.sheet figure svg{max-height:165mm}}
"""


def page(sheet: Document) -> str:
    """A whole document."""
    lang = "zh-CN" if sheet.lang == "zh" else "en"
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(sheet.title)}</title></head><body>\n{fragment(sheet)}</body></html>\n"
    )


def fragment(sheet: Document) -> str:
    """What stands in the document, also for a notebook."""
    number = count(1)
    identity = "".join(f"<dt>{escaped(a)}</dt><dd>{escaped(b)}</dd>" for a, b in sheet.identity)
    parts = [
        f'<style>{_STYLE}</style><main class="sheet">',
        f"<h1>{escaped(sheet.title)}</h1>",
        f'<p class="note">{escaped(sheet.note)}</p><dl>{identity}</dl>',
    ]
    for chapter in sheet.chapters:
        parts.append(f"<section><h2>{escaped(chapter.title)}</h2>")
        parts += [_block(block, number, sheet.lang) for block in chapter.blocks]
        parts.append("</section>")
    return "\n".join([*parts, "</main>"]) + "\n"


def _block(block: Block, number: count[int], lang: str) -> str:
    if isinstance(block, Paragraph):
        kind = "" if block.weight == "plain" else f' class="{block.weight}"'
        return f"<p{kind}>{escaped(block.text)}</p>"
    if isinstance(block, Listing):
        return f'<div class="wide">{_table(block.table)}</div>'
    if isinstance(block, Figure):
        n = next(number)
        label = escaped(translated("Figure {n}: {caption}", lang, n=n, caption=block.caption))
        drawing = figures.svg(block, n).replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        return f"<figure>{drawing}<figcaption>{label}</figcaption></figure>"
    return _step(block)


def _table(table: Table) -> str:
    units = table.units or [""] * len(table.columns)

    # So wide that Chinese doesn't stand one sign a line; a narrow screen moves the table instead.
    least = [f' style="min-width:{min(0.55 * n, 11.0):.3g}em"' for n in needs(table)]

    def cell(i: int, text: str, tag: str, first: bool) -> str:
        right = i in table.right
        short = right and tag == "td" and len(text) < 20
        kind = f' class="{"r n" if short else "r"}"' if right else ""
        return f"<{tag}{kind}{least[i] if first else ''}>{text}</{tag}>"

    def row(cells: list[str], tag: str, first: bool) -> str:
        return f"<tr>{''.join(cell(i, c, tag, first) for i, c in enumerate(cells))}</tr>"

    heads = [
        escaped(head) + (f'<span class="unit">{escaped(unit)}</span>' if unit else "")
        for head, unit in zip(table.columns, units, strict=True)
    ]
    caption = f"<caption>{escaped(table.title)}</caption>" if table.title else ""
    head = f"<thead>{row(heads, 'th', True)}</thead>" if any(table.columns) else ""
    body = "".join(
        row([escaped(c) for c in cells], "td", not head and i == 0)
        for i, cells in enumerate(table.rows)
    )
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


_CLASSES = {"fail": "fail", "warning": "warning", "pass": "pass", "note": "note-o",
            "waived": "waived"}  # fmt: skip


_LINE = 100
"""Signs of a formula on one line that a page of paper takes, its fractions drawn."""


def _step(step: Step) -> str:
    parts = [f'<p class="what">{escaped(step.what)}</p>']
    lines = "".join(
        f'<math displaystyle="true"><mrow>{line}</mrow></math>' for line in step.lines(MathML())
    )
    before = "= " if step.solved else f"{step.symbol} = "
    result = f'<span class="shown">{escaped(before + step.result)}</span>'
    long = max(map(len, step.lines(Plain()))) > _LINE
    parts.append(f'<div class="math{" long" if long else ""}">{lines}{result}</div>')
    small = [escaped(text) for text in (step.where, step.source, step.remark) if text]
    parts += [f'<p class="small">{text}</p>' for text in small]
    for v in step.verdicts:
        kind = _CLASSES.get(v.outcome, "not")
        word = f'<span class="v {kind}">{escaped(v.word)}</span>'
        parts.append(f'<p class="verdict">{word} {escaped(v.text)}</p>')
    return f'<div class="step">{"".join(parts)}</div>'
