"""How the service runs: threads in a few processes, time limits everywhere, an orderly end.

The environment says where (see manage.py serve); everything else is decided here. WEB_CONCURRENCY sets the
number of processes.
"""

import gc
import os
from typing import Any

host = os.environ.get("RECOMMENDER_HOST", "127.0.0.1")
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('RECOMMENDER_PORT', '8000')}"

workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 4))
worker_class = "gthread"
threads = 4
preload_app = True  # knowledge is read and compiled once; the processes share it

timeout = 30  # a process that stops answering is replaced
graceful_timeout = 20  # what has begun may finish before the end
keepalive = 5

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
umask = 0o077
accesslog = None  # the service writes its own, without what a path or query could tell
errorlog = "-"
loglevel = "warning"

forwarded_allow_ips = ""  # what a proxy says is believed by the app alone, and only where RECOMMENDER_PROXIES says so


def when_ready(server: Any) -> None:
    gc.collect()
    gc.freeze()  # what is loaded by now stays shared: no process walks through it and copies it
    for listener in server.LISTENERS:
        print(f"Ready: {_address(listener.getsockname())}   (Ctrl-C ends it)", flush=True)


def _address(name: tuple[Any, ...]) -> str:
    place = "localhost" if name[0] in ("0.0.0.0", "::") else name[0]  # noqa: S104
    return f"http://{f'[{place}]' if ':' in place else place}:{name[1]}/"
