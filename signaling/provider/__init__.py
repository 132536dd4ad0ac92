"""The operator's own identity provider, which may say who an agent is (OpenID Connect, the code flow with PKCE).

    server ──address to open──► viewer ──► browser ──► provider ──code──► 127.0.0.1, the viewer ──► server
    server ──code, verifier, client secret──► provider ──ID token──► server

* The **metadata** are what the provider says of itself: where to ask, and whose keys sign (`metadata`).
* An **ID token** is its signed word for a person (`id_token`); what it means here, its claims say (`persons`).
* The **door** is the only way to it: over TLS, to the provider's own host and to no other (`door`).
* The **provider** asks, and believes what comes back only if it is the answer to what was asked (`provider`).

See docs/decisions/0132-the-server-exchanges-the-code.md.
"""
