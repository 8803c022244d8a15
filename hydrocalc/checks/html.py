"""A report as one HTML file: no scripts, nothing from elsewhere, everything escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hydrocalc.checks.findings import COMMA, bracketed
from hydrocalc.checks.outcomes import NONE
from hydrocalc.records.messages import rendered, translated
from hydrocalc.records.tables import Table, escaped
from hydrocalc.version import __version__

if TYPE_CHECKING:
    from hydrocalc.checks.findings import CheckReport, Finding
    from hydrocalc.records.fields import Language

_STYLE = """
:root{color-scheme:light}
body{font:15px/1.45 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1a1a1a;
background:#fff;margin:0 auto;padding:1.2rem;max-width:68rem}
h1{font-size:1.35rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .4rem}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .55rem;vertical-align:top;
border-bottom:1px solid #ddd;text-align:left}th.n,td.n{text-align:right;white-space:nowrap}
caption{text-align:left;font-weight:600;padding:.3rem .55rem}
th{border-bottom:2px solid #888;font-weight:600}
.o{font-weight:600;white-space:nowrap}.fail .o,.FAIL{color:#a50f15}
.deviation .o,.review .o,.CONDITIONAL,.PARTIAL{color:#8a5a00}.open .o,.INCOMPLETE{color:#5b2a86}
.pass .o,.PASS{color:#1b6e3c}.note .o,.waived .o{color:#255a8a}
.why{color:#555;font-size:.9em}.wide{overflow-x:auto}
@media(max-width:44rem){thead{display:none}tr{display:block;padding:.5rem 0;
border-bottom:1px solid #bbb}td{display:inline-block;border:0;padding:.1rem .4rem}
td:nth-child(3){display:block}}
@media print{body{padding:0;max-width:none}tr{break-inside:avoid}}
"""


def page(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """A whole document."""
    title = ", ".join(report.name for report in reports)
    foot = f"hydrocalc {__version__}"
    body = "".join(_report(report, lang) for report in reports)
    body += f'<p class="why">{escaped(foot)}</p>'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head>'
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _report(report: CheckReport, lang: Language) -> str:
    def t(text: str, **values: Any) -> str:
        return escaped(translated(text, lang, **values))

    found = report.ordered
    heads = "".join(
        f"<th{' class=n' if h in ('value', 'limit', 'margin') else ''}>{t(h)}</th>"
        for h in ("outcome", "rule", "what", "value", "limit", "margin", "basis", "clause")
    )
    rows = "".join(_row(f, lang) for f in found if f.outcome != NONE)
    rest = [f for f in found if f.outcome == NONE]
    none = ""
    if rest:
        said = COMMA[lang].join(f.code + bracketed(f.because(lang), lang) for f in rest)
        none = f"<p>{t('not applicable')}: {escaped(said)}</p>"
    note = f'<p class="why">{escaped(rendered(report.note, lang))}</p>' if report.note else ""
    verdict = f'<span class="{report.verdict}">{t(report.verdict)}</span>'
    opening = "".join(
        part.as_html() if isinstance(part, Table) else f"<p>{escaped(part)}</p>"
        for part in report.opening(lang)
    )
    return (
        f"<h1>{escaped(report.name)}: {verdict}</h1>"
        f'<p class="why">{escaped(report.file)} {escaped(report.date)}</p>{opening}'
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{none}{note}"
    )


def _row(f: Finding, lang: Language) -> str:
    cure = f.cure and translated("cure: {what}", lang, what=f.cured(lang))
    why = [
        f.wanted(lang), f.governed(lang), f.given(lang), f.explained(lang),
        f.formula and f"[{rendered(f.formula, lang)}]", f.excused(lang),
        "" if f.missing else f.because(lang), cure, f.settable(lang),
    ]  # fmt: skip
    what = escaped(f.named(lang))
    below = "<br>".join(escaped(text) for text in why if text)
    numbers = "".join(
        f'<td class="n">{escaped(f.shown(n, lang))}</td>' for n in ("value", "limit", "margin")
    )
    return (
        f'<tr class="{f.outcome}"><td class="o">{escaped(translated(f.outcome, lang))}</td>'
        f'<td>{escaped(f.code)}</td><td>{what}<div class="why">{below}</div></td>{numbers}'
        f"<td>{escaped(translated(f.basis, lang))}</td><td>{escaped(f.where(lang))}</td></tr>"
    )
