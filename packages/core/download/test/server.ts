import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a server answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that gives the first request the first answer and so on, the last one again and again. */
export async function serve(...answers: Answer[]) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`, asked };
}

export const send =
  (content: Uint8Array, headers: Record<string, string> = { etag: '"1"' }): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': content.length, ...headers }).end(content);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end();

/** A body without a length that goes on for ever. */
export const endless: Answer = (_, response) => {
  response.writeHead(200);
  const more = () => {
    if (response.destroyed) return;
    if (response.write(Buffer.alloc(65_536))) setImmediate(more);
    else response.once('drain', more);
  };
  more();
};
