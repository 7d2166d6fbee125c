"""Make the shipped embedding model: ``python -m index.models.train.static --data DIR --out DIR [--smoke]``.

1. A vocabulary of the most frequent Han characters, jieba words, English words and numbers; a Unigram tokenizer cuts a text
   into the likeliest of them.
2. First vectors by latent semantic analysis of tf·idf (Deerwester et al., 1990), English articles of law beside the same
   article in Chinese so that both languages share one space (Littman, Dumais and Landauer, 1998), each word's vector of
   length idf, with a random vector added that keeps rare words apart.
3. Contrastive training with the other pairs of the batch as negatives (InfoNCE, van den Oord et al., 2018). A batch is of
   one kind of pairs, which makes its members hard to tell apart. Words are left out by chance (Srivastava et al., 2014), without
   which pairs are learned by heart, and repeated words count less (``index.embed.counted``).
4. Written as a SentenceTransformer folder, StaticEmbedding and Normalize, float16.

One thread and fixed seeds: the same data gives the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
from index.embed import POOLING, REPEATS
from index.models.train.knowledge import everyday_words
from index.models.train.sources import groups, texts
from index.tokenize import words

FloatArray = NDArray[np.float32]
Rows = list[NDArray[np.int64]]
"""Token ids, an array per text."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the model besides the data."""

    characters: int = 5000
    han_words: int = 12800
    everyday: int = 4000
    """How many more of the lexicon's everyday words, as if each had been counted ``everyday_counted`` times."""
    everyday_counted: int = 200
    latin_words: int = 6500
    numbers: int = 1000
    longest_word: int = 6
    counted: int = 3
    """Every so many-th text is cut into words to be counted."""
    dimension: int = 512
    singular_power: float = -0.3
    randomness: float = 1.0
    dropped: float = 0.4
    """How often a word is left out of a text in training."""
    batch: int = 1024
    steps: int = 1200
    warm_up: int = 92
    rate: float = 0.003
    temperature: float = 0.05
    seed: int = 20
    seed_dropped: int = 1


SMOKE = Recipe(
    characters=1500,
    han_words=1000,
    everyday=100,
    latin_words=500,
    numbers=50,
    dimension=32,
    batch=64,
    steps=90,
    warm_up=5,
)
"""Small enough to try the whole way in a minute."""

SHARES = {
    "reading": 0.20,
    "laws": 0.20,
    "cloze": 0.20,
    "replies": 0.12,
    "titles": 0.12,
    "headings": 0.10,
    "chapters": 0.05,
    "holdings": 0.01,
    "sayings": 0.12,
    "words": 0.10,
}
"""How much of the batches a group of pairs gets (``sources.groups``)."""


def train(data: Path, out: Path, recipe: Recipe) -> list[float]:
    """Make the model and write its folder.

    Args:
        data: folder of the training files.
        out: folder to write; other files in it stay.
        recipe: sizes and seeds.

    Returns:
        The loss of every batch.

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
        taught = {name: _encode(tokenizer, pairs) for name, pairs in groups(data, recipe.seed).items()}
        told(", ".join(f"{len(questions)} {name}" for name, (questions, _) in taught.items()))
        weights, losses = contrast(first, taught, recipe)
    tenth = max(1, recipe.steps // 10)
    told(f"trained; loss {np.mean(losses[:tenth]):.3f} at first, {np.mean(losses[-tenth:]):.3f} at last")
    save(tokenizer, weights, out)
    told(f"written to {out}")
    return losses


def make_tokenizer(running: Sequence[str], recipe: Recipe) -> Tokenizer:
    """Return a tokenizer whose pieces are characters and words weighed by how often they stand in the texts."""
    han: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for text in running[:: recipe.counted]:
        for word in words(text):
            (latin if word.key[0].isascii() else han)[search_key(word.text).text] += 1
        numbers.update(_NUMBER.findall(text))
    characters: Counter[str] = Counter()
    for folded, count in han.items():
        for character in folded:
            characters[character] += count
    total = han.total() + latin.total() + numbers.total()
    chosen = {c: han.get(c, 1) for c, _ in _most(characters, recipe.characters)}
    longer = Counter({w: n for w, n in han.items() if 2 <= len(w) <= recipe.longest_word})
    chosen.update(_most(longer, recipe.han_words))
    spelled = Counter({w: n for w, n in latin.items() if len(w) > 1 and re.fullmatch("[a-z]+", w)})
    chosen.update(_most(spelled, recipe.latin_words))
    chosen.update(_most(Counter({n: count for n, count in numbers.items() if len(n) > 1}), recipe.numbers))
    spoken = (w for w in everyday_words() if 2 <= len(w) <= recipe.longest_word and w not in chosen)
    chosen.update(dict.fromkeys(islice(sorted(spoken, key=len), recipe.everyday), recipe.everyday_counted))
    for part in (*"abcdefghijklmnopqrstuvwxyz0123456789.%", *(f"{number:02}" for number in range(100))):
        chosen.setdefault(part, 1)
    pieces = [("[UNK]", -30.0), *((piece, log(count / total)) for piece, count in chosen.items())]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("臺", "台")]
    )
    kept = Regex(rf"\p{{Han}}+|[a-z]+|{_NUMBER.pattern}")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(kept, behavior="removed", invert=True)
    return tokenizer


def first_vectors(running: Sequence[str], tokenizer: Tokenizer, recipe: Recipe) -> FloatArray:
    """Return one vector per piece, shape [pieces, dimension]: direction from LSA and chance, length idf."""
    indices, counts, bounds = [], [], [0]
    for encoding in tokenizer.encode_batch_fast(list(running), add_special_tokens=False):
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
        if len(piece) == 1 and piece.isascii():
            idf[number] = min(idf[number], 1)
    idf[tokenizer.token_to_id("[UNK]")] = 0
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


def contrast(
    first: FloatArray, taught: Mapping[str, tuple[Rows, Rows]], recipe: Recipe
) -> tuple[FloatArray, list[float]]:
    """Return the vectors after training on token ids by group, and the loss of every batch.

    The rate climbs for ``warm_up`` steps, then falls to zero. Groups without pairs are passed over.
    """
    weights = torch.nn.Parameter(torch.from_numpy(first.copy()))
    optimizer = torch.optim.Adam([weights], lr=recipe.rate, fused=True)
    rates = np.interp(range(recipe.steps), [0, recipe.warm_up, recipe.steps], [recipe.rate / 30, recipe.rate, 0])
    chance = np.random.default_rng(recipe.seed_dropped)
    losses = []
    for (questions, passages), rate in zip(_batches(taught, recipe), rates, strict=True):
        optimizer.param_groups[0]["lr"] = float(rate)
        asked, told = (_vectors(weights, side, recipe.dropped, chance) for side in (questions, passages))
        similar = asked @ told.T / recipe.temperature
        right = torch.arange(len(similar))
        loss = torch.nn.functional.cross_entropy(similar, right) + torch.nn.functional.cross_entropy(similar.T, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    learned: FloatArray = weights.detach().numpy()
    return learned, losses


def _batches(taught: Mapping[str, tuple[Rows, Rows]], recipe: Recipe) -> Iterator[tuple[Rows, Rows]]:
    """Yield ``steps`` batches, each of one group drawn by its share; a group is gone through before it starts again."""
    chosen = np.random.default_rng(recipe.seed)
    names = [name for name in SHARES if taught[name][0]]
    shares = np.array([SHARES[name] for name in names])
    orders: dict[str, list[int]] = {name: [] for name in names}
    for name in chosen.choice(names, size=recipe.steps, p=shares / shares.sum()):
        questions, passages = taught[name]
        size = min(recipe.batch, len(questions))
        if len(orders[name]) < size:
            orders[name] = chosen.permutation(len(questions)).tolist()
        rows, orders[name] = orders[name][:size], orders[name][size:]
        yield [questions[i] for i in rows], [passages[i] for i in rows]


def save(tokenizer: Tokenizer, weights: FloatArray, out: Path) -> None:
    """Write a SentenceTransformer folder with float16 weights, and how repeated words count."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    halves = torch.from_numpy(np.ascontiguousarray(weights / np.abs(weights).max(), dtype=np.float16))
    static = StaticEmbedding(tokenizer, embedding_weights=halves)
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(out), create_model_card=False)
    (out / POOLING).write_text(json.dumps({"repeats": REPEATS}) + "\n", encoding="utf-8")
    for path in out.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 0, or 2 with a message where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m index.models.train.static", description="Make the shipped model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--smoke", action="store_true", help="a tiny model in a minute, to try the command")
    chosen = parser.parse_args(arguments)
    try:
        train(chosen.data, chosen.out, SMOKE if chosen.smoke else Recipe())
    except PolicyAssistantError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 2
    return 0


def _most(counted: Counter[str], number: int) -> list[tuple[str, int]]:
    """Return the most frequent, equal ones in the order of their characters."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:number]


def _encode(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> tuple[Rows, Rows]:
    """Return the token ids of both sides; a text that stands in several pairs is cut once."""
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    ids = {text: np.array(e.ids or [0], dtype=np.int64) for text, e in zip(texts, encodings, strict=True)}
    return [ids[question] for question, _ in pairs], [ids[passage] for _, passage in pairs]


def _vectors(weights: torch.Tensor, texts: Rows, dropped: float, chance: np.random.Generator) -> torch.Tensor:
    """Return the vectors of texts with words left out by chance, shape [texts, dimension]."""
    found, counts, starts = [], [], [0]
    for ids in texts:
        kept = ids[chance.random(len(ids)) >= dropped]
        pieces, times = np.unique(kept if len(kept) else ids, return_counts=True)
        found.append(pieces)
        counts.append((times**REPEATS).astype(np.float32))
        starts.append(starts[-1] + len(pieces))
    vectors = torch.nn.functional.embedding_bag(
        torch.from_numpy(np.concatenate(found)),
        weights,
        torch.tensor(starts[:-1]),
        mode="sum",
        per_sample_weights=torch.from_numpy(np.concatenate(counts)),
    )
    return torch.nn.functional.normalize(vectors, dim=1)


def _unit(vectors: FloatArray) -> FloatArray:
    scaled: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled


if __name__ == "__main__":
    raise SystemExit(main())
