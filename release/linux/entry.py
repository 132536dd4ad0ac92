"""What the launcher runs: it has unpacked the file into a folder and says where both are."""

import sys

from customer_client.downloaded import main

file, folder, *arguments = sys.argv[1:]
sys.exit(main(file, folder, arguments))
