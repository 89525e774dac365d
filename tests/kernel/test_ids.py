from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from nessos.kernel.ids import uuid7


def test_ids_of_one_process_rise() -> None:
    ids = [uuid7() for _n in range(20_000)]
    assert all(a < b for a, b in pairwise(ids))


def test_ids_are_version_7_of_the_rfc_variant() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_threads_never_share_an_id() -> None:
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _n: [uuid7() for _k in range(5_000)], range(4)))
    assert len({made for batch in batches for made in batch}) == 20_000
