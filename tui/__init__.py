"""supine: a gentle daily routine for the upper back and neck, done lying down."""

__version__ = "0.1.0"
