"""Laws of clique covers."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solver.round.cliques import cover


@given(st.integers(0, 12), st.integers(1, 5), st.randoms(use_true_random=False))
def test_cliques_hold_every_clashing_pair_of_different_groups_and_no_other_pair(size: int, groups: int, rng) -> None:
    group = [rng.randrange(groups) for _ in range(size)]
    clash = np.zeros((size, size), np.bool_)
    for one, other in combinations(range(size), 2):
        clash[one, other] = clash[other, one] = group[one] == group[other] or rng.random() < 0.4
    np.fill_diagonal(clash, True)
    cliques = cover(clash, group)
    held = {pair for clique in cliques for pair in combinations(clique, 2)}
    assert all(clash[pair] for pair in held)
    wanted = {p for p in combinations(range(size), 2) if clash[p] and group[p[0]] != group[p[1]]}
    assert wanted <= held
    assert all(len({group[item] for item in clique}) > 1 for clique in cliques)
