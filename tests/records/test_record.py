"""Records: one declaration makes conversion, bounds, comparison, text, HTML and JSON."""

import copy
import itertools
import json
import pickle

import numpy as np
import pint
import pytest
from generated import refused
from hypothesis import given, settings

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.records.assumptions import Assumption, assumptions_table
from hydrocalc.records.fields import (
    Choice,
    Column,
    Count,
    File,
    Measure,
    Names,
    OptionalMeasure,
    OptionalRatio,
    Ratio,
    Text,
    Value,
    Word,
    Words,
    mapping,
    words,
)
from hydrocalc.records.record import Part, Record, Result, data_table, made, records_of
from hydrocalc.records.tables import Table


class Bore(Record):
    diameter: Measure = Measure("diameter", low=0.005, high=20, label="bore", many=True)
    roughness: OptionalMeasure = OptionalMeasure("diameter", default=None, low=0.0)
    share: Ratio = Ratio("efficiency", default=0.5)
    guess: OptionalRatio = OptionalRatio(default=None)
    strings: Count = Count(1, 9, default=1)
    kind: Choice = Choice(("steel", "iron"), default="steel")
    name: Text = Text(default="")
    note: Value = Value(default=None)


class Line(Record):
    bore: Part = Part()
    bores: Part = Part(default=(), many=True)
    numbers: Column = Column(default=(1, 2))


def double(x):
    return 2.0 * x


class Doubled(Result):
    schema = ("doubled", 1)
    single: Measure = Measure("head")
    twice: Measure = Measure("head")
    bore: Part = Part()

    made_by = {"twice": made(double, x="single"), "single": made(double, x=0.5)}  # noqa: RUF012


def test_reading():
    bore = Bore(diameter="800 mm", strings="2")
    assert bore.diameter.to("mm").magnitude == pytest.approx(800)
    assert bore.si.diameter == 0.8
    assert bore.si.share == bore.share == 0.5
    assert bore.roughness is None
    assert bore.guess is None
    assert bore.strings == 2
    assert bore.kind == "steel"
    assert "diameter" in dir(bore.si)
    with pytest.raises(AttributeError):
        bore.si.nothing  # noqa: B018
    assert Bore(diameter=1, guess=2).guess == 2.0
    assert Bore(diameter=1, roughness="0.1 mm").si.roughness == 1e-4


@pytest.mark.parametrize(
    ("values", "argument"),
    [
        ({}, "diameter"), ({"diameter": 21}, "diameter"), ({"diameter": 0.001}, "diameter"),
        ({"diameter": None}, "diameter"), ({"diameter": 1, "strings": 10}, "strings"),
        ({"diameter": 1, "strings": True}, "strings"), ({"diameter": 1, "strings": 1.5}, "strings"),
        ({"diameter": 1, "strings": "x"}, "strings"), ({"diameter": 1, "strings": None}, "strings"),
        ({"diameter": 1, "kind": "wood"}, "kind"), ({"diameter": 1, "colour": "red"}, "colour"),
        ({"diameter": 1, "roughness": "-1 mm"}, "roughness"), ({"diameter": 1, "share": 85}, "share"),
        ({"diameter": 1, "strings": float("nan")}, "strings"),
    ],
)  # fmt: skip
def test_bad_fields_are_named(values, argument):
    with pytest.raises(InputError) as caught:
        Bore(**values)
    assert caught.value.argument == argument


def test_frozen():
    bore = Bore(diameter=1)
    with pytest.raises(AttributeError, match="replace"):
        bore.diameter = 2
    with pytest.raises(AttributeError, match="replace"):
        bore.anything = 2
    with pytest.raises(AttributeError):
        del bore.diameter
    with pytest.raises(AttributeError, match="replace"):
        type(bore).fields["diameter"].__set__(bore, 2)
    with pytest.raises(AttributeError):
        Bore.diameter  # noqa: B018 - a required field has no value on the class
    assert bore.replace(diameter="2 m").si.diameter == 2.0
    assert bore.replace(diameter="2 m").replace(diameter=1) == bore
    with pytest.raises(InputError):
        bore.replace(diameter=-1)


def test_equality_by_value():
    mine = np.array([1.0, np.nan, -0.0])
    a, b = Bore(diameter=mine), Bore(diameter=[1.0, np.nan, 0.0])
    assert a == b
    assert hash(a) == hash(b)
    assert a != Bore(diameter=[1.0, 2.0, 0.0])
    assert Bore(diameter=1) != Bore(diameter=2)
    assert Bore(diameter=1) != "bore"
    assert Doubled(single=np.nan, twice=-0.0, bore=None) == Doubled(
        single=np.nan, twice=0.0, bore=None
    )
    assert Line(bore=a, bores=(a, b)) == Line(bore=b, bores=(b, a))
    assert len({Line(bore=a), Line(bore=b)}) == 1


def test_arrays_are_copied_and_read_only():
    mine = np.array([1.0, 2.0])
    bore = Bore(diameter=mine)
    mine[0] = 9.0
    for one in (bore, copy.deepcopy(bore), pickle.loads(pickle.dumps(bore))):  # noqa: S301
        np.testing.assert_array_equal(one.si.diameter, [1.0, 2.0])
        with pytest.raises(ValueError, match="read-only"):
            one.si.diameter[0] = 3.0
        assert one == bore
    result = Doubled(single=np.ones(2), twice=np.ones(2), bore=bore)
    again = pickle.loads(pickle.dumps(result))  # noqa: S301
    assert again == result
    with pytest.raises(ValueError, match="read-only"):
        again.si.twice[0] = 3.0


def test_text():
    bore = Bore(diameter=0.8, name="<script>alert(1)</script>")
    assert str(bore).splitlines()[0].split() == ["quantity", "value", "unit"]
    assert "800  mm" in str(bore)
    assert "\n" not in repr(bore)
    assert "diameter=800 mm" in repr(bore)
    assert "<script>" not in bore._repr_html_()
    assert "&lt;script&gt;" in bore._repr_html_()
    assert "数值" in bore.text("zh")
    assert bore.one_line().startswith("bore 800 mm")
    assert "[2]" in repr(Bore(diameter=[1, 2]))
    line = Line(bore=bore, bores=(bore,), numbers=np.arange(3))
    assert "bore 800 mm" in str(line)
    assert "[1]" in str(line)
    assert "[3]" in str(line)
    assert "numbers=4" in repr(Line(bore=bore, numbers=4))


def test_titles_can_be_styled_and_paragraphs_folded():
    class Page(Record):
        name: Text = Text(default="x")

        def sections(self, lang="en", **view):
            return [Table(["a"], [["b"]], "Title"), "word " * 40]

    text = Page().text(title=str.upper)
    assert text.startswith("TITLE\n")
    assert max(map(len, text.splitlines())) <= 100
    assert "<p>word" in Page()._repr_html_()


def test_json():
    bore = Bore(diameter=[0.8, np.nan, np.inf], roughness=0.0001, note=3)
    got = json.loads(json.dumps(bore.to_dict(), allow_nan=False))
    assert got["diameter"] == {"value": [0.8, None, None], "unit": "m"}
    assert got["roughness"] == {"value": 0.0001, "unit": "m"}
    assert got["guess"] is None
    assert got["strings"] == 1
    assert got["note"] == 3
    line = Line(bore=bore, bores=(bore, bore), numbers=np.array(["a", "b"])).to_dict()
    assert line["bore"] == bore.to_dict()
    assert len(line["bores"]) == 2
    assert line["numbers"] == ["a", "b"]
    assert Doubled(single=np.nan, twice=1.0, bore=None).to_dict() == {
        "single": {"value": None, "unit": "m"}, "twice": {"value": 1.0, "unit": "m"}, "bore": None,
    }  # fmt: skip


def test_results_recompute():
    result = Doubled(single=1.0, twice=2.0, bore=Bore(diameter=1))
    assert result.recomputed("twice") == 2.0
    assert result.recomputed("single") == 1.0
    assert result.plain_at("bore.diameter") == 1.0
    assert isinstance(result.twice, pint.get_application_registry().Quantity)


def test_assumptions_say_what_overrides_them():
    rows = (
        Assumption(id="a", label="pump efficiency", value=0.8, unit="%", basis="memory",
                   source="practice", option="--pump-efficiency"),
        Assumption(id="b", label="IE class", value="IE3", unit="", basis="secondary",
                   source="GB 18613", option="--ie-class"),
        Assumption(id="c", label="altitude", value=300.0, unit="m", basis="project",
                   source="user", option=""),
    )  # fmt: skip
    text = assumptions_table(rows).as_text()
    for said in ("80 %", "--pump-efficiency", "memory: practice", "IE3", "300 m"):
        assert said in text
    assert "经验" in assumptions_table(rows, "zh").as_text()


class Named(Record):
    """What somebody else called, and words of ours."""

    name: Text = Text(label="name")
    others: Words = Words(default=(), label="others")
    kind: Choice = Choice(("steel",), default="steel", label="kind")
    word: Word = Word(default="steel", label="word")
    file: File = File(default="", label="file")
    columns: Names = Names(default=(), label="columns")


@pytest.mark.parametrize("word", ["steel", "{n} values", "flow"])
def test_a_name_is_never_looked_up(word):
    record = Named(name=word, others=[word], columns=[word])
    shown = {name: field.show(record._plain[name], "zh")[0] for name, field in Named.fields.items()}
    assert (shown["name"], shown["others"]) == (word, word)
    assert (shown["kind"], shown["word"]) == ("钢", "钢")
    table = data_table(record, ["name", "word", "columns"], 1, "zh")
    assert table.rows == [(word, "钢", word)]


@settings(max_examples=60)
@given(refused)
def test_no_name_holds_what_no_text_may(sign):
    for fields in ({"name": f"a{sign}"}, {"name": "a", "others": ["b", sign]}):
        with pytest.raises(InputError, match="control characters"):
            Named(**fields)


def test_the_name_of_a_file_is_shown_as_it_can_be():
    record = Named(name="a", file="n\udcff\x1b.toml")
    assert record.file == "n\udcff\x1b.toml"
    assert record.to_dict()["file"] == "n??.toml"
    for text in (record.text(), record.markdown(), record.data().as_csv(), record._repr_html_()):
        assert "n??.toml" in text


@pytest.mark.parametrize("text", ["a\ud800", "\udfffb", "\0", "a\x1b[31m", "\u202e"])
def test_text_that_cannot_be_written_is_refused(text):
    with pytest.raises(InputError, match="text without control characters") as caught:
        hc.Project(name=text)
    str(caught.value).encode()


WAYS = {
    "list": list, "tuple": tuple, "values": lambda x: dict(enumerate(x)).values(),
    "generator": lambda x: (one for one in x), "iterator": iter,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_some_records_in_anything_that_is_walked_through(way):
    bores = (Bore(diameter=0.8), Bore(diameter=0.7))
    assert records_of(WAYS[way](bores), "bores", Bore) == bores
    assert records_of(WAYS[way](bores), "bores", Bore, least=1) == bores
    lines = [
        hc.Line(
            reaches=WAYS[way]([hc.Reach(pipe=hc.Pipe(diameter=d, roughness=1e-4), length=1e3)]),
            delivery_level=3.0,
        )
        for d in (0.5, 0.6)
    ]
    group = hc.PumpGroup(units=WAYS[way]([
        hc.PumpUnit(pump=hc.PumpCurve(flow=[0, 0.1, 0.2], head=[9, 8, 5], speed=1480), count=2)
    ]))  # fmt: skip
    expected = hc.operating_matrix(group, lines)
    assert hc.operating_matrix(group, WAYS[way](lines)) == expected
    assert len(group.units) == 1
    expected = hc.size_station(flow=0.05, line=lines)
    assert hc.size_station(flow=0.05, line=WAYS[way](lines)) == expected


def test_some_records_in_an_array():
    bores = np.array([Bore(diameter=0.8), Bore(diameter=0.7)], dtype=object)
    assert records_of(bores, "bores", Bore) == tuple(bores)


@pytest.mark.parametrize(
    "value", [np.array(["a", "b"]), {"a": 1, "b": 2}.keys(), ["a", "b"], (x for x in "ab")]
)
def test_some_texts_in_anything_that_is_walked_through(value):
    found = words(value, "keep")
    assert found == ("a", "b")
    assert [type(x) for x in found] == [str, str]
    assert words({"a"}, "keep") == ("a",)


@pytest.mark.parametrize(
    "value", ["ab", b"ab", {"a": 1}, np.array("a"), 5, None, itertools.repeat("a"), [1], [["a"]]]
)
def test_what_is_no_list_of_texts(value):
    with pytest.raises(InputError, match="keep: expected a list of texts"):
        words(value, "keep")
    with pytest.raises(InputError, match="bores: expected a list of Bore records"):
        records_of(value, "bores", Bore)


def test_values_under_names():
    pandas = pytest.importorskip("pandas")
    expected = {"head": 1.0, "flow": 2.0}
    pairs = list(expected.items())
    for value in (expected, pairs, iter(pairs), expected.items(), map(list, pairs),
                  pandas.Series(expected)):  # fmt: skip
        assert mapping(value, "fixed") == expected
    assert mapping(None, "fixed") == {}


@pytest.mark.parametrize(
    "value", ["ab", ["ab", "cd"], {"ab"}, [1], 5, {1: 2}, [(1, 2)], [("a", 1, 2)], dict,
              itertools.repeat(("a", 1)), [([], 1)]],
)  # fmt: skip
def test_what_is_no_value_under_a_name(value):
    with pytest.raises(InputError, match="fixed: expected a mapping with names as its keys"):
        mapping(value, "fixed")


def test_results_refuse_fields_that_they_do_not_have_and_miss_none():
    names = dict.fromkeys(Doubled.fields, 1.0)
    Doubled(**names)
    with pytest.raises(InputError, match="tpyo: expected one of"):
        Doubled(**names, tpyo=3)
    first = next(iter(names))
    with pytest.raises(InputError, match=f"{first}: expected a value"):
        Doubled(**{k: v for k, v in names.items() if k != first})


def test_a_misspelt_name_is_said_before_what_it_leaves_missing():
    with pytest.raises(InputError, match=r"diametre: .*did you mean diameter\?"):
        hc.Pipe(diametre=0.8)
