"""`python -m models tune --layer conv4_1 --data ZIP`: a set of pictures read, one layer trained, the weights written.

Must not know how a layer is trained.
"""

from __future__ import annotations

import argparse
import difflib
import shlex
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.errors import ModelsError, UnusableData
from models.flag_types import count_of, seed_of, weights_file
from models.registry import load
from models.stopping import stopping
from models.training.pictures import SUFFIXES, central_square, is_picture, open_zip, picture_of
from models.training.saying import say
from models.training.tuning import EPOCHS, check_layer, tuned, with_shuffled_tiles
from models.training.writing import check_weights, write_weights

SIDE = 96  # px of the squares that the layer sees
MOST = 200  # pictures of the set, and as many others
LEAST = 20  # pictures: two of them are held out
FEWEST = 2  # pictures that are looked at, and others: one is held out
SHOWN = 12  # classes named where one is not there
Reads = Mapping[str, Callable[[], bytes]]  # what lies there, by CLASS/picture.jpg


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read what follows `python -m models tune`."""
    parser = argparse.ArgumentParser(
        prog="python -m models tune",
        description="Train one layer of a network to answer to a set of pictures more than to others; "
        "`python -m engine dream` then shows what it learned.",
        epilog="example: python -m models tune --data caltech101.zip --class Leopards -o leopards.safetensors",
    )
    parser.add_argument("--layer", default="conv4_1", help="a convolution after the first (default: %(default)s)")
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="PLACE",
        help="a zip or folder of pictures, or of CLASS/picture.jpg; of one class, its pictures in shuffled parts are "
        "the others",
    )
    parser.add_argument(
        "--class", dest="of_class", metavar="CLASS", help="which class is the set; the others are what it is told from"
    )
    parser.add_argument(
        "--pictures", type=count_of, default=MOST, metavar="N", help="of either kind, at most (default: %(default)s)"
    )
    parser.add_argument(
        "--epochs", type=count_of, default=EPOCHS, metavar="N", help="passes over the pictures (default: %(default)s)"
    )
    parser.add_argument("--network", help="builtin, quick, vgg19 or vgg16 (default: what FILE says, else builtin)")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="a .pth, .safetensors or .mat file instead")
    parser.add_argument(
        "--seed", type=seed_of, default=0, help="of the choice and order of pictures (default: %(default)s)"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=weights_file,
        default=Path("tuned.safetensors"),
        metavar="FILE",
        help="the network with its trained layer (default: %(default)s)",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train, write the weights and say how to dream with them; return the exit status."""
    flags = parse(arguments)
    try:
        _tune(flags)
    except (ModelsError, OSError) as refusal:
        print(f"python -m models tune: {refusal}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _tune(flags: argparse.Namespace) -> None:
    if not flags.output.parent.is_dir():
        raise UnusableData(f"{flags.output} cannot be written; name a file in a folder that is there.")
    check_weights(flags.output, [flags.data, flags.weights])
    weights = load(flags.network, file=flags.weights)
    check_layer(weights, flags.layer)
    wanted, others = sets_of(reads_of(flags.data), flags.of_class, flags.pictures, flags.seed)
    say(f"{len(wanted)} pictures against {len(others)} others")
    with stopping() as was_stopped:
        found = tuned(
            weights,
            flags.layer,
            wanted,
            others,
            epochs=flags.epochs,
            seed=flags.seed,
            on_epoch=_told(flags.epochs),
            should_stop=was_stopped,
        )
        if was_stopped():
            say("Stopped; the layer is written as far as it was trained.")
    description = f"{weights.description}; {flags.layer} trained on {flags.of_class or flags.data.stem}"
    facts = {"network": weights.name, "preprocessing": weights.preprocessing, "description": description}
    write_weights(flags.output, found.tensors, facts)
    say(
        f"A picture of the set answers more than another one {100 * found.told_apart:.0f} % of the time, before it "
        f"was {100 * found.told_apart_before:.0f} % (pictures that were not trained on).\n"
        f"See what it learned: python -m engine dream PHOTO --weights {shlex.quote(str(flags.output))} "
        f"--layers {flags.layer.replace('conv', 'relu')} -o dream.png"
    )


def _told(epochs: int) -> Callable[[int, float], None]:
    def tell(epoch: int, loss: float) -> None:
        say(f"epoch {epoch} of {epochs}: loss {loss:.3f}")

    return tell


def reads_of(place: Path) -> Reads:
    """Return what reads each picture of a zip or folder, by its name there.

    Raises:
        UnusableData: There is no such place.
    """
    if place.is_dir():
        files = {file.relative_to(place).as_posix(): file.read_bytes for file in sorted(place.rglob("*"))}
        return {name: files[name] for name in files if is_picture(name)}
    if not zipfile.is_zipfile(place):
        raise UnusableData(f"{place} is neither a folder nor a zip of pictures.")
    archive = open_zip(place)
    names = sorted(name for name in archive.namelist() if is_picture(name))
    return {name: lambda name=name: archive.read(name) for name in names}  # type: ignore[misc]


def sets_of(reads: Reads, of_class: str | None, most: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return the pictures of a set and as many others: (N, 3, SIDE, SIDE) each, 0..1.

    Others are pictures of other classes; where there is one class, the set's own with their parts shuffled.

    Raises:
        UnusableData: No such class, or too few pictures; the message says what there is.
    """
    if most < FEWEST:
        raise UnusableData(f"--pictures is {most}; give at least {FEWEST}: some are not trained on but tested with.")
    classes = sorted({name.rpartition("/")[0] for name in reads})
    if of_class is None and len(classes) > 1:
        raise UnusableData(f"Choose a class with --class; {_offered(classes, '')}")
    chosen = classes[0] if of_class is None and classes else of_class
    if chosen not in classes:
        raise UnusableData(f"There is no class {chosen!r}; {_offered(classes, chosen or '')}")
    names = [name for name in reads if name.rpartition("/")[0] == chosen]
    if len(names) < LEAST:
        raise UnusableData(f"There are {len(names)} pictures of {chosen!r}; give at least {LEAST}.")
    rng = np.random.default_rng(seed)
    wanted = _squares(reads, list(rng.permutation(names)[:most]))
    rest = sorted(reads.keys() - names)
    if len(rest) == 1:
        raise UnusableData(f"There is one picture beside {chosen!r}; give at least {FEWEST} others, or none.")
    if not rest:
        return wanted, with_shuffled_tiles(wanted, seed)
    return wanted, _squares(reads, list(rng.permutation(rest)[: min(most, len(names))]))


def _offered(classes: Sequence[str], near: str) -> str:
    """Return what classes there are, those first whose names are like another one."""
    if not classes:
        return f"there is no picture whose name ends in {', '.join(SUFFIXES)}."
    alike = difflib.get_close_matches(near, classes, n=3)
    named = list(dict.fromkeys([*alike, *classes]))[:SHOWN]
    more = f" and {len(classes) - len(named)} more" if len(classes) > len(named) else ""
    return f"there are {', '.join(name or '(no folder)' for name in named)}{more}."


def _squares(reads: Reads, names: Sequence[str]) -> Tensor:
    squares = [central_square(picture_of(reads[name], name), SIDE) for name in names]
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).float() / 255
