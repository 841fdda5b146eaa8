import pytest
from telegram import ReactionTypeEmoji
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest

from bot.localchat.bot_api.reacting import EMOJI


def test_allowed_emoji_are_those_that_the_client_knows():
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == EMOJI


async def test_reaction_is_set_changed_and_taken_away(bot, ann):
    photo = ann.send_text(ann.id, "look")
    assert await bot.set_message_reaction(ann.id, photo.id, "👀")
    assert photo.reaction == "👀"
    await bot.set_message_reaction(ann.id, photo.id, ReactionTypeEmoji("🎉"))
    assert photo.reaction == "🎉"
    await bot.set_message_reaction(ann.id, photo.id)
    assert photo.reaction is None


async def test_reaction_is_no_edit(bot, ann):
    said = ann.send_text(ann.id, "look")
    await bot.set_message_reaction(ann.id, said.id, "👀")
    assert said.edited_at is None


@pytest.mark.parametrize(("emoji", "why"), [("🎨", "Reaction_invalid"), (["👀", "🎉"], "Reactions_too_many")])
async def test_reaction_that_telegram_does_not_take_is_refused(bot, ann, emoji, why):
    said = ann.send_text(ann.id, "look")
    with pytest.raises(BadRequest, match=why):
        await bot.set_message_reaction(ann.id, said.id, emoji)


async def test_nothing_reacts_to_what_is_gone(bot, ann):
    said = ann.send_text(ann.id, "look")
    ann.delete(said)
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(ann.id, said.id, "👀")


async def test_own_edit_of_a_person_reaches_the_bot(bot, ann):
    said = ann.send_text(ann.id, "/strength 30")
    ann.edit_text(said, "/strength 80")
    (update,) = await bot.get_updates(offset=-1)
    assert update.edited_message.text == "/strength 80"
    assert update.edited_message.entities[0].type == "bot_command"
