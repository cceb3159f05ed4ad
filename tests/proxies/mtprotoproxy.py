"""Runs the mtprotoproxy of PyPI, made for Python before 3.10, on newer ones. Argument: its config.py."""

import asyncio
import pathlib
import runpy
import sys

start_server, wait = asyncio.start_server, asyncio.wait


def start_server_here(*arguments, loop=None, **options):
    return start_server(*arguments, **options)


def wait_for_all(awaited, **options):
    return wait([asyncio.ensure_future(one) for one in awaited], **options)


asyncio.start_server, asyncio.wait = start_server_here, wait_for_all
asyncio.streams.IncompleteReadError = asyncio.IncompleteReadError
asyncio.set_event_loop(asyncio.new_event_loop())
sys.argv = ["mtprotoproxy", sys.argv[1]]
runpy.run_path(str(pathlib.Path(sys.executable).parent / "mtprotoproxy"), run_name="__main__")
