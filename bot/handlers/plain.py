"""/style blank, /style black and /content blank: pictures of one colour, for the experiments of published recipes."""

from __future__ import annotations

import dataclasses

from bot.domain.asker import Asker
from bot.domain.sent_picture import Role, SentPicture
from bot.handlers.context import Context
from bot.orders.drawn import plain_picture
from bot.wording.who_paints import recipe_word
from engine.recipes.known import PUBLISHED_BY_NAME


async def use(context: Context, asker: Asker, name: str, role: Role, beside: SentPicture | None, wanted: str) -> bool:
    """Take a picture of one colour into the asker's draft, or say which recipes take one; return whether any is taken.

    Args:
        context: The handler's.
        asker: Whose draft.
        name: Of the picture; see engine.pictures.plain.
        role: What it is for.
        beside: The picture that it was said to, which is for the other thing.
        wanted: What stands behind /blend with it.
    """
    recipe = (await context.services.options.of(asker)).recipe
    if role is Role.STYLE and recipe not in PUBLISHED_BY_NAME:
        recipes = asker.texts.between.join(PUBLISHED_BY_NAME)
        facts = {"name": recipe_word(asker.texts, recipe), "recipes": recipes}
        await context.say(asker, asker.texts.plain_needs_recipe.format(**facts))
        if beside is not None:  # the photo is kept all the same
            photo = dataclasses.replace(beside, role=Role.CONTENT, album=None, wanted=wanted)
            await context.services.collect.add(asker, photo)
        return beside is not None
    other = Role.CONTENT if role is Role.STYLE else Role.STYLE
    one = dataclasses.replace(plain_picture(name, role), wanted=wanted)
    both = [one, *([dataclasses.replace(beside, role=other, album=None)] if beside else [])]
    await context.services.collect.add(asker, *sorted(both, key=lambda picture: picture.role is Role.STYLE))
    return True
