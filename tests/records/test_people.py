"""One test of names for all signatures."""

import pytest

from hydrocalc.records.people import is_name, same_name


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
    ],
)
def test_names(name):
    assert is_name(name)
