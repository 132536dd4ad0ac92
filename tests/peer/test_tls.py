"""Whom a program trusts to be the server."""

import inspect
import ssl

import pytest

from peer.tls import trusting
from tests.fakes import tls


@pytest.mark.promise("P05")
def test_only_the_given_authority_is_trusted_and_names_are_checked() -> None:
    context = trusting(tls.folder() / "ca.pem")
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert len(context.get_ca_certs()) == 1


def test_without_one_the_systems_authorities_are_trusted() -> None:
    context = trusting(None)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.promise("P05")
def test_there_is_no_switch_that_turns_the_check_off() -> None:
    assert list(inspect.signature(trusting).parameters) == ["ca"]
