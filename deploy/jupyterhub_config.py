"""One machine and a class of forty: a student is an account, a server of their own, and a share."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = Path(sys.executable)

c = get_config()  # noqa: F821  JupyterHub gives it

# Before it stands the institution's web server, which has the certificate.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Who enters: accounts of this machine, of one group or the other.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {"class"}
c.PAMAuthenticator.admin_groups = {"teachers"}

c.JupyterHub.spawner_class = "systemd"
c.Spawner.cmd = [str(HERE / "start"), str(PYTHON.with_name("jupyterhub-singleuser"))]
c.SystemdSpawner.extra_paths = [str(PYTHON.parent)]
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=1800",  # a lesson without a page, after half an hour
    "--KernelManager.transport=ipc",  # by TCP every account could listen to a kernel's outputs
]
c.Spawner.default_url = "/lab/tree/lessons/START.md"
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",  # one BLAS thread a kernel
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"/run/{spawner.unit_name}",  # the student's alone
}

# The figures are those of kubernetes.yaml.
c.Spawner.mem_limit = "768M"
c.Spawner.cpu_limit = 1.5
c.Spawner.http_timeout = 120  # a whole class starts at once

# A student sees neither another's temporary files nor processes, and reaches the hub alone.
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.unit_extra_properties = {
    "IPAddressAllow": "localhost",
    "IPAddressDeny": "any",
    "ProtectProc": "invisible",
    "TasksMax": "200",
    "UMask": "0077",
}

# A server that nobody has used for an hour stops.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [str(PYTHON), "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]

# Handing in: where the environment of the hub holds a key, see README.md.
if "HAND_IN_KEYS" in os.environ:
    into = "access:services!service=hand-in"
    c.JupyterHub.services.append(
        {
            "name": "hand-in",
            "url": "http://127.0.0.1:10101",
            "display": False,
            "command": [str(PYTHON), str(HERE / "hand_in.py")],
            "environment": {
                "HAND_IN_KEYS": os.environ["HAND_IN_KEYS"],
                "HAND_IN_FOLDER": "/srv/hand_in",
            },
        }
    )
    c.JupyterHub.load_roles += [
        {"name": "user", "scopes": ["self", into]},
        {"name": "server", "scopes": ["users:activity!user", "access:servers!server", into]},
    ]
    c.Spawner.environment["HAND_IN_URL"] = f"{c.JupyterHub.bind_url}/services/hand-in/"
