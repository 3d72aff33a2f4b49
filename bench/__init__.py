"""How fast the service is, each figure beside the physical limit that was measured in the same run. `./go bench`."""
