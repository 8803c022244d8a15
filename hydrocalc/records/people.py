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
    "office", "department", "institute", "dr", "mr", "mrs", "ms", "prof", "professor", "ing",
    "dipl", "phd", "msc", "bsc", "pe", "设计人", "校核人", "审核人", "审定人", "批准人", "负责人",
    "业主", "甲方", "乙方", "专家组", "先生", "女士", "博士", "教授", "工程师",
}  # fmt: skip
"""Words for what somebody is, which is not who he is."""
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
    left = [part for part in parts if part not in ROLES | DONE | NO_ANSWERS]
    letters = sum(c.isalpha() for c in "".join(left))
    initials = len(parts) == 1 and letters == 2 and text.strip().isupper()
    return says_something(text) and letters > 1 and not initials


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
