"""What stops the command, with the sentence that tells the operator what to do."""


class CannotServe(Exception):
    """The service cannot start, or cannot go on. The text is for the operator."""
