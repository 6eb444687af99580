"""Figures: functions of Results (`friendly_sweep.load`) that return matplotlib Figures.

    from friendly_sweep import figures
    figures.save(figures.curves(results), "curves.png")
"""
from friendly_sweep.figures.logged import decision_boundaries, simplified_images
from friendly_sweep.figures.paper import label_noise, test_curves
from friendly_sweep.figures.search import best_of_n, effects, parallel_coordinates, sensitivity
from friendly_sweep.figures.style import FIGURES, FORMATS, caption, save
from friendly_sweep.figures.sweep import comparison, curves, failures, timeline

__all__ = ["FIGURES", "FORMATS", "best_of_n", "caption", "comparison", "curves", "decision_boundaries", "effects",
           "failures", "label_noise", "parallel_coordinates", "save", "sensitivity", "simplified_images", "test_curves",
           "timeline"]
