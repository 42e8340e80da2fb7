"""Whatever somebody can name is shown as text, on every page that shows it.

Every name below breaks out of text, of attributes and of what stands around them, and each says which it is. The browser's own policy would
stop such a script; here no element may come of it in the first place, and the policy has nothing to report.
"""

import json
import re

import pytest
from support.api import API
from support.pages import PAGES


def attack(kind: str) -> str:
    return f"""'"><img src=x onerror="window.pwned=1"></title><script>window.pwned=1</script>§{kind}"""


# Where each can be read; a name that no page shows would prove nothing.
KINDS = {"company", "person", "account", "file", "bank-text", "counterparty", "rule", "narration", "token", "receipt"}


@pytest.fixture(scope="module")
def infested(empty):
    """A company in which every name somebody can choose is an attack: its account, and paths of what it holds."""
    account = empty.enter("signup", email="evil@example.com", password="a long enough password", company=attack("company"), name=attack("person"))
    api = API(empty, account)
    made = api.post("/api/accounts", {"code": "6999", "name": attack("account"), "kind": "expense"})
    entry = api.post("/api/entries", {"date": "2025-01-02", "narration": attack("narration"), "lines": [
        {"account": "6999", "debit": "1.00"}, {"account": "3000", "credit": "1.00"}]})
    rule = api.post("/api/rules", {"name": attack("rule"), "condition": {"text": {"contains": "never"}}, "action": {"file": made["id"]}})
    cell = lambda text: '"' + text.replace('"', '""') + '"'
    rows = "\n".join(f"2025-03-0{day},{cell(attack('counterparty'))},{cell(attack('bank-text'))},-{day}.50" for day in range(1, 6))
    name = attack("file") + ".csv"
    statement = api.send("POST", "/api/statements?filename=" + "".join(f"%{byte:02x}" for byte in name.encode()),
                         f"Date,Name,Description,Amount\n{rows}\n".encode(), "text/csv")
    line = api.get("/api/lines?limit=5")["items"][0]
    api.post(f"/api/lines/{line['id']}/decision", {"account": made["id"]})
    return account, {"entry": entry["id"], "rule": rule["id"], "import": statement["id"], "account": made["id"]}


def text_of(page) -> str:
    """What can be read on it, in fields too."""
    return page.content() + json.dumps(page.evaluate("[...document.querySelectorAll('input, textarea')].map(field => field.value)"))


def seen(page) -> set[str]:
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0
    assert page.locator("script:not([src^='/assets/'])").count() == 0
    return {kind for kind in KINDS if re.search(r"pwned=1.{0,160}§" + kind, text_of(page), re.DOTALL)}


def test_every_name_is_text_on_every_page(people, empty, infested):
    people.expected.append("404")
    account, ids = infested
    page = people.member(empty, account)
    found: set[str] = set()
    page.goto(f"/entries/{ids['entry']}")
    page.locator("input[type=file]").set_input_files({"name": attack("receipt").replace("/", "") + ".pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"})
    page.get_by_role("button", name="Attach").click()
    found |= seen(page)
    page.goto("/settings/security")
    form = page.locator("form[action='/settings/security/tokens']")
    form.locator("[name=name]").fill(attack("token"))
    form.get_by_role("button").click()
    found |= seen(page)
    for entry in PAGES:
        path = entry.path.format(**ids) if "{" in entry.path else entry.path
        dated = "?period=2025" if path.startswith("/reports") and "?" not in path else "&period=2025" if path.startswith("/reports") else ""
        page.goto(path + dated)
        found |= seen(page)
    for path in ("/lines?q=onerror", "/find?q=onerror", "/companies?q=onerror", "/audit?actor=%22%3E%3Cimg%20src=x%3E", "/no-such-%22%3E%3Cimg%20src=x%3E"):
        page.goto(path)
        found |= seen(page)
    assert found == KINDS


def test_what_scripts_write_into_the_page_stays_text(people, empty, infested):
    account, _ = infested
    page = people.member(empty, account)
    page.goto("/review")
    page.locator("details.tenant summary").click()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.wait_for_function("() => document.querySelector('[data-pane]').dataset.line")
    seen(page)
    page.keyboard.press("c")
    page.keyboard.type("6999")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('filed to')")
    page.wait_for_function("() => Object.keys(localStorage).filter(k => k.startsWith('outbox')).every(k => localStorage[k] === '[]')")
    assert "account" in seen(page)
    page.goto("/rules")
    page.get_by_label("Name").fill(attack("rule"))
    page.get_by_label("File to").select_option(index=1)
    page.get_by_label("Value, condition 1", exact=True).fill("onerror")
    page.locator("#dry-run .verdict").wait_for()
    seen(page)
    page.goto("/import")
    page.locator("input[type=file]").first.set_input_files(
        {"name": attack("file") + "2.csv", "mimeType": "text/csv", "buffer": b"Date,Description,Amount\n2025-04-01,Bread,-2.00\n"})
    page.wait_for_load_state()
    seen(page)
