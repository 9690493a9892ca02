"""`make screens`: the main pages of the demo at 375 and 1280 px, as PNG files in var/screens/."""

import os
import secrets
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from emulation import embedded
from tests.processes import ROOT, process, web

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {375: 812, 1280: 900}
KEEP = ROOT / "var" / "screens"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        folder = Path(name)
        with embedded.running(folder / "servers", durable=False) as servers:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="emulation.settings", DATABASE_URL=servers.database_url,
                BROKER_URL=servers.broker_url, SECRET_KEY=secrets.token_urlsafe(40), MEDIA_ROOT=str(folder / "media"),
                DEMO="1", HTTPS="0", DJANGO_ALLOW_ASYNC_UNSAFE="1",
            )  # fmt: skip
            from tests import screens_run  # noqa: PLC0415 - settings read the environment on import

            log = folder / "log"
            screens_run.prepare()
            with (
                process("celery", "--app", "emulation", "worker", "--beat", "-s", str(folder / "beat"), log=log),
                web(log) as port,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take(browser, f"http://127.0.0.1:{port}", screens_run.pages())
    sys.stdout.write(f"{KEEP}\n")


def take(browser: Browser, base: str, pages: dict[str, list[tuple[str, str]]]) -> None:
    """Log in once a person and width, then photograph each of their pages from top to bottom."""
    KEEP.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for person, list_ in pages.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="vi-VN", has_touch=width < 600
            )
            page = context.new_page()
            if person:
                page.goto(f"{base}/dang-nhap/")
                page.get_by_label("Tên đăng nhập").fill(person)
                page.get_by_label("Mật khẩu").fill("thidua-demo")
                page.get_by_role("button", name="Đăng nhập").click()
            for name, path in list_:
                page.goto(base + path, wait_until="networkidle")
                page.screenshot(path=KEEP / f"{name}-{width}.png", full_page=True)
            context.close()


if __name__ == "__main__":
    main()
