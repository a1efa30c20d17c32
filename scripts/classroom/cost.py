"""What a class costs in processor seconds and memory, and what a larger one needs."""

from statistics import mean, quantiles

MIB, GIB = 2**20, 2**30
CLASSES = 40, 200, 1000
MINUTES = 5  # of a lecture's start, in which everybody runs all cells
SLIDING = 5  # one in so many turns a slider, once a second


def seconds(process):
    """Return the processor seconds of a process so far."""
    user, system, *_ = process.cpu_times()
    return user + system


def memory(process):
    """Return the bytes of a process; of a page that several share, its part."""
    return process.memory_full_info().pss


def of_a_student(kinds, measure):
    """Return the means of what is measured of servers and kernels."""
    return tuple(mean(map(measure, kinds[kind].values())) for kind in ("server", "kernel"))


def of_the_hub(kinds, measure):
    """Return the sum of what is measured of hub and proxy."""
    return sum(map(measure, kinds["hub"] + kinds["proxy"]))


def spread(values, digits=1):
    """Return the median, the 90th and the 99th percentile as text."""
    cuts = quantiles([*values, *values], n=100, method="inclusive")
    return " / ".join(f"{cuts[place - 1]:.{digits}f}" for place in (50, 90, 99))


def larger(server, kernel, hub, to_start, to_run, to_turn):
    """Return rows of what larger classes need, from bytes, and processor seconds of a student."""
    for n in CLASSES:
        space = n * (server + kernel) + hub
        first = n * (to_start + to_run) / (60 * MINUTES)
        later = n / SLIDING * to_turn
        yield (
            n,
            f"{n} × ({server / MIB:.0f} + {kernel / MIB:.0f}) + {hub / MIB:.0f} MiB "
            f"= {space / GIB:.1f} GiB",
            f"{n} × ({to_start:.1f} + {to_run:.1f}) s / {60 * MINUTES} s = {first:.1f}",
            f"{n} / {SLIDING} × {to_turn:.3f} s / 1 s = {later:.1f}",
        )


def table(head, rows):
    """Return a table in markdown."""
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
