"""Restarts a program whose page fails: restart_on_http.py URL NAME. Events: TICK_5."""
import os
import sys
import urllib.error
import urllib.request

from supervisor import childutils
from supervisor.states import ProcessStates


def trouble(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return None if answer.status == 200 else 'status %d' % answer.status
    except (urllib.error.URLError, OSError) as e:
        return str(e)


def main():
    url, name = sys.argv[1:]
    rpc = childutils.getRPCInterface(os.environ)
    while True:
        headers, _ = childutils.listener.wait(sys.stdin, sys.stdout)
        if rpc.supervisor.getProcessInfo(name)['state'] == ProcessStates.RUNNING:
            why = trouble(url)
            if why:
                rpc.supervisor.stopProcess(name)
                rpc.supervisor.startProcess(name)
                rpc.supervisor.sendRemoteCommEvent('restarted', name + ': ' + why)
        childutils.listener.ok(sys.stdout)


main()
