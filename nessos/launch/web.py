"""The web process: uvicorn on a socket that the supervisor opened (`python -m nessos.launch.web DESCRIPTOR`)."""

import os
import socket
import sys

import uvicorn

# Answers under way get this long to end; open streams are cut then.
GRACE = 5


def make_config() -> uvicorn.Config:
    return uvicorn.Config(
        "nessos.asgi:application",
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        # With no proxy before us, whoever asks would choose his own address, and every lock-out be his to leave.
        proxy_headers=os.environ.get("NESSOS_URL", "").startswith("https://"),
        timeout_graceful_shutdown=GRACE,
    )


def main() -> None:
    uvicorn.Server(make_config()).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
