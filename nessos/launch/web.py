"""The web process: uvicorn on a socket that the supervisor opened (`python -m nessos.launch.web DESCRIPTOR`)."""

import socket
import sys

import uvicorn

# Answers under way get this long to end; open streams are cut then.
GRACE = 5


def main() -> None:
    config = uvicorn.Config(
        "nessos.asgi:application",
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
