import { runProgram } from '../src/index.js';

// A program of its own, started by run-program.test.ts, whose result is so many bytes, written in one of two ways: `BYTES log|write`.
const [bytes, how] = process.argv.slice(2);
const result = 'x'.repeat(Number(bytes) - 1);
await runProgram(async () => {
  if (how === 'log') console.log(result);
  else process.stdout.write(`${result}\n`);
  return 0;
}, 'error: ');
