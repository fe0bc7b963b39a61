import { afterEach, expect, it, vi } from 'vitest';
import { environmentFor, requirePrecision } from '../src/precision.js';

afterEach(() => vi.unstubAllEnvs());

it('keeps GPUs to float32 unless TF32 is asked for, and to one order of sums', () => {
  vi.stubEnv('XLA_FLAGS', '--xla_gpu_deterministic_ops=false --xla_dump_to=x');
  const full = environmentFor({ gpu: true, precision: 'float32' });
  expect(full).toEqual({
    ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
    NVIDIA_TF32_OVERRIDE: '0',
    TF_DETERMINISTIC_OPS: '1',
    TF_CUDNN_DETERMINISTIC: '1',
    // What somebody has set stays.
    XLA_FLAGS:
      '--xla_gpu_deterministic_ops=false --xla_dump_to=x --xla_gpu_exclude_nondeterministic_ops=true --xla_gpu_enable_triton_gemm=false',
  });
  expect(environmentFor({ gpu: true, precision: 'tf32' })).toEqual({
    ...full,
    NVIDIA_TF32_OVERRIDE: undefined,
  });
});

it('says to oneDNN on processors what it may round', () => {
  expect(environmentFor({ gpu: false, precision: 'float32' })).toEqual({
    ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
  });
  expect(environmentFor({ gpu: false, precision: 'bf16' })).toEqual({ ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' });
});

it.each([
  [{ kernels: 'native', precision: 'bf16', gpu: false }, 'native kernels compute in float32, not in bf16'],
  [{ kernels: 'native', precision: 'tf32', gpu: true }, 'native kernels compute in float32, not in tf32'],
  [{ kernels: 'auto', precision: 'tf32', gpu: false }, 'tf32 is for NVIDIA GPUs'],
  [
    { kernels: 'auto', precision: 'bf16', gpu: true },
    'on GPUs, only the engines `compiled` and `xla` support bf16',
  ],
] as const)('refuses %j', (wanted, message) => {
  expect(() => requirePrecision(wanted)).toThrow(message);
});

it('takes what there is', () => {
  expect(() => requirePrecision({ kernels: 'native', precision: 'float32', gpu: false })).not.toThrow();
  expect(() => requirePrecision({ kernels: 'auto', precision: 'tf32', gpu: true })).not.toThrow();
});
