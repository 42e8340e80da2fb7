"""Every page of the service, once: the walks go over this table. A new page is a line here."""

import dataclasses

from .api import API
from .server import Server


@dataclasses.dataclass(frozen=True)
class Entry:
    name: str
    # `{entry}`, `{rule}`, `{import}` and `{account}` stand for one of the demo company's own.
    path: str
    # Seen by whoever is not signed in.
    is_open: bool = False


PAGES = [
    Entry("login", "/login", is_open=True),
    Entry("signup", "/signup", is_open=True),
    Entry("reset", "/reset", is_open=True),
    Entry("docs", "/docs", is_open=True),
    Entry("not-found", "/no-such-page", is_open=True),
    Entry("dashboard", "/dashboard"),
    Entry("companies", "/companies"),
    Entry("keys", "/keys"),
    Entry("review", "/review"),
    Entry("import", "/import"),
    Entry("import-details", "/import/{import}"),
    Entry("duplicates", "/duplicates"),
    Entry("lines", "/lines"),
    Entry("entries", "/entries"),
    Entry("entry", "/entries/{entry}"),
    Entry("new-entry", "/entries/new"),
    Entry("kept-aside", "/entries/kept-aside"),
    Entry("accounts", "/accounts"),
    Entry("rules", "/rules"),
    Entry("rule", "/rules/{rule}"),
    Entry("reconcile", "/reconcile"),
    Entry("profit-and-loss", "/reports/profit-and-loss"),
    Entry("balance-sheet", "/reports/balance-sheet"),
    Entry("cash-flow", "/reports/cash-flow"),
    Entry("trial-balance", "/reports/trial-balance"),
    Entry("general-ledger", "/reports/general-ledger"),
    Entry("ledger", "/reports/general-ledger?account={account}"),
    Entry("exports", "/exports"),
    Entry("insights", "/insights"),
    Entry("billing", "/billing"),
    Entry("notifications", "/settings/notifications"),
    Entry("settings", "/settings"),
    Entry("team", "/settings/team"),
    Entry("security", "/settings/security"),
    Entry("second-factor", "/settings/security/second-factor"),
    Entry("webhooks", "/settings/webhooks"),
    Entry("audit", "/audit"),
]
# Named in the table before their features are there.
NOT_YET = {"insights", "notifications"}


class Filled:
    """The table's paths with ids of the demo company's own things; one rule is made for that."""

    def __init__(self, server: Server):
        api = API(server, server.demo_owner())
        accounts = {a["code"]: a["id"] for a in api.get("/api/accounts")["items"]}
        rules = api.get("/api/rules")["items"] or [api.post("/api/rules", {
            "name": "Coffee", "condition": {"text": {"contains": "coffee"}}, "action": {"file": accounts["5300"]}})]
        self.ids = {
            "entry": api.get("/api/entries?limit=1")["items"][0]["id"],
            "rule": rules[0]["id"],
            "import": api.get("/api/statements?limit=1")["items"][0]["id"],
            "account": accounts["1000"],
        }

    def path(self, entry: Entry) -> str:
        return entry.path.format(**self.ids) if "{" in entry.path else entry.path
