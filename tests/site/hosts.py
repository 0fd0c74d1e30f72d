"""A JupyterLab or a Notebook server of its own, on a free port of this machine, ended always.

The servers are those of .venv-colab, which pins JupyterLab 4 and Notebook 7; kernels and widgets
are those of this Python.  What they write stays in a folder of the test.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.site.visits import ROOT

# Where an application shows a notebook; JupyterLab, in a workspace with nothing else in it.
PLACES = {"lab": "lab/workspaces/{0}/tree/{0}.ipynb", "notebook": "notebooks/{0}.ipynb"}
TOKEN = "nlpviz"
KERNEL = "nlpviz"  # `python3` would be the server's own
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # all cells are in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
JUPYTER = ROOT / ".venv-colab" / "bin" / "jupyter"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def surroundings(home: Path) -> dict[str, str]:
    """The environment of the server: what it reads and writes lies in `home`."""
    spec = home / "data" / "kernels" / KERNEL
    spec.mkdir(parents=True, exist_ok=True)
    (spec / "kernel.json").write_text(json.dumps({
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": KERNEL, "language": "python", "env": {"PYTHONPATH": str(ROOT)}}), "utf-8")
    for plugin, settings in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    own = {name: str(home / folder) for name, folder in {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython",
        "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}.items()}
    return {**os.environ, **own, "JUPYTER_PATH": f"{sys.prefix}/share/jupyter",
            "JUPYTER_PREFER_ENV_PATH": "0"}


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5).close()
        return True
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def host(app: str, home: Path, notebooks: Path):
    """Serve the folder of notebooks with `app`; gives the address of one by its name."""
    port, log = free_port(), home / "server.log"
    with open(log, "w", encoding="utf-8") as file:
        server = subprocess.Popen([
            JUPYTER, app, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={notebooks}"],
            env=surroundings(home), cwd=notebooks, stdout=file, stderr=subprocess.STDOUT,
            start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if answers(address) or server.poll() is not None:
                break
            time.sleep(0.2)
        assert answers(address), log.read_text(encoding="utf-8")
        yield lambda name: f"{address}/{PLACES[app].format(name)}?token={TOKEN}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def trust(notebook: Path, home: Path) -> None:
    """Sign a notebook, as somebody does who has run it here."""
    done = subprocess.run([JUPYTER, "trust", notebook], env=surroundings(home),
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
