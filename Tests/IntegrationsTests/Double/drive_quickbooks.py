"""Drives the double with python-quickbooks and Intuit's own OAuth library: what those can read and write is how QuickBooks speaks.

    drive_quickbooks.py http://127.0.0.1:PORT
"""

import json
import os
import sys
import urllib.request

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.exceptions import AuthorizationException, QuickbooksException
from quickbooks.objects.account import Account
from quickbooks.objects.base import Ref
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail

BASE = sys.argv[1]
REALM = "9130000000000001"


def steer(wanted):
    urllib.request.urlopen(urllib.request.Request(BASE + "/_double/state", data=json.dumps(wanted).encode(), method="POST")).read()


def state():
    return json.load(urllib.request.urlopen(BASE + "/_double/state"))


auth = AuthClient("client-id", "client-secret", "https://books.example/callback", BASE + "/.well-known/openid_sandbox_configuration")
assert "scope=com.intuit.quickbooks.accounting" in auth.get_authorization_url([Scopes.ACCOUNTING])
auth.get_bearer_token("code-1", realm_id=REALM)
first = auth.refresh_token
auth.refresh()
assert auth.refresh_token != first and state()["refreshes"] == 1
try:
    auth.refresh(refresh_token=first)
    raise AssertionError("a superseded token was taken")
except AuthClientError as error:
    assert error.status_code == 400

QuickBooks.api_url_v3 = QuickBooks.sandbox_api_url_v3 = BASE + "/v3"
client = QuickBooks(auth_client=auth, refresh_token=auth.refresh_token, company_id=REALM, minorversion=75)
assert any(account.AcctNum == "1000" for account in Account.all(qb=client))


def entry(number, debit, credit):
    made = JournalEntry()
    made.DocNumber, made.TxnDate, made.PrivateNote = number, "2025-11-30", "sha256:00"
    for side, account, amount in [("Debit", "36", debit), ("Credit", "35", credit)]:
        line, detail = JournalEntryLine(), JournalEntryLineDetail()
        detail.PostingType, detail.AccountRef = side, Ref()
        detail.AccountRef.value = account
        line.Amount, line.JournalEntryLineDetail = amount, detail
        made.Line.append(line)
    return made


posted = entry("AB-1", 12.34, 12.34)
posted.save(qb=client, request_id="request-1")
assert posted.Id and posted.Line[0].Amount == 12.34
entry("AB-1", 12.34, 12.34).save(qb=client, request_id="request-1")
assert state()["creations"] == 1, "the same request id creates one entry"
found = JournalEntry.where("DocNumber = 'AB-1'", qb=client)
assert [each.Id for each in found] == [posted.Id]
assert JournalEntry.where("DocNumber = 'AB-NONE'", qb=client) == []

for wrong, code in [(entry("AB-2", 1, 2), 6000)]:
    try:
        wrong.save(qb=client)
        raise AssertionError("an unbalanced entry was taken")
    except QuickbooksException as error:
        assert int(error.error_code) == code, error.error_code
steer({"set": {"access": []}})
try:
    JournalEntry.all(qb=client)
    raise AssertionError("a dead token was taken")
except (AuthorizationException, QuickbooksException):
    pass
print("driven")
