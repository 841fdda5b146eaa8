"""Trains a VGG-19 that names Caltech-101 pictures and rebuilds them, as the built-in one was trained, and further.

Classification alone gives features that draw rainbow noise. Here linear heads also rebuild the clean crop from
several depths of a noisy one, and noise that hurts most is pushed into the crops on the way. This folder knows
nothing of style transfer: it makes weights, `models.registry` hands them out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from models.errors import ModelsError
from models.flag_types import above_zero, count_of, seed_of, weights_file
from models.registry import BUILTIN, load
from models.stopping import INTERRUPTED, stopping
from models.training.caltech import SHORT_SIDE, add_archive_flag, center_crops, check_archive, open_corpus
from models.training.checkpoints import CHECKPOINT
from models.training.given_weights import check_given
from models.training.plan import Plan
from models.training.run_folder import folder_of_one_run
from models.training.saying import say
from models.training.trainer import Trainer, export, train
from models.training.warm_start import warm_start
from models.training.writing import check_weights

DESCRIPTION = """\
Train a VGG-19 like the built-in one: to name the pictures of Caltech-101, and to
rebuild them from noisy ones. It can be ended with Ctrl-C at any time: the same
command carries on after the last step."""
EXAMPLES = """\
examples: train, write the weights, paint by them (the second run of
models/builtin/MODEL_CARD.md, which is not the one shipped)
    python -m models train --data caltech101-96px.zip --start models/builtin/vgg19.safetensors --minutes 76
    python -m models train --data caltech101-96px.zip --export mine.safetensors
    python -m engine stylize PHOTO PAINTING --weights mine.safetensors -o painted.png"""


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models train",
        allow_abbrev=False,
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_archive_flag(parser)
    parser.add_argument(
        "--checkpoints", type=Path, default=Path("checkpoints"), help="folder of the run's state (default: %(default)s)"
    )
    parser.add_argument("--start", type=Path, metavar="FILE", help="weights to begin with; random ones unless given")
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument(
        "--steps",
        type=count_of,
        help=f"steps of the whole run; on a run under way, compresses what is left (default: {Plan.steps})",
    )
    ends.add_argument("--minutes", type=above_zero, help="a budget of time instead; such a run does not repeat exactly")
    parser.add_argument("--seed", type=seed_of, help=f"default: {Plan.seed}; a run that goes on keeps its own")
    parser.add_argument("--threads", type=count_of, help="CPU threads; torch's choice unless given")
    parser.add_argument(
        "--export",
        type=weights_file,
        metavar="FILE",
        help="write the checkpoint's weights, a .safetensors file, and end",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Train, or write the weights of the last checkpoint."""
    options = parse(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    try:
        check_archive(options.data)
        return _export(options) if options.export else _train(options)
    except (ModelsError, OSError) as refusal:
        print(f"python -m models train: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # before the first step, or once more while the last one is made and kept
        return INTERRUPTED


def _export(options: argparse.Namespace) -> int:
    """Write the weights of the checkpoint."""
    checkpoint = options.checkpoints / CHECKPOINT
    if not checkpoint.exists():
        raise ModelsError(f"{checkpoint} is not there: train first, or name the run's folder with --checkpoints.")
    if options.start or options.steps or options.minutes:
        raise ModelsError("--export trains nothing; leave out --start, --steps and --minutes.")
    options.export.parent.mkdir(parents=True, exist_ok=True)
    check_weights(options.export, [options.data, checkpoint])
    trainer = _trainer(options)
    trainer.settle()
    export(trainer, options.export)
    return 0


def _train(options: argparse.Namespace) -> int:
    with folder_of_one_run(options.checkpoints):
        trainer = _trainer(options)
        if trainer.progress.share >= 1:
            say("The schedule is done; --export writes the weights.")
        elif trainer.progress.step:
            say(f"The run goes on after step {trainer.progress.step}.")
        with stopping() as was_stopped:
            is_done = train(trainer, options.checkpoints, was_stopped)
    if not is_done:
        say(f"Stopped; the same command carries on from {options.checkpoints / CHECKPOINT}.")
    return 0


def _trainer(options: argparse.Namespace) -> Trainer:
    """Return the trainer where the checkpoint left it, or at its start, with the end that was asked for."""
    corpus = open_corpus(options.data, options.checkpoints)
    seed = Plan.seed if options.seed is None else options.seed
    trainer = Trainer(Plan(seed=seed), corpus, "cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = options.checkpoints / CHECKPOINT
    if checkpoint.exists():
        trainer.resume(checkpoint)
        _check_same(options, trainer)
    elif options.start:
        weights = load(BUILTIN, file=options.start)
        check_given(weights, options.start, trainer.network.architecture.layers[-1].name)
        trainer.start, trainer.start_sha256 = str(options.start), weights.sha256
        chosen = np.random.default_rng(seed).permutation(trainer.seen)[:96]
        warm_start(trainer.network, weights.tensors, center_crops(corpus, chosen, SHORT_SIDE))
    if options.steps:
        trainer.progress.end_at(options.steps)
    if options.minutes:
        trainer.progress.minutes = options.minutes
    return trainer


def _check_same(options: argparse.Namespace, trainer: Trainer) -> None:
    """Refuse what a run that goes on was not begun with; older checkpoints do not say what that was."""
    remedy = f"leave the flag out, or name another folder than {options.checkpoints} with --checkpoints"
    if options.seed is not None and options.seed != trainer.plan.seed:
        raise ModelsError(f"The run goes on with seed {trainer.plan.seed}, not {options.seed}; {remedy}.")
    is_known = options.start and trainer.start_sha256 is not None
    if is_known and load(BUILTIN, file=options.start).sha256 != trainer.start_sha256:
        given = "what it holds now" if str(options.start) == trainer.start else options.start
        raise ModelsError(f"The run goes on and began with {trainer.start or 'random weights'}, not {given}; {remedy}.")


if __name__ == "__main__":
    sys.exit(main())
