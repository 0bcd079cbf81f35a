from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.channels import telegram_settings, twilio_settings
from bot.endpoints import conversations_url, endpoints, write_endpoints

DEPLOY = Path(__file__).parents[2] / "deploy"
CODE = [p for room in ("bot", "actions") for p in (DEPLOY.parent / room).rglob("*.py")]
EXAMPLE = (DEPLOY / "farol.env.example").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()


def test_there_are_two_servers_and_every_part_waits_for_the_set_up() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    assert set(services) == {"postgres", "redis", "setup", "rasa1", "rasa2", "desk", "worker", "nginx"}
    ours = [services[name] for name in ("rasa1", "rasa2", "desk", "worker")]
    assert all("setup" in service["depends_on"] and "farol:/data" in service["volumes"] for service in ours)
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert not any("environment" in service for service in services.values()), "secrets come from farol.env"


def test_nginx_forwards_the_webhooks_the_page_and_the_desk_and_nothing_else() -> None:
    forwarded = re.findall(r"location (?:= )?(\S+) \{[^}]*proxy_pass", NGINX)
    webhooks = {telegram_settings.PATH, twilio_settings.WEBHOOK, twilio_settings.STATUS}
    assert set(forwarded) == webhooks | {"/webhooks/web/", "/", "/static/", "/desk/"}
    assert re.search(r"location / \{ return 404; \}", NGINX)
    assert "access_log off" in NGINX


def test_the_example_holds_no_secret_and_names_only_what_is_read() -> None:
    lines = [line.partition("=") for line in EXAMPLE.splitlines() if line and line[0] != "#"]
    given = {name: value for name, _, value in lines}
    assert all(not given[name] for name in given if re.search("SECRET|TOKEN|PASSWORD|SID", name))
    code = "".join(p.read_text(encoding="utf-8") for p in CODE)
    assert [name for name in given if name.startswith("FAROL_") and f'"{name}"' not in code] == []


@pytest.mark.parametrize("name", ["Containerfile", "compose.yml", "nginx.conf", "farol.env.example", "install.sh"])
def test_no_address_of_a_package_registry_stands_in_the_files(name: str) -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", (DEPLOY / name).read_text()))
    assert hosts <= {"127.0.0.1", "rasa", "desk", "farol.example"}


def test_conversations_lie_in_a_schema_of_their_own_and_no_password_is_written(tmp_path: Path) -> None:
    one = endpoints({})
    assert one["tracker_store"]["dialect"] == "sqlite" and "lock_store" not in one
    many = {"FAROL_DATABASE_URL": "postgresql://farol:geheim@db/farol", "FAROL_REDIS_URL": "redis://:geheim@redis/0"}
    assert conversations_url(many).endswith("/farol?options=-csearch_path%3Dconversations")
    assert conversations_url({**many, "FAROL_CONVERSATIONS_URL": "postgresql://x"}) == "postgresql://x"
    written = write_endpoints(tmp_path / "endpoints.yml", many).read_text()
    assert "geheim" not in written
    assert "bot.locks.AtomicRedisLockStore" in written
