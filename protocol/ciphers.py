"""What is spoken over TLS: by the server, and by everybody who calls it. Pure."""

TLS_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""In OpenSSL's words: a key for each connection, and no ciphers but those that also detect changes. TLS 1.3 has no
others; older versions are not spoken."""
