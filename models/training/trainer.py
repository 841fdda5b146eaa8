"""The training itself: batches, passes, checkpoints and the log of a network that learns to see.

What it minimises is models.training.objective's, when it ends models.training.schedule's business.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import cast

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from tqdm import tqdm

from models.training import checkpoints
from models.training.adversary import pushed, reaches
from models.training.caltech import (
    Corpus,
    add_chroma_noise,
    add_noise,
    center_crops,
    jitter,
    random_crops,
)
from models.training.folding import fold, normalise
from models.training.network import PREPROCESSING, TrainingNetwork
from models.training.objective import losses
from models.training.plan import Plan
from models.training.schedule import Progress, phase_at, rate_at
from models.vgg import VGG19, Architecture

BATCH_NORM_MOMENTUM = 0.1  # torch's own; the training keeps it


def is_bfloat16_fast(device: str) -> bool:
    """Say whether a device multiplies bfloat16 natively; measured on AVX2, float32 is ten times as fast."""
    return device != "cpu" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")


class Trainer:
    """A network, its optimiser and how far they have come."""

    def __init__(self, plan: Plan, corpus: Corpus, device: str = "cpu", architecture: Architecture = VGG19) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.corpus, self.device = plan, corpus, device
        self.progress = Progress(steps=plan.steps)
        self.network = TrainingNetwork(plan, len(corpus.classes), architecture).to(device)
        self.optimizer = self._optimizer()
        self.seen = np.flatnonzero(~corpus.held_out)

    def _optimizer(self) -> torch.optim.AdamW:
        """Return AdamW over filters, norms and heads: what decays and what starts at random differ."""
        network, plan = self.network, self.plan
        heads = [network.classify, network.rebuild, network.tell]
        groups = [
            {"params": list(network.convolutions.parameters()), "weight_decay": plan.weight_decay},
            {"params": list(network.norms.parameters()), "weight_decay": 0.0},
            {"params": [p for head in heads for p in head.parameters()], "weight_decay": plan.head_decay},
        ]
        return torch.optim.AdamW(groups, lr=plan.learning_rate, fused=True)

    def _set_rates(self) -> None:
        share = self.progress.share
        *filters, heads = self.optimizer.param_groups
        for group in filters:
            group["lr"] = rate_at(share, self.plan)
        heads["lr"] = self.plan.head_rate * (1 + math.cos(math.pi * share)) / 2

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return the next (noisy, clean, labels); a function of seed and step alone."""
        rng = np.random.default_rng((self.plan.seed, self.progress.step))
        phase = phase_at(self.progress.share, self.plan)
        chosen = rng.choice(self.seen, phase.batch, replace=False)
        clean = jitter(random_crops(self.corpus, chosen, phase.crop, self.plan.smallest_crop, rng), rng)
        noisy = add_noise(add_chroma_noise(clean, self.plan.chroma_noise, rng), self.plan.noise, rng)
        labels = torch.from_numpy(self.corpus.labels[chosen])
        return noisy.to(self.device), clean.to(self.device), labels.to(self.device)

    def advance(self) -> dict[str, float]:
        """Make one step, every pass over one batch, and return the losses of each pass."""
        started = time.perf_counter()
        torch.manual_seed(self.plan.seed * 1_000_003 + self.progress.step)
        self._set_rates()
        self.network.train()
        noisy, clean, labels = self.batch()
        reach = reaches(len(noisy), self.plan.reach).to(self.device)
        found: dict[str, float] = {}
        noise = torch.zeros_like(noisy)
        is_whole = self.progress.step % self.plan.whole_every == 0
        for number in range(self.plan.passes):
            last = None if is_whole and number == 0 else self.plan.trunk
            parts, gradient = self._pass(noisy + noise, clean, labels, last)
            noise = pushed(noise, gradient, reach)
            found |= {f"{name} pushed" if number else name: value for name, value in parts.items()}
        self.progress.step += 1
        self.progress.spent_s += time.perf_counter() - started
        return found

    def _pass(self, rgb: Tensor, clean: Tensor, labels: Tensor, last: str | None) -> tuple[dict[str, float], Tensor]:
        """Change the network once; return the losses before and the gradient of their sum by the pixels."""
        rgb.requires_grad_()
        with torch.autocast(self.device, torch.bfloat16, enabled=is_bfloat16_fast(self.device)):
            outputs = self.network(rgb, last)
        parts = losses(outputs, clean, labels, self.plan)
        self.optimizer.zero_grad(set_to_none=True)
        parts["total"].backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        assert rgb.grad is not None
        return {name: float(value.detach()) for name, value in parts.items()}, rgb.grad

    @torch.no_grad()
    def accuracy(self, edge: int = 96, most: int | None = None) -> float:
        """Return top-1 on the held-out tenth (its first `most` pictures), central squares of `edge` px."""
        self.network.eval()
        held_out = np.flatnonzero(self.corpus.held_out)
        if most is not None:
            held_out = np.random.default_rng(0).permutation(held_out)[:most]
        right = 0
        for start in range(0, len(held_out), 32):
            chosen = held_out[start : start + 32]
            with torch.autocast(self.device, torch.bfloat16, enabled=is_bfloat16_fast(self.device)):
                scores = self.network(center_crops(self.corpus, chosen, edge).to(self.device)).scores
            right += int((scores.argmax(1).cpu().numpy() == self.corpus.labels[chosen]).sum())
        return right / len(held_out)

    @torch.no_grad()
    def settle(self, batches: int = 12) -> None:
        """Measure what batch norm subtracts and divides by afresh, on the pictures as they are.

        The running averages of the training remember the last ten batches only, and those were noisy.
        """
        for norm in self.network.norms.values():
            cast(nn.BatchNorm2d, norm).reset_running_stats()
            cast(nn.BatchNorm2d, norm).momentum = None  # a plain mean over the batches
        self.network.train()
        rng = np.random.default_rng(self.plan.seed)
        for _ in range(batches):
            chosen = rng.choice(self.seen, min(32, len(self.seen)), replace=False)
            with torch.autocast(self.device, torch.bfloat16, enabled=is_bfloat16_fast(self.device)):
                self.network(center_crops(self.corpus, chosen, self.plan.phases[-1].crop).to(self.device))
        for norm in self.network.norms.values():
            cast(nn.BatchNorm2d, norm).momentum = BATCH_NORM_MOMENTUM

    def save(self, file: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole."""
        kept = {"plan": asdict(self.plan), "progress": asdict(self.progress)}
        checkpoints.write(file, self.network, self.optimizer, kept)

    def resume(self, file: Path) -> None:
        """Carry on from a checkpoint.

        Raises:
            WeightsDamaged: It cannot be read, or is of another network.
        """
        state = checkpoints.restore(file, self.network, self.optimizer)
        self.progress = Progress(**state["progress"])


def export(trainer: Trainer, file: Path) -> None:
    """Fold, normalise on held-out pictures at full size, and write the weights as float16."""
    held_out = np.flatnonzero(trainer.corpus.held_out)
    chosen = np.random.default_rng(0).permutation(held_out)[:128]
    pictures = center_crops(trainer.corpus, chosen, 96)
    tensors = normalise(fold(trainer.network), pictures, pooling=trainer.plan.pooling)
    metadata = {
        "architecture": VGG19.name,
        "preprocessing": PREPROCESSING,
        "pooling": trainer.plan.pooling,
        "corpus": "Caltech-101, CC BY 4.0, Li, Andreeto, Ranzato, Perona 2003",
        "steps": str(trainer.progress.step),
        "seed": str(trainer.plan.seed),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.half().contiguous() for name, tensor in tensors.items()}, file, metadata)


def train(trainer: Trainer, folder: Path, *, save_every: int = 100, judge_every: int = 1000) -> None:
    """Train until the plan is done; losses go to log.csv and the state to checkpoint.pt in `folder`."""
    progress = trainer.progress
    bar = tqdm(desc="training", initial=progress.step, unit="step", smoothing=0.02)
    means: dict[str, float] = {}
    while progress.share < 1:
        for name, value in trainer.advance().items():
            means[name] = 0.98 * means.get(name, value) + 0.02 * value
        bar.update()
        done = progress.share >= 1
        if progress.step % 20 == 0 or done:
            bar.set_postfix(done=f"{progress.share:.0%}", named=f"{means['class']:.3f}")
        if progress.step % save_every == 0 or done:
            held_out = (
                trainer.accuracy(most=None if done else 300) if done or progress.step % judge_every == 0 else None
            )
            _log(folder / "log.csv", trainer, means, held_out)
            trainer.save(folder / checkpoints.CHECKPOINT)
    bar.close()


def _log(file: Path, trainer: Trainer, means: Mapping[str, float], held_out: float | None) -> None:
    is_new = not file.exists()
    with file.open("a", newline="") as stream:
        writer = csv.writer(stream)
        if is_new:
            writer.writerow(["time", "step", "done", "rate", *means, "held-out top1"])
        rate = rate_at(trainer.progress.share, trainer.plan)
        numbers = [f"{value:.4f}" for value in means.values()]
        told = "" if held_out is None else f"{held_out:.4f}"
        stamp = time.strftime("%H:%M:%S")
        writer.writerow([stamp, trainer.progress.step, f"{trainer.progress.share:.4f}", f"{rate:.2e}", *numbers, told])
