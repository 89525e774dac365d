"""A server of models for tests: it speaks OpenAI's protocol over real HTTP, says what it was told to, and errs in every
way that a real one does.

    model_server.will(rate_limited(retry_after="7"), answers({"words": 3}))   # one after the other
    model_server.always(answers({"words": 3}))                                # and then, or otherwise, for ever
    model_server.calls[0].body["messages"]
"""

import json
import select
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: How long a reply may keep a thread at most, should nobody hang up.
LONGEST = 30.0

Body = dict[str, Any]


@dataclass(frozen=True)
class Call:
    path: str
    #: By names in lower case.
    headers: Mapping[str, str]
    body: Body


class Line:
    """What a reply speaks into."""

    def __init__(self, handler: BaseHTTPRequestHandler, server: "ModelServer", body: Body) -> None:
        self._handler, self._server, self.body = handler, server, body

    def begin(self, status: int, length: int, headers: Mapping[str, str] | None = None) -> None:
        self._handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(length))
        self._handler.end_headers()

    def send(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def wait(self, seconds: float = LONGEST) -> bool:
        """Whether the other side is still there after so long; noted when it hung up."""
        for _round in range(int(seconds / 0.02)):
            ready, _, _ = select.select([self._handler.connection], [], [], 0.02)
            if ready or self._server.is_over.is_set():
                self._server.hung_up.set()
                return False
        return True

    def cut(self) -> None:
        """With a reset, as a server that was killed does."""
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.connection.close()


Reply = Callable[[Line], None]


@dataclass
class ModelServer:
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    #: A client went away while it was being kept waiting.
    hung_up: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)
    _script: deque[Reply] = field(default_factory=deque)
    _standing: Reply | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def will(self, *replies: Reply) -> None:
        self._script.extend(replies)

    def always(self, reply: Reply) -> None:
        self._standing = reply

    def take(self, call: Call) -> Reply:
        with self._lock:
            self.calls.append(call)
            if self._script:
                return self._script.popleft()
        return self._standing or fault(500, message="Nothing was scripted.")


def answers(
    content: Any,
    *,
    input_tokens: int = 11,
    output_tokens: int = 7,
    finish: str = "stop",
    model: str = "",
    usage: bool = True,
) -> Reply:
    """A completion; ``content`` that is no text is written as JSON. A function is given what was asked."""

    def reply(line: Line) -> None:
        said = content(line.body) if callable(content) else content
        text = said if isinstance(said, str | None) else json.dumps(said)
        told = {"prompt_tokens": input_tokens, "completion_tokens": output_tokens}
        told["total_tokens"] = input_tokens + output_tokens
        _say(
            line,
            {
                **_completion(model or line.body["model"]),
                "choices": [
                    {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}
                ],
                **({"usage": told} if usage else {}),
            },
        )

    return reply


def fenced(content: Any) -> Reply:
    return answers(f"Here you are:\n\n```json\n{json.dumps(content)}\n```\nAnything else?")


def truncated(content: str = '{"words": ') -> Reply:
    return answers(content, finish="length")


def filtered() -> Reply:
    return answers("", finish="content_filter")


def refuses(sentence: str = "I cannot help with that.") -> Reply:
    return body_of(
        {
            **_completion("a-model"),
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": None, "refusal": sentence},
                }
            ],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        }
    )


def empty_choices() -> Reply:
    return body_of({**_completion("a-model"), "choices": []})


def body_of(value: Any, *, status: int = 200) -> Reply:
    """This JSON, or this text, as it is."""
    return lambda line: _say(line, value, status=status)


def fault(
    status: int,
    *,
    code: str | None = None,
    message: str = "It failed.",
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    value = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}
    return lambda line: _say(line, value, status=status, headers=headers)


def rate_limited(retry_after: str | None = None) -> Reply:
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    return fault(429, code="rate_limit_exceeded", message="Slow down.", headers=headers)


def out_of_credit(status: int = 429) -> Reply:
    return fault(status, code="insufficient_quota", message="You exceeded your current quota.")


def key_refused() -> Reply:
    return fault(401, code="invalid_api_key", message="Incorrect API key provided: sk-...")


def context_overflows() -> Reply:
    return fault(
        400, code="context_length_exceeded", message="This model's maximum context length is 8 tokens."
    )


def model_unknown() -> Reply:
    return fault(404, code="model_not_found", message="The model does not exist.")


def hangs() -> Reply:
    """It takes the question and says nothing."""

    def reply(line: Line) -> None:
        line.wait()

    return reply


def drips(seconds: float = LONGEST, *, pause: float = 0.1) -> Reply:
    """A byte now and then, each in time for a limit that looks at one read alone."""

    def reply(line: Line) -> None:
        line.begin(200, 100_000)
        for _byte in range(int(seconds / pause)):
            line.send(b" ")
            if not line.wait(pause):
                return

    return reply


def resets(after: int = 20) -> Reply:
    """The connection breaks in the middle of the answer; with 0, before it."""

    def reply(line: Line) -> None:
        if after:
            line.begin(200, 5_000)
            line.send(b'{"id": "cut", "choices": [{'[:after])
        line.cut()

    return reply


def huge(size: int = 50_000_000) -> Reply:
    def reply(line: Line) -> None:
        line.begin(200, size)
        for _part in range(size // 1_000_000):
            line.send(b" " * 1_000_000)

    return reply


def embeds(vectors: Callable[[Body], list[Any]] | None = None) -> Reply:
    """Vectors of the length asked for, in reverse order with their right index; or what ``vectors`` makes."""

    def reply(line: Line) -> None:
        made = vectors(line.body) if vectors else _vectors(line.body)
        count = len(line.body["input"])
        usage = {"prompt_tokens": 3 * count, "total_tokens": 3 * count}
        _say(line, {"object": "list", "model": line.body["model"], "data": made, "usage": usage})

    return reply


@contextmanager
def model_serve() -> Iterator[ModelServer]:
    server = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            self.close_connection = True
            with suppress(OSError, ValueError):  # whoever asked may hang up at any time
                server.take(
                    Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                )(Line(self, server, body))

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

        def log_message(self, *_args: Any) -> None:
            """Tests read `calls`."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    try:
        yield server
    finally:
        server.is_over.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join(5)


def _completion(model: str) -> Body:
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model}


def _say(line: Line, value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
    data = (value if isinstance(value, str) else json.dumps(value)).encode()
    line.begin(status, len(data), headers)
    line.send(data)


def _vectors(body: Body) -> list[Any]:
    length = body.get("dimensions", 8)
    found = [
        {"object": "embedding", "index": index, "embedding": [float(len(text))] + [0.0] * (length - 1)}
        for index, text in enumerate(body["input"])
    ]
    return found[::-1]
