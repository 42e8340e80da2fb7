"""The review queue as people use it: by keyboard, by mouse, without script, without a connection."""

import json
import urllib.request

import pytest
from support.api import API

CSV = "Date,Description,Amount\n"


@pytest.fixture
def shop(people, empty, request):
    """Somebody new with a company of their own and nine lines that wait; who is signed in, in a window."""
    email = f"{abs(hash(request.node.name)) % 10**9}@example.com"
    account = empty.sign_up(email, "a long enough password", "Corner Shop")
    rows = [f"2025-11-{day:02},ACME CLOUD {day},-{day}.00" for day in range(1, 6)]
    rows += [f"2025-11-{day:02},BLUE CAFE,-{day}.50" for day in range(10, 12)] + ["2025-11-20,DELTA FUEL,-44.00", "2025-11-21,RENT,-900.00"]
    bring(empty, account, CSV + "\n".join(rows) + "\n")
    return people.member(empty, account)


def bring(server, account, text, name="bank.csv"):
    """A file by the API, as this account."""
    me = urllib.request.Request(server.address + "/api/auth/me", headers={"Cookie": f"session={account.session}"})
    with urllib.request.urlopen(me) as answer:
        token = json.load(answer)["csrf_token"]
    request = urllib.request.Request(
        f"{server.address}/api/statements?filename={name}", text.encode(),
        {"Cookie": f"session={account.session}", "X-CSRF-Token": token, "Content-Type": "text/csv"})
    urllib.request.urlopen(request).read()


def waiting(page):
    return page.evaluate("fetch('/api/lines?limit=500').then(a => a.json()).then(a => a.items.length)")


def settled(page):
    """Waits until every answer is with the server."""
    page.wait_for_function("() => Object.keys(localStorage).filter(k => k.startsWith('outbox')).every(k => localStorage[k] === '[]')")


def current(page):
    return page.locator("tr.now a.line").inner_text()


def file_current(page, account):
    page.keyboard.press("c")
    page.keyboard.type(account)
    page.keyboard.press("Enter")


def test_a_queue_is_worked_off_by_keyboard_alone(shop):
    page = shop
    page.goto("/review")
    assert "9 lines in 4 groups" in page.locator("[data-facts]").inner_text()
    file_current(page, "6000")
    settled(page)
    page.goto("/review")
    assert page.locator("tr.now").get_attribute("data-account")
    page.keyboard.press("Shift+A")
    page.wait_for_function("() => document.querySelector('[data-group=\"USD acme cloud\"]').hidden")
    settled(page)
    assert waiting(page) == 4
    page.goto("/reports/profit-and-loss?from=2025-11-01&to=2025-11-30")
    assert "15.00" in page.locator("main").inner_text()


def test_the_keys_do_what_the_map_says(shop):
    page = shop
    page.goto("/review")
    first = current(page)
    page.keyboard.press("j")
    second = current(page)
    assert second != first
    page.keyboard.press("k")
    assert current(page) == first
    page.keyboard.press("ArrowDown")
    assert current(page) == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+J")
    assert current(page).startswith("BLUE CAFE")
    page.keyboard.press("Shift+K")
    assert current(page) == first
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert page.locator("[data-ticked]").inner_text() == "3 selected"
    page.keyboard.press("Escape")
    assert page.locator("[data-ticked]").inner_text() == "0 selected"
    page.keyboard.press("s")
    page.wait_for_selector("#part-account-1:focus")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.wait_for_selector("#transfer[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_selector("#r-op:focus")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    assert "left out" in page.locator("[data-said]").inner_text()
    assert current(page) != ""
    settled(page)  # An answer that is still on its way is taken back in other words.
    page.keyboard.press("u")
    assert "again" in page.locator("[data-said]").inner_text()
    settled(page)
    assert waiting(page) == 9


@pytest.mark.parametrize("script", [True, False])
def test_enter_files_the_ticked_lines_to_the_typed_account_and_nothing_else(people, empty, script):
    account = empty.sign_up(f"enter{script}@example.com", "a long enough password", "Corner Shop")
    bring(empty, account, CSV + "".join(f"2025-11-{day:02},ACME CLOUD,-{day}.00\n" for day in range(1, 5)) + "2025-11-09,RENT,-900.00\n")
    api = API(empty, account)
    code = {a["id"]: a["code"] for a in api.get("/api/accounts?limit=500")["items"]}
    first = next(line for line in api.get("/api/lines?state=waiting")["items"] if "ACME" in line["text"])
    # From now on the group has a suggestion, and a button of its own.
    api.post(f"/api/lines/{first['id']}/decision", {"account": next(i for i, c in code.items() if c == "6000")})
    page = people.member(empty, account, script=script)
    page.goto("/review")
    rent = page.locator("tr[data-line]", has_text="RENT")
    rent.locator("input[type=checkbox]").check()
    page.get_by_label("Account for the ticked lines").fill("6100")
    page.get_by_label("Account for the ticked lines").press("Enter")
    if script:
        page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('filed to')")
        settled(page)
    else:
        page.wait_for_load_state()
    posted = api.get("/api/lines?state=posted")["items"]
    assert len(posted) == 2 and len(api.get("/api/lines?state=waiting")["items"]) == 3
    assert any("RENT" in line["text"] for line in posted)


def test_an_alternative_is_chosen_by_its_number_and_taken_back_with_control_z(shop):
    page = shop
    page.goto("/review")
    file_current(page, "6000")
    settled(page)
    page.goto("/review")
    page.wait_for_selector("[data-pane] [data-key='1']")
    page.keyboard.press("1")
    page.wait_for_selector("[data-undo]")
    settled(page)
    assert waiting(page) == 7
    page.keyboard.press("Control+z")
    settled(page)
    assert waiting(page) == 8
    page.keyboard.press("Control+z")
    page.wait_for_url("**/review?undid=*")
    assert waiting(page) == 9


def test_everything_works_without_script(people, empty):
    people.expected += ["422"]
    account = empty.sign_up("plain@example.com", "a long enough password", "Plain")
    bring(empty, account, CSV + "2025-11-01,ACME CLOUD,-10.00\n2025-11-02,ACME CLOUD,-11.00\n2025-11-05,ACME CLOUD,-12.00\n"
          "2025-11-03,RENT,-900.00\n2025-11-04,RENT,-900.00\n")
    page = people.member(empty, account, script=False)
    page.goto("/review")
    page.get_by_label("Another account").fill("6000")
    page.locator("form.other").get_by_role("button", name="File").click()
    assert "filed to" in page.locator(".said").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert "waits again" in page.locator(".said").inner_text()
    page.locator("form.other input[name=account]").fill("6000")
    page.locator("form.other").get_by_role("button", name="File").click()
    page.locator("[data-approve-group]").first.click()
    page.goto("/review")
    assert page.locator("tr[data-line]").count() == 2
    page.locator("#split summary").click()
    page.locator("#part-account-1").fill("6000")
    page.locator("#part-amount-1").fill("1.00")
    page.get_by_role("button", name="File the parts").click()
    assert "at least two parts" in page.get_by_role("alert").inner_text()
    assert page.locator("#part-amount-1").input_value() == "1.00"


def test_a_lost_connection_loses_no_answer_and_says_so(shop, people):
    people.expected += ["net::ERR_INTERNET_DISCONNECTED"]
    page = shop
    page.goto("/review")
    page.context.set_offline(True)
    file_current(page, "6000")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('No connection')")
    page.keyboard.press("e")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('2 answers')")
    page.context.set_offline(False)
    settled(page)
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('all answers are saved')")
    assert waiting(page) == 7


def test_answers_that_were_not_sent_are_sent_by_the_next_visit(shop, people):
    people.expected += ["net::ERR_INTERNET_DISCONNECTED"]
    page = shop
    page.goto("/review")
    page.context.set_offline(True)
    file_current(page, "6000")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('No connection')")
    page.context.set_offline(False)
    page.goto("/review")
    settled(page)
    assert waiting(page) == 8


def test_a_refused_answer_comes_back_with_the_reason(shop, people):
    people.expected += ["409", "422"]
    page = shop
    page.goto("/review")
    line = page.locator("tr.now").get_attribute("data-line")
    closed = page.evaluate("""async () => {
        const token = (await (await fetch('/api/auth/me')).json()).csrf_token
        const headers = {'X-CSRF-Token': token, 'Content-Type': 'application/json'}
        return (await fetch('/api/periods/2025-11/closing', {method: 'POST', headers})).status }""")
    assert closed == 204
    file_current(page, "6000")
    page.wait_for_selector(f"tr[data-line='{line}'] .error")
    assert "closed" in page.locator(f"tr[data-line='{line}'] .error").inner_text()
    assert page.locator("tr[data-line]:not([hidden])").count() == 9


def test_the_first_load_of_the_queue_is_light_and_a_decision_is_quick(people, demo):
    page = people.owner(demo)
    sizes = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/review", wait_until="networkidle")
    assert 0 < sum(sizes) < 60_000, f"{sum(sizes)} bytes"
    times = page.evaluate("""async () => {
        const times = []
        for (let count = 0; count < 20; count++) {
            const row = document.querySelector('tr.now:not([hidden])')
            if (!row) break
            const start = performance.now()
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'e', bubbles: true, cancelable: true}))
            const isGone = row.getClientRects().length === 0
            if (isGone) times.push(performance.now() - start)
        }
        return times.sort((a, b) => a - b) }""")
    assert len(times) >= 10
    assert times[int(len(times) * 0.95)] < 100, times
