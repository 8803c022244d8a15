"""``python -m hydrocalc``."""

import sys

from hydrocalc.cli.main import main

sys.exit(main())
