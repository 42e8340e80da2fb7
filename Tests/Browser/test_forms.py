"""Every form of every page, filled in wrongly: it comes back with what was typed, says what is wrong, and nothing has happened.

Nobody lists the forms here. They are found by going through the pages from link to link, so a new one is tried from its first day.
"""

import pytest
from support.forms import Books, Form, Try, forms_of, links_of, shape
from support.pages import PAGES, Filled

# Pages that differ by their ids alone are looked at once, and a list's filters are one page.
MOST_PAGES = 150
# So that a walk that finds no forms is no success.
LEAST_FORMS = 25


@pytest.fixture(scope="module")
def filled(demo):
    return Filled(demo)


def found_forms(page, starts: list[str]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    seen: set[str] = set()
    waiting = list(starts)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if shape(path) in seen or path.startswith("/api/"):
            continue
        seen.add(shape(path))
        page.goto(path)
        for form in forms_of(page):
            forms.setdefault(form.name, form)
        waiting += [link for link in links_of(page) if shape(link) not in seen]
    return forms


def complaints(page, server, forms: dict[str, Form], *, reach=lambda page, form: page.goto(form.page), password="") -> list[str]:
    """What is wrong with the answers.

    `reach` opens the page of a form; `password` is that of whoever fills it in.
    """
    books = Books(server)
    found = []
    for form in forms.values():
        for field in form.ends:
            for wrong, value in field.wrongs.items():
                reach(page, form)
                books.changes()
                tried = Try(page, form, field, wrong, value, password)
                found += [f"{tried}: {fault}" for fault in tried.faults]
                found += [f"{tried}: the table {table} was changed" for table in books.changes()]
    return found


def test_a_form_filled_in_wrongly_says_so_keeps_what_was_typed_and_does_nothing(people, demo, filled):
    people.expected += ["422 (Unprocessable", "401 (Unauthorized"]
    page = people.owner(demo, script=False)
    forms = found_forms(page, [filled.path(entry) for entry in PAGES if not entry.is_open])
    assert len(forms) >= LEAST_FORMS, sorted(forms)
    found = complaints(page, demo, forms, password=demo.demo_password)
    assert not found, "\n".join(found)


def test_a_refused_form_is_where_the_focus_goes(people, demo):
    people.expected.append("409 (Conflict")
    page = people.owner(demo)
    page.goto("/accounts")
    page.get_by_label("Code").fill("1000")
    page.get_by_label("Name", exact=True).fill("Another checking account")
    page.get_by_role("button", name="Add account").click()
    summary = page.get_by_role("alert")
    assert summary.evaluate("summary => summary === document.activeElement")
    summary.get_by_role("link").click()
    assert page.get_by_label("Code").evaluate("field => field === document.activeElement")
    assert page.get_by_label("Name", exact=True).input_value() == "Another checking account"


def test_so_does_a_form_for_whoever_is_not_signed_in(people, demo, filled):
    people.expected += ["422 (Unprocessable", "404 (Not Found", "401 (Unauthorized"]
    page = people.visitor(demo, script=False)
    forms = found_forms(page, [filled.path(entry) for entry in PAGES if entry.is_open])
    found = complaints(page, demo, forms)
    assert not found, "\n".join(found)
