"""A server that answers as the payment provider does, as far as this service asks it.

    stripe_double.py PORT_FILE

Listens on a free port of this machine, writes the port into PORT_FILE, and ends with the process that started it. The provider's own Python
library is driven against it first (drive.py), so that what passes here means something.

Tests steer it with POST /_double/state: {"faults": [{"status": 500, "headers": {}, "body": "...", "delay": 0.5}], "subscriptions": [...],
"events": [the newest first]}, and read what it was asked from GET /_double/requests.
"""

import json
import os
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOW = 1765108800
PARAMETERS = {
    "/v1/customers": {"email", "name", "metadata"},
    "/v1/checkout/sessions": {
        "mode", "customer", "client_reference_id", "success_url", "cancel_url", "line_items", "discounts", "allow_promotion_codes",
        "metadata", "subscription_data", "expand",
    },
    "/v1/billing_portal/sessions": {"customer", "return_url", "flow_data", "expand"},
}


class State:
    def __init__(self):
        self.lock = threading.RLock()
        self.customers, self.sessions, self.subscriptions = {}, {}, {}
        self.events, self.delivered = [], {}  # the newest first; by id, whether a webhook took it
        self.answers = {}  # by idempotency key: (form, status, body)
        self.faults, self.requests = [], []
        self.portal_is_set_up = True
        self.livemode = False  # which keys fit
        self.numbers = 0

    def new_id(self, prefix):
        self.numbers += 1
        return f"{prefix}_{self.numbers}"


STATE = State()


class Refusal(Exception):
    def __init__(self, status, message, code=None, param=None, kind="invalid_request_error"):
        super().__init__(message)
        error = {"type": kind, "message": message, "code": code, "param": param}
        self.status, self.body = status, {"error": {k: v for k, v in error.items() if v is not None}}


def nested(pairs):
    """a[b][0]=c as {"a": {"b": ["c"]}}."""
    tree = {}
    for name, value in pairs:
        keys = name.replace("]", "").split("[")
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value

    def lists(value):
        if not isinstance(value, dict):
            return value
        value = {key: lists(each) for key, each in value.items()}
        if value and set(value) == {str(i) for i in range(len(value))}:
            return [value[str(i)] for i in range(len(value))]
        return value

    return {key: lists(value) for key, value in tree.items()}


def missing(what, name, param):
    return Refusal(404 if param == "id" else 400, f"No such {what}: '{name}'", "resource_missing", param)


def need(form, name):
    if not form.get(name):
        raise Refusal(400, f"Missing required param: {name}.", "parameter_missing", name)
    return form[name]


def create_customer(form):
    customer = {
        "id": STATE.new_id("cus"), "object": "customer", "livemode": STATE.livemode, "created": NOW, "email": form.get("email"),
        "name": form.get("name"), "metadata": form.get("metadata", {}),
    }
    STATE.customers[customer["id"]] = customer
    return customer


def create_session(form):
    if need(form, "mode") != "subscription":
        raise Refusal(400, "Invalid mode", "parameter_invalid", "mode")
    customer = need(form, "customer")
    if customer not in STATE.customers:
        raise missing("customer", customer, "customer")
    for item in need(form, "line_items"):
        if not item.get("price", "").startswith("price_") or item["price"] == "price_missing":
            raise missing("price", item.get("price"), "line_items[0][price]")
    if "discounts" in form:
        if "allow_promotion_codes" in form:
            raise Refusal(400, "You may only specify one of these parameters: allow_promotion_codes, discounts.")
        coupon = form["discounts"][0]["coupon"]
        if coupon == "EXPIRED":
            raise Refusal(400, "Coupon expired: EXPIRED", "coupon_expired", "discounts[0][coupon]")
        if coupon == "NONE":
            raise missing("coupon", coupon, "discounts[0][coupon]")
    name = STATE.new_id("cs_test")
    session = {
        "id": name, "object": "checkout.session", "mode": "subscription", "status": "open", "payment_status": "unpaid", "created": NOW,
        "url": f"https://checkout.stripe.com/c/pay/{name}", "customer": customer, "subscription": None, "livemode": STATE.livemode,
        "client_reference_id": form.get("client_reference_id"), "metadata": form.get("metadata", {}), "success_url": need(form, "success_url"),
        "expires_at": NOW + 86400,
    }
    STATE.sessions[name] = session
    return session


def session(name, form):
    if name not in STATE.sessions:
        raise missing("checkout.session", name, "id")
    found = dict(STATE.sessions[name])
    if any(each.startswith("subscription") for each in form.get("expand", [])) and found["subscription"]:
        found["subscription"] = STATE.subscriptions[found["subscription"]]
    return found


def expire(name):
    if name not in STATE.sessions:
        raise missing("checkout.session", name, "id")
    if STATE.sessions[name]["status"] != "open":
        raise Refusal(400, "Only Checkout Sessions with a status in [\"open\"] can be expired.")
    STATE.sessions[name].update(status="expired", url=None)
    return STATE.sessions[name]


def create_portal(form):
    customer = need(form, "customer")
    if not STATE.portal_is_set_up:
        raise Refusal(
            400,
            "You can't create a portal session in test mode until you save your customer portal settings in test mode at "
            "https://dashboard.stripe.com/test/settings/billing/portal.")
    if customer not in STATE.customers:
        raise missing("customer", customer, "customer")
    name = STATE.new_id("bps")
    return {
        "id": name, "object": "billing_portal.session", "customer": customer, "livemode": STATE.livemode, "created": NOW,
        "return_url": form.get("return_url"), "url": f"https://billing.stripe.com/p/session/{name}",
    }


def subscription(name):
    if name not in STATE.subscriptions:
        raise missing("subscription", name, "id")
    return STATE.subscriptions[name]


def subscriptions(form):
    rows = [each for each in STATE.subscriptions.values() if each["customer"] == form.get("customer")]
    if form.get("status") != "all":
        rows = [each for each in rows if each["status"] != "canceled"]
    return page("/v1/subscriptions", rows, form)


def page(url, rows, form):
    if "starting_after" in form:
        names = [each["id"] for each in rows]
        rows = rows[names.index(form["starting_after"]) + 1:]
    limit = int(form.get("limit", 10))
    return {"object": "list", "url": url, "data": rows[:limit], "has_more": len(rows) > limit}


def events(form):
    if len(form.get("types", [])) > 20:
        raise Refusal(400, "You may not specify more than 20 types.", "parameter_invalid", "types")
    wanted = {"true": True, "false": False}.get(form.get("delivery_success"))
    since = int(form.get("created", {}).get("gte", 0))
    rows = [
        each for each in STATE.events
        if each["created"] >= since and each["type"] in form.get("types", [each["type"]])
        and (wanted is None or STATE.delivered.get(each["id"], False) == wanted)
    ]
    return page("/v1/events", rows, form)


def answer(method, path, form):
    parts = path.strip("/").split("/")
    if method == "POST" and path in PARAMETERS:
        for name in form:
            if name not in PARAMETERS[path]:
                raise Refusal(400, f"Received unknown parameter: {name}", "parameter_unknown", name)
    if (method, path) == ("POST", "/v1/customers"):
        return create_customer(form)
    if (method, path) == ("POST", "/v1/checkout/sessions"):
        return create_session(form)
    if method == "GET" and parts[:3] == ["v1", "checkout", "sessions"] and len(parts) == 4:
        return session(parts[3], form)
    if method == "POST" and parts[:3] == ["v1", "checkout", "sessions"] and parts[4:] == ["expire"]:
        return expire(parts[3])
    if (method, path) == ("POST", "/v1/billing_portal/sessions"):
        return create_portal(form)
    if (method, path) == ("GET", "/v1/subscriptions"):
        return subscriptions(form)
    if (method, path) == ("GET", "/v1/events"):
        return events(form)
    if method == "GET" and parts[:2] == ["v1", "subscriptions"] and len(parts) == 3:
        return subscription(parts[2])
    raise Refusal(404, f"Unrecognized request URL ({method}: {path}).")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve("GET")

    def do_POST(self):
        self.serve("POST")

    def serve(self, method):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if url.path.startswith("/_double/"):
            return self.steer(url.path, body)
        text = body if method == "POST" else url.query
        form = nested(urllib.parse.parse_qsl(text, keep_blank_values=True))
        with STATE.lock:
            STATE.requests.append({
                "method": method, "path": url.path, "form": form,
                "headers": {name.lower(): value for name, value in self.headers.items()},
            })
            fault = STATE.faults.pop(0) if STATE.faults else None
        if fault:
            time.sleep(fault.get("delay", 0))
            if fault.get("status"):
                return self.reply(fault["status"], fault.get("body", ""), fault.get("headers", {}))
        with STATE.lock:
            status, reply, headers = self.answer(method, url.path, form)
        self.reply(status, json.dumps(reply), headers)

    def answer(self, method, path, form):
        key = self.headers.get("Idempotency-Key") if method == "POST" else None
        try:
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            if not token.startswith(("sk_live_", "rk_live_") if STATE.livemode else ("sk_test_", "rk_test_")) or "wrong" in token:
                raise Refusal(401, "Invalid API Key provided: ****")
            if key in STATE.answers:
                known, status, reply = STATE.answers[key]
                if known != (path, form):
                    raise Refusal(
                        400, "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                        kind="idempotency_error")
                return status, reply, {"Idempotent-Replayed": "true"}
            reply = answer(method, path, form)
            if key:
                STATE.answers[key] = ((path, form), 200, json.loads(json.dumps(reply)))
            return 200, reply, {}
        except Refusal as refusal:
            return refusal.status, refusal.body, {}

    def steer(self, path, body):
        with STATE.lock:
            if path == "/_double/requests":
                return self.reply(200, json.dumps(STATE.requests), {})
            wanted = json.loads(body)
            STATE.faults += wanted.get("faults", [])
            STATE.livemode = wanted.get("livemode", STATE.livemode)
            STATE.portal_is_set_up = wanted.get("portal_is_set_up", STATE.portal_is_set_up)
            for each in wanted.get("subscriptions", []):
                STATE.subscriptions[each["id"]] = each
            for name, changes in wanted.get("sessions", {}).items():
                STATE.sessions[name].update(changes)
            STATE.events = wanted.get("events", []) + STATE.events
            STATE.delivered.update(wanted.get("delivered", {}))
            for name in wanted.get("customers_gone", []):
                STATE.customers.pop(name, None)
        self.reply(200, "{}", {})

    def reply(self, status, body, headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Request-Id", "req_double")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(data)
        except BrokenPipeError:
            pass


def end_with(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    with open(sys.argv[1] + ".new", "w") as file:
        file.write(str(server.server_address[1]))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
