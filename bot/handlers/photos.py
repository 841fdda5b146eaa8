"""Pictures that people send or point at, and what is said about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.sent_picture import Role, SentPicture
from bot.errors import FileTooLarge, NotAPicture, UnusableMedia
from bot.handlers import plain, restyle
from bot.handlers.context import Context, is_reply_to_us, message_of, replied_to
from bot.handlers.job_meant import id_under_way, is_of_another, job_shown, shows_job
from bot.handlers.style_meant import styles_meant, tell_left_out, tell_unknown
from bot.telegram.media import MAX_FILE_BYTES, has_media, picture_in
from bot.telegram.reacting import TAKEN, react
from bot.telegram.saying import say_if_possible
from bot.texts import Texts
from bot.wording import sentences
from bot.wording.said_by_us import is_caption_of_ours
from bot.wording.styles import plain_called
from engine.queue.job import Job


async def on_picture(context: Context, message: Message, said: Mapping[str, str]) -> None:
    """Take a picture that was sent.

    Args:
        context: The handler's.
        message: What carries it.
        said: What is written under it about it: the words behind /content, /style and /blend.
    """
    asker = await context.asker(message)
    named = await styles_meant(context, asker, said.get("style", ""))
    wanted = await usable_shares(context, asker, said.get("blend", ""))
    for said_of in (Role.CONTENT,) if named else (Role.CONTENT, Role.STYLE):
        if (colour := plain_called(said.get(said_of, ""))) is not None:
            await leave_out_rest(context, asker, message)
            await _use_plain(context, asker, colour, said_of, message, wanted)
            return
    if named:
        await leave_out_rest(context, asker, message)
    role = Role.STYLE if "style" in said and not named else None
    if "content" in said or named:
        role = Role.CONTENT
    if role is Role.STYLE and message.media_group_id is None and is_reply_to_us(message, context.bot.id):
        await _use_sent_style(context, asker, message, wanted)
    else:
        await take(context, asker, message, role, wanted=wanted, styles=named)
    if named:
        await tell_left_out(context, asker, said["style"])
    elif said.get("style"):
        await tell_unknown(context, asker, said["style"])


async def usable_shares(context: Context, asker: Asker, words: str) -> str:
    """Return the words behind /blend, or "", and say why, where they are no shares of anything."""
    if words and (refusal := sentences.blend_refused(asker.texts, words)):
        await say_if_possible(context.bot, asker, refusal)
        return ""
    return words


async def leave_out_rest(context: Context, asker: Asker, message: Message) -> None:
    """Take nothing of the message's album but its own picture: neither what is to come nor what has come before it."""
    context.services.left_out.rest_of(message)
    drafts, album = context.services.store.drafts, message.media_group_id
    draft = await context.draft(asker)
    if album is not None and album in draft.albums:
        others = tuple(part for part in draft.unsorted if part.album != album)
        await drafts.save(asker.chat_id, asker.person_id, dataclasses.replace(draft, unsorted=others))
        await tell_rest_left_out(context, message)


async def tell_rest_left_out(context: Context, message: Message) -> None:
    """Say once that of this album only the picture is taken under which a command stood."""
    if context.services.left_out.tell_once(message):
        asker = await context.asker(message)
        await say_if_possible(context.bot, asker, asker.texts.album_one_taken)


async def on_content(update: Update, context: Context) -> None:
    """/content as a reply to a photo: that is the one to paint; /content blank: a white one."""
    message = message_of(update)
    asker = await context.asker(message)
    replied = replied_to(message)
    if (colour := plain_called(context.words)) is not None:
        _have_gone_with(context, await _use_plain(context, asker, colour, Role.CONTENT, replied, context.shares_said))
        return
    if replied is None or not has_media(replied):
        texts = asker.texts
        await context.say(asker, texts.point_at_content if asker.is_private else texts.point_at_content_group)
        return
    _have_gone_with(context, await take(context, asker, replied, Role.CONTENT, wanted=context.shares_said))


def _have_gone_with(context: Context, is_taken: bool) -> None:
    """Note that the shares of a message have gone with a picture, where that is taken."""
    if is_taken:
        context.shares_said = ""


async def on_style(update: Update, context: Context) -> None:
    """/style as a reply to a picture, or with the name of a style that was saved, or of some that the bot draws.

    With a name, the picture that it replies to is the one to paint; of the asker's painting, done or under way, its
    photo is painted, of another's what is seen.
    """
    message = message_of(update)
    asker = await context.asker(message)
    replied = replied_to(message)
    picture = replied if replied is not None and has_media(replied) else None
    named = await styles_meant(context, asker, context.words)
    if not named and (colour := plain_called(context.words)) is not None:
        _have_gone_with(context, await _use_plain(context, asker, colour, Role.STYLE, picture, context.shares_said))
        return
    if named:
        first, *others = named
        first = dataclasses.replace(first, wanted=context.shares_said)
        _have_gone_with(context, await _use_named(context, asker, message, picture, [first, *others]))
        await tell_left_out(context, asker, context.words)
    elif picture is not None:
        _have_gone_with(context, await take(context, asker, picture, Role.STYLE, wanted=context.shares_said))
    elif not context.words:
        said = asker.texts.point_at_style if asker.is_private else asker.texts.point_at_style_group
        await context.say(asker, said.format(example=sentences.example_style(asker.texts)))
    if context.words and not named:
        await tell_unknown(context, asker, context.words)


async def _use_named(
    context: Context, asker: Asker, message: Message, picture: Message | None, styles: Sequence[SentPicture]
) -> bool:
    """Paint what the message replies to in the styles that it names, or keep these for the photo to come.

    Return whether that can be done.
    """
    services, is_ours = context.services, is_reply_to_us(message, context.bot.id)
    is_others = is_ours and await is_of_another(context, asker, message)
    job_id = await id_under_way(context, asker, message) if is_ours else None
    order = await services.under_way.order(job_id) if job_id is not None else None
    job = await _job_replied_to(context, asker, message, job_id) if is_ours and not is_others else None
    if order is not None and order.content is not None:
        content = dataclasses.replace(order.content, role=Role.CONTENT, album=None)
        await services.collect.add(asker, content, *styles)
    elif job is not None and restyle.has_photo(job):
        await restyle.paint_in(context, asker, job, styles)
    elif picture is None or (is_ours and not is_others and not is_caption_of_ours(picture.caption or "")):
        await services.collect.add(asker, *styles)
    else:
        return await take(context, asker, picture, Role.CONTENT, styles=styles)
    return True


async def _use_sent_style(context: Context, asker: Asker, message: Message, wanted: str) -> None:
    """Use the message's picture as a style: for the photo of our painting that it answers, or for the one to come."""
    try:
        style = dataclasses.replace(picture_in(message, Role.STYLE), wanted=wanted)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return
    await _take_out(context, asker, message)
    await _use_named(context, asker, message, None, [style])
    await react(context.bot, message.chat.id, message.message_id, TAKEN)


async def _take_out(context: Context, asker: Asker, message: Message) -> None:
    """Take the message's picture out of what waits: its caption was corrected, and it is used for something else."""
    drafts, draft = context.services.store.drafts, await context.draft(asker)
    is_waiting = draft.job_id is None or draft.is_changed
    if is_waiting and message.message_id in {known.message_id for known in draft.pictures}:
        rest = draft.without(message.message_id)
        rest = dataclasses.replace(rest, is_changed=bool(rest.pictures))
        await drafts.save(asker.chat_id, asker.person_id, rest)


async def _job_replied_to(context: Context, asker: Asker, message: Message, job_id: str | None) -> Job | None:
    """Return the asker's job whose progress our message tells, or which it shows."""
    if job_id is None and await shows_job(context, asker, message):
        return await job_shown(context, asker, message)
    return await context.services.under_way.job(job_id)


async def _use_plain(
    context: Context, asker: Asker, name: str, role: Role, beside: Message | None, wanted: str
) -> bool:
    """Use a picture of one colour, and the picture that it was said to for the other thing; return whether any."""
    try:
        picture = picture_in(beside) if beside is not None and has_media(beside) else None
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return False
    return await plain.use(context, asker, name, role, picture, wanted)


async def take(
    context: Context,
    asker: Asker,
    message: Message,
    role: Role | None,
    *,
    wanted: str = "",
    styles: Sequence[SentPicture] = (),
) -> bool:
    """Take the message's picture into the asker's draft, or say why it cannot be used; return whether it is taken.

    Args:
        context: The handler's.
        asker: Whose draft.
        message: What carries the picture.
        role: What it is for, where that was said.
        wanted: What stands behind /blend under it.
        styles: The styles to paint it in, where they were named.
    """
    try:
        picture = dataclasses.replace(picture_in(message, role), wanted=wanted)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return False
    if styles or message.message_id != asker.message_id:  # the rest of its album is not meant
        picture = dataclasses.replace(picture, album=None)
    await context.services.collect.add(asker, picture, *styles)
    return True


async def next_with(context: Context, asker: Asker, draft: Draft, message: Message) -> Draft | None:
    """Return the draft after this one with the message's picture as its photo; None, and say why, where it is none."""
    try:
        picture = picture_in(message, Role.CONTENT)
    except UnusableMedia as refusal:
        await context.say(asker, refusal_of(asker.texts, refusal))
        return None
    return draft.next().with_picture(dataclasses.replace(picture, album=None))


def refusal_of(texts: Texts, refusal: UnusableMedia) -> str:
    """Return why a message cannot be painted."""
    if isinstance(refusal, FileTooLarge):
        return texts.file_too_large.format(limit_mb=MAX_FILE_BYTES // 1_000_000)
    kind = refusal.kind if isinstance(refusal, NotAPicture) else "other"
    return {
        "video": texts.no_video,
        "animation": texts.no_animation,
        "sticker": texts.no_sticker,
        "document": texts.no_document,
    }.get(kind, texts.no_other)
