"""What a render can fail with."""


class RenderError(Exception):
    """The report could not be set as it should be; the message says in one sentence why, where and what to do."""
