"""Teaches a narrow network the first five convolutions of a wide one: a quarter of the work, nearly the same maps.

The pupil keeps, layer by layer, the channels that tell most about the others (models.training.narrowing), and then
learns to give the teacher's maps of them, on noisy crops and on crops that are pushed to where it errs.
Knows the teacher's weights, not how they came about.
Source: knowledge distillation by feature maps, as in FitNets, Romero et al. 2015, https://arxiv.org/abs/1412.6550.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from models.errors import ModelsError
from models.flag_types import above_zero, weights_file
from models.registry import BUILTIN, load
from models.stopping import INTERRUPTED
from models.training.adversary import pushed, reaches
from models.training.caltech import (
    SHORT_SIDE,
    SOURCE,
    Corpus,
    add_archive_flag,
    add_chroma_noise,
    add_noise,
    center_crops,
    check_archive,
    held_out_squares,
    jitter,
    open_corpus,
    random_crops,
)
from models.training.folding import normalise
from models.training.given_weights import check_given
from models.training.narrowing import narrowed
from models.training.network import PREPROCESSING
from models.training.writing import check_weights, write_weights
from models.vgg import NARROW, VGG, VGG19

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
MINUTES = 15.0
DESCRIPTION = """\
Teach a network half as wide, like the one called quick, the first five convolutions
of a VGG-19: a quarter of the work, nearly the same maps. Ctrl-C ends it and writes
nothing."""
EXAMPLES = """\
examples: teach it, paint by it
    python -m models pupil --data caltech101-96px.zip --minutes 15 --export mine.safetensors
    python -m engine stylize PHOTO PAINTING --weights mine.safetensors -o painted.png"""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """Everything that decides what a pupil learns, teacher and corpus aside.

    Attributes:
        seed: Of crops and noise, and of the pictures by which channels are chosen.
        crop: Side of the square crops in px.
        batch: How many crops a step.
        learning_rate: Of Adam at the start; falls to nothing as a cosine.
        noise: Largest standard deviation of the pixel noise, picture in 0..1.
        chroma_noise: The same of noise that does not change the mean of the channels.
        reach: Largest change of a pixel (0..1) by the adversary.
        smallest_crop: Of the short side.
    """

    seed: int = 7
    crop: int = 64
    batch: int = 16
    learning_rate: float = 5e-4
    noise: float = 0.06
    chroma_noise: float = 0.12
    reach: float = 8 / 255
    smallest_crop: float = 0.5


class Pupil:
    """A narrow network, its teacher and what of the teacher it is to give.

    Args:
        teacher: Weights of a VGG-19, by torchvision's names, that read their pictures as PREPROCESSING says.
        corpus: What it learns from.
        lesson: How.

    Attributes:
        seen: The numbers of the pictures to learn from.
        kept: By convolution, in order: which of the teacher's channels each channel stands for.
        step: How many were made.
    """

    def __init__(self, teacher: Mapping[str, Tensor], corpus: Corpus, lesson: Lesson) -> None:
        self.corpus, self.lesson = corpus, lesson
        self.seen = np.flatnonzero(~corpus.held_out)
        self.teacher = VGG(VGG19, LAYERS, teacher, padding="reflect").requires_grad_(False)
        chosen = np.random.default_rng(lesson.seed).choice(self.seen, min(48, len(self.seen)), replace=False)
        start = narrowed(teacher, VGG19, NARROW, center_crops(corpus, chosen, SHORT_SIDE))
        self.kept = start.kept
        self.network = VGG(NARROW, LAYERS, start.tensors, padding="reflect")
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=lesson.learning_rate, fused=True)
        self.step = 0

    def asked(self, rgb: Tensor) -> list[Tensor]:
        """Return the teacher's maps of the channels that the pupil keeps, by layer."""
        with torch.no_grad():
            return [maps[:, kept] for maps, kept in zip(self.teacher(rgb), self.kept, strict=True)]

    def advance(self, rate: float) -> float:
        """Make one step of two passes, the second pushed to where the first erred; return the first one's error."""
        torch.manual_seed(self.lesson.seed * 1_000_003 + self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        rgb = self._crops()
        error, gradient = self._pass(rgb)
        self._pass(rgb + pushed(torch.zeros_like(rgb), gradient, reaches(len(rgb), self.lesson.reach)))
        self.step += 1
        return error

    def _crops(self) -> Tensor:
        rng, lesson = np.random.default_rng((self.lesson.seed, self.step)), self.lesson
        chosen = rng.choice(self.seen, min(lesson.batch, len(self.seen)), replace=False)
        clean = jitter(random_crops(self.corpus, chosen, lesson.crop, lesson.smallest_crop, rng), rng)
        return add_noise(add_chroma_noise(clean, lesson.chroma_noise, rng), lesson.noise, rng)

    def _pass(self, rgb: Tensor) -> tuple[float, Tensor]:
        """Change the pupil once; return its error before and the gradient of that by the pixels."""
        wanted = self.asked(rgb)
        rgb = rgb.detach().requires_grad_()
        error = mismatch(self.network(rgb), wanted)
        self.optimizer.zero_grad(set_to_none=True)
        error.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        assert rgb.grad is not None
        return float(error.detach()), rgb.grad

    def tensors(self) -> dict[str, Tensor]:
        """Return the weights with every filter of unit mean activation on held-out pictures."""
        trained = {name: tensor.detach() for name, tensor in self.network.state_dict().items()}
        return normalise(trained, held_out_squares(self.corpus), architecture=NARROW)


def mismatch(given: tuple[Tensor, ...], wanted: list[Tensor]) -> Tensor:
    """Return the share of the wanted maps' variance that is missed, mean over channels and layers; 0 is perfect."""
    shares = [
        ((a - b).square().mean((0, 2, 3)) / b.var((0, 2, 3)).clamp_min(1e-3)).mean()
        for a, b in zip(given, wanted, strict=True)
    ]
    return torch.stack(shares).mean()


def teach(pupil: Pupil, minutes: float) -> float:
    """Teach for so many minutes, the rate a cosine of the time; return the mean error of the last steps."""
    started, share, error = time.perf_counter(), 0.0, 1.0
    with tqdm(desc="teaching", unit="step", disable=None) as bar:
        while share < 1:
            found = pupil.advance(pupil.lesson.learning_rate * (1 + math.cos(math.pi * share)) / 2)
            error = found if pupil.step == 1 else 0.95 * error + 0.05 * found
            bar.set_postfix(missed=f"{error:.3f}")
            bar.update()
            share = (time.perf_counter() - started) / (60 * minutes)
    return error


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models pupil",
        allow_abbrev=False,
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_archive_flag(parser)
    parser.add_argument(
        "--checkpoints",
        type=Path,
        default=Path("checkpoints"),
        help="folder of the decoded pictures (default: %(default)s)",
    )
    parser.add_argument("--teacher", type=Path, metavar="FILE", help="a VGG-19; the built-in one unless given")
    parser.add_argument(
        "--minutes", type=above_zero, default=MINUTES, help="how long it is taught (default: %(default)g)"
    )
    parser.add_argument(
        "--export", type=weights_file, required=True, metavar="FILE", help="where its weights go, a .safetensors file"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Teach a pupil and write its weights as float16."""
    options = parse(arguments)
    try:
        _teach(options)
    except (ModelsError, OSError) as refusal:
        print(f"python -m models pupil: {refusal}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:  # half a lesson is no pupil: nothing is written
        return INTERRUPTED
    return 0


def _teach(options: argparse.Namespace) -> None:
    check_archive(options.data)
    options.export.parent.mkdir(parents=True, exist_ok=True)
    check_weights(options.export, [options.data, options.teacher])
    corpus = open_corpus(options.data, options.checkpoints)
    teacher = load(BUILTIN, file=options.teacher)
    check_given(teacher, options.teacher, LAYERS[-1])
    pupil = Pupil(teacher.tensors, corpus, Lesson())
    error = teach(pupil, options.minutes)
    metadata = {
        "architecture": NARROW.name,
        "preprocessing": PREPROCESSING,
        "pooling": "max",
        "corpus": SOURCE,
        "steps": str(pupil.step),
        "missed": f"{error:.4f}",
    }
    write_weights(options.export, pupil.tensors(), metadata)


if __name__ == "__main__":
    sys.exit(main())
