"""A student as the hub sees one: a browser that logs in, opens a lesson, runs, answers, slides."""

import asyncio
import json
import time
import uuid
from collections import Counter
from contextlib import suppress

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS_TO_START = 300
LARGEST = 64 * 2**20  # bytes of a message


class Student:
    """One browser, with its cookies; `page` is the lesson that it has open."""

    page = None

    def __init__(self, url, name, password):
        self.url, self.name, self.password = url, name, password
        self.browser = httpx.AsyncClient(base_url=url, follow_redirects=True, timeout=120)

    async def log_in(self):
        await self._get("/hub/login")
        answer = await self.browser.post(
            "/hub/login",
            data={"username": self.name, "password": self.password, "_xsrf": self.xsrf("/hub/")},
            follow_redirects=False,
        )
        if answer.status_code != 302:
            raise ValueError(f"{self.name} could not log in: {answer.status_code}")

    async def start_server(self):
        """Start the server as the button does, and wait until it can be used."""
        await self._get(f"/hub/spawn/{self.name}")
        last = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < last:
            headers = {"X-XSRFToken": self.xsrf("/hub/")}
            told = (await self._get(f"/hub/api/users/{self.name}", headers=headers)).json()
            if "" not in told["servers"]:
                raise ValueError(f"the server of {self.name} has ended at its start")
            if told["servers"][""]["ready"]:
                return await self._get(f"/user/{self.name}/lab")
            await asyncio.sleep(1)
        raise ValueError(f"{self.name} has no server after {SECONDS_TO_START} s")

    async def open(self, notebook):
        """Open a notebook of the student's folder: start its kernel, and listen."""
        told = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": ""}}
        answer = await self.browser.post(
            f"/user/{self.name}/api/sessions",
            json=told,
            headers={"X-XSRFToken": self.xsrf(f"/user/{self.name}/")},
        )
        answer.raise_for_status()
        kernel = answer.json()["kernel"]["id"]
        self.page = Page(await self._listen(f"/user/{self.name}/api/kernels/{kernel}/channels"))
        await self.page.run("")
        return self.page

    async def content(self, path):
        """Return a file of the student's folder, as JupyterLab opens it."""
        answer = await self._get(f"/user/{self.name}/api/contents/{path}", params={"type": "file"})
        return answer.json()["content"]

    async def leave(self):
        if self.page:
            self.page.close()
        await self.browser.aclose()

    def xsrf(self, path):
        """The token that a form of a path needs."""
        return next(
            c.value for c in self.browser.cookies.jar if (c.name, c.path) == ("_xsrf", path)
        )

    async def _get(self, path, **others):
        answer = await self.browser.get(path, **others)
        answer.raise_for_status()
        return answer

    async def _listen(self, path):
        cookies = self.browser.build_request("GET", path).headers["Cookie"]
        request = HTTPRequest(
            self.url.replace("http", "ws", 1) + path,
            headers={"Cookie": cookies, "Origin": self.url},
            connect_timeout=60,
            request_timeout=120,
        )
        return await websocket_connect(request, max_message_size=LARGEST)


class Page:
    """A lesson as its page: the kernel's messages, and the models of all widgets by their ids."""

    def __init__(self, socket):
        self.socket, self.session = socket, uuid.uuid4().hex
        self.models, self.states, self.bytes = {}, Counter(), 0
        self._waiting, self._outputs = {}, {}
        self._reading = asyncio.create_task(self._read())

    async def run(self, code):
        """Run a cell and return its outputs."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        return await self._send("execute_request", content)

    async def set(self, widget, **state):
        """Do what a control does when it is turned; return the seconds until all is drawn."""
        start = time.perf_counter()
        await self._comm(widget, {"method": "update", "state": state, "buffer_paths": []})
        return time.perf_counter() - start

    async def press(self, button):
        await self._comm(button, {"method": "custom", "content": {"event": "click"}})

    def below(self, widget):
        """Yield a widget and all that it shows, by id."""
        yield widget
        for child in self.models[widget].get("children", ()):
            yield from self.below(child.removeprefix("IPY_MODEL_"))

    def find(self, widget, kind, words=""):
        """Return the first widget of a kind below one whose description holds some words."""
        for each in self.below(widget):
            model = self.models[each]
            if model["_model_name"] == f"{kind}Model" and words in model.get("description", ""):
                return each
        return None

    def text(self, widget):
        """Return all that a widget shows as text."""
        return " ".join(str(self.models[each].get("value", "")) for each in self.below(widget))

    def close(self):
        self._reading.cancel()
        self.socket.close()

    async def _comm(self, widget, data):
        await self._send("comm_msg", {"comm_id": widget, "data": data})

    async def _send(self, kind, content):
        own = uuid.uuid4().hex
        header = {
            "msg_id": own,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "version": "5.3",
            "date": "",
        }
        message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}}
        self._outputs[own] = []
        self._waiting[own] = asyncio.get_running_loop().create_future()
        await self.socket.write_message(json.dumps(message | {"content": content, "buffers": []}))
        try:
            await self._waiting[own]
        finally:
            del self._waiting[own]
        return self._outputs.pop(own)

    async def _read(self):
        while (text := await self.socket.read_message()) is not None:
            self.bytes += len(text)
            if isinstance(text, str):
                self._take(json.loads(text))
        self._end("the connection to the kernel is closed")

    def _take(self, message):
        kind, content = message["header"]["msg_type"], message["content"]
        parent = message["parent_header"].get("msg_id")
        if kind == "comm_open":
            self.models[content["comm_id"]] = dict(content["data"]["state"])
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            self.models[content["comm_id"]].update(content["data"]["state"])
        elif kind == "status":
            self.states[content["execution_state"]] += 1
            if content["execution_state"] in ("restarting", "dead"):
                self._end("the kernel has died")
            elif content["execution_state"] == "idle" and parent in self._waiting:
                with suppress(asyncio.InvalidStateError):
                    self._waiting[parent].set_result(None)
        elif parent in self._outputs and kind in ("stream", "error", *SHOWN):
            self._outputs[parent].append({"output_type": kind, **content})

    def _end(self, reason):
        for each in self._waiting.values():
            if not each.done():
                each.set_exception(ConnectionError(reason))


SHOWN = "display_data", "execute_result"


def view(outputs):
    """Return the id of the widget that a cell shows, or None."""
    for output in outputs:
        if output["output_type"] in SHOWN and VIEW in output["data"]:
            return output["data"][VIEW]["model_id"]
    return None
