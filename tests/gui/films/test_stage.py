"""The stage: every frame is the picture that stands for itself, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from gui.films.making import Reel
from gui.films.stage import Scenery, Stage, drawn
from gui.panels import PANELS, places
from gui.theme.palette import DARK, LIGHT, PALETTES, Palette
from gui.view import draw_view
from model.training.contrast import alone, seeds_of
from model.training.experiment import Experiment

SMALL = Experiment(width=4, samples=80)
STEPS = (0, 3, 40, 41, 90)
DEAR = {name for name, record in PANELS.items() if record.panel.analysis}  # studied anew for every frame


def differing(reel: Reel, scenery: Scenery, steps=STEPS) -> list[int]:
    """The steps whose frame is not the picture of that step."""
    stage, wrong = Stage(scenery), []
    for step in steps:
        snapshot = reel.at(step)
        frame = stage.frame(snapshot).copy()
        still = draw_view(
            snapshot, scenery.palette, scenery.size, scenery.scale, scenery.panels, captioned=scenery.captioned
        )
        if not np.array_equal(frame, drawn(still)):
            wrong.append(step)
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PANELS if name not in DEAR])
def test_a_frame_of_any_panel_is_its_picture(name: str) -> None:
    scenery = Scenery(DARK, (420, 300), panels=places([name]), captioned=False)
    assert differing(Reel(alone(SMALL), [name]), scenery) == []


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_a_frame_of_all_panels_is_their_picture(palette: Palette) -> None:
    scenery = Scenery(palette, (900, 600))
    assert differing(Reel(alone(Experiment(learning_rate=0.3))), scenery, (0, 1, 50, 70, 2000)) == []


def test_a_frame_of_several_runs_is_their_picture() -> None:
    assert differing(Reel(seeds_of(SMALL, 3)), Scenery(LIGHT, (700, 480)), (0, 30, 60)) == []
