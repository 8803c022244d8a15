"""The catalogue of texts that users read: the English text is the key."""

from __future__ import annotations

LANGUAGES = ("en", "zh")

ZH: dict[str, str] = {
    # kinds
    "flow": "流量",
    "head": "扬程",
    "level": "高程",
    "velocity": "流速",
    "density": "密度",
    "viscosity": "运动黏度",
    "pressure": "压力",
    "bulk modulus": "体积模量",
    "temperature": "温度",
    "power": "功率",
    "energy": "能量",
    "specific energy": "单位电耗",
    "daily volume": "日水量",
    "volume": "体积",
    "hours per day": "每日小时数",
    "speed": "转速",
    "frequency": "频率",
    "ratio": "比值",
    "efficiency": "效率",
    # tables
    "quantity": "项目",
    "value": "数值",
    "unit": "单位",
    "assumption": "假定",
    "Assumptions": "计算假定",
    "option": "选项",
    "{basis}: {source}": "{basis}：{source}",
    "basis: source": "依据：来源",
    "law": "法规",
    "standard": "标准",
    "physics": "物理",
    "secondary": "转引",
    "memory": "经验（未核实）",
    "project": "工程给定",
    # stations
    "Pump station sizing": "泵站选型计算",
    "design flow": "设计流量",
    "design head": "设计扬程",
    "highest head": "最高扬程",
    "lowest head": "最低扬程",
    "water": "水",
    "water temperature": "水温",
    "vapour pressure": "汽化压力",
    "pumping hours a day": "日运行小时数",
    "hydraulic power": "水力功率",
    "duty units": "工作泵台数",
    "standby units": "备用泵台数",
    "unit flow": "单泵流量",
    "pump efficiency": "水泵效率",
    "shaft power of a unit at the duty point": "单泵设计工况轴功率",
    "shaft power of a unit at the highest head": "单泵最高扬程轴功率",
    "largest over duty shaft power": "最大轴功率与设计工况轴功率之比",
    "largest shaft power of a unit": "单泵最大轴功率",
    "motor rating": "配套功率",
    "motor supply": "电机电压等级",
    "motor load at the duty point": "设计工况电机负载率",
    "motor efficiency at full load": "电机满载效率",
    "motor efficiency at the duty point": "设计工况电机效率",
    "coupling efficiency": "传动效率",
    "installed power": "装机容量",
    "electrical input": "输入电功率",
    "energy a day": "日耗电量",
    "energy a year": "年耗电量",
    " (design flow all year: upper bound)": "（全年按设计流量计，为上限）",
    "LV": "低压",
    "LV/HV": "低压或高压",
    "HV": "高压",
    "A screening estimate until a maker's pump curves and a transient (water hammer) analysis "
    "are in.": "本结果为初步估算；取得厂家水泵性能曲线并完成水锤（瞬变流）分析后方可作为设计依据。",
    # assumptions
    "usual reference temperature": "通用参考温度",
    "altitude": "海拔高程",
    "sea level": "海平面",
    "pumping hours": "日运行时间",
    "GB 50013-2018 7.1.2: raw water runs at the average hour of the maximum day": (
        "GB 50013-2018 第7.1.2条：原水输送按最高日平均时流量"
    ),
    "practice: two or three in supply stations": "工程经验：供水泵站工作泵2～3台",
    "GB 50265-2022 10.1.3: one or two sets in important supply stations": (
        "GB 50265-2022 第10.1.3条：重要供水泵站备用机组1～2台"
    ),
    "practice for double-suction pumps of 100-500 kW": "工程经验：100～500 kW双吸离心泵",
    "P_max over P_duty": "P_max / P_duty",
    "practice: run-out of one pump alone; 1.15-1.20 at nq 16-25": (
        "工程经验：单泵运行流量偏大；nq 16～25时为1.15～1.20"
    ),
    "motor margin": "电机功率备用系数",
    "makers' practice as ISO 5199, API 610: 1.25 to 22 kW, 1.15 to 55 kW, 1.10 above": (
        "厂家惯例（同ISO 5199、API 610）：22 kW及以下1.25，55 kW及以下1.15，以上1.10"
    ),
    "directly coupled": "直联",
    "motor poles": "电机极数",
    "practice: at most 1500 rpm for raw water": "工程经验：原水泵转速不高于1500 r/min",
    "IE class": "电机能效等级",
    "GB 18613-2020 grade 3 is IE3, the least that may be sold": (
        "GB 18613-2020：3级（IE3）为最低允许能效"
    ),
    "constant motor losses": "电机不变损耗占比",
    "practice: 25-35 % of the losses at full load": "工程经验：占满载损耗的25%～35%",
    "HV motor efficiency": "高压电机效率",
    "10 kV cage motors of 220-1000 kW, 4-pole: 93.5-95.5 %": (
        "10 kV笼型电机，220～1000 kW，4极：93.5%～95.5%"
    ),
    # errors
    "error": "错误",
    "warning": "警告",
    "internal error": "内部错误",
    "interrupted": "已中断",
    "please report this": "请报告此问题",
    "expected {expected}": "应为{expected}",
    "; got {got}": "；实际为{got}",
    "; write {write}": "；请写作{write}",
    "; did you mean {write}?": "；是否应为{write}？",
    "nothing": "空",
    "two": "两个",
    "{kind} in {unit} or with a unit, such as '{example}'": (
        "{kind}，单位{unit}，或带单位书写，如'{example}'"
    ),
    ", not a {other}": "，而不是{other}",
    "one of: {units}": "下列单位之一：{units}",
    "one of: {words}": "下列之一：{words}",
    "the head of water at 20 °C which that pressure is": "该压力折合20 °C水柱高",
    "the numbers alone and one unit for all, as in Quantity([1, 2], 'm')": (
        "纯数字并统一给出单位，如Quantity([1, 2], 'm')"
    ),
    "a whole number from {low} to {high}": "{low}至{high}的整数",
    "a value": "一个值",
    "one value": "仅一个值",
    "no value": "不带值",
    "at most {most}": "不大于{most}",
    "a rating that {ie_class} covers with {poles} poles": "{ie_class}、{poles}极所覆盖的功率",
    "a number of poles that {ie_class} covers": "{ie_class}所覆盖的极数",
    "head_min <= head <= head_max": "最低扬程 ≤ 设计扬程 ≤ 最高扬程",
    "head is {head}": "符合设计扬程{head}的值",
    "units of at most {most} each": "单机不大于{most}",
    "more duty units": "更多工作泵",
    "an option of this command": "本命令的选项",
    "an option before it": "其前应有选项名",
    "a file in an existing folder": "已存在文件夹中的文件",
    "a regular file": "普通文件",
    "a new file": "新文件",
    "--output FILE beside it": "同时给出 --output 文件",
    "can't write {file}: {why}": "无法写入{file}：{why}",
    "can't write the result: {why}": "无法输出结果：{why}",
    'this needs {package}, which is not installed; run: pip install "hydrocalc[{extra}]"': (
        '需要{package}，尚未安装；请运行：pip install "hydrocalc[{extra}]"'
    ),
    # the command line
    "Hydraulic calculation and pump-station sizing.": "水力计算与泵站选型。",
    "COMMAND": "命令",
    "output": "输出",
    "Size a pump station: powers, motors, energy, and what was assumed.": (
        "泵站选型：功率、电机、电耗及计算假定。"
    ),
    'Numbers take a unit: --flow "1440 m3/h", --flow 0.4 (m³/s), --pump-efficiency 82%.': (
        '数值可带单位：--flow "1440 m3/h"、--flow 0.4（m³/s）、--pump-efficiency 82%。'
    ),
    "design flow of the station, m³/s": "泵站设计流量，m³/s",
    "total head at the pump, m": "水泵设计扬程（总扬程），m",
    "highest total head, m": "最高扬程，m",
    "lowest total head, m": "最低扬程，m",
    "duty units (2)": "工作泵台数（2）",
    "standby units (1)": "备用泵台数（1）",
    "pumping hours a day (24)": "日运行小时数（24）",
    "water temperature, °C, 0-40 (20)": "水温，°C，0～40（20）",
    "height above the sea, m (0)": "海拔高程，m（0）",
    "pump efficiency at the duty point, % (80 %)": "设计工况水泵效率，%（80 %）",
    "largest over duty shaft power (1.15)": "最大轴功率与设计工况轴功率之比（1.15）",
    "motor margin (by rating, 1.10-1.25)": "电机功率备用系数（按功率取1.10～1.25）",
    "efficiency of coupling or gear, % (100 %)": "联轴器或齿轮传动效率，%（100 %）",
    "motor poles: 2, 4, 6 or 8 (4)": "电机极数：2、4、6或8（4）",
    "motor efficiency class: IE1 to IE4 (IE3)": "电机能效等级：IE1～IE4（IE3）",
    "form of the result (text)": "结果格式（text）",
    "write to a file instead of stdout": "写入文件，不写标准输出",
    "overwrite that file": "覆盖该文件",
    "colours (auto; NO_COLOR is obeyed)": "颜色（auto；遵从NO_COLOR）",
    "language of text (en)": "文字语言（en）",
}


def translated(text: str, lang: str = "en") -> str:
    """`text` in `lang`; English where the catalogue has no entry."""
    return ZH.get(text, text) if lang == "zh" else text
