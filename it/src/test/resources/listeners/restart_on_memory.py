"""Restarts programs that use too much memory: restart_on_memory.py NAME=MEGABYTES ... Events: TICK_5."""
import os
import sys

from supervisor import childutils
from supervisor.states import ProcessStates


def resident_megabytes(pid):
    with open('/proc/%d/statm' % pid) as statm:
        return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6


def main():
    limits = dict(word.split('=') for word in sys.argv[1:])
    rpc = childutils.getRPCInterface(os.environ)
    while True:
        headers, _ = childutils.listener.wait(sys.stdin, sys.stdout)
        for info in rpc.supervisor.getAllProcessInfo():
            limit = limits.get(info['name'])
            if limit is None or info['state'] != ProcessStates.RUNNING:
                continue
            used = resident_megabytes(info['pid'])
            if used > float(limit):
                sys.stderr.write('%s uses %.0f MB\n' % (info['name'], used))
                sys.stderr.flush()
                name = info['group'] + ':' + info['name']
                rpc.supervisor.stopProcess(name)
                rpc.supervisor.startProcess(name)
        childutils.listener.ok(sys.stdout)


main()
