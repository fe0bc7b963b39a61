import type { Activation } from '@rectified/activation';
import { computeOperation, conformanceChecks, operationCases } from '@rectified/activation/testing';
import { activations } from '@rectified/activations';
import { prepareWasm } from '@rectified/wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { evaluateActivation } from './evaluate-activation.js';
import { type Evaluated, evaluateMish } from './evaluate-mish.js';
import { type Trained, trainNin } from './train-nin.js';

type Backend = 'wasm' | 'webgl';

declare global {
  /** The functions that the test calls. */
  var trainOn: (backend: Backend) => Promise<Trained>;
  var evaluateOn: (backend: Backend, numbers: readonly number[]) => Promise<Evaluated>;
  /** Values and derivatives of our activations, each at given numbers. */
  var activationsOn: (
    backend: Backend,
    asked: readonly (readonly [name: string, variant: string, numbers: readonly number[]])[],
  ) => Promise<readonly Evaluated[]>;
  /** Failures of our activations with these names in the conformance suite. */
  var faultsOn: (backend: Backend, names: readonly string[]) => Promise<readonly string[]>;
  /** All operations of formulas: values, and derivatives with respect to each argument. */
  var operationsOn: (backend: Backend) => Promise<readonly (readonly (readonly number[])[])[]>;
}

setWasmPaths('/wasm/');

async function choose(backend: Backend): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start ${backend}`);
  if (backend === 'wasm') prepareWasm();
}

globalThis.trainOn = async (backend) => {
  await choose(backend);
  return trainNin();
};

globalThis.evaluateOn = async (backend, numbers) => {
  await choose(backend);
  return evaluateMish(numbers);
};

globalThis.activationsOn = async (backend, asked) => {
  await choose(backend);
  const evaluated: Evaluated[] = [];
  for (const each of asked) evaluated.push(await evaluateActivation(...each));
  return evaluated;
};

globalThis.faultsOn = async (backend, names) => {
  await choose(backend);
  const known: Readonly<Record<string, Activation>> = activations;
  const faults: string[] = [];
  for (const name of names)
    for (const check of conformanceChecks(known[name]!, { backends: [backend] }))
      await check
        .run()
        .catch((error: Error) => faults.push(`${name} ${check.name}, ${check.backend}: ${error.message}`));
  return faults;
};

globalThis.operationsOn = async (backend) => {
  await choose(backend);
  return operationCases().map((each) => computeOperation(each).map((numbers) => [...numbers]));
};
