"""Who is told of what: the page in its two states, and alerts that arrive as real mails and real posts."""

import datetime
import email
import email.policy
import json
import subprocess
import sys
import time
import urllib.error

import pytest

from support.api import API
from support.checks import findings, picture
from support.doubles import DOUBLES, Double, mail_settings
from support.server import Server

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def slack(tmp_path_factory):
    double = Double("slack_double.py", tmp_path_factory.mktemp("slack"))
    yield double
    double.stop()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    double = Double("llm_double.py", tmp_path_factory.mktemp("model"))
    yield double
    double.stop()


@pytest.fixture(scope="module")
def told(tmp_path_factory, mail, slack, model):
    """A server that can tell people, and may spend less on a language model than one question costs."""
    environment = {
        "LLM_BASE_URL": f"http://127.0.0.1:{model.port}/v1", "LLM_MODEL": "double-1", "LLM_TENANT_CAP_USD": "0.000001",
        "SLACK_ALLOWED_HOSTS": f"hooks.slack.com,http://127.0.0.1:{slack.port}",
    } | mail_settings(mail)
    with Server(tmp_path_factory.mktemp("told"), environment=environment) as server:
        yield server


def statement(vendor: str, count: int, first: str, cents: int) -> str:
    """A line a day, the same or a few cents more than `cents`."""
    begin = datetime.date.fromisoformat(first)
    rows = (f"{begin + datetime.timedelta(days=i)},{vendor},-{(cents + i % 7) / 100:.2f}\n" for i in range(count))
    return "Date,Description,Amount\n" + "".join(rows)


def letters(raw: list[bytes]):
    return [email.message_from_bytes(text, policy=email.policy.default) for text in raw]


def test_alerts_arrive_by_mail_and_slack_with_the_right_words(people, told, mail, slack):
    account = told.sign_up("dana@acme.example", PASSWORD, "Acme & Söhne <Ltd>")
    webhook = f"http://127.0.0.1:{slack.port}/services/T1/B1/ok"

    books = API(told, account)
    everything = dict.fromkeys(("psi_alert", "budget_fallback", "je_imbalance", "export_completed", "coldstart_graduated"), True)
    settings = {"email": "dana@acme.example", "slack_webhook_url": webhook, **everything}
    assert books.post("/api/notifications/settings", settings) == {"success": True}

    # A manual entry that does not balance.
    accounts = books.get("/api/accounts?limit=500")["items"]
    first, last = accounts[0]["id"], accounts[-1]["id"]
    entry = {"date": "2025-12-01", "lines": [{"account": first, "debit": "5.00"}, {"account": last, "credit": "4.00"}]}

    def post_unbalanced(narration: str):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            books.post("/api/entries", entry | {"narration": narration})
        assert refusal.value.code == 422 and json.load(refusal.value)["error"]["code"] == "unbalanced"

    post_unbalanced("Off")
    # Lines that the language model would be asked about, if the budget were not used up; then a third answer that agrees.
    books.upload("/api/statements?filename=a.csv", statement("ACME CLOUD", count=3, first="2025-01-01", cents=150))
    for line in books.get("/api/lines?state=waiting")["items"]:
        books.post(f"/api/lines/{line['id']}/decision", {"account": last})
    # A history that people filed, and a statement that looks like nothing in it.
    for letter in "ABCD":
        books.upload(f"/api/statements?filename={letter}.csv", statement(f"SHOP {letter}", 100, "2025-01-01", 500))
    while lines := books.get("/api/lines?state=waiting&limit=200")["items"]:
        books.post("/api/lines/decisions", {"decisions": [{"line": line["id"], "account": last} for line in lines]})
    books.upload("/api/statements?filename=yachts.csv", statement("YACHT CHARTER", 200, "2025-06-01", 900_000))
    # An export.
    books.send("GET", "/api/exports/csv", raw=True)

    received = letters(mail.arrived("letter", 5))
    words = {
        "⚠️ Data Drift Detected": "PSI vendor: ",
        "⚠️ LLM Budget Exceeded": "Fallback to Rules/ML activated. Spend: $0.00",
        "⚠️ Journal Entry Imbalance": "1 unbalanced entries detected",
        "✅ Vendor Ready for Auto-Post": "Vendor 'Acme Cloud' graduated cold-start",
        "✅ Export Complete": "Posted: 403, Skipped: 0",
    }
    assert {letter["Subject"] for letter in received} == set(words)
    for letter in received:
        text, html = letter.get_payload()
        assert text.get_content().startswith(words[letter["Subject"]])
        assert "Acme & Söhne <Ltd>" in text.get_content() and "Acme &amp; Söhne &lt;Ltd&gt;" in html.get_content()
        assert letter["To"] == "<dana@acme.example>" or letter["To"] == "dana@acme.example"
    # Slack's own library finds nothing wrong with them.
    for post in slack.arrived("post", 5):
        subprocess.run([sys.executable, "-W", "ignore", DOUBLES / "slack_sdk_check.py", "check"], input=post, check=True, stdout=subprocess.DEVNULL)
    posts = [json.loads(post) for post in slack.arrived("post", 5)]
    assert {post["text"].split("\n")[0].strip("*") for post in posts} == set(words)
    for post in posts:
        assert set(post) == {"text", "username", "icon_emoji"}
        assert "<" not in post["text"] and "Acme &amp; Söhne &lt;Ltd&gt;" in post["text"]

    # The pages say it as well, for as long as it lasts.
    page = people.member(told, account)
    for address in ("/dashboard", "/review", "/import", "/insights"):
        page.goto(address)
        assert "cap of $0.00 is used up" in page.locator(".banner").first.inner_text(), address
    picture(page, "insights-drift-and-budget", whole=True)

    # Once more within the window: nothing goes out.
    post_unbalanced("Off again")
    time.sleep(3)
    assert (mail.count("letter"), slack.count("post")) == (5, 5)
    assert webhook not in told.log_text() and "s3cret" not in told.log_text()


def test_the_owner_sets_it_up_sends_tests_and_sees_what_became_of_them(people, told, mail, slack):
    account = told.sign_up("owner@southside.example", PASSWORD, "South Side Hackerspace")
    page = people.member(told, account)
    page.goto("/settings/notifications")
    page.get_by_label("Email").fill("dana@southside.example")
    page.get_by_label("Slack webhook").fill(f"http://127.0.0.1:{slack.port}/services/T1/B1/ok")
    page.get_by_role("button", name="Send a test").first.click()
    page.wait_for_url("**/settings/notifications?said=email")
    assert "Test email sent at" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Send a test").last.click()
    page.wait_for_url("**/settings/notifications?said=slack")
    assert "Test sent to Slack at" in page.get_by_role("status").inner_text()
    page.get_by_role("checkbox", name="Export complete").uncheck()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/notifications?said=saved")
    assert not page.get_by_role("checkbox", name="Export complete").is_checked()
    assert page.get_by_role("checkbox", name="Data drift").is_checked()
    assert "T1/B1" not in page.content()
    assert page.locator(".banner").count() == 0
    page.locator("details summary").filter(has_text="Message").first.click()
    assert "Alerts of South Side Hackerspace arrive here." in page.locator("pre").first.inner_text()

    # What is refused stands beside its field, and what was typed stays.
    people.expected.append("422")
    page.get_by_label("Slack webhook").fill("https://example.com/hook")
    page.get_by_label("Email").fill("erin@southside.example")
    page.get_by_role("button", name="Save").click()
    assert "hooks.slack.com" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Email").input_value() == "erin@southside.example"

    page.goto("/settings/notifications")
    assert findings(page, "notifications-configured") == []


def test_without_credentials_the_page_says_what_is_missing_and_keeps_the_message(people, empty):
    account = empty.sign_up("dry@southside.example", PASSWORD, "South Side Hackerspace")
    page = people.member(empty, account)
    page.goto("/settings/notifications")
    page.get_by_label("Email").fill("dana@southside.example")
    page.get_by_role("button", name="Send a test").first.click()
    page.wait_for_url("**/settings/notifications?said=email")
    assert "SMTP_HOST" in page.get_by_role("status").inner_text()
    banner = page.locator(".banner").inner_text()
    assert "Dry run" in banner and "SMTP_HOST" in banner and "Slack has no webhook" in banner
    assert "Dry run" in page.locator("table.stacked").inner_text() and "Sent" not in page.locator("table.stacked").inner_text()
    assert findings(page, "notifications-dry-run") == []


def test_the_page_works_without_script(people, empty):
    account = empty.sign_up("still@southside.example", PASSWORD, "Still")
    page = people.member(empty, account, script=False)
    page.goto("/settings/notifications")
    page.get_by_label("Email").fill("still@southside.example")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/notifications?said=saved")
    assert page.get_by_label("Email").input_value() == "still@southside.example"
