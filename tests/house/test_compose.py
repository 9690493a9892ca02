"""The production file is one that docker-compose takes."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_compose_file_holds_every_part_with_its_health_check(tmp_path: Path) -> None:
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")

    done = subprocess.run(["docker-compose", "config"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    services = _services(done.stdout)
    assert set(services) == {"postgres", "redis", "prepare", "web", "worker", "beat"}
    assert {name for name, lines in services.items() if "healthcheck:" in lines} == set(services) - {"prepare"}
    owns = {name for name, lines in services.items() if any("owner-" in line for line in lines)}
    assert owns == {"postgres", "prepare"}


def test_libreoffice_is_built_in_only_where_it_is_named(tmp_path: Path) -> None:
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    named = (ROOT / ".env.example").read_text().replace("OFFICE_CONVERTER=\n", "OFFICE_CONVERTER=/usr/bin/soffice\n")
    (tmp_path / ".env").write_text(named)

    done = subprocess.run(["docker-compose", "config"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    told = [line.strip() for line in done.stdout.splitlines() if "OFFICE_CONVERTER" in line]
    assert set(told) == {"OFFICE_CONVERTER: /usr/bin/soffice"}
    assert "args:" in done.stdout
    assert "ARG OFFICE_CONVERTER=\n" in (ROOT / "Dockerfile").read_text()


def _services(text: str) -> dict[str, list[str]]:
    """Lines of each service, by name; enough of YAML for what docker-compose prints."""
    services: dict[str, list[str]] = {}
    for line in text.partition("\nservices:\n")[2].splitlines():
        if not line.startswith(" "):
            break
        if not line.startswith("   ") and line.endswith(":"):
            services[line.strip(" :")] = []
        else:
            services[list(services)[-1]].append(line.strip())
    return services
