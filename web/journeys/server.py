"""Serves the product for the journeys: from nothing, in a folder of its own that is gone afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

OWNER_KEY = "journeys-owner-key-0001"


def main() -> int:
    """Serve until told to stop.

    Returns:
        The status of the server.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "PULSECAST_DATA_DIR": folder,
            "PULSECAST_OWNER_KEY": OWNER_KEY,
            "PULSECAST_SIMULATOR_SPEED": os.environ.get("PULSECAST_SIMULATOR_SPEED", "10"),
            "PULSECAST_LOG_LEVEL": "WARNING",
        }
        command = [str(Path(sys.executable).with_name("pulsecast")), "serve"]
        with subprocess.Popen(command, env=environment) as process:
            try:
                return process.wait()
            except (KeyboardInterrupt, SystemExit):
                process.terminate()
                return process.wait()


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.exit(main())
