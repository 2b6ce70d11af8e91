"""deploy/k8s: valid for the real schemas, closed by default, true to the contracts and settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from vt_contracts import access
from vt_contracts.topics import ACUUT
from vt_local.service_processes import service_table

Resource = dict[str, Any]
OVERLAYS = ("test", "productie")
OURS = ("strimzi.io", "keda.sh", "cnpg.io", "kustomize.config.k8s.io")
KUBERNETES = "1.33"


def plain_files(root: Path) -> list[Path]:
    return sorted((root / "deploy/k8s").rglob("*.yaml"))


def documents(path: Path) -> list[Resource]:
    return [each for each in yaml.safe_load_all(path.read_text()) if each]


@pytest.fixture(scope="module", params=OVERLAYS)
def overlay(request: pytest.FixtureRequest, kustomize: list[str], root: Path) -> list[Resource]:
    """Every resource of an overlay, as it goes to the cluster."""
    done = subprocess.run(
        [*kustomize, str(root / "deploy/k8s/overlays" / request.param)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]


def of_kind(resources: list[Resource], kind: str) -> Iterator[Resource]:
    return (each for each in resources if each["kind"] == kind)


# -- without any tool


def test_core_resources_fit_the_schemas_of_kubernetes(root: Path) -> None:
    checked = 0
    for path in plain_files(root):
        # A patch is a part of a resource; the rendered whole is checked below.
        if path.parent.name == "patches" or path.name in ("kustomization.yaml", "spread.yaml"):
            continue
        for each in documents(path):
            if not each["apiVersion"].split("/")[0].endswith(OURS):
                kubernetes_validate.validate(each, KUBERNETES, strict=True)
                checked += 1
    assert checked > 30


def test_custom_resources_in_files_fit_their_definitions(root: Path) -> None:
    resources = [
        each
        for path in plain_files(root)
        if path.name != "kustomization.yaml" and path.parent.name != "patches"
        for each in documents(path)
    ]
    assert_custom_resources(resources)


def test_a_planted_mistake_is_noticed(root: Path) -> None:
    deployment = documents(root / "deploy/k8s/base/intake.yaml")[1]
    deployment["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, KUBERNETES, strict=True)
    scaled = next(of_kind(documents(root / "deploy/k8s/base/autoscaling.yaml"), "ScaledObject"))
    scaled["spec"]["minReplicaCount"] = 0
    with pytest.raises(jsonschema.ValidationError):
        assert_custom_resources([scaled], at_least=1)


def assert_custom_resources(resources: list[Resource], at_least: int = 100) -> None:
    """Holds them to the committed schemas, and to the operators' own where those are at hand."""
    text = Path(__file__).with_name("custom-resources.yaml").read_text()
    schemas = yaml.safe_load(text)
    definitions = operators_definitions()
    checked = 0
    for each in resources:
        if not each["apiVersion"].split("/")[0].endswith(OURS):
            continue
        kind = f"{each['apiVersion']}/{each['kind']}"
        jsonschema.validate(each["spec"], schemas[kind])
        if kind in definitions:
            jsonschema.validate(each, definitions[kind])
        checked += 1
    assert checked >= at_least


def operators_definitions() -> dict[str, Any]:
    """The schemas in the CustomResourceDefinitions below VT_CRD_FOLDER, unknown fields refused."""
    folder = os.environ.get("VT_CRD_FOLDER")
    if not folder:
        return {}
    return {
        f"{each['spec']['group']}/{version['name']}/{each['spec']['names']['kind']}": strict(
            {**version["schema"]["openAPIV3Schema"], "additionalProperties": True}
        )
        for path in Path(folder).rglob("*.yaml")
        for each in documents(path)
        if each.get("kind") == "CustomResourceDefinition"
        for version in each["spec"]["versions"]
    }


def strict(schema: Any) -> Any:
    """An OpenAPI schema as JSON Schema that refuses fields it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items()}
    if "properties" in result and not result.get("x-kubernetes-preserve-unknown-fields"):
        result.setdefault("additionalProperties", False)
    if result.get("x-kubernetes-int-or-string"):
        result.pop("type", None)
    return result


def test_each_process_of_the_keten_has_a_deployment(root: Path) -> None:
    names = {
        each["metadata"]["name"]
        for path in (root / "deploy/k8s/base").glob("*.yaml")
        for each in documents(path)
        if each["kind"] == "Deployment"
    }
    assert {process.name for process in service_table().processes} <= names


def test_scaling_stays_between_one_and_the_partitions(root: Path) -> None:
    partitions = {spec.name: spec.partitions for spec in access.topics()}
    lanes = set()
    for each in of_kind(documents(root / "deploy/k8s/base/autoscaling.yaml"), "ScaledObject"):
        service, lane = each["metadata"]["name"].split("-")
        lanes.add((service, lane))
        assert each["spec"]["triggers"][0]["metadata"]["consumerGroup"] == access.consumer_group(
            service, lane
        )
        consumed = [
            partitions[grant.name]
            for grant in access.grants()
            if (grant.principal, grant.resource, grant.operation) == (service, "topic", "READ")
            and grant.name.endswith(ACUUT) == (lane == "acuut")
        ]
        assert each["spec"]["minReplicaCount"] >= 1
        assert each["spec"]["maxReplicaCount"] <= max(consumed)
    assert lanes == {(service, lane) for service in access.SERVICES for lane in access.LANES}


# -- rendered


def test_rendered_resources_fit_every_schema(overlay: list[Resource]) -> None:
    for each in overlay:
        if not each["apiVersion"].split("/")[0].endswith(OURS):
            kubernetes_validate.validate(each, KUBERNETES, strict=True)
    assert_custom_resources(overlay)


def test_pods_may_do_nothing_they_need_not(overlay: list[Resource]) -> None:
    deployments = list(of_kind(overlay, "Deployment"))
    assert len(deployments) == 12
    for each in deployments:
        pod = each["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert pod["terminationGracePeriodSeconds"] > 10
        for container in (*pod["initContainers"], *pod["containers"]):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["limits"]["memory"]
            assert container["resources"]["requests"]["cpu"]


def test_pods_are_migrated_probed_and_versioned(overlay: list[Resource]) -> None:
    for each in of_kind(overlay, "Deployment"):
        pod = each["spec"]["template"]["spec"]
        (migration,), (container,) = pod["initContainers"], pod["containers"]
        assert (migration["args"], container["args"]) == (["migrate"], ["run"])
        assert migration["image"] == container["image"]
        assert ":" in container["image"]
        assert not container["image"].endswith(":latest")
        paths = {
            probe: container[probe]["httpGet"]["path"]
            for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        }
        assert paths == {
            "startupProbe": "/health/live",
            "livenessProbe": "/health/live",
            "readinessProbe": "/health/ready",
        }


def test_no_secret_is_written_down(overlay: list[Resource]) -> None:
    assert not list(of_kind(overlay, "Secret"))
    for each in of_kind(overlay, "Deployment"):
        for variable in each["spec"]["template"]["spec"]["containers"][0]["env"]:
            if any(word in variable["name"] for word in ("PASSWORD", "STORAGE_KEY")):
                assert "secretKeyRef" in variable["valueFrom"], variable


def test_settings_are_ones_that_the_service_knows(
    overlay: list[Resource], known_settings: Callable[[str], set[str]]
) -> None:
    from_asyncpg = {"PGSSLMODE", "PGSSLROOTCERT", "DATABASE_PASSWORD"}
    maps = {each["metadata"]["name"]: set(each["data"]) for each in of_kind(overlay, "ConfigMap")}
    for each in of_kind(overlay, "Deployment"):
        service = each["metadata"]["labels"]["app.kubernetes.io/name"]
        container = each["spec"]["template"]["spec"]["containers"][0]
        given = {variable["name"] for variable in container["env"]}
        for source in container["envFrom"]:
            given |= maps.get(source.get("configMapRef", {}).get("name"), set())
        unknown = given - known_settings(service) - from_asyncpg
        assert not unknown, f"{each['metadata']['name']}: {sorted(unknown)}"


def test_the_password_is_known_before_the_address_that_holds_it(overlay: list[Resource]) -> None:
    for each in of_kind(overlay, "Deployment"):
        pod = each["spec"]["template"]["spec"]
        for container in (*pod["initContainers"], *pod["containers"]):
            names = [variable["name"] for variable in container["env"]]
            assert names.index("DATABASE_PASSWORD") < names.index("VT_DATABASE_DSN")


def test_nothing_talks_unless_a_policy_says_so(overlay: list[Resource]) -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in of_kind(overlay, "NetworkPolicy")
    }
    assert policies["niets"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, policy in policies.items():
        for rule in (*policy.get("ingress", []), *policy.get("egress", [])):
            assert rule.get("from") or rule.get("to"), f"{name}: open to everybody"


def test_selectors_find_their_pods(overlay: list[Resource]) -> None:
    pods = [
        each["spec"]["template"]["metadata"]["labels"] for each in of_kind(overlay, "Deployment")
    ]
    selectors = [each["spec"]["selector"] for each in of_kind(overlay, "Service")]
    budgets = [
        each["spec"]["selector"]["matchLabels"] for each in of_kind(overlay, "PodDisruptionBudget")
    ]
    assert len(budgets) == len(pods)
    for selector in (*selectors, *budgets):
        found = [labels for labels in pods if selector.items() <= labels.items()]
        assert len(found) == 1, selector


def test_scaled_objects_point_at_deployments_that_leave_the_number_to_them(
    overlay: list[Resource],
) -> None:
    deployments = {each["metadata"]["name"]: each for each in of_kind(overlay, "Deployment")}
    authentications = {
        each["metadata"]["name"] for each in of_kind(overlay, "TriggerAuthentication")
    }
    for each in of_kind(overlay, "ScaledObject"):
        target = deployments[each["spec"]["scaleTargetRef"]["name"]]
        assert "replicas" not in target["spec"]
        assert each["spec"]["triggers"][0]["authenticationRef"]["name"] in authentications


def test_all_pods_together_fit_the_database(overlay: list[Resource]) -> None:
    settings = next(
        each["data"]
        for each in of_kind(overlay, "ConfigMap")
        if each["metadata"]["name"] == "meldketen"
    )
    most = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"]["maxReplicaCount"]
        for each in of_kind(overlay, "ScaledObject")
    }
    pods = sum(
        most.get(each["metadata"]["name"], each["spec"].get("replicas", 1))
        for each in of_kind(overlay, "Deployment")
    )
    database = next(of_kind(overlay, "Cluster"))
    limit = int(database["spec"]["postgresql"]["parameters"]["max_connections"])
    assert pods * int(settings["VT_DATABASE_POOL"]) < limit


def test_kafka_denies_by_default_and_speaks_tls(overlay: list[Resource]) -> None:
    kafka = next(of_kind(overlay, "Kafka"))["spec"]["kafka"]
    assert kafka["authorization"] == {"type": "simple"}
    assert all(listener["tls"] for listener in kafka["listeners"])
    assert all("authentication" in listener for listener in kafka["listeners"])
    assert kafka["config"]["auto.create.topics.enable"] is False


def test_production_survives_the_loss_of_one(root: Path, overlay: list[Resource]) -> None:
    pool = next(of_kind(overlay, "KafkaNodePool"))["spec"]
    database = next(of_kind(overlay, "Cluster"))["spec"]
    config = next(of_kind(overlay, "Kafka"))["spec"]["kafka"]["config"]
    assert config["default.replication.factor"] == pool["replicas"]
    assert config["min.insync.replicas"] <= max(1, pool["replicas"] - 1)
    if database["instances"] > 1:
        assert database["postgresql"]["synchronous"]["number"] < database["instances"]
    else:
        assert "synchronous" not in database["postgresql"]
