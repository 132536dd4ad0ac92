"""Session descriptions as our peers make them, shortened to what anybody but a peer looks at."""

FINGERPRINT = ":".join(["AB"] * 32)
OTHER_FINGERPRINT = ":".join(["CD"] * 32)

SDP = f"""v=0\r
o=- 3972 3972 IN IP4 0.0.0.0\r
s=-\r
t=0 0\r
a=group:BUNDLE 0 1\r
m=video 50000 UDP/TLS/RTP/SAVPF 97\r
c=IN IP4 192.0.2.1\r
a=mid:0\r
a=fingerprint:sha-256 {FINGERPRINT}\r
a=fingerprint:sha-512 {":".join(["12"] * 64)}\r
a=setup:actpass\r
m=application 50000 UDP/DTLS/SCTP webrtc-datachannel\r
a=mid:1\r
a=fingerprint:sha-256 {FINGERPRINT}\r
"""
SDP_WITHOUT_FINGERPRINT = "".join(line for line in SDP.splitlines(keepends=True) if "fingerprint" not in line)
