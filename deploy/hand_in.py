"""The hub's service that takes results: it adds name and time, signs, stores, and gives a receipt.

It runs beside the hub, never in a student's reach: jupyterhub_config.py starts it on one machine,
kubernetes-hand-in.yaml on Kubernetes. HAND_IN_KEYS has the keys, of which the first signs, and
HAND_IN_FOLDER is the instructor's alone: both are known to the service, to no student's server.

HAND_IN_URL is the hub's address as a student's server reaches it; without it no notebook offers to
hand in. The server shows its own token, so that the hub says who it is. The key is safe where
students' servers run as other users, or in other containers, than the hub.
"""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlparse

from jupyterhub.services.auth import HubAuth
from results_file import MOST_BYTES, check, keys_from, parse, sign, store
from tornado import web


class HandIn(web.RequestHandler):
    """Takes one results file; says in JSON why not, where it does not."""

    def initialize(self, auth, keys, folder):
        self.auth, self.keys, self.folder = auth, keys, folder

    def check_xsrf_cookie(self):
        """Who it is, a token in the header says; no cookie counts."""

    async def post(self):
        name = await self._student()
        time = datetime.now(UTC).isoformat(timespec="microseconds")
        try:
            results = check(parse(self.request.body))
            text = json.dumps(sign(results, name, time, self.keys[0]), indent=1) + "\n"
            store(self.folder, name, results["lesson"], time, text)
        except ValueError as reason:
            raise web.HTTPError(400) from reason
        except OSError as reason:
            raise web.HTTPError(507) from reason
        self.set_header("Content-Type", "application/json")
        self.finish(text)

    async def _student(self):
        """The name of the student whose server asks."""
        token = self.auth.get_token(self, in_cookie=False)
        model = await self.auth.user_for_token(token, sync=False) if token else None
        if not model or model["kind"] != "user":
            raise web.HTTPError(403)
        if not self.auth.check_scopes(self.auth.access_scopes, model):
            raise web.HTTPError(403)
        return model["name"]

    def write_error(self, status_code, exc_info=None, **_):
        match exc_info and exc_info[1].__cause__:
            case ValueError() as reason:
                said = str(reason)
            case OSError() as reason:
                said = f"the hub could not store it: {reason.strerror}"
            case _:
                said = self._reason
        self.finish({"said": said})


def application(auth, keys, folder):
    """Return the service, at the address that the hub gives it."""
    about = {"auth": auth, "keys": keys, "folder": Path(folder)}
    return web.Application([(auth.base_url, HandIn, about)])


async def main():
    auth = HubAuth()
    if not auth.access_scopes:
        raise SystemExit("JUPYTERHUB_OAUTH_ACCESS_SCOPES is empty: the hub has to start this.")
    keys, folder = keys_from(os.environ.pop("HAND_IN_KEYS")), os.environ["HAND_IN_FOLDER"]
    os.umask(0o077)
    Path(folder).mkdir(parents=True, exist_ok=True)
    url = urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
    app = application(auth, keys, folder)
    app.listen(url.port, url.hostname, max_body_size=MOST_BYTES, max_buffer_size=2 * MOST_BYTES)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
