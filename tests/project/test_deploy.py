"""Each file of deploy/ is read by the tool that will read it, or held to that tool's schema."""

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
LESSONS = sorted(path.name for path in ROOT.glob("notebooks/4_*.ipynb"))
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
KUBERNETES = yaml.safe_load((DEPLOY / "kubernetes.yaml").read_text())
on_debian = pytest.mark.skipif(sys.platform != "linux", reason="what is deployed runs Linux")


def dockerfile():
    """The Dockerfile's instructions: name and argument."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text())
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [tuple(re.split(r"\s+", line, maxsplit=1)) for line in lines]


def arguments(name):
    return [argument for instruction, argument in dockerfile() if instruction == name]


def image_environment():
    return dict(word.split("=", 1) for line in arguments("ENV") for word in shlex.split(line))


# The image


def test_docker_installs_what_binder_and_conda_install():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (pip,) = (part["pip"] for part in conda if isinstance(part, dict))
    wanted = [word for line in pip for word in line.split()]
    installs = re.findall(r"pip install --no-cache-dir ([^&\n]+)", "\n".join(arguments("RUN")))
    first, more = map(shlex.split, installs)
    assert first == wanted
    assert more == ["-c", "constraints.txt", "jupyterhub", "nbgitpuller"]
    assert arguments("RUN")[-1].endswith("./postBuild")


def test_the_image_has_the_python_that_binder_has():
    debian = {"13": "3.13"}  # Debian's own, of trixie
    assert f"python={debian['13']}" in (ROOT / "environment.yml").read_text()
    assert re.fullmatch(r"BASE=debian:trixie-\d{8}-slim", arguments("ARG")[0])


def test_the_image_runs_as_a_student_whom_hub_and_binder_know():
    assert {"NB_USER=jovyan", "NB_UID=1000"} < set(arguments("ARG"))
    assert arguments("USER")[-1] == "${NB_USER}"
    assert KUBERNETES["singleuser"]["storage"]["homeMountPath"] == "/home/jovyan"


def test_docker_gets_what_it_copies_and_no_more():
    *_, ignored = re.split(r"(?m)^\*$", (DEPLOY / "Dockerfile.dockerignore").read_text())
    sent = [line[1:] for line in ignored.split() if line.startswith("!")]
    left = [line for line in ignored.split() if not line.startswith("!")]
    told = dict(word.split("=", 1) for word in arguments("ARG"))
    lines = [re.sub(r"\$\{(\w+)\}", lambda name: told[name[1]], c) for c in arguments("COPY")]
    copied = [name for line in lines for name in line.split()[:-1]]
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(name == part or name.startswith(f"{part}/") for part in sent), name
    needed = {part for part in sent if any(c == part or c.startswith(f"{part}/") for c in copied)}
    assert set(sent) - needed == {"_release"}  # of make release, in place of notebooks
    for name in ("notebooks/results_4_5.json", "notebooks/START.md"):
        assert any(fnmatch(name, pattern) for pattern in left), name


def test_what_starts_a_server_is_in_the_image_and_can_be_run():
    (entry,) = map(json.loads, arguments("ENTRYPOINT"))
    folder = next(line for line in arguments("WORKDIR"))
    start = Path(entry[-1]).relative_to(folder)
    assert f"{start} {start.parent}/" in arguments("COPY")
    assert os.access(ROOT / start, os.X_OK)


# The private copy


@pytest.fixture
def student(tmp_path):
    """A function that starts a server for one student, and returns the folder of the copy."""
    where = tmp_path / "there"
    for part in ("deploy/start", "notebooks/README.md", "notebooks/exercises.toml"):
        (where / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, where / part)
    for lesson in LESSONS[:2]:
        shutil.copy(ROOT / "notebooks" / lesson, where / "notebooks")
    home, bin_folder = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    bin_folder.mkdir()
    (bin_folder / "jupyter").write_text('#!/bin/sh\necho "$@" >> "$HOME/asked"\n')
    (bin_folder / "jupyter").chmod(0o755)

    def start(before=bin_folder):
        path = os.pathsep.join([str(before), str(Path(sys.executable).parent), os.environ["PATH"]])
        env = {"HOME": str(home), "PATH": path, "PYTHONPATH": str(ROOT)}
        command = [where / "deploy/start", "sh", "-c", "echo started: $0, here"]
        done = subprocess.run(
            command, cwd=home, env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "started: sh, here"
        return home / "lessons"

    return start


@on_debian
def test_a_student_gets_a_copy_and_keeps_it(student):
    copy = student()
    assert {path.name for path in copy.iterdir()} == {
        *LESSONS[:2], "README.md", "START.md", "exercises.toml"
    }  # fmt: skip
    (copy / LESSONS[0]).write_text("mine")
    (copy / LESSONS[1]).unlink()
    (copy / f"{LESSONS[1]}.part").write_text("of a copy that was cut off")
    student()
    trusted = (copy.parent / "asked").read_text().splitlines()
    assert trusted == [f"trust {LESSONS[0]} {LESSONS[1]}", f"trust {LESSONS[1]}"]
    assert (copy / LESSONS[0]).read_text() == "mine"
    assert (copy / LESSONS[1]).read_bytes() == (ROOT / "notebooks" / LESSONS[1]).read_bytes()
    assert (copy / "exercises.toml").is_symlink()  # the instructor changes it for all
    assert not list(copy.glob("*.part"))


@on_debian
def test_a_full_disk_keeps_nobody_out_and_leaves_no_half_lesson(student, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "cp").write_text('#!/bin/sh\nhead -c 99 "$1" > "$2"\nexit 1\n')
    (full / "python").write_text("#!/bin/sh\nexit 1\n")  # of the start page
    for program in full.iterdir():
        program.chmod(0o755)
    assert not list(student(full).glob("*.ipynb*"))


# Kubernetes


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.glob("kubernetes*.yaml")))
def test_values_keep_to_the_charts_schema(name):
    """What is used of the schema stands here: a new value is looked up in the chart first."""
    schema = yaml.safe_load((Path(__file__).parent / "z2jh_values.schema.yaml").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    values = yaml.safe_load((DEPLOY / name).read_text())
    for key, file in values.get("hub", {}).get("extraFiles", {}).items():
        assert f"--set-file hub.extraFiles.{key}.stringData=deploy/{key}.py" in README
        file["stringData"] = (DEPLOY / f"{key}.py").read_text()
    errors = jsonschema.Draft7Validator(schema).iter_errors(values)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_a_kernel_reaches_nothing_outside():
    rules = KUBERNETES["singleuser"]["networkPolicy"]["egressAllowRules"]
    assert {name for name, allowed in rules.items() if allowed} == {"dnsPortsKubeSystemNamespace"}
    schema = yaml.safe_load((Path(__file__).parent / "z2jh_values.schema.yaml").read_text())
    policy = schema["properties"]["singleuser"]["properties"]["networkPolicy"]["properties"]
    assert rules.keys() == policy["egressAllowRules"]["properties"].keys()  # the rest is on


def test_the_charts_hub_and_the_images_server_are_of_one_version():
    (hub,) = re.findall(r"JupyterHub (\d+\.\d+)", (DEPLOY / "kubernetes.yaml").read_text())
    assert f"\njupyterhub=={hub}." in (ROOT / "constraints.txt").read_text()


# One machine


@pytest.fixture
def machine(monkeypatch):
    """What jupyterhub_config.py says, read by traitlets as JupyterHub reads it."""
    pytest.importorskip("jupyterhub")
    pytest.importorskip("systemdspawner")
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("jupyterhub_config.py", path=str(DEPLOY)).load_config()


def unknown(config, spawner_class):
    """The settings that nobody reads, by their names; each other one is tried on what reads it."""
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import PAMAuthenticator

    user = SimpleNamespace(name="ada", id=1, url="/user/ada/")
    readers = [
        JupyterHub(config=config),
        PAMAuthenticator(config=config),
        spawner_class(config=config, user=user),
    ]
    known = {
        (parent.__name__, name)
        for reader in readers
        for parent in type(reader).__mro__
        for name in (parent.class_traits(config=True) if hasattr(parent, "class_traits") else ())
    }
    settings = {(section, name) for section, values in config.items() for name in values}
    return sorted(settings - known)


@on_debian
def test_jupyterhub_reads_all_that_is_set(machine):
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import PAMAuthenticator
    from systemdspawner import SystemdSpawner
    from traitlets import TraitError

    assert JupyterHub(config=machine).spawner_class is SystemdSpawner
    assert PAMAuthenticator(config=machine).allowed_groups == {"class"}
    assert unknown(machine, SystemdSpawner) == []
    machine.Spawner.memory_limit = "1G"  # as one writes it easily
    assert unknown(machine, SystemdSpawner) == [("Spawner", "memory_limit")]
    machine.Spawner.mem_limit = "1 gigabyte"
    with pytest.raises(TraitError):
        unknown(machine, SystemdSpawner)


@on_debian
def test_one_machine_and_kubernetes_take_what_is_handed_in_alike(machine, monkeypatch):
    """With a key alone; of both, JupyterHub's services and roles are the same but for addresses."""
    from jupyterhub.app import JupyterHub
    from traitlets.config import Config, PyFileConfigLoader

    assert "hand-in" not in str(machine)
    monkeypatch.setenv("HAND_IN_KEYS", "secret")
    machine = PyFileConfigLoader("jupyterhub_config.py", path=str(DEPLOY)).load_config()
    values = yaml.safe_load((DEPLOY / "kubernetes-hand-in.yaml").read_text())
    hub, server = values["hub"], values["singleuser"]
    cluster = Config(JupyterHub={"services": []})
    exec(hub["extraConfig"]["hand-in"], {"c": cluster, "os": os})
    (theirs,), ours = cluster.JupyterHub.services, machine.JupyterHub.services[-1]
    assert theirs["environment"] == ours["environment"]
    assert theirs.keys() == ours.keys()
    ports = [urlsplit(address).port for address in (theirs["url"], ours["url"])]
    ports.append(urlsplit(server["extraEnv"]["HAND_IN_URL"]).port)
    ports += [port["targetPort"] for port in hub["service"]["extraPorts"]]
    for rule in hub["networkPolicy"]["ingress"] + server["networkPolicy"]["egress"]:
        ports += [port["port"] for port in rule["ports"]]
    assert set(ports) == {10101}
    assert theirs["command"][-1] == hub["extraFiles"]["hand_in"]["mountPath"]
    assert Path(ours["command"][-1]).exists()
    roles = {role["name"]: role["scopes"] for role in machine.JupyterHub.load_roles}
    assert {name: role["scopes"] for name, role in hub["loadRoles"].items()} == {
        name: roles[name] for name in hub["loadRoles"]
    }
    assert JupyterHub(config=machine).services[-1]["name"] == "hand-in"
    assert machine.Spawner.environment["HAND_IN_URL"].endswith("/services/hand-in/")


@on_debian
def test_one_machine_and_kubernetes_give_a_student_the_same(machine):
    server = KUBERNETES["singleuser"]
    assert machine.Spawner.mem_limit == server["memory"]["limit"]
    assert (
        machine.Spawner.http_timeout == KUBERNETES["hub"]["config"]["KubeSpawner"]["http_timeout"]
    )
    assert machine.Spawner.cpu_limit == server["cpu"]["limit"]
    assert machine.Spawner.args == [*server["cmd"][1:], "--KernelManager.transport=ipc"]
    assert machine.Spawner.default_url == server["defaultUrl"]
    assert f"--timeout={KUBERNETES['cull']['timeout']}" in machine.JupyterHub.services[0]["command"]
    assert machine.SystemdSpawner.extra_paths == [str(Path(sys.executable).parent)]  # for start
    threads = machine.Spawner.environment["OPENBLAS_NUM_THREADS"]
    assert threads == image_environment()["OPENBLAS_NUM_THREADS"] == "1"


def test_the_unit_starts_what_is_here():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "jupyterhub.service")
    *_, config = unit["Service"]["ExecStart"].split()
    assert (ROOT / Path(config).relative_to("/opt/backpropagation")).exists()
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", DEPLOY / "jupyterhub.service"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        strange = [line for line in done.stderr.splitlines() if "jupyterhub.service" in line]
        assert [line for line in strange if "not executable" not in line] == []


def test_the_proxy_that_is_told_of_is_the_one_that_a_class_is_tried_with():
    lock = json.loads((ROOT / "scripts/classroom/package-lock.json").read_bytes())
    version = lock["packages"]["node_modules/configurable-http-proxy"]["version"]
    assert f"configurable-http-proxy@{version} " in README.replace("\n", " ")


# Links


def test_each_lesson_has_a_link_that_a_hub_understands():
    command = [sys.executable, DEPLOY / "links.py", "https://hub.example.org/", "owner/name"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert len(rows) == len(LESSONS)
    for (number, own, pulled), lesson in zip(rows, LESSONS, strict=True):
        assert lesson.startswith(number.replace(".", "_"))
        assert own == f"https://hub.example.org/hub/user-redirect/lab/tree/lessons/{lesson}"
        query = parse_qs(urlsplit(pulled).query, strict_parsing=True)
        assert query["repo"] == ["https://github.com/owner/name"]
        assert query["urlpath"] == [f"lab/tree/name/notebooks/{lesson}"]
