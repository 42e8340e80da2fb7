"""The audit log is filtered by words."""

from support.api import API


def test_without_script_the_log_is_filtered_by_what_was_done(people, empty):
    account = empty.sign_up("audit@example.com", "a long enough password", "Corner Shop")
    api = API(empty, account)
    api.post("/api/accounts", {"code": "6999", "name": "Odds and ends", "kind": "expense"})
    page = people.member(empty, account, script=False)
    page.goto("/audit")
    page.get_by_label("What").select_option(label="Account added")
    page.get_by_role("button", name="Show").click()
    rows = page.locator("tbody tr")
    assert rows.count() == 1
    assert "Account added" in rows.inner_text() and "Odds and ends" in rows.inner_text()
    assert page.get_by_label("What").input_value() == "account.added"
