"""What can be known of the containers without an engine: names agree, secrets stay where they belong."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
PORTAL = ("web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile():
    return (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")


def settings_names():
    """Every variable dys_social/settings.py reads, secrets with their _FILE form."""
    source = (CHECKOUT / "dys_social" / "settings.py").read_text(encoding="utf-8")
    names = {name for _, name in re.findall(r'env\.(text|flag|number|words)\(\s*"([A-Z_]+)"', source)}
    for name in re.findall(r'env\.secret\(\s*"([A-Z_]+)"', source):
        names |= {name, f"{name}_FILE"}
    return names


def required_settings():
    source = (CHECKOUT / "dys_social" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'env\.(?:text|secret)\(\s*"([A-Z_]+)"\s*\)', source))


@pytest.mark.parametrize("name", [*PORTAL, "migrate"])
def test_every_variable_is_one_the_settings_read(compose, name):
    given = set(compose["services"][name]["environment"])

    assert given - settings_names() == set()


@pytest.mark.parametrize("name", [*PORTAL, "migrate"])
def test_every_setting_without_a_default_is_given(compose, name):
    given = {variable.removesuffix("_FILE") for variable in compose["services"][name]["environment"]}

    assert required_settings() - given == set()


def test_every_setting_of_the_image_is_one_the_settings_read(dockerfile):
    names = set(re.findall(r"^\s+(DYS_[A-Z_]+)=", dockerfile, re.MULTILINE))

    assert names != set()
    assert names - settings_names() == set()


@pytest.mark.parametrize("name", PORTAL)
def test_only_migrations_get_the_owner_of_the_tables(compose, name):
    service = compose["services"][name]

    assert not [variable for variable in service["environment"] if "OWNER" in variable]
    assert not [secret for secret in service["secrets"] if "owner" in secret]
    assert "database_owner_url" in compose["services"]["migrate"]["secrets"]


@pytest.mark.parametrize("name", PORTAL)
def test_the_portal_may_read_its_keys_and_not_replace_them(compose, name):
    assert "keys:/var/lib/dys/keys:ro" in compose["services"][name]["volumes"]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_the_servers_are_reachable_from_inside_only(compose, name):
    service = compose["services"][name]

    assert "ports" not in service
    assert service["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_the_web_is_published_to_this_machine_alone(compose):
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]

    assert published == ["127.0.0.1:8000:8000"]


def test_every_image_is_pinned_to_a_version(compose, dockerfile):
    images = {service["image"] for service in compose["services"].values() if "build" not in service}
    images |= {line.split()[1] for line in dockerfile.splitlines() if line.startswith("FROM")}

    assert len(images) == 3
    for image in images:
        assert re.search(r":\d", image), image


def test_the_image_ends_as_an_unprivileged_account(dockerfile):
    users = re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)

    assert users == ["10001:10001"]
    assert dockerfile.index("USER") < dockerfile.index("\nCMD")


@pytest.mark.parametrize("name", PORTAL)
def test_the_portal_runs_without_privileges_on_a_read_only_disk(compose, name):
    service = compose["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", [*PORTAL, "postgres", "redis"])
def test_every_service_says_whether_it_is_well(compose, name):
    assert compose["services"][name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", PORTAL)
def test_nothing_starts_before_the_tables_are_there(compose, name):
    assert compose["services"][name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_production_is_on_and_the_demonstration_cannot_be(compose, dockerfile):
    for name in (*PORTAL, "migrate"):
        environment = compose["services"][name]["environment"]
        assert environment["DYS_PRODUCTION"] == "1"
        assert not [variable for variable in environment if "DEMONSTRATION" in variable]
    assert "requirements-local" not in dockerfile


def made_secrets(folder):
    subprocess.run([CHECKOUT / "deploy" / "make-secrets", folder], check=True, capture_output=True)
    return {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}


def test_every_secret_is_a_file_made_by_the_script(compose, tmp_path):
    folder = tmp_path / "secrets"

    first = made_secrets(folder)
    made = made_secrets(folder)

    assert {f"deploy/secrets/{name}" for name in made} == {secret["file"] for secret in compose["secrets"].values()}
    assert made == first
    assert made["dys_app_password"] in made["database_url"]
    assert made["dys_owner_password"] in made["database_owner_url"]
    assert made["dys_app_password"] != made["dys_owner_password"]
    assert made["redis_password"] in made["redis_conf"]
    assert made["redis_password"] in made["redis_url"]
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_the_secrets_go_neither_into_the_image_nor_into_the_repository():
    assert "deploy/secrets" in (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "/deploy/secrets/" in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()
