from protocol.gate import Hold
from protocol.link import SessionChanged
from protocol.session import EndReason, State
from signaling.meeting import Meeting, changed


def test_a_new_meeting_waits_for_a_customer_and_for_a_recorder() -> None:
    meeting = Meeting("ab" * 16)
    assert meeting.state is State.WAITING
    assert meeting.recorder is None
    assert not meeting.recorder_there


def test_everybody_is_told_the_same_of_it() -> None:
    meeting = Meeting("ab" * 16, State.ENDED, Hold.NOT_RECORDED, EndReason.AGENT)
    assert changed(meeting) == SessionChanged("ab" * 16, State.ENDED, Hold.NOT_RECORDED, EndReason.AGENT)
