"""What keeps the server from starting, told to the operator. Everything else is in `protocol.problems`."""


class CannotStart(Exception):
    """The server cannot start. The text says why and what to do, and is the only thing printed."""
