"""What other sites can make a signed-in browser do to us: nothing.

The address of the service is `http://localhost:PORT`. Another port of localhost is the same site, where every cookie of ours is sent along;
127.0.0.1 is another site. Chromium says in its own headers where a request comes from, so no header here is made by hand.
"""

import contextlib
import http.server
import json
import re
import threading
import urllib.parse
import urllib.request

import pytest
from support.server import Server

PASSWORD = "a long enough password"


class OtherSite:
    """A server of somebody else's: serves what it is given, and passes posts on as they are (307)."""

    def __init__(self):
        site = self
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                html, headers = site.pages.get(urllib.parse.urlsplit(self.path).path, ("", {}))
                self.answer(200, html.encode(), {"Content-Type": "text/html"} | headers)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                target = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["to"][0]
                self.answer(307, b"", {"Location": target})

            def answer(self, status, body, headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        port = self.server.server_address[1]
        self.same_site, self.cross_site = f"http://localhost:{port}", f"http://127.0.0.1:{port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def other_site():
    with contextlib.closing(OtherSite()) as site:
        yield site


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("csrf")) as server:
        server.localhost = f"http://localhost:{server.port}"
        server.account = server.sign_up("dana@example.com", PASSWORD, "Acme")
        yield server


class Victim:
    """Somebody with a session of ours, on pages of others; notes every answer of our server's."""

    def __init__(self, chromium, service):
        self.service = service
        self.context = chromium.new_context(service_workers="block")
        self.context.add_cookies(
            [{"name": "session", "value": service.account.session, "url": service.localhost, "httpOnly": True, "sameSite": "Lax"}])
        self.answers, self.requests = [], []
        self.context.on("response", self.note)
        self.context.on("request", lambda request: self.requests.append(request))
        self.page = self.context.new_page()
        me = self.api("GET", "/api/auth/me").json()
        self.token, self.tenant = me["csrf_token"], me["tenants"][0]["id"]

    def note(self, response):
        if response.url.startswith(self.service.localhost + "/") and not response.url.startswith(self.service.localhost + "/assets/"):
            self.answers.append(response)

    def api(self, method, path, **options):
        return self.context.request.fetch(self.service.localhost + path, method=method, **options)

    def books(self):
        """Everything that an attack could change, as the API tells it."""
        parts = [
            "/api/audit?limit=500", "/api/accounts", "/api/rules", "/api/entries", "/api/lines", "/api/settings", "/api/tokens", "/api/webhooks",
            "/api/team", "/api/auth/sessions",
        ]
        answers = {part: self.api("GET", part) for part in parts}
        assert all(answer.ok for answer in answers.values()), {part: answer.status for part, answer in answers.items()}
        texts = {part: answer.text() for part, answer in answers.items()}
        # When a session was last used is no change of anything.
        texts["/api/auth/sessions"] = sorted(str(item["id"]) for item in json.loads(texts["/api/auth/sessions"])["items"])
        return texts

    def refusals(self) -> dict[str, int]:
        """How often the server has refused, by reason, as it counts itself."""
        with urllib.request.urlopen(self.service.address + "/metrics") as answer:
            found = re.findall(r'csrf_refusals_total\{reason="(\w+)"\} (\d+)', answer.read().decode())
        return {reason: int(count) for reason, count in found}

    def visit(self, address, until=lambda answers: answers, patience=10_000):
        """Opens an attacker's page and waits until our server has answered, or for a while where it is not to be asked at all."""
        self.answers.clear()
        self.requests.clear()
        self.page.goto(address)
        waited = 0
        while not until(self.answers) and waited < patience:
            self.page.wait_for_timeout(50)
            waited += 50
        return list(self.answers)


@pytest.fixture(scope="module")
def victim(chromium, service):
    victim = Victim(chromium, service)
    yield victim
    victim.context.close()


def form(address, fields, attributes=""):
    inputs = "".join(f"<input type=hidden name='{name}' value='{value}'>" for name, value in fields.items())
    return f"<form id=f method=post action='{address}' {attributes}>{inputs}</form><script>f.submit()</script>"


FIELDS = {"code": "6999", "name": "Planted", "kind": "expense"}
JSON_AS_TEXT = {'{"code":"6999","name":"Planted","kind":"expense","x":"': '"}'}


def attack_pages(service):
    api, page = service.localhost + "/api/accounts", service.localhost + "/accounts"
    text = json.dumps(json.dumps(FIELDS))
    frame = form(api, FIELDS).replace('"', "&quot;")
    return {
        "/form": (form(page, FIELDS), {}),
        "/form-api": (form(api, FIELDS), {}),
        "/text": (form(api, JSON_AS_TEXT, "enctype='text/plain'"), {}),
        "/multipart": (form(service.localhost + "/import", FIELDS, "enctype='multipart/form-data'"), {}),
        "/no-referrer": (form(api, FIELDS), {"Referrer-Policy": "no-referrer"}),
        "/sandbox": (f'<iframe sandbox="allow-forms allow-scripts" srcdoc="{frame}"></iframe>', {}),
        "/no-cors": (f"<script>fetch('{api}', {{method: 'POST', mode: 'no-cors', credentials: 'include', body: {text}}})</script>", {}),
        "/beacon": (f"<script>navigator.sendBeacon('{api}', {text})</script>", {}),
        "/redirect": (form("/pass?to=" + urllib.parse.quote(api, safe=""), FIELDS), {}),
        "/chain": (form("/pass?to=" + urllib.parse.quote("/pass?to=" + urllib.parse.quote(api, safe=""), safe=""), FIELDS), {}),
        "/blank": (form(api, FIELDS, "target=_blank"), {}),
        "/sign-in": (form(service.localhost + "/login", {"email": "eve@example.com", "password": PASSWORD}), {}),
        "/sign-in-api": (form(service.localhost + "/api/auth/login", {'{"email":"eve@example.com","password":"x","y":"': '"}'}, "enctype='text/plain'"), {}),
        "/sign-out": (form(service.localhost + "/logout", {}), {}),
        "/old-proof": (form(api, FIELDS | {"csrf_token": "A" * 86}), {}),
    }


@pytest.mark.parametrize("site", ["same_site", "cross_site"])
@pytest.mark.parametrize("attack", sorted(attack_pages(type("Nobody", (), {"localhost": ""}))))
def test_nothing_that_another_site_sends_changes_anything(victim, service, other_site, attack, site):
    other_site.pages = attack_pages(service)
    before, refused = victim.books(), victim.refusals()
    victim.visit(getattr(other_site, site) + attack, until=lambda _: victim.refusals() != refused)
    # What does not reach the server proves nothing.
    assert victim.refusals() == refused | {"csrf_cross_site": refused.get("csrf_cross_site", 0) + 1}
    assert victim.books() == before
    assert "Planted" not in before["/api/accounts"]
    victim.page.wait_for_timeout(100)
    answers = victim.answers
    # The debugger is not shown everything: of beacons and the like the server's own count is all there is.
    assert {answer.status for answer in answers if answer.request.method == "POST"} <= {403}
    posts = [request for request in victim.requests if request.method == "POST" and request.url.startswith(service.localhost)]
    headers = posts[-1].all_headers() if posts else {}
    if "sec-fetch-site" not in headers:
        assert attack in ("/beacon", "/no-cors", "/sandbox")
        return
    sent = {"same_site": "same-site", "cross_site": "cross-site"}[site]
    # A frame without an origin of its own is of no site, and what went by way of another one stays foreign.
    assert headers["sec-fetch-site"] in ({"cross-site"} if attack == "/sandbox" else {sent})
    # From another port every cookie of ours comes along: what stops that request is our answer and nothing else.
    if site == "same_site" and attack not in ("/sandbox",):
        assert "session=" in headers.get("cookie", "")


@pytest.mark.parametrize("site", ["same_site", "cross_site"])
def test_json_of_another_site_never_leaves_the_browser(victim, service, other_site, site):
    for kind in ("fetch", "header"):
        header = "'X-CSRF-Token': 'x'" if kind == "header" else "'Content-Type': 'application/json'"
        other_site.pages = {"/json": (
            f"<script>fetch('{service.localhost}/api/accounts', {{method: 'POST', credentials: 'include', headers: {{{header}}}, "
            f"body: '{json.dumps(FIELDS)}'}}).catch(() => document.title = 'refused')</script>", {})}
        before = victim.books()
        answers = victim.visit(getattr(other_site, site) + "/json", until=lambda _: victim.page.title() == "refused")
        assert victim.page.title() == "refused"
        assert all(answer.request.method != "POST" for answer in answers)
        assert victim.books() == before


@pytest.mark.parametrize("site", ["same_site", "cross_site"])
def test_every_route_that_changes_something_refuses_another_sites_form(victim, service, other_site, site):
    document = victim.api("GET", "/openapi.json").json()
    paths = sorted(path for path, methods in document["paths"].items() if "post" in methods and "stripe_webhook" not in path)
    assert len(paths) > 30
    ways = {path: re.sub(r"\{period\}", "2024-01", re.sub(r"\{id\}", "1", path)) for path in paths}
    page = "".join(
        f"<iframe name=f{number}></iframe><form method=post target=f{number} action='{service.localhost}{way}'></form>"
        for number, way in enumerate(ways.values()))
    other_site.pages = {"/all": (page + "<script>for (const form of document.forms) form.submit()</script>", {})}
    before = victim.books()
    answers = victim.visit(getattr(other_site, site) + "/all", until=lambda answers: len(answers) >= len(paths), patience=30_000)
    statuses = {urllib.parse.urlsplit(answer.url).path: answer.status for answer in answers if answer.request.method == "POST"}
    assert statuses == {way: 403 for way in ways.values()}
    assert victim.books() == before


def test_what_a_page_of_another_site_loads_changes_nothing(victim, service, other_site):
    """Pictures, scripts, styles and frames are asked for with GET, which never writes; and no answer is theirs to read."""
    tags = "".join(
        f"<img src='{service.localhost}{path}'><script src='{service.localhost}{path}'></script>"
        for path in ("/logout", "/api/auth/logout", "/api/audit?format=csv", "/billing", "/api/accounts"))
    other_site.pages = {"/tags": (f"{tags}<iframe src='{service.localhost}/settings'></iframe>", {})}
    before = victim.books()
    victim.visit(other_site.same_site + "/tags", until=lambda answers: len(answers) >= 8)
    assert victim.books() == before
    assert "csrf_token" not in victim.page.frames[-1].content(), "a page of ours is not shown in a frame"


def test_a_socket_is_not_opened(victim, service, other_site):
    address = service.localhost.replace("http", "ws")
    other_site.pages = {"/socket": (f"<script>new WebSocket('{address}/api/accounts').onerror = () => document.title = 'refused'</script>", {})}
    victim.visit(other_site.same_site + "/socket", until=lambda _: victim.page.title() == "refused")
    assert victim.page.title() == "refused"


def test_whoever_comes_back_from_another_site_is_still_signed_in(victim, service, other_site):
    """From a payment page, say. A cookie that is Strict would be left out."""
    other_site.pages = {"/pay": (f"<a id=a href='{service.localhost}/billing'>back</a><script>a.click()</script>", {})}
    answers = victim.visit(other_site.cross_site + "/pay", until=lambda answers: answers)
    assert [(answer.status, urllib.parse.urlsplit(answer.url).path) for answer in answers[:1]] == [(200, "/billing")]
    assert answers[0].request.all_headers()["sec-fetch-site"] == "cross-site"


def test_our_own_pages_and_scripts_work(victim, service):
    page = victim.page
    page.goto(service.localhost + "/accounts")
    result = page.evaluate(
        """async ([token, body]) => (await fetch('/api/accounts', {method: 'POST', body,
            headers: {'Content-Type': 'application/json', 'X-CSRF-Token': token}})).status""",
        [victim.token, json.dumps({"code": "6901", "name": "By our script", "kind": "expense"})])
    assert result == 201
    page.goto(service.localhost + "/settings")
    own = page.locator("main form[method=post]").first
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        own.evaluate("form => form.requestSubmit()")
    assert posted.value.status == 303
    headers = posted.value.request.all_headers()
    assert headers["sec-fetch-site"] == "same-origin" and headers["origin"] == service.localhost
    assert "By our script" in victim.books()["/api/accounts"]


def test_a_script_of_ours_without_the_token_is_refused_and_yesterdays_page_is_not(victim, service):
    victim.page.goto(service.localhost + "/accounts")
    body = json.dumps({"code": "6902", "name": "No", "kind": "expense"})
    for headers, reason in (({}, "csrf_missing"), ({"X-CSRF-Token": "A" * 86}, "csrf_mismatch"), ({"X-CSRF-Token": "x"}, "csrf_malformed")):
        answer = victim.page.evaluate(
            """async ([headers, body]) => (await fetch('/api/accounts', {method: 'POST', body,
                headers: {'Content-Type': 'application/json', ...headers}})).json()""", [headers, body])
        assert answer["error"]["reason"] == reason


def test_a_form_of_ours_under_a_page_without_referrer_passes(victim, service):
    """Origin is null there, and the browser says same-origin all the same: it is read first."""
    page = victim.page
    page.goto(service.localhost + "/accounts")
    page.evaluate("document.head.insertAdjacentHTML('beforeend', '<meta name=referrer content=no-referrer>')")
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.evaluate(
            """token => { const form = document.createElement('form'); form.method = 'post'; form.action = '/accounts'
                for (const [name, value] of Object.entries({csrf_token: token, code: '6903', name: 'Ours', kind: 'expense'}))
                    form.append(Object.assign(document.createElement('input'), {name, value, type: 'hidden'}))
                document.body.append(form); form.submit() }""", victim.token)
    assert posted.value.status == 303
    assert posted.value.request.all_headers()["sec-fetch-site"] == "same-origin"
