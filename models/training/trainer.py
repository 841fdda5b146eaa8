"""The training itself: batches, passes, checkpoints and the log of a network that learns to see.

What it minimises is models.training.objective's, when it ends models.training.schedule's business.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn
from tqdm import tqdm

from models.errors import UnusableData
from models.training import checkpoints
from models.training.adversary import pushed, reaches
from models.training.caltech import (
    SHORT_SIDE,
    SOURCE,
    Corpus,
    add_chroma_noise,
    add_noise,
    center_crops,
    held_out_squares,
    jitter,
    random_crops,
)
from models.training.folding import fold, normalise
from models.training.network import PREPROCESSING, TrainingNetwork
from models.training.objective import losses
from models.training.plan import Plan
from models.training.precision import autocast
from models.training.schedule import Progress, phase_at, rate_at
from models.training.writing import write_weights
from models.vgg import VGG19, Architecture

LONGEST_GRADIENT = 5.0  # a longer one is cut to it; a guess
LOG_EVERY, JUDGE_EVERY = 100, 1000  # steps


class Trainer:
    """A network, its optimiser and how far they have come.

    Attributes:
        progress: How far it has come.
        start: The file of weights that it began with; "" is at random.
        start_sha256: Of that file; None is not known.
        seen: The numbers of the pictures to train on.

    Raises:
        UnusableData: There are fewer pictures than the largest batch takes.
    """

    def __init__(self, plan: Plan, corpus: Corpus, device: str = "cpu", architecture: Architecture = VGG19) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.corpus, self.device = plan, corpus, device
        self.progress = Progress(steps=plan.steps)
        self.start = ""
        self.start_sha256: str | None = ""
        self.network = TrainingNetwork(plan, len(corpus.classes), architecture).to(device)
        self.optimizer = self._optimizer()
        self.seen = np.flatnonzero(~corpus.held_out)
        if len(self.seen) < (batch := max(phase.batch for phase in plan.phases)):
            raise UnusableData(f"There are {len(self.seen)} pictures to train on; give at least {batch}.")

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
        """Return the next (noisy, clean, labels); a function of plan, corpus, step and share of the schedule alone."""
        rng = np.random.default_rng((self.plan.seed, self.progress.step))
        phase = phase_at(self.progress.share, self.plan)
        chosen = rng.choice(self.seen, phase.batch, replace=False)
        clean = jitter(random_crops(self.corpus, chosen, phase.crop, self.plan.smallest_crop, rng), rng)
        noisy = add_noise(add_chroma_noise(clean, self.plan.chroma_noise, rng), self.plan.noise, rng)
        labels = torch.from_numpy(self.corpus.labels[chosen])
        return noisy.to(self.device), clean.to(self.device), labels.to(self.device)

    def advance(self) -> dict[str, float]:
        """Make one step, every pass over one batch; return the losses of the first, and of the last as "… pushed"."""
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
        with autocast(self.device):
            outputs = self.network(rgb, last)
        parts = losses(outputs, clean, labels, self.plan)
        self.optimizer.zero_grad(set_to_none=True)
        parts["total"].backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        self.optimizer.step()
        assert rgb.grad is not None
        return {name: float(value.detach()) for name, value in parts.items()}, rgb.grad

    @torch.no_grad()
    def accuracy(self, most: int | None = None) -> float:
        """Return top-1 on the central squares of the held-out tenth, or of `most` of it, drawn once and for all."""
        self.network.eval()
        held_out = np.flatnonzero(self.corpus.held_out)
        if most is not None:
            held_out = np.random.default_rng(0).permutation(held_out)[:most]
        right = 0
        for start in range(0, len(held_out), 32):
            chosen = held_out[start : start + 32]
            with autocast(self.device):
                scores = self.network(center_crops(self.corpus, chosen, SHORT_SIDE).to(self.device)).scores
            right += int((scores.argmax(1).cpu().numpy() == self.corpus.labels[chosen]).sum())
        return right / len(held_out)

    def settle(self, batches: int = 12) -> None:
        """Measure what batch norm subtracts and divides by afresh, on the pictures as they are.

        The running averages of the training remember the last ten batches only, and those were noisy.
        """
        rng = np.random.default_rng(self.plan.seed)
        drawn = (rng.choice(self.seen, min(32, len(self.seen)), replace=False) for _ in range(batches))
        crops = (center_crops(self.corpus, chosen, self.plan.phases[-1].crop) for chosen in drawn)
        with autocast(self.device):
            update_bn(crops, self.network, torch.device(self.device))

    def save(self, file: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole.

        Raises:
            WriteFailed: The disk is full, or broken.
        """
        began = {"seed": self.plan.seed, "start": self.start, "start_sha256": self.start_sha256}
        kept = {"progress": asdict(self.progress), **began}
        checkpoints.write(file, self.network, self.optimizer, kept, self.corpus.classes)

    def resume(self, file: Path) -> None:
        """Carry on from a checkpoint.

        Raises:
            ModelsError: It cannot be read, or is of another network or other classes.
            OSError: The disk fails, or this user may not read it.
        """
        state = checkpoints.restore(file, self.network, self.optimizer, self.corpus.classes)
        self.progress = checkpoints.record(Progress, state["progress"], file)
        self.plan = replace(self.plan, seed=state.get("seed", self.plan.seed))  # an older one does not say
        self.start, self.start_sha256 = state.get("start") or "", state.get("start_sha256")


def export(trainer: Trainer, file: Path) -> None:
    """Fold, normalise on held-out pictures at full size, and write the weights as float16.

    Raises:
        WriteFailed: The disk is full, or broken.
    """
    tensors = normalise(fold(trainer.network), held_out_squares(trainer.corpus), pooling=trainer.plan.pooling)
    metadata = {
        "architecture": VGG19.name,
        "preprocessing": PREPROCESSING,
        "pooling": trainer.plan.pooling,
        "corpus": SOURCE,
        "steps": str(trainer.progress.step),
        "seed": str(trainer.plan.seed),
    }
    write_weights(file, tensors, metadata)


def train(trainer: Trainer, folder: Path, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Train until the plan is done; losses go to log.csv and the state to checkpoint.pt in `folder`.

    A run that begins begins its log.csv, too.

    Args:
        trainer: Changed in place.
        folder: It is there.
        should_stop: Asked after every step.

    Returns:
        Whether it is done; it is not where should_stop ended it, and the checkpoint is of the last step.

    Raises:
        WriteFailed: A checkpoint cannot be written; the first one is before the first step.
        OSError: The log cannot be written.
    """
    progress, is_stopped = trainer.progress, False
    means: dict[str, float] = {}
    saved_at = time.monotonic()
    if progress.share < 1:
        trainer.save(folder / checkpoints.CHECKPOINT)  # a disk without room for it shows now, not after minutes
    if not progress.step:
        (folder / "log.csv").unlink(missing_ok=True)
    with tqdm(desc="training", initial=progress.step, unit="step", smoothing=0.02, disable=None) as bar:
        while progress.share < 1 and not is_stopped:
            for name, value in trainer.advance().items():
                means[name] = 0.98 * means.get(name, value) + 0.02 * value
            bar.update()
            is_done, is_stopped = progress.share >= 1, should_stop()
            if progress.step % 20 == 0 or is_done:
                bar.set_postfix(done=f"{progress.share:.0%}", named=f"{means.get('class', math.nan):.3f}")
            is_logged = progress.step % LOG_EVERY == 0 or is_done
            if is_logged:
                _log(folder / "log.csv", trainer, means, _judged(trainer))
            if is_logged or is_stopped or time.monotonic() - saved_at > checkpoints.SAVE_EVERY_S:
                trainer.save(folder / checkpoints.CHECKPOINT)
                saved_at = time.monotonic()
    return progress.share >= 1


def _judged(trainer: Trainer) -> float | None:
    """Return the accuracy at the end, or a quick one every JUDGE_EVERY steps; else None."""
    if trainer.progress.share >= 1:
        return trainer.accuracy()
    return trainer.accuracy(most=300) if trainer.progress.step % JUDGE_EVERY == 0 else None


def _log(file: Path, trainer: Trainer, means: Mapping[str, float], held_out: float | None) -> None:
    """Add a row; its columns are those of the file's first, and what was not measured since the start stays empty."""
    row = {
        "time": time.strftime("%H:%M:%S"),
        "step": str(trainer.progress.step),
        "done": f"{trainer.progress.share:.4f}",
        "rate": f"{rate_at(trainer.progress.share, trainer.plan):.2e}",
        **{name: f"{value:.4f}" for name, value in means.items()},
        "held-out top1": "" if held_out is None else f"{held_out:.4f}",
    }
    with file.open("a+", newline="") as stream:
        stream.seek(0)
        columns = next(csv.reader(stream), None)
        writer = csv.DictWriter(stream, columns or list(row), extrasaction="ignore")
        if columns is None:
            writer.writeheader()
        writer.writerow(row)
