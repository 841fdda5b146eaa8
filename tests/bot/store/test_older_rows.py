"""A data folder of an earlier version goes on working: rows as they were written then are read as what they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.domain.asker import Asker
from bot.domain.order import Order, Ticket
from bot.domain.preferences import Preferences
from bot.domain.sent_picture import SentPicture
from bot.store import tables
from bot.store.store import Store
from engine.options.style_options import KeepColors, Stroke, StyleOptions

CHAT, ANN = -100, 7
PICTURE = {
    "message_id": 3,
    "file_id": "f3",
    "is_document": False,
    "file_size": 10,
    "album": "a",
    "role": "style",
    "wanted": "70 30",
}
DRAFT = {  # as version 0.1.0 wrote it
    "content": {**PICTURE, "message_id": 2, "file_id": "f2", "album": None, "role": None, "wanted": ""},
    "styles": [],
    "unsorted": [PICTURE],
    "shares": [],
    "wanted": "",
    "job_id": None,
    "is_changed": True,
    "earlier_content": None,
    "earlier_styles": [],
    "asker": {
        "chat_id": CHAT,
        "thread_id": 4,
        "person_id": ANN,
        "message_id": 3,
        "press_id": "",
        "date": 1700000000,
        "is_private": False,
        "language": "zh",
    },
}
OPTIONS = {
    "strength": 80.0,
    "shares": [0.5, 0.5],
    "edge_size": 256,
    "seed": 2,
    "keep_colors": "match",
    "stroke": "large",
    "recipe": "default",
    "budget_s": None,
    "schedule": [],
}
TICKET = {
    "chat_id": CHAT,
    "thread_id": 4,
    "person_id": ANN,
    "reply_to": 3,
    "language": "zh",
    "is_private": False,
    "wants_document": True,
    "progress_id": 9,
    "result_id": None,
}
ORDER = {
    "job_id": "job",
    "ticket": TICKET,
    "options": OPTIONS,
    "content": PICTURE,
    "styles": [PICTURE],
    "source_job_id": None,
    "is_swapped": False,
    "created_at": 1700000000.5,
}
PREFERENCES = {
    "strength": 90.0,
    "edge_size": 300,
    "recipe": "gatys",
    "language": "zh",
    "jobs_at_once": 3,
    "jobs_per_10_min": 9,
}


async def with_row(folder: Path, table: sa.Table, **values: Any) -> Store:
    """Return a store, to be opened, over a database that holds this row."""
    url = f"sqlite:///{folder}/bot.sqlite"
    async with Store(url):
        pass
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(**values))
    engine.dispose()
    return Store(url, clock=lambda: 1700000001.0)


async def test_a_draft_with_an_album_that_waits_is_read(tmp_path: Path) -> None:
    row = {"chat_id": CHAT, "person_id": ANN, "draft": json.dumps(DRAFT), "changed_at": 1.0}
    async with await with_row(tmp_path, tables.drafts, **row) as store:
        draft = await store.drafts.load(CHAT, ANN)
        assert draft.asker == Asker(
            chat_id=CHAT, thread_id=4, person_id=ANN, message_id=3, date=1700000000, is_private=False, language="zh"
        )
        assert draft.content == SentPicture(message_id=2, file_id="f2", file_size=10)
        assert json.loads(json.dumps(draft.to_json())) == DRAFT  # and an earlier version reads what this one writes


async def test_an_order_is_read_with_its_ticket(tmp_path: Path) -> None:
    row = {"job_id": "job", "person_id": ANN, "chat_id": CHAT, "content": json.dumps(ORDER), "created_at": 1700000000.5}
    async with await with_row(tmp_path, tables.orders, **row) as store:
        (order,) = await store.orders.all()
        assert order.ticket == Ticket(
            chat_id=CHAT,
            thread_id=4,
            person_id=ANN,
            message_id=3,
            language="zh",
            is_private=False,
            wants_document=True,
            progress_id=9,
        )
        assert order.options == StyleOptions(
            strength=80, shares=(0.5, 0.5), edge_size=256, seed=2, keep_colors=KeepColors.MATCH, stroke=Stroke.LARGE
        )
        assert json.loads(json.dumps(order.to_json())) == ORDER
        assert Order.from_json(order.to_json()) == order


async def test_preferences_are_read_and_a_name_of_another_version_does_no_harm(tmp_path: Path) -> None:
    chosen = json.dumps({**PREFERENCES, "of_another_version": 1})
    async with await with_row(tmp_path, tables.preferences, chat_id=CHAT, person_id=0, chosen=chosen) as store:
        preferences = await store.preferences.of(CHAT)
        assert preferences == Preferences(
            strength=90, edge_size=300, recipe="gatys", language="zh", jobs_at_once=3, jobs_per_10_min=9
        )
        assert preferences.to_json() == PREFERENCES


async def test_a_card_is_read(tmp_path: Path) -> None:
    row = {"chat_id": CHAT, "message_id": 5, "person_id": ANN, "job_id": "job", "created_at": 1.0}
    async with await with_row(tmp_path, tables.cards, options=json.dumps(OPTIONS), **row) as store:
        card = await store.cards.at(CHAT, 5)
        assert card is not None
        assert (card.person_id, card.job_id, card.options.strength) == (ANN, "job", 80.0)
