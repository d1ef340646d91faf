"""An artist that draws nothing: it carries the text beside a plot. Imported where matplotlib is needed anyway."""

from typing import TYPE_CHECKING

from matplotlib.artist import Artist

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

    from smmi.report.plots.canvas._alternative import Alternative


class Carrier(Artist):
    """Carries the text beside a plot."""

    def __init__(self, alternative: "Alternative") -> None:
        super().__init__()
        self.alternative = alternative
        self.set_in_layout(False)

    def draw(self, renderer: "RendererBase") -> None:
        """Draw nothing."""
