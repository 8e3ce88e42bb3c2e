"""Inline drawings for the report: pure functions from ready text and numbers to SVG."""

from reports.charts.bars import BarWords, ChartRow, Threshold, score_bars, skyline
from reports.charts.coverage import Portion, coverage_strip
from reports.charts.matrix import MatrixPoint, MatrixWords, severity_matrix
from reports.charts.path import PathOutcome, PathStep, PathWords, decision_path
from reports.charts.timeline import TimelineEvent, TimelineWords, timeline

__all__ = [
    "BarWords",
    "ChartRow",
    "MatrixPoint",
    "MatrixWords",
    "PathOutcome",
    "PathStep",
    "PathWords",
    "Portion",
    "Threshold",
    "TimelineEvent",
    "TimelineWords",
    "coverage_strip",
    "decision_path",
    "score_bars",
    "severity_matrix",
    "skyline",
    "timeline",
]
