"""Says in a sentence what there is to do in a review."""

from collections.abc import Iterable

from matching.web.pages.wording import format_count, join_words


def review_summary(phrases: Iterable[str], *, proposals: int, in_progress: int, stuck: int, fixed: int) -> str:
    """Returns what there is to do: `6 suggested changes. Nothing changes on Strava until you click.`.

    `phrases` say where the changes are (`on Strava`). The others count suggested changes, those under way, those that
    failed, and the workouts with differences that tracekit cannot write away.
    """
    texts = []
    if proposals:
        until = " ".join(
            filter(None, ("Nothing changes", join_words(sorted(set(phrases)) or [""]), "until you click."))
        )
        texts.append(f"{format_count(proposals, 'suggested change')}. {until}")
    if in_progress:
        texts.append(f"{format_count(in_progress, 'change')} {'is' if in_progress == 1 else 'are'} in progress.")
    if stuck:
        texts.append(f"{format_count(stuck, 'change')} did not go through.")
    if fixed and not texts:
        verb = "differs" if fixed == 1 else "differ"
        texts.append(f"{format_count(fixed, 'workout')} {verb} in values that tracekit can’t change.")
    return " ".join(texts) or "All suggested changes are done."
