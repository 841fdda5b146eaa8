"""The names that GET /metrics gives: what dashboards and alerts may rely on."""

from __future__ import annotations

NAMES = {
    "stylegram_database_up",
    "stylegram_decoder_seconds",
    "stylegram_evaluation_seconds",
    "stylegram_first_look_seconds",
    "stylegram_job_seconds",
    "stylegram_jobs_running",
    "stylegram_jobs_total",
    "stylegram_jobs_waiting",
    "stylegram_oldest_wait_seconds",
    "stylegram_refusals_total",
    "stylegram_telegram_retry_after_total",
    "stylegram_updates_total",
    "stylegram_worker_up",
}
