"""The names of the networks that come with the project, as models.registry has them. Must not import torch."""

from __future__ import annotations

BUILTIN, QUICK = "builtin", "quick"
PROJECT_NETWORKS = (BUILTIN, QUICK)
