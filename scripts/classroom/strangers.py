"""One student's kernel against another student and the hub: every probe must be refused."""

import asyncio
import json
import os
import sysconfig
from pathlib import Path

from classroom.cost import table
from classroom.student import Student

import helpers

PROBES = Path(__file__).with_name("probes.py").read_text(encoding="utf-8")


SPEAK = """
import time
for _ in range(100): print("a secret", flush=True), time.sleep(0.1)
"""


async def strangers(hub, lesson):
    """Try all that the probes try; return a table, and what got through."""
    if os.getuid():
        return "Strangers were not tried: only root can give each student a user id.", []
    victim, stranger = [Student(hub.url, name, hub.password) for name in hub.names[:2]]
    for student in (victim, stranger):
        await student.log_in()
        await student.start_server()
        await student.open(lesson.path)
    shown, _ = await lesson.run_all(victim.page)
    await lesson.at_the_end(victim.page, shown, "Write")
    code = f"{PROBES}\nimport json\nprint(json.dumps(refusals({known(hub, lesson)!r})))"
    (output,), _ = await asyncio.gather(stranger.page.run(code), victim.page.run(SPEAK))
    refused = json.loads(output["text"])
    page = await stranger.browser.get(f"/user/{victim.name}/api/contents")
    refused["hub"]["open the server's page, logged in"] = (
        f"{page.status_code} {page.reason_phrase}" if page.status_code in (403, 404) else None
    )
    for student in (victim, stranger):
        await student.leave()
    rows = [
        (probe, refusal or "NOT REFUSED", by)
        for by, probes in refused.items()
        for probe, refusal in probes.items()
    ]
    through = [probe for probe, refusal, _ in rows if refusal == "NOT REFUSED"]
    return table(["a stranger's kernel", "is refused", "by"], rows), through


def known(hub, lesson):
    """Return what a stranger knows at most: paths, processes and ports of the first student."""
    name, kinds = hub.names[0], hub.kinds()
    server, kernel = kinds["server"][name], kinds["kernel"][name]
    (port,) = {each.laddr.port for each in server.net_connections() if each.status == "LISTEN"}
    home, api = hub.homes[name], f"{hub.url}/hub/api"
    (connection,) = (home / "run").glob("kernel-*.json")
    return {
        "uid": hub.uids()[name],
        "home": str(home),
        "results": str(home / lesson.results),
        "connection": str(connection),
        "socket": str(connection.with_name(f"{connection.stem}-ipc-1")),
        "port": port,
        "kernel": kernel.pid,
        "server": server.pid,
        "token": server.environ()["JUPYTERHUB_API_TOKEN"],
        "server_api": f"http://127.0.0.1:{port}/user/{name}/api/contents",
        "api": api,
        "user": f"{api}/users/{name}",
        "behind": f"http://127.0.0.1:{hub.hub_port}/hub/api",
        "routes": f"http://127.0.0.1:{hub.api_port}/api/routes",
        "database": str(hub.own / "jupyterhub.sqlite"),
        "secret": str(hub.own / "cookie_secret"),
        "hub_process": hub.process.pid,
        "proxy": kinds["proxy"][0].pid,
        "code": helpers.__file__,
        "packages": sysconfig.get_path("purelib"),
    }
