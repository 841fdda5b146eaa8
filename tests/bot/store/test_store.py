"""What is kept in the database and for how long."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.domain.draft import Draft
from bot.domain.order import Card, Order, Ticket
from bot.domain.preferences import Preferences
from bot.domain.sent_picture import SentPicture
from bot.errors import StoreUnavailable
from bot.store.order_rows import STARTS_COUNT_S
from bot.store.store import Store
from engine.options.style_options import StyleOptions
from tests.support.clock import Clock

CHAT, ANN, BEN = -100, 1, 2


def a_card(chat_id: int = CHAT, person_id: int = ANN) -> Card:
    return Card(chat_id=chat_id, message_id=4 + person_id, person_id=person_id, job_id="job", options=StyleOptions())


def a_draft() -> Draft:
    return Draft().with_picture(SentPicture(message_id=1, file_id="f"))


def an_order(job_id: str = "job", person_id: int = ANN) -> Order:
    ticket = Ticket(chat_id=CHAT, person_id=person_id, message_id=1, language="en", is_private=False)
    return Order(
        job_id=job_id,
        ticket=ticket,
        options=StyleOptions(shares=(0.5, 0.5)),
        content=SentPicture(message_id=1, file_id="a"),
        styles=(SentPicture(message_id=2, file_id="b"),),
        created_at=1000.0,
    )


async def test_a_draft_belongs_to_a_person_in_a_chat(store: Store) -> None:
    await store.drafts.save(CHAT, ANN, a_draft())
    assert await store.drafts.load(CHAT, ANN) == a_draft()
    assert (await store.drafts.load(CHAT, BEN)).is_empty
    assert (await store.drafts.load(ANN, ANN)).is_empty


async def test_a_draft_survives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.sqlite"
    async with Store(url) as store:
        await store.drafts.save(CHAT, ANN, a_draft())
    async with Store(url) as store:
        assert await store.drafts.load(CHAT, ANN) == a_draft()


async def test_an_order_stands_until_it_is_dropped(store: Store) -> None:
    await store.orders.accept(an_order(), a_draft().started("job"))
    assert await store.orders.all() == [an_order()]
    assert (await store.drafts.load(CHAT, ANN)).job_id == "job"
    assert await store.orders.drop("job")
    assert not await store.orders.drop("job")
    assert await store.orders.all() == []


async def test_accepting_an_order_twice_keeps_one(store: Store) -> None:
    await store.orders.accept(an_order())
    later = dataclasses.replace(an_order(), ticket=dataclasses.replace(an_order().ticket, progress_id=7))
    await store.orders.accept(later)
    assert await store.orders.all() == [later]
    assert await store.orders.starts_since(0, person_id=ANN) == 1


async def test_an_order_that_does_not_stand_is_not_changed(store: Store) -> None:
    assert not await store.orders.change(an_order())
    assert await store.orders.all() == []
    assert await store.orders.starts_since(0, person_id=ANN) == 0


async def test_an_order_that_waited_counts_as_a_start_once_it_is_changed(store: Store) -> None:
    await store.orders.accept(dataclasses.replace(an_order(), is_waiting=True))
    assert await store.orders.change(an_order())
    assert await store.orders.all() == [an_order()]
    assert await store.orders.starts_since(0, person_id=ANN) == 1


async def test_starts_are_counted_for_a_person_or_a_chat_since_a_time(store: Store, clock: Clock) -> None:
    await store.orders.accept(an_order("one"))
    clock.now += 50
    await store.orders.accept(an_order("two"))
    await store.orders.accept(an_order("three", BEN))
    assert await store.orders.starts_since(1020, person_id=ANN) == 1
    assert await store.orders.starts_since(1020, chat_id=CHAT) == 2
    assert await store.orders.starts_since(0, chat_id=ANN) == 0


async def test_a_preference_is_set_changed_and_taken_back(store: Store) -> None:
    await store.preferences.change(CHAT, ANN, strength=80, edge_size=256)
    await store.preferences.change(CHAT, ANN, strength=90)
    await store.preferences.change(CHAT, ANN, edge_size=None)
    assert await store.preferences.of(CHAT, ANN) == Preferences(strength=90)
    assert await store.preferences.of(CHAT) == Preferences()


async def test_a_card_says_which_job_a_message_shows(store: Store) -> None:
    card = Card(chat_id=CHAT, message_id=5, person_id=ANN, job_id="job", options=StyleOptions(strength=20))
    await store.cards.set(card)
    assert await store.cards.at(CHAT, 5) == card
    assert await store.cards.at(CHAT, 6) is None


async def test_what_is_old_is_deleted_and_preferences_stay(store: Store, clock: Clock) -> None:
    await store.orders.accept(an_order(), a_draft())
    await store.preferences.change(CHAT, ANN, strength=80)
    clock.now += 99
    await store.delete_old()
    assert not (await store.drafts.load(CHAT, ANN)).is_empty
    clock.now += 2
    await store.delete_old()
    assert (await store.drafts.load(CHAT, ANN)).is_empty
    assert await store.orders.all() == []
    assert await store.preferences.of(CHAT, ANN) == Preferences(strength=80)


async def test_starts_go_once_limits_count_them_no_more_and_not_before(store: Store, clock: Clock) -> None:
    """Neither the keeping time nor /forget lifts a limit."""
    await store.orders.accept(an_order())
    await store.forget_person(ANN)
    clock.now += STARTS_COUNT_S
    await store.delete_old()
    assert await store.orders.starts_since(0, person_id=ANN) == 1
    clock.now += 1
    await store.delete_old()
    assert await store.orders.starts_since(0, person_id=ANN) == 0


async def test_forgetting_a_person_leaves_the_others(store: Store) -> None:
    for person in (ANN, BEN):
        await store.orders.accept(an_order(f"job{person}", person), a_draft())
        await store.preferences.change(CHAT, person, strength=80)
        await store.cards.set(a_card(person_id=person))
        await store.saved.add(person, "dunes", b"jpeg")
    await store.forget_person(ANN)
    assert (await store.drafts.load(CHAT, ANN)).is_empty
    assert await store.preferences.of(CHAT, ANN) == Preferences()
    assert [order.job_id for order in await store.orders.all()] == ["job2"]
    assert await store.preferences.of(CHAT, BEN) == Preferences(strength=80)
    assert [await store.cards.at(CHAT, 4 + person) for person in (ANN, BEN)] == [None, a_card(person_id=BEN)]
    assert [len(await store.saved.of(person)) for person in (ANN, BEN)] == [0, 1]


async def test_forgetting_takes_what_was_chosen_in_the_private_chat_and_leaves_the_groups(store: Store) -> None:
    for chat in (ANN, CHAT):
        await store.preferences.change(chat, language="zh", edge_size=300)
    await store.forget_person(ANN)
    await store.forget_person(CHAT)  # an anonymous admin writes as the group
    assert await store.preferences.of(ANN) == Preferences()
    assert await store.preferences.of(CHAT) == Preferences(language="zh", edge_size=300)


async def test_a_group_takes_everything_with_it_when_it_becomes_a_supergroup(store: Store) -> None:
    await store.drafts.save(-5, ANN, a_draft())
    await store.preferences.change(-5, language="zh")
    await store.chats.move(-5, CHAT)
    assert await store.drafts.load(CHAT, ANN) == a_draft()
    assert await store.preferences.of(CHAT) == Preferences(language="zh")
    assert await store.chats.current_id(-5) == CHAT
    assert await store.chats.current_id(CHAT) == CHAT


async def test_what_the_group_itself_has_set_and_sent_moves_with_it(store: Store) -> None:
    ticket = dataclasses.replace(an_order().ticket, chat_id=-5, person_id=-5)
    await store.orders.accept(dataclasses.replace(an_order(), ticket=ticket), a_draft())
    await store.preferences.change(-5, -5, strength=20)
    await store.chats.move(-5, CHAT)
    assert await store.drafts.load(CHAT, CHAT) == a_draft()
    assert await store.preferences.of(CHAT, CHAT) == Preferences(strength=20)
    assert (await store.orders.all())[0].ticket.person_id == CHAT


async def test_orders_and_starts_move_with_their_group(store: Store) -> None:
    ticket = dataclasses.replace(an_order().ticket, chat_id=-5, progress_id=7)
    await store.orders.accept(dataclasses.replace(an_order(), ticket=ticket))
    await store.chats.move(-5, CHAT)
    assert await store.orders.all() == [an_order()]  # without the progress message, which stays in the old chat
    assert await store.orders.starts_since(0, chat_id=CHAT) == 1


async def test_a_supergroup_knows_the_ids_it_had(store: Store) -> None:
    await store.chats.move(-5, CHAT)
    assert await store.chats.ids_of(CHAT) == [CHAT, -5]
    assert await store.chats.ids_of(-5) == [-5]


async def test_a_chat_that_is_left_leaves_nothing_but_what_limits_count(store: Store) -> None:
    """Who brings the bot into a group and puts it out of it has no more pictures for that."""
    await store.cards.set(a_card(-5))
    await store.chats.move(-5, CHAT)
    await store.orders.accept(an_order(), a_draft())
    for person in (0, ANN, CHAT):  # an anonymous admin writes as the group; 0 is what holds for all
        await store.preferences.change(CHAT, person, strength=80)
    for person in (ANN, CHAT):
        await store.saved.add(person, "dunes", b"jpeg")
    await store.forget_chat(CHAT)
    assert (await store.drafts.load(CHAT, ANN)).is_empty
    assert await store.orders.all() == []
    assert await store.orders.starts_since(0, person_id=ANN) == 1
    assert await store.cards.at(-5, 5) is None
    assert [await store.preferences.of(CHAT, person) for person in (0, ANN, CHAT)] == [Preferences()] * 3
    assert [len(await store.saved.of(person)) for person in (ANN, CHAT)] == [1, 0]  # a person's own are for every chat


async def test_moving_a_group_twice_moves_it_once(store: Store) -> None:
    await store.drafts.save(-5, ANN, a_draft())
    await store.chats.move(-5, CHAT)
    await store.chats.move(-5, CHAT)
    assert await store.drafts.load(CHAT, ANN) == a_draft()


async def test_albums_that_wait_for_parts_are_found_after_a_restart(store: Store) -> None:
    part = SentPicture(message_id=1, file_id="f", album="a")
    await store.drafts.save(CHAT, ANN, Draft().with_unsorted(part, an_order().ticket))
    await store.drafts.save(CHAT, BEN, a_draft())
    assert await store.drafts.unsorted() == [(CHAT, ANN)]


async def test_a_folder_that_cannot_be_made_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        async with Store(f"sqlite:///{tmp_path}/file/bot.sqlite"):
            pass


async def test_the_number_of_a_style_that_was_deleted_is_not_used_again(store: Store, clock: Clock) -> None:
    clock.now = 1_800_000_000.0
    dunes = await store.saved.add(ANN, "dunes", b"dunes")
    await store.saved.delete(ANN, dunes.number)
    clock.now += 1
    hills = await store.saved.add(ANN, "hills", b"hills")
    assert await store.saved.picture(ANN, dunes.number) is None
    assert await store.saved.of(ANN) == [hills]


async def test_styles_that_are_saved_within_a_second_stand_in_their_order(store: Store) -> None:
    for name in ("dunes", "hills"):
        await store.saved.add(ANN, name, b"jpeg")
    assert [style.name for style in await store.saved.of(ANN)] == ["dunes", "hills"]
