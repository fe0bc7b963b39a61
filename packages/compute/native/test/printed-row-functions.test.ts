import { expect, test } from 'vitest';
import { printBuiltIn } from '../src/rows/print-built-in.js';
import { printRowFunction } from '../src/rows/print-row-function.js';
import { builtInFunctions } from './built-in-functions.js';
import { driverFunctions } from './driver-functions.js';

test('the row functions that come with the kernels are those of the four rectifiers as they are written now', async () => {
  // vitest -u writes them anew.
  await expect(printBuiltIn(builtInFunctions)).toMatchFileSnapshot('../src/kernels/printed-row-functions.h');
});

test('the row functions of the driver are those of its formulas', async () => {
  const namespaces = Object.entries(driverFunctions).map(
    ([name, of]) => `namespace of_${name} {
${printRowFunction(of).text}}
constexpr RowFunction ${name} = rowFunctionOf<of_${name}::Formula>();
`,
  );
  const text = `// Printed by test/printed-row-functions.test.ts.
#pragma once

#include "row-loops.h"

namespace rectified {
namespace {

${namespaces.join('\n')}
}  // namespace
}  // namespace rectified
`;
  await expect(text).toMatchFileSnapshot('driver/formulas.h');
});
