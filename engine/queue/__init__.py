"""The queue's inner rooms. engine.jobs is the bot's way in, engine.worker the worker's."""
