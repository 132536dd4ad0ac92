from signaling.digests import Pepper, new_secret, of_secret


def test_secrets_have_256_bits_and_differ() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 43


def test_a_stored_secret_does_not_show_the_secret() -> None:
    assert of_secret("a secret") == of_secret("a secret") != of_secret("another")
    assert b"a secret" not in of_secret("a secret")


def test_without_the_pepper_a_stored_key_cannot_be_searched_for() -> None:
    assert Pepper(b"one").of_key("4819203") != Pepper(b"two").of_key("4819203")


def test_the_pepper_is_not_shown_when_it_is_printed() -> None:
    assert "secret" not in repr(Pepper(b"secret"))
