"""The four states of /billing, with the double of the payment provider behind the server, and their pictures."""

import json
import pathlib
import time
import urllib.request

import pytest
import stripe
from support.checks import findings
from support.doubles import Double
from support.server import Server

SECRET = "whsec_browser_tests"
PRICES = {"STRIPE_PRICE_STARTER": "price_starter", "STRIPE_PRICE_PRO": "price_pro", "STRIPE_PRICE_FIRM": "price_firm"}
DAY = 86_400


class Provider(Double):
    """The payment provider's double, and what the provider would send us."""

    def __init__(self, folder: pathlib.Path, mode: str):
        super().__init__("stripe_double.py", folder)
        self.mode = mode
        self.steer(livemode=mode == "live")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def environment(self) -> dict[str, str]:
        return PRICES | {
            "STRIPE_SECRET_KEY": f"sk_{self.mode}_browser", "STRIPE_WEBHOOK_SECRET": SECRET, "STRIPE_API_BASE": self.address}

    def steer(self, **state):
        self.post("/_double/state", state)

    def asked(self, path: str) -> list[dict]:
        return [each for each in self.get("/_double/requests") if each["path"] == path]

    def subscription(self, tenant: int, status: str, **more) -> dict:
        now = int(time.time())
        return {
            "id": "sub_1", "object": "subscription", "customer": "cus_of_it", "status": status, "livemode": self.mode == "live",
            "cancel_at_period_end": False, "start_date": now - 24 * DAY, "discounts": [], "metadata": {"tenant_id": str(tenant), "plan": "pro"},
            "items": {"object": "list", "data": [{
                "id": "si_1", "object": "subscription_item", "quantity": 1, "current_period_start": now - 24 * DAY,
                "current_period_end": now + 7 * DAY,
                "price": {"id": "price_pro", "unit_amount": 14900, "currency": "usd", "recurring": {"interval": "month", "interval_count": 1}}}]},
        } | more

    def tell(self, server: Server, number: int, kind: str, thing: dict) -> int:
        """Sends an event, signed by the provider's own library."""
        event = {
            "id": f"evt_{number}", "object": "event", "type": kind, "created": int(time.time()), "livemode": self.mode == "live",
            "api_version": "2025-03-31.basil", "data": {"object": thing}}
        body, at = json.dumps(event), int(time.time())
        signature = stripe.WebhookSignature._compute_signature(f"{at}.{body}", SECRET)
        request = urllib.request.Request(
            server.address + "/api/billing/stripe_webhook", body.encode(),
            {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={signature}"})
        with urllib.request.urlopen(request) as answer:
            return answer.status


@pytest.fixture(scope="module")
def shop(demo_template, tmp_path_factory):
    """The demo company's server with the provider behind it, in the mode that moves money."""
    folder = tmp_path_factory.mktemp("shop")
    with Provider(folder, "live") as provider, \
            Server(tmp_path_factory.mktemp("live"), books=demo_template, environment=provider.environment()) as server:
        server.provider = provider
        yield server


@pytest.fixture(scope="module")
def test_shop(demo_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("test-shop")
    with Provider(folder, "test") as provider, \
            Server(tmp_path_factory.mktemp("test"), books=demo_template, environment=provider.environment()) as server:
        server.provider = provider
        yield server


def tenant(page) -> int:
    return page.context.request.get("/api/auth/me").json()["tenants"][0]["id"]


def check(people, server, name, *words):
    """Looks for `words` on the page, and at the page in every form it takes."""
    page = people.owner(server)
    page.goto("/billing")
    text = page.locator("main").inner_text()
    for word in words:
        assert word in text, f"{word!r} is not in:\n{text}"
    assert findings(page, f"billing-{name}") == []
    return page


def test_without_keys_the_page_says_so_and_nothing_can_be_bought(people, demo):
    check(people, demo, "not-configured", "Billing not configured", "Everything else works, and nothing is charged.", "What they would be", "$149")
    page = people.owner(demo)
    page.goto("/billing")
    buttons = page.locator("button[name=plan]")
    assert buttons.count() == 3 and all(buttons.nth(index).is_disabled() for index in range(3))


def test_in_test_mode_the_banner_comes_before_any_price(people, test_shop):
    check(people, test_shop, "test-mode", "Test Mode - use test cards", "4242 4242 4242 4242", "Choose a plan", "Coupon")
    page = people.owner(test_shop)
    page.goto("/billing")
    text = page.locator("main").inner_text()
    assert text.index("Test Mode") < text.index("$49")


def test_a_plan_is_chosen_paid_and_active(people, shop):
    """The whole way: the button, the provider's page, the way back before any webhook, the state."""
    people.expected += ["request to a third party: https://checkout.stripe.com"]
    page = people.owner(shop)
    page.route("https://checkout.stripe.com/**", lambda route: route.fulfill(status=200, content_type="text/html", body="<title>Pay</title>"))
    page.goto("/billing")
    page.get_by_role("button", name="Choose Pro").click()
    page.wait_for_url("https://checkout.stripe.com/**")
    session = page.url.rsplit("/", 1)[1]
    form = shop.provider.asked("/v1/checkout/sessions")[-1]["form"]
    assert form["line_items"][0]["price"] == "price_pro" and form["metadata"]["tenant_id"] == str(tenant(page))

    subscription = shop.provider.subscription(tenant(page), "active", customer=form["customer"])
    shop.provider.steer(
        subscriptions=[subscription],
        sessions={session: {"status": "complete", "payment_status": "paid", "subscription": "sub_1", "livemode": True}})
    page.goto(f"/billing/return?session_id={session}")
    assert page.url == shop.address + "/billing?said=paid"
    assert shop.provider.tell(shop, 1, "customer.subscription.created", subscription) == 200
    check(people, shop, "active", "Pro", "Active", "$149.00", "Renews on", "Card and invoices at Stripe", "of 10,000")
    assert "Test Mode" not in page.locator("main").inner_text()


def test_past_due_says_what_happened_what_is_tried_and_what_happens_next(people, shop):
    page = people.owner(shop)
    page.goto("/billing")
    customer = shop.provider.asked("/v1/checkout/sessions")[-1]["form"]["customer"]
    now = int(time.time())
    invoice = {
        "id": "in_1", "object": "invoice", "customer": customer, "status": "open", "billing_reason": "subscription_cycle", "amount_due": 14900,
        "amount_paid": 0, "attempt_count": 1, "next_payment_attempt": now + 2 * DAY, "currency": "usd", "livemode": True, "created": now - DAY,
        "period_start": now - DAY, "period_end": now - DAY,
        "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1", "metadata": {}}}}
    late = shop.provider.subscription(tenant(page), "past_due", customer=customer, latest_invoice=invoice)
    shop.provider.steer(subscriptions=[late])
    assert shop.provider.tell(shop, 2, "invoice.payment_failed", invoice) == 200
    check(people, shop, "past-due", "Payment past due", "Your bank declined $149.00", "We try again on", "readable and exportable", "Past due",
          "Update the card")
    for path in ("/reports/trial-balance", "/entries", "/exports", "/import"):
        assert page.goto(path).status in (200, 404)
