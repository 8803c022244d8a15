"""The one driver of all kernels: broadcasting, blocks, threads and floating-point state.

A kernel is a plain expression on ``np.float64`` scalars or arrays. `run` evaluates it over
broadcast arguments in blocks that stay in the processor's cache, so that one path serves one
scenario and ten million with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

BLOCK = 16_384
"""Elements in a block: expression kernels are fastest while their temporaries stay in L2."""

THREADED = 2_000_000
"""Elements below which threads cost more than they give."""


def distinct(*numbers: Any) -> Any:
    """The different ones of some numbers, rising; numpy's own loads its masked arrays."""
    x = np.sort(np.concatenate([np.ravel(some) for some in numbers]))
    return x[np.append(True, x[1:] != x[:-1])[: len(x)]]


@cache
def keep_heap() -> None:
    """Let freed temporaries stay with the process, to be used again by the next block.

    glibc gives the top of its heap back to the system after each block, and takes pages anew for
    the next, which makes kernels three to four times slower. Freeing one larger array raises its
    thresholds (mallopt(3), M_MMAP_THRESHOLD); other allocators don't mind.
    """
    np.empty(31 * 2**17)  # 31 MiB, never touched: the largest that counts is 32


class ShapeError(ValueError):
    """Shapes that don't broadcast."""


def run(
    kernel: Callable[..., Any],
    *arguments: Any,
    threads: int = 1,
    block: int = BLOCK,
    **fixed: Any,
) -> Any:
    """Evaluate `kernel` elementwise over broadcast `arguments`.

    Parameters
    ----------
    kernel : callable
        An elementwise kernel that returns an array or a tuple of arrays.
    *arguments : float or array_like
        Its positional arguments, SI, of shapes that broadcast.
    threads : int, optional
        Threads for arrays of more than `THREADED` elements. The result does not depend on it.
    block : int, optional
        Elements evaluated at once: fewer for a kernel with many columns per element.
    **fixed
        Keyword arguments handed to the kernel as they are (tables, constants).

    Returns
    -------
    np.float64, np.ndarray or tuple of them
        One per output of the kernel; scalars if all arguments are scalars, without elements if
        the broadcast shape has none.

    Raises
    ------
    ShapeError
        If the shapes don't broadcast.
    """
    arrays = [np.asarray(a, dtype=np.float64) for a in arguments]
    if not any(a.ndim for a in arrays):
        with np.errstate(all="ignore"):
            return kernel(*[a[()] for a in arrays], **fixed)
    try:
        shape = np.broadcast_shapes(*[a.shape for a in arrays])
    except ValueError:
        raise ShapeError(", ".join(str(a.shape) for a in arrays if a.ndim)) from None
    size = int(np.prod(shape))
    if size > block:
        keep_heap()
    # A scalar stays a scalar: numpy then reads one number instead of a column of equal ones.
    flat = [
        a.reshape(())[()] if a.size == 1 else np.broadcast_to(a, shape).reshape(-1) for a in arrays
    ]
    if all(a.size == 1 for a in arrays):
        flat[0] = np.broadcast_to(arrays[0], shape).reshape(-1)
    if size == 0:  # one element tells how many outputs there are, and of which type
        flat = [a if a.ndim == 0 else np.full(1, np.nan) for a in flat]
    starts = range(0, size, block)

    def part_of(start: int) -> Any:
        part = [a[start : start + block] if a.ndim else a for a in flat]
        with np.errstate(all="ignore"):
            return kernel(*part, **fixed)

    first = part_of(0)
    several = isinstance(first, tuple)
    outputs = [np.empty(size, np.asarray(o).dtype) for o in (first if several else (first,))]

    def fill(start: int, result: Any) -> None:
        for output, value in zip(outputs, result if several else (result,), strict=True):
            output[start : start + block] = value

    fill(0, first)
    if threads > 1 and size > THREADED:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda start: fill(start, part_of(start)), starts[1:]))
    else:
        for start in starts[1:]:
            fill(start, part_of(start))
    shaped = tuple(output.reshape(shape) for output in outputs)
    return shaped if several else shaped[0]
