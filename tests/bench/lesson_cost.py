"""What a lesson costs a hub, from a cold kernel: processor time, bytes to the browser, memory.

python tests/bench/lesson_cost.py [4.5 ...]     these lessons; default: all
    --cells 5      the dearest cells too
    --kernels 5    so many kernels at once: they share the pages of their libraries
    --training     and work of the lesson's running explorers, as after a press of Start
"""

import argparse
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from jupyter_client.manager import start_new_kernel

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
START = """
import gc
from helpers.explorers.running import RunningExplorer
_running = [one for one in gc.get_objects() if isinstance(one, RunningExplorer)]
for _one in _running: _one.start()
"""


@dataclass
class Cost:
    """What a lesson took: seconds of processor time, bytes of all messages, bytes of memory."""

    ready: float = 0.0  # seconds, until the kernel answers
    seconds: float = 0.0
    sent: int = 0
    memory: int = 0
    cells: list = field(default_factory=list)  # (seconds, bytes, id) of each
    training: tuple = (0.0, 0)  # seconds, bytes


class Kernel:
    """A kernel that runs the cells of one notebook and counts."""

    def __init__(self, path):
        self.path, self.cost = path, Cost()
        self.manager, self.client = start_new_kernel(
            kernel_name="python3", cwd=str(path.parent), extra_arguments=["--log-level=ERROR"]
        )
        self.process = psutil.Process(self.manager.provisioner.pid)
        self.run("pass")
        self.cost.ready = self.seconds()

    def seconds(self):
        user, system, *_ = self.process.cpu_times()
        return user + system

    def run(self, code):
        """Run code; return the seconds of processor time and the bytes sent to the browser."""
        start, sent, wanted = self.seconds(), 0, self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=300)
            if message["msg_type"] == "error":
                raise RuntimeError(f"{self.path.name}: {message['content']['evalue']}")
            parts = [message[part] for part in ("header", "parent_header", "metadata", "content")]
            sent += len(json.dumps(parts, default=str, ensure_ascii=False).encode())
            sent += sum(map(len, message["buffers"]))
            if message["parent_header"].get("msg_id") == wanted and (
                message["content"].get("execution_state") == "idle"
            ):
                return self.seconds() - start, sent

    def run_lesson(self):
        notebook = json.loads(self.path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code" and "".join(cell["source"]).strip():
                self.cost.cells.append((*self.run("".join(cell["source"])), cell["id"]))
        self.cost.seconds = sum(seconds for seconds, *_ in self.cost.cells)
        self.cost.sent = sum(sent for _, sent, _ in self.cost.cells)

    def train(self):
        start, (_, sent) = self.seconds(), self.run(START)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            time.sleep(1)
            sent += self.run("_busy = any(one.running for one in _running)")[1]
            self.client.execute("", user_expressions={"busy": "_busy"})
            reply = self.client.get_shell_msg(timeout=60)
            while "busy" not in reply["content"].get("user_expressions", {}):
                reply = self.client.get_shell_msg(timeout=60)
            if reply["content"]["user_expressions"]["busy"]["data"]["text/plain"] == "False":
                break
        self.cost.training = self.seconds() - start, sent

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def measure(path, kernels=1, training=False):
    """Run a lesson in so many kernels, one after the other, all alive; return their costs."""
    alive = []
    try:
        for _ in range(kernels):
            alive.append(Kernel(path))
            alive[-1].run_lesson()
        for kernel in alive:
            memory = kernel.process.memory_full_info()
            kernel.cost.memory = getattr(memory, "pss", memory.uss)  # on Linux, and elsewhere
        if training:
            alive[0].train()
    finally:
        for kernel in alive:
            kernel.end()
    return [kernel.cost for kernel in alive]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lessons", nargs="*", help="as 4.5; default: all")
    parser.add_argument("--cells", type=int, default=0)
    parser.add_argument("--kernels", type=int, default=1)
    parser.add_argument("--training", action="store_true")
    options = parser.parse_args()
    wanted = [lesson.replace(".", "_") for lesson in options.lessons]
    print(
        "lesson  kernel, s  cells, s  sent, MB  memory, MiB"
        + "  training, s, MB" * options.training
    )
    for path in sorted(NOTEBOOKS.glob("4_*.ipynb")):
        if wanted and path.name[:3] not in wanted:
            continue
        costs = measure(path, options.kernels, options.training)
        cost = min(costs, key=lambda cost: cost.seconds)
        memory = sum(one.memory for one in costs) / len(costs) / 2**20
        row = f"{path.name[:3].replace('_', '.'):6}  {cost.ready:9.2f}  {cost.seconds:8.2f}"
        row += f"  {cost.sent / 1e6:8.2f}  {memory:11.0f}"
        if options.training:
            row += f"  {cost.training[0]:6.2f} {cost.training[1] / 1e6:8.2f}"
        print(row, flush=True)
        for seconds, sent, name in sorted(cost.cells, reverse=True)[: options.cells]:
            print(f"{'':6}  {'':9}  {seconds:8.2f}  {sent / 1e6:8.2f}  {name}")


if __name__ == "__main__":
    main()
