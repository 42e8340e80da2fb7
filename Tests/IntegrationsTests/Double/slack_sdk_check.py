"""Slack's own library. `drive URL`: has the double answer it. `check`: reads a payload and holds it to the library's limits."""
import json
import sys

if sys.argv[1] == "drive":
    from slack_sdk.webhook import WebhookClient

    base = sys.argv[2]
    answer = WebhookClient(f"{base}/services/T1/B1/ok").send(text="*Hello*")
    assert (answer.status_code, answer.body) == (200, "ok"), answer
    answer = WebhookClient(f"{base}/services/T1/B1/gone").send(text="*Hello*")
    assert (answer.status_code, answer.body) == (404, "no_service"), answer
    answer = WebhookClient(f"{base}/services/T1/B1/busy").send(text="*Hello*")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7"), answer
    print("driven")
else:
    from slack_sdk.models.blocks import SectionBlock
    from slack_sdk.models.messages.message import Message

    payload = json.load(sys.stdin)
    assert set(payload) == {"text", "username", "icon_emoji"}, payload
    message = Message(text=payload["text"], blocks=[SectionBlock(text=payload["text"])])
    message.validate_json()
    message.blocks[0].validate_json()
    assert message.to_dict()["text"] == payload["text"]
    print("valid")
