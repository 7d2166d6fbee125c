"""``policy-assistant search``: the passages nearest to a question, without composing an answer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from assistant.commands.asking import batch, batch_options, one_or_batch
from assistant.commands.common import add_settings, print_json, say, settings_of
from assistant.commands.opening import open_retriever
from assistant.commands.progress import progress_bar

if TYPE_CHECKING:
    from assistant.batch import Request
    from assistant.commands.parser import Commands
    from corpus.types import Hit


def register(commands: Commands) -> None:
    """Add ``search`` to the program."""
    parser = commands.add_parser(
        "search",
        help="檢索相關段落",
        description="列出與問題最相關的段落；或以 --batch 逐列檢索 JSONL 檔。",
    )
    parser.add_argument("question", nargs="?", metavar="問題", help="要找的內容；「-」表示由標準輸入讀取")
    parser.add_argument("--json", action="store_true", help="以 JSON 輸出")
    batch_options(parser)
    add_settings(parser, "top_k", "index", "corpus")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Search for what the command line asks."""
    from assistant.guard import check
    from index.retriever import SearchOptions

    question = one_or_batch(args)
    settings = settings_of(args)
    if question is not None:
        question = check(question, settings.max_question_length)
    retriever = open_retriever(settings, progress_bar())
    options = SearchOptions(top_k=settings.top_k)

    def respond(request: Request) -> dict[str, Any]:
        text = check(request.question, settings.max_question_length)
        return {"hits": [hit_row(hit) for hit in retriever.search(text, options)]}

    if question is None:
        return batch(args, respond, {"hits": []})
    hits = retriever.search(question, options)
    if args.json:
        print_json({"question": question, "hits": [hit_row(hit) for hit in hits]})
    else:
        say("\n\n".join(_lines(hit) for hit in hits) or "找不到相關段落。")
    return 0


def hit_row(hit: Hit) -> dict[str, Any]:
    """Return a hit as scripts read it."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "document_id": hit.passage.document_id,
        "passage_id": hit.passage.passage_id,
        "section": list(hit.passage.path),
        "text": hit.passage.text,
    }


def _lines(hit: Hit) -> str:
    place = " › ".join((hit.passage.document_id, *hit.passage.path))
    return f"{hit.rank}. {place}（{hit.score:.3f}）\n   {' '.join(hit.passage.text.split())}"
