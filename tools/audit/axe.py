"""Every page with axe-core, light and dark, on a telephone and on a desk, in the real browser."""

import os
from itertools import product

from playwright.sync_api import Browser, Page, sync_playwright

from tools.audit.programs import AXE
from tools.audit.site import Site
from tools.chromium import find_or_install_chromium

WIDTHS = {390: 844, 1280: 900}
SCHEMES = ("light", "dark")
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
SENT_EMPTY = ("/register/", "/faq/ask/", "/login/")  # forms whose mistakes are looked at as well
FORM = "main form[method=post]"
SEND_EMPTY = "(form) => { form = document.querySelector(form); form.noValidate = true; form.requestSubmit(); }"
PAGES_A_PROCESS = 60  # a browser's page grows; a new context now and then keeps it small


def check_with_axe(site: Site) -> tuple[list[str], str]:
    """Return the faults that axe finds, each with its page and element, and a line on what was looked at."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=sandbox)
        for width, scheme in product(WIDTHS, SCHEMES):
            found = [
                fault for start in range(0, len(site.pages), PAGES_A_PROCESS) for fault in _faults(browser, site, start, width, scheme)
            ]
            print(f"axe: {len(site.pages)} pages, {scheme}, {width} px: {len(found)} violations", flush=True)
            faults += found
        browser.close()
    looked_at = f"axe-core: {len(site.pages)} pages × light and dark × {' and '.join(map(str, WIDTHS))} px: {len(faults)} violations"
    return faults, looked_at


def _faults(browser: Browser, site: Site, start: int, width: int, scheme: str) -> list[str]:
    # The site's own policy would refuse axe's script; without service worker each page is the server's.
    context = browser.new_context(
        base_url=site.base_url,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
        service_workers="block",
    )
    context.add_init_script(path=AXE)
    page, faults = context.new_page(), []
    for path in site.pages[start : start + PAGES_A_PROCESS]:
        page.goto(path)
        faults += _violations(page, f"{path} ({scheme}, {width} px)")
        if path.endswith(SENT_EMPTY) and page.locator(FORM).count():  # there is none where registration is closed
            with page.expect_navigation():
                page.evaluate(SEND_EMPTY, FORM)
            faults += _violations(page, f"{path}, sent empty ({scheme}, {width} px)")
    context.close()
    return faults


def _violations(page: Page, where: str) -> list[str]:
    found = []
    for violation in page.evaluate(RUN):
        elements = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
        found.append(f"{where}: {violation['id']}: {violation['help']}: {elements}")
    return found
