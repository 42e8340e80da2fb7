"""A bank's file is looked at before it is booked, with script and without."""

import pytest
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
