"""Words that say what a button says: "stronger please" about a painting, "deeper" about a dream."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.command_words import Command
from bot.domain.saved_style import SavedStyle, called
from bot.handlers import card, go, laboratory, restyle, tries
from bot.handlers.card_changes import CHANGES_AT_ONCE
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.job_meant import is_of_another, job_shown, shows_job
from bot.handlers.style_meant import styles_meant, tell_left_out
from bot.telegram.media import has_media
from bot.telegram.reacting import GLAD, react
from bot.texts import LANGUAGES, Texts
from bot.wording import experiment_lines, presses
from bot.wording.presses import Pressed, read_callback
from bot.wording.styles import style_named
from engine.options.experiment_choice import ExperimentKind
from engine.queue.job import Job, JobStatus

MAX_WORDS = 60  # characters; longer ones speak of something else
_MARKS = re.compile(r"[\W_]+$|^[\W_]+")  # also what is no letter in any script: "thanks 😊", "/film"
_GLAD = frozenset("👍👏🙏❤♥😍🥰🤩😘😊😀😃😄😁🔥🎉💯✨💖💕🌹")  # thanks without a word
_AND = re.compile(r"\s*(?:,|\+|&|、|和|加|\band\b|\bwith\b)\s*")  # between the names of styles
_SEEN = re.compile(r"^(?:(?:it[’']s|that[’']s|with|an?|the)\s+|一张|一个)+")  # before the name of what a picture shows
_OF_EXPERIMENTS = frozenset({presses.DREAM_OF, presses.DREAM_LAYER, presses.LAYER_MENU})
_PAINTS = frozenset(
    {*CHANGES_AT_ONCE, presses.AGAIN, presses.TRIES, presses.LARGE, presses.DREAM_OF, presses.DREAM_LAYER}
)
_JUDGED = frozenset({presses.BOLDER, presses.SOFTER})  # said as a verdict, too: "that's too strong"
_IN_PLACE = frozenset({presses.UNDO, presses.DELETE, presses.MORE})  # they change the message itself


def style_in(words: str, saved: Sequence[SavedStyle] = ()) -> Command | None:
    """Return "/style NAME" for words that name a style, or "wave and ink", and are no more than civil besides."""
    if len(words) > MAX_WORDS:
        return None
    for form in (words, *_forms(words)) if saved else _forms(words):
        if called(saved, form):
            return Command(name="style", words=form)
        if form and all(style_named(name) for name in _AND.split(form)):
            return Command(name="style", words=" ".join(_AND.split(form)))
    return None


def style_in_caption(words: str) -> Command | None:
    """Return the same for words under a picture; none for names alone, which may say what the picture shows."""
    seen = _SEEN.sub("", _MARKS.sub("", words.lower()))
    return None if all(style_named(name) for name in _AND.split(seen)) else style_in(words)


def command_in(words: str) -> Command | None:
    """Return the command that is said in other words: "Again!", "stop it"."""
    forms = set(_forms(words))
    for texts in LANGUAGES.values():
        said = {
            "again": (texts.button_paint, *_listed(texts.said_again)),
            "cancel": (texts.button_cancel, *_listed(texts.said_cancel)),
        }
        for name, each in said.items():
            if forms & {one.lower() for one in each}:
                return Command(name=name)
    return None


async def is_restyled(update: Update, context: Context, words: str, *, is_asked: bool = False) -> bool:
    """Paint the last photo in the style of these words, where nothing else waits for it; return whether that is done.

    In a group only where painting is asked for, as by "/go ink": a name alone is a style for a photo to come.
    """
    message = message_of(update)
    asker = await context.asker(message)
    styles, replied = await styles_meant(context, asker, words), replied_to(message)
    if not styles or not (asker.is_private or is_asked) or (replied is not None and has_media(replied)):
        return False
    if await shows_job(context, asker, message):
        return False  # the photo that it shows is meant, and that may be an older one
    is_painted = await restyle.paint_last(context, asker, styles)
    if is_painted:
        await tell_left_out(context, asker, words)
    return is_painted


async def is_done(update: Update, context: Context, words: str) -> bool:
    """Do what the words ask of a picture, as its button would; return whether they ask for anything.

    It is the picture that the message replies to, the asker's latest one where it replies to none. Of a latest
    painting, and while it is still to come, "once more" does what /again does.
    """
    message = message_of(update)
    asker = await context.asker(message)
    verb = verb_in(words)
    if verb is None:
        return False
    if await is_of_another(context, asker, message):
        await context.say_briefly(asker, asker.texts.not_yours)
        return True
    shown = replied_to(message)
    if shown is not None and await context.services.store.cards.at(asker.chat_id, shown.message_id) is None:
        return False  # it is about a message that shows no picture of ours
    if shown is None and verb in _PAINTS and await context.services.under_way.is_latest_to_come(asker):
        if verb == presses.AGAIN:
            await go.on_again(update, context)
        else:
            await context.say(asker, asker.texts.already_painting)
        return True
    job = await job_shown(context, asker, message, JobStatus.DONE)
    if shown is None and verb == presses.AGAIN and job is not None and job.options.experiment is None:
        await go.on_again(update, context)
        return True
    if job is None or job.options.tries:
        return False
    pressed = _on_experiment(words, verb, job) if job.options.experiment is not None else _on_painting(verb, job)
    if pressed is None:
        return False
    if pressed.verb in _IN_PLACE and shown is None:
        await context.say(asker, asker.texts.about_which)
    elif pressed.verb == presses.LAYER_MENU:  # under what a person replies to, it would be out of sight
        await laboratory.show_layer_menu(context, asker, job)
    else:
        await _press(context, asker, shown or message, job, pressed)
    return True


async def is_chosen(update: Update, context: Context, words: str) -> bool:
    """Paint one of small ones large, "2" the second of them; return whether the words are the number of one."""
    message, number = message_of(update), words.strip()
    if not (len(number) == 1 and number.isdecimal()):
        return False
    asker = await context.asker(message)
    job = await tries.small_ones_meant(context, asker, message)
    if job is None or not 1 <= int(number) <= len(job.options.tries):
        return False
    if answer := await tries.paint_large(context, asker, message, job, str(int(number) - 1)):
        await context.say_briefly(asker, answer)
    return True


async def is_thanks(update: Update, context: Context, words: str) -> bool:
    """Answer thanks by a reaction; return whether the message is thanks, and the chat allows reactions.

    Signs of joy are thanks from whoever has got a picture.
    """
    message = message_of(update)
    if not are_thanks(words):
        asker = await context.asker(message)
        if not are_signs_of_joy(words) or await context.services.under_way.latest(asker, JobStatus.DONE) is None:
            return False
    return await react(context.bot, message.chat.id, message.message_id, GLAD)


def are_thanks(words: str) -> bool:
    """Return whether the words are thanks, in any language."""
    forms = set(_forms(words, is_verdict=True))
    return any(forms & set(_listed(texts.said_thanks)) for texts in LANGUAGES.values())


def are_signs_of_joy(words: str) -> bool:
    """Return whether the words are signs of joy and nothing else."""
    signs = {sign for sign in words if unicodedata.category(sign) == "So"}
    return bool(signs) and signs <= _GLAD and not any(sign.isalnum() for sign in words)


def _on_painting(verb: str, job: Job) -> Pressed | None:
    return None if verb in _OF_EXPERIMENTS else Pressed(verb=verb, about=job.id)


def _on_experiment(words: str, verb: str, job: Job) -> Pressed | None:
    """Return the button of an experiment's card that is meant: the one that says so, else the one that does so."""
    choice, forms = job.options.experiment, set(_forms(words))
    assert choice is not None
    if verb == presses.FILM:  # where there is none, it says of which there are
        return Pressed(verb=verb, about=job.id)
    if verb == presses.BOLDER and choice.kind is ExperimentKind.DREAM:
        verb = presses.DREAM_OF
    cards = [experiment_lines.card(texts, job.id, choice) for texts in LANGUAGES.values()]
    buttons = [(says.lower(), read_callback(tells)) for rows in cards for row in rows for says, tells in row]
    named = (pressed for says, pressed in buttons if says in forms)
    return next(named, None) or next((pressed for _, pressed in buttons if pressed and pressed.verb == verb), None)


async def _press(context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed) -> None:
    if answer := await card.press(context, asker, message, job, pressed):
        await context.say_briefly(asker, answer)


def verb_in(words: str) -> str | None:
    """Return the button that says these words, in any language."""
    forms, verdicts = set(_forms(words)), set(_forms(words, is_verdict=True))
    buttons = ((verb, said) for texts in LANGUAGES.values() for verb, said in _said(texts))
    return next((verb for verb, said in buttons if (verdicts if verb in _JUDGED else forms) & said), None)


def _forms(words: str, *, is_verdict: bool = False) -> Iterator[str]:
    """Yield the words in lower case, with ever less of what is civil at both ends; nothing for many words.

    Of a verdict "that's so " is left out as well; it makes other words, "it's a wave", a remark.
    """
    if len(words) > MAX_WORDS:
        return
    before, form = None, _MARKS.sub("", words.lower())
    yield form
    while form != before:
        before = form
        for texts in LANGUAGES.values():
            besides = f"{texts.said_besides},{texts.said_of_verdicts}" if is_verdict else texts.said_besides
            for each in _listed(besides):
                if (shorter := _without(form, each)) != form:
                    form = _MARKS.sub("", shorter)
                    yield form


def _without(form: str, beside: str) -> str:
    """Return the form without these words at its ends; where a space ends them, a comma does, too."""
    shorter = form.removeprefix(beside).removesuffix(beside)
    return shorter.removeprefix(f"{beside.rstrip()},") if beside.endswith(" ") else shorter


def _said(texts: Texts) -> list[tuple[str, set[str]]]:
    """Return what is said for each button: its own words, and others that come to mind."""
    named = {
        presses.BOLDER: (texts.button_stronger, texts.said_stronger),
        presses.SOFTER: (texts.button_weaker, texts.said_weaker),
        presses.MY_COLORS: (texts.button_my_colors, texts.said_my_colors),
        presses.STYLE_MENU: (texts.button_another_style, texts.said_another_style),
        presses.LARGE: (texts.button_large, texts.said_large),
        presses.FILM: (texts.button_film, texts.said_film),
        presses.STICKER: (texts.button_sticker, ""),
        presses.WIPE: (texts.button_wipe, ""),
        presses.COMPARE: (texts.button_compare, ""),
        presses.FILE: (texts.button_file, texts.said_file),
        presses.TRIES: (texts.button_tries, ""),
        presses.SAVE: (texts.button_save, ""),
        presses.UNDO: (texts.button_undo, ""),
        presses.DELETE: (texts.button_delete, ""),
        presses.MORE: (texts.button_more.rstrip("…"), ""),
        presses.AGAIN: (texts.button_once_more, texts.button_other_neurons),
        presses.DREAM_OF: (texts.button_deeper, texts.said_deeper),
        presses.DREAM_LAYER: (texts.button_dream, ""),
        presses.LAYER_MENU: (texts.button_another_layer, f"{texts.said_another_layer},{texts.button_neurons}"),
    }
    return [(verb, {_MARKS.sub("", word.lower()), *_listed(others)}) for verb, (word, others) in named.items()]


def _listed(words: str) -> list[str]:
    """Return the words between commas, with the spaces that end or begin them: those keep "a " out of "another"."""
    return [each.lower() for each in words.split(",") if each.strip()]
