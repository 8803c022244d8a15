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
    "office", "department", "institute", "设计人", "校核人", "审核人", "审定人", "批准人", "负责人",
    "业主", "设计院", "甲方", "乙方", "专家组",
}  # fmt: skip
"""Words for what somebody is, which is not who he is."""


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person: two letters at least, and not a role alone."""
    parts = _parts(text)
    letters = sum(c.isalpha() for c in "".join(parts))
    return says_something(text) and letters > 1 and not {*parts} <= ROLES


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
