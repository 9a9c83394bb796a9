"""The plots: matplotlib and snapshots only, so that each can be drawn and tested without a window."""

from .catalogue import PANELS, PanelRecord
from .views import VIEWS, View, places, stand_in, standard

__all__ = ["PANELS", "VIEWS", "PanelRecord", "View", "places", "stand_in", "standard"]
