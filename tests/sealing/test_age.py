import pytest

from sealing import age
from tests.fakes import age_files, age_plugin
from tests.fakes.sealed import nobody_asks, nobody_says


def test_each_recipient_can_open_what_was_encrypted_for_several() -> None:
    one, other = age.new_identity(), age.new_identity()
    files = age.encrypt(b"content", [one[1], other[1]])
    for identity, _ in (one, other):
        assert age.decrypt(files, identity, nobody_says, nobody_asks) == b"content"


def test_nobody_else_can() -> None:
    files = age.encrypt(b"content", [age.new_identity()[1]])
    with pytest.raises(age.NotForThisKey):
        age.decrypt(files, age.new_identity()[0], nobody_says, nobody_asks)


def test_a_changed_file_opens_for_nobody() -> None:
    identity, recipient = age.new_identity()
    (file,) = age.encrypt(b"content", [recipient])
    with pytest.raises(age.NotForThisKey):
        age.decrypt([file[:-1] + bytes([file[-1] ^ 1])], identity, nobody_says, nobody_asks)


def test_hardware_keys_stand_beside_others() -> None:
    identity, recipient = age.new_identity()
    files = age.encrypt(b"content", [age_files.hardware_recipient(), recipient])
    assert len(files) == 1
    assert b"p256tag" in files[0]
    assert age.decrypt(files, identity, nobody_says, nobody_asks) == b"content"


def test_post_quantum_keys_get_a_file_of_their_own() -> None:
    """age refuses to mix them with keys that are none: the file would be no safer than its weakest recipient."""
    identity, recipient = age.new_identity()
    files = age.encrypt(b"content", [recipient, age_files.post_quantum_recipient(), age_files.hardware_recipient()])
    assert [b"mlkem768p256tag" in file for file in files] == [True, False]
    assert age.decrypt(files, identity, nobody_says, nobody_asks) == b"content"


@pytest.mark.parametrize(
    "text", ["", "age1", "age1tag1", "ssh-ed25519 AAAA", "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq"]
)
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(age.RecipientRefused):
        age.check_recipient(text)


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1", "AGE-PLUGIN-", age_plugin.IDENTITY])
def test_what_is_no_identity_here_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # the plugin is not installed
    with pytest.raises(age.IdentityRefused):
        age.decrypt([], text, nobody_says, nobody_asks)


def test_a_passphrase_opens_its_file_and_no_other_does() -> None:
    file = age_files.under_passphrase(b"content", "correct")
    assert age.unlock(file, "correct") == b"content"
    for wrong in (
        lambda: age.unlock(file, "horse"),
        lambda: age.unlock(file[:-1], "correct"),
        lambda: age.unlock(b"", ""),
    ):
        with pytest.raises(age.NotForThisKey):
            wrong()
