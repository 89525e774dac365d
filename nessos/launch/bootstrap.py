"""Makes or repairs `.venv` from a lock file: `python bootstrap.py requirements.lock`.

Run by whatever Python the machine has, before anything is installed, so with the standard library alone and
in words that an old Python understands too. `--is-fresh LOCK` only answers, by its exit code, whether there is
nothing to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys

try:
    import fcntl
except ImportError:  # not a Unix
    fcntl = None  # type: ignore[assignment]

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# What is installed for development holds all that running needs.
INCLUDES = {"requirements.lock": ("requirements-dev.lock",)}
# Not the environment's own Python, which may be the one that runs us: it cannot make itself anew.
BASE = getattr(sys, "_base_executable", sys.executable)
OLDEST, NEWEST = (3, 11), (3, 14)
NO_VENV = (
    "This Python ({python}) can make no environment, for it has neither ensurepip nor pip: "
    "install them (Debian and Ubuntu: `apt install python3-venv`) and run make again."
)


class BootstrapError(Exception):
    """One sentence for the person at the terminal."""


def main(arguments):
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return complain("ness.OS needs Python 3.11 to 3.14; this is %d.%d." % sys.version_info[:2])
    if arguments[:1] == ["--is-fresh"]:
        return 0 if is_fresh(arguments[1]) else 1
    try:
        with turn():
            if not is_fresh(arguments[0]):
                install(arguments[0])
    except BootstrapError as error:
        return complain(str(error))
    except KeyboardInterrupt:
        return complain("Interrupted; run make again to go on.", 130)
    return 0


def complain(sentence, code=1):
    sys.stderr.write(sentence + "\n")
    return code


class turn:  # noqa: N801
    """Two makes at once take turns; the checkout's own folder is the lock, so that no file is left."""

    def __enter__(self):
        self.folder = os.open(ROOT, os.O_RDONLY)
        if fcntl:
            try:
                fcntl.flock(self.folder, fcntl.LOCK_EX)
            except OSError:  # a file system without locks
                pass

    def __exit__(self, *_):
        os.close(self.folder)


def stamp_of(lock):
    return os.path.join(VENV, "installed-" + lock)


def wanted(lock):
    """What the stamp holds when nothing is to be done: the lock file and the Python that it was installed for."""
    with open(os.path.join(ROOT, lock), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return "%s python%d.%d\n" % ((digest,) + sys.version_info[:2])


def is_fresh(lock):
    """Asked of the environment's own Python, so a Python that is gone or another is noticed too."""
    for name in (lock,) + INCLUDES.get(lock, ()):
        try:
            with open(stamp_of(name)) as file:
                if file.read() == wanted(name):
                    return os.access(PYTHON, os.X_OK)
        except OSError:
            pass
    return False


def install(lock):
    tell("Setting up .venv from %s (once; takes a minute or two) ..." % lock)
    if os.path.isdir(VENV) and not is_usable():
        tell("The old .venv is unusable and is made anew.")
        shutil.rmtree(VENV)
    for stamp in os.listdir(VENV) if os.path.isdir(VENV) else ():
        if stamp.startswith("installed-"):
            os.remove(os.path.join(VENV, stamp))
    fill(lock)
    with open(stamp_of(lock) + ".new", "w") as file:
        file.write(wanted(lock))
    os.rename(stamp_of(lock) + ".new", stamp_of(lock))
    give_to_owner()
    tell("Done.")


def is_usable():
    """Whether the environment has a Python that starts and is the one we are asked for."""
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        said = subprocess.check_output([PYTHON, "-I", "-c", version], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return said.decode().strip() == "%d.%d" % sys.version_info[:2]


def fill(lock):
    """By uv where there is one, else by pip: the environment's own, or the system's for it."""
    uv = shutil.which("uv")
    if uv and run([uv, "--version"], quiet=True):
        made = os.path.exists(PYTHON) or run([uv, "venv", "--quiet", "--python", BASE, VENV])
        if made and run([uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock]):
            return
        tell("uv could not do it; trying pip.")
    if not run(pip() + ["install", "--require-hashes", "--no-input", "--no-user",
                        "--disable-pip-version-check", "-r", lock]):  # fmt: skip
        raise BootstrapError(
            "The dependencies of %s could not be installed (see above): "
            "check the network connection and run make again." % lock
        )


def pip():
    """The command of a pip that installs into the environment, which is made if need be."""
    own = [PYTHON, "-m", "pip"]
    if os.path.exists(PYTHON) and run(own + ["--version"], quiet=True):
        return own
    if has("ensurepip") and has("venv"):
        if run([BASE, "-I", "-m", "venv", "--clear", VENV]):
            return own
        shutil.rmtree(VENV, ignore_errors=True)
    if not has("pip") or not has("venv"):
        raise BootstrapError(NO_VENV.format(python=BASE))
    if not os.path.exists(PYTHON) and not run([BASE, "-I", "-m", "venv", "--without-pip", VENV]):
        raise BootstrapError(NO_VENV.format(python=BASE))
    return [BASE, "-m", "pip", "--python", PYTHON]


def has(module):
    """Asked by use: some systems ship a module that only says at work that the rest of it is missing."""
    uses = {
        "ensurepip": ["-c", "import ensurepip; ensurepip.version()"],
        "pip": ["-m", "pip", "--version"],
        "venv": ["-m", "venv", "--help"],
    }
    return run([BASE] + uses[module], quiet=True)


def run(command, quiet=False):
    """Run it in the checkout; its output is the progress that the person sees."""
    environment = dict(os.environ, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", VIRTUAL_ENV=VENV)
    environment.pop("PYTHONHOME", None)
    environment.pop("PYTHONPATH", None)
    sink = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(command, cwd=ROOT, env=environment, stdout=sink, stderr=sink) == 0
    except OSError:
        return False


def give_to_owner():
    """What root installs in somebody's checkout is his, so that he can do without root next time."""
    owner = os.stat(ROOT)
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or owner.st_uid == 0:
        return
    for folder, folders, files in os.walk(VENV):
        for name in [""] + folders + files:
            os.chown(os.path.join(folder, name), owner.st_uid, owner.st_gid, follow_symlinks=False)


def tell(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
