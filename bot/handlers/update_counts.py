"""Counts updates by what they are; runs before every other handler, so that those of strangers count too."""

from __future__ import annotations

from telegram import Update

from bot.handlers.context import Context


async def on_any(update: Update, context: Context) -> None:
    """Count the update."""
    context.services.metrics.count_update(kind_of(update))


def kind_of(update: Update) -> str:
    """Return what Telegram calls the update: "message", "callback_query", ..."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind) is not None), "unknown")
