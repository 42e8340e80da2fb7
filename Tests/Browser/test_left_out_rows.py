"""Rows of a file that could not be read: completed in the page, by keyboard and without script; or said to be no transactions."""

import pytest
from support.api import API
from support.checks import findings

FILE = "Date,Description,Amount\n2025-11-03,COFFEE,-3.50\n2025-11-31,NO SUCH DAY,-10.00\n2025-11-05,TEN BUCKS,ten\n2025-13-01,REFUND,5.00\n"


@pytest.fixture
def shop(people, empty, request):
    account = empty.sign_up(f"{abs(hash(request.node.name)) % 10**9}@example.com", "a long enough password", "Corner Shop")
    api = API(empty, account)
    done = api.upload("/api/statements?account=1000&filename=november.csv", FILE)
    return account, api, f"/import/{done['id']}"


def lines(api):
    return {(line["date"], line["text"], line["amount"]) for line in api.get("/api/lines?state=all")["items"]}


def tab_to(page, selector):
    """By the Tab key alone."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector}")


def retype(page, text):
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_by_keyboard_rows_are_completed_and_dismissed(people, empty, shop):
    people.expected.append("422")
    account, api, path = shop
    page = people.member(empty, account)
    page.goto(path)
    assert "“2025-11-31” is not a date" in page.locator("#date-0-error").inner_text()
    tab_to(page, "#date-0")
    retype(page, "tomorrow")
    page.keyboard.press("Enter")
    page.wait_for_selector("#summary:focus")
    assert page.locator("#date-0").input_value() == "tomorrow"
    assert page.locator("#text-0").input_value() == "NO SUCH DAY"
    assert "Row 3: “tomorrow” is not a date" in page.locator("#date-0-error").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#date-0:focus")
    retype(page, "2025-11-30")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}?rows=0#row-1")
    assert f"Taken in by {account.email}" in page.locator("#row-0").inner_text()
    # From the row that comes next, the way is short.
    tab_to(page, "#amount-1")
    retype(page, "-10")
    tab_to(page, "#row-1 button[value=dismiss]")
    page.keyboard.press("Enter")
    page.wait_for_url("**#row-2")
    assert "Not a transaction" in page.locator("#row-1").inner_text()
    page.goto(path)
    tab_to(page, "#row-1 button[value=revoke]")
    page.keyboard.press("Space")
    page.wait_for_url("**#row-1")
    tab_to(page, "#amount-1")
    assert page.locator("#amount-1").input_value() == "ten"
    retype(page, "-10")
    page.keyboard.press("Enter")
    page.wait_for_url("**#row-2")
    assert lines(api) == {
        ("2025-11-03", "COFFEE", "-3.50"), ("2025-11-30", "NO SUCH DAY", "-10.00"), ("2025-11-05", "TEN BUCKS", "-10.00")}


def test_without_script_wrong_values_stay_and_a_second_tab_books_nothing(people, empty, shop):
    people.expected.append("422")
    account, api, path = shop
    page = people.member(empty, account, script=False)
    page.goto(path)
    other = page.context.new_page()
    other.goto(path)
    page.locator("#amount-1").fill("ten euros")
    page.locator("#row-1").get_by_role("button", name="Take in").click()
    assert "is not an amount here: this file writes 1,234.56" in page.locator("#summary").inner_text()
    assert page.locator("#amount-1").input_value() == "ten euros"
    page.locator("#amount-1").fill("-10.00")
    page.locator("#row-1").get_by_role("button", name="Take in").click()
    assert "is a line of this import now" in page.locator("main").inner_text()
    other.locator("#amount-1").fill("-11.00")
    other.locator("#row-1").get_by_role("button", name="Take in").click()
    assert "it is in the books once" in other.locator("main").inner_text()
    assert len(lines(api)) == 2
    page.goto("/import")
    page.get_by_role("button", name="Undo").first.click()
    assert {line["state"] for line in api.get("/api/lines?state=all")["items"]} == {"undone"}


def test_the_rows_are_for_everybody_and_fit_a_phone(people, empty, shop):
    account, api, path = shop
    page = people.member(empty, account)
    page.goto(path)
    page.locator("#row-1").get_by_role("button", name="Not a transaction").click()
    page.wait_for_url("**#row-2")
    assert findings(page, "import-left-out") == []
