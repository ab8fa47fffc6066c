"""Drives a program through a real terminal: drive.py STEP ... -- COMMAND ...

A step is send:TEXT (with escapes such as \\t, \\x03), expect:TEXT, which waits until the text has come after what was expected
before, or exit:STATUS. What the terminal showed is printed at the end, and on a failure what was waited for.
"""
import codecs
import os
import pty
import re
import select
import signal
import sys
import time

PATIENCE = 30


def main():
    at = sys.argv.index('--')
    steps, command = sys.argv[1:at], sys.argv[at + 1:]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM='xterm', COLUMNS='100', LINES='30')
        # Whoever runs the tests in the background may have Ctrl-C ignored.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(command[0], command)
    seen, done = '', 0
    decoder = codecs.getincrementaldecoder('utf-8')('replace')

    def read(deadline):
        nonlocal seen
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            got = os.read(terminal, 65536)
        except OSError:
            got = b''
        # Cursor movements and colours are not what anybody waits for.
        seen += re.sub(r'\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r', '', decoder.decode(got))
        return bool(got)

    def fail(why):
        print('FAILED: ' + why + '\nthe terminal showed:\n' + seen)
        sys.exit(1)

    for step in steps:
        kind, _, text = step.partition(':')
        text = text.encode().decode('unicode_escape')
        if kind == 'send':
            os.write(terminal, text.encode())
        elif kind == 'expect':
            deadline = time.monotonic() + PATIENCE
            while text not in seen[done:]:
                if not read(deadline):
                    fail('no ' + repr(text) + ' after ' + repr(seen[max(0, done - 60):done]))
            done = seen.index(text, done) + len(text)
        elif kind == 'exit':
            deadline = time.monotonic() + PATIENCE
            while read(deadline):
                pass
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            if status != int(text):
                fail('exit status %d instead of %s' % (status, text))
    print(seen)


main()
