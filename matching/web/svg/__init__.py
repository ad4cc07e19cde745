"""Pictures as data: what a template draws, in percent and pixels. Plain Python over plain values."""
