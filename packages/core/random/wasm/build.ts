// Makes src/philox-simd-code.ts of wasm/philox.wat: `npm run wasm -w @rectified/random`
import { readFile, writeFile } from 'node:fs/promises';
import wabt from 'wabt';

export async function compile(): Promise<string> {
  const source = await readFile(new URL('philox.wat', import.meta.url), 'utf8');
  const module = (await wabt()).parseWat('philox.wat', source, { simd: true });
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (import.meta.filename === process.argv[1])
  await writeFile(
    new URL('../src/philox-simd-code.ts', import.meta.url),
    `/** wasm/philox.wat, compiled by wasm/build.ts; base64. */\nexport const code =\n  '${await compile()}';\n`,
  );
