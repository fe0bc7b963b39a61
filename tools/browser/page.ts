import { computeOperation, operationCases } from '@rectified/activation/testing';
import { prepareWasm } from '@rectified/wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { type Evaluated, evaluateMish } from './evaluate-mish.js';
import { type Trained, trainNin } from './train-nin.js';

type Backend = 'wasm' | 'webgl';

declare global {
  /** What the test calls. */
  var trainOn: (backend: Backend) => Promise<Trained>;
  var evaluateOn: (backend: Backend, numbers: readonly number[]) => Promise<Evaluated>;
  /** All operations of formulas: values, and derivatives by each argument. */
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

globalThis.operationsOn = async (backend) => {
  await choose(backend);
  return operationCases().map((each) => computeOperation(each).map((numbers) => [...numbers]));
};
