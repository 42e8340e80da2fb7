"""What holds for every page there is, whoever wrote it: one visit each, seen light, dark, on paper and on a telephone, and one without script."""

import pytest
from support.checks import findings
from support.pages import PAGES, Filled

ids = [entry.name for entry in PAGES]


@pytest.fixture(scope="module")
def filled(demo):
    return Filled(demo)


def visit(people, demo, filled, entry, **options):
    if entry.name == "not-found":
        # The browser itself notes the 404 it was sent for.
        people.expected.append("404")
    page = people.visitor(demo, **options) if entry.is_open else people.owner(demo, **options)
    response = page.goto(filled.path(entry))
    assert response.status == (404 if entry.name == "not-found" else 200)
    return page


@pytest.mark.parametrize("entry", PAGES, ids=ids)
def test_a_page_is_for_everybody_light_dark_printed_and_on_a_telephone(people, demo, filled, entry):
    page = visit(people, demo, filled, entry)
    assert findings(page, entry.name) == []


@pytest.mark.parametrize("entry", PAGES, ids=ids)
def test_a_page_is_whole_without_script(people, demo, filled, entry):
    page = visit(people, demo, filled, entry, script=False)
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    # Whatever only a script can do is not offered.
    assert page.locator("[data-print]:visible").count() == 0
