"""Make the shipped embedding model: ``python -m index.models.train.static --data DIR --out DIR``.

1. A vocabulary of the most frequent Han characters, jieba words and English words; a Unigram tokenizer cuts a text into
   the likeliest of them.
2. First vectors by latent semantic analysis of tf·idf (Deerwester et al., 1990), English articles of law beside the same
   article in Chinese so that both languages share one space (Littman, Dumais and Landauer, 1998), each word's vector of
   length idf, with a random vector added that keeps rare words apart.
3. Contrastive training with the other pairs of the batch as negatives (InfoNCE, van den Oord et al., 2018).
4. Written as a SentenceTransformer folder, StaticEmbedding and Normalize, float16.

One thread and fixed seeds: the same data gives the same model on the same machine.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from corpus.errors import PolicyAssistantError
from corpus.normalize import search_key
from index.models.train.sources import cloze_pairs, pairs, texts
from index.tokenize import words

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the model besides the data."""

    characters: int = 4000
    han_words: int = 9700
    latin_words: int = 3200
    longest_word: int = 6
    dimension: int = 256
    singular_power: float = -0.3
    randomness: float = 2.0
    batch: int = 512
    steps: int = 800
    rate: float = 0.003
    temperature: float = 0.05
    longest: int = 160
    """Tokens of a text that training looks at."""
    seed: int = 20


def train(data: Path, out: Path, recipe: Recipe) -> None:
    """Make the model and write its folder.

    Args:
        data: folder of the training files.
        out: folder to write; other files in it stay.
        recipe: sizes and seeds.

    Raises:
        ModelError: a training file is missing.
    """
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(True)
    started = time.perf_counter()

    def told(what: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {what}", flush=True)

    running = texts(data)
    told(f"{len(running)} texts, {sum(map(len, running))} characters")
    tokenizer = make_tokenizer(running, recipe)
    told(f"{tokenizer.get_vocab_size()} pieces")
    with threadpool_limits(1):
        first = first_vectors(running, tokenizer, recipe)
        told("first vectors")
        taught = [*pairs(data), *cloze_pairs(running, recipe.seed)]
        weights = contrast(first, _encode(tokenizer, taught, recipe.longest), recipe)
    told(f"trained on {len(taught)} pairs")
    save(tokenizer, weights, out)
    told(f"written to {out}")


def make_tokenizer(running: Sequence[str], recipe: Recipe) -> Tokenizer:
    """Return a tokenizer whose pieces are characters and words weighed by how often they stand in the texts."""
    characters: Counter[str] = Counter()
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    for text in running:
        for word in words(text):
            folded = search_key(word.text).text
            if word.key[0].isascii():
                latin[folded] += 1
            else:
                han[folded] += 1
                characters.update(folded)
    total = han.total() + latin.total()
    chosen = {c: han.get(c, 1) for c, _ in _most(characters, recipe.characters)}
    longer = Counter({w: n for w, n in han.items() if 2 <= len(w) <= recipe.longest_word})
    chosen.update(_most(longer, recipe.han_words))
    spelled = Counter({w: n for w, n in latin.items() if len(w) > 1 and re.fullmatch("[a-z]+", w)})
    chosen.update(_most(spelled, recipe.latin_words))
    for symbol in "abcdefghijklmnopqrstuvwxyz0123456789":
        chosen.setdefault(symbol, 1)
    pieces = [("[UNK]", -30.0), *((piece, log(count / total)) for piece, count in chosen.items())]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("臺", "台")]
    )
    kept = Regex(r"\p{Han}+|[a-z]+|[0-9]+(?:\.[0-9]+)?%?")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(kept, behavior="removed", invert=True)
    return tokenizer


def first_vectors(running: Sequence[str], tokenizer: Tokenizer, recipe: Recipe) -> FloatArray:
    """Return one vector per piece, shape [pieces, dimension]: direction from LSA and chance, length idf."""
    indices, counts, bounds = [], [], [0]
    for encoding in tokenizer.encode_batch(list(running), add_special_tokens=False):
        found, times = np.unique(np.array(encoding.ids, dtype=np.int64), return_counts=True)
        indices.append(found)
        counts.append(1 + np.log(times))
        bounds.append(bounds[-1] + len(found))
    size = tokenizer.get_vocab_size()
    matrix = sparse.csr_matrix(
        (np.concatenate(counts).astype(np.float32), np.concatenate(indices), bounds), shape=(len(running), size)
    )
    idf = np.log((len(running) + 1) / (np.bincount(matrix.indices, minlength=size) + 1)).astype(np.float32)
    for piece, number in tokenizer.get_vocab().items():
        if piece == "[UNK]" or (len(piece) == 1 and piece.isascii()):
            idf[number] = 0
    weighted = matrix @ sparse.diags(idf)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ weighted
    _, values, vectors = randomized_svd(
        weighted.tocsr().astype(np.float32), recipe.dimension, n_iter=4, random_state=recipe.seed
    )
    meant = _unit(vectors.T * values**recipe.singular_power)
    chance = _unit(np.random.default_rng(recipe.seed).standard_normal(meant.shape).astype(np.float32))
    mixed = (meant + recipe.randomness * chance) * idf[:, None]
    scaled: FloatArray = (mixed / (10 * mixed.std())).astype(np.float32)
    return scaled


def contrast(first: FloatArray, taught: Sequence[tuple[list[int], list[int]]], recipe: Recipe) -> FloatArray:
    """Return the vectors after training on pairs of token ids, the rate falling to zero."""
    embedding = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(first.copy()), freeze=False, mode="mean")
    optimizer = torch.optim.Adam(embedding.parameters(), lr=recipe.rate)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, recipe.steps)
    shuffled = np.random.default_rng(recipe.seed)
    right = torch.arange(recipe.batch)
    order: list[int] = []
    for _ in range(recipe.steps):
        if len(order) < recipe.batch:
            order = shuffled.permutation(len(taught)).tolist()
        batch, order = order[: recipe.batch], order[recipe.batch :]
        questions = _mean(embedding, [taught[i][0] for i in batch])
        passages = _mean(embedding, [taught[i][1] for i in batch])
        similar = questions @ passages.T / recipe.temperature
        loss = torch.nn.functional.cross_entropy(similar, right) + torch.nn.functional.cross_entropy(similar.T, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        falling.step()
    weights: FloatArray = embedding.weight.detach().numpy()
    return weights


def save(tokenizer: Tokenizer, weights: FloatArray, out: Path) -> None:
    """Write a SentenceTransformer folder with float16 weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    halves = torch.from_numpy(np.ascontiguousarray(weights / np.abs(weights).max(), dtype=np.float16))
    static = StaticEmbedding(tokenizer, embedding_weights=halves)
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(out), create_model_card=False)
    for path in out.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m index.models.train.static", description="Make the shipped model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    chosen = parser.parse_args(arguments)
    try:
        train(chosen.data, chosen.out, Recipe())
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 2
    return 0


def _most(counted: Counter[str], number: int) -> list[tuple[str, int]]:
    """Return the most frequent, equal ones in the order of their characters."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:number]


def _encode(tokenizer: Tokenizer, taught: Sequence[tuple[str, str]], longest: int) -> list[tuple[list[int], list[int]]]:
    sides = [[pair[side] for pair in taught] for side in (0, 1)]
    ids = [[e.ids[:longest] or [0] for e in tokenizer.encode_batch(side, add_special_tokens=False)] for side in sides]
    return list(zip(*ids, strict=True))


def _mean(embedding: torch.nn.EmbeddingBag, texts: Sequence[list[int]]) -> torch.Tensor:
    starts = np.cumsum([0, *(len(ids) for ids in texts[:-1])])
    flat = torch.tensor([token for ids in texts for token in ids])
    return torch.nn.functional.normalize(embedding(flat, torch.from_numpy(starts)), dim=1)


def _unit(vectors: FloatArray) -> FloatArray:
    scaled: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled


if __name__ == "__main__":
    raise SystemExit(main())
