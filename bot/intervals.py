"""Every interval of the bot in one place, so that tests can make it hurry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds between things.

    Attributes:
        album_s: From the last part of an album to taking it as complete. Clients send parts within about 0.8 s.
        private_edit_s: Between two edits of a progress message in a private chat.
        group_edit_s: The same in a group, where all messages together are 20 a minute.
        place_s: Until a place in line is told again although it is the same, for its time left.
        look_s: Between two looks at the queue while jobs are under way.
        idle_look_s: Between two looks while none is known; a new job ends the wait at once.
        maintain_s: Between two clean-ups of the queue.
        tidy_s: Between two clean-ups of old drafts.
        worker_grace_s: How long a job waits before the bot says that nobody is painting; a worker takes that to start.
        upload_s: How long Telegram may take to answer an upload; it answers late rather than never.
        brief_s: How long refusals and answers about settings stay in a group.
        retry_s: Before the first repetition of what failed; doubled each time.
        max_retry_s: The longest pause between repetitions.
    """

    album_s: float = 1.2
    private_edit_s: float = 2.0
    group_edit_s: float = 8.0
    place_s: float = 15.0
    look_s: float = 0.7
    idle_look_s: float = 5.0
    maintain_s: float = 5.0
    tidy_s: float = 600.0
    worker_grace_s: float = 12.0
    upload_s: float = 60.0
    brief_s: float = 60.0
    retry_s: float = 1.0
    max_retry_s: float = 60.0

    def pause_s(self, attempt: int) -> float:
        """Return the pause after this failed attempt (1, 2, ...)."""
        return min(self.max_retry_s, self.retry_s * float(1 << min(attempt - 1, 16)))
