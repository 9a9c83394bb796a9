"""Old experiments keep their numbers: points, inputs and losses as the first version of the program gave them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer

# settings; the first two training points; the first inputs; loss of steps 1 and 20; answers at (0.1, 0.2)
NUMBERS: list[tuple[dict[str, Any], list, list, list, list]] = [
    (
        {},
        [[0.6284587488663811, -0.2777175652559219], [-0.1934473771225324, 0.20429729615439524]],
        [0.9390792106970278, -0.47682884412524434],
        [0.6229424400421479, 0.6201215401890223],
        [0.4972424256864004, 0.5027575743135996],
    ),
    (
        {"dataset": "xor", "noise": 0.2},
        [[1.0223134786331853, -1.3669089379165462], [-0.8469018240745243, 1.0751844267947133]],
        [1.017710164885375, -1.3071136175340148],
        [0.663485251362425, 0.6266296247943826],
        [0.49473102228032906, 0.5052689777196709],
    ),
    (
        {"dataset": "moons", "label_noise": 0.1},
        [[2.1462604492637514, 0.21884567592851106], [0.556515488921951, -0.5947408089251695]],
        [1.842113277345769, -0.05834309319427893],
        [0.8853835381030993, 0.6124102496885644],
        [0.45729113655945336, 0.5427088634405466],
    ),
    (
        {"dataset": "blobs", "classes": 4, "standardize": False},
        [[-1.1232932642214952, 0.028993889950947063], [0.9875438649168223, -0.08302996367962183]],
        [-1.1232932642214952, 0.028993889950947063],
        [1.1440392363135707, 0.9234067318657599],
        [0.260549451326464, 0.2623459891614084, 0.2204450769795197, 0.256659482532608],
    ),
    (
        {"dataset": "spirals", "classes": 3, "batch_norm": True, "dropout": 0.2, "samples": 13},
        [[-0.4820507048531293, -0.6047892122122314], [-0.8785499288088262, -0.43934406009240545]],
        [-0.5466095799884032, -1.167259236676849],
        [1.4971949305244021, 0.5321313933070729],
        [0.17476052012616194, 0.7356009479965983, 0.08963853187723984],
    ),
    (
        {"dataset": "spirals", "train_fraction": 1.0, "precision": "float32"},
        [[-0.36952178618406717, -0.3953182994856661], [0.04795624925249693, 0.9129910465176161]],
        [-0.713048482175347, -0.7892103584757312],
        [0.774723470211029, 0.5787327885627747],
        [0.46574661135673523, 0.5342534184455872],
    ),
]


@pytest.mark.parametrize(("settings", "points", "inputs", "losses", "answers"), NUMBERS)
def test_points_inputs_losses_and_answers(
    settings: dict[str, Any], points: list, inputs: list, losses: list, answers: list
) -> None:
    """Points to the last bit, losses as far as two versions of NumPy agree."""
    trainer = Trainer(Experiment(**settings))
    trainer.run(20)
    exact = 1e-5 if settings.get("precision") == "float32" else 1e-12
    np.testing.assert_allclose(trainer.data.train.points[:2], points, rtol=1e-15)
    np.testing.assert_allclose(trainer.data.train.inputs[0], inputs, rtol=1e-14)
    np.testing.assert_allclose(trainer.history["loss"][[0, 19]], losses, rtol=exact)
    np.testing.assert_allclose(trainer.predict([[0.1, 0.2]])[0], answers, rtol=exact)
