"""``python3 -m tests.benchmarks [names]``: the same as the program's bench command."""

from . import main

raise SystemExit(main())
