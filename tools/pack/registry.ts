import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Manifest, Packed } from './workspace.js';

/** A running local registry. */
export interface Registry {
  readonly url: string;
  /** Packages published since the last call, as sorted `name@version`. */
  takePublished(): string[];
  close(): void;
}

interface Version {
  readonly manifest: Manifest;
  readonly tarball: Buffer;
}

/** The request of `npm publish`. */
interface Publication {
  readonly name: string;
  readonly versions: Readonly<Record<string, Manifest>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

/**
 * Serves the packed packages, and accepts and serves published ones: npm uses it only for `@rectified/...`, and its configured
 * registry for everything else. It has no users, and implements only what `npm publish`, `npm view`, `npm install`, `npx` and
 * `npm create` need; a registry from npm (verdaccio) would bring three hundred dependencies.
 */
export async function serveRegistry(packed: readonly Packed[] = []): Promise<Registry> {
  const packages = new Map<string, Map<string, Version>>();
  const add = (manifest: Manifest, tarball: Buffer) => {
    const versions = packages.get(manifest.name) ?? new Map<string, Version>();
    if (versions.has(manifest.version)) return false;
    packages.set(manifest.name, versions.set(manifest.version, { manifest, tarball }));
    return true;
  };
  for (const { manifest, tarball } of packed) add(manifest, readFileSync(tarball));
  let published: string[] = [];

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url!.split('?')[0]!.slice(1));
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'PUT') {
      const { name, versions, _attachments } = (await bodyOf(request)) as Publication;
      const [manifest] = Object.values(versions);
      const [file] = Object.values(_attachments);
      if (!add(manifest!, Buffer.from(file!.data, 'base64')))
        return void answer(409, { error: `${name} ${manifest!.version} was published before` });
      published.push(`${name}@${manifest!.version}`);
      return void answer(201, { ok: true });
    }
    const [name, file] = path.split('/-/') as [string, string?];
    const versions = packages.get(name);
    if (versions === undefined) return void answer(404, { error: 'not found' });
    if (file === undefined) return void answer(200, packument(name, versions, url()));
    const found = [...versions.values()].find(({ manifest }) => fileOf(manifest) === file);
    return void (found ? response.end(found.tarball) : answer(404, { error: 'not found' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: url(),
    takePublished() {
      const taken = published.sort();
      published = [];
      return taken;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A registry's document of a package: its manifests by version, each with its tarball; the last published version is the latest. */
function packument(name: string, versions: ReadonlyMap<string, Version>, url: string): object {
  const entries = [...versions].map(([version, { manifest, tarball }]) => {
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    return [version, { ...manifest, dist: { tarball: `${url}${name}/-/${fileOf(manifest)}`, integrity } }];
  });
  const [latest] = entries.at(-1)!;
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(entries) };
}

const fileOf = ({ name, version }: Manifest) => `${basename(name)}-${version}.tgz`;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
