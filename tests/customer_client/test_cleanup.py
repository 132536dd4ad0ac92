import logging

import pytest

from customer_client.cleanup import put_back
from logs import Dialogue


def test_a_step_that_fails_does_not_keep_the_others_from_being_taken(caplog: pytest.LogCaptureFixture) -> None:
    taken: list[str] = []

    def fails() -> None:
        raise OSError

    with caplog.at_level(logging.INFO):
        put_back([("first", fails), ("second", lambda: taken.append("second"))], Dialogue("customer"))

    assert taken == ["second"]
    assert "! OSError fails" in caplog.text
    assert "= second" in caplog.text
