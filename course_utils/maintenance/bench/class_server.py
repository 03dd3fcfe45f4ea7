"""How many learners a class server bears: real servers and kernels, learners who run chapter 07 and move an explorer.

    python -m course_utils.maintenance.bench.class_server                 1, 2, 4 ... learners, about an hour
    python -m course_utils.maintenance.bench.class_server --learners 1 8 --cells 40 --pause 20

It goes on until the median cell takes three times as long as for one learner alone. Two ways of working are measured.
*At once*: everybody runs cell after cell, as in the minute after "now run it all", the worst that can happen. *At their
pace*: a pause before each cell, by chance from 0 to twice ``--pause`` seconds, while it is read or written; 20 seconds
is quick. A cell's time is from the page's question to "idle", by way of proxy, server and kernel. Memory is the
proportional share (PSS) of a learner's processes: pages that learners share count in parts. CPU is what these processes
used while the cells ran: on a busy computer it says more than the clock.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.bench.class_hub import Hub, memory

CHAPTER, EXPLORER, MOVES = "07", "DrawDigit", 3  # moved so often after each cell, once it is there
LEARNERS = (1, 2, 4, 8, 16, 32, 64)
SLOW = 3  # times as long as alone: the end


def main(arguments=None) -> bool:
    """Measure and print; return whether it could be measured."""
    parser = argparse.ArgumentParser(prog="class_server", description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, nargs="+", default=LEARNERS, help="how many at once, in turn")
    parser.add_argument("--cells", type=int, default=None, help="only so many of the chapter's cells")
    parser.add_argument("--pause", type=float, nargs="+", default=(0, 20), help="mean seconds before a cell; 0: none")
    quick = arguments if isinstance(arguments, bool) else None
    asked = parser.parse_args(["--learners", "1", "2", "4", "--cells", "40", "--pause", "0"] if quick else
                              [] if quick is False else arguments)  # fmt: skip
    python = os.environ.get("COURSE_CLASSROOM_PYTHON") or settings.ROOT / ".venv-classroom" / "bin" / "python"
    if not Path(python).exists():
        print(f"no JupyterHub: {python} is missing; run 'make classroom'")
        return False
    for pause in asked.pause:
        print(f"\n{'at once' if not pause else f'at their pace, {pause:g} s before a cell'}: chapter {CHAPTER}")
        print(f"{'learners':>8}{'load':>6}{'cell, ms':>10}{'times alone':>12}{'slowest tenth':>14}"
              f"{'move, ms':>9}{'server':>8}{'opened':>8}{'after':>7}  MB each{'CPU':>7} s each")  # fmt: skip
        alone = None
        for count in asked.learners:
            times = asyncio.run(_class(str(python), count, asked.cells, pause, alone))
            alone = alone or times
            if statistics.median(_ratios(times, alone)) >= SLOW:
                break
    return True


async def _class(python, count, most, pause, alone):
    """Let ``count`` learners work on a hub of their own, print a line, and return {cell: [seconds]}."""
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        hub = Hub(python, folder, {"COURSE_PYTHON": sys.executable})
        await hub.start()
        try:
            learners = [await hub.learner(f"learner-{number}") for number in range(count)]
            chapters = await asyncio.gather(*(learner.open(CHAPTER) for learner in learners))
            await asyncio.gather(*(one.run(cells[0]) for one, cells in zip(learners, chapters)))
            opened = await _memory(hub, learners)
            used = await _cpu(hub, learners)
            load, times, moves = f"{os.getloadavg()[0]:.1f}", {}, []
            work = (_work(one, cells[1:most], pause, times, moves) for one, cells in zip(learners, chapters))
            await asyncio.gather(*work)
            after, used = await _memory(hub, learners), await _cpu(hub, learners) - used
        finally:
            await hub.end()
    ratios = _ratios(times, alone or times)
    seconds = sorted(second for some in times.values() for second in some)
    moved = f"{1000 * statistics.median(moves):9.0f}" if moves else f"{'-':>9}"
    print(f"{count:8}{load:>6}{1000 * statistics.median(seconds):10.0f}{statistics.median(ratios):12.1f}"
          f"{1000 * seconds[len(seconds) * 9 // 10]:14.0f}{moved}{after[0]:8.0f}{sum(opened):8.0f}{sum(after):7.0f}"
          f"{used:16.1f}", flush=True)  # fmt: skip
    return times


async def _work(learner, cells, pause, times, moves):
    for number, cell in enumerate(cells):
        await asyncio.sleep(random.uniform(0, 2 * pause))
        seconds, _, error = await learner.run(cell)
        if error and "NotImplementedError" not in error:
            raise RuntimeError(f"cell {number} of chapter {CHAPTER}: {error}")
        times.setdefault(number, []).append(seconds)
        for _ in range(MOVES if EXPLORER in learner.explorers else 0):
            moves.append((await learner.move(EXPLORER))[0])


def _ratios(times, alone):
    """Return for each cell how many times as long it took, in the middle, as for one learner alone."""
    return [statistics.median(some) / statistics.median(alone[number]) for number, some in times.items()]


async def _memory(hub, learners):
    """Return the mean share in MB of (server, kernel) of a learner."""
    shares = [memory(await hub.pid(learner.name)) for learner in learners]
    servers = [next(iter(share.values())) for share in shares]
    return statistics.mean(servers), statistics.mean(map(sum, (s.values() for s in shares))) - statistics.mean(servers)


async def _cpu(hub, learners):
    """Return the mean CPU seconds that a learner's processes have used so far."""
    pids = [pid for learner in learners for pid in memory(await hub.pid(learner.name))]
    times = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids]
    return sum(int(ticks) for some in times for ticks in some) / os.sysconf("SC_CLK_TCK") / len(learners)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
