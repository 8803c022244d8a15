"""The README shows what really happens."""

import re
from pathlib import Path

from documents import blocks, commands, printed

import hydrocalc as hc
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


def test_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, flow, kind in (("a", 0.2, "split-case"), ("b", 0.1, "end-suction")):
        pump = hc.estimated_curve(flow=flow, head=87.8, speed=1485, type=kind).si
        rows = zip(pump.flow * 3600, pump.head, pump.efficiency * 100, pump.npsh_required,
                   strict=True)  # fmt: skip
        text = "flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]\n"
        text += "".join(",".join(f"{x:.6g}" for x in row) + ",1485\n" for row in rows)
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
    called = [c for b in blocks(README) if b.kind == "bash" for c in commands(b.body)]
    assert len(called) >= 9
    for arguments, code in called:
        assert printed(arguments)[0] == code, arguments
    assert Path("station.png").stat().st_size > 20_000


def test_picture_is_small_and_can_be_drawn_again(tmp_path, monkeypatch):
    docs = Path(__file__).parents[1] / "docs"
    assert (docs / "_static" / "station.png").stat().st_size < 200_000
    monkeypatch.syspath_prepend(docs)
    import picture

    picture.draw(tmp_path / "again.png")
    assert 20_000 < (tmp_path / "again.png").stat().st_size < 200_000
