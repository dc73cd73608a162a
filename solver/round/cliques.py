"""Sets of offers of which a person can sit on at most one, covering every clash: cliques of the clash graph."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def cover(clash: npt.NDArray[np.bool_], group: Sequence[int]) -> list[list[int]]:
    """Cliques that between them hold every clashing pair of different groups.

    Args:
        clash: symmetric table of which items exclude each other; items of one group always do.
        group: the group of each item. Pairs inside a group need no cover, so a clique has at least two groups.
    """
    size = len(group)
    open_pairs = clash.copy()
    labels = np.asarray(group)
    open_pairs[labels[:, None] == labels[None, :]] = False
    open_pairs = np.triu(open_pairs, 1)
    cliques = []
    for first in range(size - 1, -1, -1):
        while open_pairs[:, first].any():
            other = int(np.flatnonzero(open_pairs[:, first])[-1])
            members = [first, other]
            common = clash[first] & clash[other]
            common[[first, other]] = False
            while common.any():
                choices = np.flatnonzero(common)
                # whoever clashes with most of the others keeps the clique growing
                best = int(choices[np.argmax(clash[np.ix_(choices, choices)].sum(axis=1))])
                members.append(best)
                common &= clash[best]
                common[best] = False
            members.sort()
            open_pairs[np.ix_(members, members)] = False
            cliques.append(members)
    return cliques
