"""`python -m tests.browser.shots FOLDER`: a picture of every page, light and dark, wide and on a phone, to look at."""

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--person", default="root", help="whose pages: root, or the name of a role")
    given = parser.parse_args()
    import tests.server  # noqa: F401  (starts the database, and says where it is)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    django.setup()
    given.folder.mkdir(parents=True, exist_ok=True)
    shots_take(given.folder, given.person)


def shots_take(folder: Path, person: str) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, MISSING, chromium_find
    from tests.browser.desk import PHONE, WIDE, desk_open
    from tests.browser.house import running_house
    from tests.browser.walking import every_page

    path = chromium_find()
    if path is None:
        raise SystemExit(MISSING)
    with TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, "--lang=pt-BR"])
        with running_house(os.environ["DATABASE_URL"], Path(data)) as house:
            for theme in ("light", "dark"):
                desk = desk_open(browser, house, theme=theme)
                desk.log_in(person)
                for address in every_page(desk):
                    for width in (WIDE, PHONE):
                        desk.page.set_viewport_size({"width": width, "height": 1000})
                        desk.page.wait_for_timeout(150)  # charts follow the window
                        name = address.strip("/").replace("/", "-")
                        desk.page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=True)
                desk.context.close()
        browser.close()


if __name__ == "__main__":
    main()
