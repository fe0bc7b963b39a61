import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** As it was before anybody's code could put another function in its place. */
const { stringify } = JSON;

/** The first message to a process; each answer begins with its secret. */
interface Order<T> {
  readonly secret: string;
  readonly order: T;
}

/**
 * Sends a process its order, and hears what it reports of it by {@link takeOrder}. Other messages count for nothing: code of somebody's
 * own that runs in the process can send them too, a library that tells its parent it is ready as well as one that says all was well.
 */
export function giveOrder<T, Report>(child: ChildProcess, order: T, hear: (report: Report) => void): void {
  const secret = randomUUID();
  child.on('message', (message) => {
    if (typeof message !== 'string' || !message.startsWith(secret)) return;
    const report: unknown = JSON.parse(message.slice(secret.length));
    // Whoever gives all objects a `toJSON` makes something else of it.
    if (typeof report === 'object' && report !== null) hear(report as Report);
  });
  child.send({ secret, order } satisfies Order<T>, () => {}); // It may have ended already.
}

/** Carries out the order of the parent, in a process that has loaded no code of somebody's own yet. `report` ends in `sent`, if the parent is there. */
export function takeOrder<T, Report>(
  carryOut: (order: T, report: (report: Report, sent?: () => void) => void) => void,
): void {
  const send = process.send?.bind(process);
  process.once('message', ({ secret, order }: Order<T>) =>
    carryOut(order, (report, sent = () => {}) => {
      // A text, since anybody may have a say in what becomes of an object that is sent.
      if (process.connected) send?.(secret + stringify(report), undefined, undefined, sent);
    }),
  );
}
