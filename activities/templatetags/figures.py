"""Filters that turn SI figures into the athlete's words."""

from django import template

register = template.Library()
