"""The first hour with the service, as somebody new has it: from nobody to a report, by keyboard, and with two companies in two tabs."""

from support.api import API
from support.checks import picture
from support.people import DESK

STATEMENT = """Date,Description,Amount
2025-11-03,ACME CLOUD 1,-10.00
2025-11-05,ACME CLOUD 2,-15.00
2025-11-07,ACME CLOUD 3,-20.00
2025-11-12,CARD SALES,250.00
2025-11-21,LANDLORD,-900.00
"""


def file_current(page, account):
    page.keyboard.press("c")
    page.keyboard.type(account)
    page.keyboard.press("Enter")


def settled(page):
    """Waits until every answer is with the server."""
    page.wait_for_function("() => Object.keys(localStorage).filter(k => k.startsWith('outbox')).every(k => localStorage[k] === '[]')")


def test_from_signing_up_to_profit_and_loss_with_hands_on_the_keyboard(people, empty):
    page = people.visitor(empty, viewport=DESK)
    page.goto("/signup")
    page.get_by_label("Company").focus()
    for text in ("Corner Shop", "Sam", "sam@example.com", "a long enough password"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard")
    picture(page, "first-steps")

    # A dialog of the system's own chooses the file; everything after it is keys again.
    page.locator("input[type=file]").set_input_files({"name": "november.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()})
    page.get_by_role("button", name="Import", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review*")
    assert "5 lines in 3 groups" in page.locator("[data-facts]").inner_text()

    # What waits for an account is told apart by its text, whatever order it comes in.
    for _ in range(5):
        text = page.locator("tr.now a.line").inner_text()
        file_current(page, "4000" if "SALES" in text else "6000")
        page.wait_for_function("before => document.querySelector('tr.now:not([hidden]) a.line')?.innerText !== before", arg=text)
    # The last answer brings the next page by itself, and a key pressed before would be for the old one.
    page.wait_for_url("**/review?did=*")
    settled(page)
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/reports/profit-and-loss*")
    rows = page.locator("table.report").first.inner_text()
    assert "250.00" in rows and "945.00" in rows and "-695.00" in rows
    assert page.locator(".banner--warn").count() == 0


def test_two_tabs_with_two_companies_never_mix(people, empty):
    account = empty.sign_up("both@example.com", "a long enough password", "First Company")
    api = API(empty, account)
    first = api.get("/api/auth/me")["tenants"][0]["id"]
    one = people.member(empty, account)
    one.goto("/companies")
    one.get_by_label("Name").fill("Second Company")
    one.get_by_role("button", name="Open the company").click()
    second = next(t["id"] for t in api.get("/api/auth/me")["tenants"] if t["id"] != first)
    for tenant, text in ((first, "FIRST"), (second, "SECOND")):
        api.upload(f"/api/statements?filename={text}.csv&tenant_id={tenant}", f"Date,Description,Amount\n2025-11-01,{text} LINE,-5.00\n2025-11-02,{text} LINE,-6.00\n")

    def open_company(page, name):
        page.goto("/companies")
        page.get_by_role("button", name=f"Open {name}").click()
        page.goto("/review")
        assert name in page.locator(".tenant-name").inner_text()

    open_company(one, "First Company")
    two = one.context.new_page()
    open_company(two, "Second Company")
    # The first tab still shows the first company; what is answered in it belongs there, though the second is the one open by now.
    for page, name in ((one, "FIRST"), (two, "SECOND")):
        assert name in page.locator("tr.now a.line").inner_text()
        file_current(page, "6000")
        page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('filed to')")
        settled(page)
    for tenant, name in ((first, "FIRST"), (second, "SECOND")):
        lines = api.get(f"/api/lines?state=posted&tenant_id={tenant}")["items"]
        assert [line["text"] for line in lines] == [f"{name} LINE"]
    # A link from the first tab leads into the company that is open, and says which that is.
    one.goto("/entries")
    assert "Second Company" in one.locator(".tenant-name").inner_text()
    assert "FIRST LINE" not in one.content()
