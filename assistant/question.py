"""What is asked: the kind of answer wanted, names, years, counts, the documents meant, and follow-ups completed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from assistant.concepts import Concept, concepts, inherited
from assistant.focus import focus
from assistant.followup import Completed, complete
from assistant.routing import Router
from assistant.sides import sides
from assistant.swap import Likeness, swapped
from corpus.figures import Figure, figures
from corpus.normalize import numeral, search_key, years
from corpus.types import Span
from index.lexicon import Lexicon, Mention
from index.tokenize import to_simplified, to_traditional

Kind = Literal["fact", "number", "role", "list", "when", "compare", "definition", "explain", "yes_no"]

_COUNT = "[一二兩三四五六七八九十\\d]+"
_SEVERAL = "[二兩三四五六七八九十\\d]+"
_UNITS = "個項點種類大條款方面步部處家名位場次縣市年國"
_ROLE = re.compile(
    rf"(?:哪|什麼|何)(?:一|幾|些|{_COUNT})?[個些一幾]?(?:部會|機關|單位|部門|機構|局處|主管機關|政府機關)"
    r"|(?<!在)哪(?:一)?個?(?:委員會|處室|處(?![別分理罰置])|課(?![別目程])|局(?![面勢部])|署|司)|哪個部(?![分份位落族])|(?:交給|交由|委託|委由)(?:誰|哪)|由哪一?位|(?:經|通知|[報送分]給|得到|依|(?<!請)問)誰"
    r"|由誰|誰(?:來)?(?:負責|主辦|召集|擔任|主管|核定|辦理|主責|提出|管|訂)|(?:召集|主辦|協辦|主管|權責|主責|幕僚|承辦|執行)(?:部會|機關|單位|人|部門)?(?:是|為)?(?:誰|哪)"
    r"|(?:召集|主辦|協辦|主管|權責|主責|幕僚|承辦|補助|核定)(?:部會|機關|單位|人|部門)(?:呢|是|為)?[？?]?$|(?:是|為)誰|歸誰|找誰|向(?:誰|哪)"
    r"|\bwho\b|\bwhich (?:\w+ ){0,3}(?:ministr|agenc|department|council|commission|bod|office|organi[sz]ation|authorit)",
    re.IGNORECASE,
)
TIME_OF_DAY = (
    r"(?:禮拜|星期|(?<![一二兩三四五六七八九十上下半\d])[週周])幾(?![個乎天日次回小節堂班場隻件人]|公[尺里分斤頃])|(?:哪[個些]|什麼)時段"
    r"|(?<![有哪出共列舉成為納括提了講第好這])幾點(?![建意重原結整共前][見議點則論體識提瞻])|\bwhat time\b"
)
"""How a day of the week or a time of day is asked for (「幾點建議」 and 「一週幾次」 ask for none)."""
_OFFICE = re.compile(r"(?:主責|主管|主辦|召集|協辦|權責|承辦)(?:機關|部會|單位)")
_NUMBER = re.compile(
    r"多少|(?<![哪月])幾(?![乎經月號])(?=[\u4e00-\u9fff%％])|第幾|百分之幾|多[大高長久重寬遠快深]|比[例率](?:是|為|達|有)|\bhow (?:many|much|long|large|high)\b|\bwhat (?:percent|proportion|share|rate|number|amount)"
    r"|(?:金額|經費|預算|人數|上限|下限|目標值|涵蓋率|普及率|比率|比例|產值|規模|期限|期間)(?:是|為|呢)?[？?]?$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"何時|什麼時[候間]|甚麼時候|哪[一幾]?[年月天日]|幾(?:年|月|號|日)(?:幾|完成|開始|啟動|施行|生效|之前|以前|前)|哪個(?:年|月)|多久|\bwhen\b|\bwhat (?:year|date|month)\b|\bby (?:what|which) year\b|日期|時間點",
    re.IGNORECASE,
)
_HOUR = re.compile(TIME_OF_DAY, re.IGNORECASE)
_LIST = re.compile(
    rf"哪(?:些|幾(?!年|[天日月])|{_SEVERAL}[{_UNITS}大件級「])|有(?:什麼|哪(?!一))|包[括含](?:什麼|哪)|列出|列舉|分別(?:是|為|有)|各(?:是|為|有)什麼|(?:{_COUNT})[{_UNITS}大][^，。]{{0,16}}(?:是什麼|有哪|為何|是哪|分別)"
    r"|\blist\b|\bwhat are\b|\bwhich (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b|\bname the\b",
    re.IGNORECASE,
)
_LIST_COUNT = re.compile(
    rf"(?<![第\d])({_COUNT})(?:個|項|點|種|類|大|條|款|方面|步|部|處|家|名|位|場|次|縣市|國|份|期|組|場域|面向)"
)
_MOST_ITEMS = 30
_DEFINITION = re.compile(
    r"什麼是|是什麼意思|(?:的)?定義|指的?是(?:什麼|誰)|何謂|所稱|\bdefin|\bmean(?:s|ing)?\b", re.IGNORECASE
)
_YES_NO = re.compile(
    r"嗎[？?]?|是否|可不可以|能不能|有沒有|是不是|會不會|要不要|得否|可否|能否|^(?:is|are|can|does|do|did|must|may|will|should|has|have) ",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(r"如何|怎麼|怎樣|為什麼|為何|原因|目的|\bhow (?:does|do|will|is|can)\b|\bwhy\b", re.IGNORECASE)
_COMPARE = re.compile(
    r"各(?![國界類種級單位部機地縣市鄉校場次案])|分別|比較|相較|相比|差異|差別|差在|不同|差多少|變化|改(?:由|為|成|名)|從.{2,30}(?:變(?!更)|改(?![善進]))|從.{2,30}到.{2,20}(?:差|增|減|成長|提[高升]|下降|多了|少了)|(?:和|與|跟|及).{2,40}(?:各|分別|哪(?:個|一份)[^，？?]{0,3}(?:有|提到|規定|訂)|哪(?:個|一)[^，？?機部單]{0,4}(?:比較|較|更|[多高低大小先早晚重輕久長短貴嚴快慢])|一樣|相同|沒變)|兩(?:份|個版本|版|者)|前後|\bcompar|\bdiffer|\bversus\b|\bboth\b|\brespectively\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[「『“\"]([^」』”\"]{2,40})[」』”\"]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+.&/-]*[A-Za-z0-9+]|\d+(?:\.\d+)?[A-Za-z]+")
_SENTENCE = re.compile(r"[^？?；;]+[？?；;]?")
_ASKS = re.compile(r"[？?]|哪|什麼|多少|幾|誰|何|嗎|呢|如何|怎|which|what|who|how|when", re.IGNORECASE)
_ASKS_ITSELF = re.compile(r"哪|什麼|多少|幾|誰|何|如何|怎|嗎|是否|which|what|who|how|when", re.IGNORECASE)
_NUMERAL = re.compile(r"[\d〇零一二兩三四五六七八九十百千萬億]")
_INHERITED = 0.45
_MASKED = re.compile(r" {3,}")
"""Where the name of a document was, in a question's content."""
_HEARD = 4
"""Earlier questions that a follow-up is completed from."""
_DISTINCT = 1.3
"""What the words that tell the sides of a comparison apart count more than those the sides share."""
_CONTENT = 0.5
_ENOUGH = 3
_SHORT_NAME = 2
_UNIT_ASKED = re.compile(
    r"(?:多少|幾)(?:個)?(人次|人月|名|家|項|處|個|件|億|萬|元|錢|天|日|年|月|週|小時|分|歲|倍|成|輛|所|座|場|班|門|組|種|點|條|頁|次|位|%|人)"
)


@dataclass(frozen=True)
class Comparand:
    """One side of a comparison: its words in the question, what tells it apart from the others, its year's document."""

    name: str
    distinct: tuple[Concept, ...]
    edition: str = ""


@dataclass(frozen=True)
class Question:
    """A question understood.

    ``asked`` is the user's text; ``text`` the completed question in Taiwan's characters and words; ``concepts`` what it
    speaks of, without the words that only name a document; ``documents`` the ids it names (empty: any); ``count`` how
    many items it expects (0 unknown); ``unit`` the counter asked for (多少「家」); ``parts`` are its sub-questions, empty
    when it is one; ``follows`` says that earlier turns were used; ``focus`` holds the words of the attribute asked for, empty where there is none; ``side`` is set on the
    parts of a comparison.
    """

    asked: str
    text: str
    kind: Kind
    concepts: tuple[Concept, ...]
    documents: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    count: int = 0
    unit: str = ""
    compares: bool = False
    parts: tuple[Question, ...] = ()
    follows: bool = False
    focus: tuple[Concept, ...] = ()
    side: Comparand | None = None

    @cached_property
    def search_text(self) -> str:
        """What retrieval looks for: the question, and the Chinese of its English words."""
        return " ".join((self.text, *dict.fromkeys(name for c in self.concepts for name in c.chinese)))

    @cached_property
    def key(self) -> str:
        """The question in the form of index terms, to look words up in."""
        return to_simplified(search_key(self.text).text)

    def gain(self, found: frozenset[str]) -> float:
        """Return how much of the question a set of index terms says, without regard to how rare its words are."""
        return sum(c.weight * c.match(found) for c in self.concepts)

    @property
    def asked_part(self) -> str:
        """What it asks for, to name it in an answer: its attribute, in words that state no figure."""
        attribute = "".join(c.text for c in self.focus)
        return f"「{attribute}」" if attribute and not _NUMERAL.search(attribute) else "問題的另一部分"

    def is_list(self) -> bool:
        """Whether several items are wanted."""
        return self.kind == "list" or self.count > 1


class Reader:
    """Understands questions against one release's documents and a lexicon.

    Args:
        router: knows the names of the release's documents.
        lexicon: agencies and terms.
        likeness: tells how near in meaning names are.
    """

    def __init__(self, router: Router, lexicon: Lexicon, likeness: Likeness) -> None:
        self._router = router
        self._lexicon = lexicon
        self._likeness = likeness

    def read(self, asked: str, history: Sequence[str] = ()) -> Question:
        """Understand a question.

        Args:
            asked: the user's words, already checked by ``assistant.guard``.
            history: the user's earlier questions, oldest first.

        Returns:
            The question, completed from the history where it is a follow-up.
        """
        completed = complete(to_traditional(asked), [to_traditional(h) for h in history])
        if completed.name and (swapped := self._swapped(asked, completed.name, history[-_HEARD:])) is not None:
            return swapped
        question = self._one(asked, completed.own)
        if completed.before:
            return self._continued(question, completed, self._one(asked, completed.before))
        if question.compares:
            return replace(question, parts=self._sides(question))
        pieces = [p.strip() for p in _SENTENCE.findall(completed.text) if _ASKS.search(p) and len(p.strip()) > 3]
        if len(pieces) < 2:
            return question
        lead = completed.text[: completed.text.index(pieces[0])]
        parts = tuple(self._part(asked, lead, pieces, i, question) for i in range(len(pieces)))
        return replace(question, parts=parts)

    def _sides(self, question: Question) -> tuple[Question, ...]:
        """Each side of a comparison as a question of its own: its own words and those that both share."""
        found = sides(question.text, self._router.route(question.text), self._router)
        regions = [[c for c in question.concepts if s.own.start <= c.start and c.end <= s.own.end] for s in found]
        apart = [told_apart(regions, i) for i in range(len(found))]
        parts = []
        for i, side in enumerate(found):
            others = [c for j in range(len(found)) if j != i for c in apart[j]]
            kept = _side_concepts(question.concepts, apart[i], others)
            whole = len(apart[i]) == len(regions[i]) and all(
                len(a) == len(r) for a, r in zip(apart, regions, strict=True)
            )
            part = self._one(question.asked, side.text if whole else _without(question.text, others))
            few = sum(c.weight >= _CONTENT for c in kept) < _ENOUGH
            own = side.own.slice(question.text)
            parts.append(
                replace(
                    part,
                    kind=_kind(own if _ASKS_ITSELF.search(own) else question.text),
                    concepts=inherited(question.concepts, kept, _INHERITED) if few else kept,
                    documents=side.documents,
                    count=part.count or question.count,
                    compares=False,
                    side=Comparand(_name(question.text, side.own, regions[i], apart[i]), tuple(apart[i]), side.edition),
                )
            )
        return tuple(parts)

    def _swapped(self, asked: str, name: str, history: Sequence[str]) -> Question | None:
        """The question before with another name in it, None where it has none of that kind."""
        before = self.read(history[-1], history[:-1])
        found = self._other_document(name, before) or swapped(
            name, before.text, before.concepts, self._likeness, self._kinds
        )
        if found is None:
            return None
        text, places = found
        question = self._one(asked, text)
        told = tuple(
            replace(c, weight=c.weight * _DISTINCT) if any(p.start <= c.start and c.end <= p.end for p in places) else c
            for c in question.concepts
        )
        return replace(question, concepts=told, documents=question.documents or before.documents, follows=True)

    def _kinds(self, text: str) -> frozenset[str]:
        """Of what kinds the agencies and places are that a text names."""
        return frozenset(m.kind for m in self._lexicon.find(text) if m.kind in ("agency", "place"))

    def _other_document(self, name: str, before: Question) -> tuple[str, tuple[Span, ...]] | None:
        """The question before of another document, where a turn names one and the question named one too."""
        content = self._router.route(before.text).content
        old = next((m for m in _MASKED.finditer(content) if before.text[m.start() : m.end()].strip()), None)
        if old is None or not self._router.route(name).documents:
            return None
        return before.text[: old.start()] + name + before.text[old.end() :], ()

    def _continued(self, question: Question, completed: Completed, before: Question) -> Question:
        """A follow-up keeps its own words first, and the earlier question's at a lower weight."""
        return replace(
            question,
            text=completed.text,
            kind=before.kind if question.kind == "fact" and not _ASKS_ITSELF.search(completed.own) else question.kind,
            concepts=inherited(before.concepts, question.concepts, _INHERITED),
            documents=question.documents or before.documents,
            years=question.years or before.years,
            names=question.names or before.names,
            unit=question.unit,
            follows=True,
        )

    def _part(self, asked: str, lead: str, pieces: Sequence[str], i: int, whole: Question) -> Question:
        """A sub-question keeps the terms of what came before it, at a lower weight."""
        part = self._one(asked, (lead + pieces[i]) if i == 0 else pieces[i])
        return replace(
            part,
            concepts=inherited(whole.concepts, part.concepts, _INHERITED) if i else part.concepts,
            documents=part.documents or whole.documents,
            years=part.years or whole.years,
        )

    def _one(self, asked: str, text: str) -> Question:
        routed = self._router.route(text)
        content = routed.content if len(re.sub(r"\W", "", routed.content)) > 2 else text
        found = figures(content)
        across = sides(text, routed, self._router)
        asks = len(_ASKS.findall(text)) > 2 and len({(*s.documents, s.edition) for s in across} - {("",)}) > 1
        compares = len(across) > 1 and (bool(_COMPARE.search(text)) or asks)
        unit = _UNIT_ASKED.search(content)
        spoken = concepts(content, self._lexicon) or concepts(text, self._lexicon)
        return Question(
            asked=asked,
            text=text,
            kind="compare" if compares else _kind(content),
            concepts=spoken,
            focus=focus(content, spoken),
            documents=routed.documents,
            years=tuple(dict.fromkeys(y.ce for y in years(text))),
            figures=found,
            quoted=tuple(dict.fromkeys(q.strip() for q in _QUOTED.findall(content))),
            names=tuple(n for n in dict.fromkeys(_NAME.findall(content)) if not n.islower())
            if in_chinese(text)
            else (),
            mentions=self._lexicon.find(content),
            count=_count(content) if _LIST.search(content) or _ROLE.search(content) else 0,
            unit=unit[1] if unit else "",
            compares=compares,
        )


def told_apart(regions: Sequence[Sequence[Concept]], i: int) -> Sequence[Concept]:
    """Return what tells side ``i`` apart: where another side has one or two words, as many of its own next to it.

    「環境輻射監測的季報和年報」: 季報 and 年報; the words before 季報 are about both.
    """
    own = regions[i]
    fewest = min((len(r) for r in regions if r), default=0)
    if len(own) <= fewest or fewest > _SHORT_NAME:
        return own
    return own[-fewest:] if i < len(regions) - 1 else own[:fewest]


def _name(text: str, own: Span, region: Sequence[Concept], apart: Sequence[Concept]) -> str:
    """A side's words, without those before or after that are about the others too."""
    if len(apart) == len(region) or not apart:
        return own.slice(text)
    return text[apart[0].start : own.end] if apart[0] is not region[0] else text[own.start : apart[-1].end]


def _side_concepts(every: Sequence[Concept], mine: Sequence[Concept], others: Sequence[Concept]) -> tuple[Concept, ...]:
    """Leave out what is only of the other sides, count what is only of this one more, and say nothing twice."""
    found: dict[str, Concept] = {c.text: replace(c, weight=c.weight * _DISTINCT) for c in mine}
    for concept in every:
        if concept not in others:
            found.setdefault(concept.text, concept)
    return tuple(sorted(found.values(), key=lambda c: c.start))


def _without(text: str, left_out: Sequence[Concept]) -> str:
    """A question without the stretch that its other sides' words take."""
    if not left_out:
        return text
    return text[: min(c.start for c in left_out)] + text[max(c.end for c in left_out) :]


def in_chinese(text: str) -> bool:
    """Whether a question is written in Chinese, so that a Latin word in it is a name."""
    return sum("\u4e00" <= c <= "\u9fff" for c in text) > 0.2 * len(text)


def _kind(text: str) -> Kind:
    """Choose the kind of answer by the words that ask; the more specific word wins."""
    if _ROLE.search(text):
        return "role"
    if _DEFINITION.search(text) and not _NUMBER.search(text):
        return "definition"
    if _HOUR.search(text):
        return "when"
    if _NUMBER.search(text):
        return "number"
    if _WHEN.search(text):
        return "when"
    if _LIST.search(text):
        return "list"
    if _OFFICE.search(text):
        return "role"
    if _EXPLAIN.search(text):
        return "explain"
    return "yes_no" if _YES_NO.search(text) else "fact"


def _count(text: str) -> int:
    """How many items a question expects (哪四項 → 4), 0 when it does not say."""
    values = (numeral(m[1]) for m in _LIST_COUNT.finditer(text))
    return next((int(v) for v in values if isinstance(v, int) and 1 < v <= _MOST_ITEMS), 0)
