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
