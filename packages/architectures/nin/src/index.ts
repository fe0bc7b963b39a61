export { type InitializeLayer, type NinOptions, nin } from './nin.js';
