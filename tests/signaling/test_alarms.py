from logs import Dialogue
from signaling.alarms import Alarm
from signaling.certificate import ServerCertificate
from tests.fakes import tls
from tests.fakes.clock import FakeClock
from tests.fakes.guesses import wrong_guesses


def test_everything_that_alarms_can_be_looked_at_alike() -> None:
    clock, folder = FakeClock(9e9), tls.folder()
    certificate = ServerCertificate(folder / "server.pem", folder / "server.key", clock, Dialogue("test"))
    alarms: list[Alarm] = [wrong_guesses(clock), certificate]
    for alarm in alarms:
        alarm.look()
    assert [alarm.what for alarm in alarms if alarm.alarm] == ["certificate-ends"], "its clock is years ahead"
