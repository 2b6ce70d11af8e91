"""Starts processes, restarts those that crash, stops them; leaves none behind."""

from __future__ import annotations

import atexit
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import psutil

from vt_local.children import (
    FIRST_BACKOFF,
    Child,
    ProcessView,
    how_it_ended,
    keep_log_small,
    kill_group,
    view_of,
)
from vt_local.errors import AbortedError, ProcessError
from vt_local.process_spec import ProcessSpec

T = TypeVar("T")
_POLL = 0.05
_LONGEST_BACKOFF = 30.0
# Who ran this long had a good start: his next crash is a first one.
_STEADY = 60.0


class Supervisor:
    """Keeps a set of named processes going.

    One thread starts and reaps them all and lives as long as the supervisor: the kernel's signal
    "your parent died" looks at the *thread* that started a process.
    """

    def __init__(
        self,
        *,
        say: Callable[[str], None] = lambda _: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._say = say
        self._changed = changed
        self._children: dict[str, Child] = {}
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._closed = False
        self._aborted = threading.Event()
        self._thread = threading.Thread(target=self._live, name="vt-supervisor", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    # -- what callers do

    def start(self, spec: ProcessSpec) -> None:
        """Start a process and keep it going until it is stopped."""
        self._do(lambda: self._start(spec))

    def start_again(self, name: str) -> None:
        """Start a process that was stopped, exactly as before."""
        child = self._children[name]
        if child.process is None:
            self._do(lambda: self._start(child.spec))

    def run(self, spec: ProcessSpec) -> None:
        """Run a process to its end; raises ProcessError unless it exits 0 in time."""
        self._do(lambda: self._start(spec, once=True))
        child = self._children[spec.name]
        if not self._gone_within(child, spec.ready_within):
            self.stop([spec.name])
            self._check_aborted()
            raise ProcessError(spec.name, f"niet klaar na {spec.ready_within:.0f} s", spec.log)
        if child.exit_code != 0:
            raise ProcessError(spec.name, f"eindigde met code {child.exit_code}", spec.log)
        self.forget([spec.name])

    def wait_ready(self, names: Iterable[str]) -> None:
        """Wait until each process says it is ready; raises ProcessError when one is too late."""
        for name in names:
            child = self._children[name]
            spec = child.spec
            deadline = time.monotonic() + spec.ready_within
            while not self.is_ready(name):
                self._check_aborted()
                if child.exit_code is not None and not child.wanted:
                    raise ProcessError(name, f"eindigde met code {child.exit_code}", spec.log)
                if child.restarts >= 3:
                    raise ProcessError(name, "stopt telkens meteen weer", spec.log)
                if time.monotonic() > deadline:
                    reason = f"niet gereed na {spec.ready_within:.0f} s"
                    raise ProcessError(name, reason, spec.log)
                time.sleep(_POLL)

    def abort(self) -> None:
        """Make whoever waits for a process stop waiting (with AbortedError)."""
        self._aborted.set()

    def is_ready(self, name: str) -> bool:
        """Tell whether a process runs and says it is ready."""
        child = self._children[name]
        if child.process is None:
            return False
        return child.spec.ready is None or child.spec.ready()

    def stop(self, names: Iterable[str], sig: int | None = None) -> None:
        """Stop processes together: ask, wait, then force; returns when all are gone.

        `sig` is how to ask, when it is not what the processes' own specs say.
        """
        children = [self._children[name] for name in names if name in self._children]
        if not children:
            return
        for child in children:
            self._do(partial(self._ask_to_stop, child, sig))
        with ThreadPoolExecutor(len(children)) as pool:
            list(pool.map(self._see_gone, children))

    def kill(self, name: str, sig: int = signal.SIGKILL) -> None:
        """Send a signal to a process, as an accident would; it is restarted if that ends it."""
        child = self._children[name]
        if child.process is not None:
            child.process.send_signal(sig)

    def forget(self, names: Iterable[str]) -> None:
        """Drop processes that have ended from the list."""
        self._do(lambda: self._forget(names))

    def views(self) -> dict[str, ProcessView]:
        """Return how each process fares."""
        return {name: view_of(child) for name, child in list(self._children.items())}

    def close(self) -> None:
        """Stop whatever still runs, in no order, and end."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        self.stop([name for name, child in self._children.items() if child.process])
        self._calls.put(None)
        self._thread.join(5)

    def _gone_within(self, child: Child, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not child.gone.wait(_POLL):
            if self._aborted.is_set() or time.monotonic() > deadline:
                return False
        return True

    def _check_aborted(self) -> None:
        if self._aborted.is_set():
            raise AbortedError

    # -- what the one thread does

    def _do(self, action: Callable[[], T]) -> T:
        future: Future[T] = Future()

        def call() -> None:
            try:
                future.set_result(action())
            except BaseException as error:  # noqa: BLE001 - the caller gets it
                future.set_exception(error)

        self._calls.put(call)
        return future.result(timeout=30)

    def _live(self) -> None:
        while True:
            try:
                call = self._calls.get(timeout=_POLL)
            except queue.Empty:
                pass
            else:
                if call is None:
                    return
                call()
            for child in list(self._children.values()):
                self._look_after(child)

    def _start(self, spec: ProcessSpec, *, once: bool = False) -> None:
        child = self._children.get(spec.name)
        if child is not None and child.process is not None:
            raise ValueError(f"{spec.name} draait al")
        child = self._children[spec.name] = child or Child(spec)
        child.spec = spec
        child.wanted = not once and spec.restart
        child.backoff = FIRST_BACKOFF
        child.restarts = 0
        self._spawn(child)

    def _spawn(self, child: Child) -> None:
        spec = child.spec
        child.gone.clear()
        child.exit_code = None
        child.restart_at = None
        keep_log_small(spec)
        with spec.log.open("ab") as log:
            child.process = subprocess.Popen(
                spec.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=spec.environment(),
                cwd=spec.folder,
                # A group of its own: Ctrl-C in the terminal reaches us alone, and we decide
                # in which order the others stop.
                start_new_session=True,
            )
        child.started = time.monotonic()
        try:
            child.created = psutil.Process(child.process.pid).create_time()
        except psutil.Error:
            child.created = None
        self._changed()

    def _look_after(self, child: Child) -> None:
        if child.process is not None:
            code = child.process.poll()
            if code is not None:
                self._see_end(child, code)
        elif child.restart_at is not None and time.monotonic() >= child.restart_at:
            child.restarts += 1
            self._spawn(child)

    def _see_end(self, child: Child, code: int) -> None:
        assert child.process is not None
        kill_group(child.process.pid)
        lived = time.monotonic() - child.started
        child.process = None
        child.created = None
        child.exit_code = code
        if child.wanted:
            if lived >= _STEADY:
                child.backoff = FIRST_BACKOFF
            child.restart_at = time.monotonic() + child.backoff
            self._say(
                f"{child.spec.name} {how_it_ended(code)}; herstart over {child.backoff:.1f} s "
                f"(verslag: {child.spec.log})"
            )
            child.backoff = min(child.backoff * 2, _LONGEST_BACKOFF)
        child.gone.set()
        self._changed()

    def _ask_to_stop(self, child: Child, sig: int | None) -> None:
        child.wanted = False
        child.restart_at = None
        if child.process is None:
            child.gone.set()
        else:
            child.process.send_signal(child.spec.stop_signal if sig is None else sig)

    def _see_gone(self, child: Child) -> None:
        if child.gone.wait(child.spec.stop_within):
            return
        self._say(f"{child.spec.name} stopt niet vanzelf en wordt afgebroken")
        process = child.process
        if process is not None:
            kill_group(process.pid)
            process.kill()
        child.gone.wait(10)

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            del self._children[name]
        self._changed()
