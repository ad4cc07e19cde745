"""Makes a template fail that shows an undefined variable, where Django would show nothing."""


class UndefinedVariable(str):
    """Django asks this text, its `string_if_invalid`, for what to show instead of an undefined variable."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"a template shows {variable}, which is not defined")
