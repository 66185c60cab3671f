"""The register for programs, and what every app's endpoints share: who asks, what may be done, how answers look."""
