"""Entries go to QuickBooks Online: connect, say where accounts go, look what stands in the way, send, read back, disconnect."""

import concurrent.futures
import contextlib

import pytest

from support.api import API
from support.checks import findings
from support.doubles import Double
from support.people import DESK
from support.server import Server

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def intuit(tmp_path_factory):
    double = Double("quickbooks_double.py", tmp_path_factory.mktemp("intuit"))
    yield double
    double.stop()


@pytest.fixture(scope="module")
def linked(tmp_path_factory, intuit):
    environment = {
        "QBO_CLIENT_ID": "client-id", "QBO_CLIENT_SECRET": "client-secret", "QBO_API_BASE": intuit.address, "QBO_OAUTH_BASE": intuit.address}
    with Server(tmp_path_factory.mktemp("linked"), environment=environment) as server:
        yield server


def company(server: Server, email: str):
    """Three entries of bank fees and one of rent."""
    account = server.sign_up(email, PASSWORD, "South Side Hackerspace")
    books = API(server, account)
    rows = "".join(f"2025-06-0{day},MONTHLY FEE,-{day}.50\n" for day in (1, 2, 3))
    books.upload("/api/statements?filename=a.csv", f"Date,Description,Amount\n{rows}2025-06-04,RENT,-900.00\n")
    accounts = {each["name"]: each["id"] for each in books.get("/api/accounts?limit=500")["items"]}
    for line in books.get("/api/lines?state=waiting")["items"]:
        books.post(f"/api/lines/{line['id']}/decision", {"account": accounts["Rent" if line["text"] == "RENT" else "Bank fees"]})
    return account


def connect(page):
    page.goto("/exports")
    page.get_by_role("button", name="Connect QuickBooks").click()
    page.get_by_role("link", name="Connect").click()
    page.wait_for_url("**/exports?said=connected")


def look(page, name: str):
    assert findings(page, name) == []
    page.set_viewport_size(DESK)


def test_a_company_is_connected_mapped_checked_sent_read_back_and_disconnected(people, linked, intuit):
    # Intuit's pages are another's.
    people.expected.append("request to a third party")
    account = company(linked, "owner@southside.example")
    page = people.member(linked, account)
    page.goto("/exports")
    assert "Not connected" in page.locator("main").inner_text()
    connect(page)
    assert "Connected to Sandbox Company_US_1." in page.locator("main").inner_text()
    look(page, "quickbooks-connected")

    page.get_by_role("link", name="Accounts", exact=True).last.click()
    assert page.get_by_label("Bank fees").locator("option:checked").inner_text().startswith("Bank Fees")
    assert page.get_by_label("Rent").locator("option:checked").inner_text() == "Nowhere"
    look(page, "quickbooks-accounts")
    page.get_by_role("button", name="Save accounts").click()
    page.wait_for_url("**/accounts?said=saved")

    page.goto("/exports/quickbooks/check")
    assert "3 entries would be sent, 1 would fail" in page.locator("main").inner_text()
    assert "Rent" in page.locator("table").inner_text()
    look(page, "quickbooks-check")
    page.get_by_role("button", name="Send 3 to QuickBooks").click()
    page.wait_for_url("**/exports/quickbooks/runs/*")
    page.get_by_text("Posted 3, skipped 0, failed 1.").wait_for()
    assert "6500 Rent has no account in QuickBooks" in page.locator("table").inner_text()
    look(page, "quickbooks-run")
    held = intuit.get("/_double/state")
    assert len(held["entries"]) == 3

    # Sent again, nothing is posted twice; what was deleted there is told apart.
    page.goto("/exports")
    page.get_by_role("button", name="Send to QuickBooks").click()
    page.wait_for_url("**/exports/quickbooks/runs/*")
    page.get_by_text("Posted 0, skipped 3, failed 1.").wait_for()
    intuit.post("/_double/state", {"delete": [held["entries"][-1]["DocNumber"]]})
    page.goto("/exports")
    page.get_by_role("button", name="Read back").click()
    page.wait_for_url("**/exports?said=checked")
    assert "Deleted there" in page.locator("dl.pairs").inner_text()

    page.get_by_role("button", name="Disconnect").click()
    page.wait_for_url("**/exports?said=disconnected")
    assert "its tokens are revoked" in page.locator("main").inner_text()


def test_a_choice_that_quickbooks_does_not_have_is_said_beside_its_account_and_nothing_is_saved(people, linked):
    people.expected += ["request to a third party", "422 (Unprocessable"]
    page = people.member(linked, company(linked, "wrong@southside.example"))
    connect(page)
    page.goto("/exports/quickbooks/accounts")
    fees = page.get_by_label("Bank fees")
    assert fees.locator("option:checked").inner_text().startswith("Bank Fees")
    fees.select_option("")
    rent = page.get_by_label("Rent")
    rent.evaluate("list => { list.add(new Option('gone', '999')); list.value = '999' }")
    page.get_by_role("button", name="Save accounts").click()
    summary = page.get_by_role("alert")
    assert "Nothing was saved. One thing is wrong:" in summary.inner_text()
    assert summary.evaluate("summary => summary === document.activeElement")
    summary.get_by_role("link").click()
    assert rent.evaluate("list => list === document.activeElement")
    assert rent.get_attribute("aria-invalid") == "true"
    # What was chosen beside it stays, on the page alone.
    assert fees.locator("option:checked").inner_text() == "Nowhere"
    look(page, "quickbooks-accounts-refused")
    page.goto("/exports/quickbooks/accounts")
    assert page.get_by_label("Bank fees").locator("option:checked").inner_text().startswith("Bank Fees")


def test_without_keys_the_page_says_what_the_operator_sets(people, empty):
    account = empty.sign_up("owner@southside.example", PASSWORD, "South Side Hackerspace")
    page = people.member(empty, account, script=False)
    page.goto("/exports")
    assert "QuickBooks Online not configured" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Connect QuickBooks").count() == 0


def test_whoever_says_no_at_intuit_is_told_and_can_begin_anew(people, linked):
    people.expected += ["request to a third party", "422 (Unprocessable"]
    account = linked.sign_up("no@southside.example", PASSWORD, "Undecided")
    page = people.member(linked, account)
    page.goto("/exports")
    page.get_by_role("button", name="Connect QuickBooks").click()
    page.get_by_role("link", name="No thanks").click()
    page.wait_for_url("**/exports/quickbooks/callback*")
    assert "Access was not given at Intuit" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="Connect QuickBooks").count() == 1


def test_of_eight_processes_that_find_the_token_refused_one_renews_it(people, linked, intuit):
    people.expected.append("request to a third party")
    account = company(linked, "many@southside.example")
    connect(people.member(linked, account))
    with contextlib.ExitStack() as stack:
        servers = [linked] + [stack.enter_context(Server(linked.folder, environment=linked.environment)) for _ in range(7)]
        callers = [API(server, account) for server in servers]
        before = intuit.get("/_double/state")["refreshes"]
        intuit.post("/_double/state", {"set": {"access": []}})

        def read_chart(caller: API) -> bytes:
            return caller.send("POST", "/exports/quickbooks/chart", b"", "application/x-www-form-urlencoded", raw=True)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(read_chart, callers))
    assert all(b"Accounts in QuickBooks" in page for page in pages)
    assert intuit.get("/_double/state")["refreshes"] == before + 1
