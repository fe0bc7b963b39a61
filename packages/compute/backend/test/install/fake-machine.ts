import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Whether the machine of the tests is one that TensorFlow has wheels for. */
export const supported = ['linux-x64', 'linux-arm64', 'darwin-arm64'].includes(
  `${process.platform}-${process.arch}`,
);

/** A machine to install on: a project with a tfjs-node, a cache, and a PATH on which only these commands lie. */
export interface FakeMachine {
  folder: string;
  project: string;
  cache: string;
  bin: string;
  tfjsNode: string;
  /** The command lines that were run, without the folder of the machine. */
  calls(): string[];
  remove(): void;
}

/**
 * Commands are shell scripts that write down how they were called. `python3 -m pip download` copies `wheel.whl`, or
 * does what `pip` says; `g++` writes what a tfjs-node made here can load, or does what `compile` says (`hang` writes the
 * numbers of its two processes to `pids`).
 */
export async function fakeMachine({
  python = true,
  pip = 'copy',
  compiler = true,
  compile = 'write',
  package: name = 'tfjs-node',
}: {
  python?: boolean;
  pip?: 'copy' | 'missing' | 'fail' | 'hang';
  compiler?: boolean;
  compile?: 'write' | 'fail' | 'broken' | 'crash' | 'hang';
  package?: string;
} = {}): Promise<FakeMachine> {
  const folder = mkdtempSync(join(tmpdir(), 'rectified-backend-'));
  const [project, cache, bin] = [join(folder, 'project'), join(folder, 'cache'), join(folder, 'bin')];
  const tfjsNode = join(project, 'node_modules', '@tensorflow', name);
  write(join(project, 'package.json'), '{}');
  write(
    join(tfjsNode, 'package.json'),
    JSON.stringify({ version: '4.22.0', main: 'index.js', binary: { napi_versions: [3, 8] } }),
  );
  write(join(tfjsNode, 'binding', 'tfjs_binding.cc'), '// the binding');
  write(join(tfjsNode, 'index.js'), LOAD_BINDING);
  mkdirSync(bin);
  await zip(join(folder, 'wheel.whl'), {
    'tensorflow/libtensorflow_cc.so.2': 'the library',
    'tensorflow/libtensorflow_cc.2.dylib': 'the library',
    // It names the folders of NVIDIA's that TensorFlow searches.
    'tensorflow/libtensorflow_framework.so.2':
      'the framework: $ORIGIN/../nvidia/cublas/lib:$ORIGIN/../nvidia/cudnn/lib',
    'tensorflow/libtensorflow_framework.2.dylib': 'the framework',
    'tensorflow/include/tensorflow/c/c_api.h': '// the C interface',
    'tensorflow/include/Eigen/Core': '// not wanted',
    'tensorflow/python/__init__.py': '# not wanted',
    'nvidia/cublas/lib/libcublas.so.12': 'NVIDIA',
    'nvidia/cudnn/lib/libcudnn.so.9': 'networks',
    'nvidia/cusolver/lib/libcusolver.so.11': 'a solver',
    'nvidia/cuda_nvcc/bin/ptxas': 'a program',
  });
  const command = (file: string, script: string) => {
    write(
      join(bin, file),
      `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${file} $*" >> '${folder}/calls'\n${script}`,
    );
    chmodSync(join(bin, file), 0o755);
  };
  if (python) command('python3', PYTHON(folder, pip));
  if (compiler) command('g++', COMPILER(folder, compile));
  return {
    folder,
    project,
    cache,
    bin,
    tfjsNode,
    calls() {
      const log = join(folder, 'calls');
      return existsSync(log) ? readFileSync(log, 'utf8').replaceAll(folder, '').trim().split('\n') : [];
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const PYTHON = (folder: string, pip: string) => `
case "$1:$3" in
  --version:*) echo Python 3.9.1 ;;
  -m:--version) [ ${pip} != missing ] && echo pip 23.0 ;;
  *)
    echo half of the wheel > "$TMPDIR/half"
    [ ${pip} = hang ] && exec sleep 60
    [ ${pip} = fail ] && echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES' >&2 && exit 1
    for to; do :; done
    mkdir -p "$to" && cp '${folder}/wheel.whl' "$to/tensorflow.whl"
esac
`;

const COMPILER = (folder: string, compile: string) => `
[ "$1" = --version ] && echo g++ 12.2.0 && exit
[ ${compile} = fail ] && echo 'error: c_api.h: No such file' >&2 && exit 1
for to; do :; done
[ ${compile} = broken ] && echo broken > "$to" && exit
[ ${compile} = crash ] && printf crash > "$to" && exit
[ ${compile} = hang ] && { sleep 300 & echo half > "$to"; echo $$ $! > '${folder}/new' && mv '${folder}/new' '${folder}/pids'; wait; }
printf 'a binding' > "$to"
`;

const LOAD_BINDING = `
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const [napi] = readdirSync(join(__dirname, 'lib'));
const binding = readFileSync(join(__dirname, 'lib', napi, 'tfjs_binding.node'), 'utf8');
if (binding === 'crash') process.kill(process.pid, 'SIGBUS');
if (binding !== 'a binding') throw new Error('undefined symbol: TF_Version');
exports.backend = () => ({});
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function zip(path: string, files: Record<string, string>): Promise<void> {
  const file = new ZipFile();
  for (const [name, text] of Object.entries(files)) file.addBuffer(Buffer.from(text), name);
  file.end();
  await pipeline(file.outputStream, createWriteStream(path));
}
