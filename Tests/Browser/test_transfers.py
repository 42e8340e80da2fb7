"""A transfer between two of the company's own accounts: one entry, two lines, by keyboard and without script."""

import pytest
from support.api import API
from support.checks import findings
from support.people import DESK

HEAD = "Date,Description,Amount\n"


@pytest.fixture
def shop(people, empty, request):
    account = empty.sign_up(f"{abs(hash(request.node.name)) % 10**9}@example.com", "a long enough password", "Corner Shop")
    api = API(empty, account)
    api.upload("/api/statements?account=1000&filename=checking.csv", HEAD + "2025-11-03,TO SAVINGS,-250.00\n2025-11-04,COFFEE,-3.50\n")
    return account, api


def savings(api):
    api.upload("/api/statements?account=1010&filename=savings.csv", HEAD + "2025-11-05,FROM CHECKING,250.00\n")


def line(api, text):
    return next(one for one in api.get("/api/lines?state=all")["items"] if one["text"] == text)


def test_by_keyboard_a_ticked_line_makes_a_pair_and_undo_takes_it_apart(people, empty, shop):
    account, api = shop
    savings(api)
    page = people.member(empty, account)
    page.goto(f"/review?line={line(api, 'TO SAVINGS')['id']}")
    page.keyboard.press("t")
    page.wait_for_selector("#transfer[open] input[type=radio]:focus")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**did=*")
    assert "are one transfer" in page.locator("[data-said]").inner_text()
    out, into = line(api, "TO SAVINGS"), line(api, "FROM CHECKING")
    assert out["entry"] == into["entry"] and len(api.get("/api/entries")["items"]) == 1
    page.goto(f"/entries/{out['entry']}")
    text = page.locator("main").inner_text()
    assert "TO SAVINGS" in text and "FROM CHECKING" in text
    page.goto("/review")
    page.goto(f"/review?line={into['id']}")
    assert "One transfer with “TO SAVINGS”" in page.locator("[data-pane]").inner_text()
    page.keyboard.press("u")
    page.wait_for_url("**undid=*")
    assert {line(api, "TO SAVINGS")["state"], line(api, "FROM CHECKING")["state"]} == {"waiting"}
    assert len(api.get("/api/entries")["items"]) == 2


def test_the_transfer_editor_is_for_everybody_and_fits_a_phone(people, empty, shop):
    account, api = shop
    savings(api)
    page = people.member(empty, account)
    page.goto(f"/review?line={line(api, 'TO SAVINGS')['id']}#line")
    page.keyboard.press("t")
    page.wait_for_selector("#transfer[open] input[type=radio]:focus")
    assert findings(page, "review-transfer") == []


def test_without_script_the_line_that_comes_later_is_the_other_half(people, empty, shop):
    account, api = shop
    page = people.member(empty, account, script=False)
    page.goto(f"/review?line={line(api, 'TO SAVINGS')['id']}")
    page.get_by_text("Transfer between own accounts").click()
    assert "when the other line comes" in page.locator("#transfer-hint").inner_text()
    page.get_by_label("Other account", exact=True).fill("1010")
    page.get_by_role("button", name="File as a transfer").click()
    savings(api)
    into = line(api, "FROM CHECKING")
    assert into["proposal"]["held"] == "transfer"
    page.goto(f"/review?line={into['id']}")
    assert "is booked already" in page.locator("[data-pane]").inner_text()
    page.get_by_text("Transfer between own accounts").click()
    # What the books hold is ticked; the person only says yes.
    assert page.get_by_role("radio", name="TO SAVINGS").is_checked()
    page.get_by_role("button", name="File as a transfer").click()
    assert "nothing was booked twice" in page.locator("[data-said]").inner_text()
    assert len(api.get("/api/entries")["items"]) == 1
    page.get_by_role("button", name="Undo").click()
    assert line(api, "TO SAVINGS")["state"] == "posted"
    assert line(api, "FROM CHECKING")["state"] == "waiting"


def test_a_line_that_somebody_answered_meanwhile_is_said_and_the_choice_is_kept(people, empty, shop):
    people.expected.append("409 (Conflict)")
    account, api = shop
    savings(api)
    page = people.member(empty, account, script=False)
    page.goto(f"/review?line={line(api, 'TO SAVINGS')['id']}")
    page.get_by_text("Transfer between own accounts").click()
    page.get_by_role("radio", name="FROM CHECKING").check()
    api.post(f"/api/lines/{line(api, 'FROM CHECKING')['id']}/decision", {"account": "6000"})
    page.get_by_role("button", name="File as a transfer").click()
    assert "Somebody has answered the other line in the meantime" in page.get_by_role("alert").inner_text()
    assert len(api.get("/api/entries")["items"]) == 1
    assert line(api, "TO SAVINGS")["state"] == "waiting"


def test_lines_weeks_apart_are_paired_by_hand_from_further_away(people, empty, shop):
    account, api = shop
    api.upload("/api/statements?account=1010&filename=savings.csv", HEAD + "2025-12-09,FROM CHECKING,250.00\n2025-12-10,OTHER,250.50\n")
    page = people.member(empty, account)
    page.goto(f"/review?line={line(api, 'TO SAVINGS')['id']}")
    # A queue of single lines has no group above them, and nothing in its place.
    assert "[]" not in page.locator("#bulk").inner_text()
    page.keyboard.press("t")
    editor = page.locator("#transfer")
    assert "has this amount within a week" in editor.inner_text()
    assert "More than 7 days apart two lines are not paired without you" in editor.inner_text()
    assert editor.get_by_role("radio").count() == 0
    editor.get_by_role("link", name="30 days").click()
    assert "has this amount within 30 days" in editor.inner_text()
    editor.get_by_role("link", name="90 days").click()
    assert editor.get_by_role("radio", name="OTHER").count() == 0
    found = editor.get_by_role("radio", name="FROM CHECKING")
    # Nobody has said so far that it is the one.
    assert not found.is_checked()
    assert findings(page, "review-transfer-far") == []
    page.set_viewport_size(DESK)
    found.check()
    editor.get_by_role("button", name="File as a transfer").click()
    page.wait_for_url("**did=*")
    assert "are one transfer" in page.locator("[data-said]").inner_text()
    out, into = line(api, "TO SAVINGS"), line(api, "FROM CHECKING")
    assert out["entry"] == into["entry"] and len(api.get("/api/entries")["items"]) == 1
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**undid=*")
    assert {line(api, "TO SAVINGS")["state"], line(api, "FROM CHECKING")["state"]} == {"waiting"}


def test_a_line_that_comes_weeks_later_is_tied_by_hand_to_what_is_booked(people, empty, shop):
    account, api = shop
    api.post(f"/api/lines/{line(api, 'TO SAVINGS')['id']}/decision", {"transfer": {"account": "1010"}})
    api.upload("/api/statements?account=1010&filename=savings.csv", HEAD + "2025-12-09,FROM CHECKING,250.00\n")
    page = people.member(empty, account, script=False)
    page.goto(f"/review?line={line(api, 'FROM CHECKING')['id']}&within=90")
    page.get_by_role("radio", name="TO SAVINGS").check()
    page.get_by_role("button", name="File as a transfer").click()
    assert "nothing was booked twice" in page.locator("[data-said]").inner_text()
    assert len(api.get("/api/entries")["items"]) == 1
