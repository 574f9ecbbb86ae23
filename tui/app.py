"""The app: wiring only."""


def run_app(diary: object, routine: str | None) -> int:
    """Open the app."""
    raise NotImplementedError
