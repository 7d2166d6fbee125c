"""How well the answering sentence and the answer are found: ``python -m index.models.train.answers --data DIR --model DIR``.

DRCD dev, whose answers are known and were not trained on: of each question's own passage the sentences are ordered, by the
selector, by the encoder's cosine, by the static model's and by the share of the question's character bigrams; printed are hit@1
and MRR of the first sentence that holds the answer. Then the answer is pointed at in the sentence that the selector puts first,
and in the right one: exact match and F1 over characters, as is usual for Chinese reading comprehension (Cui et al., 2019).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

from corpus.errors import ModelError, PolicyAssistantError
from index.embed import Embedder, load_embedder
from index.models.train.network import PIECE, Encoder
from index.models.train.questions import statements
from index.models.train.recipes import SIZES, Recipe
from index.models.train.rerank import Example, Selector, read, scores
from index.models.train.span import Pointer, best

FloatArray = NDArray[np.float32]


class Answerer:
    """The networks of a training folder.

    Args:
        folder: what ``index.models.train.encoder`` wrote, checkpoints included.
        recipe: that it was written by.

    Raises:
        ModelError: a checkpoint is missing.
    """

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            parts = {n: load_file(folder / "checkpoints" / f"{n}.safetensors") for n in ("contrast", "select", "span")}
        except Exception as error:  # tokenizers raises nothing narrower
            raise ModelError(f"找不到訓練的檢查點：{folder}（{error}）", hint="先執行訓練指令，再量測。") from error
        self.encoder = Encoder(parts["contrast"]["module.words"], recipe.shape)
        self.selector, self.pointer = Selector(recipe.shape.width), Pointer(recipe.shape.width)
        modules = (("contrast", self.encoder), ("select", self.selector), ("span", self.pointer))
        for name, module in modules:
            held = {k.removeprefix("module."): v for k, v in parts[name].items() if k.startswith("module.")}
            module.load_state_dict(held)
            module.requires_grad_(False)

    def ids(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the token ids of texts."""
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids or [0], dtype=np.int64) for encoding in encodings]

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Return how well each text answers the question, shape [texts]; only the order means something."""
        ids = self.ids([question, *texts])
        example = Example(ids[0], ids[1:], np.zeros(len(texts), dtype=np.bool_))
        found: FloatArray = scores(self.encoder, self.selector, [example])[0].numpy()
        return found

    def answer(self, question: str, statement: str) -> str:
        """Return the part of a statement that is pointed at."""
        encoding = self.tokenizer.encode(statement, add_special_tokens=False)
        if not encoding.ids:
            return ""
        ids = self.ids([question, statement])
        found = self.pointer(read(self.encoder, ids[:1]), read(self.encoder, ids[1:]))[0]
        first, last = best(found[:, : min(len(encoding.ids), PIECE)])
        return statement[encoding.offsets[first][0] : encoding.offsets[last][1]]


def overlap(given: str, right: str) -> float:
    """Return F1 over characters."""
    shared = sum((Counter(given) & Counter(right)).values())
    return 2 * shared / (len(given) + len(right)) if shared else 0.0


def report(answerer: Answerer, others: dict[str, Embedder], data: Path, most: int) -> Iterator[str]:
    """Yield the lines of the table; ``others`` are embedding models by name, ``most`` the questions asked."""
    ranks: dict[str, list[int]] = {}
    pointed: dict[str, list[tuple[bool, float]]] = {"sentence put first": [], "right sentence": []}
    for question, passage, answer in _asked(data, most):
        sentences = statements(passage)
        right = np.array([answer in sentence for sentence in sentences])
        if not right.any():
            continue
        by = {"selector": answerer.scores(question, sentences), "bigrams": bigrams(question, sentences)}
        for name, model in others.items():
            by[name] = model.encode_passages(sentences) @ model.encode_queries([question])[0]
        for name, given in by.items():
            ranks.setdefault(name, []).append(1 + int(np.sum(given[~right] >= given[right].max())))
        chosen = {"sentence put first": int(by["selector"].argmax()), "right sentence": int(right.argmax())}
        for name, row in chosen.items():
            found = answerer.answer(question, sentences[row])
            pointed[name].append((found == answer, overlap(found, answer)))
    for name, found_ranks in ranks.items():
        own = np.array(found_ranks)
        yield f"{name:20} {len(own)} questions  hit@1 {100 * np.mean(own == 1):6.2f}  MRR {np.mean(1 / own):.4f}"
    for name, pairs in pointed.items():
        exact, f1 = np.array(pairs, dtype=np.float64).mean(axis=0)
        yield f"answer, {name:20} EM {100 * exact:6.2f}  F1 {100 * f1:6.2f}"


def bigrams(question: str, texts: Sequence[str]) -> FloatArray:
    """Return the share of the question's character bigrams that stand in each text, shape [texts]."""
    asked = {question[i : i + 2] for i in range(len(question) - 1)}
    return np.array([sum(gram in text for gram in asked) / max(1, len(asked)) for text in texts], dtype=np.float32)


def _asked(data: Path, most: int) -> Iterator[tuple[str, str, str]]:
    try:
        with gzip.open(data / "bench" / "drcd_dev_contexts.jsonl.gz", "rt", encoding="utf-8") as file:
            passages = [json.loads(line)["text"] for line in file]
        with gzip.open(data / "bench" / "drcd_dev_queries.jsonl.gz", "rt", encoding="utf-8") as file:
            asked = [json.loads(line) for line in file]
    except OSError as error:
        raise ModelError(f"找不到評測資料：{data}", hint="用 --data 指定資料夾。") from error
    for row in asked[:: max(1, -(-len(asked) // most))]:
        yield row["question"], passages[row["context_index"]], row["answer"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 with a message where the data or the model is not there."""
    parser = argparse.ArgumentParser(prog="python -m index.models.train.answers", description="Measure the reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder with bench/")
    parser.add_argument("--model", type=Path, required=True, help="folder that the training command wrote")
    parser.add_argument("--size", choices=tuple(SIZES), default="cpu", help="the size that was trained")
    parser.add_argument("--most", type=int, default=4000, help="questions asked at most, spread evenly")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        others = {"static cosine": load_embedder(), "encoder cosine": load_embedder(str(chosen.model))}
        for line in report(Answerer(chosen.model, SIZES[chosen.size]), others, chosen.data, chosen.most):
            print(line, flush=True)
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
