export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
export function packageFolders(root?: string): string[];
export function readManifest(folder: string): Manifest;
export function withMetadata(manifest: object, directory: string, root?: string): Manifest;
