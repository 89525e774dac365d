"""Ctrl-C, TERM and a closed terminal: asked once we end in order, asked twice at once."""

import os
import select
import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Raised in the middle of a step; not an Exception, so that no step takes it for its own failure."""


class StopSignals:
    """Counts how often a stop was asked for.

    While `interrupting`, the first one raises `StopAsked` where the program stands; later it only shows in
    `asked`, and ends `pause`.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.interrupting = True
        self._readable, self._writable = os.pipe()
        for end in (self._readable, self._writable):
            os.set_blocking(end, False)

    def install(self) -> None:
        """Take over the signals; only a hang-up that somebody chose to ignore (nohup) stays ignored.

        Not so SIGINT: a shell that starts us in the background ignores it for us, without meaning anything.
        """
        signal.set_wakeup_fd(self._writable, warn_on_full_buffer=False)
        for number in SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        # A handler of its own, else the end of a child would not end `pause`.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def heed(self) -> None:
        """Leave a wait that nobody wants the end of any more."""
        if self.asked:
            raise StopAsked

    def pause(self, seconds: float) -> None:
        """Sleep until a signal comes, at most so long."""
        if select.select([self._readable], [], [], seconds)[0]:
            os.read(self._readable, 4096)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if self.interrupting and self.asked == 1:
            raise StopAsked
