"""Frequently asked questions."""

from django.db import models

from poshtyar.common.editing import Edited


class FaqEntry(Edited):
    """A question that is asked often, with its answer in Markdown."""

    question_fa = models.CharField(max_length=200)
    question_en = models.CharField(max_length=200)
    answer_fa = models.TextField()
    answer_en = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=True)

    def __str__(self):
        return self.question_en
