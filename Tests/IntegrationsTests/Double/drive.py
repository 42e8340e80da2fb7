"""Drives the double with the provider's own library: what that library can read and write is how the provider speaks.

    drive.py http://127.0.0.1:PORT
"""

import sys
import urllib.request

import stripe

BASE = sys.argv[1]
stripe.enable_telemetry = False
client = stripe.StripeClient("sk_test_driver", base_addresses={"api": BASE}, stripe_version="2025-03-31.basil", max_network_retries=0)


def steer(text):
    urllib.request.urlopen(urllib.request.Request(BASE + "/_double/state", data=text.encode(), method="POST")).read()


def refused(kind, call, **facts):
    try:
        call()
    except kind as error:
        for name, value in facts.items():
            assert getattr(error, name) == value, (name, getattr(error, name), value)
        return
    raise AssertionError(f"{kind.__name__} was to be raised")


first = client.v1.customers.create(
    {"email": "o@acme.test", "name": "Acme", "metadata": {"tenant_id": "42"}}, {"idempotency_key": "customer-42-test"})
again = client.v1.customers.create(
    {"email": "o@acme.test", "name": "Acme", "metadata": {"tenant_id": "42"}}, {"idempotency_key": "customer-42-test"})
assert first.id == again.id and first.metadata["tenant_id"] == "42" and not first.livemode
refused(
    stripe.IdempotencyError,
    lambda: client.v1.customers.create({"email": "other@acme.test"}, {"idempotency_key": "customer-42-test"}), http_status=400)

form = {
    "mode": "subscription", "customer": first.id, "client_reference_id": "tenant_42", "cancel_url": "https://app.example/billing",
    "success_url": "https://app.example/billing/return?session_id={CHECKOUT_SESSION_ID}",
    "line_items": [{"price": "price_pro", "quantity": 1}], "allow_promotion_codes": True, "metadata": {"tenant_id": "42"},
    "subscription_data": {"metadata": {"tenant_id": "42"}},
}
session = client.v1.checkout.sessions.create(form)
assert session.status == "open" and session.url and session.id.startswith("cs_test_")
assert session.success_url.endswith("{CHECKOUT_SESSION_ID}"), session.success_url
assert client.v1.checkout.sessions.retrieve(session.id).metadata["tenant_id"] == "42"
refused(stripe.InvalidRequestError, lambda: client.v1.checkout.sessions.create({**form, "customer": "cus_none"}), code="resource_missing", param="customer")
refused(
    stripe.InvalidRequestError, lambda: client.v1.checkout.sessions.create({**form, "discounts": [{"coupon": "SPRING"}]}), http_status=400)
refused(stripe.InvalidRequestError, lambda: client.v1.checkout.sessions.create({**form, "sucess_url": "x"}), code="parameter_unknown")

steer(
    '{"subscriptions":[{"id":"sub_driver","object":"subscription","customer":"%s","status":"active","items":{"object":"list","data":[]}}],'
    '"sessions":{"%s":{"status":"complete","payment_status":"paid","subscription":"sub_driver"}}}' % (first.id, session.id))
assert client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]}).subscription.status == "active"
refused(stripe.InvalidRequestError, lambda: client.v1.checkout.sessions.expire(session.id), http_status=400)
second = client.v1.checkout.sessions.create(form)
assert client.v1.checkout.sessions.expire(second.id).status == "expired"

assert client.v1.subscriptions.retrieve("sub_driver", {"expand": ["latest_invoice", "discounts"]}).customer == first.id
assert [each.id for each in client.v1.subscriptions.list({"customer": first.id, "status": "all", "limit": 100}).auto_paging_iter()] == ["sub_driver"]
refused(stripe.InvalidRequestError, lambda: client.v1.subscriptions.retrieve("sub_none"), code="resource_missing", http_status=404)

event = '{"id":"evt_%d","object":"event","type":"invoice.paid","created":%d,"livemode":false,"data":{"object":{"id":"in_1","object":"invoice"}}}'
steer('{"events":[%s],"delivered":{"evt_2":true}}' % ",".join(event % (number, 1765108800 + number) for number in (4, 3, 2, 1)))
missed = client.v1.events.list({"delivery_success": False, "created": {"gte": 1765108802}, "types": ["invoice.paid"], "limit": 1})
assert [each.id for each in missed.auto_paging_iter()] == ["evt_4", "evt_3"]
assert missed.data[0].data.object.id == "in_1"

portal = client.v1.billing_portal.sessions.create(
    {"customer": first.id, "return_url": "https://app.example/billing", "flow_data": {"type": "payment_method_update"}})
assert portal.url.startswith("https://billing.stripe.com/")
steer('{"portal_is_set_up":false}')
refused(stripe.InvalidRequestError, lambda: client.v1.billing_portal.sessions.create({"customer": first.id}), http_status=400)
steer('{"portal_is_set_up":true}')

stranger = stripe.StripeClient("sk_test_wrong", base_addresses={"api": BASE}, max_network_retries=0)
refused(stripe.AuthenticationError, lambda: stranger.v1.customers.create({"email": "o@acme.test"}), http_status=401)
steer('{"faults":[{"status":429,"body":"{\\"error\\":{\\"message\\":\\"slow down\\"}}"},{"status":503}]}')
refused(stripe.RateLimitError, lambda: client.v1.subscriptions.retrieve("sub_driver"), http_status=429)
refused(stripe.APIError, lambda: client.v1.subscriptions.retrieve("sub_driver"), http_status=503)
print("driven")
