"""The layout of figures: constrained, and each time from the same start. Imported where matplotlib is needed anyway."""

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine


class SteadyLayout(ConstrainedLayoutEngine):
    """Leaves room for all that is written beside axes, and leaves the same room each time.

    From where the last layout left off, the next one comes out a hundredth of a point elsewhere.
    """

    def execute(self, fig: Figure) -> None:
        """Lay out a figure."""
        for ax in fig.axes:
            place = ax.get_subplotspec()
            if place is not None:
                ax.set_position(place.get_position(fig))
                ax.set_in_layout(True)  # which a position that is set puts an end to
        super().execute(fig)
