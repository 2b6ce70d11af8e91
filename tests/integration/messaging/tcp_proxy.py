"""A TCP proxy of the tests' own: what goes through it can be cut and restored."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class TcpProxy:
    """Forwards connections to a loopback port; `cut()` breaks all and refuses new ones."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listens on a free port and returns it."""
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Closes everything."""
        self.cut()
        assert self._server is not None
        self._server.close()

    def cut(self) -> None:
        """Breaks all connections and lets none in."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def restore(self) -> None:
        """Lets connections in again."""
        self._open = True

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(
            self._pump(reader, far_writer), self._pump(far_reader, writer), return_exceptions=True
        )

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
