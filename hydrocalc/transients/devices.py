"""What a plant has against surges, in the words of its owner."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hydrocalc import units
from hydrocalc.errors import InputError

DEVICES = (
    "air vessel", "air chamber", "surge vessel", "surge tank", "surge tower", "surge shaft",
    "surge chamber", "standpipe", "one way tank", "feed tank", "bladder", "accumulator",
    "hydropneumatic", "air valve", "vacuum valve", "vacuum breaker", "relief valve", "safety valve",
    "anticipat", "bypass", "by pass", "rupture disc", "bursting disc", "空气罐", "气压罐", "囊式",
    "调压塔", "调压井", "调压室", "调压池", "单向塔", "补水箱", "空气阀", "排气阀", "真空破坏",
    "泄压阀", "安全阀", "水锤消除器", "旁通", "爆破膜",
)  # fmt: skip
"""Words for what takes a surge and may be out of work."""
ALWAYS_THERE = ("check valve", "non return", "flywheel", "止回阀", "逆止阀", "飞轮")
"""And for what is never out beside another case: a valve that fails is the case 'valve open', and a
flywheel turns with its pump."""
CLOSED = (
    "air vessel", "air chamber", "surge vessel", "bladder", "accumulator", "hydropneumatic",
    "空气罐", "气压罐", "囊式",
)  # fmt: skip
"""Words for what a main swings against, slowly: air that is shut in."""
OPEN = (
    "surge tank", "surge tower", "surge shaft", "surge chamber", "standpipe", "调压塔", "调压井",
    "调压室", "调压池",
)  # fmt: skip
"""And an open level."""
SWINGING = (*CLOSED, *OPEN)
ACCESSORIES = (
    "gauge", "gage", "manometer", "sensor", "transmitter", "transducer", "indicator", "switch",
    "probe", "compressor", "ladder", "hatch", "manhole", "foundation", "drain", "label", "sticker",
    "alarm", "cable", "panel", "drawing", "report", "压力表", "液位计", "水位计", "传感器",
    "变送器", "仪表", "压缩机", "空压机", "基础", "爬梯", "人孔", "标牌", "图纸", "报警",
)  # fmt: skip
"""Words for what stands on a device, and takes no surge."""


def is_device(words: str) -> bool:
    """Whether words name a kind of protection that is known."""
    return _names(words, DEVICES) or _names(words, ALWAYS_THERE)


def may_be_out(words: str) -> bool:
    """Whether a device can be out of work by itself; what isn't known can."""
    return _names(words, DEVICES) or not _names(words, ALWAYS_THERE)


def swings(words: str) -> bool:
    """Whether a device is one that a main swings against."""
    return _names(words, SWINGING)


def size_of(words: str) -> tuple[float | None, float | None]:
    """Air of all vessels, m³, and area of all tanks, m², that its words say: the most they can.

    What is added up counts together ("20 m3 + 30 m3"), else the largest figure; each figure is
    taken for one of them where there are several. More air swings more slowly.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", _plain(words))
    for chinese, unit in (("立方米", "m3"), ("平方米", "m2"), ("升", "l")):
        plain = plain.replace(chinese, f"{unit} ")
    volume, area = (max(_read(plain, kind), default=None) for kind in ("volume", "area"))
    several = _number_of(plain)
    return volume and several * volume, area and several * area


def is_sized(words: str) -> bool:
    """Whether what a main swings against says how large it is: its air, or its area if open."""
    volume, area = size_of(words)
    return (area if _names(words, OPEN) else volume) is not None


_FIGURE = re.compile(
    r"(\+|&|\band\b|[和与及、])? ?(?<![a-z\d.])(?:(\d+) ?[x×*] ?)?(\d+(?:\.\d+)?) ?([a-z]+\d?)"
)


def _read(plain: str, kind: str) -> Iterator[float]:
    """Figures of a kind, what is joined to the one before with it."""
    last = 0.0
    for joined, times, n, unit in _FIGURE.findall(plain):
        try:
            x = units.number(f"{n} {unit}", kind, "protection", scalar=True) * int(times or 1)
        except InputError:  # of another kind
            continue
        if x > 0.0:
            last = x + (last if joined else 0.0)
            yield last


_NUMBERS = {"pair": 2, "couple": 2, "twin": 2, "double": 2, "one": 1, "two": 2, "three": 3,
            "four": 4, "five": 5, "six": 6, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5,
            "六": 6}  # fmt: skip
_SEVERAL = re.compile(
    r"\b(pair|couple)s? of\b|\b(twin|double)\b"
    r"|(?<!dn )(?<!no )(?<!unit )(?<!pump )(?<![\w.])(\d{1,2}|two|three|four|five|six) (?:[a-z]+ )?"
    rf"(?:{'|'.join(SWINGING)})s\b"
    r"|[a-z]\d? ?[x×*] ?(\d{1,2})(?![\w.])"
    r"|(?<![a-z\d.])(\d{1,2}|[两二三四五六]) ?[台个座只套]"
)


def _number_of(plain: str) -> int:
    """How many devices words are of."""
    found = [next(filter(None, words)) for words in _SEVERAL.findall(plain)]
    return max((_NUMBERS[w] if w in _NUMBERS else int(w) for w in found), default=1)


_COLLECTIVE = re.compile(
    r"^(?:(?:a|the|\d+|one|two|three|four) )*"
    r"(?:set|pair|couple|group|bank|battery|row|array|system|assembly)s? of (?:the )?"
)


def _names(words: str, kinds: tuple[str, ...]) -> bool:
    # "Gauge on the air vessel" is a gauge: what stands behind isn't what it is, but in a "set of".
    # In Chinese what stands before 的 isn't, nor what something is fitted with.
    plain = _COLLECTIVE.sub("", _plain(words))
    head = re.split(r"[,;:()。]|\b(?:on|of|for|at|in|to|near|beside|from|with|by)\b", plain)[0]
    head = re.split(r"[带配附含]有?", head.rpartition("的")[2])[0]
    return any(kind in head for kind in kinds) and not any(word in head for word in ACCESSORIES)


def _plain(words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).casefold().replace("-", " ")
    return " ".join(plain.split())
