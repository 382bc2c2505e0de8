"""The engine alone, over any labelled questions: no places, no facts, no conversation.

Decision: the label with the largest V + T, where T is the training-free score of the index and V the distance from
the boundary of the linear part. The score that orders what is in scope above what is not is max V + 3 max T, less half
the V of the examples that are labelled as out of scope, where there are any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.language import fillers
from bot.core.language.fold import plain
from bot.core.language.latin import chinese_runs, hear
from bot.core.language.pinyin import SoundModel
from bot.core.matching.compiling import Material, index, material
from bot.core.matching.index import Index, Row
from bot.core.matching.linear import Effort, Linear, keys_of, learn_between
from bot.core.matching.spelling import Speller

MOST_LEARNED = 400
"""Labels up to which the linear part is learned; with more of them each has too few examples to learn from."""
TRAINING_FREE = 1.0
"""Worth of T in the choice of the label, V's being 1."""
IN_SCOPE = 3.0
"""Worth of T in the score, V's being 1."""
STRAY = 0.5
"""Worth of the V of the out-of-scope examples in the score."""
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question was taken for."""

    label: str
    score: float
    """Orders what is in scope above what is not."""


class Classifier:
    """Labels questions by labelled examples."""

    def __init__(self, examples: Sequence[tuple[str, str]], stray: str = "__oos__") -> None:
        """`examples`: question and label; those labelled `stray` are examples of what is out of scope.

        Raises:
            ValueError: where no example is in scope.
        """
        self.labels = sorted({label for _, label in examples if label != stray})
        if not self.labels:
            raise ValueError("no example has a label / 没有带标签的例句")
        number = {label: place for place, label in enumerate([*self.labels, stray])}
        texts = [fillers.strip(plain(text)) for text, _ in examples]
        rows = [Row(text, number[label]) for text, (_, label) in zip(texts, examples, strict=True)]
        strays = any(label == stray for _, label in examples)
        made = material(rows)
        self.index: Index = index(made, rows, len(self.labels) + strays)
        self.linear = _learned(made, rows, self.index) if 1 < len(self.labels) <= MOST_LEARNED else None
        self._sounds = _sounds(texts)
        self._speller = Speller(Counter(word for text in texts for word in _WORD.findall(text)))

    @property
    def nbytes(self) -> int:
        """Bytes that the index takes in memory."""
        return self.index.nbytes + (self.linear.nbytes if self.linear else 0)

    def classify(self, text: str) -> Verdict:
        """The most likely label of a question, whatever its score.

        Mending homophones can also bend a word that the examples lack: where it changed something, the question counts
        as mended or as typed, whichever is more like the examples.
        """
        return max(map(self._verdict, self.readings(text)), key=lambda verdict: verdict.score)

    def readings(self, text: str) -> tuple[str, ...]:
        """A question folded and spelt by the words of the examples: with its homophones mended, and as typed."""
        folded = plain(text)
        both = (hear(folded, self._sounds), folded)
        return tuple(dict.fromkeys(fillers.strip(self._speller.mend(reading)) for reading in both))

    def _verdict(self, reading: str) -> Verdict:
        scores = self.index.scores(reading)
        count = len(self.labels)
        free = scores.groups[:count]
        if self.linear is None:
            best = int(free.argmax())
            return Verdict(self.labels[best], IN_SCOPE * float(free[best]))
        distance = self.linear.scores(scores.vector.ids, scores.vector.weights)
        best = int((distance[:count] + TRAINING_FREE * free).argmax())
        score = float(distance[:count].max() + IN_SCOPE * free.max())
        if len(distance) > count:
            score -= STRAY * float(distance[count])
        return Verdict(self.labels[best], score)


def _learned(made: Material, rows: Sequence[Row], over: Index) -> Linear:
    own = np.array([row.group for row in rows], np.int32)
    keys = keys_of(row.text for row in rows)
    return learn_between(made.examples, own, over.groups.centroids, over.features, Effort(), keys)


def _sounds(texts: Iterable[str]) -> SoundModel:
    model = SoundModel()
    for text in texts:
        model.learn(chinese_runs(text))
    return model.freeze()
