"""What holds for every page there is, whoever wrote it."""

import pytest
from support.checks import accessibility_findings, picture, sideways_overflow
from support.pages import NOT_YET, PAGES, Filled
from support.people import PHONE

ids = [entry.name for entry in PAGES]


@pytest.fixture(scope="module")
def filled(demo):
    return Filled(demo)


def visit(page, entry, filled):
    response = page.goto(filled.path(entry))
    if response.status == 404 and entry.name in NOT_YET:
        pytest.skip("this page is not there yet")
    assert response.status == (404 if entry.name == "not-found" else 200)
    return page


def window(people, demo, entry, **options):
    if entry.name == "not-found":
        # The browser itself notes the 404 it was sent for.
        people.expected.append("404")
    return people.visitor(demo, **options) if entry.is_open else people.owner(demo, **options)


@pytest.mark.parametrize("entry", PAGES, ids=ids)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_used_by_everybody(people, demo, filled, entry, scheme):
    page = visit(window(people, demo, entry, scheme=scheme), entry, filled)
    assert accessibility_findings(page) == []
    picture(page, entry.name if scheme == "light" else f"dark/{entry.name}")


@pytest.mark.parametrize("entry", PAGES, ids=ids)
def test_a_page_fits_a_phone(people, demo, filled, entry):
    page = visit(window(people, demo, entry, viewport=PHONE), entry, filled)
    assert sideways_overflow(page) == []
    assert accessibility_findings(page) == []
    picture(page, f"phone/{entry.name}")


@pytest.mark.parametrize("entry", PAGES, ids=ids)
def test_a_page_is_whole_without_script(people, demo, filled, entry):
    page = visit(window(people, demo, entry, script=False), entry, filled)
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    # Whatever only a script can do is not offered.
    assert page.locator("[data-print]:visible").count() == 0


@pytest.mark.parametrize("entry", [e for e in PAGES if not e.is_open], ids=[e.name for e in PAGES if not e.is_open])
def test_a_page_prints_without_what_cannot_be_clicked(people, demo, filled, entry):
    page = visit(people.owner(demo), entry, filled)
    page.emulate_media(media="print")
    for selector in ("header.side", ".skip", ".pager"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
