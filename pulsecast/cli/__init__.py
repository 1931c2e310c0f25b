"""The command line."""


def main() -> None:
    """Run the command line.

    The commands are loaded by then, not before: a spawned process imports the script that began the process which
    spawned it, and needs none of them.
    """
    from pulsecast.cli.app import app

    app()
