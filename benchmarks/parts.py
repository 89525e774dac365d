"""The parts of the benchmarks: what each measures, in rounds, and how it is told."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.core.management import call_command

from benchmarks import ground, shapes
from benchmarks.contending import Contender, drain_measure, idle_measure, throughput_measure
from benchmarks.costs import Figures, Server, medians_find
from benchmarks.history import OldHouse, history_measure
from benchmarks.house import House, HouseOfClusters
from benchmarks.machine import machine_describe, yardstick_measure
from benchmarks.peers.environment import PeersMissing, python_ensure


@dataclass(frozen=True, kw_only=True)
class Sizes:
    rounds: int = 3
    runs: int = 2_000
    idle: int = 60
    history: int = 1_000_000
    timers: int = 1_000
    chain: int = 200
    fan: int = 100
    hot: int = 2_000
    peers: bool = True


@dataclass(frozen=True, kw_only=True)
class Bench:
    house: House
    server: Server
    sizes: Sizes

    @classmethod
    def make(cls, sizes: Sizes | None = None) -> "Bench":
        """In the database of the settings, which is migrated."""
        call_command("migrate", verbosity=0)
        call_command("reference", verbosity=0)
        house = House()
        return cls(house=house, server=Server(house.address), sizes=sizes or Sizes())

    def part_measure(self, name: str) -> dict[str, Any]:
        began = perf_counter()
        _say(f"{name} …")
        found = PARTS[name](self)
        for line in figures_show(found, name):
            _say(line)
        _say(f"{name}: {perf_counter() - began:.0f} s")
        return found

    def rounds_measure(self, measure: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
        rounds = []
        for number in range(1, self.sizes.rounds + 1):
            _say(f"  round {number} of {self.sizes.rounds}")
            rounds.append(dict(measure()))
        return medians_find(rounds)


def machine_part(bench: Bench) -> dict[str, Any]:
    yardstick = bench.rounds_measure(lambda: yardstick_measure(bench.house.address))
    return {**machine_describe(bench.house.address), **yardstick}


def ground_part(bench: Bench) -> dict[str, Any]:
    bench.house.empty()
    return bench.rounds_measure(
        lambda: {name: value for measure in ground.MEASURES for name, value in measure().items()}
    )


def reference_part(bench: Bench) -> dict[str, Any]:
    """Ours and the peers, one after the other in each round, on one server."""
    contenders = _peers_make(bench)

    def round_measure() -> dict[str, Any]:
        ours = _contender_measure(bench, [bench.house] * 3)
        return {
            **ours,
            "peers": {name: _contender_measure(bench, three) for name, three in contenders.items()},
        }

    found = bench.rounds_measure(round_measure)
    if found["peers"]:
        found["times_best_peer"] = found["runs_per_s"] / max(
            peer["runs_per_s"] for peer in found["peers"].values()
        )
    return found


def clusters_part(bench: Bench) -> dict[str, Any]:
    """The reference run once more, by real clusters: whether the light workers of the contest say the truth."""
    house = HouseOfClusters()

    def round_measure() -> dict[str, Any]:
        figures: Figures = throughput_measure(house, bench.server, bench.sizes.runs)
        return {**figures, "idle_ms": idle_measure(house, bench.server, bench.sizes.idle)}

    return bench.rounds_measure(round_measure)


def history_part(bench: Bench) -> dict[str, Any]:
    old = OldHouse(bench.sizes.history)
    _say(f"  making {bench.sizes.history} runs that have ended")
    old.make(bench.house)
    try:
        found = bench.rounds_measure(
            lambda: history_measure(bench.server, bench.house, old, bench.sizes.runs)
        )
    finally:
        bench.house.enter()
    return {"finished_runs": bench.sizes.history, **found}


def _peers_make(bench: Bench) -> dict[str, list[Contender]]:
    if not bench.sizes.peers:
        return {}
    from benchmarks.peers.contenders import PEERS

    try:
        python_ensure()
    except PeersMissing as error:
        _say(str(error))
        return {}
    return {name: [kind(bench.house.address) for kind in three] for name, three in PEERS.items()}


def _contender_measure(bench: Bench, three: list[Contender]) -> dict[str, Any]:
    """Under load, on a backlog, and idle; some have another best way for each."""
    loaded, backlogged, rested = three
    _say(f"    {loaded.name}")
    figures: Figures = throughput_measure(loaded, bench.server, bench.sizes.runs)
    figures |= drain_measure(backlogged, bench.server, bench.sizes.runs)
    return {**figures, "idle_ms": idle_measure(rested, bench.server, bench.sizes.idle)}


PARTS: Mapping[str, Callable[[Bench], dict[str, Any]]] = {
    "machine": machine_part,
    "ground": ground_part,
    "reference": reference_part,
    "reference_qcluster": clusters_part,
    "history_million": history_part,
    "timers_1000": lambda bench: bench.rounds_measure(
        lambda: shapes.timers_measure(bench.house, bench.sizes.timers)
    ),
    "chain_200": lambda bench: bench.rounds_measure(
        lambda: shapes.chain_measure(bench.house, bench.sizes.chain)
    ),
    "fan_100": lambda bench: bench.rounds_measure(lambda: shapes.fan_measure(bench.house, bench.sizes.fan)),
    "hot_5": lambda bench: bench.rounds_measure(lambda: shapes.hot_measure(bench.house, bench.sizes.hot)),
    "expressions": lambda bench: bench.rounds_measure(shapes.expressions_measure),
}


def figures_show(found: Mapping[str, Any], path: str) -> Iterable[str]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from figures_show(value, f"{path}.{name}")
        else:
            shown = f"{value:,.2f}" if isinstance(value, float) else str(value)
            yield f"{path + '.' + name:<58}  {shown:>14}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
