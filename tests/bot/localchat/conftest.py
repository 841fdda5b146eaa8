"""A local chat with its traffic checked against the schema, a bot over HTTP, and two people."""

import pytest
from telegram import Bot

from bot.localchat import LocalChat, Person
from tests.support.schema import SchemaCheck, check_updates


@pytest.fixture
async def chat():
    schema = SchemaCheck()
    async with LocalChat(wrap=schema.wrap) as chat:
        yield chat
    assert schema.faults + check_updates(chat.world.updates.pending) == []


@pytest.fixture
async def bot(chat: LocalChat):
    bot = Bot(chat.token, base_url=chat.base_url, base_file_url=chat.base_file_url)
    async with bot:
        yield bot


@pytest.fixture
def ann(chat: LocalChat) -> Person:
    ann = chat.person("Ann", username="ann_paints")
    ann.start()
    return ann


@pytest.fixture
def bob(chat: LocalChat) -> Person:
    return chat.person("Bob", language="zh")
