"""What a mistyped word was meant to be: the known one whose letters are most alike."""

from collections import Counter, defaultdict
from collections.abc import Iterable

#: Shorter words have too many neighbours; below this likeness (of 1) it is another word.
_SHORTEST, _ALIKE = 5, 0.62
_GRAM = 2
#: From here on a word with one slip in it is meant: groups of letters hardly tell *bakcup*, for one slip breaks three.
_SLIP_LETTERS, _SLIPPED = 6, 0.9


class Speller:
    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(word for word in known if word.isalpha() and len(word) >= _SHORTEST - 1)
        self._holding: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            for gram in _grams(word):
                self._holding[gram].append(word)

    def correct(self, word: str) -> str:
        """The word itself, where it is known, short, no word, or like no other."""
        if word in self._known or len(word) < _SHORTEST or not word.isalpha():
            return word
        grams = _grams(word)
        shared = Counter(other for gram in grams for other in self._holding.get(gram, ()))
        alike = [
            (max(2 * count / (len(grams) + len(_grams(other))), _slip_likeness(word, other)), other)
            for other, count in shared.most_common(20)
            if other[0] == word[0] and abs(len(other) - len(word)) <= 2
        ]
        likeness, best = max(alike, default=(0.0, word))
        return best if likeness >= _ALIKE else word


def _slip_likeness(word: str, other: str) -> float:
    """Of words of which one becomes the other by one letter more, less, other, or two in each other's place."""
    if min(len(word), len(other)) < _SLIP_LETTERS or abs(len(word) - len(other)) > 1:
        return 0.0
    begin = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), None)
    if begin is None:
        return _SLIPPED
    left, right = word[begin:], other[begin:]
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    is_slip = left[1:] == right[1:] or left[1:] == right or left == right[1:]
    return _SLIPPED if is_swapped or is_slip else 0.0


def _grams(word: str) -> set[str]:
    marked = f"<{word}>"
    return {marked[at : at + _GRAM] for at in range(len(marked) - _GRAM + 1)}
