"""Signs, or checks a signature, with the provider's own library.

    signatures.py sign SECRET TIMESTAMP < BODY      prints the value of Stripe-Signature
    signatures.py check SECRET HEADER < BODY        prints the event's id, or fails
"""

import sys

import stripe

body = sys.stdin.buffer.read()
secret, word = sys.argv[2], sys.argv[3]
if sys.argv[1] == "sign":
    code = stripe.WebhookSignature._compute_signature(f"{word}.{body.decode()}", secret)
    print(f"t={word},v1={code}")
else:
    # Ours are signed at a moment of the tests' own, so their age is left out.
    print(stripe.Webhook.construct_event(body, word, secret, tolerance=10**12).id)
