"""A server that answers as an OpenAI-compatible endpoint does, as far as this service asks it.

    llm_double.py PORT_FILE

Listens on a free port of this machine, writes the port into PORT_FILE, and ends with the process that started it. The official Python client is
driven against it first (drive_llm.py), so that what passes here means something.

It files a line by the first word of `words` that its text holds, else as "needs_review". Tests steer it with POST /_double/state:
{"words": {"COFFEE": "6400"}, "confidence": 0.9, "contents": ["verbatim reply"], "refuses": ["json_schema", "max_tokens"],
"faults": [{"status": 500, "headers": {}, "body": "...", "delay": 0.5}]}, and read what it was asked from GET /_double/requests.
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KNOWN = {
    "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "response_format", "seed", "stream", "n", "top_p", "user",
}


class State:
    def __init__(self):
        self.lock = threading.RLock()
        self.words, self.confidence, self.contents, self.refuses = {}, 0.9, [], []
        self.faults, self.requests = [], []
        self.counts_tokens = True


STATE = State()


class Refusal(Exception):
    def __init__(self, status, message, code=None, param=None):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


def check(request):
    """Refuses what the API's reference does not allow, and what a test has it not know."""
    for name in request:
        if name not in KNOWN:
            raise Refusal(400, f"Unrecognized request argument supplied: {name}", "unknown_parameter", name)
    if not isinstance(request.get("model"), str) or not request.get("messages"):
        raise Refusal(400, "you must provide a model parameter")
    for message in request["messages"]:
        if message.get("role") not in ("system", "user", "assistant") or not isinstance(message.get("content"), str):
            raise Refusal(400, "Invalid value for 'messages'", "invalid_value", "messages")
    if request.get("max_tokens") is not None and "max_tokens" in STATE.refuses:
        raise Refusal(
            400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "unsupported_parameter", "max_tokens")
    if "temperature" in request and "temperature" in STATE.refuses:
        raise Refusal(400, "Unsupported value: 'temperature' does not support 0 with this model.", "unsupported_value", "temperature")
    form = request.get("response_format")
    if form is None:
        return None
    if form.get("type") in STATE.refuses:
        raise Refusal(400, f"Invalid parameter: 'response_format' of type '{form['type']}' is not supported", None, "response_format")
    if form.get("type") == "json_object":
        if not any("json" in message["content"].lower() for message in request["messages"]):
            raise Refusal(400, "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
        return None
    if form.get("type") != "json_schema":
        raise Refusal(400, "Invalid value for 'response_format'", "invalid_value", "response_format.type")
    wanted = form["json_schema"]
    if not wanted.get("name") or not isinstance(wanted.get("schema"), dict):
        raise Refusal(400, "Missing required parameter: 'response_format.json_schema'", None, "response_format")
    if wanted.get("strict"):
        check_strict(wanted["schema"])
    return wanted["schema"]


def check_strict(schema):
    """Structured outputs: every object closed, every property required."""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False or set(schema.get("required", [])) != set(schema.get("properties", {})):
            raise Refusal(400, "Invalid schema for response_format 'answers'", "invalid_json_schema", "response_format")
        for each in schema["properties"].values():
            check_strict(each)
    if schema.get("type") == "array":
        check_strict(schema["items"])


def content(request):
    if STATE.contents:
        return STATE.contents.pop(0)
    try:
        lines = json.loads(request["messages"][-1]["content"])["lines"]
    except (ValueError, KeyError, TypeError):
        return "Hello."
    answers = []
    for line in lines:
        code = next((code for word, code in STATE.words.items() if word in line["text"]), "needs_review")
        answers.append({"line": line["line"], "account": code, "confidence": STATE.confidence})
    return json.dumps({"answers": answers})


def answer(request):
    check(request)
    text = content(request)
    prompt = sum(len(message["content"]) for message in request["messages"]) // 4
    reply = {
        "id": "chatcmpl-double", "object": "chat.completion", "created": 1765108800, "model": request["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "logprobs": None, "message": {"role": "assistant", "content": text, "refusal": None}}],
    }
    if STATE.counts_tokens:
        completion = max(1, len(text) // 4)
        reply["usage"] = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return reply


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/_double/requests":
            with STATE.lock:
                return self.reply(200, json.dumps(STATE.requests), {})
        self.reply(404, "{}", {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/_double/state":
            return self.steer(json.loads(body))
        if self.path != "/v1/chat/completions":
            return self.reply(404, json.dumps({"error": {"message": "Unknown request URL", "type": "invalid_request_error"}}), {})
        request = json.loads(body)
        with STATE.lock:
            STATE.requests.append({"headers": {name.lower(): value for name, value in self.headers.items()}, "body": request})
            fault = STATE.faults.pop(0) if STATE.faults else None
        if fault:
            time.sleep(fault.get("delay", 0))
            if fault.get("status"):
                return self.reply(fault["status"], fault.get("body", ""), fault.get("headers", {}))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if "wrong" in token:
            error = {"message": "Incorrect API key provided: ****", "type": "invalid_request_error", "param": None, "code": "invalid_api_key"}
            return self.reply(401, json.dumps({"error": error}), {})
        with STATE.lock:
            try:
                status, reply = 200, answer(request)
            except Refusal as refusal:
                status, reply = refusal.status, refusal.body
        self.reply(status, json.dumps(reply), {})

    def steer(self, wanted):
        with STATE.lock:
            for name in ("words", "confidence", "refuses", "counts_tokens"):
                setattr(STATE, name, wanted.get(name, getattr(STATE, name)))
            STATE.contents += wanted.get("contents", [])
            STATE.faults += wanted.get("faults", [])
        self.reply(200, "{}", {})

    def reply(self, status, body, headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
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
