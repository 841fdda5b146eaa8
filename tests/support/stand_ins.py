"""Programs that stand in for a worker before its supervisor; each notes its starts in the file it is given."""

from __future__ import annotations

# A stand-in for the worker: notes its start, then does as told; ends when its standard input does.
STAND_IN = """
import os, signal, sys, time
open(sys.argv[1], "a").write(f"{os.getpid()} {os.environ['WORKER_ID']}\\n")
if sys.argv[2] == "exit": sys.exit(int(sys.argv[3]))
if sys.argv[2] == "deaf": signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdin.read()
"""

BEAT_S = 0.05

# Gives signs of life, and notes each.
BEATING = f"""
import os, sys, time
beats = open(sys.argv[1] + ".beats", "ab", buffering=0)
open(sys.argv[1], "a").write(f"{{os.getpid()}} {{os.environ['WORKER_ID']}}\\n")
while True:
    os.write(1, b"\\n")
    beats.write(b".")
    time.sleep({BEAT_S})
"""

# Ends at SIGUSR1 until a file is there, as a worker does while it loads; then notes it there, and gives signs of life.
OBEYING = """
import os, signal, sys, time
open(sys.argv[1], "a").write(f"{os.getpid()} {os.environ['WORKER_ID']}\\n")
while not os.path.exists(sys.argv[2]): time.sleep(0.01)
signal.signal(signal.SIGUSR1, lambda *_: open(sys.argv[2], "a").write("drained "))
while True:
    os.write(1, b"\\n")
    time.sleep(0.05)
"""
