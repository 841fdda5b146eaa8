"""What a network sees, asked for in a chat: dreams, textures, neurons and layers, in the same queue as paintings."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from bot.texts import texts_in
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.queue.job import Job, JobStatus
from tests.support.fakes import FakePainter
from tests.support.studio import PHOTO, Studio, send_two

EN = texts_in("en")


async def latest(s: Studio) -> Job:
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    assert isinstance(job, Job)
    return job


async def choice_of_latest(s: Studio) -> ExperimentChoice | None:
    return (await latest(s)).options.experiment


async def dreamt(s: Studio, after: Message | None = None) -> Message:
    return await s.says(EN.dream_shown, after=after)


async def test_dream_is_dreamt_into_the_photo_that_it_stands_under(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.says(EN.dream_started)
    shown = await dreamt(s)
    assert shown.photo
    assert shown.buttons == ["Deeper", "Another layer", "Film", "As a file", "Delete"]
    assert await choice_of_latest(s) == ExperimentChoice(kind=ExperimentKind.DREAM)


async def test_dream_in_reply_to_a_photo_names_its_layer(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    s.ann.send_text(s.private, "/dream 2_1", reply_to=photo)
    await s.says("What the layer relu2_1 dreams into it.")
    assert (await s.store.drafts.load(s.private, s.ann.id)).content is not None  # it still waits for a style


async def test_dream_of_a_neuron_goes_deeper_by_the_same_neuron(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream relu3_1 17")
    shown = await s.says("What neuron 17 of the layer relu3_1 dreams into it.")
    await s.chat.answered(s.ann.press(shown, "Deeper"))
    await s.says("What neuron 17 of the layer relu3_1 dreams into it.", after=shown)


async def test_dream_alone_is_dreamt_into_a_scene(s: Studio) -> None:
    s.ann.send_text(s.private, "/dream")
    assert (await dreamt(s)).photo


@pytest.mark.parametrize(("network", "minutes"), [("builtin", 3), ("vgg19", 6)])
async def test_a_dream_is_foretold_as_long_as_the_network_that_paints_dreams(
    s: Studio, network: str, minutes: int
) -> None:
    s.queue.painter.network = network
    s.ann.send_text(s.private, "/size 512")
    await s.says("512 pixels")
    s.ann.send_text(s.private, "/dream")
    assert f"about {minutes} min" in ((await s.says(EN.dream_started)).words or "")


async def test_deeper_dreams_on_in_what_is_shown(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await dreamt(s)
    first = await latest(s)
    await s.chat.answered(s.ann.press(shown, "Deeper"))
    await dreamt(s, after=shown)
    request = await s.queue.request_of((await latest(s)).id)
    assert request.content_image == (await s.queue.result_of(first.id)).image_png


async def test_another_layer_is_chosen_among_those_that_there_are(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await dreamt(s)
    first = await latest(s)
    await s.chat.answered(s.ann.press(shown, "Another layer"))
    assert shown.buttons == ["relu1_1", "relu2_1", "relu3_1", "Back"]
    await s.chat.answered(s.ann.press(shown, "relu3_1"))
    await s.says("What the layer relu3_1 dreams into it.", after=shown)
    requests = [await s.queue.request_of(job_id) for job_id in (first.id, (await latest(s)).id)]
    assert requests[0].content_image == requests[1].content_image
    await s.chat.answered(s.ann.press(shown, "Back"))
    assert "Deeper" in shown.buttons


async def test_again_makes_the_experiment_once_more(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await dreamt(s)
    first = await latest(s)
    s.ann.send_text(s.private, "/again")
    await dreamt(s, after=shown)
    again = await latest(s)
    assert (again.options.experiment, again.options.seed) == (first.options.experiment, first.options.seed + 1)


async def test_a_drawn_style_in_reply_to_a_dream_paints_the_dream(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await dreamt(s)
    dream = await latest(s)
    s.ann.send_text(s.private, "/style wave", reply_to=shown)
    await s.result()
    painting = await latest(s)
    assert painting.options.experiment is None
    assert (await s.queue.request_of(painting.id)).content_image == (await s.queue.result_of(dream.id)).image_png


async def test_texture_of_a_picture_and_of_a_drawn_style(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/texture")
    shown = await s.says(EN.texture_shown)
    s.ann.send_text(s.private, "/texture wave")
    await s.says(EN.texture_shown, after=shown)
    assert await choice_of_latest(s) == ExperimentChoice(kind=ExperimentKind.TEXTURE)


async def test_neurons_of_a_layer_are_shown_with_their_numbers(s: Studio) -> None:
    s.ann.send_text(s.private, "/neurons relu3_1")
    shown = await s.says("of the layer relu3_1, row by row: 4, 17. One of them large: /neurons relu3_1 4")
    assert shown.buttons == ["Another layer", "Other neurons", "As a file", "Delete"]
    await s.chat.answered(s.ann.press(shown, "Other neurons"))
    await s.says("neurons of the layer relu3_1", after=shown)


async def test_one_neuron_is_shown(s: Studio) -> None:
    s.ann.send_text(s.private, "/neurons relu3_1 17")
    shown = await s.says("What excites neuron 17 of the layer relu3_1.")
    assert shown.buttons == ["Another layer", "Other neurons", "Film", "As a file", "Delete"]
    await s.chat.answered(s.ann.press(shown, "Other neurons"))
    await s.says("neurons of the layer relu3_1, row by row", after=shown)


@pytest.mark.parametrize(
    ("words", "shows", "caption"),
    [
        ("/dream", EN.dream_shown, EN.film_dreamt),
        ("/texture wave", EN.texture_shown, EN.film_grown),
        ("/neurons relu3_1 17", "neuron 17", EN.film_grown),
    ],
)
async def test_what_grows_has_a_film_of_its_way(s: Studio, words: str, shows: str, caption: str) -> None:
    s.ann.send_text(s.private, words)
    shown = await s.says(shows)
    await s.chat.answered(s.ann.press(shown, "Film"))
    film = await s.says(caption)
    assert film.animation is not None
    assert len(s.queue.jobs.entries) == 1


async def test_layers_are_an_album_and_a_sentence_with_the_next_steps(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/layers")
    said = await s.says("layer by layer: relu1_1, relu2_1, relu3_1.")
    album = [m.words for m in s.chat.messages(s.private) if m.photo and (m.words or "").startswith("relu")]
    assert album == ["relu1_1", "relu2_1", "relu3_1"]
    await s.chat.answered(s.ann.press(said, "Dream into it"))
    await dreamt(s, after=said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("/dream relu9_9", "no layer “relu9_9”. It has relu1_1, pool1, relu2_1, relu3_1."),
        ("/neurons 4_1", "no layer “relu4_1”"),
        ("/neurons relu3_1 900", "has 256 neurons, 0 to 255, and “900” is none of them"),
        ("/neurons relu3_1 many", "“many” is none of them"),
        ("/neurons 17", "Which layer's neuron? Say for example /neurons relu2_1 17."),
        ("/dream 17", "Which layer's neuron? Say for example /dream relu2_1 17."),
        ("/dream relu3_1 900", "has 256 neurons, 0 to 255, and “900” is none of them"),
        ("/texture of the sea", "no style called “of the sea”"),
        ("/texture", "Of which picture?"),
    ],
)
async def test_what_is_not_there_is_answered_by_what_is(s: Studio, words: str, said: str) -> None:
    s.ann.send_text(s.private, words)
    await s.says(said)
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is None


async def test_minutes_are_said_before_they_are_spent(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 1024")
    await s.says("1024 pixels")
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.says("dream into it… That takes about")


async def test_experiment_waits_its_turn_is_counted_and_is_cancelled(s: Studio) -> None:
    s.queue.painter = FakePainter(iterates=2000, pace_s=0.01)
    await send_two(s)
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.says(EN.dream_started)
    s.ann.send_text(s.private, "/neurons relu1_1")
    await s.says(EN.neurons_started)
    s.ann.send_text(s.private, "/texture wave")
    await s.says("I am already painting 3 pictures for you")
    s.ann.send_text(s.private, "/cancel")
    await s.says("Stopped.")
    assert await s.queue.unfinished() == []
    assert (await latest(s)).status is JobStatus.CANCELLED


async def test_experiment_says_in_chinese_what_it_shows(s: Studio) -> None:
    s.ann.send_text(s.private, "/language zh")
    await s.says(texts_in("zh").language_set)
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.says(texts_in("zh").dream_shown)


async def test_while_no_worker_tells_its_layers_a_layers_button_works_as_its_command_does(s: Studio) -> None:
    s.ann.send_text(s.private, "/neurons relu3_1")
    shown = await s.says("neurons of the layer relu3_1")
    await s.chat.answered(s.ann.press(shown, "Another layer"))
    s.queue.painter = None
    await s.chat.answered(s.ann.press(shown, "relu2_1"))
    await s.says(EN.neurons_started, after=shown)
    s.ann.send_text(s.private, "/neurons 7")
    said = await s.says("Which layer's neuron?")
    assert said.words == "Which layer's neuron? Say for example /neurons relu3_1 7."
