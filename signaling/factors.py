"""Own second factors: what an agent who is signed in sees and removes. Others' are the operator's command's."""

from ledger.server_facts import Change
from protocol.link import Factors, SecondFactor
from protocol.problems import SecondFactorNeeded
from signaling.scribe import Scribe
from signaling.store.agents import SignIn
from signaling.store.factors import APP, FactorTable, Removal


class OwnFactors:
    """Those of whoever is signed in."""

    def __init__(self, table: FactorTable, scribe: Scribe) -> None:
        self._table = table
        self._scribe = scribe

    async def listed(self, sign_in: SignIn) -> Factors:
        """All of them."""
        found = await self._table.of_agent(sign_in.agent)
        return Factors([SecondFactor(one.name, None if one.made_at is None else int(one.made_at)) for one in found])

    async def remove(self, sign_in: SignIn, name: str) -> Factors:
        """What is left; one that is gone already is no fault. Raises `SecondFactorNeeded` for the only one."""
        note = self._scribe.account_note(change_of(name))
        if await self._table.remove(sign_in.agent, name, note, generation=sign_in.generation) is Removal.LAST:
            raise SecondFactorNeeded
        return await self.listed(sign_in)


def change_of(name: str) -> Change:
    """What the ledger calls the removal of that factor."""
    return Change.APP_REMOVED if name == APP else Change.KEY_REMOVED
