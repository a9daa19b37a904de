"""The course's live widgets: controls, one picture that follows them, and one line that says what changed."""

from mlp.widgets.base import LivePanel
from mlp.widgets.linear_shapes import LinearShapes
from mlp.widgets.one_neuron import OneNeuron
from mlp.widgets.playground import Playground
from mlp.widgets.prediction_browser import PredictionBrowser
from mlp.widgets.scaling_explorer import ScalingExplorer

__all__ = ["LinearShapes", "LivePanel", "OneNeuron", "Playground", "PredictionBrowser", "ScalingExplorer"]
