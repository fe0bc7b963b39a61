import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a server answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A server on this machine that gives the first request the first answer and so on, the last one again and again.
 * `asked` lists what the requests asked for. Stops when the test is finished.
 */
export async function serve(...answers: Answer[]) {
  const asked: { range: string | undefined; ifRange: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ range: request.headers.range, ifRange: request.headers['if-range'] as string | undefined });
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  };
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/archive.tar.gz`, asked, stop };
}

/** A file as a good server sends it: in part when asked for a part, if it has not changed since. */
export const file =
  (content: Uint8Array, headers: Record<string, string> = { etag: '"1"' }): Answer =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const unchanged = Object.values(headers).includes(request.headers['if-range'] as string);
    if (from === 0 || !unchanged) {
      response.writeHead(200, { ...headers, 'content-length': content.length }).end(content);
      return;
    }
    response
      .writeHead(206, {
        ...headers,
        'content-length': content.length - from,
        'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
      })
      .end(content.subarray(from));
  };

/** A file from a server that knows nothing of ranges. */
export const wholeFile =
  (content: Uint8Array): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': content.length }).end(content);

/** The first `bytes` of a file; the connection is cut when `arrived` is done. */
export const cutFile =
  (
    content: Uint8Array,
    bytes: number,
    arrived: Promise<void>,
    headers: Record<string, string> = { etag: '"1"' },
  ): Answer =>
  (_, response) => {
    response
      .writeHead(200, { ...headers, 'content-length': content.length })
      .write(content.subarray(0, bytes));
    arrived.then(() => response.destroy());
  };

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end(body);
