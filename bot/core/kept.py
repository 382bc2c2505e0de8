"""Results kept for the next time that the same is asked: people ask the same questions again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The latest results of a function without side effects, at most `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The result for a key, made by `make` where it is not kept. Nobody may change it."""
        found = self._results.get(key)
        if found is None:
            found = self._results[key] = make()
            if len(self._results) > self._most:
                self._results.popitem(last=False)
        else:
            self._results.move_to_end(key)
        return found
