import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_training import write_training_data
from torch import Tensor, nn

from index.embed import load_embedder
from index.models.train import encoder, loop, static
from index.models.train.contrast import Drawer, thinned
from index.models.train.loop import losses_of
from index.models.train.questions import ask, statements
from index.models.train.recipes import Stage
from index.models.train.span import best


@pytest.mark.slow
def test_every_stage_of_the_smoke_run_lowers_its_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = write_training_data(tmp_path / "data", 90), tmp_path / "out"
    static.train(data, tmp_path / "static", replace(static.SMOKE, steps=10))  # leaves something to learn
    arguments = ["--data", str(data), "--output", str(out), "--static", str(tmp_path / "static")]
    assert encoder.main(arguments) == 0
    for stage in ("pretrain", "contrast", "select", "span"):
        losses = losses_of(out / "checkpoints" / f"{stage}.safetensors")
        assert np.mean(losses[-8:]) < 0.95 * np.mean(losses[:8]), stage
    assert load_embedder(str(out)).dimension == 32
    assert "<polyline" in (out / "losses.svg").read_text()
    assert "CC BY-SA" in (out / "README.md").read_text()
    written = (out / "model.safetensors").read_bytes()
    assert encoder.main(arguments) == 0  # from the checkpoints, all stages being done
    assert (out / "model.safetensors").read_bytes() == written


def test_missing_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encoder.main(["--data", str(tmp_path), "--output", str(tmp_path / "out")]) == 2
    assert "--data" in capsys.readouterr().err


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    def trained(folder: Path, stop: int | None) -> tuple[list[float], Tensor]:
        torch.manual_seed(1)
        module = nn.Linear(3, 1)

        def loss_of(step: int) -> Tensor:
            if step == stop:
                raise KeyboardInterrupt
            given = torch.from_numpy(np.random.default_rng(step).standard_normal((5, 3)).astype(np.float32))
            found: Tensor = (module(given) - given.sum(dim=1, keepdim=True)).square().mean()
            return found

        groups = [(list(module.parameters()), 1.0)]
        losses = loop.run("one", module, groups, loss_of, Stage(12, 0.1, 5), 4, folder, lambda _: None)
        return losses, module.weight.detach()

    whole = trained(tmp_path / "whole", None)
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "parts", 6)
    parts = trained(tmp_path / "parts", None)
    assert parts[0] == whole[0]
    assert torch.equal(parts[1], whole[1])


def test_a_batch_brings_texts_that_are_near_and_none_twice() -> None:
    words = np.eye(6, dtype=np.float32) + 0.1
    texts = [np.array([i % 6, (i + 1) % 6]) for i in range(6)] + [np.array([0, 1])]
    drawer = Drawer((texts, texts), words, 2)
    assert 1 in drawer.near[0] or 5 in drawer.near[0]
    assert 6 not in drawer.near[0]  # says the same
    _, drawn = drawer.draw(np.random.default_rng(1), 7)
    assert len({ids.tobytes() for ids in drawn}) == len(drawn) == 6


def test_thinning_leaves_words_out_but_never_all() -> None:
    ids = np.arange(100)
    assert 40 < len(thinned(ids, 0.4, np.random.default_rng(1))) < 80
    assert len(thinned(ids[:1], 0.99, np.random.default_rng(1))) == 1


@pytest.mark.parametrize(
    "statement",
    ["本辦法自中華民國113年1月1日施行，由數位發展部公告之。", "計畫經費為新臺幣三億元，分三年編列。"],
)
def test_a_made_question_asks_for_what_its_statement_says(statement: str) -> None:
    made = [ask(statement, random.Random(seed)) for seed in range(20)]
    found = [question for question in made if question]
    assert len(found) > 10
    for question in found:
        answer = statement[question.start : question.end]
        assert answer
        assert question.question.endswith("？")
        assert answer not in question.question
    assert all(ask("預算（單位：，2,000元）已依規定編列完成。", random.Random(seed)) for seed in range(3))
    assert ask("短。", random.Random(1)) is None
    assert statements("一句。二句！\n三句") == ["一句。", "二句！", "三句"]


def test_the_likeliest_answer_ends_behind_its_beginning() -> None:
    scores = torch.tensor([[0.0, 0.0, 6.0, 0.0], [9.0, 0.0, 0.0, 4.0]])
    assert best(scores) == (2, 3)
