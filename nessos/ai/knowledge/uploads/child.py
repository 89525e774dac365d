"""`python -m nessos.ai.knowledge.uploads.child KIND`: the file comes in by stdin, its text goes out by stdout.

A process of its own, without the house's settings and secrets, that can use up nothing but what it was given: whatever
a file does to its reader, it does it here. Speaks in lines of JSON: {"page", "pages"}; at last {"text"} or {"fault"}.
"""

import json
import resource
import sys
from collections.abc import Mapping

from nessos.ai.knowledge.uploads.kinds import Fault, Kind
from nessos.ai.knowledge.uploads.limits import MEMORY, PROCESSOR_SECONDS


def main() -> None:
    _limit()
    try:
        # Only now: what these import is a parser too.
        from nessos.ai.knowledge.uploads.reading import FileFaultError, file_read

        text = file_read(Kind(sys.argv[1]), sys.stdin.buffer.read(), page_tell)
        answer = {"text": text} if text.strip() else {"fault": Fault.NO_TEXT.value}
    except FileFaultError as error:
        answer = {"fault": error.fault.value}
    except (MemoryError, RecursionError):
        answer = {"fault": Fault.TOO_HEAVY.value}
    except Exception:  # noqa: BLE001 - parsers of strangers' files raise whatever they raise
        answer = {"fault": Fault.MALFORMED.value}
    say(answer)


def page_tell(page: int, pages: int) -> None:
    say({"page": page, "pages": pages})


def say(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
