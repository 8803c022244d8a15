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
    parts = _parts(text)
    letters = "".join(parts)
    blank = len(letters) > 1 and len(set(letters)) == 1 and letters[0].isalpha()  # "xxx"
    none = letters in NO_ANSWERS or {*parts} <= NO_ANSWERS  # "TBD TBD"
    return bool(letters) and not blank and not none


LEAST_REASON = 20
"""Characters: less is no reason."""
LEAST_WORDS = 3
"""Different words without which nothing is explained."""
FILLERS = {
    "lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "foo", "bar",
    "baz", "bla", "blah", "asdf", "qwer", "qwerty", "zxcv", "test", "text", "reason",
}  # fmt: skip
"""Words that fill a line and say nothing."""


def explains(text: str) -> bool:
    """Whether a text can be a reason: long enough, and of words that differ.

    A Chinese character says about as much as two letters, and two of them are a word.
    """
    parts = _parts(text)
    signs = {c for part in parts for c in part if _is_sign(c)}
    words = {
        part for part in parts if len(set(part)) > 1 and any(c.isalpha() for c in part)
        and not any(map(_is_sign, part)) and part not in NO_ANSWERS | FILLERS
    }  # fmt: skip
    long = len(text.strip()) + sum(map(_is_sign, text)) >= LEAST_REASON
    return long and says_something(text) and len(words) + len(signs) // 2 >= LEAST_WORDS


def _is_sign(c: str) -> bool:
    """Whether a character is of a script that sets no blanks between words."""
    return "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff"


ROLES = {
    "the", "our", "designer", "engineer", "owner", "client", "manager", "consultant", "contractor",
    "operator", "approver", "analyst", "checker", "project", "design", "chief", "team", "company",
    "office", "department", "institute", "representative", "supervisor", "director", "reviewer",
    "head", "lead", "senior", "deputy", "assistant", "general", "technical", "quality", "site",
    "construction", "works", "station", "pump", "water", "supply", "structural", "hydraulic",
    "mechanical", "electrical", "civil", "responsible", "authority", "expert", "experts", "of",
    "for", "and", "s", "in", "charge", "dr", "mr", "mrs", "ms", "prof", "professor", "ing", "dipl",
    "phd", "msc", "bsc", "pe", "先生", "女士", "博士", "教授",
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
DONE = {
    "checked", "reviewed", "approved", "accepted", "verified", "signed", "agreed", "done", "ok",
    "okay", "yes", "by", "see", "report", "above", "below", "same", "as", "ditto", "me", "myself",
    "self", "i", "we", "us", "they", "chatgpt", "gpt", "claude", "gemini", "copilot", "ai", "llm",
    "同上", "同前", "见报告", "已校核", "已审核", "已批准", "已审定", "本人", "自己", "我", "同意",
}  # fmt: skip
"""Words for what was done, or that point elsewhere: nobody's name."""
FIRMS = {
    "ltd", "limited", "gmbh", "inc", "incorporated", "llc", "llp", "plc", "corp", "corporation",
    "sarl", "pty", "pvt", "company", "consulting", "consultants", "associates",
    "partners", "group", "university", "institute",
}  # fmt: skip
"""Words that make a name that of a firm."""
HOUSES = ("公司", "集团", "院", "所", "局", "处", "部", "中心", "大学")
"""What names of Chinese firms and offices end in."""


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person.

    What is left of it without titles, roles and verbs has two letters at least, and is no firm; two
    capitals alone are initials.
    """
    parts = _parts(text)
    if FIRMS & {*parts} or re.search(r"\bco\.|& ?co\b", text.casefold()):  # "Co" is a surname
        return False
    if any(part.endswith(HOUSES) for part in parts):
        return False
    left = [part for part in parts if not _is_role(part) and part not in DONE | NO_ANSWERS]
    letters = sum(c.isalpha() for c in "".join(left))
    initials = len(parts) == 1 and letters == 2 and text.strip().isupper()
    return says_something(text) and letters > 1 and not initials


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
