"""The project package: plumbing, without a word of the wards' business."""

from emulation.celery import app as celery_app

__all__ = ["celery_app"]
