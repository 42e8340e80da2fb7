"""A bank's file is looked at before it is booked, with script and without."""

import pytest
from support.api import API
from support.checks import findings

BANK = "Date,Description,Amount\n2025-03-01,COFFEE <b>BAR</b>,-3.50\n2025-03-02,RENT,-1005.00\nlater,NOTHING,-1.00\n"


def look(page, name, text=BANK):
    page.goto("/import")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Preview one file").click()
    assert page.locator("h1").inner_text() == "Preview"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_columns_are_changed_on_the_preview_and_then_booked(people, demo, script):
    page = people.owner(demo, script=script)
    look(page, f"march-{script}.csv", BANK.replace("RENT", f"RENT {script}"))
    assert page.get_by_role("button", name="Import").inner_text().startswith("Import ")
    assert "COFFEE <b>BAR</b>" in page.locator("table").first.inner_text()
    page.get_by_label("Sign", exact=True).select_option("inverted")
    page.get_by_role("button", name="Look again").click()
    assert page.get_by_label("Sign", exact=True).input_value() == "inverted"
    assert "-1,005.00" not in page.locator("table").first.inner_text()
    page.get_by_role("button", name="Import").click()
    assert page.locator("h1").inner_text() == f"march-{script}.csv"
    assert "NOTHING" in page.content()


def test_a_preview_is_for_everybody_light_dark_and_on_a_telephone(people, demo):
    page = people.owner(demo)
    look(page, "seen.csv")
    assert findings(page, "preview") == []


STATEMENTS = {
    "dollars.csv": "Date,Description,Amount (USD)\n2025-03-01,TEA,-3.50\n2025-03-02,RENT,-900.00\n",
    "euros-1.csv": "Date,Description,Amount (EUR)\n2025-03-01,MILCH,-2.50\n",
    "euros-2.csv": "Date,Description,Amount (EUR)\n2025-04-01,BROT,-4.50\n2025-04-02,KAFFEE,-3.00\n",
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_of_several_files_each_keeps_its_own_question_for_the_account(people, empty, script):
    account = empty.sign_up(f"several-{script}@example.com", "a long enough password", "Corner Shop")
    books = API(empty, account)
    page = people.member(empty, account, script=script)
    page.goto("/import")
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in STATEMENTS.items()])
    page.get_by_role("button", name="Import", exact=True).click()
    if script:
        page.get_by_role("link", name="Review what is new").wait_for()
        assert page.locator("[data-drop-list]").get_by_role("link", name="Which account?").count() == 2
        # Among the imports they stand without another look.
        page.get_by_role("row", name="euros-2.csv").get_by_role("link", name="Which account?").wait_for()
        page.goto("/import")
    else:
        assert "3 files: 5 new lines. 2 ask which account they belong to." in page.locator("main").inner_text()
    assert len(books.get("/api/lines?state=all")["items"]) == 5
    assert page.get_by_role("link", name="Which account?").count() == 2

    # One belongs elsewhere, the other one is right; each is answered for itself, whenever that is.
    page.get_by_role("row", name="euros-1.csv").get_by_role("link", name="Which account?").click()
    assert "The statement in EUR names no account" in page.locator("main").inner_text()
    page.get_by_label("They belong on").select_option(label="1010 Savings")
    if script:
        assert findings(page, "which-account") == []
    page.get_by_role("button", name="Answer").click()
    assert "The lines are on 1010 Savings now." in page.locator("main").inner_text()
    assert "Which account?" not in page.locator("main").inner_text()
    page.goto("/import")
    page.get_by_role("link", name="Which account?").click()
    assert page.locator("h1").inner_text() == "euros-2.csv"
    page.get_by_role("button", name="Answer").click()
    assert "The lines stay on 1000 Checking." in page.locator("main").inner_text()
    page.goto("/import")
    assert page.get_by_role("link", name="Which account?").count() == 0
    chart = {each["id"]: each["name"] for each in books.get("/api/accounts?limit=500")["items"]}
    places = {line["text"]: chart[line["account"]] for line in books.get("/api/lines?state=waiting")["items"]}
    assert places == {
        "TEA": "Checking", "RENT": "Checking", "MILCH": "Savings", "BROT": "Checking", "KAFFEE": "Checking"}


def test_an_error_keeps_the_navigation(people, demo):
    people.expected.append("404")
    page = people.owner(demo)
    assert page.goto("/entries/999999").status == 404
    assert page.get_by_role("navigation", name="Main").count() == 1
    assert findings(page, "not-found-inside") == []


def test_the_lines_shown_are_downloaded(people, demo):
    page = people.owner(demo)
    page.goto("/lines?state=waiting")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = download.value.path().read_text().splitlines()
    assert rows[0].startswith("date,bank text,")
    assert len(rows) > 1 and all(",waits," in row for row in rows[1:])
