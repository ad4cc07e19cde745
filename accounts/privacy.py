"""What each table says about itself, read by the tests and by everything that walks the models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Privacy:
    """Whether the rows are an account's own, which columns hold what a provider or a file told us, which are sealed."""

    owned: bool
    told: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
