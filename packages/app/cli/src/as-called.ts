/**
 * Replaces each command of this program in a text with the form that works for the user (`name`): packages write `rectified
 * datasets fetch cifar10` or `npx @rectified/cli datasets fetch cifar10` without knowing how they are run.
 *
 * @example
 * asCalled('see `rectified datasets`', 'npx rectified'); // 'see `npx rectified datasets`'
 */
export function asCalled(text: string, name: string): string {
  return text.replace(COMMAND, name);
}

const COMMAND =
  /(?<![\w@/.-])(?:npx )?(?:@rectified\/cli|rectified)(?=\s+(?:train|evaluate|predict|export|compare|report|check|activations|architectures|datasets|recipes|show|describe|backend)(?![\w-]))/g;
