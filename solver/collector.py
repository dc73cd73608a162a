"""Python's cyclic garbage collector, kept from looking for garbage where there can be none.

Reading a problem makes millions of objects that all stay; each pass of the collector looks at all of them again. It is
paused for that time only. Whether objects that live as long as the process should be left out of all later passes
(``gc.freeze``) is for whoever owns the process to decide: the command does so once its problem is read.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No pass of the collector while the block runs, unless it was off before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
