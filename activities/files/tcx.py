"""A TCX file to activities: its laps as the device summed them up, its points where they say more."""
