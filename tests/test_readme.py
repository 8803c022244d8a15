"""The README shows what really happens."""

import re
from pathlib import Path

from hydrocalc.cli.main import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_transcript(capsys):
    shown = re.search(r"<!-- transcript -->\n```text\n(.*?)```", README, re.DOTALL)[1]
    assert main(["size", "--flow", "0.4", "--head", "87.8"]) == 0
    assert capsys.readouterr().out == shown


def test_snippet_runs():
    snippet = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    names = {"flows": [0.1, 0.2]}
    exec(snippet, names)  # noqa: S102 - our own README
    hc = names["hc"]
    power = hc.hydraulic_power(flow="400 L/s", head="87.8 m").to("kW")
    assert f"{power.magnitude:.1f} kW" in snippet
