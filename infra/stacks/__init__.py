"""What is deployed and undone as one: data (stateful), api, jobs."""
