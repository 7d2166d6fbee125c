"""Write an encoder for ``index.encoder``: matrices as int8 with a scale per row, the rest as they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.embed import ENCODER
from index.encoder import SCALE
from index.models.train.network import PIECE, SLOPES, Encoder

FloatArray = NDArray[np.float32]


def write(encoder: Encoder, tokenizer: Tokenizer, folder: Path) -> None:
    """Write ``encoder.json``, ``model.safetensors`` and ``tokenizer.json``; other files in the folder stay."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, NDArray[np.generic]] = {}
    for name, value in encoder.state_dict().items():
        array: FloatArray = value.detach().numpy().astype(np.float32)
        if name == "masked":
            continue
        if array.ndim == 2 and array.shape[0] > 1:
            scale = np.maximum(np.abs(array).max(axis=1, keepdims=True), 1e-12) / 127
            tensors[name] = np.round(array / scale).astype(np.int8)
            tensors[name + SCALE] = scale.astype(np.float32)
        else:
            tensors[name] = array
    save_file(tensors, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = asdict(encoder.shape) | {"piece": PIECE, "slopes": SLOPES}
    (folder / ENCODER).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    (folder / "model.safetensors").chmod(0o644)
