"""What several windows say: names, contact, problems, dates. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from customer_client.status import Status
from customer_client.ui import texts
from customer_client.ui.pages import Light
from protocol.gate import Hold
from protocol.link import Language
from words import Text, of_problem


@dataclass(frozen=True)
class Wording:
    """A status and the language to put it in. `zone` is where the person is; `None` is where the computer thinks."""

    status: Status
    language: Language
    zone: tzinfo | None = None

    def say(self, text: Text, **more: str | Text) -> str:
        """`text`, with the names of this session filled in, and what else has to be, in the same language."""
        fillings = {
            gap: filling[self.language] if isinstance(filling, Text) else filling for gap, filling in more.items()
        }
        said = text[self.language].format(agent=self.agent, operator=self.operator, **fillings)
        return said[:1].upper() + said[1:]

    def about(self, name: str) -> "Wording":
        """The same, where `{agent}` is the second one; the first, when there is no name."""
        return replace(self, status=replace(self.status, agent=name)) if name else self

    @property
    def agent(self) -> str:
        receipt = self.status.receipt
        return self.status.agent or (receipt.agent if receipt else "") or texts.SOMEBODY[self.language]

    @property
    def operator(self) -> str:
        if self.status.operator is not None:
            return self.status.operator.name
        return self.status.receipt.operator.name if self.status.receipt else ""

    def contact(self) -> tuple[str, ...]:
        """How to reach customer service and the data protection officer; before they are known, what to do instead."""
        receipt = self.status.receipt
        operator = self.status.operator or (receipt.operator if receipt else None)
        if operator is None:
            return (texts.CONTACT_UNKNOWN[self.language],)
        return (
            self.say(texts.CONTACT, support=operator.support),
            self.say(texts.CONTACT_PRIVACY, data_protection=operator.data_protection),
        )

    def problem(self) -> str:
        """What went wrong and what comes next, or nothing."""
        problem = self.status.problem
        if problem is None:
            return ""
        what = of_problem(problem, self.language)
        following = texts.NEXT_STEPS.get(problem.fault)
        return what if following is None else f"{what} {following[self.language]}"

    def light(self) -> Light:
        """The recording light."""
        off = texts.RECORDING_PAUSED if self.status.hold is Hold.NOT_GRANTED else texts.RECORDING_OFF
        text = texts.RECORDING_ON if self.status.recording else off
        return Light(self.status.recording, self.say(text))

    def date(self, iso: str) -> str:
        """A date as people write it: `20. Februar 2027`."""
        day = date.fromisoformat(iso)
        month = texts.MONTHS[self.language].split()[day.month - 1]
        return self.say(texts.DATE, day=str(day.day), month=month, year=str(day.year))

    def time(self, at: float) -> str:
        """A time of day, to the second, where the person is."""
        return self.say(
            texts.TIME, time=datetime.fromtimestamp(at, tz=self.zone).astimezone(self.zone).strftime("%H:%M:%S")
        )
