"""The daemon: connections, who comes in, channels. It knows nothing of boards."""
