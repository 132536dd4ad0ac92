import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import tree

ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]
# The tree of the reference implementation of RFC 6962, google/certificate-transparency, merkle_tree_test.cc.
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = st.integers(1, 40)


def leaves(size: int) -> list[bytes]:
    return [tree.leaf_hash(bytes([number])) for number in range(size)]


def changed(proof: list[bytes], at: int) -> list[bytes]:
    return [bytes([one[0] ^ 1]) + one[1:] if number == at else one for number, one in enumerate(proof)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert tree.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("number", "size"), PATHS)
def test_inclusion_proofs_are_those_of_the_reference(number: int, size: int) -> None:
    assert [one.hex() for one in tree.inclusion_proof(LEAVES[:size], number)] == PATHS[number, size]


@pytest.mark.parametrize(("before", "size"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference(before: int, size: int) -> None:
    assert [one.hex() for one in tree.consistency_proof(LEAVES[:size], before)] == CONSISTENCY[before, size]


@given(SIZES, st.data())
def test_each_entry_is_shown_to_be_in_the_tree_at_its_place_and_no_other_is(size: int, data: st.DataObject) -> None:
    grown = leaves(size)
    number = data.draw(st.integers(0, size - 1))
    root, proof = tree.root(grown), tree.inclusion_proof(grown, number)
    assert tree.includes(root, size, number, grown[number], proof)
    assert not tree.includes(root, size, number, tree.leaf_hash(b"another"), proof)
    assert not any(tree.includes(root, size, other, grown[number], proof) for other in range(size) if other != number)
    assert not any(tree.includes(root, size, number, grown[number], changed(proof, at)) for at in range(len(proof)))
    assert not tree.includes(root, size, size, grown[number], proof)


@given(SIZES, st.data())
def test_a_tree_is_shown_to_begin_with_an_earlier_one_and_with_no_other(size: int, data: st.DataObject) -> None:
    grown = leaves(size)
    before = data.draw(st.integers(1, size))
    root, earlier, proof = tree.root(grown), tree.root(grown[:before]), tree.consistency_proof(grown, before)
    assert tree.extends(root, size, earlier, before, proof)
    assert not tree.extends(root, size, tree.leaf_hash(b"another"), before, proof)
    assert not any(tree.extends(root, size, earlier, before, changed(proof, at)) for at in range(len(proof)))
    assert not tree.extends(root, size, earlier, size + 1, proof)
    assert not tree.extends(root, size, tree.EMPTY, 0, proof)
    longer, shorter = [*proof, tree.leaf_hash(b"one more")], proof[:-1]
    assert not tree.extends(root, size, earlier, before, longer)
    assert before == size or not tree.extends(root, size, earlier, before, shorter)


@pytest.mark.parametrize("size", range(1, 25))
def test_every_entry_and_every_beginning_of_small_trees_is_shown_and_only_at_their_size(size: int) -> None:
    grown = leaves(size)
    root = tree.root(grown)
    for number in range(size):
        proof = tree.inclusion_proof(grown, number)
        assert tree.includes(root, size, number, grown[number], proof)
        assert not tree.includes(root, size, number, grown[number], [*proof, root])
        proof = tree.consistency_proof(grown, number + 1)
        assert tree.extends(root, size, tree.root(grown[: number + 1]), number + 1, proof)
        assert not tree.extends(root, size, tree.root(grown[: number + 1]), number + 1, [*proof, root])


def test_nothing_is_no_beginning() -> None:
    with pytest.raises(ValueError, match="only a tree with entries"):
        tree.consistency_proof(LEAVES, 0)


@given(st.integers(0, 300))
def test_growing_entry_by_entry_gives_the_root_of_the_definition(size: int) -> None:
    def defined(of: list[bytes]) -> bytes:
        if len(of) <= 1:
            return of[0] if of else tree.EMPTY
        half = 1
        while half * 2 < len(of):
            half *= 2
        return tree.node_hash(defined(of[:half]), defined(of[half:]))

    grown = [tree.leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    assert tree.root(grown) == defined(grown)
