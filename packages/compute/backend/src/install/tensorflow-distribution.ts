import { Obstacle } from './obstacle.js';

/** TensorFlow from its Python wheels, for one kind of machine. */
export interface TensorFlowDistribution {
  version: string;
  /** Names the folder in the cache: `tensorflow-2.21.0-cpu-linux-x64`. */
  key: string;
  /** The file of `requirements/` that names the wheels and their hashes. */
  requirements: string;
  /** pip's names of the platforms whose wheels to take. */
  platforms: readonly string[];
  /** Bytes to download, and bytes on disk. */
  download: number;
  unpacked: number;
  /** SHA-256 of some of its libraries, by path inside the folder. */
  libraries?: Readonly<Record<string, string>>;
}

const VERSION = '2.21.0';

// Sizes are those of the wheels named in `requirements/`, and of what is taken out of them.
const CPU: Record<
  string,
  Pick<TensorFlowDistribution, 'requirements' | 'platforms' | 'download' | 'unpacked' | 'libraries'>
> = {
  'linux-x64': {
    requirements: 'tensorflow-cpu.txt',
    platforms: ['manylinux_2_27_x86_64'],
    download: 274_000_871,
    unpacked: 0.9e9,
    libraries: {
      'lib/libtensorflow_cc.so.2': '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      'lib/libtensorflow_framework.so.2': 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
  },
  'linux-arm64': {
    requirements: 'tensorflow.txt',
    platforms: ['manylinux_2_27_aarch64'],
    download: 281_946_471,
    unpacked: 0.9e9,
  },
  'darwin-arm64': {
    requirements: 'tensorflow.txt',
    platforms: ['macosx_12_0_arm64'],
    download: 223_488_205,
    unpacked: 0.8e9,
  },
};

const GPU: typeof CPU = {
  'linux-x64': {
    requirements: 'tensorflow-gpu.txt',
    platforms: [
      'manylinux_2_27_x86_64',
      'manylinux_2_17_x86_64',
      'manylinux2014_x86_64',
      'manylinux_2_12_x86_64',
    ],
    download: 3_379_254_379,
    unpacked: 5.8e9,
  },
};

const machines = [...new Set([...Object.keys(CPU), ...Object.keys(GPU)])].join('|');
const KEY = new RegExp(`^tensorflow-\\d+\\.\\d+\\.\\d+-(cpu|gpu)-(${machines})$`);

/** Whether a folder of the cache with this name is TensorFlow, in any version and for any machine. */
export function isTensorFlowKey(name: string): boolean {
  return KEY.test(name);
}

/** The TensorFlow for this machine. */
export function tensorflowDistribution(
  gpu: boolean,
  machine = `${process.platform}-${process.arch}`,
): TensorFlowDistribution {
  const found = (gpu ? GPU : CPU)[machine];
  if (found === undefined) {
    const known = Object.keys(gpu ? GPU : CPU).join(', ');
    const what = `TensorFlow ${VERSION}${gpu ? ' for GPUs' : ''}`;
    throw new Obstacle(`there is no ${what} for ${machine}, only for ${known}`);
  }
  return { version: VERSION, key: `tensorflow-${VERSION}-${gpu ? 'gpu' : 'cpu'}-${machine}`, ...found };
}
