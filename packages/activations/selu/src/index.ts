export { AlphaDropout, type AlphaDropoutConfig, alphaDropout } from './alpha-dropout.js';
export { description as default, SELU, type SELUConfig, selu } from './selu.js';
