"""`python -m models cifar10 --data PLACE`: the flags of the classifier's training, and its accuracy as a table.

Must not know how a step is made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import torch
from torch import Tensor

from models.errors import ModelsError
from models.flag_types import above_zero, count_of, from_zero, seed_of
from models.registry import load
from models.stopping import stopping
from models.training.checkpoints import CHECKPOINT
from models.training.cifar10 import SIDE, open_cifar10
from models.training.classifier import Classifier, accuracy_of
from models.training.classifier_choice import Choice, kept_in, settled
from models.training.classifier_run import Run, train
from models.training.classifier_schedule import GROWING, SCHEDULES
from models.training.run_folder import folder_of_one_run
from models.training.saying import say
from models.weights import Weights

SIDES = (16, 24, 32)  # px


def accuracy_table(confusion: Tensor, classes: tuple[str, ...]) -> str:
    """Return accuracy and confusion as a table: a row for what it is, a column for what it was called."""
    width = max(len(name) for name in classes)
    head = " " * width + "".join(f"{name[:6]:>7}" for name in classes)
    rows = [f"{n:>{width}}" + "".join(f"{int(c):>7}" for c in row) for n, row in zip(classes, confusion, strict=True)]
    return "\n".join([f"accuracy {accuracy_of(confusion):.4f}", head, *rows])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read what follows `python -m models cifar10`."""
    parser = argparse.ArgumentParser(
        prog="python -m models cifar10",
        description="Train a VGG-19 to name the ten classes of CIFAR-10. It can be ended with Ctrl-C at any time: the "
        "same command carries on after the last step. Flags that are left out are then as the run began.",
        epilog="example: python -m models cifar10 --data cifar-10-python.tar.gz --minutes 80 --side 16, and afterwards "
        "the same with --evaluate",
    )
    _add_places(parser)
    _add_schedule(parser)
    _add_pictures(parser)
    parser.add_argument("--seed", type=seed_of, help="of the start and the order (default: 0)")
    parser.add_argument("--threads", type=count_of, help="CPU threads; torch's choice unless given")
    parser.add_argument(
        "--evaluate",
        action="store_true",
        help="train nothing: print the accuracy of the folder's checkpoint on the test pictures, and how often each "
        "class was taken for which",
    )
    return parser.parse_args(arguments)


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="PLACE",
        help="torchvision's download (cifar-10-python.tar.gz), its folder, or a zip or folder of "
        "train/CLASS/picture.jpg and test/CLASS/picture.jpg",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("cifar10"),
        help="where checkpoint and curves lie, to carry on from (default: %(default)s)",
    )
    parser.add_argument("--weights", help="start from a network by layer name: builtin, vgg19, vgg16, or a file")


def _add_schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--schedule",
        choices=sorted(SCHEDULES),
        help=f"the article's 164 epochs, or 28 with one cycle (default: {Choice.schedule})",
    )
    parser.add_argument(
        "--weight-decay",
        type=from_zero,
        help="as Keras's l2 counts it; 1e-4 with the article's schedule, 2.5e-4 with the short one",
    )
    parser.add_argument(
        "--minutes",
        type=above_zero,
        help="draw the schedule over so much time instead of its epochs; repeats inexactly",
    )


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--side", type=int, choices=SIDES, help="px of the pictures; smaller is quicker")
    sizes.add_argument(
        "--grow",
        action="store_const",
        dest="side",
        const=GROWING,
        help="begin with small pictures and end with 32 px: quicker, and the default of the short schedule",
    )
    sizes.add_argument(
        "--no-grow",
        action="store_const",
        dest="side",
        const=SIDE,
        help="32 px throughout, as --side 32: the default of the article's schedule",
    )


def main(arguments: Sequence[str]) -> int:
    """Train, or evaluate the last checkpoint; return the exit status."""
    flags = parse(arguments)
    try:
        table = _evaluated(flags) if flags.evaluate else _trained(flags)
    except (ModelsError, OSError) as refusal:
        print(f"python -m models cifar10: {refusal}", file=sys.stderr)  # noqa: T201
        return 2
    say(table or f"Stopped; the same command carries on from {flags.folder / CHECKPOINT}.")
    return 0


def _evaluated(flags: argparse.Namespace) -> str:
    """Return the table of the folder's checkpoint."""
    checkpoint = flags.folder / CHECKPOINT
    if not checkpoint.exists():
        raise ModelsError(f"{checkpoint} is not there: train first, or name the run's folder with --folder.")
    choice = _choice(flags)
    _, to_test = open_cifar10(flags.data)
    return accuracy_table(_begin(flags, choice, to_test.classes, None).confusion(to_test), to_test.classes)


def _trained(flags: argparse.Namespace) -> str | None:
    """Train and return the table of what came of it; None where it was stopped before."""
    choice = _choice(flags)
    # before the pictures, which take longer to read than a mistake should; a run that goes on has its own
    source = None if (flags.folder / CHECKPOINT).exists() else _source(choice.weights)
    with folder_of_one_run(flags.folder):
        to_train, to_test = open_cifar10(flags.data)
        run = _begin(flags, choice, to_train.classes, source)
        with stopping() as was_stopped:
            is_done = train(run, to_train, to_test, flags.folder, was_stopped)
        return accuracy_table(run.confusion(to_test), to_test.classes) if is_done else None


def _choice(flags: argparse.Namespace) -> Choice:
    asked = {each.name: getattr(flags, each.name) for each in fields(Choice)}
    return settled(asked, kept_in(flags.folder / CHECKPOINT), flags.folder)


def _source(weights: str) -> Weights | None:
    if not weights:
        return None
    file = Path(weights)
    return load(file=file) if file.suffix else load(weights)


def _begin(flags: argparse.Namespace, choice: Choice, classes: tuple[str, ...], source: Weights | None) -> Run:
    """Return the run where its checkpoint left it, or at its start."""
    if flags.threads:
        torch.set_num_threads(flags.threads)
    torch.manual_seed(choice.seed)
    network = Classifier(len(classes))
    if source is not None:
        _start(network, source)
    run = Run(
        network,
        SCHEDULES[choice.schedule],
        weight_decay=choice.weight_decay,
        seed=choice.seed,
        minutes=choice.minutes,
        side=choice.side or None,
        choice=choice,
        classes=classes,
    )
    checkpoint = flags.folder / CHECKPOINT
    if checkpoint.exists():
        run.resume(checkpoint)
    return run


def _start(network: Classifier, source: Weights) -> None:
    taken = network.start_from(source.tensors, source.architecture)
    if not taken:
        raise ModelsError(
            f"No convolution of {source.name} is as wide as the classifier's; start from builtin, vgg19 or vgg16, or "
            "leave out --weights."
        )
    say(f"{taken} convolutions start from {source.description}")
