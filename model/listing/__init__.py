"""The listing: the NumPy code of every phase of a training step, as data that can be shown, copied and run."""

from .line import Line, Part, code
from .listing import Listing, listing, parameters

__all__ = ["Line", "Listing", "Part", "code", "listing", "parameters"]
