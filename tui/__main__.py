"""``python -m tui`` is the same as ``supine``."""

from tui.prompt import run

if __name__ == "__main__":
    run()
