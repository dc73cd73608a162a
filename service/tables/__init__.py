"""Tables from outside: an uploaded file read into rows, cells into values, and every fault at its row and column."""
