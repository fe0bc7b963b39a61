import { checkValue, InputError, oneOf } from '@rectified/errors';
import { exportFormats, exportRun } from '@rectified/experiments';
import { type Command, Option } from 'commander';
import { command } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';
import { describeBackend } from '../text.js';

export function exportCommand(surroundings: CommandSurroundings): Command {
  const format = new Option('--format <name>', "savedmodel: TensorFlow's").argParser((text) =>
    checkValue('--format', text, oneOf(...exportFormats)),
  );
  return command(
    'export',
    "Export a run's network for other programs: TensorFlow in Python, TensorFlow Serving, tfjs-node. It takes bytes from 0 to 255 and scales them as the run did",
    'rectified export runs/a --format savedmodel --out exported/a',
  )
    .argument('<run>', 'folder of a run')
    .addOption(format)
    .option('--out <dir>', 'new folder for the export')
    .action(async (folder: string, { format, out, ...options }) => {
      for (const [name, value] of Object.entries({ format, out }))
        if (value === undefined)
          throw new InputError({
            what: `--${name} is missing`,
            expected:
              name === 'format' ? exportFormats.join(' or ') : 'a new folder, such as --out exported/a',
          });
      const screen = terminal(surroundings, options);
      const { signal } = surroundings;
      const exported = await exportRun(folder, { format, out, signal, onNote: (text) => screen.note(text) });
      screen.note(describeBackend(exported.backend));
      const { shape, classes, steps } = exported;
      const before = steps.length > 0 ? `, after ${steps.join(', ')} as in the run` : '';
      const text = `images: float32 [n, ${shape.join(', ')}], bytes from 0 to 255 (it scales them itself)${before} -> logits, probabilities: float32 [n, ${classes}]`;
      screen.result(`${out}\n${text}`, exported);
    });
}
