"""The books' own pages as somebody uses them: figures that agree, forms that keep what was typed, a rule tried while it is typed."""

import re

from support.api import API
from support.people import PHONE


def figure(text: str) -> int:
    """`-11,936.96` in cents."""
    return int(re.search(r"-?[\d,]+\.\d\d", text).group().replace(",", "").replace(".", ""))


def test_the_dashboard_the_badge_and_the_reports_agree(people, demo):
    page = people.owner(demo)
    page.goto("/dashboard")
    waiting = int(page.locator(".due .n").first.inner_text())
    assert int(page.locator(".nav .count--due").evaluate("e => e.firstChild.textContent")) == waiting
    stats = page.locator(".stats > div")
    profit = figure(stats.nth(1).locator(".stat-value").inner_text())
    left_out = re.search(r"(\d+) lines? in review", stats.nth(1).inner_text())
    stats.nth(1).get_by_role("link").click()
    assert figure(page.locator("tr.grand td").first.inner_text()) == profit
    assert f"{left_out.group(1)} line" in page.locator(".banner--warn").inner_text()
    page.goto("/reports/trial-balance")
    debit, credit = [figure(text) for text in page.locator("tr.grand td").all_inner_texts()]
    assert debit == credit
    page.goto("/reports/cash-flow")
    cash = figure(page.locator("tr.grand td").first.inner_text())
    page.goto("/dashboard")
    assert figure(page.locator(".stats > div").first.locator(".stat-value").inner_text()) == cash


def test_every_figure_of_profit_and_loss_opens_postings_that_sum_to_it(people, demo):
    page = people.owner(demo)
    page.goto("/reports/profit-and-loss")
    row = page.locator("table.report").first.locator("tbody tr", has=page.locator("td a")).first
    expected = figure(row.locator("td").first.inner_text())
    row.locator("td a").first.click()
    rows = page.locator("tbody tr").all()
    total = sum(figure(cells[4]) for cells in (r.locator("td").all_inner_texts() for r in rows) if cells[4].strip())
    total -= sum(figure(cells[3]) for cells in (r.locator("td").all_inner_texts() for r in rows) if cells[3].strip())
    assert total == expected


def test_an_entry_is_reversed_and_both_stay_visible(people, demo):
    people.expected.append("status of 422")
    page = people.owner(demo)
    page.goto("/entries")
    page.locator("tbody a").first.click()
    assert "Postings" in page.content() and "How it was decided" in page.content()
    number = page.locator("h1").inner_text().removeprefix("Entry ")
    page.get_by_label("Date of the reversal").fill("2001-01-01")
    page.locator("#reverse button").click()
    assert page.locator("#summary").evaluate("e => e === document.activeElement")
    assert page.get_by_label("Date of the reversal").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Date of the reversal").input_value() == "2001-01-01"
    page.goto(page.url.removesuffix("/reversal"))
    page.locator("#reverse button").click()
    assert "Reversed by" in page.locator(".said").inner_text()
    page.get_by_role("link", name=number).click()
    assert page.locator(".pill--warn").inner_text() == "Reversed"


def test_an_unbalanced_entry_is_refused_and_nothing_typed_is_lost(people, demo):
    page = people.owner(demo)
    people.expected.append("422")
    page.goto("/entries/new")
    page.get_by_label("Narration").fill("Rent of the <b>workshop</b>")
    page.get_by_label("Account, posting 1").select_option(index=1)
    page.get_by_label("Debit, posting 1").fill("10.00")
    page.get_by_label("Account, posting 2").select_option(index=2)
    page.get_by_label("Credit, posting 2").fill("9.00")
    page.get_by_role("button", name="Post").click()
    assert page.locator("#summary").evaluate("e => e === document.activeElement")
    assert page.get_by_label("Narration").input_value() == "Rent of the <b>workshop</b>"
    assert page.get_by_label("Credit, posting 2").input_value() == "9.00"


def test_a_rule_is_tried_while_it_is_typed_and_nothing_is_saved(people, demo):
    page = people.owner(demo)
    page.goto("/rules")
    before = page.locator(".rule-list li").count()
    page.get_by_label("Name").fill("Deposits")
    page.get_by_label("File to").select_option(label="4000 Member dues")
    page.get_by_label("Value, condition 1", exact=True).fill("deposit")
    page.locator("#dry-run .verdict").wait_for()
    assert "lines match" in page.locator("#dry-run").inner_text()
    page.goto("/rules")
    assert page.locator(".rule-list li").count() == before


def test_a_rule_with_a_group_comes_back_as_it_was_typed(people, demo):
    page = people.owner(demo, script=False)
    page.goto("/rules")
    page.get_by_label("Name").fill("Rent, not the deposit")
    page.get_by_label("File to").select_option(label="5000 Rent")
    page.get_by_label("Value, condition 1", exact=True).fill("BUBBLY")
    page.get_by_label("Field, condition 2", exact=True).select_option("direction")
    page.get_by_label("Comparison, condition 2", exact=True).select_option("equals")
    page.get_by_label("Value, condition 2", exact=True).fill("out")
    page.get_by_label("Value, condition 1 of the group").fill("deposit")
    page.get_by_role("button", name="See what it would do").click()
    assert page.get_by_label("Value, condition 2", exact=True).input_value() == "out"
    page.get_by_role("button", name="Add rule").click()
    page.get_by_role("link", name="Rent, not the deposit").click()
    assert page.get_by_label("Value, condition 1 of the group").input_value() == "deposit"
    page.get_by_label("Value, condition 1", exact=True).fill("BUBBLY DYN")
    page.get_by_role("button", name="Save as version 2").click()
    assert "Saved as version 2." in page.locator(".said").inner_text()
    page.get_by_role("button", name="Bring back").click()
    assert page.get_by_label("Value, condition 1", exact=True).input_value() == "BUBBLY"


def test_settings_say_what_is_wrong_beside_the_field(people, demo):
    page = people.owner(demo)
    people.expected.append("422")
    page.goto("/settings")
    page.get_by_label("How sure they must be").fill("0.42")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("#summary").evaluate("e => e === document.activeElement")
    assert page.get_by_label("How sure they must be").input_value() == "0.42"
    assert page.locator("#threshold-error").is_visible()


def test_dark_and_the_keys_are_kept_for_the_person(people, demo):
    page = people.owner(demo)
    page.goto("/settings")
    page.get_by_label("Light or dark").select_option("dark")
    page.get_by_label("Single letters do things").uncheck()
    page.get_by_role("button", name="Save for me").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.keyboard.press("g")
    page.keyboard.press("r")
    assert page.url.endswith("/settings")
    page.get_by_label("Light or dark").select_option("system")
    page.get_by_label("Single letters do things").check()
    page.get_by_role("button", name="Save for me").click()
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/dashboard")
    page.keyboard.press("/")
    assert page.locator("#find").evaluate("e => e === document.activeElement")


def test_a_new_person_opens_the_demo_company_with_one_click(people, empty):
    account = empty.sign_up("new@example.com", "a long enough password", "New Company")
    page = people.member(empty, account)
    page.goto("/dashboard")
    assert page.get_by_role("heading", name="1. Bring in a statement").is_visible()
    page.get_by_role("button", name="Open the demo company").click(timeout=60_000)
    assert "The demo company is open" in page.locator(".said").inner_text()
    assert "South Side Hackerspace" in page.locator("header.side").inner_text()
    page.goto("/reports/profit-and-loss")
    assert page.locator("tr.grand").count() == 1


def test_the_phone_menu_opens_and_closes_without_script(people, demo):
    page = people.owner(demo, viewport=PHONE, script=False)
    page.goto("/dashboard")
    page.get_by_role("link", name="Menu").click()
    assert page.get_by_role("link", name="Rules").first.is_visible()
    page.get_by_role("link", name="Close").click()
    assert not page.locator("#nav").is_visible()


def test_a_form_of_one_company_never_writes_to_another(people, empty):
    account = empty.sign_up("two@example.com", "a long enough password", "First Company")
    page = people.member(empty, account)
    people.expected.append("409")
    page.goto("/companies")
    page.get_by_label("Name").fill("Second Company")
    page.get_by_role("button", name="Open the company").click()
    assert "Second Company" in page.locator(".tenant-name").inner_text()
    page.goto("/accounts")
    other = page.context.new_page()
    other.goto("/companies")
    other.get_by_role("button", name="Open First Company").click()
    assert "First Company" in other.locator(".tenant-name").inner_text()
    page.get_by_label("Code").fill("6999")
    page.get_by_label("Name").fill("Odds and ends")
    page.get_by_role("button", name="Add account").click()
    assert "belongs to Second Company" in page.content()
    assert "6999" not in str(API(empty, account).get("/api/accounts"))
