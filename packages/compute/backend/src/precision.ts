import { existsSync, readFileSync } from 'node:fs';
import type { Computing } from './computing.js';

type Wanted = Pick<Computing, 'kernels' | 'precision'> & { readonly gpu: boolean };

/** Throws an error that says why TensorFlow cannot use this precision on this machine. */
export function requirePrecision({ kernels, precision, gpu }: Wanted): void {
  if (precision === 'float32') return;
  if (kernels === 'native') throw new Error(`the native kernels compute in float32, not in ${precision}`);
  if (precision === 'tf32') {
    if (!gpu) throw new Error('tf32 is for NVIDIA GPUs: tfjs-node-gpu');
    return;
  }
  if (gpu) throw new Error('on GPUs, only the engines `compiled` and `xla` support bf16');
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  if (!/\b(amx_bf16|avx512_bf16|bf16)\b/.test(flags))
    throw new Error('this processor has no bf16 units (amx_bf16, avx512_bf16; bf16 on arm64)');
}

/** XLA's options: sums in the same order every time; products with libraries that obey {@link environmentFor}. */
const xlaFlags = [
  '--xla_gpu_deterministic_ops=true',
  '--xla_gpu_exclude_nondeterministic_ops=true',
  '--xla_gpu_enable_triton_gemm=false',
];

/** The environment variables that TensorFlow and its libraries read when they are loaded; `undefined`: the variable must not be set. */
export function environmentFor({
  precision,
  gpu,
}: Omit<Wanted, 'kernels'>): Readonly<Record<string, string | undefined>> {
  // On processors, oneDNN computes TensorFlow's convolutions and matrix products.
  const oneDnn = { ONEDNN_DEFAULT_FPMATH_MODE: precision === 'bf16' ? 'BF16' : 'STRICT' };
  if (!gpu) return oneDnn;
  const given = process.env.XLA_FLAGS ?? '';
  const missing = xlaFlags.filter((flag) => !given.includes(flag.split('=')[0]!));
  return {
    ...oneDnn,
    // Otherwise cuBLAS and cuDNN would use TF32 wherever TensorFlow lets them, which is everywhere.
    NVIDIA_TF32_OVERRIDE: precision === 'tf32' ? undefined : '0',
    // Two runs must end with equal weights.
    TF_DETERMINISTIC_OPS: '1',
    TF_CUDNN_DETERMINISTIC: '1',
    XLA_FLAGS: [given, ...missing].filter(Boolean).join(' '),
  };
}
