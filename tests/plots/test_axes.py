"""Chinese in plots: with a font, with one installed a moment ago, and without any."""

import os
import sys

import pytest

import hydrocalc as hc
from hydrocalc.errors import HydrocalcWarning
from hydrocalc.plots import axes
from hydrocalc.plots.systems import plot_pump_curve

PUMP = hc.estimated_curve(flow=0.2, head=30.0, speed=1485)


@pytest.fixture
def no_font(monkeypatch):
    monkeypatch.setattr(axes, "chinese_font", lambda: None)


def test_the_fonts_that_a_run_was_asked_for_are_there(fonts):
    if fonts not in ("hidden", "present"):
        pytest.skip("any will do")
    typst = pytest.importorskip("typst")
    found = (axes.chinese_font(), axes.best_chinese(typst.Fonts().families()))
    assert [font is not None for font in found] == [fonts == "present"] * 2


def test_the_best_font_is_taken():
    assert axes.best_chinese(["SimHei", "DejaVu Sans", "Noto Sans CJK SC"]) == "Noto Sans CJK SC"
    # What matplotlib before 3.11 finds of Debian's fonts-noto-cjk: the first face of a collection.
    old = ["DejaVu Sans", "Noto Sans CJK JP", "Noto Serif CJK JP"]
    assert axes.best_chinese(old) == "Noto Sans CJK JP"
    assert axes.best_chinese(iter(["DejaVu Sans"])) is None


def write_font(path, name, signs):
    """A font of squares."""
    builder = pytest.importorskip("fontTools.fontBuilder")
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font = builder.FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap(dict.fromkeys(map(ord, signs), "square"))
    font.setupGlyf({".notdef": pen.glyph(), "square": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (800, 0), "square": (800, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)


def new_process():
    """Forget what a process remembers; the list that matplotlib keeps in a file stays."""
    from matplotlib import font_manager

    for remembers in (axes, font_manager):
        for function in vars(remembers).values():
            getattr(function, "cache_clear", lambda: None)()


@pytest.mark.skipif(sys.platform != "linux", reason="folders of fonts as Linux has them")
def test_a_font_is_found_that_was_installed_after_matplotlib_made_its_list(tmp_path, monkeypatch):
    from matplotlib import font_manager

    known = font_manager.fontManager
    monkeypatch.delenv("MPL_IGNORE_SYSTEM_FONTS", raising=False)
    monkeypatch.setattr(font_manager, "X11FontDirectories", [str(tmp_path)])
    monkeypatch.setattr(known, "ttflist", list(known.ttflist))
    monkeypatch.setattr(axes, "CHINESE", ("Squares of this test",))
    new_process()
    fit = hc.fit_pump_curve(PUMP)
    with pytest.warns(HydrocalcWarning, match="中文字体"):
        plot_pump_curve(fit, lang="zh")
    (tmp_path / "broken.ttf").write_bytes(os.urandom(100))
    write_font(tmp_path / "squares.ttf", "Squares of this test", "扬程流量")
    new_process()
    ax = plot_pump_curve(fit, lang="zh")
    assert ax.yaxis.label.get_text().startswith("扬程")
    assert ax.yaxis.label.get_fontfamily()[0] == "Squares of this test"
    file = font_manager.findfont("Squares of this test", fallback_to_default=False)
    assert str(file) == str(tmp_path / "squares.ttf")
    new_process()


def test_a_chinese_plot_without_a_font_is_english_and_says_so(no_font):
    with pytest.warns(HydrocalcWarning, match="中文字体.*fonts-noto-cjk") as said:
        ax = plot_pump_curve(hc.fit_pump_curve(PUMP.replace(name="双江")), lang="zh")
    assert len(said) == 1
    assert ax.get_ylabel() == "head, m"


@pytest.mark.parametrize(("name", "times"), [("双江", 1), ("Düker m³", 0)])
def test_chinese_names_without_a_font_are_spoken_of(no_font, recwarn, name, times):
    ax = axes.new_axes(None)
    ax.set_title(name)
    axes.finish(ax, "en")
    assert [str(w.message).partition(":")[0] for w in recwarn] == times * [
        "No Chinese font that hydrocalc knows is installed"
    ]
