import type { ElementwiseFunction } from '@rectified/activation';
import { linear } from './linear.js';
import { printRowFunction } from './print-row-function.js';

/**
 * The text of kernels/printed-row-functions.h: the row functions that are part of the kernels and need not be compiled separately.
 * `linear` is the first. Functions with the same text appear once.
 */
export function printBuiltIn(functions: readonly ElementwiseFunction[]): string {
  const printed = new Map([linear, ...functions].map((of) => [printRowFunction(of).hash, of]));
  const texts = [...printed.values()].map((of) => printRowFunction(of));
  return `// Printed from formulas; test/printed-row-functions.test.ts says from which, and sees that it is what would be printed now.
#pragma once

#include "row-functions.h"
#include "row-loops.h"

namespace rectified {
namespace {

${texts.map(({ text }, index) => `namespace formula${index} {\n${text}}\n`).join('\n')}
constexpr PrintedRowFunction kPrintedRowFunctions[] = {
${texts.map(({ hash }, index) => `    {"${hash}", rowFunctionOf<formula${index}::Formula>()},`).join('\n')}
};

}  // namespace
}  // namespace rectified
`;
}
