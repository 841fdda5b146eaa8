"""Telegram, and only Telegram. Never imports torch, onnxruntime or models."""
