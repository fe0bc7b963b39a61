import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Packed } from './workspace.js';

/** A registry on this machine, until it is closed. */
export interface Registry {
  readonly url: string;
  close(): void;
}

/**
 * Serves the packed packages as if they were published: npm asks it for `@rectified/...` alone and everything else of
 * the registry it is configured for. It is read-only and knows one version of each package, which is all that `npm
 * install` and `npx` want; a registry to publish to (verdaccio) would bring three hundred packages of its own.
 */
export async function serveRegistry(packed: readonly Packed[]): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    const tarball = packed.find((one) => path === basename(one.tarball));
    const named = packed.find(({ name }) => name === path);
    if (tarball) response.end(readFileSync(tarball.tarball));
    else if (named)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(packument(named, url())));
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: url(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What a registry says of a package: its manifests by version, each with its tarball. */
function packument({ name, manifest, tarball, integrity }: Packed, url: string): object {
  const { version } = manifest;
  const dist = { tarball: url + basename(tarball), integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
