"""Where this checkout is and what its environment says, known before Django is."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def load_dotenv() -> None:
    """Read `.env` into the environment, where what is set already wins, and make NESSOS_DATA absolute.

    A relative NESSOS_DATA counts from where its writer stood: in the file that is the checkout.
    """
    from environ import Env

    if os.environ.get("NESSOS_DATA"):
        os.environ["NESSOS_DATA"] = str(Path(os.environ["NESSOS_DATA"]).absolute())
    file = ROOT / ".env"
    if file.is_file():
        Env.read_env(file)
    os.environ["NESSOS_DATA"] = str(data_folder())


def data_folder() -> Path:
    return ROOT / (os.environ.get("NESSOS_DATA") or ".data")


def has_outside_database() -> bool:
    return bool(os.environ.get("DATABASE_URL"))
