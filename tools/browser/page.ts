import { prepareWasm } from '@rectified/wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { type Trained, trainNin } from './train-nin.js';

declare global {
  /** What the test calls. */
  var trainOn: (backend: 'wasm' | 'webgl') => Promise<Trained>;
}

setWasmPaths('/wasm/');

globalThis.trainOn = async (backend) => {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start ${backend}`);
  if (backend === 'wasm') prepareWasm();
  return trainNin();
};
