"""How the built-in weights were made: a VGG-19 that names Caltech-101 pictures and rebuilds them.

    python -m models.training.trainer --data caltech101-96px.zip          train, or carry on from the checkpoint
    python -m models.training.trainer --export models/builtin/vgg19.safetensors   fold, normalise, write the weights

Classification alone gives features that draw rainbow noise. Here linear heads also rebuild the clean
crop from several depths of a noisy one, and small heads name the picture from the channel means of
middle layers, so that those layers tell colours, directions and textures apart early in the training.
This file knows nothing of style transfer: it makes weights, `models.registry` hands them out.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from tqdm import tqdm

from models.training.caltech import Corpus, add_noise, center_crops, jitter, open_corpus, random_crops
from models.training.network import PREPROCESSING, Phase, Plan, TrainingNetwork, fold, losses, normalise
from models.vgg import VGG19, Architecture

BATCH_NORM_MOMENTUM = 0.1  # torch's own; the training keeps it


@dataclass
class Progress:
    """How far a run has come. A run that must end sooner has its remaining schedule compressed, on the record."""

    step: int = 0
    steps: int = 0
    since: int = 0  # the step at which `steps` was last changed
    done_then: float = 0.0  # what share of the schedule was done at that step

    @property
    def share(self) -> float:
        """Return what share of the schedule is done, 0..1."""
        return self.done_then + (1 - self.done_then) * (self.step - self.since) / (self.steps - self.since)

    def end_at(self, steps: int) -> None:
        """Change the number of steps of the whole run from here on."""
        self.done_then, self.since, self.steps = self.share, self.step, steps


def rate_at(share: float, plan: Plan) -> float:
    """Return the learning rate: linear warm-up, then a cosine to zero."""
    if share < plan.warm_up:
        return plan.learning_rate * share / plan.warm_up
    return plan.learning_rate * (1 + math.cos(math.pi * (share - plan.warm_up) / (1 - plan.warm_up))) / 2


def phase_at(share: float, plan: Plan) -> Phase:
    """Return the phase that a share of the schedule lies in."""
    end = 0.0
    for phase in plan.phases:
        end += phase.share
        if share < end:
            return phase
    return plan.phases[-1]


class Trainer:
    """A network, its optimiser and how far they have come."""

    def __init__(self, plan: Plan, corpus: Corpus, device: str = "cpu", architecture: Architecture = VGG19) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.corpus, self.device = plan, corpus, device
        self.progress = Progress(steps=plan.steps)
        self.network = TrainingNetwork(plan, len(corpus.classes), architecture).to(device)
        decayed = [p for p in self.network.parameters() if p.dim() > 1]
        others = [p for p in self.network.parameters() if p.dim() <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": plan.weight_decay}, {"params": others, "weight_decay": 0.0}],
            lr=plan.learning_rate,
            fused=True,
        )
        self.seen = np.flatnonzero(~corpus.held_out)

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return the next (noisy, clean, labels); a function of seed and step alone."""
        rng = np.random.default_rng((self.plan.seed, self.progress.step))
        phase = phase_at(self.progress.share, self.plan)
        chosen = rng.choice(self.seen, phase.batch, replace=False)
        clean = jitter(random_crops(self.corpus, chosen, phase.crop, self.plan.smallest_crop, rng), rng)
        noisy = add_noise(clean, self.plan.noise, rng)
        labels = torch.from_numpy(self.corpus.labels[chosen])
        return noisy.to(self.device), clean.to(self.device), labels.to(self.device)

    def advance(self) -> dict[str, float]:
        """Make one step and return its losses."""
        torch.manual_seed(self.plan.seed * 1_000_003 + self.progress.step)
        rate = rate_at(self.progress.share, self.plan)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        noisy, clean, labels = self.batch()
        self.network.train()
        with torch.autocast(self.device, torch.bfloat16):
            parts = losses(self.network, noisy, clean, labels, self.plan)
        self.optimizer.zero_grad(set_to_none=True)
        parts["total"].backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.progress.step += 1
        return {name: float(value.detach()) for name, value in parts.items()}

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
            with torch.autocast(self.device, torch.bfloat16):
                scores = self.network(center_crops(self.corpus, chosen, edge).to(self.device)).scores
            right += int((scores.argmax(1).cpu().numpy() == self.corpus.labels[chosen]).sum())
        return right / len(held_out)

    @torch.no_grad()
    def settle(self, batches: int = 40) -> None:
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
            with torch.autocast(self.device, torch.bfloat16):
                self.network(center_crops(self.corpus, chosen, self.plan.phases[-1].crop).to(self.device))
        for norm in self.network.norms.values():
            cast(nn.BatchNorm2d, norm).momentum = BATCH_NORM_MOMENTUM

    def save(self, file: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole."""
        part = file.with_suffix(".part")
        state = {
            "plan": asdict(self.plan),
            "progress": asdict(self.progress),
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, part)
        part.replace(file)

    def resume(self, file: Path) -> None:
        """Carry on from a checkpoint."""
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
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
    bar = tqdm(total=progress.steps, initial=progress.step, unit="step", smoothing=0.02, desc="training")
    means: dict[str, float] = {}
    while progress.step < progress.steps:
        for name, value in trainer.advance().items():
            means[name] = 0.98 * means.get(name, value) + 0.02 * value
        bar.update()
        done = progress.step == progress.steps
        if progress.step % 20 == 0 or done:
            bar.set_postfix(loss=f"{means['total']:.3f}", top1=f"{means['top1']:.2f}")
        if progress.step % save_every == 0 or done:
            held_out = (
                trainer.accuracy(most=None if done else 300) if done or progress.step % judge_every == 0 else None
            )
            _log(folder / "log.csv", trainer, means, held_out)
            trainer.save(folder / "checkpoint.pt")
    bar.close()


def _log(file: Path, trainer: Trainer, means: Mapping[str, float], held_out: float | None) -> None:
    is_new = not file.exists()
    with file.open("a", newline="") as stream:
        writer = csv.writer(stream)
        if is_new:
            writer.writerow(["time", "step", "steps", "rate", *means, "held-out top1"])
        rate = rate_at(trainer.progress.share, trainer.plan)
        numbers = [f"{value:.4f}" for value in means.values()]
        told = "" if held_out is None else f"{held_out:.4f}"
        stamp = time.strftime("%H:%M:%S")
        writer.writerow([stamp, trainer.progress.step, trainer.progress.steps, f"{rate:.2e}", *numbers, told])


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.trainer",
        allow_abbrev=False,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("CALTECH101"),
        metavar="ZIP",
        help="zip of CLASS/picture.jpg: Caltech-101, short side 96 px (or the variable CALTECH101)",
    )
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"), help="folder of the run's state")
    parser.add_argument("--steps", type=int, help="steps of the whole run; on a run under way, compresses what is left")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--threads", type=int, help="CPU threads; torch's choice unless given")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write the checkpoint's weights and end")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Train, or write the weights of the last checkpoint."""
    options = parse(arguments)
    if options.data is None or not Path(options.data).exists():
        given = "none was given" if options.data is None else f"{options.data} does not exist"
        print(  # noqa: T201
            f"Training needs the Caltech-101 pictures as a zip ({given}): pass --data caltech101-96px.zip, made from "
            "https://data.caltech.edu/records/mzrjq-6wc02 with the short side of each picture reduced to 96 px.",
            file=sys.stderr,
        )
        return 2
    if options.threads:
        torch.set_num_threads(options.threads)
    plan = Plan(seed=options.seed)
    corpus = open_corpus(Path(options.data), options.checkpoints)
    trainer = Trainer(plan, corpus, "cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = options.checkpoints / "checkpoint.pt"
    if checkpoint.exists():
        trainer.resume(checkpoint)
    if options.steps:
        trainer.progress.end_at(options.steps)
    if options.export:
        trainer.settle()
        export(trainer, options.export)
    else:
        train(trainer, options.checkpoints)
    return 0


if __name__ == "__main__":
    sys.exit(main())
