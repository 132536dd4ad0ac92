"""The naive program: what anyone would write in an afternoon with mss and plain aiortc. The baseline of every row."""
