"""The model card that lies beside a trained encoder: how it was made, from what, under which licences, and its last losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.models.train.material import Material
from index.models.train.recipes import Recipe

LEDGER = (
    ("reading", "CMRC 2018 (Cui et al., EMNLP 2019), converted to Traditional", "CC BY-SA 4.0"),
    (
        "laws, chapters",
        "Laws of Taiwan, Chinese and English (全國法規資料庫)",
        "official documents, not under copyright",
    ),
    ("sayings", "headings and sentences put into everyday words of this program's lexicon", "as the program"),
    ("titles, headings, cloze, running text", "行政院公報 (Executive Yuan Gazette)", "政府資料開放授權條款-第1版"),
    ("holdings", "司法院釋字 issues and holdings (kong0107/jyi)", "CC0"),
    ("replies", "立法院公報 questions and replies (g0v/ly-gazette)", "official records"),
)
"""What each group of training pairs comes from."""
_AT_ENDS = 10


def write(
    size: str, recipe: Recipe, material: Material, losses: Mapping[str, Sequence[float]], static: str, path: Path
) -> None:
    """Write the card.

    Args:
        size: the name of the recipe.
        recipe: sizes and seeds.
        material: what was learned from.
        losses: of every step, by stage.
        static: the folder of the static model that was started from.
        path: file to write.
    """
    counts = ", ".join(f"{len(rows):,} {name}" for name, rows in material.pairs.items())
    ledger = "\n".join(f"| {group} | {source} | {licence} |" for group, source, licence in LEDGER)
    fallen = "\n".join(
        f"| {name} | {len(values)} | {np.mean(values[:_AT_ENDS]):.3f} | {np.mean(values[-_AT_ENDS:]):.3f} |"
        for name, values in losses.items()
    )
    path.write_text(
        f"""---
language: [zh, en]
license: cc-by-sa-4.0
tags: [sentence-similarity, traditional-chinese, taiwan]
---

# Text encoder, size {size}

Trained from nothing but the data below: no other model was distilled or fine-tuned. Set the folder as `embedding_model`
and build the index anew. Read by `index/encoder.py`; the network is described in `index/models/train/network.py`.

    pip install -e ".[train]"
    python -m index.models.train.encoder --data DIR --output DIR --size {size} --static {static}

{asdict(recipe.shape)}; seed {recipe.seed}; texts {len(material.running):,}; pairs: {counts}.

| stage | steps | loss at first | loss at last |
|---|---:|---:|---:|
{fallen}

![losses](losses.svg)

## Data and licences

| used as | data | licence |
|---|---|---|
{ledger}

Because CMRC 2018 is share-alike, the weights are offered under CC BY-SA 4.0. Contains material derived from CMRC 2018 by Yiming
Cui et al., modified. DRCD was never read and passages overlapping it were dropped; every tenth row of the files of pairs, and of
the bilingual laws whole laws, were left out for measuring. Measure: `python -m index.models.train.measure --data DIR --model DIR`.
""",
        encoding="utf-8",
    )
