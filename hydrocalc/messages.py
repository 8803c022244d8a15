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
    "Given": "给定条件",
    "estimated": "估算",
    "practice: median of PSAT, Gülich and Anderson, less the allowance": (
        "惯例：PSAT、Gülich、Anderson三法中位数减修正"
    ),
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
    "motor rating": "配套功率",
    "motor supply": "电机电压等级",
    "motor load at the duty point": "设计工况电机负载率",
    "motor efficiency at full load": "电机满载效率",
    "motor efficiency at the duty point": "设计工况电机效率",
    "coupling efficiency": "传动效率",
    "installed power": "装机容量",
    "energy a day": "日耗电量",
    "energy a year": "年耗电量",
    " (design flow all year: upper bound)": "（全年按设计流量计，为上限）",
    "LV": "低压",
    "LV/HV": "低压或高压",
    "HV": "高压",
    "A screening estimate until a maker's pump curves and a transient (water hammer) analysis "
    "are in.": "本结果为初步估算；取得厂家水泵性能曲线并完成水锤（瞬变流）分析后方可作为设计依据。",
    # arrangements
    "type": "泵型",
    "pump type": "泵型",
    "split-case": "双吸中开泵",
    "end-suction": "单级单吸泵",
    "multistage": "多级泵",
    "vertical-turbine": "立式长轴泵",
    "units": "台数",
    "η": "效率",
    "methods": "效率范围",
    "P_duty": "轴功率",
    "P_max": "最大轴功率",
    "motor": "配套功率",
    "supply": "电压",
    "NPSHr": "必需汽蚀余量",
    "eye": "安装高程",
    "installed": "装机容量",
    "energy use": "电耗",
    "status": "状态",
    "count": "数目",
    "reason": "原因",
    "arrangements": "机组方案",
    "Arrangements": "机组方案（安装高程自最低水位起算）",
    "{units} × {type} {poles}-pole": "{type}{poles}极 × {units}台",
    "{duty}+{standby} {type}, {poles}-pole": "{duty}用{standby}备{type}（{poles}极）",
    "stages": "级数",
    "specific speed nq (total flow, per stage)": "比转速 nq（总流量，单级）",
    "specific speed nq per impeller eye": "比转速 nq（每个吸入口）",
    "specific speed ns (China: Q/2 if double suction)": "比转速 ns（双吸泵取Q/2）",
    "specific speed Ns (US, total flow)": "比转速 Ns（美制，总流量）",
    "head per stage": "单级扬程",
    "flow per impeller eye": "每个吸入口流量",
    "impeller diameter, about": "叶轮直径（约）",
    "pump efficiency, lowest method": "水泵效率（各法最低）",
    "pump efficiency, highest method": "水泵效率（各法最高）",
    "GB 19762 specified point": "GB 19762规定点效率",
    "PSAT (US DOE), average": "PSAT（美国能源部），平均",
    "Gülich": "Gülich法",
    "Anderson": "Anderson法",
    "efficiency allowance": "效率折减",
    "P_duty, shaft power of a unit": "单泵设计工况轴功率",
    "P_max, at the low efficiency": "单泵最大轴功率（按低限效率）",
    "motor margin k": "电机功率备用系数 k",
    "motor rating over P_duty": "配套功率 / 设计工况轴功率",
    "motor rating over P_max": "配套功率 / 最大轴功率",
    "electrical input of a unit": "单机输入电功率",
    "NPSHr at best efficiency, good pump": "必需汽蚀余量，最优工况（C 1000）",
    "NPSHr at best efficiency, plain pump": "必需汽蚀余量，最优工况（C 800）",
    "NPSHr at run-out, good pump": "必需汽蚀余量，大流量工况（C 1000）",
    "NPSHr at run-out, plain pump": "必需汽蚀余量，大流量工况（C 800）",
    "NPSH available": "有效汽蚀余量",
    "highest impeller eye above minimum water level": "允许安装高程（叶轮进口高于最低水位）",
    "the same with a good pump (C 1000)": "允许安装高程，抗汽蚀性能好的泵（C 1000）",
    "water density": "水的密度",
    "lowest flow printed like this": "按公布数字有效位数的下限流量",
    "highest flow printed like this": "按公布数字有效位数的上限流量",
    "ranked by": "排序依据",
    "balanced": "综合",
    "recommended arrangement": "推荐方案",
    "Recommended arrangement": "推荐方案",
    "runner-up": "次选方案",
    "Energy": "电耗",
    "mean flow while pumping": "运行平均流量",
    "mean flow given": "已给平均流量",
    "electrical input at the mean flow": "平均流量下输入电功率",
    "price of energy, per kWh": "电价（每kWh）",
    "cost of energy a year": "年电费",
    "Rejected: {count} of {all}": "淘汰方案：{all}个中的{count}个",
    "feasible": "可行",
    "feasible only with the eye below the assumed level": "仅当叶轮进口低于假定高程时可行",
    "unit flow outside the window of the type": "单泵流量超出该泵型范围",
    "nq per eye below {nq_eye_low}": "每个吸入口的nq低于{nq_eye_low}",
    "nq per eye above {nq_eye_high}": "每个吸入口的nq高于{nq_eye_high}",
    "head per stage above {stage_head} m": "单级扬程高于{stage_head} m",
    "more stages than the type has": "级数超出该泵型",
    "impeller above {impeller_diameter} m": "叶轮直径大于{impeller_diameter} m",
    "no efficiency method covers it": "超出各效率估算法的适用范围",
    "motor above the series": "超出电机功率系列",
    "highest head above the shut-off head of such a pump": "最高扬程大于该类泵的关死点扬程",
    "NPSHr at run-out and the margin above NPSHa": ("大流量工况必需汽蚀余量加裕量大于有效汽蚀余量"),
    "not head_min <= head <= head_max": "不满足：最低扬程≤设计扬程≤最高扬程",
    "one stage suffices": "单级泵即可",
    "level range not above {level_range} m": "水位变幅不大于{level_range} m",
    "type not made so slow": "该泵型无此低转速产品",
    "Recommended: {name}, {speed} rpm, motors of {motor} ({supply}), installed {installed}.": (
        "推荐：{name}，{speed} r/min，配套功率{motor}（{supply}），装机容量{installed}。"
    ),
    "No arrangement is feasible: the reasons are above. Other duty units (--duty), poles "
    "(--poles), pump types (--type) or a lower impeller eye (--suction-level) may be.": (
        "无可行方案，原因见上。可改变工作泵台数（--duty）、极数（--poles）、泵型（--type）"
        "或降低安装高程（--suction-level）。"
    ),
    "Only with the impeller eye {low} to {high} below the minimum water level (good to plain "
    "pump): a dry pit or flooded suction. No suction level was given.": (
        "仅当叶轮进口低于最低水位{low}至{high}（抗汽蚀性能好的泵至一般的泵）时可行：须干室型泵房或"
        "自灌式吸水。未给出吸水水位。"
    ),
    "Runner-up: {name}; energy {more} %, installed {installed}.": (
        "次选：{name}；电耗{more} %，装机容量{installed}。"
    ),
    "What would change the choice: the level range (--head-max, --head-min), suction "
    "(--suction-level, --suction-loss), flow steps of the works, motor voltage, a maker's "
    "curve.": (
        "可能改变选择的资料：水位变幅（--head-max、--head-min）、吸水条件（--suction-level、"
        "--suction-loss）、水厂流量级差、电机电压、厂家性能曲线。"
    ),
    "Suction is tight: a plain pump needs the impeller eye at {eye} to the minimum water level, a "
    "good one at {good}.": (
        "吸水条件偏紧：一般的泵安装高程应不高于最低水位{eye}，抗汽蚀性能好的泵{good}。"
    ),
    "impeller eye above minimum water level, as given or assumed": (
        "叶轮进口相对最低水位（给定或假定）"
    ),
    "It ranks first by {rank} alone.": "仅按“{rank}”排序时居首。",
    "Two or three duty units keep part of the flow when one trips.": (
        "工作泵2～3台，一台故障停泵时仍保有部分流量。"
    ),
    "At most 1500 rpm wears least in raw water.": "转速不高于1500 r/min，原水中磨损较小。",
    "It takes the least energy of the feasible ones.": "在可行方案中电耗最低。",
    "it has no turndown and one trip stops the whole works": "无调节余地，一次跳闸即全厂停水",
    "it runs faster than 1500 rpm": "转速高于1500 r/min",
    "that is a tie within the spread of methods": "差别小于各法之间的差异，视为相当",
    "; ": "；",
    # assumptions on suction and motors
    "warmest water": "最高水温",
    "practice: surface water in summer; decides NPSH": "工程经验：夏季地表水；决定汽蚀余量",
    "low air pressure": "低气压折减",
    "practice: 3 % below the standard atmosphere, for NPSH": (
        "工程经验：低于标准大气压3%，用于汽蚀余量"
    ),
    "motor slip": "电机转差率",
    "practice: 0.5-1.2 % from 200 kW, more below": "工程经验：200 kW以上0.5%～1.2%，以下更大",
    "practice: catalogue pump, trimmed impeller": "工程经验：样本泵、切削叶轮",
    "water above impeller eye": "水位高于叶轮进口",
    "eye at the minimum water level": "叶轮进口与最低水位齐平",
    "water above first impeller of a vertical pump": "立式泵首级叶轮淹没深度",
    "practice for vertical turbine pumps": "工程经验：立式长轴泵",
    "suction loss": "吸水管水头损失",
    "practice: intake pipe with its valve and bends": "工程经验：含阀门与弯头的吸水管",
    "NPSHr by C": "汽蚀比转速 C",
    "practice: good pumps; run-out 1.3-1.6 times": "工程经验：良好水泵；大流量工况取1.3～1.6倍",
    "mains frequency": "电源频率",
    "China and Europe": "中国与欧洲",
    # published figures
    "Published figures": "公布数据核对",
    "published": "公布值",
    "published daily volume": "公布日水量",
    "computed daily volume, lowest that the printed flow allows": (
        "计算日水量（流量取公布有效位数的下限）"
    ),
    "computed daily volume, highest that the printed flow allows": (
        "计算日水量（流量取公布有效位数的上限）"
    ),
    "flow that makes the published volume exactly": "恰为公布日水量的流量",
    "verdict on the daily volume": "日水量结论",
    "consistent within rounding": "在取整误差内一致",
    "inconsistent": "不一致",
    "can't be decided from what is given": "依所给资料无法判定",
    "published installed power": "公布装机容量",
    "installed over hydraulic power": "装机容量 / 水力功率",
    "Factors of installed over hydraulic power": "装机容量 / 水力功率 的组成",
    "factor": "因素",
    "low": "低",
    "high": "高",
    "product": "乘积",
    "remaining: step to the standard size": "余项：标准功率级差",
    "standby: all units over duty units": "备用：总台数 / 工作台数",
    "1 / pump efficiency": "1 / 水泵效率",
    "Equal splits": "等容量拆分",
    "Equal splits, and what alone would make their motors right": (
        "等容量拆分，及使配套功率恰当的单一条件"
    ),
    "split": "拆分",
    "duty / P_h": "工作电机/水力功率",
    "P_max / P_duty": "最大/设计轴功率",
    "or head": "或扬程",
    "or flow": "或流量",
    "or η": "或效率",
    "duty motors over hydraulic power": "工作电机容量 / 水力功率",
    "next smaller rating": "小一级功率",
    "P_max over P_duty from": "P_max / P_duty 自",
    "P_max over P_duty to": "P_max / P_duty 至",
    "head from": "扬程自",
    "head to": "扬程至",
    "flow from": "流量自",
    "flow to": "流量至",
    "efficiency from": "效率自",
    "efficiency to": "效率至",
    "other sums": "其他组合",
    "comparable stations": "可比泵站数",
    "their installed over hydraulic power from": "其装机容量 / 水力功率 自",
    "to": "至",
    "Arithmetic: the product of the factors, the splits and their ranges, at margins of "
    "{low}–{high} and the efficiency above. Run-out of one pump and level range come first as "
    "explanations, then head, flow or efficiency.": (
        "属算术：各因素之积、拆分及其范围（功率备用系数{low}～{high}，效率同上）。解释时先看单泵大流量"
        "运行和水位变幅，再看扬程、流量或效率。"
    ),
    "Other sums exist too: {sums}.": "另有组合：{sums}。",
    "Inference: which split was built, and how many units stand by. That the published figure is "
    "motors alone, without auxiliaries, is inference as well.": (
        "属推断：实际采用何种拆分、备用几台；公布值仅含主电机而不含辅助设备，也是推断。"
    ),
    "Not decided by these figures: units, motors, level range, pump curves. A split is known only "
    "if a source publishes it.": (
        "这些数据不能确定：台数、电机、水位变幅、水泵曲线；只有资料公布时才知道拆分。"
    ),
    "Real stations: no comparable stations ({n} of like size and kind of head in the table; "
    "{least} would be needed).": (
        "实际泵站：无可比泵站（表中规模与扬程类型相近者{n}座，至少需{least}座）。"
    ),
    "Real stations of like size and kind of head: {n}, with installed over hydraulic power of "
    "{low}–{high}.": "相近的实际泵站{n}座，装机容量/水力功率{low}～{high}。",
    "No equal split into up to {n} standard motors exists.": "{n}台以内无等容量标准电机拆分。",
    # more errors
    "50 or 60 Hz": "50或60 Hz",
    "units of {low} to {high} each for {name}": "{name}的单泵流量为{low}至{high}",
    "no value: average_flow is given": "不给此项：已给出平均流量",
    "no value: pump_efficiency is given": "不给此项：已给出水泵效率",
    "a published figure": "一个公布数据",
    "more than the hydraulic power, {power}": "大于水力功率{power}的值",
    "levels or a gauge, not both": "水位或压力表二者之一",
    "diameter": "直径",
    "price": "电价",
    "money": "金额",
    # options
    "Size a pump station: arrangements, motors, energy, and what was assumed.": (
        "泵站选型：机组方案、电机、电耗及计算假定。"
    ),
    "duty units to look at: 2, 1-4 or 2,3 (1-4)": "比选的工作泵台数：2、1-4或2,3（1-4）",
    "split-case, end-suction, vertical-turbine, multistage (auto)": (
        "泵型：split-case双吸、end-suction单吸、vertical-turbine长轴、multistage多级（auto）"
    ),
    "motor poles to look at: 2, 4, 6, 8 (2,4,6)": "比选的电机极数：2、4、6、8（2,4,6）",
    "mains frequency, Hz: 50 or 60 (50)": "电源频率，Hz：50或60（50）",
    "balanced, energy, installed or units (balanced)": (
        "排序：balanced综合、energy电耗、installed装机、units台数（balanced）"
    ),
    "mean flow while pumping, over the year, m³/s": "全年运行平均流量，m³/s",
    "or mean flow over design flow, %": "或平均流量与设计流量之比，%",
    "published installed power, to be reconciled, W": "待核对的公布装机容量，W",
    "published daily volume, to be reconciled, m³/d": "待核对的公布日水量，m³/d",
    "warmest water, °C, 0-40 (30)": "最高水温，°C，0～40（30）",
    "minimum water level above the impeller eye, m (0)": "最低水位高于叶轮进口，m（0）",
    "head loss of the suction line, m (1.5)": "吸水管水头损失，m（1.5）",
    "pump efficiency at the duty point, % (estimated)": "设计工况水泵效率，%（按估算）",
    "taken off the estimates, % (2 %)": "估算效率折减，%（2 %）",
    "show all arrangements, the rejected ones too": "显示全部方案，包括淘汰者",
    # assumptions
    "usual reference temperature": "通用参考温度",
    "altitude": "海拔高程",
    "sea level": "海平面",
    "pumping hours": "日运行时间",
    "GB 50013-2018 7.1.2: raw water runs at the average hour of the maximum day": (
        "GB 50013-2018 第7.1.2条：原水输送按最高日平均时流量"
    ),
    "GB 50265-2022 10.1.3: one or two sets in important supply stations": (
        "GB 50265-2022 第10.1.3条：重要供水泵站备用机组1～2台"
    ),
    "P_max over P_duty": "最大轴功率 / 设计工况轴功率",
    "practice: run-out of one pump alone; 1.15-1.20 at nq 16-25": (
        "工程经验：单泵运行流量偏大；nq 16～25时为1.15～1.20"
    ),
    "motor margin": "电机功率备用系数",
    "makers' practice as ISO 5199, API 610: 1.25 to 22 kW, 1.15 to 55 kW, 1.10 above": (
        "厂家惯例（同ISO 5199、API 610）：22 kW及以下1.25，55 kW及以下1.15，以上1.10"
    ),
    "directly coupled": "直联",
    "motor poles": "电机极数",
    "IE class of LV motors": "低压电机能效等级",
    "GB 18613-2020 grade 3 is IE3, the least that may be sold; an LV/HV motor is taken as LV": (
        "GB 18613-2020：3级（IE3）为最低允许能效；低压/高压均可者按低压计"
    ),
    "motor efficiency at 60 Hz": "60 Hz电机效率",
    "as at 50 Hz": "同50 Hz",
    "60 Hz tables differ by up to a point": "60 Hz效率表与之相差不超过1个百分点",
    "NPSH margin": "汽蚀余量安全裕量",
    "ANSI/HI 9.6.1 for municipal water, unread; Chinese practice for large pumps": (
        "ANSI/HI 9.6.1市政供水（未查阅原文）；国内大型泵惯例"
    ),
    "suction loss of a vertical pump": "立式泵吸水损失",
    "its first impeller hangs in the sump": "首级叶轮位于吸水池中",
    "The motor margin of {k} is less than the power tolerance of ISO 9906 grade 1U, "
    "{tolerance} (unverified): a pump within its guarantee could overload the motor.": (
        "电机功率备用系数{k}小于ISO 9906 1U级的功率容差{tolerance}（未核实）："
        "性能在保证范围内的泵仍可能使电机过载。"
    ),
    "The next smaller motor, {smaller}, would still leave a margin of {k}.": (
        "小一档电机（{smaller}）的备用系数仍有{k}。"
    ),
    "Limits of the choice, all engineering practice from memory: {rule}": (
        "方案选择所用限值（均为工程经验，未核实）：{rule}"
    ),
    "specific speed nq per eye and stage": "每个吸入口、单级的比转速nq",
    "impeller diameter": "叶轮直径",
    "specific speed nq that stages are added to reach": "增加级数所欲达到的比转速nq",
    "cavitation specific speed C of a plain pump": "普通泵汽蚀比转速C",
    "cavitation specific speed C of a good pump": "优良泵汽蚀比转速C",
    "NPSH required at run-out over that at best efficiency": (
        "大流量工况与最高效率点必需汽蚀余量之比"
    ),
    "largest flow of one pump over its duty flow": "单泵最大流量与设计流量之比",
    "preferred duty units": "宜取工作台数",
    "preferred synchronous speed": "宜取同步转速",
    "energy that the preferences may cost": "为优先条件可多付的能耗",
    "difference of energy that decides nothing": "视为相当的能耗差",
    "constant motor losses": "电机不变损耗占比",
    "practice: 25-35 % of the losses at full load": "工程经验：占满载损耗的25%～35%",
    "HV motor efficiency": "高压电机效率",
    "10 kV cage motors of 220-1000 kW, 4-pole: 93.5-95.5 %; taken for all poles and ratings": (
        "10 kV笼型电机，220～1000 kW，4极：93.5%～95.5%；各极数、各容量均按此取值"
    ),
    # pipes
    "Friction by every law": "各公式的沿程水头损失",
    "GB 50013-2018 table A.0.1, cement-mortar lining: 0.011-0.012": (
        "GB 50013-2018表A.0.1，水泥砂浆内衬：0.011～0.012"
    ),
    "GB 50013-2018 table A.0.1, cement-mortar lining: 120-130": (
        "GB 50013-2018表A.0.1，水泥砂浆内衬：120～130"
    ),
    "Hazen–Williams C": "海曾-威廉系数C",
    "Manning's n": "曼宁粗糙系数n",
    "OUTSIDE": "超出",
    "yes": "是",
    "Reynolds number": "雷诺数",
    "Used outside the range of its source: {methods}.": "超出公式来源所述适用范围：{methods}。",
    "a value: {method} needs it": "一个数值（{method}需要）",
    "age": "管龄",
    "at most 5 % of the bore, {most}": "不超过内径的5%，即{most}",
    "bore": "管道内径",
    "coefficient": "系数",
    "cement-mortar lined pipe with its joints, design value; raw water 0.3-0.5 mm": (
        "水泥砂浆内衬管（含接口）设计值；原水取0.3～0.5 mm"
    ),
    "either ph or langelier": "ph与langelier二者取一",
    "equivalent roughness": "当量粗糙度",
    "friction factor f (Darcy)": "沿程阻力系数λ",
    "friction loss": "沿程水头损失",
    "gradient": "水力坡降",
    "head per flow": "单位流量水头",
    "in range": "适用",
    "length": "长度",
    "liquid": "液体",
    "loss per length": "单位长度水头损失",
    "measured friction loss": "实测沿程水头损失",
    "method": "公式",
    "method='colebrook'": "method='colebrook'",
    "method='{other}'": "method='{other}'",
    "no bore of {low} to {high} has that loss": "内径{low}至{high}均无此水头损失",
    "no flow has that loss: check head_loss, diameter and length": (
        "没有流量产生此水头损失：请检查head_loss、diameter和length"
    ),
    "no roughness gives that loss: a smooth pipe has {smooth}; check the loss, the bore, "
    "the length and the local losses": (
        "没有粗糙度产生此水头损失：光滑管为{smooth}；请检查水头损失、内径、长度和局部损失"
    ),
    "no value: {method} doesn't take it": "不填：{method}不用此系数",
    "range of the source": "公式来源所述范围",
    "roughness": "粗糙度",
    "roughness growth": "粗糙度年增长",
    "source": "来源",
    "time": "时间",
    "water for this method: it knows no viscosity": "该公式不含黏度，仅适用于水",
    "friction": "沿程损失",
    "to the first": "与首行相差",
    "f": "λ",
    # lines
    "45° elbow flanged long radius": "45°法兰长半径弯头",
    "90° elbow flanged long radius DN 500 and larger": "90°法兰长半径弯头，DN 500及以上",
    "90° elbow flanged regular DN 500 and larger": "90°法兰标准弯头，DN 500及以上",
    "Air valves at high points, km: {air}, and {number} between. Drains at low points, "
    "km: {drains}.": (
        "高点设排气阀，桩号km：{air}；其间另设{number}个。低点设泄水阀，桩号km：{drains}。"
    ),
    "air valves: between them": "排气阀：高点之间",
    "distance of air valves": "排气阀间距",
    "practice: at high points and every 0.5-1 km": "经验：高点及每隔0.5～1 km设置",
    "At {flow} the summit at {x} km governs; beyond it the line runs by gravity, "
    "part-full or throttled: {excess} m are left at the end, and no pressure is given "
    "there.": (
        "流量{flow}时，{x} km处高点为控制点；其下游为重力流、非满流或需节流：末端富余水头"
        "{excess} m，不给出该段压力。"
    ),
    "CSV with chainage_m, ground_m, axis_m": "CSV文件，列名chainage_m、ground_m、axis_m",
    "DN": "公称直径",
    'Example: hydrocalc line --flow 0.4 --length 21km --pipe "ductile iron K9 DN 800"': (
        '示例：hydrocalc line --flow 0.4 --length 21km --pipe "ductile iron K9 DN 800"'
    ),
    'Example: hydrocalc pipes "ductile iron K9" --dn 800. Without a product: the products.': (
        '示例：hydrocalc pipes "ductile iron K9" --dn 800。不带产品名则列出全部产品。'
    ),
    "Friction, grade line and surge screening of a line.": (
        "输水管线的沿程损失、水力坡降线与水锤初筛。"
    ),
    "Hazen–Williams C, design": "海曾-威廉系数C（设计）",
    "Hazen–Williams C, new": "海曾-威廉系数C（新管）",
    "Line": "管线",
    "Reaches": "管段",
    "Local losses are 0: no fittings and no share were given.": (
        "局部损失为0：未给出管件，也未给出占沿程损失的比例。"
    ),
    "Negative pressure at the obvert: {places}.": "管顶出现负压：{places}。",
    "Pressure above the rating: {places}.": "压力超过管道允许工作压力：{places}。",
    "Negative pressure starts at a flow of {flow}.": "流量达到{flow}时开始出现负压。",
    "No profile: levels and pressures along the line are not known.": (
        "未给出纵断面：沿线高程和压力未知。"
    ),
    "Poisson's ratio": "泊松比",
    "Sources: {sources}.": "来源：{sources}。",
    "Surge is screened only: wave speed {speed} m/s, period 2L/a {period} s, a sudden "
    "stop raises the head by {rise} m. Transients are not computed; for a long main their "
    "analysis is compulsory.": (
        "仅作水锤初筛：波速{speed} m/s，相长2L/a为{period} s，瞬时关断水头升高{rise} m。未"
        "作瞬变流计算；长距离管线必须进行水锤分析。"
    ),
    "System curve": "管路特性曲线",
    "The pipe catalogue: products, sizes, bores, ratings, roughness.": (
        "管材目录：产品、规格、内径、允许压力、粗糙度。"
    ),
    "The rating of a pipe is not known.": "有的管道允许工作压力未知。",
    "Velocity outside {low}–{high} m/s (deposits below, surge above): {cases}.": (
        "流速超出{low}～{high} m/s（过低易淤积，过高水锤大）：{cases}。"
    ),
    ", reach {number}": "（第{number}管段）",
    "The water level at the pumps is above what the line requires: it runs by gravity at "
    "{flows}, and pumps need no head.": (
        "取水水位高于管线所需起点水头：{flows}时可自流，水泵不需要扬程。"
    ),
    "lowest velocity, m/s": "最低流速，m/s",
    "highest velocity, m/s": "最高流速，m/s",
    "transients": "水锤（瞬变流）",
    "not computed": "未计算",
    "choice": "选择",
    "recommended": "推荐",
    "no": "否",
    "at rest": "静水线",
    "a wall of at most half the bore, {most}": "壁厚不大于内径的一半，即{most}",
    "No font has Chinese signs: the plot is in English. Install one, such as fonts-noto-cjk "
    "(Noto Sans CJK SC).": (
        "没有中文字体，图用英文标注。请安装字体，例如fonts-noto-cjk（Noto Sans CJK SC）。"
    ),
    "at shut-off": "关死水头线",
    "grade line, {flow} m³/s": "水力坡降线，{flow} m³/s",
    "chainage, km": "桩号，km",
    "level, m": "高程，m",
    "head over that at the end, m": "相对终点的水头，m",
    "flow, m³/s": "流量，m³/s",
    "head required, m": "所需扬程，m",
    "friction loss, m (grey: outside the range of the law)": (
        "沿程水头损失，m（灰色：超出公式适用范围）"
    ),
    "energy of the losses": "水头损失电费",
    "cost a year, in the currency of the prices": "年费用（按所给价格的货币）",
    "loss, m": "水头损失，m",
    "nominal size DN, mm": "公称直径DN，mm",
    "friction and local losses": "沿程和局部水头损失",
    "head of the pumps": "水泵扬程",
    "grade line at rest or shut-off": "静水或关死时的水头线",
    "Volume {volume}; filling at 0.3 m/s takes {time} h.": (
        "管道容积{volume}；以0.3 m/s充水需{time} h。"
    ),
    "Young's modulus": "弹性模量",
    "a Line": "Line对象",
    "a file ending in .png or .svg": "以.png或.svg结尾的文件名",
    "a file of at most 20 MB": "不超过20 MB的文件",
    "a file that can be read": "可读取的文件",
    "a first chainage of 0": "首个桩号为0",
    "a pipe of the catalogue beside it": "同时给出目录中的管道",
    "a product of the catalogue ('hydrocalc pipes' lists them)": (
        "目录中的产品（用hydrocalc pipes列出）"
    ),
    "No size of this product carries this flow.": "该产品没有能输送此流量的规格。",
    "one price for each DN": "每个DN只给一个价格",
    "decimal points in line {line}, not decimal commas": "第{line}行用小数点，不用小数逗号",
    "commas between the columns, and points in the numbers": "各列以逗号分隔，小数用小数点",
    "one flow: --sizes and --compare take no list": "一个流量：--sizes和--compare不接受多个流量",
    "a profile as long as the line, {length} m": "与管线等长（{length} m）的纵断面",
    "a size of {product}: DN {sizes}": "{product}的规格：DN {sizes}",
    "a value: this fitting's K depends on it": "一个数值：该管件的K与其有关",
    "a whole number after the colon": "冒号后为整数",
    "above the pressure rating": "超过允许工作压力",
    "air valves: high points": "排气阀：高点",
    "at least two points": "至少两个点",
    "at most 1000 characters": "不超过1000个字符",
    "ball valve full port": "全通径球阀",
    "basis": "依据",
    "bell-mouth inlet or reducer": "喇叭口或渐缩管",
    "bore, m, such as 800mm": "内径，m，如800mm",
    "butterfly valve open DN 500 and larger": "蝶阀全开，DN 500及以上",
    "case": "工况",
    "chainage": "桩号",
    "chainage, ground and axis of equal length, two points or more": (
        "桩号、地面、管轴数组等长且不少于两点"
    ),
    "chainages that rise": "递增的桩号",
    "compare the friction by every law": "比较各公式的沿程损失",
    "control point": "控制点",
    "design pressure by the rule": "按规则的设计内水压力",
    "drains: low points": "泄水阀：低点",
    "draw-off at its end": "末端分水量",
    "either a bore or a pipe of the catalogue": "内径与目录管道二者取一",
    "envelope": "包络线",
    "equal parallel strings (1)": "并联等径管根数（1）",
    "equivalent roughness, m (that of the pipe)": "当量粗糙度，m（默认取管道值）",
    "exit to tank": "出水入池",
    "finite numbers": "有限数值",
    "fittings or a sum of K: entrance,elbow-90:4,exit (none)": (
        "管件或K之和：entrance,elbow-90:4,exit（无）"
    ),
    "flow, m³/s; several with semicolons: 0.2;0.4": "流量，m³/s；多个用分号：0.2;0.4",
    "flows above 0, one or a list": "大于0的流量，一个或多个",
    "foot valve": "底阀",
    "from": "自",
    "gate valve flanged open": "法兰闸阀全开",
    "globe valve flanged": "法兰截止阀",
    "grade line": "水力坡降线",
    "grade line at the start": "起点测压管水头",
    "grade line at the start at shut-off, m": "关死点时的起点测压管水头，m",
    "grade line at the start, m (the least required)": "起点测压管水头，m（默认取所需最小值）",
    "grade line required at the start": "起点所需测压管水头",
    "grade line that the end needs, m (0)": "末端所需测压管水头，m（0）",
    "ground": "地面高程",
    "head required": "所需扬程",
    "head required of the pumps": "水泵所需扬程",
    "head rise of a sudden stop (Joukowsky)": "瞬时关断水头升高（儒科夫斯基）",
    "head to spare at the end": "末端富余水头",
    "highest": "最高",
    "highest pressure": "最大压力",
    "inward projecting inlet": "伸入式进口",
    "its roughness: design or new (design)": "粗糙度取值：design或new（design）",
    "law of friction (colebrook)": "沿程损失公式（colebrook）",
    "length, m": "长度，m",
    "level at the end": "末端水位",
    "line": "管线",
    "lining": "内衬",
    "local loss": "局部水头损失",
    "local losses over friction": "局部损失与沿程损失之比",
    "loss coefficients K": "局部阻力系数K之和",
    "length of the reach": "管段长度",
    "coefficient of the method, SI": "公式系数（SI）",
    "flow in each string": "单管流量",
    "friction loss of the reach": "管段沿程损失",
    "local loss of the reach": "管段局部损失",
    "head rise of a sudden stop in the reach": "管段瞬时关断升压",
    "period 2L/a of the reach": "管段水锤相长2L/a",
    "volume of the reach": "管段容积",
    "water level at the pumps": "取水水位",
    "lowest": "最低",
    "lowest pressure head at the obvert": "管顶最小压力水头",
    "magnetic flowmeter with reducers": "电磁流量计（含异径管）",
    "material": "管材",
    "metal and concrete pipes 900-1200 m/s, plastics 250-450; taken where wall or modulus "
    "is not known": ("金属管和混凝土管900～1200 m/s，塑料管250～450 m/s；壁厚或弹性模量未知时采用"),
    "mitre bend 90° of one cut": "90°单缝虾米弯",
    "negative pressure": "负压",
    "negative pressure from a flow of": "开始出现负压的流量",
    "one nominal size": "一个公称直径",
    "one or more Reach records, each with a Pipe": "一个或多个Reach，各含一个Pipe",
    'or a pipe of the catalogue, such as "ductile iron K9 DN 800"': (
        '或目录中的管道，如"ductile iron K9 DN 800"'
    ),
    "or local losses as a share of friction, % (0)": "或局部损失占沿程损失的比例，%（0）",
    "outside diameter": "外径",
    "parallel strings": "并联根数",
    "period 2L/a": "相长2L/a",
    "pipe": "管道",
    "pipe axis": "管轴高程",
    "practice: 2-3 m over the obvert": "工程经验：管顶以上2～3 m",
    "pressure head at high points": "高点压力水头",
    "pressure head over the axis": "管轴压力水头",
    "pressure head over the obvert, m (2)": "管顶压力水头，m（2）",
    "pressure rating": "允许工作压力",
    "product and size, such as 'ductile iron K9 DN 800'": "产品与规格，如'ductile iron K9 DN 800'",
    "product, such as 'ductile iron K9'": "产品名，如'ductile iron K9'",
    "profile": "纵断面",
    "reaches": "管段",
    "restraint": "轴向约束",
    "roughness, design": "粗糙度（设计）",
    "roughness, new": "粗糙度（新管）",
    "sizes DN": "公称直径范围",
    "source of the material": "管材参数来源",
    "square-edged inlet flush": "直角平口进口",
    "swing check valve flanged": "法兰旋启式止回阀",
    "tee flanged branch flow": "法兰三通（支流）",
    "tee flanged line flow": "法兰三通（直流）",
    "text in UTF-8 or GB18030": "UTF-8或GB18030编码的文本",
    "the larger bore": "较大的内径",
    "tilting disc check valve": "斜盘式止回阀",
    "time to fill at 0.3 m/s": "以0.3 m/s充水的时间",
    "wall": "壁厚",
    "water level at the pumps, m (0)": "泵站吸水水位，m（0）",
    "wave speed": "波速",
    "where": "位置",
    "write the grade line, or the comparison, as PNG or SVG": "将水力坡降线或比较图写为PNG或SVG",
    "{product} ends at a bore of {most}": "{product}的最大内径为{most}",
    "ductile iron": "球墨铸铁",
    "steel": "钢",
    "polyethylene": "聚乙烯",
    "prestressed concrete": "预应力混凝土",
    "glass-fibre plastic": "玻璃钢",
    "joints": "柔性接口",
    "anchored": "全线锚固",
    "upstream": "上游端锚固",
    # lines
    "efficiency from terminals to water": "从进线到水的总效率",
    "practice: pump 82 % × motor 95 %": "工程经验：水泵82 % × 电机95 %",
    "interest": "利率",
    "China: social rate of municipal works 6-8 %": "国内市政工程社会折现率6%～8%",
    "years to pay the pipe back": "管道偿还年限",
    "practice: pipes 30-50 years": "工程经验：管道30～50年",
    "maintenance a year over price": "年维护费率",
    "practice: 0.5-2 %": "工程经验：0.5%～2%",
    "compare the sizes of a product, such as 'ductile iron K9'": (
        "比较某产品各规格，如'ductile iron K9'"
    ),
    "head of the pumps: what is left of it, m (with --sizes)": (
        "水泵扬程，计算剩余水头，m（与--sizes同用）"
    ),
    "price of energy, per kWh (with --sizes)": "电价，每kWh（与--sizes同用）",
    "CSV with dn, price: of a metre laid (with --sizes)": (
        "CSV，列名dn、price：每米敷设价格（与--sizes同用）"
    ),
    "efficiency from terminals to water, % (78 %)": "从进线到水的总效率，%（78 %）",
    "interest, % (6 %)": "利率，%（6 %）",
    "years to pay the pipe back (30)": "管道偿还年限（30）",
    "maintenance a year over price, % (1 %)": "年维护费率，%（1 %）",
    "no value: --sizes doesn't take it": "不填：--sizes不用此项",
    "*: least cost of pipe and losses together.": "*：管道与水头损失年费用之和最小。",
    "left of the head": "剩余水头",
    "pipe, a year": "管道年费用",
    "energy of the losses, a year": "损失年电费",
    "together": "年费用合计",
    "least": "最小",
    "a price of at least one size of {product}": "{product}至少一个规格的价格",
    "a CSV with the columns {columns}": "含{columns}列的CSV文件",
    "at most {n} rows": "不超过{n}行",
    "numbers with decimal points in line {line}": "第{line}行为数值（小数点用.）",
    # lines
    "Shown are sizes with {low} to {high} m/s (--all shows all).": (
        "仅列流速{low}～{high} m/s的规格（--all列出全部）。"
    ),
    "show all sizes (with --sizes)": "列出全部规格（与--sizes同用）",
    # lines
    "no value: --compare is of friction alone": "不填：--compare仅比较沿程损失",
    # lines
    "Above {flow} the control point moves from {before} to {after} km.": (
        "流量大于{flow}时，控制点由{before} km移至{after} km。"
    ),
    "control point moves": "控制点移动",
    # lines
    "Pressure classes needed, by steady, static and shut-off pressure: {strip}.": (
        "所需压力等级（按稳态、静水和关死点压力）：{strip}。"
    ),
    "Design pressure of {pipe} by GB 50332 (from memory): {design}; rating {rating} {verdict}.": (
        "{pipe}按GB 50332（未核实）的设计内水压力{design}；允许工作压力{rating}{verdict}。"
    ),
    "Working pressure and a sudden stop together are {ratio} times the working pressure; "
    "1.3–1.5 is the usual limit.": (
        "工作压力与瞬时关断升压之和为工作压力的{ratio}倍；通常限值为1.3～1.5。"
    ),
    "covered": "，满足",
    "NOT covered": "，不满足",
    "highest pressure by point": "各点最大压力",
    # lines
    "No arrangement is feasible: the installed power isn't explained.": (
        "没有可行方案：无法解释装机容量。"
    ),
    "Too little: the duty alone takes {power} at the shafts.": (
        "装机过小：仅设计工况轴功率即需{power}。"
    ),
    "Too small for the duty with the units that would run: {splits}.": (
        "按运行台数不足以承担设计工况：{splits}。"
    ),
    "One of these is the recommended arrangement.": "其中之一即推荐方案。",
    "Head, flow and η are those at which duty power alone, without any run-out, asks for "
    "these motors.": (
        "扬程、流量、效率各栏均指仅按设计工况轴功率（不计流量偏大）即需此电机时的数值。"
    ),
    "at least the water temperature, {least}": "不低于水温{least}",
    "pump efficiency, lowest method less allowance": "水泵效率（各法最低，扣除裕量）",
    "head_min <= head <= head_max, where head is {head}": "最低扬程≤设计扬程（{head}）≤最高扬程",
    "{name} would take {saving} % less energy, but {why}.": "{name}的电耗低{saving} %，但{why}。",
    "a StationSizing of one flow and head": "单一流量和扬程的StationSizing",
    "arrays whose shapes broadcast": "形状可广播的数组",
    "{kind} above 0 and up to {high}": "{kind}大于0且不大于{high}",
    "{kind} from {low} to {high}": "{kind}在{low}～{high}之间",
    "form of the result (by the file, else text)": "结果格式（按文件扩展名，否则text）",
    # lines
    "a finite {kind}": "有限的{kind}",
    # lines
    "draw-offs of at most the flow, {most}": "不大于流量（{most}）的分水量",
    # lines
    "The start level is {short} m too low for {flow}: this flow can't pass.": (
        "起点水头低{short} m，流量{flow}无法通过。"
    ),
    "Negative pressure at any flow: the start level is below the profile.": (
        "任何流量下均有负压：起点水头低于纵断面。"
    ),
    "a profile beside it": "同时给出纵断面",
    "at least the grade line at the start, {least}": "不低于起点测压管水头{least}",
    "{option} beside it": "同时给出{option}",
    "one or more Line records": "一个或多个Line",
    # errors
    "error": "错误",
    "one value, not an array": "一个数值，而非数组",
    "a Liquid, such as water_at('20 °C')": "Liquid对象，如water_at('20 °C')",
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
    ", not {other}": "，而不是{other}",
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
    'Numbers take a unit: --flow "1440 m3/h", --flow 0.4 (m³/s), --pump-efficiency 82%.': (
        '数值可带单位：--flow "1440 m3/h"、--flow 0.4（m³/s）、--pump-efficiency 82%。'
    ),
    "design flow of the station, m³/s": "泵站设计流量，m³/s",
    "total head at the pump, m": "水泵设计扬程（总扬程），m",
    "highest total head, m": "最高扬程，m",
    "lowest total head, m": "最低扬程，m",
    "standby units (1)": "备用泵台数（1）",
    "NPSH left above that required, m (1)": "高于必需汽蚀余量的安全裕量，m（1）",
    "pumping hours a day (24)": "日运行小时数（24）",
    "water temperature, °C, 0-40 (20)": "水温，°C，0～40（20）",
    "height above the sea, m (0)": "海拔高程，m（0）",
    "largest over duty shaft power (1.15)": "最大轴功率与设计工况轴功率之比（1.15）",
    "motor margin (by rating, 1.10-1.25)": "电机功率备用系数（按功率取1.10～1.25）",
    "efficiency of coupling or gear, % (100 %)": "联轴器或齿轮传动效率，%（100 %）",
    "motor efficiency class: IE1 to IE4 (IE3)": "电机能效等级：IE1～IE4（IE3）",
    "write to a file instead of stdout": "写入文件，不写标准输出",
    "overwrite that file": "覆盖该文件",
    "colours (auto; NO_COLOR is obeyed)": "颜色（auto；遵从NO_COLOR）",
    "language of text (en)": "文字语言（en）",
    "An estimated curve, not a maker's.": "估算曲线，非厂家曲线。",
    "Below the first point, {flow}, the curve is extrapolated.": "小于首点流量{flow}的部分为外推。",
    "Cases (line: suction level → level at the end, m): {cases}.": "工况（管线：取水水位→终点水位，m）：{cases}。",
    "Characteristic heads": "特征扬程",
    "Designs side by side": "方案比较",
    "Duty point": "工况点",
    "Enquiry for a pump": "水泵询价单",
    "K of the discharge branch": "出水支管局部阻力系数K",
    "K of the suction branch": "吸水支管局部阻力系数K",
    "NPSH available over required": "有效与必需汽蚀余量之比",
    "NPSH available over required there": "该处有效与必需汽蚀余量之比",
    "NPSH by flow, warmest water, fastest speed": "各流量的汽蚀余量（最高水温、最高转速）",
    "NPSH margin asked for": "要求的汽蚀余量裕量",
    "NPSH margins need NPSH required and the level of the eye.": "计算汽蚀余量裕量需要必需汽蚀余量和叶轮进口高程。",
    "NPSH required": "必需汽蚀余量",
    "NPSH required at best efficiency": "最优效率点必需汽蚀余量",
    "No NPSH required given: no NPSH margins.": "未给出必需汽蚀余量：无法计算汽蚀余量裕量。",
    "No efficiency or power given: no power, energy or regions.": "未给出效率或功率：无法计算功率、电耗和运行区。",
    "Operating matrix": "运行工况矩阵",
    "P_max, over all combinations and cases": "P_max（全部组合和工况）",
    "Pump curve": "水泵曲线",
    "Staging map": "开机组合图",
    "The head rises up to {flow}: unstable there, and no start against a head above the shut-off head of {head}.": "流量小于{flow}时扬程随流量上升：该段不稳定，且不能在高于关死扬程{head}的水头下启动。",
    "The least margin is below the one asked for.": "最小裕量低于要求值。",
    "a Design": "Design对象",
    "a PumpCurve": "PumpCurve对象",
    "a PumpCurve or a PumpUnit of one": "PumpCurve对象或由其构成的PumpUnit",
    "a PumpGroup with one or more units": "含一台以上机组的PumpGroup",
    "a System or a Line": "System或Line对象",
    "a bore: its loss coefficient is given": "内径：已给出其阻力系数",
    "a curve with NPSH required": "含必需汽蚀余量的曲线",
    "a level in the datum of the water levels, {level}; not a depth and no other sign": "与水位{level}同一基准的高程；不是深度，也不能反号",
    "a line beside it": "同时给出管线",
    "a pump that an efficiency method covers: nq 7–100, from 5 L/s": "效率方法适用的水泵：nq 7～100，5 L/s以上",
    "a pump that runs in the first case with all on duty": "在第一工况全部工作泵运行时能运行的水泵",
    "a speed above 0": "大于0的转速",
    "a unit leaves its curve in some combination and case": "某组合某工况下有机组超出其曲线",
    "a unit of {name}: {units}": "{name}的单位：{units}",
    "acceptance grade (ISO 9906)": "验收等级（ISO 9906）",
    "allowable operating region from": "允许运行区下限",
    "allowable operating region to": "允许运行区上限",
    "at a flow of": "对应流量",
    "at a speed of": "对应转速",
    "at a temperature of": "对应水温",
    "at a water level of": "对应水位",
    "at most 4096 combinations and speeds": "组合与转速合计不超过4096",
    "at most the full speed": "不超过全速",
    "below the design flow on the line": "在该管线上达不到设计流量",
    "best efficiency": "最高效率",
    "bore of the discharge branch": "出水支管内径",
    "bore of the suction branch": "吸水支管内径",
    "cavitation specific speed C (China)": "汽蚀比转速C",
    "columns named {columns}, a unit in brackets after it": "列名为{columns}，单位写在其后括号内",
    "combination": "开机组合",
    "cost a year: energy and investment": "年费用：电费和投资",
    "degree": "次数",
    "design": "方案",
    "drive efficiency": "变频器效率",
    "efficiencies from 0 to 1": "0～1的效率",
    "efficiency expected": "期望效率",
    "electrical input": "输入电功率",
    "end of the curve": "曲线末端",
    "firm capacity: the largest unit out": "保证能力：最大一台停运",
    "fitted head": "拟合扬程",
    "fitted head, m, with Q in m³/s": "拟合扬程（m，Q以m³/s计）",
    "fitted less given": "拟合值与原值之差",
    "flow of all units on duty": "全部工作泵流量",
    "flow of best efficiency": "最优效率点流量",
    "flow of one unit": "单泵流量",
    "flow over that of best efficiency": "流量与最优效率点流量之比",
    "flow with one string out": "一根管停运时流量",
    "flows and heads at every point": "每点都有流量和扬程",
    "flows and heads from 0 up": "不小于0的流量和扬程",
    "flows and shares, both or neither": "流量和时间占比须同时给出或都不给",
    "flows on the curve of NPSH required": "必需汽蚀余量曲线范围内的流量",
    "flows that rise": "递增的流量",
    "form of the curve": "曲线形式",
    "full speed": "全速",
    "group": "泵组",
    "guaranteed flow": "保证流量",
    "guaranteed head": "保证扬程",
    "hc.estimated_curve(flow=…, head=…, speed=…) for one": "只有一点时用hc.estimated_curve(flow=…, head=…, speed=…)",
    "head at best efficiency": "最优效率点扬程",
    "head at the header": "汇管处扬程",
    "heads that fall with the flow, at least at the end": "随流量下降（至少末段下降）的扬程",
    "highest head in operation": "运行最高扬程",
    "impeller eyes": "叶轮进口数",
    "in series with": "串联",
    "investment": "投资",
    "largest NPSH required": "最大必需汽蚀余量",
    "largest flow in operation": "运行最大流量",
    "largest residual": "最大残差",
    "largest shaft power": "最大轴功率",
    "least NPSH available": "最小有效汽蚀余量",
    "least NPSH margin": "最小汽蚀余量裕量",
    "level of the impeller eye": "叶轮进口高程",
    "lines": "管线",
    "loss of the suction branch": "吸水支管损失",
    "lowest head in operation": "运行最低扬程",
    "lowest speed": "最低转速",
    "lowest water level by flow at full speed": "全速时各流量的最低水位",
    "lowest workable speed alone": "单独运行的最低转速",
    "maximum flow": "最大流量",
    "mean electrical input": "平均输入电功率",
    "mean head": "平均扬程",
    "minimum flow": "最小流量",
    "more than {oversize} times the design flow on the line": "在该管线上超过设计流量的{oversize}倍",
    "no value: a System has its static head": "不给值：System已含净扬程",
    "no value: efficiency is given": "不给值：已给出效率",
    "no value: the line gives it": "不给值：由管线算出",
    "one line in several conditions: its reaches, profile and method": "同一管线的不同状况：管段、纵断面和公式相同",
    "one or more Design records": "一个以上Design对象",
    "one pump at one speed in a file": "一个文件只含一台泵的一个转速",
    "one share for each flow, 1 in all": "每个流量一个占比，合计为1",
    "one share of the time for each flow": "每个流量一个时间占比",
    "one value for each of the {n} flows": "{n}个流量各一个值",
    "operating region": "运行区",
    "preferred operating region from": "优先运行区下限",
    "preferred operating region to": "优先运行区上限",
    "pump": "水泵",
    "pumps asked for": "询价台数",
    "pumps of different names": "名称各不相同的水泵",
    "root mean square residual": "均方根残差",
    "shaft power": "轴功率",
    "shaft power of one unit": "单泵轴功率",
    "share of full speed": "转速比",
    "share of the time": "运行时间占比",
    "shares of full speed, above 0 and at most 1": "转速比，大于0且不超过1",
    "shut-off head": "关死扬程",
    "smallest flow in operation": "运行最小流量",
    "speed over that of the curve": "转速与曲线转速之比",
    "speed, about": "转速（约）",
    "static head": "净扬程",
    "suction specific speed S per eye": "吸入比转速S（每进口）",
    "the level of the impeller eye, m above the datum": "叶轮进口高程（基准面以上，m）",
    "the line in other conditions": "其他状况下的管线",
    "three points or more": "三点以上",
    "units on duty": "工作泵台数",
    "units running": "运行台数",
    "unstable below a flow of": "小于此流量不稳定",
    "values above 0": "大于0的值",
    "water that doesn't boil at the impeller eye: at {flow} and a level of {level} the pressure there is {short} of head below that of the vapour": "叶轮进口处水不汽化：{flow}、水位{level}时，该处压力比汽化压力低{short}水头",
    "worst status": "最差状态",
    "over best": "相对最优流量",
    "in words": "说明",
    "NPSHa, lowest level": "有效汽蚀余量，最低水位",
    "NPSHa, highest level": "有效汽蚀余量，最高水位",
    "lowest water level": "最低水位",
    "Below the design flow: {names}.": "达不到设计流量：{names}。",
    "Firm capacity below the design flow: {names}.": "保证能力低于设计流量：{names}。",
    "With one string out below 70 % of the design flow: {names}.": "一根管停运时低于设计流量的70 %：{names}。",
    "duty point": "工况点",
    "no flow: the shut-off head is below what is required": "无流量：关死扬程低于所需水头",
    "beyond the end of the curve": "超出曲线末端",
    "two duty points: it can't start against this head": "有两个工况点：在此水头下不能启动",
    "on the rising branch of the curve: unstable": "位于曲线上升段：不稳定",
    "outside the domain": "超出定义域",
    "preferred region": "优先运行区",
    "allowable region": "允许运行区",
    "outside the allowable region": "超出允许运行区",
    "not known": "未知",
    "no value: the file gives it": "不给值：文件已给出",
    "the speed of the curve, in the file or beside it": "曲线的转速，写在文件中或另行给出",
}


def translated(text: str, lang: str = "en") -> str:
    """`text` in `lang`; English where the catalogue has no entry."""
    return ZH.get(text, text) if lang == "zh" else text
