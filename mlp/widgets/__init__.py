"""The course's live widgets: controls, one picture that follows them, and one line that says what changed."""

from mlp.widgets.activation_explorer import ActivationExplorer
from mlp.widgets.depth_explorer import DepthExplorer
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.gradient_wires import GradientWires
from mlp.widgets.hinge_sum import HingeSum
from mlp.widgets.kernel_explorer import KernelExplorer
from mlp.widgets.label_votes import LabelVotes
from mlp.widgets.layer_stepper import LayerStepper
from mlp.widgets.linear_shapes import LinearShapes
from mlp.widgets.logit_explorer import LogitExplorer
from mlp.widgets.mistakes_explorer import MistakesExplorer
from mlp.widgets.neighbour_explorer import NeighbourExplorer
from mlp.widgets.neuron_browser import NeuronBrowser
from mlp.widgets.noise_explorer import NoiseExplorer
from mlp.widgets.occlusion_explorer import OcclusionExplorer
from mlp.widgets.one_neuron import OneNeuron
from mlp.widgets.optimizer_race import OptimizerRace
from mlp.widgets.playground import Playground
from mlp.widgets.prediction_browser import PredictionBrowser
from mlp.widgets.report_explorer import ReportExplorer
from mlp.widgets.saturation_explorer import SaturationExplorer
from mlp.widgets.scaling_explorer import ScalingExplorer
from mlp.widgets.search_explorer import SearchExplorer
from mlp.widgets.step_explorer import StepExplorer
from mlp.widgets.training_dashboard import TrainingDashboard
from mlp.widgets.weight_gallery import WeightGallery
from mlp.widgets.your_picture import YourPicture

__all__ = [
    "ActivationExplorer",
    "DepthExplorer",
    "GradientWires",
    "HingeSum",
    "KernelExplorer",
    "LabelVotes",
    "LayerStepper",
    "LinearShapes",
    "LivePanel",
    "LogitExplorer",
    "MistakesExplorer",
    "NeighbourExplorer",
    "NeuronBrowser",
    "NoiseExplorer",
    "OcclusionExplorer",
    "OneNeuron",
    "OptimizerRace",
    "Playground",
    "PredictionBrowser",
    "ReportExplorer",
    "SaturationExplorer",
    "ScalingExplorer",
    "SearchExplorer",
    "StepExplorer",
    "TrainingDashboard",
    "WeightGallery",
    "YourPicture",
]
