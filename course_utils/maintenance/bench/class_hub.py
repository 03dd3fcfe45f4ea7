"""A real JupyterHub on this computer alone, and learners who open a chapter, run its cells and move its explorers.

The hub runs with the course's own configuration (`course_utils.classroom.jupyterhub_config`), and with what stands in
for a school: a log-in without passwords and servers as plain processes, each with a home in one folder. It limits
memory by the process, no CPU. What is asked of it goes by its web addresses, as a browser's page would ask.
"""

import asyncio
import json
import os
import secrets
import struct
import subprocess
import time
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from course_utils import settings
from course_utils.launch import place

OURS = settings.ROOT / "course_utils" / "classroom" / "jupyterhub_config.py"
SCHOOL = """\
import os
c = get_config()
load_subconfig({ours!r})
c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url = {urls!r}
c.JupyterHub.authenticator_class, c.JupyterHub.spawner_class = "dummy", "simple"
c.Authenticator.allow_all = True
c.SimpleLocalProcessSpawner.home_dir_template = os.path.join({folder!r}, "homes", "{{username}}")
c.JupyterHub.services = [dict(name="class", api_token={token!r})]
scopes = ["admin:users", "admin:servers", "tokens", "shutdown"]
c.JupyterHub.load_roles = [dict(name="class", services=["class"], scopes=scopes)]
"""
WAIT = 180  # seconds, for whatever it is


class Hub:
    """A hub in ``folder``, run by ``python``, an environment that has JupyterHub and its proxy.

    ``environment`` holds the variables that its configuration reads. `start` and `stop` may be called again: learners'
    servers outlive the hub. `end` ends them, too.
    """

    def __init__(self, python, folder, environment=None):
        self.python, self.folder, self.token = str(python), Path(folder), secrets.token_hex(16)
        first = 20_000 + secrets.randbelow(20_000)
        ports = [first := place.free_port(first + 1) for _ in range(3)]
        self.urls = [f"http://127.0.0.1:{port}" for port in ports]
        self.config = self.folder / "school.py"
        self.config.write_text(SCHOOL.format(ours=str(OURS), urls=self.urls, folder=str(folder), token=self.token))
        (self.folder / "homes").mkdir(exist_ok=True)
        # It stays ours: a hub that is started again must be one that the running proxy and servers know.
        self.environment = {**os.environ, "CONFIGPROXY_AUTH_TOKEN": self.token, **(environment or {})}
        self.pids = set()

    async def start(self):
        """Start the hub and wait until it answers; raises RuntimeError with its last words when it does not."""
        with (self.folder / "hub.log").open("ab") as log:
            command = [self.python, "-m", "jupyterhub", "-f", str(self.config)]
            how = dict(cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            self.process = subprocess.Popen(command, **how)
        try:
            await until(self.users, self.process)
        except (TimeoutError, HTTPClientError) as error:
            self.stop()
            raise RuntimeError((self.folder / "hub.log").read_text("utf-8", "replace")[-3000:]) from error

    async def users(self):
        """Return who has logged in, as a tuple with a list: there may be nobody yet."""
        return (await self.ask("/hub/api/users"),)

    def stop(self):
        """End the hub and its proxy, not the learners' servers."""
        self.process.terminate()
        self.process.wait(timeout=WAIT)

    async def end(self):
        """End everything: the learners' servers, the proxy, the hub."""
        await self.ask("/hub/api/shutdown", {"servers": True, "proxy": True})
        self.process.wait(timeout=WAIT)

    async def ask(self, path, data=None, method=None, token=None):
        """Return what the hub or a learner's server answers; with ``data``, post that. Raises HTTPClientError."""
        method = method or ("GET" if data is None else "POST")
        body = None if method in ("GET", "DELETE") else json.dumps(data or {})
        headers = {"Authorization": f"token {token or self.token}"}
        request = HTTPRequest(self.urls[0] + path, method, headers, body, request_timeout=WAIT)
        answer = (await AsyncHTTPClient(max_clients=1000).fetch(request)).body
        return json.loads(answer) if answer.startswith((b"{", b"[")) else answer.decode()

    async def learner(self, name):
        """Let somebody log in, start their server unless it runs, and return the `Learner`."""
        if all(user["name"] != name for user in (await self.users())[0]):
            await self.ask(f"/hub/api/users/{name}", {})
        if not await self._server(name):
            await self.ask(f"/hub/api/users/{name}/server", {})
        await until(lambda: self._server(name), self.process)
        token = await self.ask(f"/hub/api/users/{name}/tokens", {"note": "a page"})
        return Learner(self, name, token["token"])

    async def _server(self, name):
        user = await self.ask(f"/hub/api/users/{name}")
        return (user["servers"].get("") or {}).get("ready")

    async def pid(self, name):
        """Return the process of a learner's server."""
        return (await self.ask(f"/hub/api/users/{name}"))["servers"][""]["state"]["pid"]


class Learner:
    """Somebody with a server of their own; `open` a chapter, then `run` and `move`."""

    def __init__(self, hub, name, token):
        self.hub, self.name, self.token, self.explorers = hub, name, token, {}
        self.home = hub.folder / "homes" / name / "my_course"

    async def ask(self, path, data=None, method=None):
        """Ask the own server; see `Hub.ask`."""
        return await self.hub.ask(f"/user/{self.name}{path}", data, method, self.token)

    async def open(self, chapter):
        """Open the own copy of a chapter, such as "07", with a kernel; return its code cells."""
        file = next((self.home / "notebooks").glob(f"{chapter}_*.ipynb")).name
        cells = (await self.ask(f"/api/contents/{file}"))["content"]["cells"]
        session = dict(path=file, name=file, type="notebook", kernel={"name": "python3"})
        self.kernel = (await self.ask("/api/sessions", session))["kernel"]["id"]
        await self.connect()
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]

    async def connect(self):
        """Connect to the kernel that was opened."""
        url = f"{self.hub.urls[0].replace('http', 'ws')}/user/{self.name}/api/kernels/{self.kernel}/channels"
        asker = {"Authorization": f"token {self.token}"}
        request = HTTPRequest(url, headers=asker, connect_timeout=WAIT, request_timeout=WAIT)
        self.socket = await websocket_connect(request, max_message_size=100_000_000)

    async def run(self, code):
        """Run a cell; return (seconds, what it printed, its error or "")."""
        asked = dict(code=code, silent=False, store_history=True, user_expressions={}, allow_stdin=False)
        begun, said, error = time.perf_counter(), [], ""
        async for kind, content in self._until_idle("execute_request", asked):
            if kind == "stream":
                said.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                said.append(content["data"].get("text/plain", ""))
            elif kind == "error":
                error = f"{content['ename']}: {content['evalue']}"
            elif kind == "comm_open" and "_table_text" in (state := content["data"].get("state", {})):
                self.explorers[state["_layout"]["name"]] = content["comm_id"], state["state"]
        return time.perf_counter() - begun, "".join(said), error

    async def move(self, explorer, **values):
        """Ask a live explorer for the frame at some values, as its page does; return (seconds, its answer's text)."""
        comm, state = self.explorers[explorer]
        asked = {"kind": "frame", "seq": 1, "state": {**state, **values}}
        begun, answer = time.perf_counter(), ""
        message = {"comm_id": comm, "data": {"method": "custom", "content": asked}}
        async for kind, content in self._until_idle("comm_msg", message):
            if kind == "comm_msg" and content["comm_id"] == comm:
                answer = content["data"]["content"]
        return time.perf_counter() - begun, answer

    async def _until_idle(self, kind, content):
        """Send a message; yield (kind, content) of what the kernel says to it until it is idle again."""
        number = secrets.token_hex(16)
        header = dict(msg_id=number, username=self.name, session=self.name, msg_type=kind, version="5.3")
        whole = dict(channel="shell", header=header, parent_header={}, metadata={}, content=content, buffers=[])
        await self.socket.write_message(json.dumps(whole))
        while True:
            heard = _message(await self.socket.read_message())
            if heard["parent_header"].get("msg_id") != number or heard["channel"] != "iopub":
                continue
            if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                return
            yield heard["msg_type"], heard["content"]


def _message(raw):
    """Return a message from the kernel; one with bytes beside it is sent as offsets, JSON and bytes."""
    if raw is None:
        raise ConnectionError("the kernel's connection was closed")
    if isinstance(raw, bytes):
        count = struct.unpack(">I", raw[:4])[0]
        ends = struct.unpack(f">{count}I", raw[4 : 4 * count + 4])
        raw = raw[ends[0] : ends[1] if count > 1 else None]
    return json.loads(raw)


async def until(ask, process):
    """Wait until ``ask()`` answers with something; raises TimeoutError when it takes long or ``process`` has ended."""
    for _ in range(10 * WAIT):
        try:
            if found := await ask():
                return found
        except HTTPClientError as error:
            if error.code in (401, 403):
                raise
        except OSError:
            pass
        if process.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise TimeoutError("no answer")


def memory(pid):
    """Return the proportional share of memory, in MB, of a process and those that it started, as {pid: MB}."""
    found, ahead = {}, [pid]
    while ahead:
        one = ahead.pop()
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            found[one] = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
            ahead += [int(child) for task in Path(f"/proc/{one}/task").iterdir()
                      for child in (task / "children").read_text().split()]  # fmt: skip
        except OSError:
            found.pop(one, None)
    return found
