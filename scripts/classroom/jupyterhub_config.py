"""The hub of `make bench-class`: as for real, but invented students share a password."""

import json
import os
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

told = json.loads(Path(os.environ["CLASSROOM"]).read_text(encoding="utf-8"))
root = Path(__file__).parents[2]


class OneUserEach(SimpleLocalProcessSpawner):
    """A process a student, under the student's user id: files, /proc and signals are apart."""

    def make_preexec_fn(self, name):
        uid, home = told["uids"].get(name), self.home_dir

        def preexec():
            os.umask(0o077)
            if uid is not None:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            os.chdir(home)

        return preexec


c = get_config()  # noqa: F821
c.JupyterHub.bind_url = told["url"]
c.JupyterHub.hub_port = told["hub_port"]
c.JupyterHub.db_url = f"sqlite:///{told['own']}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{told['own']}/cookie_secret"
c.JupyterHub.concurrent_spawn_limit = 0  # all come at once
c.ConfigurableHTTPProxy.command = told["proxy"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{told['api_port']}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = told["password"]
c.Authenticator.allowed_users = set(told["names"])
c.JupyterHub.services = [{"name": told["admin"], "api_token": told["token"]}]
c.JupyterHub.load_roles = [
    {"name": told["admin"], "services": [told["admin"]], "scopes": ["servers", "list:users"]}
]
c.JupyterHub.spawner_class = OneUserEach
c.OneUserEach.home_dir_template = f"{told['folder']}/{{username}}"
c.Spawner.cmd = [str(root / "deploy" / "start"), sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # forty at once on two cores
c.Spawner.environment = {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "OPENBLAS_NUM_THREADS": "1",
    "TMPDIR": lambda spawner: f"{told['folder']}/{spawner.user.name}",
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"{told['folder']}/{spawner.user.name}/run",
}
c.Spawner.args = ["--KernelManager.transport=ipc"]  # else any user of the machine hears a kernel
