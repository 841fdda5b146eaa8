"""Whom the bot's connections trust, read once: loading the certificates costs each client about 20 ms."""

from __future__ import annotations

import functools
import ssl

import httpx


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Return the context of every HTTP client of this process: certifi's authorities, or SSL_CERT_FILE's."""
    return httpx.create_ssl_context()
