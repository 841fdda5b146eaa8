"""`python -m engine neurons | dream | texture | layers`: what a network sees, on the command line.

Flags to experiments, a progress bar, one line for whatever is wrong. torch is loaded once the flags are understood.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from engine.commands.flags import add_network_flags, network_choice, refuse
from engine.commands.stylize import (
    check_output,
    count_of,
    progress_bar,
    read_proven,
    stopping,
    write_picture,
)
from engine.errors import EngineError, InvalidOption
from engine.recipe_changes import RecipeChanges
from engine.request import StyleOptions, StyleRequest
from models.errors import ModelsError

if TYPE_CHECKING:
    from engine.laboratory.ascent import Aim
    from engine.laboratory.experiment import Asked
    from engine.painting.workshop import Workshop

DEFAULTS = StyleOptions()
Told = dict[str, Any]


def add_laboratory(commands: Any) -> None:
    """Add the four commands."""
    _add_neurons(commands)
    _add_dream(commands)
    _add_texture(commands)
    _add_layers(commands)


def _common(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None], output: str) -> None:
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=output)
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done and measured as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_network_flags(parser)
    parser.set_defaults(run=lambda flags: _answered(run, flags))


def _answered(run: Callable[[argparse.Namespace], None], flags: argparse.Namespace) -> int:
    try:
        run(flags)
    except OSError as error:
        return refuse(f"{error.filename or ''}: {error.strerror or error}".strip(": "))
    except (EngineError, ModelsError) as error:
        return refuse(str(error))
    return 0


def _add_neurons(commands: Any) -> None:
    parser = commands.add_parser("neurons", help="show what excites neurons")
    parser.add_argument("--layer", default="relu3_1", help="default: %(default)s")
    parser.add_argument(
        "--neuron",
        type=_neurons,
        default={1: 1.0},
        metavar="N[:W],...",
        help="which; negative weights repel",
    )
    parser.add_argument("--grid", action="store_true", help="five layers by the eight neurons that react most")
    parser.add_argument("--octaves", type=count_of, default=1, metavar="N", help="grow from 64 px, N times larger")
    parser.add_argument("--zoom", type=float, default=1.1, help="from octave to octave, or frame to frame")
    parser.add_argument("--blur", type=float, default=0.0, metavar="PX", help="of the first octave")
    parser.add_argument("--size", type=count_of, metavar="PX", help="of the first octave")
    parser.add_argument("--steps", type=count_of, metavar="N", help="of an octave: 20, by octaves and in films 10")
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="write an MP4 that keeps growing")
    _common(parser, _run_neurons, ".png or .jpg; .mp4 with --film")


def _add_dream(commands: Any) -> None:
    parser = commands.add_parser("dream", help="Deep Dream: let a photo show what the network sees in it")
    parser.add_argument("content", type=Path, metavar="PHOTO")
    parser.add_argument("--layers", type=_layers, default=(), metavar="NAME:W,...", help="default: pool3, pool4, pool5")
    parser.add_argument("--layer", default="relu3_1", help="of --neuron")
    parser.add_argument("--neuron", type=_neurons, metavar="N[:W],...", help="excite neurons instead of layers")
    parser.add_argument("--rate", type=float, help="of a step on 0..255: 0.1 for layers, 1 for neurons")
    parser.add_argument("--octaves", type=count_of, default=3, metavar="N")
    parser.add_argument("--steps", type=count_of, default=20, metavar="N", help="of an octave")
    parser.add_argument("--edge-size", type=int, default=DEFAULTS.edge_size, metavar="PX", help="long side")
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="dream on, ever deeper into the photo: an MP4")
    _common(parser, _run_dream, ".png or .jpg; .mp4 with --film")


def _add_texture(commands: Any) -> None:
    parser = commands.add_parser("texture", help="a style alone, from noise")
    parser.add_argument("content", type=Path, metavar="STYLE")
    parser.add_argument(
        "--by",
        choices=("moments", "gram", "mean"),
        default="moments",
        help="what is matched: the default recipe's moments at every octave, the cookbook's Gram matrices, their means",
    )
    parser.add_argument("--edge-size", type=int, default=DEFAULTS.edge_size, metavar="PX", help="long side")
    parser.add_argument("--rounds", type=count_of, metavar="N", help="of twenty evaluations, for gram and mean")
    _common(parser, _run_texture, ".png or .jpg")


def _add_layers(commands: Any) -> None:
    parser = commands.add_parser("layers", help="what every layer keeps of a photo")
    parser.add_argument("content", type=Path, metavar="PHOTO")
    parser.add_argument("--rebuild", metavar="LAYER", help="rebuild the photo from this layer's maps instead")
    parser.add_argument("--edge-size", type=int, default=256, metavar="PX", help="long side (default: %(default)s)")
    parser.add_argument("--rounds", type=count_of, metavar="N", help="of twenty evaluations, for --rebuild")
    _common(parser, _run_layers, "a folder for the sheets; .png or .jpg with --rebuild")


def _run_neurons(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report, films=bool(flags.film))
    from engine.laboratory import neurons

    is_small = flags.octaves > 1
    growth = neurons.Growth(
        size=flags.size or (64 if is_small else 128),
        octaves=flags.octaves,
        zoom=flags.zoom,
        steps=flags.steps or (10 if is_small or flags.film else 20),
        blur=flags.blur,
    )
    if not 1 <= flags.zoom <= 2 or growth.size < 32 or flags.blur < 0:
        raise InvalidOption("--zoom is from 1 to 2, --size from 32 px up, --blur from 0 up.")
    with _asked(flags) as asked:
        if flags.film:
            _write_film(flags, neurons.film(asked, flags.layer, flags.neuron, flags.film, growth))
        elif flags.grid:
            _write(flags, *neurons.grid(asked, steps=flags.steps or neurons.GRID_STEPS))
        else:
            _write(flags, *neurons.grown(asked, flags.layer, flags.neuron, growth))


def _run_dream(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report, films=bool(flags.film))
    encoded = read_proven((flags.content,), flags.edge_size)[0]
    from engine.laboratory import dream
    from engine.pictures.images import open_picture, resize

    photo = resize(open_picture(encoded), flags.edge_size)
    rate = flags.rate or (dream.NEURON_RATE if flags.neuron else dream.LAYER_RATE)
    octaves = dream.Octaves(count=flags.octaves, steps=flags.steps, rate=rate)
    with _asked(flags) as asked:
        aim = _aim(flags, asked.workshop)
        if flags.film:
            _write_film(flags, dream.film(asked, photo, aim, flags.film, octaves))
        else:
            _write(flags, *dream.dreamt(asked, photo, aim, octaves))


def _aim(flags: argparse.Namespace, workshop: Workshop) -> Aim:
    from engine.laboratory import ascent, dream
    from engine.laboratory.experiment import check_layers, check_neurons

    if flags.neuron is None:
        return ascent.layers(flags.layers or dream.LAYERS)
    check_layers(workshop, (flags.layer,))
    check_neurons(workshop, flags.layer, list(flags.neuron))
    return ascent.neurons(flags.layer, flags.neuron)


def _run_texture(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report)
    style = read_proven((flags.content,), flags.edge_size)[0]
    from engine.pictures.images import open_picture, to_png

    if flags.by == "moments":  # the default recipe with a photo of one colour, which has nothing to keep
        size = open_picture(style, max_edge=flags.edge_size).size
        content, options = to_png(Image.new("RGB", size, (128, 128, 128))), _options(flags, strength=100.0)
    else:
        changes = RecipeChanges(rounds=flags.rounds)
        content, options = style, replace(_options(flags), recipe=f"texture-{flags.by}", changes=changes)
    _write(flags, *_painted(flags, StyleRequest(content_image=content, style_images=(style,), options=options)))


def _run_layers(flags: argparse.Namespace) -> None:
    photo = read_proven((flags.content,), flags.edge_size)[0]
    if flags.rebuild:
        check_output(flags.output, flags.report)
        _rebuild(flags, photo)
    else:
        _write_sheets(flags, photo)


def _rebuild(flags: argparse.Namespace, encoded: bytes) -> None:
    from engine.laboratory.layers import surviving_share
    from engine.pictures.images import open_picture

    changes = RecipeChanges(content_layers=((flags.rebuild, 1.0),), rounds=flags.rounds)
    options = replace(_options(flags), recipe="rebuild", changes=changes)
    request = StyleRequest(content_image=encoded, style_images=(encoded,), options=options)
    image, report = _painted(flags, request)
    photo = open_picture(encoded).resize(image.size, Image.Resampling.LANCZOS)
    report["surviving_share"] = round(surviving_share(photo, image), 4)
    _write(flags, image, report)
    sys.stdout.write(f"{100 * report['surviving_share']:.0f} % of the picture survives in {flags.rebuild}\n")


def _write_sheets(flags: argparse.Namespace, encoded: bytes) -> None:
    from engine.laboratory.layers import sheets
    from engine.pictures.images import open_picture, resize

    flags.output.mkdir(parents=True, exist_ok=True)
    workshop = _workshop(flags)
    place = 0
    with stopping() as was_stopped:
        for place, (name, sheet) in enumerate(sheets(workshop, resize(open_picture(encoded), flags.edge_size)), 1):
            if was_stopped():
                break
            sheet.save(flags.output / f"{place:02}-{name}.png")
    if flags.report:
        told = {"network": workshop.network, "weights": workshop.weights.description, "device": workshop.device}
        flags.report.write_text(json.dumps(told, indent=2) + "\n")
    sys.stdout.write(f"{flags.output}: {place} sheets\n")


def _options(flags: argparse.Namespace, strength: float = DEFAULTS.strength) -> StyleOptions:
    return StyleOptions(edge_size=flags.edge_size, seed=flags.seed, strength=strength)


def _painted(flags: argparse.Namespace, request: StyleRequest) -> tuple[Image.Image, Told]:
    from engine.painting.painter import Painter
    from engine.pictures.images import open_picture

    painter = Painter(network_choice(flags))
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
        result = painter.paint(request, on_iterate=show, should_stop=was_stopped)
    return open_picture(result.image_png), result.report


def _workshop(flags: argparse.Namespace) -> Workshop:
    from engine.painting.workshop import Workshop

    return Workshop(network_choice(flags))


@contextmanager
def _asked(flags: argparse.Namespace) -> Iterator[Asked]:
    from engine.laboratory.experiment import Asked

    workshop = _workshop(flags)
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
        yield Asked(workshop=workshop, seed=flags.seed, on_iterate=show, should_stop=was_stopped)


def _write(flags: argparse.Namespace, image: Image.Image, report: Told) -> None:
    write_picture(flags.output, image)
    if flags.report:
        flags.report.write_text(json.dumps(report, indent=2) + "\n")
    seconds = report["seconds"]["total"]
    sys.stdout.write(f"{flags.output}: {image.width} × {image.height} px in {seconds:.1f} s\n")


def _write_film(flags: argparse.Namespace, frames: Iterator[tuple[Image.Image, Told]]) -> None:
    from engine.pictures.film import write_film

    report: Told = {}

    def pictures() -> Iterator[Image.Image]:
        for image, told in frames:
            report.update(told)
            yield image

    count = write_film(flags.output, pictures())
    if flags.report:
        flags.report.write_text(json.dumps({**report, "frames": count}, indent=2) + "\n")
    sys.stdout.write(f"{flags.output}: {count} frames\n")


def _neurons(text: str) -> dict[int, float]:
    """Return weights by neuron; a number alone weighs 1."""
    try:
        return {int(n): float(weight or 1) for n, _, weight in (part.partition(":") for part in text.split(","))}
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 4 or 4:1,17:-0.5") from None


def _layers(text: str) -> tuple[tuple[str, float], ...]:
    try:
        return tuple((name, float(w or 1)) for name, _, w in (part.partition(":") for part in text.split(",")))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like pool3:0.1,pool4:1.2") from None
