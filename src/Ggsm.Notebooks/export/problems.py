"""The two ways a run can stop that are not a bug: something is missing, or a cell failed."""


class MissingTool(Exception):
    """Something the run needs is not on this machine; `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.remedy = remedy


class CellFailed(Exception):
    """A cell of a notebook ended in an error; the message names notebook, cell and error."""
