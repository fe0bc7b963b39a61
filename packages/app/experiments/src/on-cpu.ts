import { chooseBackend } from '@rectified/backend';

/**
 * Computes on the cpu backend, to try something quickly. Where that is not installed, or lacks what is asked for, nothing
 * is tried: then the first step of training is the trial.
 */
export async function onCpu(compute: () => void): Promise<void> {
  try {
    await chooseBackend({ backend: 'cpu' });
  } catch {
    return;
  }
  try {
    compute();
  } catch (error) {
    // What is made for one backend can be tried on that one only.
    if (!/not registered for (the )?backend/.test(String(error))) throw error;
  }
}
