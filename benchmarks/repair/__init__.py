"""What repairs, rounds and cancels cost inside the service, on an invented trust in a database of its own."""
