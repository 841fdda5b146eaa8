"""The queue's inner rooms. engine.queue.job_queue is the bot's way in, engine.queue.worker the worker's."""
