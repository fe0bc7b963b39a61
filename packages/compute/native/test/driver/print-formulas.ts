/** Prints formulas.h, the row functions of the driver: `tsx --conditions=@rectified/source print-formulas.ts > formulas.h`. */
import { printRowFunction } from '../../src/rows/print-row-function.js';
import { driverFunctions } from '../driver-functions.js';

const namespaces = Object.entries(driverFunctions).map(
  ([name, of]) => `namespace of_${name} {
${printRowFunction(of).text}}
constexpr RowFunction ${name} = rowFunctionOf<of_${name}::Formula>();
`,
);

console.log(`#pragma once

#include "row-loops.h"

namespace rectified {
namespace {

${namespaces.join('\n')}
}  // namespace
}  // namespace rectified`);
