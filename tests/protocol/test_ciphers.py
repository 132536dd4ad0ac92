import ssl

from protocol import ciphers


def test_no_cipher_is_without_a_key_of_its_own_for_each_connection_or_without_integrity() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers.TLS_1_2)
    spoken = {cipher["name"]: cipher for cipher in context.get_ciphers()}
    assert any(name.startswith("ECDHE-ECDSA") for name in spoken)
    assert any(name.startswith("ECDHE-RSA") for name in spoken), "an operator's certificate may be of this kind"
    for name, cipher in spoken.items():
        assert cipher["aead"], name
        assert cipher["protocol"] == "TLSv1.3" or cipher["kea"] == "kx-ecdhe", name
