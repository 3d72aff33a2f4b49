"""Requests over so many connections that stay open, each the next as soon as its answer is there.

Words: port, connections, and a file that holds one request a line, as JSON strings. A process of its own.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.house import READY


async def speak(port: int, requests: Iterator[bytes], statuses: Counter[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        statuses[head[9:12].decode()] += 1
        length = _length(head)
        if length:
            await reader.readexactly(length)
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def run(port: int, connections: int, requests: list[bytes]) -> dict[str, object]:
    statuses: Counter[str] = Counter()
    shared = iter(requests)
    began = time.perf_counter()
    await asyncio.gather(*(speak(port, shared, statuses) for _ in range(connections)))
    return {"seconds": time.perf_counter() - began, "statuses": statuses}


def main(port: int, connections: int, file: str) -> None:
    requests = [json.loads(line).encode() for line in Path(file).read_text().splitlines()]
    print(READY, flush=True)  # noqa: T201  to whoever started it
    sys.stdin.readline()
    print(json.dumps(asyncio.run(run(port, connections, requests))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
