"""What is said as an experiment begins: of which picture it is, of which style, and how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.test_laboratory_in_chat import EN, dreamt, latest
from tests.support.studio import PHOTO, Studio, studio


async def test_dream_alone_is_dreamt_into_the_photo_that_waits(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/dream")
    shown = await dreamt(s)
    first = await latest(s)
    s.ann.send_text(s.private, "/dream", reply_to=photo)
    await dreamt(s, after=shown)
    requests = [await s.queue.request_of(job_id) for job_id in (first.id, (await latest(s)).id)]
    assert requests[0].content_image == requests[1].content_image
    assert (await s.store.drafts.load(s.private, s.ann.id)).content is not None


@pytest.mark.parametrize("command", ["/dream", "/layers"])
async def test_an_experiment_on_a_scene_of_the_bots_own_says_so(s: Studio, command: str) -> None:
    s.ann.send_text(s.private, command)
    await s.says(f"It is a scene of my own: reply {command} to a photo")


@pytest.mark.parametrize("command", ["/texture", "/demo"])
async def test_a_saved_style_is_known_by_its_name(s: Studio, command: str) -> None:
    await s.store.saved.add(s.ann.id, "leaf", PHOTO)
    s.ann.send_text(s.private, f"{command} leaf")
    request = await s.queue.request_of((await s.job()).id)
    assert PHOTO in (request.content_image, *request.style_images)


@pytest.mark.parametrize("command", ["/texture", "/demo"])
async def test_of_several_styles_the_first_is_taken_and_that_is_said(s: Studio, command: str) -> None:
    s.ann.send_text(s.private, f"{command} wave ink")
    await s.says("One style is enough for this: I take wave and leave the rest out.")


@pytest.mark.parametrize("is_pressed", [True, False])
async def test_minutes_are_said_of_an_experiment_that_is_made_once_more(s: Studio, is_pressed: bool) -> None:
    s.ann.send_text(s.private, "/size 1024")
    s.ann.send_text(s.private, "/texture wave")
    shown = await s.says(EN.texture_shown)
    if is_pressed:
        await s.chat.answered(s.ann.press(shown, "Once more"))
    else:
        s.ann.send_text(s.private, "/again")
    await s.says(f"{EN.texture_started} That takes about", after=shown)


async def test_minutes_are_said_of_an_experiment_that_has_to_wait(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_10_min=1) as s:
        s.ann.send_text(s.private, "/size 1024")
        s.ann.send_text(s.private, "/texture wave")
        shown = await s.says(EN.texture_shown)
        s.ann.send_photo(s.private, PHOTO, "/dream")
        waits = await s.says("starts by itself within 10 minutes. Once begun, it takes about", after=shown)
        assert waits.buttons == ["Stop"]
