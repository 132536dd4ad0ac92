"""Puts the operator's identity provider together, where there is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from signaling import secret_files
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.problems import CannotStart
from signaling.provider import persons
from signaling.provider.door import HttpDoor
from signaling.provider.metadata import ProviderWrong, host_of
from signaling.provider.persons import MappingWrong
from signaling.provider.provider import Provider, Registration
from signaling.provider_sign_ins import ProviderSignIns
from signaling.scribe import Scribe
from signaling.settings import Settings
from signaling.sign_ins import SignIns
from signaling.store.agents import AgentTable


@asynccontextmanager
async def provider_sign_ins(
    settings: Settings, sign_ins: SignIns, *, agents: AgentTable, pepper: Pepper, clock: Clock, scribe: Scribe
) -> AsyncIterator[ProviderSignIns | None]:
    """The way in by the provider; none without one. Raises `CannotStart` for settings that make no sense.

    The provider itself is not asked anything yet: it may be away when the server starts.
    """
    if not settings.provider:
        yield None
        return
    try:
        host_of(settings.provider)
        reading = persons.reading(settings.provider_account, settings.provider_roles, settings.provider_vouches)
    except (ProviderWrong, MappingWrong) as wrong:
        raise CannotStart(f"The settings of the identity provider: {wrong}") from None
    registration = Registration(
        settings.provider,
        settings.provider_client,
        secret_files.read(settings.provider_secret, "It is what the identity provider gave you for this client."),
        settings.provider_scopes,
    )
    async with HttpDoor(settings.provider, settings.provider_authorities) as door:
        yield ProviderSignIns(
            settings.provider_name,
            settings.provider,
            Provider(registration, door, clock),
            reading,
            sign_ins,
            agents=agents,
            pepper=pepper,
            clock=clock,
            scribe=scribe,
        )
