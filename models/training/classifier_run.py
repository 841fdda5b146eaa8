"""Training the CIFAR-10 classifier, resumable at every few minutes. Must not know the command line.

Nothing that is trained here ships with the project.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

from models.training import checkpoints
from models.training.cifar10 import SIDE, Half, batches
from models.training.classifier import Classifier, accuracy_of
from models.training.classifier_choice import Choice
from models.training.classifier_curves import Curves
from models.training.classifier_schedule import L2, Schedule, side_at, work_at
from models.training.precision import autocast
from models.training.saying import say

MOMENTUM = 0.9


@dataclass(kw_only=True)
class Tally:
    """What an epoch has come to so far: sums over the pictures seen."""

    loss: float = 0.0
    right: float = 0.0
    seen: float = 0.0

    def add(self, loss: float, right: int, count: int) -> None:
        """Count a step's mean loss, its pictures named rightly, and its pictures."""
        self.loss, self.right, self.seen = self.loss + loss * count, self.right + right, self.seen + count


class Run:
    """A classifier in training: network, optimiser and how far they have come.

    Args:
        network: Changed in place.
        schedule: See Schedule.
        weight_decay: As Keras's l2 counts it.
        seed: Of everything random.
        minutes: A budget of time that the schedule is drawn over instead; such a run does not repeat exactly.
        side: Of the pictures in px, in training and test; smaller is quicker and knows less. None: they grow with the
            training, see GROWTH.
        choice: How it was asked for, kept in its checkpoints; None keeps nothing.
        classes: Of the pictures, kept in its checkpoints and compared with theirs; () does neither.
    """

    def __init__(
        self,
        network: Classifier,
        schedule: Schedule,
        *,
        weight_decay: float,
        seed: int = 0,
        minutes: float | None = None,
        side: int | None = SIDE,
        choice: Choice | None = None,
        classes: tuple[str, ...] = (),
    ) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network, self.schedule, self.seed = network.to(self.device), schedule, seed
        self.minutes, self.grows, self.side = minutes, side is None, side or SIDE
        self.choice, self.classes = choice, classes
        self.epoch, self.step, self.spent_s, self.tally = 0, 0, 0.0, Tally()
        decayed = [p for p in network.parameters() if p.dim() > 1]  # kernels only, as Keras's kernel_regularizer
        others = [p for p in network.parameters() if p.dim() <= 1]
        groups = [{"params": decayed, "weight_decay": L2 * weight_decay}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.SGD(groups, lr=schedule.rate_at(0), momentum=MOMENTUM, nesterov=True, fused=True)

    def place(self, steps: int) -> float:
        """Return where the schedule stands, in epochs; `steps` make one."""
        if self.minutes is None:
            return self.epoch + self.step / steps
        return self.schedule.epochs * self.spent_s / (60 * self.minutes)

    @property
    def is_done(self) -> bool:
        """Return whether the schedule has ended: after its last epoch, or when the time is up."""
        if self.minutes is None:
            return self.epoch >= self.schedule.epochs
        return self.spent_s >= 60 * self.minutes

    def minutes_left(self, steps: int) -> float:
        """Return the minutes of training left, as the steps so far went; `steps` make an epoch."""
        if self.minutes is not None:
            return max(self.minutes - self.spent_s / 60, 0.0)
        share = self.place(steps) / self.schedule.epochs
        share = work_at(share) if self.grows else share
        return self.spent_s / 60 * (1 - share) / share if share else math.inf

    def train_epoch(
        self, half: Half, on_save: Callable[[], None] = lambda: None, should_stop: Callable[[], bool] = lambda: False
    ) -> tuple[float, float] | None:
        """Train to the end of an epoch, or of the time; return mean loss and accuracy on what it trained on.

        Args:
            half: The pictures.
            on_save: Called every SAVE_EVERY_S seconds; an epoch takes over an hour on one core.
            should_stop: Asked after every step; the run then stays within the epoch, and None comes back.
        """
        rng = np.random.default_rng((self.seed, self.epoch))
        self.network.train()
        steps = self.steps_of(half)
        drawn = batches(half, self.schedule.batch, rng)
        bar = tqdm(drawn, total=steps, unit="step", desc=self._title(), leave=False, disable=None)  # None: on pipes
        saved_at = began = time.monotonic()
        for step, (images, labels) in enumerate(bar):
            if step < self.step:
                began = time.monotonic()
                continue  # made before the run was stopped; drawn again for the same pictures to follow
            self.tally.add(*self._step(images, labels, steps), len(labels))
            now = time.monotonic()
            self.step, self.spent_s, began = step + 1, self.spent_s + now - began, now
            bar.set_postfix(
                loss=f"{self.tally.loss / self.tally.seen:.3f}", training=f"{self.minutes_left(steps):.0f} min left"
            )
            if self.minutes is not None and self.is_done:
                break
            if should_stop():
                return None
            if time.monotonic() - saved_at > checkpoints.SAVE_EVERY_S:
                on_save()
                saved_at = time.monotonic()
        found = self.tally
        self.epoch, self.step, self.tally = self.epoch + 1, 0, Tally()
        if self.grows and self.is_done:
            self.side = SIDE  # a run of few steps ends before the last growth
        return found.loss / found.seen, found.right / found.seen

    def steps_of(self, half: Half) -> int:
        """Return how many steps make an epoch."""
        return -(-len(half.labels) // self.schedule.batch)

    def _title(self) -> str:
        return f"epoch {self.epoch + 1}" + ("" if self.minutes else f" of {self.schedule.epochs}")

    def _step(self, images: Tensor, labels: Tensor, steps: int) -> tuple[float, int]:
        torch.manual_seed(self.seed * 1_000_003 + self.epoch * steps + self.step)  # of dropout
        place = self.place(steps)
        if self.grows:
            self.side = side_at(place / self.schedule.epochs)
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate_at(place)
        labels = labels.to(self.device)
        scores = self._scores(images)
        loss = F.cross_entropy(scores, labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return float(loss.detach()), int((scores.argmax(1) == labels).sum())

    def _scores(self, images: Tensor) -> Tensor:
        """Return the scores of (N, 3, H, W) pictures at the run's size, in bfloat16 where that is quick."""
        pictures = images.to(self.device)
        if self.side != images.shape[-1]:
            pictures = F.interpolate(pictures.float(), (self.side, self.side), mode="area")
        with autocast(self.device):
            found: Tensor = self.network(pictures)
        return found.float()

    @torch.no_grad()
    def confusion(self, half: Half) -> Tensor:
        """Return how often class i was called class j: (classes, classes)."""
        self.network.eval()
        table = torch.zeros(len(half.classes), len(half.classes), dtype=torch.int64)
        for images, labels in zip(torch.split(half.images, 500), torch.split(half.labels, 500), strict=True):
            called = self._scores(images).argmax(1).cpu()
            table.index_put_((labels, called), torch.ones_like(labels), accumulate=True)
        return table

    def save(self, file: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole.

        Raises:
            WriteFailed: The disk is full, or broken.
        """
        place = {"epoch": self.epoch, "step": self.step, "spent_s": self.spent_s, "side": self.side}
        kept = {"tally": asdict(self.tally)} | ({} if self.choice is None else {"choice": asdict(self.choice)})
        checkpoints.write(file, self.network, self.optimizer, {**place, **kept}, self.classes)

    def resume(self, file: Path) -> None:
        """Carry on from a checkpoint.

        Raises:
            ModelsError: It cannot be read, or is of another network or other classes.
            OSError: The disk fails, or this user may not read it.
        """
        state = checkpoints.restore(file, self.network, self.optimizer, self.classes)
        self.epoch, self.step, self.spent_s = state["epoch"], state["step"], state["spent_s"]
        self.tally = checkpoints.record(Tally, state["tally"], file)
        if self.grows:
            self.side = state.get("side", self.side)  # an older one does not say


def train(
    run: Run, to_train: Half, to_test: Half, folder: Path, should_stop: Callable[[], bool] = lambda: False
) -> bool:
    """Train until the schedule is done: a checkpoint and a line of curves.csv an epoch, TensorBoard where it is.

    An epoch is kept before it is tested: what ends the program during the test costs its line, not its steps.

    Returns:
        Whether it is done; it is not where should_stop ended it, and the checkpoint is of the last step.

    Raises:
        WriteFailed: A checkpoint cannot be written; the first one is before the first step.
        OSError: The curves cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    curves, steps = Curves(folder, is_new=run.epoch == run.step == 0), run.steps_of(to_train)
    say(_plan_of(run, steps))

    def save() -> None:
        run.save(folder / checkpoints.CHECKPOINT)

    if not run.is_done:
        save()  # a disk without room for it shows now, not after minutes
    while not run.is_done:
        made = run.train_epoch(to_train, on_save=save, should_stop=should_stop)
        save()
        if made is None:
            return False
        loss, right = made
        tested = accuracy_of(run.confusion(to_test))
        rate = run.optimizer.param_groups[0]["lr"]
        curves.add(run.epoch, {"loss": loss, "accuracy": right, "test accuracy": tested, "rate": rate})
        say(
            f"epoch {run.epoch}: loss {loss:.3f}, right {right:.3f}, on test {tested:.4f}; "
            f"{run.minutes_left(steps):.0f} min left"
        )
    return True


def _plan_of(run: Run, steps: int) -> str:
    """Return what is going to be done."""
    if run.is_done:
        return "The schedule is done; --evaluate tells what it came to."
    length = f"{run.schedule.epochs} epochs" if run.minutes is None else f"{run.minutes:g} minutes"
    begun = f" It goes on at step {run.step + 1} of epoch {run.epoch + 1}." if run.epoch or run.step else ""
    return f"{length}, {steps} steps an epoch; the bar tells the minutes left, tests come on top.{begun}"
