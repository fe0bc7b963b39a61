import { chooseBackend } from '@rectified/backend';

/**
 * Runs a quick trial on the cpu backend. If it is not installed, or lacks an operation, nothing
 * is tried, and the first step of training is the trial.
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
    // What is made for one backend can only be tried on that one.
    if (!/not registered for (the )?backend/.test(String(error))) throw error;
  }
}
