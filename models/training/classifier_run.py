"""Training the CIFAR-10 classifier: `python -m models cifar10 --data PLACE`, resumable at every epoch.

Two schedules: the article's 164 epochs in steps, and a short one-cycle of 28 for two CPU cores.
Learning curves go to curves.csv and to TensorBoard's format; nothing that is trained here ships with the project.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

from models.errors import ModelsError
from models.registry import load
from models.training.cifar10 import Half, batches, open_cifar10
from models.training.classifier import Classifier

MOMENTUM = 0.9
WARM_UP = 0.2  # share of the one-cycle that the rate rises


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How long and how fast.

    Attributes:
        epochs: Passes over the pictures.
        rates: (epoch, rate): from this epoch on, this rate. With `is_one_cycle` the one rate is the peak.
        batch: Pictures a step.
        is_one_cycle: Whether the rate rises and falls once, linearly (Smith 2018, arXiv 1803.09820).
    """

    epochs: int
    rates: tuple[tuple[int, float], ...]
    batch: int = 128
    is_one_cycle: bool = False

    def rate_at(self, epoch: float) -> float:
        """Return the learning rate at a point of the training, in epochs from 0."""
        if not self.is_one_cycle:
            return [rate for start, rate in self.rates if epoch >= start][-1]
        share = epoch / self.epochs
        rising = share / WARM_UP
        return self.rates[0][1] * (rising if share < WARM_UP else (1 - share) / (1 - WARM_UP))


SCHEDULES = {
    "article": Schedule(epochs=164, rates=((0, 0.08), (81, 0.01), (122, 0.001))),  # the article's program
    "short": Schedule(epochs=28, rates=((0, 0.1),), is_one_cycle=True),
}
WEIGHT_DECAYS = {"article": 1e-4, "short": 2.5e-4}  # the article's; its reference tunes it to 5e-4 for 94.14 %
L2 = 2.0  # Keras's l2(w) adds w·x² to the loss, so the gradient grows by 2w·x: what torch calls a decay of 2w


class Run:
    """A classifier in training: network, optimiser and the epochs that are done."""

    def __init__(self, network: Classifier, schedule: Schedule, *, weight_decay: float, seed: int = 0) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network, self.schedule, self.seed = network.to(self.device), schedule, seed
        self.epoch = 0
        decayed = [p for p in network.parameters() if p.dim() > 1]  # kernels only, as Keras's kernel_regularizer
        others = [p for p in network.parameters() if p.dim() <= 1]
        groups = [{"params": decayed, "weight_decay": L2 * weight_decay}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.SGD(groups, lr=schedule.rate_at(0), momentum=MOMENTUM, nesterov=True)

    def train_epoch(self, half: Half) -> tuple[float, float]:
        """Train for one epoch; return the mean loss and the accuracy on what it trained on."""
        torch.manual_seed(self.seed * 1_000_003 + self.epoch)
        rng = np.random.default_rng((self.seed, self.epoch))
        self.network.train()
        steps = -(-len(half.labels) // self.schedule.batch)
        loss_sum = right = seen = 0.0
        bar = tqdm(batches(half, self.schedule.batch, rng), total=steps, unit="step", desc=self._place(), leave=False)
        for step, (images, labels) in enumerate(bar):
            loss, hits = self._step(images, labels, self.epoch + step / steps)
            loss_sum, right, seen = loss_sum + loss * len(labels), right + hits, seen + len(labels)
            bar.set_postfix(loss=f"{loss_sum / seen:.3f}", right=f"{right / seen:.3f}")
        self.epoch += 1
        return loss_sum / seen, right / seen

    def _place(self) -> str:
        return f"epoch {self.epoch + 1} of {self.schedule.epochs}"

    def _step(self, images: Tensor, labels: Tensor, epoch: float) -> tuple[float, int]:
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate_at(epoch)
        labels = labels.to(self.device)
        with torch.autocast(self.device, torch.bfloat16):
            scores = self.network(images.to(self.device)).float()
            loss = F.cross_entropy(scores, labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return float(loss.detach()), int((scores.argmax(1) == labels).sum())

    @torch.no_grad()
    def confusion(self, half: Half) -> Tensor:
        """Return how often class i was called class j: (classes, classes)."""
        self.network.eval()
        table = torch.zeros(len(half.classes), len(half.classes), dtype=torch.int64)
        for images, labels in zip(torch.split(half.images, 500), torch.split(half.labels, 500), strict=True):
            with torch.autocast(self.device, torch.bfloat16):
                called = self.network(images.to(self.device)).argmax(1).cpu()
            table.index_put_((labels, called), torch.ones_like(labels), accumulate=True)
        return table

    def save(self, file: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole."""
        part = file.with_suffix(".part")
        state = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(), "epoch": self.epoch}
        torch.save(state, part)
        part.replace(file)

    def resume(self, file: Path) -> None:
        """Carry on from a checkpoint."""
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch = state["epoch"]


def train(run: Run, to_train: Half, to_test: Half, folder: Path) -> None:
    """Train until the schedule is done: a line of curves.csv and a checkpoint an epoch, TensorBoard where it is."""
    writer = _tensorboard(folder)
    while run.epoch < run.schedule.epochs:
        started_at = time.monotonic()
        loss, right = run.train_epoch(to_train)
        tested = accuracy_of(run.confusion(to_test))
        curves = {"loss": loss, "accuracy": right, "test accuracy": tested, "rate": run.schedule.rate_at(run.epoch - 1)}
        _log(folder / "curves.csv", run.epoch, curves)
        if writer is not None:
            for name, value in curves.items():
                writer.add_scalar(name, value, run.epoch)
        run.save(folder / "checkpoint.pt")
        minutes = (time.monotonic() - started_at) * (run.schedule.epochs - run.epoch) / 60
        tqdm.write(
            f"epoch {run.epoch}: loss {loss:.3f}, right {right:.3f}, on test {tested:.4f}; {minutes:.0f} min left"
        )


def _tensorboard(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        tqdm.write("tensorboard is not installed (it is part of the development extra): curves go to curves.csv only.")
        return None
    return SummaryWriter(folder)


def _log(file: Path, epoch: int, curves: dict[str, float]) -> None:
    is_new = not file.exists()
    with file.open("a", newline="") as stream:
        writer = csv.writer(stream)
        if is_new:
            writer.writerow(["epoch", *curves])
        writer.writerow([epoch, *(f"{value:.5f}" for value in curves.values())])


def accuracy_of(confusion: Tensor) -> float:
    """Return the share of pictures that were called what they are."""
    return float(confusion.diagonal().sum() / confusion.sum())


def told(confusion: Tensor, classes: tuple[str, ...]) -> str:
    """Return accuracy and confusion as a table: a row for what it is, a column for what it was called."""
    width = max(len(name) for name in classes)
    head = " " * width + "".join(f"{name[:6]:>7}" for name in classes)
    rows = [f"{n:>{width}}" + "".join(f"{int(c):>7}" for c in row) for n, row in zip(classes, confusion, strict=True)]
    return "\n".join([f"accuracy {accuracy_of(confusion):.4f}", head, *rows])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read what follows `python -m models cifar10`."""
    parser = argparse.ArgumentParser(
        prog="python -m models cifar10", description="Train a VGG-19 to name the ten classes of CIFAR-10."
    )
    parser.add_argument("--data", type=Path, required=True, help="torchvision's download, its folder, or a zip")
    parser.add_argument("--folder", type=Path, default=Path("cifar10"), help="checkpoint and curves; carried on from")
    parser.add_argument("--schedule", choices=sorted(SCHEDULES), default="short")
    parser.add_argument(
        "--weight-decay",
        type=float,
        help="as Keras's l2 counts it; 1e-4 with the article's schedule, 2.5e-4 with the short one",
    )
    parser.add_argument("--weights", help="start from a network by layer name: builtin, vgg19, vgg16, or a file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="CPU threads; torch's choice unless given")
    parser.add_argument(
        "--evaluate", action="store_true", help="print accuracy and confusion of the checkpoint, and end"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train, or evaluate the last checkpoint; return the exit status."""
    flags = parse(arguments)
    try:
        to_train, to_test = open_cifar10(flags.data)
        run = _begin(flags, len(to_train.classes))
    except ModelsError as refusal:
        print(f"python -m models cifar10: {refusal}", file=sys.stderr)  # noqa: T201
        return 2
    if not flags.evaluate:
        train(run, to_train, to_test, flags.folder)
    print(told(run.confusion(to_test), to_test.classes))  # noqa: T201
    return 0


def _begin(flags: argparse.Namespace, classes: int) -> Run:
    if flags.threads:
        torch.set_num_threads(flags.threads)
    torch.manual_seed(flags.seed)
    network = Classifier(classes)
    if flags.weights:
        file = Path(flags.weights)
        source = load("vgg19", file=file) if file.suffix else load(flags.weights)
        taken = network.start_from(source.tensors, source.architecture)
        tqdm.write(f"{taken} convolutions start from {source.description}")
    weight_decay = WEIGHT_DECAYS[flags.schedule] if flags.weight_decay is None else flags.weight_decay
    run = Run(network, SCHEDULES[flags.schedule], weight_decay=weight_decay, seed=flags.seed)
    checkpoint = flags.folder / "checkpoint.pt"
    flags.folder.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        run.resume(checkpoint)
    elif flags.evaluate:
        raise ModelsError(f"{checkpoint} is not there: train first, or name the run's folder with --folder.")
    return run
