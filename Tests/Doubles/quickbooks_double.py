"""A server that answers as QuickBooks Online and Intuit's OAuth server do, as far as this service asks them.

    quickbooks_double.py FOLDER

Listens on a free port of this machine, writes it to FOLDER/port, and ends with the process that started it. python-quickbooks and
intuit-oauth are driven against it first (drive_quickbooks.py), so that what passes here means something.

Tests steer it with POST /_double/state: {"faults": [{"on": "journalentry", "status": 503, "after": true}], "set": {...}, "delete": [...]}
and read what it holds from GET /_double/state. A fault happens before the deed, or with "after" when the deed is done; "cut" closes the
connection in the middle of the answer.
"""

import base64
import html
import json
import re
import sys
import threading
import time
import urllib.parse
from decimal import Decimal

from serving import JSONHandler, run

CLIENT = "Basic " + base64.b64encode(b"client-id:client-secret").decode()
PARTIES = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


class State:
    def __init__(self):
        self.lock = threading.RLock()
        self.realm, self.company = "9130000000000001", "Sandbox Company_US_1"
        self.closed, self.multi_currency, self.honors_requestid = None, False, True
        self.numbers = 100
        self.codes, self.access, self.refresh = {"code-1": True}, set(), None
        self.refreshes = 0
        self.entries, self.by_request = {}, {}
        self.creations = 0
        self.faults, self.requests = [], []
        self.accounts = {
            row[0]: {"Id": row[0], "AcctNum": row[1], "Name": row[2], "FullyQualifiedName": row[2], "AccountType": row[3], "Active": True,
                     "CurrencyRef": {"value": "USD"}, "SyncToken": "0"}
            for row in [
                ("35", "1000", "Checking", "Bank"), ("36", "", "Bank Fees", "Expense"), ("37", "", "Accounts Receivable (A/R)", "Accounts Receivable"),
                ("38", "", "Accounts Payable (A/P)", "Accounts Payable"), ("39", "", "Sales", "Income"), ("40", "", "Owner's Equity", "Equity")]
        }
        self.parties = {"Customer": [{"Id": "1", "DisplayName": "Amy's Bird Sanctuary"}], "Vendor": [{"Id": "56", "DisplayName": "Bob's Burger Joint"}]}

    def new_id(self):
        self.numbers += 1
        return str(self.numbers)


STATE = State()


class Refusal(Exception):
    def __init__(self, status, body):
        super().__init__(str(body))
        self.status, self.body = status, body


def fault(code, message, detail="", kind="ValidationFault", status=400):
    error = {"Message": message, "Detail": detail or message, "code": str(code), "element": ""}
    return Refusal(status, {"Fault": {"Error": [error], "type": kind}, "time": "2025-11-22T09:17:31.892-07:00"})


def unauthorized():
    error = {"message": "message=AuthenticationFailed; errorCode=003200; statusCode=401", "detail": "Token expired", "code": "3200"}
    return Refusal(401, {"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "time": 1})


def tokens():
    number = STATE.new_id()
    access, STATE.refresh = f"access-{number}", f"refresh-{number}"
    STATE.access.add(access)
    return {"token_type": "bearer", "access_token": access, "expires_in": 3600, "refresh_token": STATE.refresh,
            "x_refresh_token_expires_in": 8726400}


def grant(form):
    if form.get("grant_type") == "authorization_code":
        if not STATE.codes.pop(form.get("code"), None) or not form.get("redirect_uri"):
            raise Refusal(400, {"error": "invalid_grant"})
        return tokens()
    if form.get("grant_type") != "refresh_token":
        raise Refusal(400, {"error": "unsupported_grant_type"})
    # One that was used once is dead: the strictest that Intuit may be.
    if form.get("refresh_token") != STATE.refresh:
        raise Refusal(400, {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"})
    STATE.refreshes += 1
    return tokens()


def check_entry(entry):
    if "Id" in entry:
        raise fault(610, "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive.")
    if len(entry.get("DocNumber", "")) > 21:
        raise fault(2050, "String length is either shorter or longer than supported by specification")
    if len(entry.get("PrivateNote", "")) > 4000:
        raise fault(2050, "String length is either shorter or longer than supported by specification")
    if "CurrencyRef" in entry and not STATE.multi_currency:
        raise fault(6000, "A business validation error has occurred", "Multi currency is not enabled.")
    if STATE.closed and entry["TxnDate"] <= STATE.closed:
        raise fault(6210, "Account Period Closed, Cannot Update Through Services API", f"The account period has closed: {STATE.closed}")
    sums = {"Debit": Decimal(0), "Credit": Decimal(0)}
    for line in entry.get("Line", []):
        detail = line["JournalEntryLineDetail"]
        account = STATE.accounts.get(detail["AccountRef"]["value"])
        if not account or not account["Active"]:
            raise fault(610, "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive.")
        wanted = PARTIES.get(account["AccountType"])
        given = (detail.get("Entity") or {}).get("Type")
        if wanted and given != wanted:
            raise fault(6000, "A business validation error has occurred", f"When you use {account['AccountType']}, you must choose a {wanted}.")
        if line["Amount"] < 0:
            raise fault(2090, "Invalid Number")
        sums[detail["PostingType"]] += line["Amount"]
    if len(entry.get("Line", [])) < 2 or sums["Debit"] != sums["Credit"]:
        raise fault(6000, "A business validation error has occurred", "Total Debits should be equal to Total Credits")


def create(entry, request):
    if request and len(request) > 50:
        raise fault(2050, "requestid is too long")
    if request and STATE.honors_requestid and request in STATE.by_request:
        return STATE.entries.get(STATE.by_request[request]) or STATE.by_request_answers[request]
    check_entry(entry)
    name = STATE.new_id()
    STATE.entries[name] = {
        **entry, "Id": name, "SyncToken": "0", "domain": "QBO", "sparse": False, "TotalAmt": 0,
        "Line": [{**line, "Id": str(number)} for number, line in enumerate(entry["Line"])]}
    STATE.creations += 1
    if request:
        STATE.by_request[request] = name
        STATE.by_request_answers[request] = STATE.entries[name]
    return STATE.entries[name]


STATE.by_request_answers = {}


def texts(list_):
    return [re.sub(r"\\(.)", r"\1", each) for each in re.findall(r"'((?:[^'\\]|\\.)*)'", list_)]


def query(statement):
    found = re.match(
        r"\s*select\s+(.*?)\s+from\s+(\w+)(?:\s+where\s+(.*?))?(?:\s+startposition\s+(\d+))?(?:\s+maxresults\s+(\d+))?\s*$", statement, re.I | re.S)
    if not found:
        raise fault(4000, "Error parsing query", "QueryParserError", "ValidationFault")
    _, kind, where, start, most = found.groups()
    if kind == "Preferences":
        rows = [{"AccountingInfoPrefs": {"BookCloseDate": STATE.closed} if STATE.closed else {},
                 "CurrencyPrefs": {"MultiCurrencyEnabled": STATE.multi_currency, "HomeCurrency": {"value": "USD"}}}]
    elif kind == "Account":
        rows = [each for each in STATE.accounts.values() if each["Active"] or "active in" in (where or "").lower()]
    elif kind in STATE.parties:
        rows = STATE.parties[kind]
    elif kind == "JournalEntry":
        rows = list(STATE.entries.values())
        if where:
            field, names = re.match(r"(\w+)\s*(?:=|in)\s*(.*)", where, re.I | re.S).groups()
            if field not in ("DocNumber", "Id", "TxnDate"):
                raise fault(4001, "Invalid query", f"property '{field}' is not queryable")
            rows = [each for each in rows if each.get(field) in texts(names)]
    else:
        raise fault(4000, "Error parsing query")
    first = int(start or 1) - 1
    rows = rows[first:first + min(int(most or 100), 1000)]
    answer = {kind: rows, "startPosition": first + 1, "maxResults": len(rows)} if rows else {}
    return {"QueryResponse": answer, "time": "2025-11-22T09:17:31.892-07:00"}


def books(method, path, form, body, token):
    parts = path.strip("/").split("/")
    if token not in STATE.access:
        raise unauthorized()
    if parts[2] != STATE.realm:
        raise fault(3100, "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", kind="AuthorizationFault", status=403)
    if int(form.get("minorversion", 0)) < 75:
        raise fault(4000, "minorversion below 75 is not served")
    what = parts[3]
    if what == "companyinfo":
        return {"CompanyInfo": {"Id": "1", "CompanyName": STATE.company, "Country": "US"}}
    if what == "query":
        return query(form.get("query") or body)
    if what == "account" and len(parts) == 5:
        return {"Account": STATE.accounts[parts[4]]}
    if what == "journalentry" and method == "POST":
        entry = json.loads(body, parse_float=Decimal, parse_int=Decimal)
        if form.get("operation") == "delete":
            STATE.entries.pop(entry["Id"])
            return {"JournalEntry": {"Id": entry["Id"], "status": "Deleted"}}
        return {"JournalEntry": create(entry, form.get("requestid")), "time": "2025-11-22T09:17:31.892-07:00"}
    if what == "journalentry" and len(parts) == 5 and parts[4] in STATE.entries:
        return {"JournalEntry": STATE.entries[parts[4]]}
    if what == "batch":
        items = []
        for item in json.loads(body, parse_float=Decimal, parse_int=Decimal)["BatchItemRequest"]:
            try:
                items.append({"bId": item["bId"], "JournalEntry": create(item["JournalEntry"], None)})
            except Refusal as refusal:
                items.append({"bId": item["bId"], **refusal.body})
        return {"BatchItemResponse": items}
    raise fault(610, "Object Not Found", status=404)


class Numbers(json.JSONEncoder):
    def default(self, o):
        return int(o) if o == int(o) else float(o)


class Handler(JSONHandler):
    always = {"intuit_tid": "tid-double"}

    def serve(self, method, body):
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/_double/"):
            return self.steer(method, body)
        form = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        if url.path == "/connect/oauth2":
            return self.consent(form)
        with STATE.lock:
            STATE.requests.append({"method": method, "path": url.path, "query": form})
            matching = [each for each in STATE.faults if each.get("on", "") in url.path]
            trouble = matching[0] if matching else None
            if trouble:
                STATE.faults.remove(trouble)
        if trouble and not trouble.get("after"):
            return self.fail(trouble, "")
        with STATE.lock:
            try:
                status, reply = 200, self.answer(method, url.path, form, body)
            except Refusal as refusal:
                status, reply = refusal.status, refusal.body
            text = json.dumps(reply, cls=Numbers)
        if trouble:
            return self.fail(trouble, text)
        self.reply(status, text)

    def consent(self, form):
        """The page on which somebody says yes or no."""
        code = STATE.new_id()
        STATE.codes[code] = True
        back, state = form["redirect_uri"], urllib.parse.quote(form["state"])
        yes, no = f"{back}?code={code}&state={state}&realmId={STATE.realm}", f"{back}?error=access_denied&state={state}"
        page = f"<!doctype html><title>Intuit</title><link rel='icon' href='data:,'><a href='{html.escape(yes)}'>Connect</a> <a href='{html.escape(no)}'>No thanks</a>"
        self.reply(200, page, {"Content-Type": "text/html"})

    def answer(self, method, path, form, body):
        if path.startswith("/v3/company/"):
            return books(method, path, form, body, (self.headers.get("Authorization") or "").removeprefix("Bearer "))
        if path in ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration"):
            base = f"http://{self.headers['Host']}"
            return {"issuer": base, "authorization_endpoint": f"{base}/connect/oauth2", "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
                    "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke", "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks"}
        if self.headers.get("Authorization") != CLIENT:
            raise Refusal(401, {"error": "invalid_client"})
        if path == "/oauth2/v1/tokens/bearer":
            return grant(dict(urllib.parse.parse_qsl(body)))
        if path == "/v2/oauth2/tokens/revoke":
            if json.loads(body)["token"] != STATE.refresh and json.loads(body)["token"] not in STATE.access:
                raise Refusal(400, {"error": "invalid_request"})
            STATE.access.clear()
            STATE.refresh = None
            return {}
        raise Refusal(404, {"error": "not_found"})

    def fail(self, trouble, text):
        time.sleep(trouble.get("delay", 0))
        if trouble.get("cut"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(text) + 100))
            self.end_headers()
            self.wfile.write(text[:len(text) // 2].encode())
            self.close_connection = True
            return
        self.reply(trouble.get("status", 200), trouble.get("body", text if not trouble.get("status") else ""))

    def steer(self, method, body):
        with STATE.lock:
            if method == "POST":
                wanted = json.loads(body)
                STATE.faults += wanted.get("faults", [])
                for name, value in wanted.get("set", {}).items():
                    setattr(STATE, name, set(value) if name == "access" else value)
                for name, changes in wanted.get("accounts", {}).items():
                    STATE.accounts[name].update(changes)
                for number in wanted.get("delete", []):
                    STATE.entries = {name: each for name, each in STATE.entries.items() if each["DocNumber"] != number}
                for number, changes in wanted.get("change", {}).items():
                    for each in STATE.entries.values():
                        if each["DocNumber"] == number:
                            each.update(changes)
                for each in wanted.get("foreign", []):
                    name = STATE.new_id()
                    STATE.entries[name] = {**each, "Id": name}
            answer = {"entries": list(STATE.entries.values()), "creations": STATE.creations, "refreshes": STATE.refreshes,
                      "requests": STATE.requests if method == "GET" else []}
        self.reply(200, json.dumps(answer, cls=Numbers))


if __name__ == "__main__":
    run(Handler, sys.argv[1])
