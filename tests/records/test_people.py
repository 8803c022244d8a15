"""One test of names for all signatures."""

import pytest

from hydrocalc.records.people import explains, is_name, same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A. Wei", "Alice Wei", True),
        ("Wei, A.", "Alice B. Wei", True),
        ("WEI", "A. Wei", True),
        ("Wei Zhang", "Zhang Wei", True),
        ("Müller", "Muller", True),
        ("张三", "张 三", True),
        ("A. Wei", "B. Wei", False),
        ("A. Wei", "Wei Na", False),
        ("Alice Wei", "Anna Wei", False),
        ("A. Wei", "A. Ortiz", False),
        ("张三", "张四", False),
        ("Li", "Liu", False),
    ],
)
def test_one_person_does_not_check_himself(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    "name",
    [
        "TBD",
        "N.N.",
        "-",
        "???",
        "xxx",
        "待定",
        "某人",
        "A",
        "",
        "the designer",
        "Project manager",
        "审定人",
        "设计负责人",
        "项目负责人",
        "总工程师",
        "业主代表",
        "审核人",
        "设计院的总工程师",
        "项目经理 2",
        "Engineer 2",
        "Owner's representative",
        "Head of the design department",
        "监理单位 总监",
        "Surge Ltd",
        "Smith & Co",
        "Checked",
        "ok ok",
        "Dr",
        "see report",
        "same as above",
        "ChatGPT",
        "AB",
        "Me",
        "Company Ltd",
        "TBD TBD",
        "GmbH",
        "华北设计院",
        "水利公司",
        "同上",
    ],
)
def test_what_stands_for_a_name_is_none(name):
    assert not is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Li",
        "C. Zhao",
        "Ida Engineer",
        "张三",
        "J. Doe",
        "方工",
        "总工程师李明",
        "项目经理 王芳",
        "安志方",
        "师长青",
        "Dr. Wei",
        "Maria Co",
        "See Wei",
        "Wu",
        "A. LI",
    ],
)
def test_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("the maker's drawing is on its way", True),
        ("letter of the owner, no. 7", True),
        ("厂家图纸未到，业主同意暂缓", True),  # 13 characters
        ("业主同意", False),
        ("待定" * 12, False),
        ("abc abc abc abc abc abc", False),
        ("- - - - - - - - - - - - -", False),
    ],
)
def test_reasons(text, is_one):
    assert explains(text) is is_one
