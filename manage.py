#!/usr/bin/env python
"""Django's command line for TTS."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # Whatever is started from inside a web process is none, and a worker that forks must not have its pool.
    os.environ.pop("TTS_PROCESS", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    execute_from_command_line(sys.argv)
