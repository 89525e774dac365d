"""The start as a whole: the order of the steps, and the same order backwards at the end."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from nessos.launch import database, folder, web
from nessos.launch.environment import data_folder, has_outside_database
from nessos.launch.errors import LaunchError
from nessos.launch.listening import listen, url_of
from nessos.launch.lock import hold_folder
from nessos.launch.postgres import Server
from nessos.launch.programs import Program
from nessos.launch.progress import say, step
from nessos.launch.readiness import Readiness
from nessos.launch.runs import begin_run, end_leftovers, end_run
from nessos.launch.stopping import StopAsked, StopSignals
from nessos.launch.supervisor import NotReady, Supervisor

# A worker has ten seconds for what it is doing; then its group is ended.
CLUSTER_GRACE = 10
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    workers: int
    demo: bool
    web: bool


class TooFew(LaunchError):
    def __init__(self, workers: int) -> None:
        super().__init__(
            f"{workers} workers cannot do the work: give `--workers` (or NESSOS_WORKERS) 1 or more."
        )


def run_up(options: Options) -> None:
    """Start everything, watch it, and return when a stop was asked for and nothing is left running."""
    if options.workers < 1:
        raise TooFew(options.workers)
    stop = StopSignals()
    stop.install()
    try:
        with ExitStack() as stack:
            _run(options, stop, stack)
    except StopAsked:
        say("Stopped before it was up.")


def _run(options: Options, stop: StopSignals, stack: ExitStack) -> None:
    start, data = time.monotonic(), data_folder()
    say("Starting ness.OS")
    with step("data folder"):
        folder.prepare(data)
        lock = stack.enter_context(hold_folder(data))
        stack.callback(folder.hand_over_all, data)
        end_leftovers(data)
        listener = stack.enter_context(listen(options.host, options.port)) if options.web else None
    address = url_of(listener) if listener else ""
    lock.describe(address=address)
    server = None
    with step("database"):
        if has_outside_database():
            database.check_outside(options.workers)
        else:
            server = Server(data, connections=database.count_connections(options.workers))
            stack.callback(lambda: server.stop(immediately=stop.asked > 1))
            server.start()
    first = database.prepare(demo=options.demo)
    programs = _Programs(begin_run(data))
    stack.callback(end_run, data)
    supervisor = Supervisor(
        web=programs.web(listener.fileno(), address) if listener else None,
        clusters=[programs.cluster(number, address) for number in range(1, options.workers + 1)],
        server=server,
        stop=stop,
        beats=database.read_beats,
    )
    with _supervised(supervisor, stop):
        with step("web and workers" if listener else "workers", alone=False):
            _await_ready(supervisor, address, stop)
        if not stop.asked:
            login = database.ensure_admin() if first else None
            _announce(address, login, seconds=time.monotonic() - start)
        supervisor.watch()
    say("Stopped.")


@contextmanager
def _supervised(supervisor: Supervisor, stop: StopSignals) -> Iterator[None]:
    stop.interrupting = False
    try:
        yield
    finally:
        if stop.asked:
            say("Stopping (Ctrl-C again to stop at once) …")
        supervisor.shut_down()


def _await_ready(supervisor: Supervisor, address: str, stop: StopSignals) -> None:
    start = time.monotonic()
    readiness = Readiness(address, host=database.find_allowed_host(), is_beating=supervisor.is_beating)

    def is_over() -> bool:
        late = time.monotonic() - start > READY_WITHIN
        return readiness.is_reached() or supervisor.is_hopeless() or late

    supervisor.watch(is_done=is_over, tick=0.1)
    if not readiness.reached and not stop.asked:
        raise NotReady(time.monotonic() - start, readiness.reasons)


def _announce(address: str, login: tuple[str, str] | None, *, seconds: float) -> None:
    say(f"ness.OS is up after {seconds:.1f} s: {address}/app/" if address else "The workers are up.")
    if login:
        say(f"Log in as {login[0]} with the password {login[1]} (shown this once; only its hash is kept).")
    say("Ctrl-C stops it.")


@dataclass(frozen=True)
class _Programs:
    """What the children are."""

    mark: str

    def web(self, listener: int, address: str) -> Program:
        return Program(
            name="web",
            command=[sys.executable, "-m", "nessos.launch.web", str(listener)],
            env={"NESSOS_PROCESS": "web", **_port(address)},
            mark=self.mark,
            grace=web.GRACE + 2,
            pass_fds=(listener,),
        )

    def cluster(self, number: int, address: str) -> Program:
        return Program(
            name=f"workers-{number}",
            command=[sys.executable, "manage.py", "qcluster", "--skip-checks"],
            env={"NESSOS_PROCESS": "worker", **_port(address)},
            mark=self.mark,
            grace=CLUSTER_GRACE,
        )


def _port(address: str) -> dict[str, str]:
    """Links in mails and messages name the port that we really have."""
    return {"PORT": address.rsplit(":", 1)[1]} if address else {}
