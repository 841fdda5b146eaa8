"""The bot's own tables. Says nothing about what the rows mean; a migration is needed for every change."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

drafts = sa.Table(  # one row for a person in a chat: what they have sent so far
    "bot_drafts",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    sa.Column("draft", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
)
preferences = sa.Table(  # what a person has set in a chat; person 0 holds what the chat's admins have set
    "bot_preferences",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    sa.Column("chosen", sa.Text, nullable=False),
)
orders = sa.Table(  # what was promised to a person and has not reached the queue yet
    "bot_orders",
    metadata,
    sa.Column("job_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)
starts = sa.Table(  # when a person started jobs and where, for the limits per ten minutes
    "bot_starts",
    metadata,
    sa.Column("job_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("started_at", sa.Float, nullable=False),
)
slow_pictures = sa.Table(  # when a picture of a person took too long to read, for the pause after several
    "bot_slow_pictures",
    metadata,
    sa.Column("job_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("refused_at", sa.Float, nullable=False),
)
cards = sa.Table(  # which message of ours shows which job, and what its buttons have been set to
    "bot_cards",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("job_id", sa.String(100), nullable=False),
    sa.Column("options", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)
blocked = sa.Table(  # people whom the operator does not let in any more
    "bot_blocked",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("blocked_at", sa.Float, nullable=False),
)
switches = sa.Table(  # what the operator has turned on, by name; a missing row is off
    "bot_switches",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
)
saved_styles = sa.Table(  # styles that a person has kept under a name, until they delete them
    "bot_saved_styles",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("jpeg", sa.LargeBinary, nullable=False),
)
moved_chats = sa.Table(  # groups that became supergroups
    "bot_moved_chats",
    metadata,
    sa.Column("old_chat_id", sa.BigInteger, primary_key=True),
    sa.Column("new_chat_id", sa.BigInteger, nullable=False),
)
