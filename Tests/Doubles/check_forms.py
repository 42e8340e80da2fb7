"""Checks forms that the double was sent against the parameter types of the provider's own library.

    check_forms.py CHECKER < REQUESTS      prints what does not fit; CHECKER is a file that defines check(type, value)
"""

import importlib.util
import json
import sys
import typing

import stripe.params as params
import stripe.params.billing_portal as portal
import stripe.params.checkout as checkout

spec = importlib.util.spec_from_file_location("checker", sys.argv[1])
checker = importlib.util.module_from_spec(spec)
output, sys.stdout = sys.stdout, sys.stderr  # it shows itself at work when it is loaded
spec.loader.exec_module(checker)
sys.stdout = output

TYPES = {
    "/v1/customers": params.CustomerCreateParams,
    "/v1/checkout/sessions": checkout.SessionCreateParams,
    "/v1/billing_portal/sessions": portal.SessionCreateParams,
}

seen = set()
for request in json.load(sys.stdin):
    if request["method"] != "POST" or request["path"] not in TYPES:
        continue
    kind = TYPES[request["path"]]
    module = sys.modules[kind.__module__]
    checker.NS.update(vars(module))
    seen.add(request["path"])
    for path, fault in checker.check(kind, request["form"]):
        print(request["path"], ".".join(map(str, path)), fault)
if seen != set(TYPES):
    print("not seen:", sorted(set(TYPES) - seen))
