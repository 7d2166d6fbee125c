"""What kind of value a question wants (an amount, a date, a place, an office …), and whether a text holds one.

A question that wants a value is not answered by a text without one of that kind, nor by one whose value stands in a clause
about something else: 「加班費以每小時為單位支給。講座鐘點費每節800元」 states no amount of 加班費.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, get_args

from assistant.question import TIME_OF_DAY, Question
from corpus.figures import COUNTERS, Figure, FigureKind, figures
from index.tokenize import words

Value = Literal["money", "percent", "date", "year", "span", "contact", "person", "place", "agency", "count", "charge"]
VALUES: tuple[Value, ...] = get_args(Value)
Agencies = Callable[[str], frozenset[str]]

NUMERAL = r"[\d〇零一二兩三四五六七八九十百千萬億%％]"
_HOW_MANY = r"(?:多少|(?<!哪)幾)"
_SUM = "金額|經費|預算|費用?|罰[鍰款金]|[獎押定租訂]金|獎勵金|保證金|薪[資水]|月薪|津貼|價[格錢]?|工資|稅額"
_BETWEEN = "(?:最[高低多少]|上限|下限|總[額計]|總?共|一共|合計|各|分別|原則上?|至[少多]|大約|是|為|有|要|得|可以?|會|能|收|罰|處|編列?|[花領補給]了?|達|約|的|[，,])*+"
"""Words between an attribute and 多少; possessive, so that no input makes the search try twice."""
_ASKED: tuple[tuple[Value, str], ...] = (
    (
        "percent",
        rf"百分之{_HOW_MANY}|{_HOW_MANY}(?:成(?![立員年果本人效長功])|%|％|折|個百分點|比[例率])"
        rf"|(?:比[例率]|占比|佔比|[利稅扣費機]率){_BETWEEN}(?:{_HOW_MANY}|[？?]?$)"
        r"|\bwhat (?:percent|proportion|share|rate)|\bhow many percent",
    ),
    (
        "money",
        rf"{_HOW_MANY}[百千萬億]*(?:錢|元|美元|經費|預算|費|金額|罰|獎金)|(?:{_SUM}){_BETWEEN}{_HOW_MANY}(?![年月日天期倍次場種類項人家])"
        rf"|補助(?:款|金|費|經費)?{_BETWEEN}多少(?:[，。、；？?]|$)|(?:金額|預算|罰鍰)(?:是|為何?|呢)?[？?]?$"
        r"|\bhow much(?! time)\b|\bwhat (?:is|are|was) the (?:(?:maximum|minimum|total|annual|monthly|administrative) )*(?:fine|fee|budget|amount|cost|price)s?\b",
    ),
    (
        "date",
        rf"{TIME_OF_DAY}|哪[一幾]?[天日]|幾月|(?<!電話)(?<!話是)(?<!第)幾號|日期(?:是|為|呢|[？?]?$)|截止日|何時|什麼時[候間]"
        r"|^when (?:is|was|are|were|do|does|did|must|should|can|will)\b|\b(?:by|until) when\b|\b(?:what|which) (?:date|day)\b",
    ),
    ("year", r"哪[一幾]?個?年|(?:which|what) year"),
    (
        "span",
        r"多久|(?:多少|(?<![哪近前這後月])幾)個?(?:工作)?(?:[天日週]|年(?!輕)|月(?!幾)|小時|分鐘|鐘頭)(?!幾)|期[限間](?:是|為|有)?(?:多[久長少]|[？?]?$)"
        r"|\bhow (?:long|often)\b|\bhow many (?:working |calendar )?(?:hours|days|weeks|months|years)",
    ),
    (
        "contact",
        r"(?:電話|傳真|網址|信箱|地址)(?:號碼)?(?:和[^，？?]{1,6})?(?:是|為|在)?(?:多少|幾號|什麼|哪|呢|[？?]?$)"
        r"|\b(?:e-?mail|postal|mailing|web(?:site)?|street) address\b|\bphone number\b|\bwebsite\b|\bwhat is the address\b",
    ),
    (
        "person",
        r"姓名(?:是|為)(?:何|什麼)|叫什麼名字|(?:獲獎|得獎|獲選|入選|得標)(?:者|人|廠商|團體|單位|學校|作品)?(?:是|有)(?:哪|誰)"
        r"|(?:哪|誰)[^，。？?]{0,10}(?:獲獎|得獎|獲選|入選|得標)(?=[？?]?$)|名單(?:是|有)?(?:哪些人|誰)|\bwho won\b|\bwho (?:is|are|was|were) the winners?\b",
    ),
    (
        "place",
        r"哪[一兩幾些二三四五六七八九十]*個?(?:縣|市(?!場)|鄉|鎮|城市)|(?<![差出定])在哪(?:裡|兒|個地方)|地[點址](?:是|為|在)(?:哪|什麼)"
        r"|\bwhere\b|\bwhich (?:city|cities|county|counties)\b",
    ),
    (
        "charge",
        r"要不要[付花繳收]?[錢費]|(?:要|需要?|會|用)(?:[付花繳收]|另外)*[錢費](?:用)?嗎|免費嗎|\bfor free\b|\bfree of charge\b",
    ),
)
_WANTS = tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in _ASKED)
_NOT_COUNTED = frozenset(["percent", "money", "date", "year", "span", "contact"])
_COUNTS = re.compile(rf"{_HOW_MANY}|\bhow many\b", re.IGNORECASE)
_CONTACT = re.compile(r"\d{2,4}[-)）]\s?\d{3,}|https?:|www\.|@|[路街]\S{0,8}號|網址")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2}[縣市鄉鎮區村路國州島港]|[臺台]灣|[\u4e00-\u9fff]{2,}(?:中心|大樓|會館|園區|公園|大學|機場|[所館廳])"
)
_SPAN = re.compile(
    rf"{NUMERAL}\s*個?(?:[年月日天週時季]|分(?!之)|小時|工作|學期|星期)|半[年月日天]|[每逐][年月日天週季學]"
    r"|立即|即時|即刻|應即|隨時|永久|終身|當[日天月年]|[翌次][日月年]"
)
CLOCK = re.compile(
    r"(?:(?<!四)[週周]|星期|禮拜)(?:[日末]|[一二三四五六](?![十百次回天小個節堂班場日期隻件人名公]))|例?假日|[上下]午"
    r"|(?<!平)(?:\d{1,2}|[零二三四五六七八九十]+)時(?![期間代段])|[早晚]上|中午|凌晨|夜間|(?<![\d例])(?:[01]?\d|2[0-4])[:：][0-5]\d(?!\d)"
)
"""A day of the week or a time of day."""
_DATE = re.compile(rf"{NUMERAL}\s*[年月日號]|[每當次翌同隔]年|[月年]底|[起迄前後內](?:[，。；、]|$)|{CLOCK.pattern}")
_SHARE = re.compile(r"[一二三四五六七八九][成折]|分之|倍")
_FREE = re.compile(r"免[費收繳徵]|不[收另]|無償|實報實銷|全額")
_CHARGE = re.compile(f"{_FREE.pattern}|收費|付費|規費|門票|費用")
_OFFICE = re.compile(
    r"機關|單位|機構|委員|小組|主管|人員|召集人|[\u4e00-\u9fff][署局院府科室長會]|(?<!全)部(?![分落])|處(?![理分罰新所以〇一二兩三四五六七八九十百千萬\d])"
)
_PERSON = re.compile(r"[：:]\s*\S|[為是][\u4e00-\u9fff]{2,}")
_ASKED_UNIT = re.compile(_HOW_MANY + "(?:百|千|萬|億)*")
_MEASURE = re.compile(
    r"[美歐日加澳]元|日圓|英鎊|港幣|人民幣|[平立]方公[尺里分]|公[頃升分尺里斤噸克釐]|[毫微][克米升]|分貝|ppm|人次|人月|小時|分鐘|學分|[名家處人次件場座所位筆頁年日天週歲分倍條款組張門班份台臺輛戶棟坪期屆級章節篇縣市鄉鎮村里校院國度隻頭株尾瓶堂]",
    re.IGNORECASE,
)
_LIKE_UNITS = {
    **dict.fromkeys("人名位", "[人名位員]"),
    **dict.fromkeys("天日", "(?:工作)?[天日]"),
    **dict.fromkeys("台臺", "[台臺]"),
    "家": "[家間所]",
    "年": "[年月]",
    "週": "(?:週|星期)",
}
"""Other ways of writing a unit."""
_PATTERNS: Mapping[Value, re.Pattern[str]] = {
    "money": _FREE,
    "charge": _CHARGE,
    "percent": _SHARE,
    "date": _DATE,
    "span": _SPAN,
    "contact": _CONTACT,
    "place": _PLACE,
    "agency": _OFFICE,
    "person": _PERSON,
}
_KINDS: Mapping[Value, tuple[FigureKind, ...]] = {
    "money": ("money", "percent", "count"),
    "charge": ("money",),
    "percent": ("percent", "count"),
    "date": ("year", "month", "day"),
    "year": ("year",),
    "count": ("count", "money", "percent", "rank"),
}
"""What a value of a kind looks like in a text, and which figures are one."""
_CLAUSE = re.compile(r"[^。；;\n]+[。；;\n]?")


def wanted(question: Question) -> frozenset[Value]:
    """Return the kinds of value a question wants; empty where it asks for none in particular."""
    found: set[Value] = {value for value, pattern in _WANTS if pattern.search(question.text)}
    if "percent" in found:
        found.discard("money")
    if question.kind == "role" and "person" not in found:
        found.add("agency")
    if question.kind == "number" and not found & _NOT_COUNTED and _COUNTS.search(question.text):
        found.add("count")
    return frozenset(found)


def holds(value: Value, question: Question, text: str, agencies: Agencies) -> bool:
    """Say whether a text has a value of a kind that the question does not have itself.

    Args:
        value: the kind.
        question: the question understood.
        text: a statement or a clause.
        agencies: the lexicon ids of the agencies that a text names.
    """
    pattern = _PATTERNS.get(value)
    if pattern is not None and pattern.search(text):
        return True
    if value == "agency":
        return bool(agencies(text))
    return any(_is(value, figure) for figure in _new(question, text))


def _is(value: Value, figure: Figure) -> bool:
    if value in ("money", "percent") and figure.kind == "count":
        return figure.unit[:1] not in COUNTERS or not figure.unit  # a bare number in a table; not 十日
    return figure.kind in _KINDS.get(value, ())


def _new(question: Question, text: str) -> list[Figure]:
    return [f for f in figures(text) if not any(f.same(asked) for asked in question.figures)]


def clauses(text: str) -> Iterator[str]:
    """Yield the clauses of a text: what stands between full stops, semicolons and line ends."""
    return (match[0] for match in _CLAUSE.finditer(text))


def unit_of(question: Question) -> re.Pattern[str] | None:
    """Return how a number with the unit asked for (幾「分貝」, 多少「ppm」) is written, None where no unit in particular is asked."""
    asked = _ASKED_UNIT.search(question.text)
    if asked is None or question.is_list():
        return None
    following = next((token.text for token in words(question.text[asked.end() :])), "")
    if not _MEASURE.fullmatch(following):
        return None
    likes = _LIKE_UNITS.get(following, re.escape(following))
    return re.compile(rf"{NUMERAL}\s*(?:多|餘|個)?{likes}", re.IGNORECASE)
