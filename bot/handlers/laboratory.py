"""/dream, /texture, /neurons and /layers: what the network sees, and the buttons under what they show."""

from __future__ import annotations

import random
from collections.abc import Mapping

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.sent_picture import Role, SentPicture
from bot.domain.shares import shown
from bot.errors import UnusableMedia
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.expected_time import painting_speed
from bot.handlers.photos import refusal_of
from bot.handlers.style_meant import styles_meant, tell_one_taken, tell_unknown
from bot.orders.drawn import drawn_scene
from bot.telegram.media import has_media, picture_in
from bot.texts import Texts
from bot.wording import experiment_lines, presses, sentences
from bot.wording.presses import Pressed
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.networks import BUILTIN
from engine.options.style_options import StyleOptions
from engine.queue.job import Job
from engine.recipes.climbing import ascent_for
from engine.schedule.octaves import experiment_s

LAYERS_EDGE = 256  # px; a sheet shows each map at 96
PRESSES = frozenset({presses.DREAM_OF, presses.DREAM_LAYER, presses.NEURONS_OF})


async def on_dream(update: Update, context: Context) -> None:
    """/dream, /dream LAYER, /dream LAYER NUMBER: dream into the picture that it replies to or stands under.

    Where there is none, into the photo that waits to be painted, else into a drawn scene.
    """
    message = message_of(update)
    asker = await context.asker(message)
    choice = await _choice(context, asker, ExperimentKind.DREAM)
    if choice is not None:
        await _look(context, asker, message, choice)


async def on_layers(update: Update, context: Context) -> None:
    """/layers: show what every layer answers to a picture; to which, is as with /dream."""
    message = message_of(update)
    asker = await context.asker(message)
    await _look(context, asker, message, ExperimentChoice(kind=ExperimentKind.LAYERS))


async def on_texture(update: Update, context: Context) -> None:
    """/texture: the style alone of the picture that it replies to or stands under, or of a style by its name."""
    message = message_of(update)
    asker = await context.asker(message)
    choice, named = ExperimentChoice(kind=ExperimentKind.TEXTURE), await styles_meant(context, asker, context.words)
    if named:
        await _begin(context, asker, choice, content=named[0])
        await tell_one_taken(context, asker, named)
    elif context.words:
        await tell_unknown(context, asker, context.words)
    elif _pictured(message) is None:
        example = sentences.example_style(asker.texts)
        await context.say(asker, asker.texts.point_at_texture.format(example=example))
    else:
        await _look(context, asker, message, choice)


async def on_neurons(update: Update, context: Context) -> None:
    """/neurons: a sheet of five layers; /neurons LAYER: of one; /neurons LAYER NUMBER: what excites that neuron."""
    asker = await context.asker(message_of(update))
    choice = await _choice(context, asker, ExperimentKind.NEURONS)
    if choice is not None:
        await _begin(context, asker, choice)


async def _choice(context: Context, asker: Asker, kind: ExperimentKind) -> ExperimentChoice | None:
    """Return the experiment with the layer and neuron that are named; None, and say so, where they are not there."""
    called, _, number = context.words.partition(" ")
    layers = await context.services.painters.layers()
    if called.isdecimal():
        await context.say(asker, experiment_lines.needs_layer(asker.texts, kind, called, list(layers)))
        return None
    layer, number = experiment_lines.layer_called(called), number.strip()
    refusal = await _unknown_layer(context, asker.texts, kind, layer) or _unknown_neuron(
        asker.texts, layers, layer, number
    )
    if refusal:
        await context.say(asker, refusal)
        return None
    return ExperimentChoice(kind=kind, layer=layer, neuron=int(number) if number else None)


async def press(context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed) -> str | None:
    """Go the next step that a button under an experiment names; return what to answer."""
    if context.services.presses.is_slip((message.chat.id, message.message_id), f"{pressed.verb}:{pressed.value}"):
        return asker.texts.already_painting
    layers = await context.services.painters.layers()
    if pressed.value and layers and pressed.value not in layers:  # while no worker tells its layers, nobody knows
        return asker.texts.button_old
    if pressed.verb == presses.NEURONS_OF:
        await _begin(context, asker, ExperimentChoice(kind=ExperimentKind.NEURONS, layer=pressed.value))
        return None
    before, choice = job.options.experiment, ExperimentChoice(kind=ExperimentKind.DREAM, layer=pressed.value)
    if pressed.verb == presses.DREAM_OF and before is not None:
        await _begin(context, asker, before, source=job, takes_result=True)
    else:
        await _begin(context, asker, choice, source=job)
    return None


async def show_layer_menu(context: Context, asker: Asker, job: Job) -> None:
    """Ask which layer is next after an experiment."""
    if (choice := job.options.experiment) is not None:
        layers = await context.services.painters.layers()
        rows = experiment_lines.layer_menu(asker.texts, job.id, choice, list(layers), has_back=False)
        await context.say(asker, asker.texts.which_layer, buttons=rows)


async def no_steps(context: Context, asker: Asker) -> str:
    """Return that there are no steps of an experiment, and of which there are some."""
    layers = await context.services.painters.layers()
    return asker.texts.steps_none.format(example=experiment_lines.example_layer(list(layers)))


async def _look(context: Context, asker: Asker, message: Message, choice: ExperimentChoice) -> None:
    """Experiment on the picture that the message carries or answers, else on the photo that waits or a drawn scene."""
    pictured, number = _pictured(message), message.message_id
    try:
        picture = await _waiting(context, asker) if pictured is None else picture_in(pictured, Role.CONTENT)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return
    await _begin(context, asker, choice, content=picture or drawn_scene(number, number), is_own_scene=picture is None)


async def _waiting(context: Context, asker: Asker) -> SentPicture | None:
    """Return the asker's photo that waits to be painted; it goes on waiting."""
    draft, _ = (await context.draft(asker)).sorted_out()
    return draft.content if draft.job_id is None else None


def _pictured(message: Message) -> Message | None:
    """Return what carries the picture that is meant: the message, or what it answers."""
    pictured = message if has_media(message) else replied_to(message)
    return pictured if pictured is not None and has_media(pictured) else None


async def _begin(
    context: Context,
    asker: Asker,
    choice: ExperimentChoice,
    *,
    content: SentPicture | None = None,
    source: Job | None = None,
    takes_result: bool = False,
    is_own_scene: bool = False,
) -> None:
    """Have an experiment made, and say so, with its minutes where they are more than one."""
    edge_size = await edge_size_for(context, asker, choice)
    options = StyleOptions(edge_size=edge_size, seed=random.Random(asker.message_id).randrange(1000), experiment=choice)
    said, minutes = await _foretold(context, asker, options)
    if is_own_scene:
        said = asker.texts.of_own_scene.format(said=said, command=choice.kind)
    await context.services.accept.experiment(
        asker, options, said, content=content, source=source, takes_result=takes_result, minutes=minutes
    )


async def make_again(context: Context, asker: Asker, job: Job, options: StyleOptions) -> None:
    """Have an experiment made once more, and say so as the first time."""
    said, minutes = await _foretold(context, asker, options)
    await context.services.accept.paint_again(asker, job, options, said=said, minutes=minutes)


async def _foretold(context: Context, asker: Asker, options: StyleOptions) -> tuple[str, int]:
    """Return what is said when an experiment begins, and its minutes where they are more than one, else 0."""
    assert options.experiment is not None
    network = await context.services.painters.network() or BUILTIN
    expected_s = experiment_s(options, ascent_for(network), await painting_speed(context, asker))
    kind = options.experiment.kind
    return experiment_lines.started(asker.texts, kind, expected_s), experiment_lines.minutes_of(expected_s)


async def edge_size_for(context: Context, asker: Asker, choice: ExperimentChoice) -> int:
    """Return the long side in px at which the asker's next experiment of this kind is made."""
    edge_size = (await context.services.options.of(asker)).edge_size
    return min(edge_size, LAYERS_EDGE) if choice.kind is ExperimentKind.LAYERS else edge_size


async def _unknown_layer(context: Context, texts: Texts, command: str, layer: str) -> str | None:
    """Return that the network has no such layer, and which it has; None where it has it, or nobody knows."""
    layers = list(await context.services.painters.layers())
    if not layer or not layers or layer in layers:
        return None
    facts = {"layers": texts.between.join(layers), "example": experiment_lines.example_layer(layers)}
    return texts.layer_unknown.format(got=shown(layer), command=command, **facts)


def _unknown_neuron(texts: Texts, layers: Mapping[str, int], layer: str, number: str) -> str | None:
    """Return that a layer has no such neuron, and which it has; None where it has it, none is named or nobody knows."""
    count = layers.get(layer)
    if not number or (number.isdecimal() and (count is None or int(number) < count)):
        return None
    if count is None:
        return texts.failed_experiment
    return texts.neuron_unknown.format(layer=layer, count=count, last=count - 1, got=shown(number))
