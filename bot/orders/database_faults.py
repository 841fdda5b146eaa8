"""What no loop of the bot ends of, whatever the database says, foreseen or not."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreUnavailable
from engine.errors import QueueUnavailable

FORESEEN = (QueueUnavailable, StoreUnavailable)
OUTLIVED = (*FORESEEN, SQLAlchemyError)  # tables that are not there while a backup is restored; a mistake of ours


def log_outlived(logger: logging.Logger, what: str, fault: BaseException) -> None:
    """Say what waits for the database: in a line where that was foreseen, else with where it comes from."""
    if isinstance(fault, FORESEEN):
        logger.error("%s: %s", what, fault)
    else:
        logger.error("%s, for an unforeseen reason", what, exc_info=fault)
