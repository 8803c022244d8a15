"""``hydrocalc line`` and ``hydrocalc pipes``: figures, formats, plots, bad input."""

import csv
import json

import pytest

from hydrocalc.cli.main import main

LINE = ["line", "--flow", "0.4", "--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm"]
PROFILE = "chainage_m,ground_m,axis_m\n0,250,248\n9000,330,328\n21000,300,298\n"


def out(capsys, *arguments, code=0):
    assert main(list(arguments)) == code
    return " ".join(capsys.readouterr().out.split())


def test_reference(capsys):
    page = out(capsys, *LINE)
    assert "friction loss 12.16 m" in page
    assert "local loss 0 m" in page
    assert "Local losses are 0: no fittings and no share were given." in page
    record = json.loads(out(capsys, *LINE, "--format", "json"))
    assert record["friction"]["value"][0] == pytest.approx(12.16, abs=0.005)
    assert record["schema"] == "hydrocalc/grade-line"
    page = out(capsys, *LINE, "--lang", "zh")
    assert "沿程水头损失" in page
    assert "水锤" in page


def test_comparison(capsys):
    page = out(capsys, *LINE, "--compare")
    for method in ("colebrook", "hazen-williams-epanet", "pavlovskii", "shevelev", "plastic"):
        assert method in page
    assert "range of the source" in page


def test_catalogue_and_fittings(capsys):
    page = out(
        capsys, "line", "--flow", "0.2;0.4", "--length", "21 km", "--pipe",
        "ductile iron K9 DN 800", "--fittings", "entrance,elbow-90:4,exit", "--local", "5%",
    )  # fmt: skip
    assert "ductile iron K9 DN 800 806.6 mm" in page
    assert "2.4" in page
    assert "11.67" in page
    assert "806.6" in out(capsys, "pipes", "ductile iron K9", "--dn", "800")
    assert "PE100 SDR 17" in out(capsys, "pipes")
    assert "DN" in out(capsys, "pipes", "PCCP", "--format", "csv")


def test_profile_and_plot(capsys, tmp_path):
    profile = tmp_path / "p.csv"
    profile.write_text(PROFILE, encoding="utf-8")
    for name in ("grade.png", "grade.svg"):
        page = out(
            capsys, *LINE, "--profile", str(profile), "--delivery-level", "302 m",
            "--suction-level", "246", "--plot", str(tmp_path / name),
        )  # fmt: skip
        assert (tmp_path / name).stat().st_size > 5000
    assert "head required of the pumps 89.6" in page.replace("89.61", "89.6")
    assert "the summit at 9 km governs" in page
    for more in (["--profile", str(profile)], ["--method", "manning"], ["--local", "5%"]):
        out(capsys, *LINE, "--compare", *more, code=2)
    out(capsys, *LINE, "--compare", "--plot", str(tmp_path / "laws.svg"))
    assert (tmp_path / "laws.svg").stat().st_size > 5000
    out(capsys, *LINE, "--profile", str(profile), "--start-level", "320", code=1)


def test_sizes(capsys, tmp_path):
    prices = tmp_path / "prices.csv"
    prices.write_text("dn,price\n700,1550\n800,1900\n", encoding="utf-8")
    page = out(
        capsys, "line", "--flow", "0.4", "--length", "21km", "--sizes", "ductile iron K9",
        "--head", "87.8", "--price", "0.6", "--pipe-price", str(prices), "--plot",
        str(tmp_path / "sizes.png"),
    )  # fmt: skip
    assert "* 700" in page
    assert (tmp_path / "sizes.png").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--diameter", "0"], "--diameter"), (["--diameter", "DN800"], "nominal size"),
        (["--diameter", "800"], "did you mean '800 mm'"), (["--roughness", "50mm"], "--roughness"),
        (["--flow", "0,4"], "'0.4'"), (["--flow", "0.4;x"], "--flow"), (["--flow", "0"], "--flow"),
        (["--length", "-3km"], "--length"), (["--method", "moody"], "--method"),
        (["--method", "manning"], "manning doesn't take it"), (["--fittings", "elbow"], "one of"),
        (["--local", "300%"], "--local"), (["--profile", "none.csv"], "can be read"),
        (["--plot", "x.pdf"], ".png or .svg"), (["--plot", "/nowhere/x.png"], "--plot"),
        (["--pipe", "ductile iron K9 DN 800"], "either a bore"), (["--condition", "new"], "beside"),
        (["--flow", "0.1;0.4", "--compare"], "one flow"), (["--all"], "--sizes beside it"),
        (["--fittings", "2 bendz"], "--fittings: expected one of"),
        (["--sizes", "foo"], "--sizes: expected a product"),
        (["--strings", "0"], "--strings"), (["--head", "87.8"], "--sizes beside it"),
        (["--start-level", "300"], "a profile beside it"), (["--manning-n", "0.012"], "doesn't"), (["--sizes", "PCCP"], "doesn't take it"),
    ],
)  # fmt: skip
def test_bad_input(capsys, monkeypatch, tmp_path, arguments, said):
    monkeypatch.chdir(tmp_path)
    line = list(LINE)
    name, *more = arguments
    if name in line:
        line[line.index(name) + 1 : line.index(name) + 2] = more
    else:
        line += arguments
    if name == "--sizes" and more == ["foo"]:
        line = [*line[:5], *arguments]
    assert main(line) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert said in " ".join(caught.err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["K9x"], "PRODUCT: expected a product"),
        (["--dn", "800"], "PRODUCT beside it"),
        (["ductile iron K9", "--dn", "850"], "DN 80"),
        (["ductile iron K9", "--dn", "x"], "whole number"),
        (["a", "b"], "argument"),
    ],
)
def test_bad_pipes(capsys, arguments, said):
    assert main(["pipes", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_plot_is_not_overwritten(capsys, tmp_path):
    plot = tmp_path / "x.png"
    plot.write_text("mine", encoding="utf-8")
    assert main([*LINE, "--plot", str(plot)]) == 2
    assert plot.read_text(encoding="utf-8") == "mine"
    assert main([*LINE, "--plot", str(plot), "--force"]) == 0
    assert plot.stat().st_size > 5000


def test_files_say_what_the_page_says(capsys, tmp_path):
    profile = tmp_path / "p.csv"
    profile.write_text(
        "chainage_m,ground_m,axis_m\n0,250,248\n9000,330,328\n21000,300,298\n", encoding="utf-8"
    )
    line = ["line", "--flow", "0.1;0.4", "--length", "21km", "--pipe", "ductile iron K9 DN 800",
            "--profile", str(profile), "--start-level", "332"]  # fmt: skip

    def table(*arguments, code=0):
        assert main([*arguments, "--format", "csv"]) == code
        return list(csv.DictReader(capsys.readouterr().out.splitlines()))

    rows = table(*line, code=1)
    assert [float(row["flow (m³/s)"]) for row in rows] == [0.1, 0.4]
    assert rows[0]["negative pressure"] == ""
    assert "km" in rows[1]["negative pressure"]
    assert rows[0]["transients"] == "not computed"
    assert "2 m" in rows[0]["Assumptions"]
    page = out(capsys, *line, "--format", "md", code=1)
    for said in ("Negative pressure at the obvert: 0.4", "Transients are not computed", "**Reaches**",
                 "**Assumptions**", "0.1 m³/s: 0.196 m/s"):  # fmt: skip
        assert said in page
    page = out(capsys, *line[:-1], "400", "--suction-level", "500")
    assert "runs by gravity at 0.1 m³/s, 0.4 m³/s" in " ".join(page.split())
    sizes = ["line", "--flow", "0.4", "--length", "21km", "--sizes", "ductile iron K9"]
    rows = table(*sizes)
    assert all(float(row["DN"]) and float(row["friction loss (m)"]) for row in rows)
    page = out(capsys, "line", "--flow", "100", *sizes[3:], code=1)
    assert "No size of this product carries this flow." in page
    pipe = out(capsys, "pipes", "ductile iron K9", "--dn", "800", "--format", "csv")
    assert "Young's modulus (GPa)" in pipe
    assert ",170," in pipe
    assert "ASME schedule 40" in out(capsys, "pipes")
