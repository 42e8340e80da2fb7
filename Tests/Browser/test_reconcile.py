"""The books are proved: coverage, a statement, the checklist, a certificate; and a receipt on an entry."""

from support.checks import findings


def test_a_statement_the_checklist_and_the_certificate_are_for_everybody_and_fit_a_phone(people, demo):
    page = people.owner(demo)
    page.goto("/reconcile")
    page.locator(".coverage a.cov-ok").last.click()
    page.wait_for_url("**/reconcile/statements/*")
    assert findings(page, "reconcile-statement") == []
    page.goto("/reconcile/closing/2025-11")
    assert findings(page, "close-checklist") == []
    page.get_by_role("button", name="Certify how it stands").click()
    page.wait_for_url("**/reconcile/certificates/*")
    assert findings(page, "close-certificate") == []


def test_without_script_the_proof_ties_out_to_the_books(people, demo):
    people.expected.append("409 (Conflict)")
    page = people.owner(demo, script=False)
    page.goto("/reconcile")
    assert "12 of 12 account months are covered" in page.locator("main").inner_text()
    assert "20,683.21" in page.locator(".proof").first.inner_text()
    assert page.locator(".pill--ok").first.inner_text().strip() == "Agrees"
    page.goto("/reconcile/closing/2025-11")
    assert "44 lines wait in review: -11,936.96." in page.locator("main").inner_text()
    page.get_by_role("button", name="Close November 2025").click()
    assert "points are still open for 2025-11" in page.locator("main").inner_text()


def test_a_receipt_is_attached_to_an_entry_and_removed_without_script(people, demo, tmp_path):
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"%PDF-1.4\n% a receipt\n")
    page = people.owner(demo, script=False)
    page.goto("/entries")
    page.locator("table a[href^='/entries/']").first.click()
    page.locator("input[type=file]").set_input_files(receipt)
    page.get_by_role("button", name="Attach").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="receipt.pdf").click()
    assert download.value.suggested_filename == "receipt.pdf"
    page.get_by_role("button", name="Remove").click()
    assert "No receipt yet." in page.locator("main").inner_text()
