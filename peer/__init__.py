"""Being one WebRTC peer. aiortc lives here and nowhere else.

* A **connection** is one RTCPeerConnection, watched: it carries channels and video (`connection`).
* An **event loop** is what connections run in, the same kind on each system (`event_loop`).
* A **connection state** is where a connection is, in one table (`connection_state`).
* A **certificate** proves to the other peer who one is; its fingerprint goes into the safety code (`certificate`).
* A **description** is an SDP, checked before a library sees it (`description`).
* **Routes** are the servers that may be asked how a peer can be reached; **gathering** asks them, in a **race** that
  waits for nobody (`routes`, `gathering`, `race`).
* A **server link** is the WebSocket to the signaling server, which comes back by itself (`server_link`, `tls`).
* A **side** of the safety code is what one person's program says and expects, step by step (`safety`).
* A **picture** is what was on a screen at one moment (`picture`).
* An **encoder** turns pictures into packets, once for all connections (`encoder`).
* A **coder** codes the next picture: with a limit for each (`x264`), or, where the line is fast, as fine as it is told
  (`steady`, `fineness`); how far it looks for where things went, a **search** says (`search`). A picture comes in
  **pieces**, of what changed (`pieces`, `differences`).
* A **patch** is a small change as a picture that the codec of the whole screen knows nothing of (`patches`), in
  **slices** that are put together bit by bit (`slices`, `bits`). A **displacement** says in one of them where a
  rectangle stood before (`displaced`); that it was scrolled is found in the pixels (`scrolling`, `scroll_distance`,
  `alike`, `sieve`).
* An **outgoing video** is one connection's share of the encoder, held until released (`outgoing`).
* **Congestion** is what a line's acknowledged pictures tell of it: the rate, and when the next may leave (`congestion`,
  `arrivals`, `feedback`).
* A **stillness** says when a keyframe that is only wished for disturbs nobody (`stillness`, `keyframe_requests`).
* A **showing** is what a viewer has and has not shown yet (`showing`).
* A **pacing** says how large a picture may be, and a **pacer** when its packets leave (`rate`).
* An **incoming video** puts packets together to **access units**, complete or not at all (`incoming`, `access_unit`).
* A **decoder** turns access units into frames, the newest first (`decoder`).
* **Bulk** is a connection of its own for what is large (`bulk`). Its data are ours (`association`): a **sender** cuts
  messages into chunks and repeats the lost ones (`bulk_sender`, `outbox`, `under_way`, `round_trip`), a **receiver**
  puts them together (`bulk_receiver`, `gaps`, `sctp_packets`), a **scavenger** says how fast, and gives way
  (`scavenger`).
* A **seam** is a place where we reach into a library's private parts (`aiortc_seams`, `transport_seams`, `ice_seams`,
  `sctp_seams`, `codec_seams`, `pixel_seams`, `x264_seams`), and what lies `beneath` it.
"""
