"""A person who stands for something."""

from __future__ import annotations

import re
import unicodedata

from hydrocalc.records.fields import Text
from hydrocalc.records.record import Record


class Person(Record):
    """Who did or decided something.

    Parameters
    ----------
    name : str
        Name of a person.
    role, organisation : str, optional
        As what, and for whom.
    """

    name: Text = Text(label="name")
    role: Text = Text(default="", label="role")
    organisation: Text = Text(default="", label="organisation")

    @property
    def said(self) -> str:
        """Name, role and organisation."""
        return ", ".join(x for x in (self.name, self.role, self.organisation) if x)


NO_ANSWERS = {
    "tbd", "tba", "tbc", "na", "nil", "none", "null", "no", "unknown", "pending", "todo", "nn",
    "someone", "nobody", "anonymous", "name", "person", "analyst", "checker", "software", "program",
    "version", "待定", "待补", "待填", "待确定", "未定", "未知", "不详", "无", "暂无", "没有", "空",
    "略", "某人", "姓名",
}  # fmt: skip
"""What stands where an answer is to come."""


def says_something(text: str) -> bool:
    """Whether a text is an answer, and not signs or a word for one that is to come."""
    letters = "".join(_parts(text))
    blank = len(letters) > 1 and len(set(letters)) == 1 and letters[0].isalpha()  # "xxx"
    return bool(letters) and not blank and letters not in NO_ANSWERS


ROLES = {
    "the", "our", "designer", "engineer", "owner", "client", "manager", "consultant", "contractor",
    "operator", "approver", "analyst", "checker", "project", "design", "chief", "team", "company",
    "office", "department", "institute", "representative", "supervisor", "director", "reviewer",
    "head", "lead", "senior", "deputy", "assistant", "general", "technical", "quality", "site",
    "construction", "works", "station", "pump", "water", "supply", "structural", "hydraulic",
    "mechanical", "electrical", "civil", "responsible", "authority", "expert", "experts", "of",
    "for", "and", "s", "in", "charge",
}  # fmt: skip
"""Words for what somebody is, which is not who he is."""
CHINESE_ROLES = (
    "设计", "校核", "校对", "校验", "审核", "审定", "审查", "审批", "复核", "复审", "核定",
    "核准", "批准", "签发", "签字", "签署", "编制", "编写", "编审", "制图", "绘图", "计算",
    "分析", "检查", "检验", "质检", "验收", "负责", "责任", "主管", "主任", "主编", "主席",
    "经理", "经办", "项目", "工程", "专业", "专家", "技术", "质量", "安全", "水泵", "泵站",
    "水工", "水力", "水务", "水利", "给水", "给排水", "排水", "机电", "机械", "电气", "结构",
    "工艺", "土建", "施工", "监理", "建设", "咨询", "承包", "分包", "供货", "制造", "生产",
    "运行", "运营", "管理", "维护", "操作", "值班", "业主", "代表", "代理", "法定", "法人",
    "单位", "公司", "集团", "机构", "部门", "团队", "小组", "班组", "研究", "厂家", "总监",
    "总工", "助理", "高级", "注册", "首席", "执行", "现场", "领导", "委员", "委托", "授权",
    "客户", "用户", "政府", "顾问", "董事", "甲方", "乙方", "丙方", "有关", "相关", "人员",
    "所长", "院长", "站长", "处长", "科长", "厂长", "局长", "组长", "部长", "班长", "室主任",
)  # fmt: skip
"""The same in Chinese, where they stand together: what is made of them alone names nobody."""
# 总 (chief) before a word, 人 (person) or 院 (institute) behind it; alone they may be of a name.
_CHINESE_ROLE = re.compile(
    rf"(?:[总主副正本该我各]*(?:{'|'.join(CHINESE_ROLES)})[人者员师长方组部院处科室所站厂局会总]*的?)+"
)


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person: two letters at least, and not a role alone."""
    parts = _parts(text)
    letters = sum(c.isalpha() for c in "".join(parts))
    return says_something(text) and letters > 1 and not all(map(_is_role, parts))


def _is_role(part: str) -> bool:
    """Whether a word is for what somebody is, numbered or not."""
    word = part.strip("0123456789")
    return not word or word in ROLES or _CHINESE_ROLE.fullmatch(word) is not None


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's, however set: "Wei, A.", "Alice Wei" and "A. WEI".

    An initial stands for any name that it begins, and what one of them leaves out isn't another.
    """
    few, many = sorted((_parts(one), _parts(other)), key=len)
    return "".join(few) == "".join(many) or _initialled(few, many)


def _initialled(few: list[str], many: list[str]) -> bool:
    """Whether each part of a name is a part of another or its initial; one at least in full."""
    left, full = list(many), False
    for part in sorted(few, key=len, reverse=True):
        same = next((x for x in left if x == part), None)
        found = same or next(
            (x for x in left if x[0] == part[0] and 1 in (len(x), len(part))), None
        )  # fmt: skip
        if found is None:
            return False
        full |= same is not None and len(part) > 1
        left.remove(found)
    return full or sorted(few) == sorted(many)


def _parts(text: str) -> list[str]:
    """Runs of letters and digits, without case, width, accents and what isn't seen."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    return re.findall(r"[^\W_]+", seen)
