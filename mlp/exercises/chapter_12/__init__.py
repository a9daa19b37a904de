"""The exercises of chapter 12, in the order in which the chapter has them."""

from mlp.exercises.chapter_12.effective_map import EFFECTIVE_MAP
from mlp.exercises.chapter_12.occlusion_map import OCCLUSION_MAP
from mlp.exercises.chapter_12.principal_components import PRINCIPAL_COMPONENTS

EXERCISES = (PRINCIPAL_COMPONENTS, EFFECTIVE_MAP, OCCLUSION_MAP)
