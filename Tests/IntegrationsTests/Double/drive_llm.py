"""Drives the double with the official client: what that client can read and write is how such an endpoint speaks.

    drive_llm.py http://127.0.0.1:PORT
"""

import json
import sys
import urllib.request

import openai

BASE = sys.argv[1]
client = openai.OpenAI(api_key="sk-driver", base_url=BASE + "/v1", max_retries=0)


def steer(**state):
    request = urllib.request.Request(BASE + "/_double/state", data=json.dumps(state).encode(), method="POST")
    urllib.request.urlopen(request).read()


def refused(kind, call, status):
    try:
        call()
    except kind as error:
        assert error.status_code == status, error.status_code
        return error
    raise AssertionError(f"{kind.__name__} was to be raised")


def ask(**more):
    material = json.dumps({"lines": [{"line": 1, "text": "COFFEE SHOP"}, {"line": 2, "text": "Unheard of"}]})
    messages = [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": material}]
    return client.chat.completions.create(model="double-1", messages=messages, **more)


schema = {
    "type": "object", "additionalProperties": False, "required": ["answers"],
    "properties": {"answers": {"type": "array", "items": {
        "type": "object", "additionalProperties": False, "required": ["line"], "properties": {"line": {"type": "integer"}}}}},
}
steer(words={"COFFEE": "6400"}, confidence=0.75)
strict = {"type": "json_schema", "json_schema": {"name": "answers", "strict": True, "schema": schema}}
first = ask(temperature=0, max_tokens=100, response_format=strict)
assert first.object == "chat.completion" and first.choices[0].finish_reason == "stop"
answers = json.loads(first.choices[0].message.content)["answers"]
assert answers == [
    {"line": 1, "account": "6400", "confidence": 0.75}, {"line": 2, "account": "needs_review", "confidence": 0.75}], answers
assert first.usage.prompt_tokens > 0 and first.usage.total_tokens == first.usage.prompt_tokens + first.usage.completion_tokens

open_schema = {**schema, "additionalProperties": True}
bad = {"type": "json_schema", "json_schema": {"name": "answers", "strict": True, "schema": open_schema}}
assert refused(openai.BadRequestError, lambda: ask(response_format=bad), 400).code == "invalid_json_schema"
steer(refuses=["json_schema", "max_tokens"])
assert refused(openai.BadRequestError, lambda: ask(response_format=strict), 400).param == "response_format"
assert refused(openai.BadRequestError, lambda: ask(max_tokens=5), 400).param == "max_tokens"
ask(max_completion_tokens=5, response_format={"type": "json_object"})
steer(refuses=[], faults=[{"status": 429, "headers": {"Retry-After": "2"}, "body": '{"error":{"message":"slow down"}}'}, {"status": 503}])
refused(openai.RateLimitError, ask, 429)
refused(openai.InternalServerError, ask, 503)
wrong = openai.OpenAI(api_key="sk-wrong", base_url=BASE + "/v1", max_retries=0)
refused(openai.AuthenticationError, lambda: wrong.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}]), 401)
steer(contents=["verbatim"])
assert ask().choices[0].message.content == "verbatim"
print("driven")
