"""``eval peers`` and ``eval ablate``: the same questions asked of others, and of ourselves without a part."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.common import add_settings, note, say, settings_of
from assistant.settings import Secret
from corpus.errors import EvaluationError
from evals.verbs import asking

if TYPE_CHECKING:
    from assistant.commands.parser import Commands, Parser
    from evals.system import Ours, System


def add(verbs: Commands) -> None:
    """Add ``peers`` and ``ablate``."""
    peers = verbs.add_parser(
        "peers",
        help="與其他做法比較",
        description="同一份題目問本系統、llama-index 原廠查詢引擎、BM25 首段，以及指定的 OpenAI 相容端點，並列計分。",
    )
    _options(peers)
    peers.add_argument("--endpoint", metavar="URL", help="OpenAI 相容介面的網址，例如 http://127.0.0.1:8000/v1")
    peers.add_argument("--model", metavar="NAME", help="該介面的模型名稱")
    peers.add_argument("--key-file", type=Path, metavar="FILE", help="存放該介面金鑰的檔案")
    peers.add_argument(
        "--passages", type=int, default=5, metavar="N", help="提示中放入的段落數；0 為只問模型（預設 5）"
    )
    peers.set_defaults(run=run_peers)
    ablate = verbs.add_parser(
        "ablate", help="逐一關閉各部分再評測", description="逐一關閉作答程式的各部分，與完整的結果逐題比較。"
    )
    _options(ablate)
    ablate.set_defaults(run=run_ablations)


def _options(parser: Parser) -> None:
    parser.add_argument("--questions", type=Path, metavar="FILE", help="題目檔；預設為隨附的 dev 題目")
    parser.add_argument("--output", type=Path, metavar="DIR", help="保存各次評測的資料夾；預設為資料資料夾的 runs/")
    add_settings(parser, "index", "corpus", "top_k")


def run_peers(args: argparse.Namespace) -> int:
    """Ask ours and every peer; store each run and print them side by side."""
    from evals.score import score
    from evals.table import side_by_side

    settings = settings_of(args)
    ours = asking.ours(settings)
    table = []
    for system in (ours, *local_peers(ours), *_endpoint(ours, args)):
        run = asking.perform(system, settings, args.questions, output=_folder(args.output))
        table.append((run.header.who, score(run)))
    say(side_by_side(table))
    return 0


def local_peers(ours: Ours) -> Iterator[System]:
    """Yield the peers that need no service: a BM25 passage and llama-index's own engines, over the same documents."""
    from evals.peers.llama import llama_bm25, llama_vector
    from evals.peers.top_passage import bm25_passage
    from index.embed import load_embedder

    retriever = ours.assistant.retriever
    yield bm25_passage(retriever)
    yield llama_bm25(ours.documents)
    yield llama_vector(ours.documents, load_embedder(ours.assistant.release.manifest.model_name or None))


def _endpoint(ours: Ours, args: argparse.Namespace) -> Iterator[System]:
    if args.endpoint:
        from evals.peers.endpoint import Endpoint

        if not args.model:
            raise EvaluationError("用 --endpoint 時必須以 --model 指定模型", hint="例如 --model gpt-oss-20b")
        yield Endpoint(
            args.endpoint, args.model, ours.assistant.retriever, passages=args.passages, key=_key(args.key_file)
        )


def _key(path: Path | None) -> Secret | None:
    if path is None:
        return None
    try:
        return Secret(path.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"讀不到金鑰檔：{path}", hint="請確認 --key-file 的路徑與讀取權限。") from error


def run_ablations(args: argparse.Namespace) -> int:
    """Ask the whole assistant and the assistant without each part; print what each part is worth."""
    from evals.ablate import ablated, parts
    from evals.compare import compare
    from evals.score import score
    from evals.table import ablation_table

    if not parts():
        note("作答程式沒有列出可以關閉的部分（assistant.answer.PARTS），無從比較。")
        return 0
    settings = settings_of(args)
    whole = asking.ours(settings)
    before = score(asking.perform(whole, settings, args.questions, output=_folder(args.output)))
    rows = []
    for system in ablated(whole):
        after = score(asking.perform(system, settings, args.questions, output=_folder(args.output)))
        rows.append((parts()[system.without[0]], compare(before, after)))
    say(ablation_table(rows))
    return 0


def _folder(path: Path | None) -> Path | None:
    """Return the folder, made where it is missing."""
    if path is not None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EvaluationError(f"不能建立資料夾：{path}", hint="請用 --output 指定可寫入的資料夾。") from error
    return path
