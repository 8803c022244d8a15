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
SWINGING = (
    "air vessel", "air chamber", "surge vessel", "bladder", "accumulator", "hydropneumatic",
    "surge tank", "surge tower", "surge shaft", "surge chamber", "standpipe", "空气罐", "气压罐",
    "囊式", "调压塔", "调压井", "调压室", "调压池",
)  # fmt: skip
"""Words for what a main swings against, slowly."""
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
    """Air of a vessel, m³, and area of a surge tank, m², as its words say them."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", _plain(words))
    found = [f"{n} {unit}" for n, unit in re.findall(r"(\d+(?:\.\d+)?) ?([a-z]+\d?)", plain)]
    volume, area = (next(_read(found, kind), None) for kind in ("volume", "area"))
    return volume, area


def _read(found: list[str], kind: str) -> Iterator[float]:
    for text in found:
        try:
            x = units.number(text, kind, "protection", scalar=True)
        except InputError:  # of another kind
            continue
        if x > 0.0:
            yield x


def _names(words: str, kinds: tuple[str, ...]) -> bool:
    # "Gauge on the air vessel" is a gauge: what stands behind isn't what it is.
    head = re.split(r"[,;:()]|\b(?:on|of|for|at|in|to|near|beside|from|with|by)\b", _plain(words))[
        0
    ]
    return any(kind in head for kind in kinds) and not any(word in head for word in ACCESSORIES)


def _plain(words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).casefold().replace("-", " ")
    return " ".join(plain.split())
