"""What a student's kernel tries on another student and on the hub; it runs in that kernel.

It is told all that it could guess: paths, process ids, ports. A probe returns what it reached,
or raises.
"""

import os
import socket
import stat
import urllib.error
import urllib.request
from pathlib import Path

SECONDS_TO_HEAR = 5


def refusals(told):
    """Return of each probe, by whose protection it is, what refused it, or None."""
    return {
        by: {name: _refusal(probe, told) for name, probe in probes.items()}
        for by, probes in PROBES.items()
    }


def _refusal(probe, told):
    try:
        return None if probe(told) else "nothing found"
    except urllib.error.HTTPError as refusal:
        return f"{refusal.code} {refusal.reason}" if refusal.code in (401, 403, 404) else None
    except OSError as refusal:
        return refusal.strerror or str(refusal)


def fetch(url, token="", method="GET"):
    headers = {"Authorization": f"token {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as reply:
        if "login" in reply.url:
            raise PermissionError("asked to log in")
        return reply.read()


def own_token():
    """Return the token of one's own server, from the process above."""
    told = of_process(os.getppid(), "environ").split(b"\0")
    return next(line.split(b"=", 1)[1].decode() for line in told if b"HUB_API_TOKEN=" in line)


def opened(path, mode="rb"):
    with Path(path).open(mode):
        return True


def appended(path):
    return opened(path, "ab")


def of_process(number, name):
    return Path(f"/proc/{number}/{name}").read_bytes()


def connected(path):
    with socket.socket(socket.AF_UNIX) as own:
        own.connect(path)
    return True


def ports_of(uid):
    """Return the ports that processes of a user listen on."""
    lines = [
        line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]
    ]
    return {int(x[1].split(":")[1], 16) for x in lines if x[3] == "0A" and int(x[7]) == uid}


def heard(ports):
    """Return whether a subscriber to ports hears anything; a kernel's output is not encrypted."""
    import zmq

    with zmq.Context() as context, context.socket(zmq.SUB) as own:
        own.linger = 0
        own.subscribe(b"")
        for port in ports:
            own.connect(f"tcp://127.0.0.1:{port}")
        return own.poll(1000 * SECONDS_TO_HEAR)


def readable_in_tmp(uid):
    """Return what a user left in /tmp for others to read."""
    found = []
    for folder, _, names in os.walk("/tmp"):
        for name in names:
            try:
                status = os.lstat(os.path.join(folder, name))
            except OSError:
                continue
            if status.st_uid == uid and stat.S_ISREG(status.st_mode) and status.st_mode & 0o044:
                found.append(os.path.join(folder, name))
    return found


SPAWNER = {  # refused by the user id, the umask and the settings that the spawner gives
    "list the home": lambda told: os.listdir(told["home"]),
    "write into the home": lambda told: appended(f"{told['home']}/left_by_a_stranger"),
    "read the results": lambda told: Path(told["results"]).read_bytes(),
    "change the results": lambda told: appended(told["results"]),
    "read the kernel's connection file": lambda told: Path(told["connection"]).read_bytes(),
    "connect to the kernel's socket": lambda told: connected(told["socket"]),
    "hear what the kernel says, at its ports": lambda told: heard(
        ports_of(told["uid"]) - {told["port"]}
    ),
    "find a readable file in /tmp": lambda told: readable_in_tmp(told["uid"]),
    "read the kernel's environment": lambda told: of_process(told["kernel"], "environ"),
    "read the kernel's memory": lambda told: opened(f"/proc/{told['kernel']}/mem"),
    "see the kernel's open files": lambda told: os.listdir(f"/proc/{told['kernel']}/fd"),
    "signal the kernel": lambda told: os.kill(told["kernel"], 0) is None,
    "become root": lambda told: os.setuid(0) is None,
    "read the hub's database": lambda told: opened(told["database"]),
    "read the hub's cookie secret": lambda told: opened(told["secret"]),
    "read the hub's environment": lambda told: of_process(told["hub_process"], "environ"),
    "read the proxy's environment": lambda told: of_process(told["proxy"], "environ"),
}
HUB = {  # refused by tokens and their scopes
    "find a token in a command line": lambda told: (
        told["token"].encode() in of_process(told["server"], "cmdline")
    ),
    "ask the server, without a token": lambda told: fetch(told["server_api"]),
    "ask the server, with the own token": lambda told: fetch(told["server_api"], own_token()),
    "list the hub's users": lambda told: fetch(f"{told['api']}/users", own_token()),
    "ask the hub for the student": lambda told: fetch(told["user"], own_token()),
    "ask the hub for a token": lambda told: fetch(f"{told['user']}/tokens", own_token(), "POST"),
    "stop the server": lambda told: fetch(f"{told['user']}/server", own_token(), "DELETE"),
    "ask the hub behind the proxy": lambda told: fetch(f"{told['behind']}/users", own_token()),
    "read the proxy's routes": lambda told: fetch(told["routes"]),
    "read the proxy's routes, with the own token": lambda told: fetch(told["routes"], own_token()),
}
DEPLOYMENT = {  # refused where whoever installs lets root alone write
    "change the lessons' code": lambda told: appended(told["code"]),
    "add a package": lambda told: appended(f"{told['packages']}/left_by_a_stranger.pth"),
}
PROBES = {"spawner": SPAWNER, "hub": HUB, "deployment": DEPLOYMENT}
