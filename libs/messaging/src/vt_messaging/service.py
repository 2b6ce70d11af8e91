"""Wires one service process: pool, producers, consumer or commands, timers, health, HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Request
from vt_contracts.access import consumer_group

from vt_messaging import database, logs
from vt_messaging.batches import Batches
from vt_messaging.clock import Clock, system_clock
from vt_messaging.commands import CommandHandler, Commands, UnavailableError
from vt_messaging.consumer import LaneConsumer
from vt_messaging.deliverer import Channel, Deliverer, KafkaChannel
from vt_messaging.faststream_seam import Reading
from vt_messaging.health import WATCHDOG_EXIT_CODE, Health, watch
from vt_messaging.housekeeping import tend_for_ever
from vt_messaging.identity import TokenVerifier
from vt_messaging.metrics import Metrics
from vt_messaging.publisher import Publisher
from vt_messaging.routes import Route
from vt_messaging.settings import ServiceSettings
from vt_messaging.tracing import Tracing
from vt_messaging.web import API_VERSION, add_conventions, add_operations

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Timer:
    """Runs a command every `seconds`; several replicas may, the rows' versions decide."""

    name: str
    seconds: float
    handle: CommandHandler[None, Any]


@dataclass
class Wiring:
    """What a running process is made of; handed to HTTP handlers as `app.state.wiring`."""

    settings: ServiceSettings
    pool: asyncpg.Pool
    commands: Commands | None
    consumer: LaneConsumer | None
    deliverer: Deliverer
    clock: Clock
    metrics: Metrics
    health: Health


def commands_of(request: Request) -> Commands:
    """Where an HTTP handler runs its command; only the api role has routes, and it has commands."""
    wiring: Wiring = request.app.state.wiring
    assert wiring.commands is not None, "the api role has commands"
    return wiring.commands


@dataclass(frozen=True)
class Service:
    """What a service says of itself; everything else is the same in each.

    `routes(lane)` are consumed by the lanes, `routers` and `timers` belong to the api role,
    `channels(pool, clock)` are ways out besides Kafka.
    """

    name: str
    title: str
    routes: Callable[[str], Sequence[Route]]
    routers: Sequence[APIRouter] = ()
    timers: Sequence[Timer] = ()
    channels: Callable[[asyncpg.Pool, Clock], dict[str, Channel]] = field(
        default=lambda _pool, _clock: {}
    )


def create_app(service: Service, settings: ServiceSettings, clock: Clock = system_clock) -> FastAPI:
    """The ASGI application of one process in the role that the settings name."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(service, settings, clock) as wiring:
            app.state.wiring = wiring
            watcher = asyncio.create_task(watch(wiring.health, _end_process))
            try:
                yield
            finally:
                watcher.cancel()

    app = FastAPI(
        title=service.title,
        version=API_VERSION,
        lifespan=lifespan,
        openapi_url="/v1/openapi.json" if settings.role == "api" else None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.verifier = TokenVerifier(settings.oidc_issuer, settings.oidc_audience)
    add_conventions(app)
    add_operations(app, lambda: app.state.wiring.health, lambda: app.state.wiring.metrics)
    if settings.role == "api":
        for router in service.routers:
            app.include_router(router)
    return app


@contextlib.asynccontextmanager
async def running(
    service: Service, settings: ServiceSettings, clock: Clock = system_clock
) -> AsyncIterator[Wiring]:
    """Everything of a process but its HTTP server, started and in the end drained."""
    source = f"urn:nld:oin:{settings.oin}:systeem:{service.name}"
    dsn = settings.database_dsn.get_secret_value()
    metrics = Metrics(service.name, settings.role)
    tracing = Tracing(service.name, ratio=settings.trace_ratio, trace_file=settings.trace_file)
    pool = await database.open_pool(dsn, settings.database_pool)
    stopping = asyncio.Event()
    batches = Batches(pool, clock, service.name, metrics, stopping)
    publisher = Publisher(settings.kafka(), source, settings.publish_timeout)
    # What goes out is mostly ciphertext, and not every partner's client knows every codec.
    edge = Publisher(
        settings.kafka(), source, settings.publish_timeout, idempotent=False, compression=None
    )
    channels: dict[str, Channel] = {"kafka": KafkaChannel(edge), **service.channels(pool, clock)}
    deliverer = Deliverer(pool, clock, channels, metrics)
    commands: Commands | None = None
    consumer: LaneConsumer | None = None
    if settings.role == "api":
        commands = Commands(
            pool=pool, dsn=dsn, batches=batches, publisher=publisher, deliverer=deliverer,
            tracing=tracing, metrics=metrics,
        )  # fmt: skip
    else:
        consumer = LaneConsumer(
            pool=pool,
            kafka=settings.kafka(),
            group=consumer_group(service.name, settings.lane),
            routes=service.routes(settings.lane),
            batches=batches,
            publisher=publisher,
            deliverer=deliverer,
            tracing=tracing,
            metrics=metrics,
            reading=(
                Reading(settings.acute_batch_size, gather_bytes=1, gather_ms=500)
                if settings.role == "acuut"
                else Reading(settings.batch_size, gather_bytes=65_536, gather_ms=100)
            ),
        )
    health = Health(pool, batches, consumer, settings.poll_silence_limit)
    wiring = Wiring(settings, pool, commands, consumer, deliverer, clock, metrics, health)

    tasks = [asyncio.create_task(tend_for_ever(pool, clock, settings.outbox_retention_days))]
    await deliverer.start()
    if commands is not None:
        await commands.start()
        tasks += [asyncio.create_task(_tick(timer, commands)) for timer in service.timers]
    if consumer is not None:
        tasks.append(asyncio.create_task(_start_consumer(consumer)))
    log.info("started")
    try:
        yield wiring
    finally:
        stopping.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if consumer is not None:
            await consumer.stop()
        if commands is not None:
            await commands.stop()
        await deliverer.stop()
        await publisher.stop()
        await edge.stop()
        tracing.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await pool.close()
        log.info("stopped")


async def _start_consumer(consumer: LaneConsumer) -> None:
    """The broker may be away when a process starts: try until it answers."""
    wait = 0.2
    while True:
        try:
            await consumer.start()
            return
        except Exception as error:  # noqa: BLE001  whatever it is, readiness shows it
            log.warning("consumer_start_failed", error=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(5.0, wait * 2)


async def _tick(timer: Timer, commands: Commands) -> None:
    while True:
        await asyncio.sleep(timer.seconds)
        try:
            await commands.run(timer.handle, None)
        except UnavailableError:
            log.info("timer_put_off", timer=timer.name)
        except Exception as error:  # noqa: BLE001  a timer must not die of one bad round
            log.error("timer_failed", timer=timer.name, error=type(error).__name__)


_watchdog_ended = False


def _end_process() -> None:
    """Asks for a normal end; a process that is really stuck is ended after ten seconds."""
    global _watchdog_ended  # noqa: PLW0603  read once, by run_process, for the exit code
    _watchdog_ended = True
    os.kill(os.getpid(), signal.SIGTERM)
    asyncio.get_running_loop().call_later(10, os._exit, WATCHDOG_EXIT_CODE)


class _Server(uvicorn.Server):
    """uvicorn raises a signal that ended it once more, so that a normal end looks like a crash."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends normally on SIGTERM and SIGINT."""
        wanted = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _tune_garbage_collector() -> None:
    """A batch makes thousands of short-lived objects without cycles: look for cycles less often.

    Everything imported so far lives for ever and is left out. Measured in docs/performance.md.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def run_process(service: Service, settings: ServiceSettings) -> int:
    """Serves until SIGTERM or SIGINT, drains, and returns the exit code (75: the watchdog ended it)."""
    logs.configure(service.name, settings.role, settings.log_level)
    _tune_garbage_collector()
    config = uvicorn.Config(
        create_app(service, settings),
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    _Server(config).run()
    return WATCHDOG_EXIT_CODE if _watchdog_ended else 0
