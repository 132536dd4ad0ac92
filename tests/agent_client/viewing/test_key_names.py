from agent_client.viewing.key_names import COMBINATIONS, LEAVE, ONLY_HERE, THIRD_LEVEL, Combination, Desktop


def test_every_combination_has_its_keys_and_none_is_the_host_key() -> None:
    assert set(COMBINATIONS) == set(Combination)
    assert all(LEAVE[1] not in keys for keys in COMBINATIONS.values())


def test_every_desktop_says_how_it_writes_third_level_characters() -> None:
    assert set(THIRD_LEVEL) == set(Desktop)


def test_no_combination_needs_a_key_that_stays_here() -> None:
    assert not {key for keys in COMBINATIONS.values() for key in keys} & ONLY_HERE
