"""What every experiment's command shares: its flags, a progress bar, Ctrl-C, refusals, what is written.

Must not know any experiment, nor load torch before the flags are understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from engine.commands.files import write_picture, write_report
from engine.commands.flags import add_network_flags, network_choice, weights_by_name, without_doubles
from engine.commands.laboratory.checks import check_common
from engine.commands.refusals import answered
from engine.commands.waiting import foretell, progress_bar
from engine.options.style_options import StyleOptions
from engine.recipes.climbing import ASCENTS
from engine.request import StyleRequest
from models.stopping import stopping

if TYPE_CHECKING:
    from engine.laboratory.experiment import Asked, Shown
    from engine.painting.workshop import Workshop

DEFAULTS = StyleOptions()
Report = dict[str, Any]


def add_common(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None], output: str) -> None:
    """Add the flags that every experiment has, and how it is run."""
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=output)
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done and measured as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_network_flags(parser)

    def checked(flags: argparse.Namespace) -> None:
        check_common(flags)
        run(flags)

    parser.set_defaults(run=lambda flags: answered(checked, flags))


def add_ascent(parser: argparse.ArgumentParser) -> None:
    """Add the flag that says how pictures climb."""
    parser.add_argument(
        "--ascent",
        choices=tuple(ASCENTS),
        help="how pictures climb: as the cookbook does but for what the report's notes say (default with ImageNet "
        "weights), or coarse shapes and brightness before grain and colour (default with the built-in networks)",
    )


def options_of(flags: argparse.Namespace, strength: float = DEFAULTS.strength) -> StyleOptions:
    """Return how a painting is to be made."""
    return StyleOptions(edge_size=flags.edge_size, seed=flags.seed, strength=strength)


def painted(flags: argparse.Namespace, request: StyleRequest) -> tuple[Image.Image, Report]:
    """Return the painting that is asked for, and its report."""
    from engine.painting.painter import Painter
    from engine.pictures.images import open_picture

    painter = Painter(network_choice(flags))
    if not flags.quiet:
        foretell(painter, request)
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
        result = painter.paint(request, on_iterate=show, should_stop=was_stopped)
    return open_picture(result.image_png), result.report


def workshop_of(flags: argparse.Namespace) -> Workshop:
    """Return the network that the flags choose, on its device."""
    from engine.painting.workshop import Workshop

    return Workshop(network_choice(flags))


@contextmanager
def asked_of(flags: argparse.Namespace) -> Iterator[Asked]:
    """Yield how an experiment is run, with a progress bar while it is."""
    from engine.laboratory.experiment import Asked
    from engine.painting.callbacks import Callbacks

    workshop = workshop_of(flags)
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
        callbacks = Callbacks(on_iterate=show, should_stop=was_stopped)
        yield Asked(workshop=workshop, seed=flags.seed, callbacks=callbacks, ascent=ASCENTS.get(flags.ascent))


def write(flags: argparse.Namespace, image: Image.Image, report: Report) -> None:
    """Write a picture and its report."""
    write_picture(flags.output, image)
    write_report(flags.report, report)
    seconds = report["seconds"]["total"]
    sys.stdout.write(f"{flags.output}: {image.width} × {image.height} px in {seconds:.1f} s\n")


def write_shown(flags: argparse.Namespace, shown: Shown) -> None:
    """Write what an experiment shows, and its report."""
    write(flags, shown.image, shown.report)


def write_film_of(flags: argparse.Namespace, frames: Iterator[Shown]) -> None:
    """Write frames as an MP4, and the report of the last."""
    from engine.pictures.film import write_film

    report: Report = {}

    def pictures() -> Iterator[Image.Image]:
        for frame in frames:
            report.update(frame.report)
            yield frame.image

    count = write_film(flags.output, pictures())
    write_report(flags.report, {**report, "frames": count})
    sys.stdout.write(f"{flags.output}: {count} frames\n")


def weights_by_neuron(text: str) -> dict[int, float]:
    """Return weights by neuron; a number alone weighs 1."""
    example = "4 or 4:1,17:-0.5"
    try:
        pairs = tuple((int(name), weight) for name, weight in weights_by_name(text, example))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like {example}") from None
    return dict(without_doubles(text, pairs))
