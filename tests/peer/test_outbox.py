from peer.outbox import Outbox
from peer.sctp_packets import FIRST, LARGEST_PAYLOAD, LAST, Data


def test_a_small_message_is_one_chunk() -> None:
    outbox = Outbox(10)
    outbox.put(1, 53, b"small")
    assert outbox.next_size() == 5
    assert outbox.next_chunk() == Data(10, FIRST | LAST, 1, 0, 53, b"small")
    assert outbox.next_size() == outbox.size == 0


def test_a_large_message_is_cut() -> None:
    outbox, content = Outbox(10), bytes(range(256)) * 10
    outbox.put(1, 53, content)
    sizes, chunks = [], []
    while size := outbox.next_size():
        sizes.append(size)
        chunks.append(outbox.next_chunk())
    assert sizes == [LARGEST_PAYLOAD, LARGEST_PAYLOAD, len(content) - 2 * LARGEST_PAYLOAD]
    assert [chunk.flags for chunk in chunks] == [FIRST, 0, LAST]
    assert [chunk.tsn for chunk in chunks] == [10, 11, 12]
    assert b"".join(chunk.payload for chunk in chunks) == content


def test_messages_follow_each_other_and_are_counted() -> None:
    outbox = Outbox(10)
    for content in (bytes(LARGEST_PAYLOAD), b"second", b"third"):
        outbox.put(1, 53, content)
    assert outbox.size == LARGEST_PAYLOAD + 11
    assert [outbox.next_chunk().number for _ in range(3)] == [0, 1, 2]
    assert outbox.size == 0
