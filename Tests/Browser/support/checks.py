"""What holds for every page: can be used by everybody, fits a phone. And its picture."""

import os
import pathlib

import axe_playwright_python
from playwright.sync_api import Page

from .people import DESK, PHONE

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# Where pictures go is said by whoever wants new ones; a test run by itself changes no file of the repository.
PICTURES = os.environ.get("BOOKKEEPER_SCREENSHOTS")


def accessibility_findings(page: Page) -> list[str]:
    """Serious and critical findings of axe-core, a line each. Its script runs as a debugger's does: no policy of the page is in its way."""
    page.evaluate(AXE)
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{page.url}: {v['id']} ({v['impact']}): {v['help']}: " + "; ".join(n["html"][:160] for n in v["nodes"][:3])
            for v in results["violations"] if v["impact"] in ("serious", "critical")]


def sideways_overflow(page: Page) -> list[str]:
    """What sticks out at the right of the window, unless a region around it scrolls by itself."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth
        if (document.documentElement.scrollWidth <= width) return []
        return [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => `${location.pathname}: ${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`)
    }""") or []


def findings(page: Page, name: str) -> list[str]:
    """What is wrong with the page in light and dark, at a desk and on a telephone, and on paper; and its pictures. It ends on the telephone."""
    page.set_viewport_size(DESK)
    found = accessibility_findings(page)
    picture(page, name)
    page.emulate_media(color_scheme="dark")
    found += accessibility_findings(page)
    picture(page, f"{name}-dark")
    page.emulate_media(color_scheme="light", media="print")
    found += [f"on paper: {selector}" for selector in ("header.side", ".skip", ".pager") if page.locator(f"{selector}:visible").count()]
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)
    found += sideways_overflow(page) + accessibility_findings(page)
    picture(page, f"{name}-phone")
    page.emulate_media(color_scheme="dark")
    found += accessibility_findings(page)
    page.emulate_media(color_scheme="light")
    return found


def picture(page: Page, name: str, *, whole=False):
    """Into the folder that BOOKKEEPER_SCREENSHOTS names, where it names one."""
    if not PICTURES:
        return
    path = pathlib.Path(PICTURES) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=whole, animations="disabled")
