"""A chat whose assistant follows a script: hostile text, a long answer, one that takes its time, one that fails."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from types import SimpleNamespace

from assistant.events import Done, Event, Stage, Text, Typing, Withdrawn, finished
from assistant.settings import load
from assistant.ui.server import serve
from corpus.types import Answer, Citation, Document, Hit, Section, Span

ATTACK = (
    '![圖](https://evil.example/leak.png?q=1) <img src="https://evil.example/x.png" onerror="document.title=1">\n'
    "[看這裡](https://evil.example/) <a href='javascript:document.title=1'>連結</a>\n"
    '<form action="https://evil.example/"><input name="q"><button>送出</button></form>\n'
    "<script>document.title = 'owned'</script> <iframe src='https://evil.example/'></iframe>\n"
    "[參考][r] <style>@import url(https://evil.example/s.css);</style> <svg onload='document.title=1'></svg>\n\n"
    "[r]: https://evil.example/reference\n"
)
TEXT = f"推動目標\n{ATTACK}" + "".join(f"第{n}點：逐年完成{n}項工作，擴大服務範圍。\n" for n in range(1, 41))
DOCUMENT = Document("evil", f"計畫 {ATTACK}", TEXT, "0" * 64, agency=ATTACK, edition="2024-12-31", warnings=(ATTACK,))
SECTION = Section("evil#1", "evil", (f"目標 {ATTACK}",), "", 1, Span(0, len(TEXT)), Span(0, 4), page=1)


def cite(marker: int, quote: str) -> Citation:
    at = TEXT.index(quote)
    span = Span(at, at + len(quote))
    return Citation(marker, "evil", DOCUMENT.title, "2024-12-31", SECTION.path, "evil#1", 1, quote, span, True)


class Scripted:
    """Answers by the first word of the question that it knows."""

    def __init__(self) -> None:
        self.release = SimpleNamespace(index_id="scripted", documents=(DOCUMENT,), sections=(SECTION,))
        self.retriever = self

    def search(self, question: str, options: object) -> tuple[Hit, ...]:
        return ()

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        return finished(self.stream(question, history))

    def stream(self, question: str, history: tuple[str, ...] = ()) -> Iterator[Event]:
        yield Stage("searching")
        if "壞" in question:
            raise ZeroDivisionError
        if "慢" in question:
            yield from self._slowly()
        if "收回" in question:
            yield Text("先說一句。")
            time.sleep(0.3)
            yield Withdrawn("模型未完成，改列原文。")
        quotes = [f"第{n}點：逐年完成{n}項工作，擴大服務範圍。" for n in range(1, 13 if "長" in question else 2)]
        text = "\n\n".join(f"• {quote * (8 if '長' in question else 1)} [{i}]" for i, quote in enumerate(quotes, 1))
        text = f"{ATTACK}\n\n{text}" if "長" not in question else text
        yield Typing(ATTACK)
        yield Text(text)
        yield Done(
            Answer(question, text, tuple(cite(i, quote) for i, quote in enumerate(quotes, 1)), index_id="scripted")
        )

    def _slowly(self) -> Iterator[Event]:
        yield Stage("generating")
        for n in range(100):
            yield Text(f"片段{n}。")
            time.sleep(0.3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    serve(lambda _report: Scripted(), load({"port": parser.parse_args().port}))
