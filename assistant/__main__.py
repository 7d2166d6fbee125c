"""``python -m assistant`` is the program ``policy-assistant``."""

import sys

from assistant.cli import main

sys.exit(main())
