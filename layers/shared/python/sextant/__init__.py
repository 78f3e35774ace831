"""Sextant: feature flags, experiments, segments, event analytics and reports on AWS."""
