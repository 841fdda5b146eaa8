"""The manifest fits Kubernetes' own schemas, names settings that exist, and counts what waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import sqlalchemy as sa
import yaml

from bot.variables import READERS
from engine.__main__ import main
from engine.database.opening import open_database
from engine.queue.job import JobStatus
from engine.queue.preparation import prepare
from engine.queue.tables import JOBS
from tests.support.postgres import postgres_or_skip

VERSION = "1.31"
DOCUMENTS: list[dict[str, Any]] = list(
    yaml.safe_load_all((Path(__file__).parents[2] / "deploy" / "kubernetes" / "stylegram.yaml").read_text())
)
BY_KIND = {(each["kind"], each["metadata"]["name"]): each for each in DOCUMENTS}
OF_WORKERS_ALONE = {"WORKER_ID"}


def container(name: str) -> dict[str, Any]:
    (found,) = BY_KIND["Deployment", name]["spec"]["template"]["spec"]["containers"]
    return dict(found)


def query() -> str:
    (trigger,) = BY_KIND["ScaledObject", "stylegram-worker"]["spec"]["triggers"]
    return str(trigger["metadata"]["query"])


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if not each["apiVersion"].startswith("keda")])
def test_every_document_of_kubernetes_own_fits_its_schema(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, VERSION, strict=True)


def test_a_document_that_does_not_fit_is_noticed() -> None:
    document = BY_KIND["Deployment", "stylegram-bot"]
    broken = {**document, "spec": {**document["spec"], "replicas": "one"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSION, strict=True)


@pytest.mark.parametrize("name", ["stylegram-bot", "stylegram-worker"])
def test_variables_are_settings(name: str) -> None:
    named = {each["name"] for each in container(name)["env"]}
    named |= BY_KIND["ConfigMap", "stylegram"]["data"].keys() | BY_KIND["Secret", "stylegram"]["stringData"].keys()
    assert named - OF_WORKERS_ALONE <= {field.upper() for field in READERS}


def test_workers_know_no_secret_but_the_database() -> None:
    worker = container("stylegram-worker")
    assert [source for source in worker["envFrom"] if "secretRef" in source] == []
    keys = [each["valueFrom"]["secretKeyRef"]["key"] for each in worker["env"] if "secretKeyRef" in each["valueFrom"]]
    assert keys == ["DATABASE_URL"]


def test_no_worker_is_ended_because_the_database_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = container("stylegram-worker")["livenessProbe"]["exec"]["command"]
    assert probe[:4] == ["python", "-m", "engine", "healthcheck"]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/missing/queue.sqlite")
    assert main(probe[3:]) == 0


def test_the_scaler_scales_the_workers_and_reads_the_same_database() -> None:
    scaler = BY_KIND["ScaledObject", "stylegram-worker"]["spec"]
    assert ("Deployment", scaler["scaleTargetRef"]["name"]) in BY_KIND
    assert "replicas" not in BY_KIND["Deployment", "stylegram-worker"]["spec"]
    (trigger,) = scaler["triggers"]
    (reads,) = BY_KIND["TriggerAuthentication", trigger["authenticationRef"]["name"]]["spec"]["secretTargetRef"]
    assert (reads["name"], reads["key"]) == ("stylegram", "DATABASE_URL")
    assert scaler["minReplicaCount"] == 0


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_query_counts_what_waits_and_what_is_painted(backend: str, tmp_path: Path) -> None:
    if backend == "sqlite":
        assert counted(f"sqlite:///{tmp_path}/queue.sqlite") == (0, 3)
        return
    with postgres_or_skip() as server:
        assert counted(server.new_url()) == (0, 3)


def counted(url: str) -> tuple[int, int]:
    """Return what the query counts in a new queue, and in one with a job of each status and one more that waits."""
    prepare(url)
    engine = open_database(url, patience_s=30)
    with engine.begin() as connection:
        before = connection.execute(sa.text(query())).scalar_one()
        for number, status in enumerate([*JobStatus, JobStatus.QUEUED]):
            facts = {"id": f"j{number}", "run": f"r{number}", "status": status, "owner": "o", "group": "g"}
            rest = {"ticket": "{}", "options": "{}", "styles": 1, "tag": 0, "priority": 1, "created_at": 0.0}
            connection.execute(sa.insert(JOBS).values(number=number, **facts, **rest))
        after = connection.execute(sa.text(query())).scalar_one()
    engine.dispose()
    return before, after
