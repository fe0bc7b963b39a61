"""Runs a command on a terminal of its own.

usage: on-terminal.py COLUMNS PATTERN ACTION COMMAND...

Once PATTERN has been seen, ACTION happens: `close` takes the terminal away, `wait` does nothing, any other is typed, its
parts (split at `,`) as soon as the pattern that is written behind each one's `@` has been seen too. Writes one JSON
document: the exit code (negative: the signal that ended it) and all that was shown.
"""
import fcntl, json, os, pty, select, struct, sys, termios, time

columns, pattern, action, command = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3], sys.argv[4:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    os.execvp(command[0], command)

steps = []
if action not in ('wait', 'close'):
    for part in action.split(','):
        key, _, after = part.partition('@')
        steps.append((after.encode() or pattern, bytes([int(key)])))
shown = b''
end = time.time() + 90
while time.time() < end:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    if action == 'close' and pattern in shown:
        break
    if steps and steps[0][0] in shown:
        os.write(terminal, steps.pop(0)[1])
        time.sleep(0.3)  # no hand is faster
os.close(terminal)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({'code': code, 'shown': shown.decode(errors='replace')}))
