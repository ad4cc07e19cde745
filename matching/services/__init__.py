"""Changes workouts: rematches them, answers questions, expires activities, requests and runs write-backs."""
