"""Leaving a session: what the button says, and what is asked first, so that it says whose part ends. Pure."""

from dataclasses import dataclass

from agent_client.viewing.second_words import SECOND_WORDS
from agent_client.viewing.seconding import Stage
from agent_client.viewing.status import Status
from agent_client.viewing.words import Words


@dataclass(frozen=True)
class Leaving:
    """The words of the way out."""

    label: str
    """On the button, and on that of the question which does it."""
    question: str
    stay: str
    """On the other."""


def leaving(status: Status, words: Words) -> Leaving:
    """A second agent goes alone; with the first it ends for everybody."""
    second = SECOND_WORDS[words.language]
    if status.joins:
        return Leaving(second.leave, second.confirm_leave.format(agent=status.joins), second.stay)
    if status.second.stage is Stage.HERE:
        question = second.confirm_end_for_both.format(name=status.second.name)
        return Leaving(words.end_session, question, words.keep_session)
    return Leaving(words.end_session, words.confirm_end, words.keep_session)
