"""GET /metrics after a conversation: every name, and nobody's id."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.localchat import LocalChat
from bot.metrics import Metrics
from bot.running.monitoring import metrics_text
from engine.errors import UnreadablePicture
from engine.pictures.decoder import PreparedPicture
from tests.support.fakes import FakePainter, FakeQueue, style_request
from tests.support.faults import Faults
from tests.support.names import NAMES
from tests.support.studio import PHOTO, FakeDecoder, Studio, running_bot, send_two, studio
from tests.support.until import eventually, until

Samples = dict[str, float]


def samples(text: str) -> Samples:
    """Return every sample as "name{label="value"}"."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


async def scraped(s: Studio) -> str:
    return (await metrics_text(s.queue, s.services.metrics)).decode()


async def test_a_conversation_is_counted_and_timed(tmp_path: Path) -> None:
    async with studio(tmp_path) as s:
        await send_two(s)
        await s.result()

        async def is_counted() -> bool:
            return 'stylegram_jobs_total{outcome="done"} 1.0' in await scraped(s)

        await eventually(is_counted)
        text = await scraped(s)
        ids = {str(s.private), str(s.ann.id)}
    found = samples(text)
    assert found['stylegram_updates_total{kind="message"}'] == 2
    assert found["stylegram_decoder_seconds_count{}"] == 2
    assert found["stylegram_jobs_waiting{}"] == found["stylegram_jobs_running{}"] == 0
    assert found['stylegram_worker_up{worker="fake"}'] == 1
    for stage in ("waiting", "painting", "delivering"):
        assert found[f'stylegram_job_seconds_count{{edge="256",stage="{stage}"}}'] == 1
    labels = set(re.findall(r'="([^"]*)"', text))
    assert ids & labels == set()


async def test_a_refused_picture_is_counted_by_its_reason(tmp_path: Path) -> None:
    class Refuses(FakeDecoder):
        async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
            raise UnreadablePicture("It takes too long.", kind="JPEG", fault="time")

    async with studio(tmp_path, decoder=Refuses()) as s:
        await send_two(s)
        await s.says("too long")
        assert samples(await scraped(s))['stylegram_refusals_total{reason="picture_time"}'] == 1


async def test_a_limit_that_refuses_is_counted(tmp_path: Path) -> None:
    async with studio(tmp_path, queue=FakeQueue(painter=None), jobs_per_person=1) as s:
        await send_two(s)
        await s.says("Nobody is painting")
        s.ann.send_text(s.private, "/again")
        await s.says("I am already painting 1")
        found = samples(await scraped(s))
    assert found['stylegram_refusals_total{reason="too_many_jobs"}'] == 1


async def test_who_is_not_served_is_counted_when_they_speak_to_the_bot(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        s.services.settings = dataclasses.replace(s.services.settings, allowed_people=frozenset({s.ann.id}))
        ben = s.chat.person("Ben")
        group = s.chat.group("Studio", [s.ann, ben], privacy=False)
        ben.send_text(group, "what a day")
        ben.send_photo(group, PHOTO)
        ben.send_text(group, "/help")
        await s.says(f"your id is {ben.id}", chat_id=group)
        found = samples(await scraped(s))
    assert found['stylegram_refusals_total{reason="not_served"}'] == 1


async def test_the_first_look_is_timed_once_and_not_by_a_bot_that_comes_later(tmp_path: Path) -> None:
    calls, painter = Faults(), FakePainter(iterates=20000, pace_s=0.01)
    async with LocalChat(wrap=calls.wrap) as chat, FakeQueue(painter=painter) as queue:
        ann = chat.person("Ann")
        for begins, timed in ((True, 1), (False, 0)):
            async with running_bot(tmp_path, chat, queue) as services:
                s = Studio(chat=chat, queue=queue, store=services.store, services=services, ann=ann)
                calls.calls.clear()
                if begins:
                    await send_two(s)
                await until(lambda: calls.calls["editMessageMedia"] >= 2)  # two previews
                assert samples(await scraped(s))["stylegram_first_look_seconds_count{}"] == timed


async def test_the_oldest_wait_is_that_of_the_first_in_line() -> None:
    now = 1000.0
    async with FakeQueue(painter=None, clock=lambda: now) as queue:
        await queue.submit(style_request(), job_id="a", owner="ann", group="g", ticket={})
        now = 1030.0
        await queue.submit(style_request(), job_id="b", owner="bob", group="g", ticket={})
        now = 1042.0
        found = samples((await metrics_text(queue, Metrics())).decode())
    assert (found["stylegram_jobs_waiting{}"], found["stylegram_oldest_wait_seconds{}"]) == (2, 42)


async def test_a_database_that_is_away_leaves_no_stale_numbers() -> None:
    async with FakeQueue(painter=FakePainter()) as queue:
        queue.is_available = False
        found = samples((await metrics_text(queue, Metrics())).decode())
    assert found["stylegram_database_up{}"] == 0
    assert not any(name.startswith("stylegram_jobs_waiting") for name in found)


async def test_every_name_is_there() -> None:
    async with FakeQueue(painter=FakePainter()) as queue:
        text = (await metrics_text(queue, Metrics())).decode()
    said = set(re.findall(r"^# TYPE (stylegram_\w+?) (?:counter|histogram|gauge)$", text, re.MULTILINE))
    assert {name for name in said if not name.endswith("_created")} == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_names_have_their_units(name: str) -> None:
    assert re.fullmatch(r"stylegram_[a-z_]+?(_seconds|_total|_up|_waiting|_running)", name)
