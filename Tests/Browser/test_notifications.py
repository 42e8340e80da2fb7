"""Who is told of what: the page in its two states, and alerts that arrive as real mails and real posts."""

import email
import email.policy
import json
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from support.checks import accessibility_findings, picture, sideways_overflow
from support.people import PHONE, WIDE
from support.server import ROOT, Server

DOUBLES = ROOT / "Tests" / "IntegrationsTests" / "Double"
PASSWORD = "a long enough password"


class Double:
    """One of the servers that letters and posts go to."""

    def __init__(self, script: str, folder: pathlib.Path, *arguments: str):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, DOUBLES / script, *arguments, folder], stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not (folder / "port").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, f"{script} did not start"
            time.sleep(0.02)
        self.port = int((folder / "port").read_text())

    def arrived(self, kind: str, count: int) -> list[bytes]:
        deadline = time.monotonic() + 20
        while not (self.folder / f"{kind}-{count}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        return [(self.folder / f"{kind}-{number}").read_bytes() for number in range(1, count + 1)]

    def count(self, kind: str) -> int:
        return len(list(self.folder.glob(f"{kind}-*[0-9]")))

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    double = Double("smtp_double.py", tmp_path_factory.mktemp("mail"), "starttls")
    yield double
    double.stop()


@pytest.fixture(scope="module")
def slack(tmp_path_factory):
    double = Double("slack_double.py", tmp_path_factory.mktemp("slack"))
    yield double
    double.stop()


@pytest.fixture(scope="module")
def told(tmp_path_factory, mail, slack):
    """A server that can tell people."""
    environment = {
        "SMTP_HOST": "localhost", "SMTP_PORT": str(mail.port), "SMTP_USER": "user", "SMTP_PASS": "s3cret",
        "SMTP_CA_FILE": str(mail.folder / "ca.pem"), "SLACK_ALLOWED_HOSTS": f"hooks.slack.com,http://127.0.0.1:{slack.port}",
    }
    with Server(tmp_path_factory.mktemp("told"), environment=environment) as server:
        yield server


def api(server: Server, session: str, method: str, path: str, body: dict | bytes | None = None, content_type="application/json"):
    """A program's call with the browser's cookie; the CSRF token comes from /api/auth/me."""
    def call(method, path, data=None, headers=None):
        request = urllib.request.Request(
            server.address + path, data, {"Cookie": f"session={session}", **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    token = json.loads(call("GET", "/api/auth/me")[1])["csrf_token"]
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    status, answer = call(method, path, data, {"X-CSRF-Token": token, **({"Content-Type": content_type} if data else {})})
    return status, json.loads(answer) if answer[:1] in b"{[" else answer


def letters(raw: list[bytes]):
    return [email.message_from_bytes(text, policy=email.policy.default) for text in raw]


def look_everywhere(people, server: Server, account, address: str, name: str):
    """Light and dark, at a desk and on a phone."""
    for scheme in ("light", "dark"):
        for size in (WIDE, PHONE):
            page = people.member(server, account, scheme=scheme, viewport=size)
            page.goto(address)
            assert accessibility_findings(page) == []
            assert sideways_overflow(page) == []
            picture(page, name + ("-phone" if size is PHONE else "") + ("-dark" if scheme == "dark" else ""), whole=True)


def test_alerts_arrive_by_mail_and_slack_with_the_right_words(told, mail, slack):
    account = told.sign_up("dana@acme.example", PASSWORD, "Acme & Söhne <Ltd>")
    webhook = f"http://127.0.0.1:{slack.port}/services/T1/B1/ok"
    everything = dict.fromkeys(("psi_alert", "budget_fallback", "je_imbalance", "export_completed", "coldstart_graduated"), True)
    settings = {"email": "dana@acme.example", "slack_webhook_url": webhook, **everything}
    assert api(told, account.session, "POST", "/api/notifications/settings", settings) == (200, {"success": True})

    # A manual entry that does not balance.
    status, accounts = api(told, account.session, "GET", "/api/accounts?limit=500")
    first, last = accounts["items"][0], accounts["items"][-1]
    entry = {"date": "2025-12-01", "narration": "Off", "lines": [
        {"account": first["id"], "debit": "5.00"}, {"account": last["id"], "credit": "4.00"}]}
    status, answer = api(told, account.session, "POST", "/api/entries", entry)
    assert (status, answer["error"]["code"]) == (422, "unbalanced")
    # A third answer that agrees.
    csv = b"Date,Description,Amount\n" + b"".join(b"2025-06-0%d,ACME CLOUD,-%d.50\n" % (day, day) for day in (1, 2, 3))
    status, answer = api(told, account.session, "POST", "/api/statements?filename=a.csv", csv, "text/csv")
    assert status in (200, 201), answer
    for line in api(told, account.session, "GET", "/api/lines?state=waiting")[1]["items"]:
        status, answer = api(told, account.session, "POST", f"/api/lines/{line['id']}/decision", {"account": last["id"]})
        assert status == 200, answer
    # An export.
    assert api(told, account.session, "GET", "/api/exports/csv")[0] == 200

    received = letters(mail.arrived("letter", 3))
    words = {
        "⚠️ Journal Entry Imbalance": "1 unbalanced entries detected",
        "✅ Vendor Ready for Auto-Post": "Vendor 'Acme Cloud' graduated cold-start",
        "✅ Export Complete": "Posted: 3, Skipped: 0",
    }
    assert {letter["Subject"] for letter in received} == set(words)
    for letter in received:
        text, html = letter.get_payload()
        assert text.get_content().startswith(words[letter["Subject"]])
        assert "Acme & Söhne <Ltd>" in text.get_content() and "Acme &amp; Söhne &lt;Ltd&gt;" in html.get_content()
        assert letter["To"] == "<dana@acme.example>" or letter["To"] == "dana@acme.example"
    # Slack's own library finds nothing wrong with them.
    for post in slack.arrived("post", 3):
        subprocess.run([sys.executable, "-W", "ignore", DOUBLES / "slack_sdk_check.py", "check"], input=post, check=True, stdout=subprocess.DEVNULL)
    posts = [json.loads(post) for post in slack.arrived("post", 3)]
    assert {post["text"].split("\n")[0].strip("*") for post in posts} == set(words)
    for post in posts:
        assert set(post) == {"text", "username", "icon_emoji"}
        assert "<" not in post["text"] and "Acme &amp; Söhne &lt;Ltd&gt;" in post["text"]

    # Once more within the window: nothing goes out.
    api(told, account.session, "POST", "/api/entries", entry | {"narration": "Off again"})
    time.sleep(3)
    assert (mail.count("letter"), slack.count("post")) == (3, 3)
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

    look_everywhere(people, told, account, "/settings/notifications", "notifications-configured")


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
    look_everywhere(people, empty, account, "/settings/notifications?said=email", "notifications-dry-run")


def test_the_page_works_without_script(people, empty):
    account = empty.sign_up("still@southside.example", PASSWORD, "Still")
    page = people.member(empty, account, script=False)
    page.goto("/settings/notifications")
    page.get_by_label("Email").fill("still@southside.example")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/notifications?said=saved")
    assert page.get_by_label("Email").input_value() == "still@southside.example"
