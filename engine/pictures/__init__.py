"""Pictures in memory and as files: decoding, modes, colours, snapshots."""
